"""Times r.slide.predict over a whole map beside Python's inplace_predict alone on the same rows; run by bench.sh.

In the session in which sampling.py left its maps: 19.3 million cells of 14 predictors unless SAMPLING_ROWS and
SAMPLING_COLS say otherwise; 200 rounds of depth 6.  Reading and writing maps counts for r.slide.predict, while
Python's rows are in memory before its clock starts.  The same on half of the rows tells whether memory grows with them.
"""

import os
import subprocess
import tempfile
import time
import zipfile

import numpy as np
import xgboost

from measure import REPEATS, measure
from sampling import COLS, NAMES, ROWS

THREADS = os.cpu_count()


def train(model):
    command = ["r.slide.train", f"predictors={NAMES}", "label=sample_label", "test=0", "negatives=1", "applicability=0"]
    command += [f"model={model}", "parameters=rounds=200,max_depth=6", f"nprocs={THREADS}", "--quiet", "--overwrite"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def raw(name, folder):
    """A map's cells as float32."""
    path = os.path.join(folder, "cells.bin")
    command = ["r.out.bin", "-f", f"input={name}", f"output={path}", "bytes=4", "null=nan", "--quiet", "--overwrite"]
    subprocess.run(command, check=True)
    return np.fromfile(path, dtype=np.float32)


def predict_in_memory(model, folder):
    """Seconds of inplace_predict alone, best of some, and its probabilities."""
    rows = np.empty((ROWS * COLS, NAMES.count(",") + 1), dtype=np.float32)
    for i, name in enumerate(NAMES.split(",")):
        rows[:, i] = raw(name, folder)
    booster = xgboost.Booster({"nthread": THREADS})
    with zipfile.ZipFile(model) as archive:
        booster.load_model(bytearray(archive.read("xgboost.json")))
    seconds = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        p = booster.inplace_predict(rows)
        seconds.append(time.perf_counter() - begin)
    return min(seconds), p


def main():
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "prediction.slide")
        train(model)
        command = ["r.slide.predict", f"model={model}", "output=predicted", "-u", f"nprocs={THREADS}", "--overwrite"]
        peaks = []
        for rows in (ROWS // 2, ROWS):
            subprocess.run(["g.region", f"n={30 * ROWS}", f"s={30 * (ROWS - rows)}", "res=30"], check=True)
            seconds, megabytes, _ = measure(command)
            peaks.append(f"{megabytes:.0f} MB for {rows * COLS / 1e6:.1f} million cells")
        theirs, p = predict_in_memory(model, folder)
        difference = np.abs(raw("predicted", folder) - p).max()
    print(
        f"{'r.slide.predict, maps to map':34}{seconds:8.2f} s   {'inplace_predict alone':26}{theirs:8.2f} s   "
        f"{theirs / seconds:6.2f} x the speed, largest difference {difference:.1g}\n"
        f"{'  its peak memory':34}{', '.join(peaks)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
