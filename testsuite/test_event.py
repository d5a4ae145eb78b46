# location: EPSG:32645
"""The simulated event keeps its promises: the same from the same seed, the law's draws, the ceilings as scikit-learn has them."""

import json
import math
import subprocess
import tempfile

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

ROWS, COLS = 200, 240


def simulate(seed, rows=ROWS, cols=COLS, **options):
    given = [f"{key}={value}" for key, value in {"rows": rows, "cols": cols, "seed": seed, **options}.items()]
    done = subprocess.run(
        ["simulate_event", *given, "format=json", "--overwrite", "--quiet"],
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def values(name):
    """A map as a flat array, null as NaN; read through a plain file so that single precision stays what it is."""
    with tempfile.NamedTemporaryFile() as raw:
        gs.run_command("r.out.bin", flags="f", input=name, output=raw.name, bytes=4, null=-9999, overwrite=True, quiet=True)
        array = np.fromfile(raw.name, dtype=np.float32).astype(float)
    array[array == -9999] = np.nan
    return array


class Event(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.report = simulate(seed=42)
        names = ("elevation", "landslides", "probability_true", "probability_posterior", "coherence_co", "los_true", "phase")
        cls.maps = {name: values(name) for name in names}

    def test_same_seed_gives_the_same_bits_and_another_does_not(self):
        simulate(seed=43)
        self.assertFalse(np.array_equal(values("landslides"), self.maps["landslides"], equal_nan=True))
        again = simulate(seed=42)
        self.assertEqual(again, self.report)
        for name, before in self.maps.items():
            np.testing.assert_array_equal(values(name), before)

    def test_mean_probability_is_the_prevalence_and_draws_agree_with_it(self):
        probability, landslides = self.maps["probability_true"], self.maps["landslides"]
        valid = ~np.isnan(probability)
        self.assertEqual(valid.sum(), (ROWS - 2) * (COLS - 2))
        self.assertAlmostEqual(probability[valid].mean(), 0.005, delta=1e-6)
        spread = math.sqrt((probability[valid] * (1 - probability[valid])).sum())
        self.assertLess(abs(landslides[valid].sum() - probability[valid].sum()), 4 * spread)

    def test_ceilings_are_those_of_scikit_learn(self):
        for name in ("probability_true", "probability_posterior"):
            score, truth = self.maps[name], self.maps["landslides"]
            valid = ~np.isnan(score)
            ceiling = self.report[name]
            self.assertAlmostEqual(ceiling["auc_roc"], roc_auc_score(truth[valid], score[valid]), delta=1e-9)
            self.assertAlmostEqual(ceiling["auc_pr"], average_precision_score(truth[valid], score[valid]), delta=1e-9)
            self.assertAlmostEqual(ceiling["brier"], brier_score_loss(truth[valid], score[valid]), delta=1e-9)

    def test_radar_raises_the_ceiling(self):
        without, with_radar = self.report["probability_true"], self.report["probability_posterior"]
        self.assertGreater(with_radar["auc_roc"], without["auc_roc"] + 0.05)
        self.assertGreater(with_radar["auc_pr"], 2 * without["auc_pr"])

    def test_posterior_is_calibrated(self):
        posterior, truth = self.maps["probability_posterior"], self.maps["landslides"]
        valid = ~np.isnan(posterior)
        for low, high in ((0, 0.01), (0.01, 0.2), (0.2, 1)):
            band = valid & (posterior >= low) & (posterior < high)
            expected = posterior[band].sum()
            self.assertLess(abs(truth[band].sum() - expected), 4 * math.sqrt(expected) + 1)

    def test_phase_is_the_displacement_with_isces_sign(self):
        displacement = -0.236 / (4 * math.pi) * self.maps["phase"]
        difference = displacement - self.maps["los_true"]
        self.assertLess(abs(difference.mean()), 1e-3)
        self.assertLess(difference.std(), 0.01)
        self.assertGreater(np.ptp(self.maps["los_true"]), 0.3)

    def test_landslides_lose_coherence(self):
        landslide = self.maps["landslides"] == 1
        coherence = self.maps["coherence_co"]
        self.assertLess(coherence[landslide].mean(), coherence[~landslide].mean() - 0.3)

    def test_polygons_cover_cells_of_the_inventory(self):
        gs.run_command("v.to.rast", input="landslide_polygons", output="areas", use="val", value=1, overwrite=True, quiet=True)
        areas = values("areas") == 1
        share = (areas & (self.maps["landslides"] == 1)).sum() / (self.maps["landslides"] == 1).sum()
        self.assertGreater(share, 0.2)
        self.assertLess(share, 0.6)

    def test_smallest_size_works(self):
        gs.run_command("g.mapset", flags="c", mapset="smallest", quiet=True)
        try:
            simulate(seed=1, rows=64, cols=64)
            region = gs.region()
            self.assertEqual((region["rows"], region["cols"], region["nsres"]), (64, 64, 30))
        finally:
            gs.run_command("g.mapset", mapset="PERMANENT", quiet=True)


if __name__ == "__main__":
    test()
