"""Prints what r.slide.eval wrote of several maps as one table. Usage: score_table.py FOLDER HEADING TITLE=NAME..."""

import json
import os
import sys


def main(folder, heading, rows):
    print(f"{heading:36}{'AUC-ROC':>9}{'AUC-PR':>9}{'Brier':>10}")
    for row in rows:
        title, name = row.split("=")
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as scores_file:
            scores = json.load(scores_file)
        # a score that is no probability has no Brier score
        brier = "-" if scores["brier"] is None else f"{scores['brier']:.6f}"
        print(f"{title:36}{scores['auc_roc']:9.4f}{scores['auc_pr']:9.4f}{brier:>10}")
    print(f"{scores['cells_scored']} cells, {100 * scores['prevalence']:.3f} % of them landslides")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
