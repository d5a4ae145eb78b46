# location: XY
"""labels=: maps of passing names that are told apart by the names given for them."""

import numpy as np
from prediction_case import PredictionCase

import grass.script as gs
from grass.gunittest.main import test

LABELS = "gp_a,rate,gp_cover"


class GivenLabels(PredictionCase):
    prefix = "gp"
    region = {"n": 60, "s": 0, "w": 0, "e": 80}
    maps = "gp_t_1,gp_t_2,gp_t_3"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gs.run_command("r.slide.predict", model=cls.model, output="gp_out", overwrite=True, quiet=True)
        cls.first = cls.read("out")

    def setUp(self):
        self.write("t_1", self.a)
        self.write("t_2", self.b)
        self.write("t_3", self.cover, np.int32)

    def check(self, expected, **options):
        self.predict(output="gp_t_out", **options)
        np.testing.assert_array_equal(self.read("t_out"), expected)

    def test_maps_are_found_by_the_labels_in_any_order(self):
        self.check(self.first, predictors=self.maps, labels=LABELS)
        self.check(self.first, predictors="gp_t_3,gp_t_1,gp_t_2", labels="gp_cover,gp_a,rate")

    def test_a_label_may_be_the_name_of_the_map_at_training(self):
        self.check(self.first, predictors=self.maps, labels="gp_a,gp_b,gp_cover")

    def test_labels_outdo_semantic_labels_and_names(self):
        # two maps that by label and name would be the other one
        gs.run_command("r.semantic.label", map="gp_t_1", semantic_label="rate", quiet=True)
        self.check(self.first, predictors=self.maps, labels=LABELS)
        self.predict(predictors="gp_b,gp_a,gp_cover", labels=LABELS, output="gp_t_swapped")
        self.write("t_1", self.b)
        self.write("t_2", self.a)
        self.check(self.read("t_swapped"), predictors=self.maps, labels=LABELS)
        self.assertGreater(np.nanmax(np.abs(self.read("t_swapped") - self.first)), 0.1)

    def test_a_pair_may_call_a_map_by_its_label(self):
        self.check(self.first, predictors=self.maps, labels="slope,speed,cover", map="gp_a:slope,rate:speed,gp_cover:cover")
        self.check(self.first, predictors=self.maps, labels="slope,rate,gp_cover", map="gp_a:slope")
        self.check(self.first, predictors=self.maps, labels="slope,rate,gp_cover", map="gp_a:gp_t_1")

    def test_a_pair_against_a_label_is_refused(self):
        self.refuse("<gp_t_2@", "<gp_t_1@", "Leave one of them out", predictors=self.maps, labels=LABELS,
                    map="gp_a:rate", output="gp_t_out")  # fmt: skip
        self.refuse("<gp_t_2@", "cannot be predictor 'gp_a'", "'rate'", predictors=self.maps,
                    labels="slope,rate,gp_cover", map="gp_a:gp_t_2", output="gp_t_out")  # fmt: skip

    def test_labels_that_do_not_fit_are_refused(self):
        self.refuse("labels has 2 names for the 3 maps", predictors=self.maps, labels="gp_a,rate", output="gp_t_out")
        self.refuse("'rate' is given to two maps", predictors=self.maps, labels="rate,rate,gp_cover", output="gp_t_out")
        self.refuse("'gp_a' ", "is missing", "<gp_t_1@", "(slope)", predictors=self.maps, labels="slope,rate,gp_cover",
                    output="gp_t_out")  # fmt: skip
        self.refuse("labels", "predictors", labels=LABELS, output="gp_t_out")


if __name__ == "__main__":
    test()
