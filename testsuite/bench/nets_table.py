"""Five learners on the simulated event's clusters, as coseismic studies compare them (the table of AUC-ROC, AUC-PR, CSI and
Brier score of five models on 14 predictors of the Gorkha earthquake): held-out south, same cells and prevalence for all.
Run by bench.sh inside a GRASS session. In the environment ROWS and COLS (832) are the event's size, SHARE (0.06) that of the
landslides, EPOCHS (0: as below) and FILTERS (16) the nets'; studies take 64 filters, patches of 128 cells and 100 epochs.
METHODS names some of the five. The run ends with status 1 where a net does not beat the best pixel model."""

import os
import sys
import tempfile

from nets_on_event import NAMES, PREDICTORS, Division, make_event, make_predictors, predict, ranking_table, scores, train

PATCH = 64
SHARED = {"patch": PATCH, "filters": int(os.environ.get("FILTERS", 16)), "augment": "flip,rotate"}
NETS = {
    "cnn": {**SHARED, "stride": 64, "batch": 4, "epochs": 15},
    "unet": {**SHARED, "stride": 64, "batch": 4, "epochs": 20},
    # from a random start it needs more steps, and maps in squares of 8 cells, which most of the landslides are narrower than
    "deeplabv3": {**SHARED, "stride": 32, "batch": 8, "epochs": 40, "rate": 0.002, "dropout": 0},
}


def size_of(name, usual):
    return int(os.environ.get(name, usual))


def options_of(method):
    options = dict(NETS.get(method, {}))
    if options and size_of("EPOCHS", 0):
        options["epochs"] = size_of("EPOCHS", 0)
    return options


def main():
    report = make_event(size_of("ROWS", 832), size_of("COLS", 832), 42, os.environ.get("SHARE", 0.06))["clusters"]
    make_predictors()
    division = Division(0.2)
    print(f"{report['slides']} clustered landslides on {100 * report['share']:.2f} % of the cells")
    methods = os.environ.get("METHODS", "cnn,unet,deeplabv3,forest,xgboost").split(",")
    with tempfile.TemporaryDirectory() as folder:
        for method in methods:
            model = os.path.join(folder, method + ".slide")
            options = options_of(method)
            seconds = train(method, model, division.north(), **options)
            south = predict(model, division.south(PATCH), output=f"probability_{method}")
            told = " ".join(f"{key}={value}" for key, value in options.items())
            print(f"{NAMES[method]:10} trained in {seconds:6.1f} s, mapped in {south:5.1f} s  {told}", flush=True)
    names = [f"probability_{method}" for method in methods]
    print(f"\nThe held-out south, {len(PREDICTORS.split(','))} predictors. The last two lines are what a cell can know at most,")
    print("and what a look at 6 x 6 cells tells who knows the law")
    print(ranking_table(names + ["clusters_probability", "clusters_reader"]))
    return compare(methods)


def compare(methods):
    """How many nets do not beat the best pixel model by average precision; told line by line."""
    precision = {method: scores(f"probability_{method}")["auc_pr"] for method in methods}
    pixel = [method for method in methods if method not in NETS]
    if not pixel:
        return 0
    best = max(pixel, key=precision.get)
    behind = 0
    for method in methods:
        if method in NETS:
            margin = precision[method] - precision[best]
            behind += margin <= 0
            print(f"{NAMES[method]}: AUC-PR {margin:+.4f} against {NAMES[best]}")
    return behind


if __name__ == "__main__":
    sys.exit(main())
