"""Times all scores and curves of 19.3 million cells beside scikit-learn's two areas; run by bench.sh in a GRASS session."""

import os
import re
import subprocess
import sys
import tempfile

from measure import REPEATS, measure

ROWS, COLS = 4400, 4387

# In a process of its own: memory that this one ever held would count for the commands it starts
MAKE = """
import sys, numpy as np
random = np.random.default_rng(42)
cells = int(sys.argv[1])
truth = random.random(cells) < 0.01
score = 1 / (1 + np.exp(4 - random.normal(size=cells) - 1.5 * truth))
truth.astype(np.int32).tofile(sys.argv[2])
score.astype(np.float32).tofile(sys.argv[3])
score.tofile(sys.argv[4])
"""

SKLEARN = """
import sys, time, numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score
truth, score = np.fromfile(sys.argv[1], np.int32), np.fromfile(sys.argv[2], sys.argv[3])
begin = time.perf_counter()
roc_auc_score(truth, score), average_precision_score(truth, score)
print("took %.3f s" % (time.perf_counter() - begin), file=sys.stderr)
"""


def make_maps(folder):
    files = [os.path.join(folder, name) for name in ("truth", "single", "double")]
    subprocess.run(["/usr/bin/python3", "-c", MAKE, str(ROWS * COLS), *files], check=True)
    size = [f"rows={ROWS}", f"cols={COLS}", f"north={ROWS}", "south=0", f"east={COLS}", "west=0"]
    for file, flags in zip(files, ([], ["-f"], ["-d"])):
        name = "bench_" + os.path.basename(file)
        subprocess.run(["r.in.bin", *flags, f"input={file}", f"output={name}", "bytes=8" if "-d" in flags else "bytes=4"]
                       + [*size, "--overwrite", "--quiet"], check=True)  # fmt: skip
    subprocess.run(["g.region", "raster=bench_truth"], check=True)
    return files


def scoring(command):
    """Best seconds after reading, what the scores took a cell, and peak memory in MB."""
    seconds, bytes_per_cell, megabytes = [], "", 0.0
    for _ in range(REPEATS):
        _, peak, messages = measure(command, 1)
        seconds.append(float(re.search(r"took\s+([0-9.]+)\s+s", messages).group(1)))
        found = re.search(r"and\s+([0-9.]+)\s+bytes\s+a\s+cell", messages)
        bytes_per_cell = found.group(1) if found else ""
        megabytes = max(megabytes, peak)
    return min(seconds), bytes_per_cell, megabytes


def main():
    with tempfile.TemporaryDirectory() as folder:
        truth, *scores = make_maps(folder)
        for file, dtype in zip(scores, ("float32", "float64")):
            name = os.path.basename(file)
            ours = ["r.slide.eval", f"input=bench_{name}", "truth=bench_truth", "format=json", "nprocs=2", "--verbose"]
            ours += ["best=youden,corner,f1,mcc,kappa,accuracy,area", "threshold=0.01,0.1,0.5", "--overwrite"]
            ours += [f"curves={folder}/curves.csv", f"reliability={folder}/reliability.csv"]
            seconds, bytes_per_cell, peak = scoring(ours)
            theirs, _, their_peak = scoring(["/usr/bin/python3", "-c", SKLEARN, truth, file, dtype])
            print(
                f"{f'all scores, {name} precision':34}{seconds:8.2f} s {peak:7.0f} MB   {'roc_auc and avg_precision':22}"
                f"{theirs:8.2f} s {their_peak:7.0f} MB   {theirs / seconds:6.2f} x the speed, {bytes_per_cell} bytes a cell",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
