"""Times the sampling of r.slide.train beside one reading of its maps by r.univar; run by bench.sh in a GRASS session.

SAMPLING_ROWS and SAMPLING_COLS in the environment change the size from 3467 x 5573: 19.3 million cells, 14 predictors,
1.87 million samples at 20:1.
"""

import os
import re
import subprocess
import sys
from random import Random

from measure import REPEATS, measure, run, tell

ROWS, COLS = int(os.environ.get("SAMPLING_ROWS", 3467)), int(os.environ.get("SAMPLING_COLS", 5573))
PREDICTORS, PREVALENCE = 14, 0.0046
NAMES = ",".join(f"sample_{i}" for i in range(PREDICTORS))
KINDS = ("double(rand(0.0, 1.0))", "float(rand(0.0, 1.0))", "float(row() + sin(col()) * rand(0.0, 9.0))", "rand(1, 12)")


def make_maps():
    subprocess.run(["g.region", f"n={30 * ROWS}", "s=0", f"e={30 * COLS}", "w=0", "res=30"], check=True)
    expressions = [f"sample_{i} = {KINDS[i % 3 + (i == 13)]}" for i in range(PREDICTORS)]
    # of the mean PREVALENCE, and learnable
    expressions += [f"sample_label = if(rand(0.0, 1.0) < {2 * PREVALENCE} * sample_0, 1, 0)"]
    random = Random(42)
    for expression in expressions:
        seed = random.getrandbits(31)  # r.mapcalc's streams of neighbouring seeds tell of one another
        subprocess.run(["r.mapcalc", "--overwrite", "--quiet", f"seed={seed}", f"expression={expression}"], check=True)


def train(*options):
    """Sampling and one round of the smallest trees: the time of training beside it is taken off."""
    return ["r.slide.train", f"predictors={NAMES}", "label=sample_label", "test=0", "model=/tmp/bench_sampling.slide",
            "parameters=rounds=1,max_depth=1,max_bin=2", "nprocs=2", "--overwrite", "--verbose", *options]  # fmt: skip


def measure_sampling(options):
    """Best seconds of the sampling alone of some runs, and the largest memory in MB of the whole."""
    runs = [run(train(*options)) for _ in range(REPEATS)]
    seconds = [float(re.search(r"Sampling took (\S+)", messages).group(1)) for *_, messages in runs]
    return min(seconds), max(megabytes for _, megabytes, *_ in runs)


def main():
    make_maps()
    print(f"{ROWS * COLS / 1e6:.1f} million cells, {PREDICTORS} predictors, 20 others for each landslide cell")
    reading = measure(["r.univar", "-g", f"map={NAMES}"])
    for task, options in (("sampling", []), ("sampling 250,250", ["samples=250,250"]),
                          ("100 repeats of 250,250", ["samples=250,250", "repeats=100"]),
                          ("sampling, buffer and thinning", ["buffer=60,3000", "thinning=90"])):  # fmt: skip
        tell(task, measure_sampling(options), "r.univar, same maps", reading)
    os.remove("/tmp/bench_sampling.slide")


if __name__ == "__main__":
    sys.exit(main())
