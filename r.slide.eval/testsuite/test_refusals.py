"""What cannot be scored or written is refused by name, before work where it can be told, and leaves nothing behind."""

# location: EPSG:32645
import os
import subprocess

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from eval_case import EvalCase, scores, write

ROWS, COLS = 40, 50


class Refusals(EvalCase):
    rows, cols, res = ROWS, COLS, 30

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(5)
        cls.truth = (random.random((ROWS, COLS)) < 0.2).astype(float)
        cls.score = np.clip(0.3 * cls.truth + 0.5 * random.random((ROWS, COLS)), 0, 1)
        for name in ("truth", "score"):
            write(name, getattr(cls, name))
        write("percent", 100 * cls.score)
        write("nothing", np.full((ROWS, COLS), np.nan))
        write("classless", np.full((ROWS, COLS), np.nan), np.int32)
        infinite = cls.score.copy()
        infinite[3, 4] = np.inf
        write("infinite", infinite)
        cls.runModule("v.random", output="dots", npoints=4, seed=1, quiet=True)
        cls.line = f"{3.5 * 30},30,{4.6 * 30},{39.5 * 30}"  # beside the infinite cell

    def left(self):
        return sorted(os.listdir(self.folder)), gs.read_command("g.list", type="raster,vector").split()

    def leaves_nothing(self, message, **options):
        before = self.left()
        self.refused(message, **{"input": "score", **options})
        self.assertEqual(self.left(), before)

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_maps_that_are_not_there_or_of_the_wrong_kind_are_named(self):
        for option in ("test", "classes", "factor", "aspect"):
            self.leaves_nothing("Raster map <nowhere> not found", **{option: "nowhere"})
            self.leaves_nothing("Raster map <dots> not found", **{option: "dots"})
        self.leaves_nothing("Raster map <nowhere> not found", profile_coordinates=self.line, profile_maps="nowhere")
        self.leaves_nothing("Vector map <truth> not found", profile="truth")
        self.leaves_nothing("Vector map <truth> not found", polygons="truth")
        self.leaves_nothing("<dots> has no areas", polygons="dots")
        self.leaves_nothing("<score> is no map of classes", classes="score")

    def test_maps_that_tell_nothing_of_the_scored_cells_are_named(self):
        for option, name in (("classes", "classless"), ("aspect", "nothing"), ("factor", "classless")):
            self.leaves_nothing(f"<{name}> tells nothing of the scored cells: all 2000 are null", **{option: name})
        self.leaves_nothing("<nothing> is constant or null", factor="nothing")

    def test_infinite_values_are_refused_and_null_in_predictors(self):
        self.leaves_nothing("<infinite> holds infinite values", factor="infinite")
        self.leaves_nothing("<infinite> holds an infinite value", factor="infinite", factor_breaks="0.2")
        self.leaves_nothing("<infinite> holds an infinite value", aspect="infinite")
        self.leaves_nothing("<infinite> holds an infinite value beside a profile", profile_coordinates=self.line,
                            profile_maps="infinite", profile_table=self.path("profile.csv"))  # fmt: skip
        model = self.path("small.slide")
        gs.read_command("r.slide.train", predictors="score", label="truth", model=model, quiet=True)
        gs.run_command("r.semantic.label", operation="add", map="infinite", semantic_label="score", quiet=True)
        # of predictors it is null, as when they are trained on
        found = scores(input="score", model=model, predictors="infinite")["model_checks"]
        self.assertEqual((found["cells"], found["cells_without_predictor"]), (ROWS * COLS - 1, 1))

    def test_files_that_cannot_be_written_are_refused_before_any_is(self):
        every = dict(reliability={}, objects_table=dict(flags="o"), report={},
                     profile_table=dict(profile_coordinates=self.line))  # fmt: skip
        for option, more in every.items():
            path = self.path(os.path.join("no_folder", "file.csv"))
            self.leaves_nothing(f"'{path}' cannot be written", curves=self.path("curves.csv"), outcomes="errors",
                                **{option: path}, **more)  # fmt: skip
            self.leaves_nothing(f"and {option}= both name", curves=self.path("twice.csv"), **{option: self.path("twice.csv")},
                                **more)  # fmt: skip
        self.leaves_nothing("curves= and chart= both name", curves=self.path("a.png"), chart=self.path("a.png"))

    def test_a_picture_with_nothing_to_show_leaves_no_table(self):
        self.leaves_nothing("panels=reliability has nothing to show", input="percent", panels="reliability",
                            chart=self.path("none.png"), curves=self.path("none.csv"))  # fmt: skip

    def test_what_fails_late_takes_the_files_away_again(self):
        before = self.left()
        full = self.path("full.csv")
        command = f"ulimit -f 8; trap '' XFSZ; exec r.slide.eval input=score truth=truth reliability={full} curves={self.path('c.csv')} points=100000"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be written whole", " ".join(done.stderr.split()))
        self.assertEqual(self.left(), before)

    def test_an_outcome_map_over_a_map_that_is_read_is_refused(self):
        for name in ("score", "truth"):
            self.refused(name, input="score", outcomes=name, overwrite=True)
            self.assertEqual(gs.raster_info(name)["datatype"], "DCELL")
        self.refused("outcomes=percent would be written over a map that is read", input="score", outcomes="percent",
                     factor="percent", overwrite=True)  # fmt: skip
        self.leaves_nothing("outcomes= names <twice> twice", input="score,percent", outcomes="twice,twice")
        self.leaves_nothing("not valid", outcomes="a/b")

    def test_lengths_that_make_no_blocks_or_bins_are_refused(self):
        self.leaves_nothing("lie in one block of edge block=1e+09", intervals="blocks", block=1e9)
        self.leaves_nothing("block=0.001 is smaller than a cell", intervals="blocks", block=0.001)
        self.leaves_nothing("and 1000000 are the most", profile_coordinates=self.line, profile_step=1e-9)
        module = SimpleModule("r.slide.eval", input="score", truth="truth", intervals="blocks", block=600, replicates=10)
        self.assertModule(module)
        self.assertIn("There are only 6 blocks", " ".join(module.outputs.stderr.split()))

    def test_one_row_is_scored_and_one_cell_refused(self):
        self.runModule("g.region", n=1200, s=1170, e=1500, w=0, res=30)
        try:
            found = scores(input="score", flags="o", breaks="0.5", profile_coordinates="100,1185,900,1185",
                           report=self.path("row.html"))  # fmt: skip
            self.assertEqual(found["cells_scored"], COLS)
            self.runModule("g.region", n=1200, s=1170, e=30, w=0, res=30)
            self.refused("of 1 valid cells are positive", input="score")
        finally:
            self.back_to_region()

    def test_the_help_is_sound(self):
        done = subprocess.run(["r.slide.eval", "--help"], capture_output=True, text=True, check=False)
        self.assertNotIn("Bug in UI", done.stderr)


if __name__ == "__main__":
    test()
