# location: XY
"""Predictors whose maps have other names: semantic labels first, then map=, then names; and what is contradictory."""

import numpy as np
from prediction_case import PredictionCase

import grass.script as gs
from grass.gunittest.main import test


class OtherNames(PredictionCase):
    prefix = "on"
    region = {"n": 60, "s": 0, "w": 0, "e": 80}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gs.run_command("r.slide.predict", model=cls.model, output="on_out", overwrite=True, quiet=True)
        cls.first = cls.read("out")

    def setUp(self):
        # what stands under another name is another map, so that taking the wrong one shows
        self.write("t_a", np.where(np.isnan(self.a), np.nan, -self.a))
        self.write("t_b", -self.b)

    def expected(self, a, b):
        """What the model says of maps that have the names of training."""
        for name in ("a", "b", "cover"):
            gs.run_command("g.rename", raster=f"on_{name},on_kept_{name}", quiet=True)
        try:
            self.write("a", a)
            self.write("b", b)
            self.write("cover", self.cover, np.int32)
            gs.run_command("r.semantic.label", map="on_b", semantic_label="rate", quiet=True)
            self.predict(output="on_t_expected", predictors="on_a,on_b,on_cover")
        finally:
            for name in ("a", "b", "cover"):
                gs.run_command("g.remove", flags="f", type="raster", name=f"on_{name}", quiet=True)
                gs.run_command("g.rename", raster=f"on_kept_{name},on_{name}", quiet=True)
        return self.read("t_expected")

    def check(self, expected, **options):
        self.predict(output="on_t_out", **options)
        np.testing.assert_array_equal(self.read("t_out"), expected)

    def test_a_pair_outdoes_the_name_at_training(self):
        self.check(self.expected(-self.a, self.b), map="on_a:on_t_a")
        self.check(self.expected(-self.a, -self.b), map=["on_a:on_t_a", "rate:on_t_b"])
        self.check(self.expected(-self.a, self.b), predictors="on_a,on_b,on_cover", map=f"on_a:on_t_a@{self.mapset}")

    def test_the_name_at_training_may_stand_for_the_label(self):
        self.check(self.expected(self.a, -self.b), map="on_b:on_t_b")

    def test_a_semantic_label_is_found_without_a_pair_beside_one_with(self):
        gs.run_command("r.semantic.label", map="on_t_b", semantic_label="rate", quiet=True)
        self.check(self.expected(-self.a, -self.b), predictors="on_t_b,on_cover", map="on_a:on_t_a")

    def test_a_pair_against_a_semantic_label_is_refused(self):
        self.refuse("<on_t_b@", "<on_b@", "semantic label", predictors="on_a,on_b,on_cover", map="rate:on_t_b",
                    output="on_t_out")  # fmt: skip
        self.refuse("<on_b@", "cannot be predictor 'on_a'", "'rate'", map="on_a:on_b", output="on_t_out")

    def test_a_pair_that_says_the_same_as_the_label_is_no_contradiction(self):
        self.check(self.first, predictors="on_a,on_b,on_cover", map="rate:on_b")

    def test_pairs_that_name_nothing_are_refused(self):
        self.refuse("names no predictor", "on_a, rate, on_cover", map="slope:on_t_a", output="on_t_out")
        for pair in ("on_a", "on_a:", ":on_t_a"):
            self.refuse("is not predictor:map", map=pair, output="on_t_out")
        self.refuse("on_none", map="on_a:on_none", output="on_t_out")

    def test_two_maps_for_one_predictor_are_refused(self):
        self.refuse("'on_a' is given two maps, on_a and on_b", map="on_a:on_a,on_a:on_b", output="on_t_out")
        self.refuse("'rate' is given two maps", map="rate:on_b,on_b:on_a", output="on_t_out")

    def test_a_pair_is_checked_for_its_meaning_like_any_map(self):
        gs.mapcalc("on_t_far = on_a + 100", overwrite=True, quiet=True)
        self.refuse("<on_t_far@", "outside", map="on_a:on_t_far", output="on_t_out")


if __name__ == "__main__":
    test()
