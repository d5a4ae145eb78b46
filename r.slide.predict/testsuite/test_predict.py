# location: EPSG:4326
"""Prediction in a latitude-longitude region: finds its maps, corrects the prior, streams, and refuses what differs."""

import json
import os
import re

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test
from map_case import MapCase
from rasters import exists, read, write

ROWS, COLS = 300, 400


class Predict(MapCase):
    prefix = "pr_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=28.3, s=28, w=84, e=84.4, rows=ROWS, cols=COLS)
        cls.mapset = gs.gisenv()["MAPSET"]
        random = np.random.default_rng(7)
        cls.a = random.uniform(-2, 2, (ROWS, COLS))
        b = random.uniform(-2, 2, (ROWS, COLS))
        cover = random.integers(1, 5, (ROWS, COLS)).astype(float)
        cls.p = 1 / (1 + np.exp(4.5 - 1.2 * cls.a + 0.8 * b - 1.5 * (cover == 2)))
        cls.label = (random.random((ROWS, COLS)) < cls.p).astype(float)
        cls.a[:, :20] = np.nan
        write("pr_a", cls.a)
        write("pr_b", b)
        write("pr_cover", cover, np.int32)
        write("pr_label", cls.label, np.int32)
        gs.run_command("r.support", map="pr_b", units="mm/a", semantic_label="rate", quiet=True)
        cls.model = os.path.join(cls.folder, "m.slide")
        cls.trained = json.loads(
            gs.read_command(
                "r.slide.train", predictors="pr_a,pr_b,pr_cover", categorical="pr_cover", label="pr_label",
                negatives=5, test=0, model=cls.model, format="json", quiet=True,
            )  # fmt: skip
        )
        cls.runModule("r.slide.predict", model=cls.model, output="pr_out")

    @classmethod
    def tearDownClass(cls):
        gs.run_command("g.remove", flags="f", type="group", name="pr_group", quiet=True)
        super().tearDownClass()

    def tearDown(self):
        super().tearDown()
        gs.run_command("g.remove", flags="f", type="raster", pattern="pr_t_*", quiet=True)

    def predict(self, output="pr_t_out", **options):
        """The module's messages."""
        module = SimpleModule("r.slide.predict", model=self.model, output=output, overwrite=True, **options)
        self.assertModule(module)
        return " ".join(module.outputs.stderr.split())

    def assert_refused(self, *words, model=None, **options):
        module = SimpleModule("r.slide.predict", model=model or self.model, output="pr_t_out", **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        self.assertFalse(exists("pr_t_out"))

    def assert_same_as_first(self, name="pr_t_out"):
        np.testing.assert_array_equal(read(name), read("pr_out"))

    def make(self, name, expression, **support):
        gs.mapcalc(f"{name} = {expression}", overwrite=True, quiet=True)
        if support:
            gs.run_command("r.support", map=name, quiet=True, **support)

    def test_null_in_any_predictor_is_null_and_only_there(self):
        np.testing.assert_array_equal(np.isnan(read("pr_out")), np.isnan(self.a))

    def test_mean_probability_is_the_prevalence_of_the_region(self):
        valid = ~np.isnan(self.a)
        # the landslides are a binomial draw around the law's mean: 4 standard deviations, and 1 % for the learner
        deviation = np.sqrt((self.p * (1 - self.p))[valid].sum()) / valid.sum()
        prevalence = self.label[valid].mean()
        self.assertLess(abs(np.nanmean(read("pr_out")) - prevalence), 4 * deviation + 0.01 * prevalence)

    def test_probability_follows_the_law(self):
        valid = ~np.isnan(self.a)
        predicted, true = read("pr_out")[valid], self.p[valid]
        bins = np.quantile(predicted, np.linspace(0, 1, 11))
        for low, high in zip(bins[:-1], bins[1:]):
            inside = (predicted >= low) & (predicted <= high)
            self.assertLess(abs(predicted[inside].mean() - true[inside].mean()), 0.1 * true[inside].mean() + 0.001)

    def test_flag_u_gives_what_the_correction_was_made_from(self):
        self.predict(flags="u")
        q, b = read("pr_t_out"), self.trained["negative_fraction"]
        np.testing.assert_allclose(read("pr_out"), b * q / (b * q + 1 - q), rtol=2e-6)
        self.assertLess(b, 0.5)

    def test_same_bits_with_any_nprocs_and_memory(self):
        self.predict(nprocs=2, memory=1)
        self.assert_same_as_first()

    def test_map_says_what_it_is(self):
        info = gs.raster_info("pr_out")
        self.assertEqual((info["title"], info["units"]), ('"Landslide probability"', "1"))
        self.assertIn("landslide_probability", gs.read_command("r.info", map="pr_out"))
        history = gs.read_command("r.info", flags="h", map="pr_out")
        for word in ("prior correction", "seed 42", self.trained["model_sha256"], f"rate: <pr_b@{self.mapset}>"):
            self.assertIn(word, history)
        rules = gs.read_command("r.colors.out", map="pr_out").split("\n")
        self.assertEqual((float(rules[0].split()[0]), float(rules[-4].split()[0])), (0, 1))

    def test_cells_outside_the_mask_are_null(self):
        self.make("pr_west", "if(col() <= 200, 1, null())")
        gs.run_command("r.mask", raster="pr_west", quiet=True)
        self.predict()
        gs.run_command("r.mask", flags="r", quiet=True)
        first, masked = read("pr_out"), read("pr_t_out")
        first[:, 200:] = np.nan
        np.testing.assert_array_equal(masked, first)

    def rename(self, old, new):
        """For this test alone."""
        gs.run_command("g.rename", raster=f"{old},{new}", quiet=True)
        self.addCleanup(gs.run_command, "g.rename", raster=f"{new},{old}", quiet=True)

    def test_maps_are_found_by_semantic_label_under_other_names(self):
        self.rename("pr_b", "pr_renamed")
        self.predict()
        self.assert_same_as_first()
        gs.run_command("g.copy", raster="pr_renamed,pr_t_twin", quiet=True)
        gs.run_command("g.remove", flags="f", type="raster", name="pr_t_out", quiet=True)
        self.assert_refused("'rate'", "pr_renamed", "pr_t_twin", "could be any of")

    def test_maps_given_are_matched_by_label_whatever_their_order(self):
        self.make("pr_t_new", "pr_a", semantic_label="pr_a")
        self.predict(predictors=f"pr_cover@{self.mapset},pr_label,pr_t_new,pr_b")
        self.assert_same_as_first()
        gs.run_command("i.group", group="pr_group", input="pr_t_new,pr_b,pr_cover", quiet=True)
        self.predict(group="pr_group")
        self.assert_same_as_first()

    def test_map_without_label_is_matched_by_its_name_at_training(self):
        self.rename("pr_b", "pr_hidden")
        gs.mapcalc("pr_b = float(pr_hidden)", quiet=True)
        self.predict(predictors="pr_a,pr_b,pr_cover")
        gs.run_command("g.remove", flags="f", type="raster", name="pr_b", quiet=True)
        self.assert_same_as_first()

    def test_maps_of_another_mapset_are_found_by_full_name(self):
        gisenv = gs.gisenv()
        session, env = gs.create_environment(gisenv["GISDBASE"], gisenv["LOCATION_NAME"], self.mapset)
        env.pop("WIND_OVERRIDE", None)
        gs.run_command("g.mapset", flags="c", mapset="elsewhere", env=env, quiet=True, errors="ignore")
        gs.run_command("g.region", raster=f"pr_a@{self.mapset}", env=env)
        for name in ("pr_a", "pr_b"):
            gs.run_command("g.copy", raster=f"{name}@{self.mapset},{name}", env=env, overwrite=True, quiet=True)
        self.predict(predictors="pr_a@elsewhere,pr_b@elsewhere,pr_cover")
        self.assert_same_as_first()
        self.assertIn("<pr_a@elsewhere>", gs.read_command("r.info", flags="h", map="pr_t_out"))
        os.remove(session)

    def test_missing_predictor_is_named_with_what_was_given(self):
        self.assert_refused("Predictor 'rate'", "missing", f"<pr_a@{self.mapset}>", predictors="pr_a,pr_cover")
        self.rename("pr_a", "pr_hidden")
        self.assert_refused("Predictor 'pr_a'", "missing", "search path")

    def test_other_unit_is_refused_and_may_be_overridden(self):
        self.make("pr_t_cm", "pr_b", semantic_label="rate", units="cm/a")
        self.assert_refused("<pr_t_cm@", "'cm/a'", "'mm/a'", predictors="pr_a,pr_t_cm,pr_cover")
        self.predict(predictors="pr_a,pr_t_cm,pr_cover", flags="o")
        self.assert_same_as_first()

    def test_other_type_is_refused(self):
        self.make("pr_t_float", "float(pr_cover)", semantic_label="pr_cover")
        self.assert_refused("<pr_t_float@", "categories", predictors="pr_a,pr_b,pr_t_float")
        self.make("pr_t_named", "int(pr_a)", semantic_label="pr_a")
        gs.write_command("r.category", map="pr_t_named", separator=":", rules="-", stdin="1:x\n", quiet=True)
        self.assert_refused("<pr_t_named@", "quantity", predictors="pr_t_named,pr_b,pr_cover")

    def test_other_range_is_refused_partly_other_is_a_warning(self):
        self.make("pr_t_far", "pr_a + 100", semantic_label="pr_a")
        self.assert_refused("<pr_t_far@", "outside", predictors="pr_t_far,pr_b,pr_cover")
        # inside the region alone all is outside: known only after reading
        self.make("pr_t_patch", "if(row() > 290, pr_a, pr_a + 100)", semantic_label="pr_a")
        gs.run_command("g.region", n="n-0.1", s="s+0.1")
        self.assert_refused("<pr_t_patch@", "in the current region", predictors="pr_t_patch,pr_b,pr_cover")
        gs.run_command("g.region", n="n+0.1", s="s-0.1")
        self.make("pr_t_some", "if(row() > 150, pr_a, pr_a + 100)", semantic_label="pr_a")
        message = self.predict(predictors="pr_t_some,pr_b,pr_cover")
        self.assertRegex(message, r"\(50 %\) of <pr_t_some@\S+> are outside the range")

    def test_category_unseen_in_training_is_counted_in_a_warning(self):
        self.make("pr_t_cover", "if(row() <= 30 && col() > 20, 99, pr_cover)", semantic_label="pr_cover")
        message = self.predict(predictors="pr_a,pr_b,pr_t_cover")
        self.assertRegex(message, rf"{30 * (COLS - 20)} cells \S+ %\) of <pr_t_cover@\S+> are of categories unseen")
        first, changed = read("pr_out"), read("pr_t_out")
        np.testing.assert_array_equal(first[30:], changed[30:])

    def test_no_valid_cell_leaves_no_map(self):
        self.make("pr_t_null", "if(row() < 0, 1., null())", semantic_label="pr_a")
        self.assert_refused("No valid cell", predictors="pr_t_null,pr_b,pr_cover")

    def test_model_cut_short_is_refused_by_name(self):
        with open(self.model, "rb") as model:
            content = model.read()
        for length in (0, 10, len(content) // 2, len(content) - 1):
            cut = os.path.join(self.folder, "cut.slide")
            with open(cut, "wb") as model:
                model.write(content[:length])
            module = SimpleModule("r.slide.predict", model=cut, output="pr_t_out")
            self.assertModuleFail(module)
            self.assertIn(cut, re.sub(r"\s+", "", module.outputs.stderr))
            self.assertFalse(exists("pr_t_out"))
        self.assert_refused("not found", model=os.path.join(self.folder, "none.slide"))

    def test_summary_is_that_of_the_map(self):
        summary = json.loads(
            gs.read_command("r.slide.predict", model=self.model, output="pr_t_out", format="json", quiet=True)
        )
        values = read("pr_t_out")
        self.assertEqual((summary["cells"], summary["null"]), (ROWS * (COLS - 20), ROWS * 20))
        self.assertAlmostEqual(summary["mean"], np.nanmean(values), places=9)
        self.assertAlmostEqual(summary["max"], np.nanmax(values), places=7)


if __name__ == "__main__":
    test()
