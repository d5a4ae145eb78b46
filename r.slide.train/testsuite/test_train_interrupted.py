# location: XY
"""Stopped in the middle, or on a full disk, r.slide.train leaves nothing new and what was there as it was."""

import os

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from full_disk import run_with_files_up_to
from interrupted import assert_leaves_nothing, stopped_when
from train_case import TrainCase
from rasters import write

SIDE = 150
TABLES = {
    "fold_table": "folds.csv", "cv_estimates": "estimates.csv", "tune_table": "tries.csv",
    "importance_table": "importance.csv", "importance_chart": "importance.png",
    "screening_table": "screening.csv", "screening_chart": "screening.svg",
}  # fmt: skip


class Stopped(TrainCase):
    prefix = "ts_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=SIDE, s=0, e=SIDE, w=0, res=1)
        random = np.random.default_rng(3)
        a, b = random.normal(size=(2, SIDE, SIDE))
        write("ts_a", a)
        write("ts_b", b)
        write("ts_label", random.random((SIDE, SIDE)) < 1 / (1 + np.exp(2 - 2 * a)), np.int32)
        cls.inputs = {"predictors": "ts_a,ts_b", "label": "ts_label", "negatives": 2, "test": 0.3}

    def everything(self):
        """All that a run can write, and long enough to be stopped."""
        return dict(
            self.inputs, model=self.path("m.slide"), folds=3, tune="max_depth=2,3", parameters="rounds=60",
            importance="permutation,gain", screening="correlation", fold_map="ts_left_folds", test_map="ts_left_test",
            **{option: self.path(name) for option, name in TABLES.items()},
        )  # fmt: skip

    def files(self):
        return {name: self.bytes_of(name) for name in os.listdir(self.folder)}

    def clean(self):
        for name in os.listdir(self.folder):
            os.remove(self.path(name))
        gs.run_command("g.remove", flags="f", type="raster", pattern="ts_left_*,tmp_slide_*", quiet=True)

    def maps(self):
        names = gs.list_grouped("raster", pattern="*")[gs.gisenv()["MAPSET"]]
        return sorted(name for name in names if name.startswith(("ts_left_", "tmp_slide_")))

    def tearDown(self):
        self.clean()
        super().tearDown()

    def test_interrupted_it_leaves_no_model_map_or_table(self):
        command = gs.make_command("r.slide.train", **self.everything())
        assert_leaves_nothing(self, command, lambda: sorted(self.files()) + self.maps(), self.clean)

    def test_interrupted_it_leaves_the_model_that_was_there(self):
        model, before = self.path("m.slide"), b"a model of other days"
        command = gs.make_command("r.slide.train", overwrite=True, **self.everything())

        def as_before():
            self.clean()
            with open(model, "wb") as file:
                file.write(before)

        def changed():
            return self.maps() + [name for name, content in self.files().items() if (name, content) != ("m.slide", before)]

        as_before()
        assert_leaves_nothing(self, command, changed, as_before)
        self.assertEqual(self.bytes_of("m.slide"), before)

    def test_interrupted_while_polygons_become_cells_it_leaves_no_map_of_them(self):
        gs.run_command("v.random", output="ts_points", npoints=300, seed=1, overwrite=True, quiet=True)
        options = dict(self.everything(), label=None, label_vector="ts_points", radius=1.5)
        command = gs.make_command("r.slide.train", **{key: value for key, value in options.items() if value})
        assert_leaves_nothing(self, command, lambda: sorted(self.files()) + self.maps(), self.clean)
        gs.run_command("g.remove", flags="f", type="vector", name="ts_points", quiet=True)

    def test_interrupted_while_it_writes_it_leaves_all_or_nothing(self):
        command = gs.make_command("r.slide.train", **self.everything())
        wanted = {"m.slide", *TABLES.values()}
        for first in ("folds.csv", "importance.csv", "tries.csv"):
            status = stopped_when(command, lambda first=first: os.path.exists(self.path(first)))
            whole = status == 0 or bool(self.files())  # a signal may also come when all is written, before the end
            self.assertEqual(set(self.files()), wanted if whole else set(), (first, status))
            self.assertEqual(self.maps(), ["ts_left_folds", "ts_left_test"] if whole else [], (first, status))
            self.clean()

    def test_on_a_full_disk_nothing_is_left_however_far_it_came(self):
        """Files may be so large and no larger: from nothing to one byte less than the largest that a whole run writes."""
        whole = self.everything()
        gs.run_command("r.slide.train", quiet=True, **whole)
        size = {name: len(content) for name, content in self.files().items()}
        self.assertEqual(set(size), {"m.slide", *TABLES.values()})
        self.clean()
        self.assertEqual(max(size, key=size.get), "estimates.csv")
        for limit in (0, size["m.slide"] // 2, size["m.slide"] - 1, size["estimates.csv"] - 1):
            failed = run_with_files_up_to(limit, gs.make_command("r.slide.train", **whole))
            self.assertEqual(failed.returncode, 1, (limit, failed.stderr))
            self.assertEqual(sorted(self.files()) + self.maps(), [], limit)

    def test_on_a_full_disk_the_model_that_was_there_is_as_it_was(self):
        options = dict(self.inputs, model=self.path("m.slide"), quiet=True)
        gs.run_command("r.slide.train", parameters="rounds=3", **options)
        before = self.files()
        larger = gs.make_command("r.slide.train", overwrite=True, parameters="rounds=300", **options)
        for limit in (0, len(before["m.slide"]), 2 * len(before["m.slide"])):
            failed = run_with_files_up_to(limit, larger)
            self.assertEqual(failed.returncode, 1, limit)
            self.assertIn("m.slide", failed.stderr)
            self.assertEqual(self.files(), before, limit)
        self.runModule("r.slide.predict", model=self.path("m.slide"), output="ts_left_p")

    def test_coefficients_go_when_the_model_cannot_be_written(self):
        options = dict(self.inputs, method="logistic", coefficients=self.path("c.csv"), test_map="ts_left_test")
        command = gs.make_command("r.slide.train", model="/proc/refused.slide", **options)
        self.assertEqual(run_with_files_up_to(None, command).returncode, 1)
        self.assertEqual(sorted(self.files()) + self.maps(), [])


if __name__ == "__main__":
    test()
