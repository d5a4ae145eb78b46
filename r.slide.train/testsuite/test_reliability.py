# location: EPSG:32645
"""Class weights and calibration on the simulated event: what is shown as a probability is one."""

import json
import os
import subprocess
import tempfile
import zipfile

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

# everything planted but the noise: slope, shaking, rock and line of sight
PREDICTORS = "slope,pga,ln_ksn,lithology,los_true"


class Reliability(TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(["simulate_event", "rows=500", "cols=500", "prevalence=0.02"], check=True, capture_output=True)
        gs.run_command("r.slope.aspect", elevation="elevation", slope="slope", quiet=True)
        gs.mapcalc("ln_ksn = log(ksn_true)", quiet=True)
        cls.folder = tempfile.TemporaryDirectory()
        cls.label = np.array(garray.array("landslides", null=-1))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def probability(self, **options):
        """The map's probability and the labels where there are both; keyword `flags` are those of r.slide.train."""
        options = {"predictors": PREDICTORS, "method": "xgboost", "parameters": "rounds=200", **options}
        model = os.path.join(self.folder.name, "m.slide")
        gs.run_command(
            "r.slide.train", label="landslides", negatives=20, test=0, model=model, overwrite=True, quiet=True, **options,
        )  # fmt: skip
        gs.run_command("r.slide.predict", model=model, output="re_p", overwrite=True, quiet=True)
        p = np.array(garray.array("re_p", null=-1))
        valid = (p >= 0) & (self.label >= 0)
        with zipfile.ZipFile(model) as content:
            self.description = json.loads(content.read("model.json"))
            self.files = content.namelist()
        return p[valid].astype(float), self.label[valid].astype(float)

    @staticmethod
    def slope(p, y):
        """Of the labels against the probability, over all cells: 1 where a probability is what it says."""
        return np.cov(p, y)[0, 1] / np.var(p, ddof=1)

    def test_calibrated_and_corrected_probability_is_reliable_and_uncalibrated_is_not(self):
        p, y = self.probability(weights="positive", calibration="isotonic")
        calibrated = self.slope(p, y)
        raw = self.slope(*self.probability(weights="positive"))
        print(f"REPORT slope of reliability: {calibrated:.3f} calibrated, {raw:.3f} without", flush=True)
        self.assertGreater(calibrated, 0.95)
        self.assertLess(calibrated, 1.05)
        self.assertGreater(abs(raw - 1), 0.05)
        self.assertAlmostEqual(p.mean() / y.mean(), 1, delta=0.05)

    def test_calibration_keeps_a_state_and_a_table_for_each_fold(self):
        self.probability(calibration="isotonic", calibration_folds=3, parameters="rounds=20")
        pieces = self.description["members"][0]["pieces"]
        self.assertEqual([piece["file"] for piece in pieces], [f"piece_{i}/xgboost.json" for i in (1, 2, 3)])
        self.assertEqual(sorted(self.files), sorted(["applicability.bin", "model.json"] + [piece["file"] for piece in pieces]))
        for piece in pieces:
            self.assertTrue((np.diff(piece["calibration"]["share"]) >= 0).all())

    def test_weights_are_taken_out_of_the_odds_unless_asked_not_to(self):
        plain, y = self.probability(method="logistic", parameters="l2=0")
        corrected, _ = self.probability(method="logistic", parameters="l2=0", weights="positive=9")
        kept, _ = self.probability(method="logistic", parameters="l2=0", weights="positive=9", flags="w")
        self.assertEqual(self.description["members"][0]["weight_ratio"], 9)
        inside = (corrected > 1e-6) & (kept < 0.999)
        kept_odds, odds = (values[inside] / (1 - values[inside]) for values in (kept, corrected))
        np.testing.assert_allclose(kept_odds / odds, 9, rtol=2e-3)
        self.assertAlmostEqual(corrected.mean() / y.mean(), 1, delta=0.05)
        self.assertGreater(kept.mean() / y.mean(), 4)
        self.assertAlmostEqual(plain.mean() / y.mean(), 1, delta=0.05)

    def test_weights_are_taken_out_of_a_forest_s_leaves(self):
        tree = {"method": "forest", "predictors": "lithology", "parameters": "trees=1,bootstrap=0"}
        plain, _ = self.probability(**tree)
        corrected, _ = self.probability(weights="positive=9", **tree)
        kept, _ = self.probability(weights="positive=9", flags="w", **tree)
        np.testing.assert_allclose(corrected, plain, rtol=1e-6)
        np.testing.assert_allclose(kept / (1 - kept), 9 * plain / (1 - plain), rtol=1e-5)
        shallow = {"method": "forest", "parameters": "trees=20,max_depth=3,bootstrap=0", "weights": "positive=9"}
        for flags, least, most in ((None, 0.95, 1.05), ("w", 4, 9)):
            p, y = self.probability(flags=flags, **shallow)
            self.assertTrue(least < p.mean() / y.mean() < most, p.mean() / y.mean())

    def test_a_deep_forest_s_probability_stays_right_with_weights(self):
        for weights in ("none", "balanced"):
            p, y = self.probability(method="forest", parameters="trees=50", weights=weights)
            ratio = p.mean() / y.mean()
            print(f"REPORT deep forest, weights={weights}: mean probability over share of landslides {ratio:.3f}", flush=True)
            self.assertAlmostEqual(ratio, 1, delta=0.25)

    def test_platt_brings_the_weighted_svm_back(self):
        p, y = self.probability(method="svm", parameters="C=1", weights="balanced", calibration="platt")
        self.assertAlmostEqual(p.mean() / y.mean(), 1, delta=0.06)
        self.assertEqual(len(self.description["members"][0]["pieces"]), 5)

    def test_same_model_with_one_and_two_threads(self):
        with_threads = []
        for nprocs in (1, 2):
            self.probability(calibration="isotonic", nprocs=nprocs, parameters="rounds=20", weights="balanced")
            with_threads.append(self.description)
        self.assertEqual(*with_threads)


if __name__ == "__main__":
    test()
