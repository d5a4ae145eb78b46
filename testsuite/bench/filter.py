"""Times the Goldstein filter beside the same one window by window in SciPy; run by bench.sh inside a GRASS session."""

import os
import subprocess
import sys
import tempfile

import grass.script as gs
import grass.script.array as garray
import numpy as np

from measure import measure, tell

SIDE = 2000
CORNER = 500  # the plain filter would take minutes for the whole

SCIPY = """
import sys
import numpy, scipy.fft, scipy.ndimage
window, step, strength = 64, 4, 0.8
phase = numpy.load(sys.argv[1])
signal = numpy.pad(numpy.exp(1j * phase).astype(numpy.complex64), window - step)
ramp = 1 - numpy.abs(2 * numpy.arange(window) + 1 - window) / window
weight = numpy.outer(ramp, ramp).astype(numpy.float32)
total = numpy.zeros(signal.shape, dtype=numpy.complex64)
for top in range(0, signal.shape[0] - window + 1, step):
    for left in range(0, signal.shape[1] - window + 1, step):
        part = (slice(top, top + window), slice(left, left + window))
        spectrum = scipy.fft.fft2(signal[part])
        smooth = scipy.ndimage.uniform_filter(numpy.abs(spectrum), 3, mode='wrap')
        total[part] += weight * scipy.fft.ifft2(spectrum * (smooth / smooth.max()) ** strength)
margin = window - step
numpy.save(sys.argv[2], numpy.angle(total[margin:-margin, margin:-margin]))
"""


def main():
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["simulate_event", f"rows={SIDE}", f"cols={SIDE}", "seed=42"], check=True, **quiet)
    wrapped = "bench_wrapped = phase - 6.283185307179586 * round(phase / 6.283185307179586, 1)"
    subprocess.run(["r.mapcalc", "--quiet", "--overwrite", f"expression={wrapped}"], check=True)
    whole = gs.region()
    ours = ["r.slide.insar", "operation=filter", "phase=bench_wrapped", "output=bench_filtered", "--overwrite"]
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("phase.npy", "filtered.npy")]
        corner = dict(s=whole["n"] - CORNER * whole["nsres"], e=whole["w"] + CORNER * whole["ewres"])
        gs.run_command("g.region", **corner)
        np.save(paths[0], np.asarray(garray.array("bench_wrapped"), dtype=np.float32))
        theirs = measure(["/usr/bin/python3", "-c", SCIPY, *paths], repeats=1)
        tell(f"Goldstein filter, {CORNER} x {CORNER}", measure(ours + ["nprocs=1"]), "SciPy", theirs)
        found, expected = np.asarray(garray.array("bench_filtered")), np.load(paths[1])
        apart = np.abs(np.angle(np.exp(1j * (found.astype(float) - expected))))
        print(f"{'':34}{np.mean(apart < 1e-3):8.2%} of cells within 1e-3 rad of SciPy's", flush=True)
    gs.run_command("g.region", n=whole["n"], s=whole["s"], w=whole["w"], e=whole["e"], res=whole["nsres"])
    for threads in (1, 2):
        seconds, megabytes, _ = measure(ours + [f"nprocs={threads}"])
        print(f"Goldstein filter, {SIDE} x {SIDE}, nprocs={threads}{seconds:8.2f} s {megabytes:7.0f} MB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
