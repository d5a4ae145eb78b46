"""Training on maps drawn from a known logistic law: counts exact, scores near the law's own, bad input refused by name."""

import json
import os
import zipfile

import numpy as np
from sklearn.metrics import roc_auc_score

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test
from map_case import MapCase
from rasters import write

ROWS, COLS = 300, 400
MAPS = ("tr_a", "tr_b", "tr_cover", "tr_label", "tr_p")


class Train(MapCase):
    prefix = "tr_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(42)
        cls.a = random.uniform(-2, 2, (ROWS, COLS))
        cls.b = random.uniform(-2, 2, (ROWS, COLS))
        cls.cover = random.integers(1, 5, (ROWS, COLS)).astype(float)
        cls.p = 1 / (1 + np.exp(4.5 - 1.2 * cls.a + 0.8 * cls.b - 1.5 * (cls.cover == 2)))
        cls.label = (random.random((ROWS, COLS)) < cls.p).astype(float)
        cls.a[random.random((ROWS, COLS)) < 0.05] = np.nan
        cls.label[random.random((ROWS, COLS)) < 0.03] = np.nan
        write("tr_a", cls.a)
        write("tr_b", cls.b)
        write("tr_cover", cls.cover, np.int32)
        write("tr_label", cls.label, np.int32)
        cls.valid = ~np.isnan(cls.label) & ~np.isnan(cls.a)

    @classmethod
    def tearDownClass(cls):
        gs.run_command("g.remove", flags="f", type="group", name="tr_group", quiet=True)
        super().tearDownClass()

    def train(self, name="m.slide", **options):
        options = {"predictors": "tr_a,tr_b,tr_cover", "categorical": "tr_cover", "label": "tr_label", **options}
        options = {key: value for key, value in options.items() if value is not None}
        return json.loads(
            gs.read_command("r.slide.train", model=self.path(name), format="json", overwrite=True, quiet=True, **options)
        )

    def description(self, name="m.slide"):
        with zipfile.ZipFile(self.path(name)) as model:
            return json.loads(model.read("model.json"))

    def assert_refused(self, *words, name="refused.slide", **options):
        """Exit status 1, a message with these words, no model file, nothing half-written."""
        options = {"predictors": "tr_a,tr_b", "label": "tr_label", **options}
        module = SimpleModule("r.slide.train", model=self.path(name), **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        self.assertEqual([entry for entry in os.listdir(self.folder) if entry.startswith(name)], [])

    def test_counts_are_exact(self):
        counts = self.train(negatives=3.5, test=0.25)
        positive = int((self.label[self.valid] == 1).sum())
        negative = int(round(3.5 * positive))
        self.assertEqual(counts["cells"], ROWS * COLS)
        self.assertEqual(counts["label_null"], int(np.isnan(self.label).sum()))
        self.assertEqual(counts["predictor_null"], int((~np.isnan(self.label) & np.isnan(self.a)).sum()))
        self.assertEqual(counts["positive"], positive)
        self.assertEqual(counts["negative_available"], int(self.valid.sum()) - positive)
        self.assertEqual(counts["negative"], negative)
        self.assertEqual(counts["test_positive"], round(0.25 * positive))
        self.assertEqual(counts["test_negative"], round(0.25 * negative))
        self.assertEqual(counts["train_positive"] + counts["test_positive"], positive)
        self.assertAlmostEqual(counts["negative_fraction"], negative / counts["negative_available"], places=12)

    def test_fewer_negatives_than_asked_are_all_taken(self):
        counts = self.train(negatives=1000, parameters="rounds=5")
        self.assertEqual(counts["negative"], counts["negative_available"])
        self.assertEqual(counts["negative_fraction"], 1)

    def test_auc_is_near_that_of_the_law(self):
        scores = self.train(split="north_south", test=0.3)
        held_out = self.valid.copy()
        held_out[: ROWS - round(0.3 * ROWS)] = False
        ceiling = roc_auc_score(self.label[held_out], self.p[held_out])
        self.assertGreater(scores["test_auc_roc"], ceiling - 0.015)
        self.assertLess(scores["test_auc_roc"], ceiling + 0.015)
        self.assertEqual(scores["test_positive"], int((self.label[held_out] == 1).sum()))

    def test_one_hot_finds_what_a_category_means(self):
        with_cover, without = self.train(), self.train(predictors="tr_a,tr_b", categorical=None)
        self.assertGreater(with_cover["test_auc_roc"], without["test_auc_roc"] + 0.02)

    def test_same_bytes_with_one_and_two_threads_other_bytes_with_other_seed(self):
        for name, options in (("1.slide", {"nprocs": 1}), ("2.slide", {"nprocs": 2}), ("s.slide", {"seed": 7})):
            self.train(name=name, parameters="rounds=30", **options)
        one, two, seed = (open(self.path(name), "rb").read() for name in ("1.slide", "2.slide", "s.slide"))
        self.assertEqual(one, two)
        self.assertNotEqual(one, seed)

    def test_description_says_what_the_maps_were(self):
        gs.run_command("g.copy", raster="tr_b,tr_units", overwrite=True, quiet=True)
        gs.run_command("r.support", map="tr_units", units="mm/a", title="Rate", semantic_label="rate", quiet=True)
        self.train(predictors="tr_a,tr_units,tr_cover", parameters="rounds=7,eta=0.2", seed=11)
        model = self.description()
        a, rate, cover = model["predictors"]
        self.assertEqual((a["label"], rate["label"], cover["label"]), ("tr_a", "rate", "tr_cover"))
        self.assertEqual((rate["units"], rate["title"], rate["type"]), ("mm/a", "Rate", "continuous"))
        self.assertEqual(rate["map"], "tr_units@" + gs.gisenv()["MAPSET"])
        self.assertEqual(cover["type"], "categorical")
        self.assertEqual(model["members"][0]["transforms"][2]["categories"], [1, 2, 3, 4])
        self.assertEqual(model["members"][0]["features"][2:], [f"tr_cover={i}" for i in range(1, 5)])
        self.assertEqual((model["seed"], model["parameters"]["rounds"], model["parameters"]["eta"]), (11, 7, 0.2))
        self.assertEqual((model["region"]["rows"], model["region"]["north"]), (ROWS, ROWS))
        self.assertGreater(a["min"], -2.001)
        self.assertLess(a["max"], 2.001)

    def test_map_with_category_labels_is_taken_as_categories(self):
        gs.run_command("g.copy", raster="tr_cover,tr_named", overwrite=True, quiet=True)
        gs.write_command("r.category", map="tr_named", separator=":", rules="-", stdin="1:forest\n2:bare\n", quiet=True)
        self.train(predictors="tr_a,tr_named", categorical=None, parameters="rounds=5")
        self.assertEqual(self.description()["predictors"][1]["type"], "categorical")
        self.train(predictors="tr_a,tr_cover", categorical=None, parameters="rounds=5")
        self.assertEqual(self.description()["predictors"][1]["type"], "continuous")

    def test_group_and_full_names_give_the_same_learner(self):
        mapset = gs.gisenv()["MAPSET"]
        gs.run_command("i.group", group="tr_group", input=f"tr_a@{mapset},tr_b@{mapset},tr_cover", quiet=True)
        self.train(name="list.slide", parameters="rounds=5")
        self.train(name="group.slide", predictors=None, group="tr_group", parameters="rounds=5")
        full = {"label": f"tr_label@{mapset}", "predictors": f"tr_a@{mapset},tr_b@{mapset},tr_cover@{mapset}"}
        self.train(name="full.slide", parameters="rounds=5", **full)
        models = [open(self.path(name), "rb").read() for name in ("list.slide", "group.slide", "full.slide")]
        self.assertEqual(models[0], models[1])
        self.assertEqual(models[0], models[2])

    def test_masked_cells_are_left_out(self):
        gs.mapcalc("tr_west = if(col() <= 200, 1, null())", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="tr_west", quiet=True)
        counts = self.train(parameters="rounds=5")
        self.assertEqual(counts["positive"], int((self.label[:, :200][self.valid[:, :200]] == 1).sum()))

    def test_test_map_marks_southern_rows(self):
        self.train(split="north_south", test=0.3, test_map="tr_held", parameters="rounds=5")
        legend = gs.read_command("r.category", map="tr_held", separator="=").split("\n")
        self.assertEqual(legend[:2], ["0=training", "1=held out"])
        held = garray.array("tr_held", null=-1)
        expected = np.arange(ROWS)[:, None] >= ROWS - round(0.3 * ROWS)
        self.assertTrue((held == np.broadcast_to(expected, held.shape)).all())

    def test_test_map_of_random_split_marks_the_samples(self):
        counts = self.train(test=0.25, test_map="tr_held", negatives=2, parameters="rounds=5")
        held = np.array(garray.array("tr_held", null=-1))
        self.assertEqual(int((held == 1).sum()), counts["test_positive"] + counts["test_negative"])
        self.assertEqual(int((held == 0).sum()), counts["train_positive"] + counts["train_negative"])
        self.assertTrue((held[self.valid & (self.label == 1)] >= 0).all())
        self.assertTrue((held[~self.valid] == -1).all())

    def test_label_with_one_class_is_refused_by_name_and_leaves_no_model(self):
        mapset = gs.gisenv()["MAPSET"]
        gs.mapcalc("tr_zero = 0", overwrite=True, quiet=True)
        gs.mapcalc("tr_one = 1", overwrite=True, quiet=True)
        gs.mapcalc("tr_null = null()", overwrite=True, quiet=True)
        self.assert_refused(f"No landslide cells in <tr_zero@{mapset}>", f"0 of {ROWS * COLS} valid", label="tr_zero")
        self.assert_refused(f"No cells without a landslide in <tr_one@{mapset}>", label="tr_one")
        self.assert_refused(f"No valid cell in <tr_null@{mapset}>", label="tr_null", test_map="tr_none")
        self.assert_refused("No valid cell", f"<tr_null@{mapset}>", predictors="tr_a,tr_null")
        self.assertFalse(gs.find_file("tr_none")["name"])

    def test_landslides_lost_to_a_null_predictor_are_named(self):
        gs.mapcalc("tr_hole = if(tr_label == 1, null(), tr_a)", overwrite=True, quiet=True)
        mapset = gs.gisenv()["MAPSET"]
        self.assert_refused("No landslide cells", f"<tr_hole@{mapset}>", predictors="tr_b,tr_hole")

    def test_part_without_landslides_is_refused(self):
        gs.mapcalc("tr_north = if(row() < 100, tr_label, 0)", overwrite=True, quiet=True)
        self.assert_refused("southern part holds 0 landslide cells", label="tr_north", split="north_south", test=0.3)

    def test_wrong_options_are_refused_by_name(self):
        self.assert_refused("<tr_nothing> not found", predictors="tr_a,tr_nothing")
        self.assert_refused("<tr_nothing> not found", label="tr_nothing")
        self.assert_refused("<tr_b>", "none of the predictors", predictors="tr_a", categorical="tr_b")
        self.assert_refused("'depth=3' is not a parameter", "max_depth", parameters="depth=3")
        self.assert_refused("eta must be a number", parameters="eta=7")
        self.assert_refused("categories are whole numbers", categorical="tr_a")

    def test_two_maps_of_one_label_are_refused(self):
        gs.run_command("g.copy", raster="tr_a,tr_double", overwrite=True, quiet=True)
        gs.run_command("r.support", map="tr_double", semantic_label="tr_a", quiet=True)
        mapset = gs.gisenv()["MAPSET"]
        self.assert_refused(f"<tr_a@{mapset}>", f"<tr_double@{mapset}>", "'tr_a'", predictors="tr_a,tr_double")

    def test_missing_folder_leaves_neither_model_nor_test_map(self):
        module = SimpleModule(
            "r.slide.train", predictors="tr_a,tr_b", label="tr_label", model=self.path("no/such/m.slide"),
            test_map="tr_orphan", parameters="rounds=5",
        )  # fmt: skip
        self.assertModuleFail(module)
        self.assertIn("no/such/m.slide", module.outputs.stderr.replace("\n", ""))
        self.assertFalse(gs.find_file("tr_orphan")["name"])

    def test_model_is_not_overwritten_unasked(self):
        self.train(name="kept.slide", parameters="rounds=5")
        before = open(self.path("kept.slide"), "rb").read()
        module = SimpleModule("r.slide.train", predictors="tr_b", label="tr_label", model=self.path("kept.slide"))
        self.assertModuleFail(module)
        self.assertEqual(before, open(self.path("kept.slide"), "rb").read())


if __name__ == "__main__":
    test()
