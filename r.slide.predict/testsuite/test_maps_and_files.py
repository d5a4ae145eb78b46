"""Every option of r.slide.predict that takes a map or a file: what is not there, has no right, or is in the way is refused."""

import os

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from prediction_case import PredictionCase, join_models

# each option that names maps to be written, and what it needs beside it
MAPS_WRITTEN = {
    "output": {},
    "median": {},
    "mean": {},
    "stddev": {},
    "quantile_map": {"quantile": 0.5},
    "classes": {"output": "mp_t_out"},
    "dominant": {},
    "outside": {},
    "dissimilarity": {},
    "applicability": {},
}


class MapsAndFiles(PredictionCase):
    prefix = "mp"
    region = {"n": 60, "s": 0, "w": 0, "e": 80}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.two = os.path.join(cls.folder, "two.slide")
        join_models([cls.model, cls.train("other", seed=3, negatives=0.5)], cls.two, marked=0)
        cls.write("null", np.full(cls.shape, np.nan))
        infinite = cls.b.copy()
        infinite[:4] = np.where(np.arange(cls.shape[1]) % 2, np.inf, -np.inf)
        cls.write("infinite", infinite)
        gs.run_command("i.group", group="mp_group", input="mp_a,mp_b", quiet=True)

    def model_for(self, option):
        return self.two if option in ("median", "mean", "stddev", "quantile_map") else self.model

    def test_models_that_are_none_are_refused_by_name(self):
        self.refuse("nothing.slide", "not found", model=os.path.join(self.folder, "nothing.slide"), output="mp_t_out")
        self.refuse(self.folder, model=self.folder, output="mp_t_out")

    def test_maps_that_are_not_there_are_refused_by_name(self):
        for option, name in (("predictors", "mp_none"), ("predictors", "mp_a@nowhere"), ("group", "mp_none")):
            self.refuse(name, "not found", output="mp_t_out", **{option: name})
        success = {"output": "mp_t_out", "classes": "mp_t_classes", "class_method": "success", "class_shares": [50, 50]}
        self.refuse("mp_none", "not found", truth="mp_none", leaves=("t_out", "t_classes"), **success)
        self.refuse("mp_null", truth="mp_null", leaves=("t_out", "t_classes"), **success)

    def test_a_group_without_a_predictor_is_refused(self):
        self.refuse("mp_cover", "missing", group="mp_group", output="mp_t_out")

    def test_a_predictor_without_a_value_is_refused_and_infinite_values_are_null(self):
        self.refuse("No valid cell", output="mp_t_out", map="rate:mp_null")
        self.predict(output="mp_t_out", map="rate:mp_infinite")
        self.assertTrue(np.isnan(self.read("t_out")[:4]).all())
        self.assertFalse(np.isnan(self.read("t_out")[4:, 3:]).any())

    def test_maps_in_the_way_stay_as_they_are(self):
        for option, others in MAPS_WRITTEN.items():
            self.refuse("mp_label", "exists", option if option == "output" else "", model=self.model_for(option),
                        **{**others, option: "mp_label"})  # fmt: skip
        np.testing.assert_array_equal(self.read("label"), self.label)

    def test_maps_with_names_that_cannot_be_are_refused(self):
        for option, others in MAPS_WRITTEN.items():
            self.refuse("mp bad", model=self.model_for(option), **{**others, option: "mp bad"})
        self.refuse("mp bad", contributions="mp bad", leaves=())

    def test_two_outputs_of_one_name_are_refused(self):
        for option, others in MAPS_WRITTEN.items():
            other = "output" if option == "outside" else "outside"
            self.refuse("'mp_t_both'", "both name", model=self.model_for(option), leaves=("t_both", "t_out"),
                        **{**others, option: "mp_t_both", other: "mp_t_both"})  # fmt: skip

    def test_outputs_are_not_written_over_maps_that_are_read(self):
        gs.run_command("g.copy", raster="mp_label,mp_t_truth", quiet=True)
        for option, others in MAPS_WRITTEN.items():
            self.refuse(f"{option}=mp_a", "written over a map that is read", model=self.model_for(option), overwrite=True,
                        leaves=("t_out",), **{**others, option: "mp_a"})  # fmt: skip
        success = {"class_method": "success", "class_shares": [50, 50], "truth": "mp_t_truth", "classes": "mp_t_classes"}
        self.refuse("output=mp_t_truth", "written over", output="mp_t_truth", overwrite=True, leaves=("t_classes",), **success)
        np.testing.assert_array_equal(self.read("a"), self.a.astype(np.float32))
        np.testing.assert_array_equal(self.read("t_truth"), self.label)

    def test_contributions_are_not_written_over_a_predictor(self):
        gs.run_command("g.copy", raster="mp_cover,mp_t_mp_cover", quiet=True)
        self.refuse("contributions=mp_t_mp_cover", "written over", contributions="mp_t", map="mp_cover:mp_t_mp_cover",
                    overwrite=True, leaves=("t_mp_a", "t_rate"))  # fmt: skip
        np.testing.assert_array_equal(self.read("t_mp_cover"), self.cover)


if __name__ == "__main__":
    test()
