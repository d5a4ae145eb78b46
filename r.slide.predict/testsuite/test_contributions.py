# location: XY
"""What each predictor contributes: sums that give the prediction back, the planted order, and the dominant one."""

import re

import numpy as np
from prediction_case import PredictionCase

import grass.script as gs
from grass.gunittest.main import test


class Contributions(PredictionCase):
    prefix = "co"
    region = {"n": 60, "s": 0, "w": 0, "e": 80}
    names = ("co_a", "rate", "co_cover")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.train("fitted", parameters="rounds=300")
        gs.run_command(
            "r.slide.predict", model=cls.model, output="co_out", contributions="co_shap", dominant="co_dominant",
            overwrite=True, quiet=True,
        )  # fmt: skip
        cls.shap = np.array([cls.read("shap_" + name) for name in cls.names])
        cls.history = gs.read_command("r.info", flags="h", map="co_shap_co_a").replace("|", " ")

    def test_sums_with_the_base_value_of_the_history_are_the_logits_of_the_map(self):
        base = float(re.search(r"base value (\S+?):", " ".join(self.history.split()))[1])
        p = self.read("out")[:, 3:]
        np.testing.assert_allclose(base + self.shap.sum(0)[:, 3:], np.log(p / (1 - p)), atol=2e-5)

    def test_categories_contribute_as_one_predictor_and_as_planted(self):
        cover = self.shap[2][:, 3:]
        second = self.cover[:, 3:] == 2
        # planted: 1.2, give or take 0.1 of chance and what the trees take back
        self.assertLess(abs(cover[second].mean() - cover[~second].mean() - 1.2), 0.3)

    def test_strength_follows_the_planted_law(self):
        strength = np.abs(self.shap[:, :, 3:]).mean((1, 2))
        self.assertGreater(strength[0], strength[1])  # 1.5 a against -0.7 b
        a, b = self.a[:, 3:].ravel(), self.b[:, 3:].ravel()
        self.assertGreater(np.corrcoef(a, self.shap[0][:, 3:].ravel())[0, 1], 0.9)
        self.assertLess(np.corrcoef(b, self.shap[1][:, 3:].ravel())[0, 1], -0.8)

    def test_dominant_is_the_largest_in_absolute_value(self):
        dominant = self.read("dominant")
        np.testing.assert_array_equal(dominant[:, 3:], np.abs(self.shap).argmax(0)[:, 3:] + 1)
        self.assertTrue(np.isnan(dominant[:, :3]).all())

    def test_only_positive_ones_on_demand(self):
        self.predict(dominant="co_t_dominant", flags="p")
        expected = np.where((self.shap > 0).any(0), self.shap.argmax(0) + 1.0, np.nan)
        np.testing.assert_array_equal(self.read("t_dominant")[:, 3:], expected[:, 3:])
        self.assertTrue(np.isnan(expected[:, 3:]).any())

    def test_maps_say_what_they_are(self):
        labels = dict(line.split("\t") for line in gs.read_command("r.category", map="co_dominant").strip().split("\n"))
        self.assertEqual(labels, {"1": "co_a", "2": "rate of change", "3": "co_cover"})
        self.assertIn("Contribution of rate", gs.raster_info("co_shap_rate")["title"])
        self.assertIn("contribution_rate", gs.read_command("r.info", map="co_shap_rate"))

    def test_same_bits_with_any_nprocs_and_memory(self):
        self.predict(contributions="co_t", nprocs=3, memory=1)
        for name, shap in zip(self.names, self.shap):
            np.testing.assert_array_equal(self.read("t_" + name), shap)

    def test_a_map_that_is_there_is_not_overwritten_unasked(self):
        gs.mapcalc("co_t_rate = 1", quiet=True)
        self.refuse("<co_t_rate>", "--overwrite", contributions="co_t", leaves=("t_co_a",))


if __name__ == "__main__":
    test()
