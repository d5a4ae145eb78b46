"""Prints the demo's scores as one table: each model beside the best that is possible with what it was given."""

import json
import os
import sys

ROWS = (
    ("model without radar", "probability_terrain"),
    ("  best possible without radar", "probability_true"),
    ("model with radar", "probability_radar"),
    ("  best possible with radar", "probability_posterior"),
)


def main(folder):
    print(f"{'southern 30 % of rows, simulated':34}{'AUC-ROC':>9}{'AUC-PR':>9}{'Brier':>10}")
    for title, name in ROWS:
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as scores_file:
            scores = json.load(scores_file)
        print(f"{title:34}{scores['auc_roc']:9.4f}{scores['auc_pr']:9.4f}{scores['brier']:10.6f}")
    print(f"{scores['cells_scored']} cells, {100 * scores['prevalence']:.3f} % of them landslides")


if __name__ == "__main__":
    main(sys.argv[1])
