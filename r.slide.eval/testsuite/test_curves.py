"""Curves as tables: on scikit-learn's own curves, with their areas, inside and outside the test map."""

import os

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

from grass.gunittest.main import test

from eval_case import EXACT, EvalCase, column, scores, write

ROWS, COLS = 60, 60


class Curves(EvalCase):
    rows, cols = ROWS, COLS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(5)
        cls.truth = (random.random((ROWS, COLS)) < 0.15).astype(float)
        cls.smooth = 1 / (1 + np.exp(2 - random.normal(size=(ROWS, COLS)) - cls.truth))
        cls.tied = np.round(cls.smooth, 2)
        cls.held = np.zeros((ROWS, COLS))
        cls.held[40:] = 1
        for name in ("truth", "smooth", "tied", "held"):
            write(name, getattr(cls, name))

    def test_all_points_are_those_of_sklearn(self):
        rows = self.table("curves", input="smooth,tied", points=10000000)
        for name in ("smooth", "tied"):
            own = [row for row in rows if row["map"] == name]
            y, p = self.truth.ravel().astype(int), getattr(self, name).ravel()
            alarms, recall, threshold = metrics.roc_curve(y, p, drop_intermediate=False)
            np.testing.assert_allclose(column(own, "false_alarm_rate"), alarms, atol=EXACT)
            np.testing.assert_allclose(column(own, "recall"), recall, atol=EXACT)
            np.testing.assert_array_equal(column(own, "threshold")[1:], threshold[1:])
            precision, recall, threshold = metrics.precision_recall_curve(y, p)
            np.testing.assert_allclose(column(own, "precision")[:0:-1], precision[:-1], atol=EXACT)
            self.assertEqual(own[0]["threshold"] + own[0]["precision"], "")
            for t in (5, 60):
                predicted = p >= float(own[t]["threshold"])
                self.assertAlmostEqual(float(own[t]["kappa"]), metrics.cohen_kappa_score(y, predicted), delta=EXACT)
                self.assertAlmostEqual(float(own[t]["mcc"]), metrics.matthews_corrcoef(y, predicted), delta=EXACT)
                self.assertAlmostEqual(float(own[t]["f1"]), metrics.f1_score(y, predicted), delta=EXACT)

    def test_few_points_lie_on_the_whole_curve_and_miss_little_of_its_area(self):
        rows = self.table("curves", input="smooth", points=50)
        self.assertLessEqual(len(rows), 103)
        whole = {row["threshold"]: row for row in self.table("curves", input="smooth", points=10000000)}
        for row in rows:
            self.assertEqual(row, whole[row["threshold"]])
        area = np.trapz(column(rows, "recall"), column(rows, "false_alarm_rate"))
        self.assertAlmostEqual(area, self.found["auc_roc"], delta=1 / 50)
        self.assertEqual((rows[-1]["recall"], rows[-1]["false_alarm_rate"]), ("1", "1"))

    def test_json_has_the_points_of_the_table_where_curves_are_made_and_none_elsewhere(self):
        rows = self.table("curves", input="smooth,tied", test="held", points=20)
        curves = self.found["curves"]
        self.assertEqual([(one["map"], one["of"]) for one in curves],
                         [(name, of) for name in ("smooth", "tied") for of in ("scored", "outside_test")])  # fmt: skip
        for one in curves:
            own = [row for row in rows if (row["map"], row["cells"]) == (one["map"], one["of"])]
            self.assertEqual(len(own), len(one["points"]))
            for row, point in zip(own, one["points"]):
                for name, value in point.items():
                    self.assertEqual(float(row[name]) if row[name] else None, value, name)
        self.assertEqual(scores(input="smooth")["curves"], [])

    def test_rate_curve_has_the_area_that_is_printed(self):
        rows = self.table("curves", input="tied", points=10000000)
        area = np.trapz(column(rows, "recall"), column(rows, "predicted_share"))
        self.assertAlmostEqual(self.found["rate_area"], area, delta=EXACT)

    def test_success_rate_is_of_the_cells_outside_the_test_map(self):
        rows = self.table("curves", input="smooth", test="held", points=10000000)
        for cells, inside in (("scored", self.held == 1), ("outside_test", self.held == 0)):
            own = [row for row in rows if row["cells"] == cells]
            alarms, recall, _ = metrics.roc_curve(self.truth[inside], self.smooth[inside], drop_intermediate=False)
            np.testing.assert_allclose(column(own, "false_alarm_rate"), alarms, atol=EXACT)
            np.testing.assert_allclose(column(own, "recall"), recall, atol=EXACT)

    def test_reliability_is_that_of_sklearn_with_counts(self):
        rows = self.table("reliability", input="smooth,tied", bins=8)
        for name in ("smooth", "tied"):
            own = [row for row in rows if row["map"] == name]
            self.assertEqual(len(own), 8)
            p = getattr(self, name).ravel()
            frequency, probability = calibration_curve(self.truth.ravel(), p, n_bins=8)
            filled = [row for row in own if row["cells"] != "0"]
            np.testing.assert_allclose(column(filled, "frequency"), frequency, atol=EXACT)
            np.testing.assert_allclose(column(filled, "mean_probability"), probability, atol=EXACT)
            self.assertEqual(column(own, "cells").sum(), p.size)

    def test_file_that_cannot_be_written_is_refused_and_one_that_is_there_is_kept(self):
        self.refused("'/nowhere/curves.csv' cannot be written", input="tied", curves="/nowhere/curves.csv")
        path = os.path.join(self.folder, "kept.csv")
        with open(path, "w", encoding="utf-8") as kept:
            kept.write("mine")
        self.refused("To overwrite", input="tied", curves=path)
        with open(path, encoding="utf-8") as kept:
            self.assertEqual(kept.read(), "mine")


if __name__ == "__main__":
    test()
