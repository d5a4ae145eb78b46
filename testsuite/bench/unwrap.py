"""Times unwrapping beside scikit-image's, on the simulated event; run by bench.sh inside a GRASS session."""

import subprocess
import sys

from measure import measure, tell

SIDE = 2000

SKIMAGE = """
import numpy, grass.script.array as garray
from skimage.restoration import unwrap_phase
wrapped = garray.array(mapname='bench_wrapped')
output = garray.array()
output[...] = unwrap_phase(numpy.asarray(wrapped, dtype=numpy.float32))
output.write('bench_skimage', overwrite=True)
"""


def main():
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["simulate_event", f"rows={SIDE}", f"cols={SIDE}", "seed=42"], check=True, **quiet)
    wrapped = "bench_wrapped = phase - 6.283185307179586 * round(phase / 6.283185307179586, 1)"
    subprocess.run(["r.mapcalc", "--quiet", "--overwrite", f"expression={wrapped}"], check=True)
    theirs = measure(["/usr/bin/python3", "-c", SKIMAGE])
    ours = ["r.slide.insar", "operation=unwrap", "phase=bench_wrapped", "output=bench_unwrapped", "--overwrite"]
    for name, options in {
        "reliability": ["method=reliability"],
        "flow": ["method=flow"],
        "flow with coherence": ["method=flow", "coherence=coherence_co"],
    }.items():
        tell(f"unwrapping, {name}", measure(ours + options), "scikit-image", theirs)


if __name__ == "__main__":
    sys.exit(main())
