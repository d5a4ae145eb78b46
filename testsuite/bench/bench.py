"""Compares the modules with the tools they replace, on the simulated event; run by bench.sh inside a GRASS session."""

import os
import resource
import subprocess
import sys
import tempfile

from measure import REPEATS, compare

SKLEARN_SCORES = """
import sys, numpy, grass.script.array as garray
from sklearn.metrics import roc_auc_score, average_precision_score, brier_score_loss
score = garray.array(mapname='probability_true').ravel()
truth = garray.array(mapname='landslides').ravel()
print(roc_auc_score(truth, score), average_precision_score(truth, score), brier_score_loss(truth, score))
"""


PREDICTORS = "slope_deg,pga,rainfall,elevation,coherence_pre,coherence_co"

SLIDE_MODEL = f"""
r.slide.train predictors={PREDICTORS} label=landslides negatives=20 test=0 nprocs=2 model=$SLIDE_MODEL --overwrite
r.slide.predict model=$SLIDE_MODEL output=probability nprocs=2 --overwrite
"""

SKLEARN_MODEL = f"""
import numpy, grass.script.array as garray
from sklearn.ensemble import HistGradientBoostingClassifier
names = '{PREDICTORS}'.split(',')
features = numpy.stack([garray.array(mapname=name, null='nan').ravel() for name in names], axis=1)
label = garray.array(mapname='landslides', null='nan').ravel()
valid = numpy.isfinite(features).all(axis=1) & numpy.isfinite(label)
positive = numpy.flatnonzero(valid & (label == 1))
negative = numpy.random.default_rng(42).choice(numpy.flatnonzero(valid & (label == 0)), 20 * len(positive), replace=False)
sample = numpy.concatenate([positive, negative])
model = HistGradientBoostingClassifier(max_iter=200, learning_rate=0.05, max_leaf_nodes=32, early_stopping=False)
model.fit(features[sample], label[sample])
output = garray.array()
flat = numpy.full(label.shape, numpy.nan)
flat[valid] = model.predict_proba(features[valid])[:, 1]
output[...] = flat.reshape(output.shape)
output.write('probability_sklearn', null='nan', overwrite=True)
"""


def main(rows, cols):
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["simulate_event", f"rows={rows}", f"cols={cols}", "seed=42"], check=True, **quiet)
    cells = rows * cols / 1e6
    print(f"{cells:.1f} million cells, {os.cpu_count()} cores, best of {REPEATS} runs; memory is the peak resident size")
    compare(
        "AUC, AP, Brier",
        ["r.slide.eval", "input=probability_true", "truth=landslides", "format=json"],
        ["/usr/bin/python3", "-c", SKLEARN_SCORES],
        "scikit-learn",
    )
    subprocess.run(["r.slope.aspect", "elevation=elevation", "slope=slope_deg", "--overwrite", "--quiet"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLIDE_MODEL"] = os.path.join(folder, "bench.slide")
        compare(
            "train on 20:1, predict every cell",
            ["sh", "-e", "-c", SLIDE_MODEL],
            ["/usr/bin/python3", "-c", SKLEARN_MODEL],
            "scikit-learn, boosting",
        )
    compare(
        "coherence change, three maps",
        ["r.slide.insar", "operation=change", "pre=coherence_pre", "co=coherence_co", "post=coherence_post"]
        + ["dpm=dpm", "cecl=cecl", "peci=peci", "--overwrite"],
        ["r.mapcalc", "--overwrite"]
        + ["expression=eval(d = coherence_pre - coherence_co)\ndpm_m = d\ncecl_m = d\npeci_m = coherence_post - coherence_co"],
        "r.mapcalc",
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(int(sys.argv[1]), int(sys.argv[2]))
