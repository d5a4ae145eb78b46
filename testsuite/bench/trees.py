"""Compares the tree learners with XGBoost called plainly, from C and Python, and with scikit-learn's forest; run by bench.sh.

SCALE in the environment (1) scales samples and rows: 1 is 1.87 million samples of 14 predictors, 19.3 million cells.
"""

import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

SAMPLES, CELLS, FEATURES, ROUNDS, DEPTH = 1_870_000, 19_300_000, 14, 200, 6
FOREST_TREES, FOREST_DEPTH = 20, 16  # scikit-learn's 200 trees of all samples would take an hour


def draw(random, rows):
    """Predictors, the fourth of few values, and labels of a law with an interaction."""
    x = random.standard_normal((rows, FEATURES), dtype=np.float32)
    x[:, 3] = np.floor(2 * x[:, 3])
    logit = -2 + 1.2 * x[:, 0] + x[:, 1] * x[:, 2] - 0.35 * x[:, 3] + np.sin(2 * x[:, 4])
    return x, (random.random(rows, dtype=np.float32) < 1 / (1 + np.exp(-logit))).astype(np.float32)


def trial(folder, samples, cells, threads, explained, repeats):
    """Lines of tree_trial as {task: (ours, theirs, difference)}."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "OBJ", "tree_trial")
    numbers = (samples, FEATURES, cells, ROUNDS, DEPTH, threads, explained, repeats, FOREST_TREES)
    output = subprocess.run([program, folder, *map(str, numbers)], check=True, capture_output=True, text=True).stdout
    return {line.split()[0]: tuple(map(float, line.split()[1:])) for line in output.splitlines()}


def tell(task, ours, theirs, name, note=""):
    print(f"{task:34}{ours:8.2f} s   {name:26}{theirs:8.2f} s   {theirs / ours:6.2f} x the speed{note}", flush=True)


def compare_python(ours, samples, label, threads, repeats):
    """The settings of tree_trial, told to Python's xgboost; rows to matrix counts for both."""
    parameters = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": DEPTH, "eta": 0.05,
                  "min_child_weight": 5, "subsample": 0.8, "colsample_bytree": 0.5, "nthread": threads}  # fmt: skip
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        xgboost.train(parameters, xgboost.DMatrix(samples, label, nthread=threads), ROUNDS)
        seconds.append(time.perf_counter() - begin)
    tell("training", ours, min(seconds), "Python's xgboost")


def compare_forest(ours, samples, label, cells, truth, threads, folder):
    forest = RandomForestClassifier(FOREST_TREES, max_depth=FOREST_DEPTH, random_state=1, n_jobs=threads)
    begin = time.perf_counter()
    forest.fit(samples, label)
    seconds = time.perf_counter() - begin
    p = np.fromfile(os.path.join(folder, "forest.f32"), dtype=np.float32)
    some = slice(200_000)
    auc = roc_auc_score(truth[some], p[some]), roc_auc_score(truth[some], forest.predict_proba(cells[some])[:, 1])
    tell(f"forest of {FOREST_TREES} trees", ours, seconds, "scikit-learn", f", AUC {auc[0]:.4f} against {auc[1]:.4f}")


def main(scale, threads, repeats):
    random = np.random.default_rng(42)
    samples, cells = int(SAMPLES * scale), int(CELLS * scale)
    x, label = draw(random, samples)
    rows, truth = draw(random, cells)
    explained = min(cells, max(2000, int(50_000 * scale)))
    print(f"{samples} samples of {FEATURES} predictors, {cells} cells, {ROUNDS} rounds, depth {DEPTH}, {threads} threads")
    with tempfile.TemporaryDirectory() as folder:
        for name, values in (("value", x), ("label", label), ("rows", rows)):
            values.tofile(os.path.join(folder, name + ".f32"))
        result = trial(folder, samples, cells, threads, explained, repeats)
        for task, name in (
            ("training", "XGBoost, UpdateOneIter"),
            ("prediction", "XGBoost, inplace_predict"),
            ("contributions", "XGBoost, pred_contribs"),
        ):
            ours, theirs, difference = result[task]
            note = "" if task == "training" else f", largest difference {difference:.1g}"
            tell(f"{task} ({explained} cells)" if task == "contributions" else task, ours, theirs, name, note)
        compare_python(result["training"][0], x, label, threads, repeats)
        compare_forest(result["forest"][0], x, label, rows, truth, threads, folder)


if __name__ == "__main__":
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as the modules have it, for the library too
    repeats = int(sys.argv[1]) if sys.argv[1:] else 3
    main(float(os.environ.get("SCALE", "1")), int(os.environ.get("NPROCS", os.cpu_count())), repeats)
