"""Prints the scores that chain.sh left, as they are, as tables. Usage: figures.py FOLDER"""

import csv
import json
import os
import statistics
import sys

SOUTH = (
    ("model of cells", "cells"),
    ("  inside its area of applicability", "cells_inside"),
    ("  outside", "cells_outside"),
    ("model of slope units, on cells", "units_on_cells"),
    ("slope alone", "slope"),
)
BY_AREA = (("model of slope units", "units_by_area"), ("model of cells, sum over the unit", "cells_by_area"))
VALIDATED = (
    ("cells, blocks", "cells_blocks"),
    ("cells, random", "cells_random"),
    ("slope units, blocks", "units_blocks"),
    ("slope units, random", "units_random"),
)
SCORES = ("auc_roc", "auc_pr", "brier", "brier_skill")


def read_json(folder, name):
    with open(os.path.join(folder, name + ".json"), encoding="utf-8") as scores_file:
        return json.load(scores_file)


def read_csv(folder, name):
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def heading(title, last):
    print(f"{title:48}{'prevalence':>11}{'AUC-ROC':>9}{'AUC-PR':>9}{'Brier':>10}  {last}")


def south(folder, rows, title, last):
    """Scores of maps, each a line; the Brier score only where the map is a probability of what is scored."""
    heading(title, last)
    for name, key in rows:
        scores = read_json(folder, key)
        fits = scores["brier"] is not None and key not in ("units_on_cells", "cells_by_area")
        print(
            f"{name:48}{100 * scores['prevalence']:9.3f} %{scores['auc_roc']:9.4f}{scores['auc_pr']:9.4f}"
            f"{scores['brier'] if fits else '-':>10{'.6f' if fits else ''}}  {scores['cells_scored']}"
        )


def prevalence(fold):
    positive, negative = float(fold["test_positive"]), float(fold["test_negative"])
    return positive / (positive + negative)


def validated(folder, title):
    """Mean and standard deviation over the folds, then each fold of the first line."""
    heading(title, "Brier skill")
    for name, key in VALIDATED:
        folds = read_csv(folder, "folds_" + key)
        values = [[float(fold[score]) for fold in folds] for score in SCORES]
        mean, sd = [statistics.mean(v) for v in values], [statistics.stdev(v) for v in values]
        share = statistics.mean(prevalence(fold) for fold in folds)
        print(f"{name:48}{100 * share:9.3f} %{mean[0]:9.4f}{mean[1]:9.4f}{mean[2]:10.6f}  {mean[3]:.4f}")
        print(f"{'  standard deviation of the folds':48}{'':11}{sd[0]:9.4f}{sd[1]:9.4f}{sd[2]:10.6f}  {sd[3]:.4f}")
    for fold in read_csv(folder, "folds_" + VALIDATED[0][1]):
        value = [float(fold[score]) for score in SCORES]
        name = f"{VALIDATED[0][0]}, fold {fold['fold']} ({fold['test_positive']} landslide cells)"
        print(f"{name:48}{100 * prevalence(fold):9.3f} %{value[0]:9.4f}{value[1]:9.4f}{value[2]:10.6f}  {value[3]:.4f}")


def main(folder):
    south(folder, SOUTH, "trained in the north, scored in the south", "cells")
    south(folder, BY_AREA, "is the unit touched? southern units, by area", "cells")
    validated(folder, "cross-validation in five folds, mean")
    applicable = read_json(folder, "predict_cells")["applicable"]
    units = read_json(folder, "train_units")
    print(f"{100 * applicable:.2f} % of all cells in the area of applicability of the model of cells")
    print(f"{units['units']} slope units, {units['positive']} of them touched by a landslide")


if __name__ == "__main__":
    main(sys.argv[1])
