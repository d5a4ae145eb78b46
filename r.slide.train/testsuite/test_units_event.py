"""Slope units and areal density on the simulated event: both models find most of what the planted law lets them find."""

import json
import os
import shutil
import tempfile

import numpy as np
from sklearn.metrics import roc_auc_score

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test
from rasters import read

STATISTICS = "slope:mean,sd,max pga:mean,max ksn:mean los:mean"


class UnitsOfTheEvent(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="r_slide_units_event_")
        gs.run_command("simulate_event", rows=500, cols=500, prevalence=0.02, overwrite=True, quiet=True)
        gs.run_command("r.slope.aspect", elevation="elevation", slope="slope", overwrite=True, quiet=True)
        gs.mapcalc("ksn = log(ksn_true)", overwrite=True, quiet=True)
        gs.mapcalc("los = abs(los_true)", overwrite=True, quiet=True)
        gs.run_command("r.slide.ksn", elevation="elevation", slope_units="units", overwrite=True, quiet=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def train(self, **options):
        options = {"predictors": "slope,pga,ksn,los", "label": "landslides", "format": "json", **options}
        return json.loads(
            gs.read_command("r.slide.train", model=self.path(), statistic=STATISTICS, overwrite=True, quiet=True, **options)
        )

    def path(self):
        return os.path.join(self.folder, "m.slide")

    def shares(self, zones, held_out):
        """Observed share and the law's own mean, of the zones held out."""
        label, law, out = read("landslides"), read("probability_true"), []
        for zone in np.unique(zones[held_out]):
            inside = (zones == zone) & ~np.isnan(label)
            out.append((label[inside].mean(), law[inside].mean(), 1 - np.prod(1 - law[inside])))
        return np.array(out).T

    def test_slope_units_with_landslides_are_told_from_those_without(self):
        scores = self.train(units="units", method="logistic", test=0.4, test_map="held", negatives=0)
        units = read("units")
        share, _, any_cell = self.shares(units, read("held") == 1)
        ceiling = roc_auc_score(share > 0, any_cell)
        cells_alone = json.loads(
            gs.read_command(
                "r.slide.train",
                predictors="slope,pga,ksn,los",
                label="landslides",
                method="logistic",
                model=os.path.join(self.folder, "cells.slide"),
                format="json",
                quiet=True,
            )
        )
        print(
            f"REPORT slope units: {scores['units']} units, {scores['positive']} with landslides, held-out AUC "
            f"{scores['test_auc_roc']:.3f}; the planted law's {ceiling:.3f}; a model of cells "
            f"{cells_alone['test_auc_roc']:.3f} on cells",
            flush=True,
        )
        self.assertGreater(scores["test_auc_roc"], 0.7)
        gs.run_command("r.slide.predict", model=self.path(), units="units", output="painted", overwrite=True, quiet=True)
        painted = read("painted")
        held = (read("held") == 1) & ~np.isnan(painted)
        estimate = [painted[held & (units == unit)][0] for unit in np.unique(units[held])]
        self.assertAlmostEqual(roc_auc_score(share > 0, estimate), scores["test_auc_roc"], places=6)

    def test_areal_density_is_regressed_nearly_as_well_as_the_law_allows(self):
        options = {"method": "forest_regression", "parameters": "trees=200", "negatives": 0}
        scores = self.train(lad="10x10", test=0.4, test_map="held", truth_threshold=0.05, **options)
        row, col = np.mgrid[:500, :500]
        share, law, _ = self.shares((row // 10 * 100 + col // 10).astype(float), read("held") == 1)
        ceiling = np.corrcoef(share, law)[0, 1] ** 2
        print(
            f"REPORT areal density of 10 x 10 cells: {scores['units']} blocks, held-out r2 {scores['test_r2']:.3f} "
            f"(the planted law's {ceiling:.3f}), R2 {scores['test_explained']:.3f}, RMSE {scores['test_rmse']:.4f}, "
            f"MAE {scores['test_mae']:.4f}, AUC above {scores['truth_threshold']}: {scores['test_auc_above']:.3f}",
            flush=True,
        )
        self.assertGreater(scores["test_r2"], 0.5 * ceiling)
        self.assertLess(scores["test_r2"], ceiling + 0.05)


if __name__ == "__main__":
    test()
