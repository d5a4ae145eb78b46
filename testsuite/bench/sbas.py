"""Times the inversion of 230 pairs over 60 dates beside scipy.linalg.lstsq for each cell; run by bench.sh."""

import datetime
import re
import subprocess
import sys

from measure import REPEATS, measure

DATES, PAIRS, ROWS, COLS = 60, 230, 250, 400
CELLS_OF_SCIPY = 1000

SCIPY = f"""
import time, numpy, scipy.linalg
generator = numpy.random.default_rng(1)
pairs = [(i, i + step) for step in range(1, 5) for i in range({DATES} - step)][:{PAIRS}]
matrix = numpy.zeros(({PAIRS}, {DATES}))
for row, (earlier, later) in enumerate(pairs):
    matrix[row, earlier], matrix[row, later] = -1., 1.
matrix = matrix[:, 1:]
values = generator.normal(size=({PAIRS}, {CELLS_OF_SCIPY}))
roots = numpy.sqrt(generator.uniform(0.1, 10., values.shape))
begin = time.perf_counter()
for cell in range({CELLS_OF_SCIPY}):
    root = roots[:, cell]
    scipy.linalg.lstsq(matrix * root[:, None], values[:, cell] * root, cond=1e-5)
print('each cell took', time.perf_counter() - begin, 's')
"""


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_stack():
    """Phases and coherences of random numbers; their names carry the dates, 12 days apart."""
    first = datetime.date(2017, 1, 7)
    day = [(first + datetime.timedelta(days=12 * i)).strftime("%Y%m%d") for i in range(DATES)]
    pairs = [(i, i + step) for step in range(1, 5) for i in range(DATES - step)][:PAIRS]
    run("g.region", "n=3100000", "s=3092500", "w=300000", "e=312000", f"rows={ROWS}", f"cols={COLS}")
    names = [f"{day[i]}_{day[j]}" for i, j in pairs]
    for number, name in enumerate(names):
        run("r.mapcalc", f"seed={number}", f"expression=p_{name} = float(rand(-3., 3.))")
        run("r.mapcalc", f"seed={number}", f"expression=c_{name} = float(rand(0.2, 0.95))")
    return [f"p_{name}" for name in names], [f"c_{name}" for name in names]


def seconds_of_scipy():
    """Best of the repeats, for one cell, on one core."""
    best = float("inf")
    for _ in range(REPEATS):
        told = subprocess.run(
            ["/usr/bin/env", "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "/usr/bin/python3", "-c", SCIPY],
            check=True, capture_output=True, text=True).stdout  # fmt: skip
        best = min(best, float(re.search(r"took ([0-9.]+) s", told).group(1)) / CELLS_OF_SCIPY)
    return best


def main():
    phases, coherences = make_stack()
    cells = ROWS * COLS
    command = ["r.slide.insar", "operation=sbas", "input=" + ",".join(phases), "wavelength=sentinel1", "producer=gamma",
               "velocity=v", "nprocs=1", "--verbose", "--overwrite"]  # fmt: skip
    theirs = seconds_of_scipy()
    print(f"{PAIRS} pairs, {DATES} dates, {cells} cells; scipy.linalg.lstsq takes {1e6 * theirs:.1f} us a cell, one core")
    for name, more in (("unweighted", []), ("Fisher weights", ["weight=fisher", "coherence=" + ",".join(coherences)])):
        seconds, megabytes, messages = measure(command + more)
        inversion = float(re.search(r"inversion took ([0-9.]+) s", " ".join(messages.split())).group(1))
        print(
            f"{name:16} inversion {1e6 * inversion / cells:6.2f} us a cell, {theirs * cells / inversion:6.1f} x the speed;"
            f" whole run, maps read and written, {1e6 * seconds / cells:6.2f} us, {theirs * cells / seconds:5.1f} x;"
            f" {megabytes:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
