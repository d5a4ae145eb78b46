"""Curves as tables: on scikit-learn's own curves, with their areas, inside and outside the test map."""

import csv
import json
import os
import tempfile

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

ROWS, COLS = 60, 60
EXACT = 1e-9


def column(rows, name):
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


class Curves(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(5)
        cls.truth = (random.random((ROWS, COLS)) < 0.15).astype(float)
        cls.smooth = 1 / (1 + np.exp(2 - random.normal(size=(ROWS, COLS)) - cls.truth))
        cls.tied = np.round(cls.smooth, 2)
        cls.held = np.zeros((ROWS, COLS))
        cls.held[40:] = 1
        for name in ("truth", "smooth", "tied", "held"):
            raster = garray.array(dtype=np.float64)
            raster[...] = getattr(cls, name)
            raster.write(name, overwrite=True)
        cls.folder = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        cls.runModule("g.remove", flags="f", type="raster", pattern="*", quiet=True)
        cls.del_temp_region()

    def written(self, option, **options):
        path = os.path.join(self.folder, f"{option}.csv")
        self.found = json.loads(
            gs.read_command(
                "r.slide.eval", truth="truth", format="json", quiet=True, overwrite=True, **{option: path}, **options
            )
        )
        with open(path, encoding="utf-8", newline="") as table:
            return list(csv.DictReader(table))

    def test_all_points_are_those_of_sklearn(self):
        rows = self.written("curves", input="smooth,tied", points=10000000)
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
        rows = self.written("curves", input="smooth", points=50)
        self.assertLessEqual(len(rows), 103)
        whole = {row["threshold"]: row for row in self.written("curves", input="smooth", points=10000000)}
        for row in rows:
            self.assertEqual(row, whole[row["threshold"]])
        area = np.trapz(column(rows, "recall"), column(rows, "false_alarm_rate"))
        self.assertAlmostEqual(area, self.found["auc_roc"], delta=1 / 50)
        self.assertEqual((rows[-1]["recall"], rows[-1]["false_alarm_rate"]), ("1", "1"))

    def test_rate_curve_has_the_area_that_is_printed(self):
        rows = self.written("curves", input="tied", points=10000000)
        area = np.trapz(column(rows, "recall"), column(rows, "predicted_share"))
        self.assertAlmostEqual(self.found["rate_area"], area, delta=EXACT)

    def test_success_rate_is_of_the_cells_outside_the_test_map(self):
        rows = self.written("curves", input="smooth", test="held", points=10000000)
        for cells, inside in (("scored", self.held == 1), ("outside_test", self.held == 0)):
            own = [row for row in rows if row["cells"] == cells]
            alarms, recall, _ = metrics.roc_curve(self.truth[inside], self.smooth[inside], drop_intermediate=False)
            np.testing.assert_allclose(column(own, "false_alarm_rate"), alarms, atol=EXACT)
            np.testing.assert_allclose(column(own, "recall"), recall, atol=EXACT)

    def test_reliability_is_that_of_sklearn_with_counts(self):
        rows = self.written("reliability", input="smooth,tied", bins=8)
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
        module = SimpleModule("r.slide.eval", input="tied", truth="truth", curves="/nowhere/curves.csv")
        self.assertModuleFail(module)
        self.assertIn("'/nowhere/curves.csv' cannot be written", " ".join(module.outputs.stderr.split()))
        path = os.path.join(self.folder, "kept.csv")
        with open(path, "w", encoding="utf-8") as kept:
            kept.write("mine")
        process = gs.start_command("r.slide.eval", input="tied", truth="truth", curves=path, stderr=gs.PIPE)
        process.communicate()
        self.assertNotEqual(process.returncode, 0)
        with open(path, encoding="utf-8") as kept:
            self.assertEqual(kept.read(), "mine")


if __name__ == "__main__":
    test()
