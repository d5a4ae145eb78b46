"""Five learners on the simulated event's clusters, as coseismic studies compare them: AUC-ROC, AUC-PR, CSI and Brier score
on the held-out south, same cells and prevalence for all. Run by bench.sh inside a GRASS session. In the environment ROWS (768)
and COLS (768) are the event's size, FILTERS (16) and EPOCHS (30) the nets'; studies take 64 filters and 100 epochs."""

import os
import sys
import tempfile

from nets_on_event import NAMES, PREDICTORS, Division, make_event, make_predictors, predict, ranking_table, scores, train

NETS = ("cnn", "unet", "deeplabv3")
PATCH, STRIDE = 64, 32


def net_options():
    filters, epochs = int(os.environ.get("FILTERS", 16)), int(os.environ.get("EPOCHS", 30))
    return {"patch": PATCH, "stride": STRIDE, "filters": filters, "epochs": epochs, "augment": "flip"}


def main():
    report = make_event(int(os.environ.get("ROWS", 768)), int(os.environ.get("COLS", 768)), 42, 0.03)["clusters"]
    make_predictors()
    division = Division(0.2)
    print(f"{report['slides']} clustered landslides, {100 * report['share']:.2f} % of the cells; net options {net_options()}")
    methods = os.environ.get("METHODS", "forest,xgboost," + ",".join(NETS)).split(",")
    with tempfile.TemporaryDirectory() as folder:
        for method in methods:
            model = os.path.join(folder, method + ".slide")
            seconds = train(method, model, division.north(), **(net_options() if method in NETS else {}))
            south = predict(model, division.south(PATCH), output=f"probability_{method}")
            print(f"{NAMES[method]:10} trained in {seconds:7.1f} s, the south with {PATCH} rows more in {south:6.1f} s", flush=True)
    names = [f"probability_{method}" for method in methods]
    print(f"{len(PREDICTORS.split(','))} predictors; last two lines: the ceiling cell by cell, and a reader of 7 x 7 cells")
    print(ranking_table(names + ["clusters_probability", "clusters_reader"]))
    return compare(methods)


def compare(methods):
    """Whether each net beats the best pixel model by average precision, told line by line."""
    precision = {method: scores(f"probability_{method}")["auc_pr"] for method in methods}
    best = max((precision[method], method) for method in methods if method not in NETS)
    behind = 0
    for method in NETS:
        if method in precision:
            margin = precision[method] - best[0]
            behind += margin <= 0
            print(f"{NAMES[method]}: AUC-PR {margin:+.4f} against {NAMES[best[1]]}")
    return behind


if __name__ == "__main__":
    sys.exit(main())
