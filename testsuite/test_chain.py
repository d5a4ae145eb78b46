# location: EPSG:32645
"""The demo's chain on the simulated event: every model is held against the best that is possible with what it was given."""

import json
import os
import shutil
import subprocess
import tempfile

import numpy as np

import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

import planted_coherence as planted

CHAIN = os.path.join(os.environ["SLIDE_SUITE"], "testsuite", "demo", "chain.sh")
ROWS, COLS, SEED = 1000, 1000, 2015  # a draw on which nothing was tuned: neither the learner's defaults nor the law


class Chain(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.out = tempfile.mkdtemp(prefix="r_slide_chain_")
        subprocess.run(["sh", CHAIN, cls.out, str(ROWS), str(COLS), str(SEED)], check=True)
        with open(os.path.join(cls.out, "scores.txt"), encoding="utf-8") as table:
            for line in table:
                print("REPORT", line, end="", flush=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.out)

    def scores(self, name):
        with open(os.path.join(self.out, name + ".json"), encoding="utf-8") as scores_file:
            return json.load(scores_file)

    def assert_within_a_hundredth(self, model, ceiling):
        model, ceiling = self.scores(model), self.scores(ceiling)
        self.assertEqual(model["cells_scored"], ceiling["cells_scored"])
        self.assertGreater(model["auc_roc"], ceiling["auc_roc"] - 0.01)

    def test_model_without_radar_is_within_a_hundredth_of_its_ceiling(self):
        self.assert_within_a_hundredth("probability_terrain", "probability_true")

    def test_model_with_the_coherences_is_within_a_hundredth_of_the_ceiling_with_radar(self):
        self.assert_within_a_hundredth("probability_coherence", "probability_posterior")

    def test_model_with_the_damage_proxy_map_is_within_a_hundredth_of_what_that_map_can_tell(self):
        self.assert_within_a_hundredth("probability_radar", "probability_dpm")

    def test_a_difference_of_coherences_tells_less_than_they_do(self):
        self.assertLess(self.scores("probability_dpm")["auc_roc"], self.scores("probability_posterior")["auc_roc"] - 0.005)

    def test_the_ceiling_s_own_radar_law_is_the_event_s(self):
        """The same formulas, with both informative coherences instead of the difference, give the event's posterior."""
        law, cover, slope, co, post, posterior = (
            np.array(garray.array(name, null=np.nan), dtype=float)
            for name in ("probability_true", "landcover", "slope", "coherence_co", "coherence_post", "probability_posterior")
        )
        known = ~np.isnan(law + slope)
        quiet = planted.quiet_coherence(cover[known], slope[known])
        evidence = planted.evidence_of_coherences(co[known], post[known], quiet)
        np.testing.assert_allclose(planted.updated(law[known], evidence), posterior[known], rtol=0, atol=1e-3)

    def test_radar_clearly_helps(self):
        without, with_radar = self.scores("probability_terrain"), self.scores("probability_radar")
        self.assertGreater(with_radar["auc_roc"], without["auc_roc"] + 0.02)
        self.assertGreater(with_radar["auc_pr"], 1.5 * without["auc_pr"])
        self.assertLess(with_radar["brier"], without["brier"])

    def test_no_model_beats_its_ceiling_by_more_than_chance(self):
        for model, ceiling in (
            ("probability_terrain", "probability_true"),
            ("probability_radar", "probability_dpm"),
            ("probability_coherence", "probability_posterior"),
        ):
            self.assertLess(self.scores(model)["auc_roc"], self.scores(ceiling)["auc_roc"] + 0.005)

    def test_pictures_are_there(self):
        for name in ("ksn", "dpm", "probability"):
            with open(os.path.join(self.out, name + ".png"), "rb") as picture:
                self.assertEqual(picture.read(8), b"\x89PNG\r\n\x1a\n")
            self.assertGreater(os.path.getsize(os.path.join(self.out, name + ".png")), 100000)


if __name__ == "__main__":
    test()
