"""Every option of r.slide.train that takes a map or a file: what is not there, has no right, or is in the way is refused."""

import os

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from rasters import write
from train_case import TrainCase

ROWS, COLS = 40, 50
# what each option needs beside it; predictors and label are always there unless None says otherwise
MAPS_READ = {
    "predictors": {},
    "group": {"predictors": None},
    "label": {},
    "label_vector": {"label": None},
    "strata": {},
    "split_map": {"split": "map"},
    "units": {},
}
MAPS_WRITTEN = {"test_map": {}, "fold_map": {"folds": 2}}
FILES_WRITTEN = {
    "coefficients": {"method": "logistic", "parameters": None},
    "fold_table": {"folds": 2},
    "cv_estimates": {"folds": 2},
    "tune_table": {"folds": 2, "tune": "max_depth=1,2"},
    "importance_table": {"importance": "gain"},
    "importance_chart": {"importance": "gain"},
    "ablation_table": {"ablation": "first=mf_a"},
    "ablation_chart": {"ablation": "first=mf_a"},
    "screening_table": {"screening": "correlation"},
    "screening_chart": {"screening": "correlation"},
    "table_out": {"event": "here"},
}


class MapsAndFiles(TrainCase):
    prefix = "mf_"
    inputs = {"predictors": "mf_a,mf_b", "label": "mf_label", "parameters": "rounds=3"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(42)
        cls.a, cls.b = random.normal(size=(2, ROWS, COLS))
        cls.label = (random.random((ROWS, COLS)) < 1 / (1 + np.exp(2 - 2 * cls.a))).astype(float)
        write("mf_a", cls.a)
        write("mf_b", cls.b)
        write("mf_label", cls.label, np.int32)
        write("mf_zone", np.repeat(np.arange(4.0), ROWS // 4)[:, None] * np.ones(COLS), np.int32)
        write("mf_null", np.full((ROWS, COLS), np.nan), np.int32)

    @staticmethod
    def name_of(option):
        return "refused.png" if option.endswith("chart") else "refused.csv"

    def test_maps_that_are_not_there_are_refused_by_name(self):
        for option, others in MAPS_READ.items():
            self.assert_refused("mf_none", **{**others, option: "mf_none"})
            self.assert_refused("mf_a@nowhere", **{**others, option: "mf_a@nowhere"})

    def test_maps_without_a_value_are_refused_by_name(self):
        for option in ("predictors", "label", "strata", "units"):
            self.assert_refused("mf_null", **{**MAPS_READ[option], option: "mf_null"})
        self.assert_refused("split_map is null at all", split="map", split_map="mf_null")

    def test_files_in_no_folder_or_in_the_place_of_a_folder_are_refused(self):
        os.makedirs(self.path("taken"), exist_ok=True)
        for option, others in FILES_WRITTEN.items():
            ending = os.path.splitext(self.name_of(option))[1]
            os.makedirs(self.path("taken" + ending), exist_ok=True)
            self.assert_refused("nowhere", **{**others, option: self.path("nowhere/" + self.name_of(option))})
            self.assert_refused("taken", **{**others, option: self.path("taken" + ending)})

    def test_files_and_maps_in_the_way_stay_as_they_are(self):
        for option, others in FILES_WRITTEN.items():
            path = self.path("there_" + self.name_of(option))
            with open(path, "w", encoding="utf-8") as file:
                file.write("mine")
            self.assert_refused("exists", option, **{**others, option: path})
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "mine")
        for option, others in MAPS_WRITTEN.items():
            self.assert_refused("mf_zone", "exists", **{**others, option: "mf_zone"})
        np.testing.assert_array_equal(np.unique(gs.read_command("r.stats", flags="n", input="mf_zone").split()), list("0123"))

    def test_maps_with_names_that_cannot_be_are_refused(self):
        for option, others in MAPS_WRITTEN.items():
            self.assert_refused("mf bad", **{**others, option: "mf bad"})

    def test_two_outputs_of_one_name_are_refused(self):
        both = {"folds": 2, "test_map": "mf_both", "fold_map": "mf_both"}
        self.assert_refused("test_map= and fold_map=", "mf_both", maps=["mf_both"], **both)
        path = self.path("both.csv")
        self.assert_refused("fold_table= and cv_estimates=", "both.csv", folds=2, fold_table=path, cv_estimates=path)
        self.assert_refused("model= and coefficients=", method="logistic", parameters=None, coefficients=self.path("refused.slide"))

    def test_outputs_are_not_written_over_maps_that_are_read(self):
        gs.run_command("i.group", group="mf_group", input="mf_a,mf_b", quiet=True)
        mapset = gs.gisenv()["MAPSET"]
        reads = {
            "predictors": ("mf_a", {"predictors": f"mf_a@{mapset},mf_b"}),
            "group": ("mf_b", {"group": "mf_group", "predictors": None}),
            "label": ("mf_label", {}),
            "strata": ("mf_zone", {"strata": "mf_zone"}),
            "split_map": ("mf_zone", {"split": "map", "split_map": "mf_zone"}),
            "units": ("mf_zone", {"units": f"mf_zone@{mapset}"}),
        }
        for name, options in reads.values():
            before = gs.read_command("r.stats", flags="1n", input=name)
            for written, others in MAPS_WRITTEN.items():
                self.assert_refused(f"{written}={name}", "written over a map that is read", overwrite=True,
                                    **{**options, **others, written: name})  # fmt: skip
            self.assertEqual(gs.read_command("r.stats", flags="1n", input=name), before)

    def test_outputs_are_not_written_over_tables_that_are_read(self):
        table = self.path("read.csv")
        gs.run_command("r.slide.train", predictors="mf_a,mf_b", label="mf_label", event="here", table_out=table, quiet=True)
        before = self.bytes_of("read.csv")
        same = os.path.join(self.folder, ".", "read.csv")
        for written in ("coefficients", "fold_table", "cv_estimates", "tune_table", "importance_table", "screening_table"):
            options = {**FILES_WRITTEN[written], "predictors": None, "label": None, "table": table, written: same}
            self.assert_refused(written, "written over a file that is read", overwrite=True, **options)
        module = SimpleModule("r.slide.train", table=table, model=table, overwrite=True)
        self.assertModuleFail(module)
        self.assertIn("written over a file that is read", module.outputs.stderr)
        self.assertEqual(self.bytes_of("read.csv"), before)

    def test_infinite_values_are_left_out_as_null_ones_are(self):
        gs.mapcalc("mf_infinite = if(row() <= 4, if(col() % 2, 1.0, -1.0) * 10.^400, mf_b)", overwrite=True, quiet=True)
        report = self.train(predictors="mf_a,mf_infinite", negatives=0)
        self.assertEqual(report["predictor_null"], 4 * COLS)


if __name__ == "__main__":
    test()
