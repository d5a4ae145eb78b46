# location: EPSG:32717
"""Landslides of southern Ecuador (Muenchow et al. 2012): spatial and random cross-validation find the published AUC."""

import csv
import os

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import grass.script as gs
from grass.gunittest.main import test

from real_data import needs, real_data
from train_case import TrainCase

FOLDER = real_data("spdatalarge_ecuador")
BANDS = ("slope", "cplan", "cprof", "elev", "log10_carea")


@needs(FOLDER)
class Ecuador(TrainCase):
    prefix = "ec_"
    inputs = {"predictors": ",".join("ec_" + band for band in BANDS), "label": "ec_label", "negatives": 0, "test": 0.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gs.run_command("r.in.gdal", flags="o", input=os.path.join(FOLDER, "ta.tif"), output="ec_ta", quiet=True)
        for number, band in enumerate(BANDS, 1):
            gs.run_command("g.rename", raster=f"ec_ta.{number},ec_{band}", quiet=True)
        gs.run_command("g.region", raster="ec_slope")
        region = gs.region()
        cls.west, cls.south = region["w"], region["s"]
        with open(os.path.join(FOLDER, "lsl.csv"), newline="") as file:
            cls.points = list(csv.DictReader(file))
        text = "".join(f"{p['x']}|{p['y']}|{int(p['lslpts'] == 'TRUE')}\n" for p in cls.points)
        gs.write_command("r.in.xyz", input="-", output="ec_label", method="max", type="CELL", stdin=text, quiet=True)

    def cross_validate(self, split, **options):
        options = {"method": "logistic", "split": split, "folds": 5, "cv_repeats": 100, "seed": 1, **options}
        return self.train(**options)["cross_validation"]["scores"]["auc_roc"]

    def cell_of(self, row):
        return int(float(row["x"]) - self.west) // 10, int(float(row["y"]) - self.south) // 10

    def test_all_points_are_samples(self):
        """Two of the 175 points without a landslide lie in one cell."""
        self.assertEqual(len({self.cell_of(point) for point in self.points}), 349)
        report = self.train(parameters="rounds=5")
        self.assertEqual((report["train_positive"], report["train_negative"]), (175, 174))

    def test_spatial_folds_score_below_random_ones(self):
        options = {"method": "xgboost", "cv_repeats": 5, "parameters": "rounds=50"}
        spatial, random = (self.cross_validate(split, **options)["mean"] for split in ("clusters", "random"))
        print(f"REPORT Ecuador, XGBoost of 50 rounds: AUC {spatial:.3f} in spatial, {random:.3f} in random folds")
        self.assertLess(spatial, random - 0.02)

    def test_spatial_cross_validation_of_logistic_regression_finds_the_published_auc(self):
        spatial = self.cross_validate("clusters")
        random = self.cross_validate("random")
        print(f"REPORT Ecuador: spatial AUC {spatial['mean']:.4f} (sd {spatial['sd']:.4f}), random {random['mean']:.4f}")
        self.assertLess(abs(spatial["mean"] - 0.78), 0.01)
        self.assertLess(abs(random["mean"] - 0.81), 0.01)

    def test_held_out_estimates_are_those_of_scikit_learn_on_the_same_folds(self):
        report = self.train(method="logistic", split="clusters", folds=5, cv_estimates=self.path("e.csv"))
        estimates = self.rows_of("e.csv")
        at = {self.cell_of(point): [float(point[band]) for band in BANDS] for point in self.points}
        value = np.array([at[self.cell_of(row)] for row in estimates])
        value = (value - value.mean(axis=0)) / value.std(axis=0)
        label, fold, ours = (np.array([float(row[key]) for row in estimates]) for key in ("label", "fold", "estimate"))
        for number in range(1, 6):
            mine = fold == number
            judge = LogisticRegression(penalty=None, tol=1e-10, max_iter=10000).fit(value[~mine], label[~mine])
            theirs = judge.predict_proba(value[mine])[:, 1]
            self.assertLess(np.abs(ours[mine] - theirs).max(), 1e-5)
            score = report["cross_validation"]["by_fold"][number - 1]["auc_roc"]
            self.assertAlmostEqual(score, roc_auc_score(label[mine], theirs), delta=1e-6)


if __name__ == "__main__":
    test()
