"""Times r.slide.train's permutation importance beside scikit-learn's of the same booster; run by bench.sh.

In the session in which sampling.py left its maps.  Ours is the module with importance=permutation less the module without,
three scores at once; scikit-learn's is permutation_importance alone, of average precision alone, on as many samples of the
same law, in memory before its clock starts.
"""

import json
import os
import tempfile
import time
import zipfile

import numpy as np
import xgboost
from sklearn.inspection import permutation_importance
from sklearn.metrics import average_precision_score

from measure import run
from prediction import THREADS, raw
from sampling import NAMES

OTHERS, SHARE, PERMUTATIONS = 20, 0.3, 5


def train(model, *options):
    """Wall-clock seconds, memory in MB and what the run told."""
    command = ["r.slide.train", f"predictors={NAMES}", "label=sample_label", f"test={SHARE}", f"negatives={OTHERS}"]
    command += ["applicability=0", "parameters=rounds=200,max_depth=6", f"nprocs={THREADS}", "format=json"]
    seconds, megabytes, text, _ = run([*command, f"model={model}", "--quiet", "--overwrite", *options])
    return seconds, megabytes, json.loads(text)


class Booster:
    """The module's own trees, as scikit-learn wants them."""

    def __init__(self, model):
        self.booster = xgboost.Booster({"nthread": THREADS})
        with zipfile.ZipFile(model) as archive:
            self.booster.load_model(bytearray(archive.read("xgboost.json")))

    def fit(self, *_):
        return self

    def score(self, rows, label):
        return average_precision_score(label, self.booster.inplace_predict(rows))


def draw(folder):
    """As many samples as the module holds out, of the same law."""
    random = np.random.default_rng(42)
    label = raw("sample_label", folder)
    positive = np.flatnonzero(label == 1)
    positive = random.choice(positive, round(SHARE * len(positive)), replace=False)
    other = random.choice(np.flatnonzero(label == 0), OTHERS * len(positive), replace=False)
    cells = np.concatenate([positive, other])
    return np.column_stack([raw(name, folder)[cells] for name in NAMES.split(",")]), label[cells]


def main():
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "importance.slide")
        plain, plain_memory, _ = train(model)
        whole, memory, told = train(model, "importance=permutation", f"importance_repeats={PERMUTATIONS}")
        ours = {row["predictor"]: row["auc_pr"] for row in told["permutation"]}
        rows, label = draw(folder)
        begin = time.perf_counter()
        theirs = permutation_importance(Booster(model), rows, label, n_repeats=PERMUTATIONS, random_state=1).importances_mean
        seconds = time.perf_counter() - begin
    difference = max(abs(ours[name] - value) for name, value in zip(NAMES.split(","), theirs))
    print(
        f"{f'importance of {len(label)} samples':34}{whole - plain:8.2f} s   {'permutation_importance':26}{seconds:8.2f} s   "
        f"{seconds / (whole - plain):6.2f} x the speed, largest difference {difference:.1g} of {theirs.max():.2g}\n"
        f"{'  peak memory of the training':34}{memory:.0f} MB with it, {plain_memory:.0f} MB without",
        flush=True,
    )


if __name__ == "__main__":
    main()
