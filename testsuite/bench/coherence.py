"""Times the coherence of two complex images beside SciPy's uniform_filter; run by bench.sh inside a GRASS session."""

import os
import re
import subprocess
import sys
import tempfile

from measure import REPEATS, measure, tell

SIDE = 5000

SCIPY = """
import sys, time, numpy as np
from osgeo import gdal
from scipy.ndimage import uniform_filter
gdal.UseExceptions()
first, second, output, window = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
a, b = gdal.Open(first).ReadAsArray(), gdal.Open(second).ReadAsArray()
begin = time.perf_counter()
product = a * b.conj()
mean = lambda values: uniform_filter(values, window)
coherence = np.hypot(mean(product.real), mean(product.imag)) / np.sqrt(mean(np.abs(a) ** 2) * mean(np.abs(b) ** 2))
print("took %.3f s" % (time.perf_counter() - begin), file=sys.stderr)
data = gdal.GetDriverByName("GTiff").Create(output, a.shape[1], a.shape[0], 1, gdal.GDT_Float32)
data.GetRasterBand(1).WriteArray(coherence)
"""


# In a process of its own: memory that this one ever held would count for the commands it starts
MAKE = """
import sys, numpy as np
from osgeo import gdal
gdal.UseExceptions()
random = np.random.default_rng(42)
side = int(sys.argv[1])
for file in sys.argv[2:]:
    parts = [random.standard_normal((side, side), dtype=np.float32) for _ in range(2)]
    data = gdal.GetDriverByName("GTiff").Create(file, side, side, 1, gdal.GDT_CFloat32)
    data.GetRasterBand(1).WriteArray(parts[0] + 1j * parts[1])
"""


def make_images(folder):
    files = [os.path.join(folder, name) for name in ("first.tif", "second.tif")]
    subprocess.run(["/usr/bin/python3", "-c", MAKE, str(SIDE), *files], check=True)
    return files


def estimating(command):
    """Best seconds that the estimate itself took, without reading and writing."""
    said = [subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True).stderr for _ in range(REPEATS)]
    return min(float(re.search(r"took\s+([0-9.]+)\s+s", text).group(1)) for text in said)


def main():
    subprocess.run(["g.region", f"n={SIDE}", "s=0", f"e={SIDE}", "w=0", "res=1"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        files = make_images(folder)
        for window in (3, 31):
            ours = ["r.slide.insar", "operation=coherence", f"images={','.join(files)}", f"window={window}x{window}"]
            ours += ["output=bench_coherence", "nprocs=2", "--verbose", "--overwrite"]
            theirs = ["/usr/bin/python3", "-c", SCIPY, *files, os.path.join(folder, "coherence.tif"), str(window)]
            seconds, scipy_seconds = estimating(ours), estimating(theirs)
            print(
                f"{f'coherence {window} x {window}, estimate alone':34}{seconds:8.2f} s {'':10}   {'uniform_filter':22}"
                f"{scipy_seconds:8.2f} s {'':10}   {scipy_seconds / seconds:6.2f} x the speed",
                flush=True,
            )
            tell(f"coherence {window} x {window}, file to map", measure(ours), "uniform_filter", measure(theirs))


if __name__ == "__main__":
    sys.exit(main())
