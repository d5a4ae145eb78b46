"""Times a forest by least absolute error beside scikit-learn's, on as many blocks as a global model sees; run by bench.sh.

Ours is the whole module, maps to model file and scores; scikit-learn's is fit() alone, of samples in memory.
"""

import json
import os
import tempfile
import time

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error, r2_score

import grass.script as gs

from measure import REPEATS, run
from rasters import write

ROWS, COLS, FEATURES, THREADS = 100, 80, 14, 2  # trained on the northern half
TREES, DEPTH, LEAST = 100, 20, 2


def draw(random):
    """Predictors, and densities in whole hundredths of which many are 0."""
    value = random.standard_normal((ROWS * COLS, FEATURES)).astype(np.float32)
    law = value[:, 0] + value[:, 1] * value[:, 2] + 0.5 * random.standard_normal(ROWS * COLS)
    return value, np.round(np.clip(0.2 * law, 0, 1), 2).astype(np.float32)


def main():
    os.environ["GRASS_VERBOSE"] = "0"
    value, density = draw(np.random.default_rng(42))
    gs.run_command("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
    names = [f"density_predictor_{i}" for i in range(FEATURES)]
    for name, column in zip([*names, "density_label"], [*value.T, density]):
        write(name, column.reshape(ROWS, COLS).astype(np.float64))
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "r.slide.train", f"predictors={','.join(names)}", "label=density_label", "negatives=0", "split=rows", "test=0.5",
            "method=forest_regression", f"parameters=trees={TREES},max_depth={DEPTH},min_samples_leaf={LEAST}",
            "applicability=0", f"nprocs={THREADS}", "format=json", f"model={os.path.join(folder, 'd.slide')}", "--overwrite",
        ]  # fmt: skip
        ours = [run(command) for _ in range(REPEATS)]
    told = json.loads(ours[-1][2])
    half = ROWS * COLS // 2
    forest = RandomForestRegressor(
        TREES, criterion="absolute_error", max_depth=DEPTH, min_samples_leaf=LEAST, max_features="sqrt", n_jobs=THREADS,
        random_state=1,
    )  # fmt: skip
    begin = time.perf_counter()
    forest.fit(value[:half], density[:half])
    theirs = time.perf_counter() - begin
    estimate, seconds = forest.predict(value[half:]), min(one[0] for one in ours)
    print(
        f"{f'forest by absolute error, {half}':34}{seconds:8.2f} s   {'scikit-learn':26}{theirs:8.2f} s   "
        f"{theirs / seconds:6.2f} x the speed, MAE {told['test_mae']:.4f} against {mean_absolute_error(density[half:], estimate):.4f}, "
        f"r2 {told['test_explained']:.3f} against {r2_score(density[half:], estimate):.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
