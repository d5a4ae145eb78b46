"""Scores in the layouts that papers print, with the numbers of JSON; and every name of the JSON as documented."""

import os
import re
import unittest

import numpy as np
from sklearn import metrics

import grass.script as gs
from grass.gunittest.main import test

from eval_case import EvalCase, scores, write

ROWS, COLS = 40, 50
LAYOUTS = {
    "ranking": (4, {"AUC-ROC": "auc_roc", "AUC-PR": "auc_pr", "CSI": "csi", "Brier": "brier"}),
    "classification": (3, {"Accuracy": "accuracy", "Precision": "precision", "Recall": "recall", "F1 score": "f1",
                           "AUC": "auc_roc"}),
}  # fmt: skip


def names_in(value):
    """All names of a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


class Tables(EvalCase):
    rows, cols = ROWS, COLS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(41)
        cls.truth = (random.random((ROWS, COLS)) < 0.2).astype(float)
        cls.map = {
            name: 1 / (1 + np.exp(1 - random.normal(scale=noise, size=(ROWS, COLS)) - 2 * cls.truth))
            for name, noise in (("forest", 1), ("boosted_trees_with_coherence", 2))
        }
        for name, values in {"truth": cls.truth, **cls.map}.items():
            write(name, values)
        write("held", np.where(np.arange(ROWS)[:, None] < 20, 1.0, 0.0) * np.ones(COLS))

    def printed(self, table, **options):
        options = {"input": ",".join(self.map), **options}
        return gs.read_command("r.slide.eval", truth="truth", table=table, quiet=True, **options).split("\n")

    def test_a_line_for_each_map_holds_its_scores_rounded(self):
        for table, (decimals, columns) in LAYOUTS.items():
            lines = self.printed(table, threshold=0.4)
            self.assertEqual(re.split(r"  +", lines[0].strip()), ["Model", *columns])
            for line, entry in zip(lines[1:3], scores(input=",".join(self.map), threshold=0.4)["maps"]):
                values = {**entry, **entry["thresholds"][0]}
                self.assertEqual(line.split(), [entry["input"], *(f"{values[k]:.{decimals}f}" for k in columns.values())])
            self.assertIn("Threshold 0.4; 2000 cells", lines[3])

    def test_confusion_shares_are_those_of_the_truths_rows_and_a_column_each_map(self):
        lines = self.printed("confusion", test="held")
        self.assertEqual(lines[0].split(), ["Index", *self.map])
        y = self.truth[:20].ravel()
        for k, values in enumerate(self.map.values()):
            p = values[:20].ravel()
            (tn, fp), (fn, tp) = metrics.confusion_matrix(y, p >= 0.5, normalize="true")
            expected = [tp, tn, fp, fn, tp, tn, metrics.accuracy_score(y, p >= 0.5), metrics.roc_auc_score(y, p)]
            self.assertEqual([line.split()[k - 2] for line in lines[1:9]], [f"{v:.3f}" for v in expected])
        names = [re.split(r"  +", line)[0] for line in lines[1:9]]
        self.assertEqual(names[:4], ["TP (of landslides)", "TN (of the others)", "FP (of the others)", "FN (of landslides)"])

    def test_what_a_map_has_not_is_a_dash_and_its_mapset_is_left_out(self):
        write("slope", 100 * self.map["forest"])
        lines = self.printed("ranking", input=f"slope@{gs.gisenv()['MAPSET']}")
        self.assertEqual(lines[1].split()[0], "slope")
        self.assertEqual(lines[1].split()[-1], "-")

    def test_layout_is_refused_as_json(self):
        self.refused("table=ranking is a layout of text", input="forest", table="ranking", format="json")

    def test_json_holds_the_names_that_the_manual_lists_and_no_others(self):
        manual = os.path.join(os.environ["SLIDE_SUITE"], "r.slide.eval", "r.slide.eval.html")
        with open(manual, encoding="utf-8") as page:
            section = re.search(r"<h3>Names in JSON</h3>(.*?)<h[23]>", page.read(), re.S)
        if not section:
            raise unittest.SkipTest("the manual page has no section Names in JSON")
        documented = set(re.findall(r"<tt>([a-z0-9_]+)</tt>", section.group(1)))
        found = scores(input=",".join(self.map), flags="o", breaks="0.3,0.6", intervals="delong,cells,blocks", block=5,
                       replicates=20, best="f1")  # fmt: skip
        self.assertEqual(documented, names_in(found))


if __name__ == "__main__":
    test()
