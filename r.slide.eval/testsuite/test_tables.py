"""Scores in the layouts that papers print, with the numbers of JSON."""

import re

import numpy as np
from sklearn import metrics

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from eval_case import EvalCase, scores, write

ROWS, COLS = 40, 50
LAYOUTS = {
    "ranking": (4, {"AUC-ROC": "auc_roc", "AUC-PR": "auc_pr", "CSI": "csi", "Brier": "brier"}),
    "classification": (3, {"Accuracy": "accuracy", "Precision": "precision", "Recall": "recall", "F1 score": "f1",
                           "AUC": "auc_roc"}),
}  # fmt: skip
# Tables 4 and 5 of Liang et al., a study of small-scale landslide susceptibility in South China (SBAS-InSAR and machine
# learning): TP, TN, FP, FN as printed, which are shares of what is predicted, then sensitivity, specificity, accuracy
PRINTED = {
    "XGBoost": ((0.869, 0.849, 0.131, 0.151, 0.852, 0.866, 0.859), (0.797, 0.810, 0.203, 0.190, 0.808, 0.799, 0.803)),
    "LGBM": ((0.843, 0.842, 0.157, 0.158, 0.842, 0.843, 0.843), (0.766, 0.786, 0.234, 0.214, 0.781, 0.770, 0.776)),
    "RF": ((0.817, 0.837, 0.183, 0.163, 0.834, 0.820, 0.827), (0.727, 0.759, 0.273, 0.241, 0.751, 0.736, 0.743)),
    "SAR_XGBoost": (
        (0.903, 0.909, 0.097, 0.091, 0.908, 0.903, 0.906), (0.869, 0.864, 0.131, 0.136, 0.865, 0.868, 0.867)),
    "SAR_LGBM": ((0.878, 0.889, 0.122, 0.111, 0.887, 0.879, 0.883), (0.794, 0.807, 0.206, 0.193, 0.804, 0.796, 0.800)),
    "SAR_RF": ((0.864, 0.878, 0.136, 0.122, 0.876, 0.866, 0.871), (0.766, 0.786, 0.234, 0.214, 0.781, 0.770, 0.776)),
}  # fmt: skip


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
        part = np.array([1.0] * 20 + [np.nan] * 5 + [0.0] * 15)  # rows held out, left out, trained on
        write("held", part[:, None] * np.ones(COLS))

    def printed(self, table, **options):
        options = {"input": ",".join(self.map), "truth": "truth", **options}
        return gs.read_command("r.slide.eval", table=table, quiet=True, **options).split("\n")

    def test_a_line_for_each_map_holds_its_scores_rounded(self):
        for table, (decimals, columns) in LAYOUTS.items():
            lines = self.printed(table, threshold=0.4)
            self.assertEqual(re.split(r"  +", lines[0].strip()), ["Model", *columns])
            for line, entry in zip(lines[1:3], scores(input=",".join(self.map), threshold=0.4)["maps"]):
                values = {**entry, **entry["thresholds"][0]}
                self.assertEqual(line.split(), [entry["input"], *(f"{values[k]:.{decimals}f}" for k in columns.values())])
            self.assertIn("Threshold 0.4; 2000 cells", lines[3])

    def test_a_model_and_its_feature_set_stand_in_columns_of_their_own_and_a_model_once(self):
        names = "RF/(i) w/o,RF/(ii) Precipitation,LR/(i) w/o"
        lines = self.printed("classification", input="forest,boosted_trees_with_coherence,forest", names=names)
        rows = [re.split(r"  +", line.rstrip()) for line in lines[:4]]
        self.assertEqual([row[:2] for row in rows],
                         [["Model", "Feature set"], ["RF", "(i) w/o"], ["", "(ii) Precipitation"], ["LR", "(i) w/o"]])  # fmt: skip
        plain = self.printed("classification")
        self.assertEqual([row[2:] for row in rows[1:3]], [line.split()[1:] for line in plain[1:3]])
        entry = scores(input="forest", names="a forest")
        self.assertEqual([entry["maps"][0][key] for key in ("input", "name")], ["forest", "a forest"])
        too_few = SimpleModule("r.slide.eval", input=",".join(self.map), truth="truth", names="one")
        self.assertModuleFail(too_few)
        self.assertIn("are 1, input=", too_few.outputs.stderr)

    def test_confusion_shares_are_those_of_the_truths_rows_and_a_column_each_map(self):
        self.confusion_is_that_of(slice(None), self.printed("confusion"))
        for layout, normalize in (("confusion", "true"), ("confusion_by_prediction", "pred")):
            lines = self.printed(layout, test="held")
            self.assertEqual(lines[0], "Training: cells that are 0 in <held>")
            self.confusion_is_that_of(slice(25, 40), lines[1:], normalize)
            self.assertIn("750 cells", lines[10])
            self.assertEqual(lines[12], "Validation: cells that are neither 0 nor null in <held>")
            self.confusion_is_that_of(slice(20), lines[13:], normalize)

    def confusion_is_that_of(self, rows, lines, normalize="true"):
        self.assertEqual(lines[0].split(), ["Index", *self.map])
        y = self.truth[rows].ravel()
        for k, values in enumerate(self.map.values()):
            p = values[rows].ravel()
            (tn, fp), (fn, tp) = metrics.confusion_matrix(y, p >= 0.5, normalize=normalize)
            hit, right = metrics.recall_score(y, p >= 0.5), metrics.recall_score(y, p >= 0.5, pos_label=0)
            expected = [tp, tn, fp, fn, hit, right, metrics.accuracy_score(y, p >= 0.5), metrics.roc_auc_score(y, p)]
            self.assertEqual([line.split()[k - 2] for line in lines[1:9]], [f"{v:.3f}" for v in expected])
        names = [re.split(r"  +", line)[0] for line in lines[1:9]]
        of = ("of landslides", "of the others") if normalize == "true" else ("of predicted 1", "of predicted 0")
        self.assertEqual(names[:2], [f"TP ({of[0]})", f"TN ({of[1]})"])

    def test_a_published_pair_of_tables_comes_out_of_one_command_as_it_was_printed(self):
        self.runModule("g.region", n=80, s=0, e=50, w=0, res=1)
        try:
            write("both", np.repeat([0.0, 1.0], 2000).reshape(80, 50))
            predicted = np.tile(np.repeat([0.9, 0.1], 1000), 2)
            for name, parts in PRINTED.items():
                # half of the cells are predicted: the printed sensitivities follow from the printed shares
                truth = [np.arange(1000) < round(1000 * share) for part in parts for share in (part[0], part[3])]
                write("of_paper", np.concatenate(truth).astype(float).reshape(80, 50))
                write(name, predicted.reshape(80, 50))
                lines = self.printed("confusion_by_prediction", input=name, truth="of_paper", test="both")
                for part, first in zip(parts, (2, 14)):
                    found = [float(line.split()[-1]) for line in lines[first : first + 7]]
                    np.testing.assert_allclose(found, part, atol=0.00101)  # of shares rounded to 0.001
                rows = self.printed("confusion", input=name, truth="of_paper", test="both")
                # of the landslides found is the sensitivity, and that is not what was printed as TP
                self.assertEqual(rows[2].split()[-1], lines[6].split()[-1])
        finally:
            self.back_to_region()

    def test_a_test_map_without_training_cells_has_one_table_and_says_why(self):
        write("only", np.where(np.arange(ROWS)[:, None] < 20, 1.0, np.nan) * np.ones(COLS))
        module = SimpleModule("r.slide.eval", input="forest", truth="truth", test="only", table="confusion")
        self.assertModule(module)
        self.assertTrue(module.outputs.stdout.startswith("Index"))
        self.assertIn("there are 0 landslide cells and 0 others", " ".join(module.outputs.stderr.split()))

    def test_what_a_map_has_not_is_a_dash_and_its_mapset_is_left_out(self):
        write("slope", 100 * self.map["forest"])
        lines = self.printed("ranking", input=f"slope@{gs.gisenv()['MAPSET']}")
        self.assertEqual(lines[1].split()[0], "slope")
        self.assertEqual(lines[1].split()[-1], "-")

    def test_layout_is_refused_as_json(self):
        self.refused("table=ranking is a layout of text", input="forest", table="ranking", format="json")


if __name__ == "__main__":
    test()
