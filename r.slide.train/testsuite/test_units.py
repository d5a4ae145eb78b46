"""Training on mapping units and blocks: statistics those of NumPy and r.univar, labels exact, bad units refused."""

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

ROWS, COLS = 90, 120
STATISTICS = "slope:mean,sd,min,max,range,median aspect:circmean cover:majority,share_2"


def circular_mean(angles):
    radians = np.radians(angles)
    return np.degrees(np.arctan2(np.sin(radians).mean(), np.cos(radians).mean())) % 360


def majority(values):
    """The most frequent value, the least of several."""
    numbers, counts = np.unique(values, return_counts=True)
    return numbers[counts.argmax()]


NUMPY = {
    "slope_mean": ("slope", np.mean),
    "slope_sd": ("slope", np.std),
    "slope_min": ("slope", np.min),
    "slope_max": ("slope", np.max),
    "slope_range": ("slope", np.ptp),
    "slope_median": ("slope", np.median),
    "aspect_circmean": ("aspect", circular_mean),
    "cover_majority": ("cover", majority),
    "cover_share_2": ("cover", lambda values: np.mean(values == 2)),
}


class Units(MapCase):
    prefix = "un_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(7)
        row, col = np.mgrid[:ROWS, :COLS]
        seeds = random.uniform(0, 1, (200, 2)) * (ROWS, COLS)
        nearest = ((row[..., None] - seeds[:, 0]) ** 2 + (col[..., None] - seeds[:, 1]) ** 2).argmin(-1)
        numbers = random.choice(2**31 - 2, 200, replace=False) + 1
        cls.units = numbers[nearest].astype(float)
        cls.units[random.random((ROWS, COLS)) < 0.02] = np.nan
        cls.units[10, 10] = 2**31 - 1  # a unit of one cell
        steep = random.normal(0, 1, 200)[nearest]
        cls.maps = {
            "slope": (30 + 5 * steep + random.normal(0, 4, (ROWS, COLS))).astype(np.float32).astype(float),
            "aspect": ((random.normal(0, 30, (ROWS, COLS)) + 90 * (nearest % 4)) % 360).round(3),
            "cover": random.integers(1, 5, (ROWS, COLS)).astype(float),
        }
        cls.maps["slope"][random.random((ROWS, COLS)) < 0.1] = np.nan
        cls.maps["cover"][random.random((ROWS, COLS)) < 0.1] = np.nan
        cls.label = (random.random((ROWS, COLS)) < 0.5 / (1 + np.exp(4 - 2 * steep))).astype(float)
        cls.label[random.random((ROWS, COLS)) < 0.05] = np.nan
        for name, values in cls.maps.items():
            write(f"un_{name}", values, np.int32 if name == "cover" else np.float32)
            gs.run_command("r.semantic.label", map=f"un_{name}", semantic_label=name, operation="add")
        write("un_units", cls.units, np.int32)
        cls.small = np.where(np.isnan(cls.units), np.nan, np.searchsorted(np.sort(numbers), cls.units) + 1)
        write("un_small", cls.small, np.int32)
        write("un_label", cls.label, np.int32)

    def tearDown(self):
        super().tearDown()
        self.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)

    def train(self, name="m.slide", **options):
        options = {
            "predictors": "un_slope,un_aspect,un_cover",
            "categorical": "un_cover",
            "label": "un_label",
            "units": "un_units",
            "parameters": "rounds=20",
            **options,
        }
        options = {key: value for key, value in options.items() if value is not None}
        options = {"model": self.path(name), "format": "json", **options}
        return json.loads(gs.read_command("r.slide.train", overwrite=True, quiet=True, **options))

    def description(self, name="m.slide"):
        with zipfile.ZipFile(self.path(name)) as model:
            return json.loads(model.read("model.json"))

    def predictors(self, name="m.slide"):
        return {predictor["label"]: predictor for predictor in self.description(name)["predictors"]}

    def assert_refused(self, *words, name="refused.slide", **options):
        """Exit status 1, a message with these words, no model file, nothing half-written."""
        options = {"predictors": "un_slope", "label": "un_label", **options}
        module = SimpleModule("r.slide.train", model=self.path(name), **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        self.assertFalse(os.path.exists(self.path(name)))

    def table(self, units, keep=None):
        """What NumPy makes of the units: statistics by name and the landslides' share, [units]; NaN where there is none."""
        keep = np.ones((ROWS, COLS), bool) if keep is None else keep
        numbers = np.unique(units[keep & ~np.isnan(units)])
        columns = {name: np.full(len(numbers), np.nan) for name in (*NUMPY, "share")}
        for i, number in enumerate(numbers):
            inside = (units == number) & keep
            for name, (source, function) in NUMPY.items():
                values = self.maps[source][inside]
                values = values[~np.isnan(values)]
                columns[name][i] = function(values) if values.size else np.nan
            labels = self.label[inside]
            columns["share"][i] = np.nanmean(labels) if (~np.isnan(labels)).any() else np.nan
        return columns

    def assert_like_numpy(self, counts, columns):
        valid = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
        self.assertEqual(counts["units"], len(valid))
        self.assertEqual(counts["positive"], int((columns["share"][valid] > 0).sum()))
        self.assertEqual(counts["negative"], int((columns["share"][valid] == 0).sum()))
        predictors = self.predictors()
        self.assertEqual(list(predictors), list(NUMPY))
        for name in NUMPY:
            values = columns[name][valid]
            for statistic, expected in (("min", values.min()), ("max", values.max()), ("mean", values.mean())):
                self.assertAlmostEqual(predictors[name][statistic], expected, delta=1e-4, msg=f"{name} {statistic}")

    def test_statistics_are_those_of_numpy_nulls_and_one_cell_units_included(self):
        counts = self.train(statistic=STATISTICS, test=0)
        self.assert_like_numpy(counts, self.table(self.units))

    def test_statistics_of_blocks_are_those_of_numpy_ragged_edges_included(self):
        row, col = np.mgrid[:ROWS, :COLS]
        blocks = (row // 7 * 100 + col // 11).astype(float)
        counts = self.train(units=None, lad="7x11", statistic=STATISTICS, test=0)
        self.assertEqual(counts["units"], 13 * 11)
        self.assert_like_numpy(counts, self.table(blocks))

    def test_cells_outside_the_mask_or_the_region_count_in_no_unit(self):
        row, col = np.mgrid[:ROWS, :COLS]
        gs.mapcalc("un_mask = if(row() % 5 == 0 || col() < 40, null(), 1)", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="un_mask", quiet=True)
        keep = ((row + 1) % 5 != 0) & (col + 1 >= 40)
        self.assert_like_numpy(self.train(statistic=STATISTICS, test=0), self.table(self.units, keep))
        blocks = (row // 10 * 100 + col // 10).astype(float)
        options = {"units": None, "lad": "10x10", "statistic": STATISTICS, "test": 0}
        self.assert_like_numpy(self.train(**options), self.table(blocks, keep))
        gs.run_command("r.mask", flags="r", quiet=True)
        self.runModule("g.region", n=ROWS - 13, s=22, e=101, w=9)
        keep = (row >= 13) & (row < ROWS - 22) & (col >= 9) & (col < 101)
        self.assert_like_numpy(self.train(statistic=STATISTICS, test=0), self.table(self.units, keep))

    def test_each_unit_has_the_numbers_of_r_univar(self):
        table = gs.read_command("r.univar", flags="te", map="un_slope", zones="un_small", quiet=True).splitlines()
        head = table[0].split("|")
        zones = {int(line.split("|")[0]): dict(zip(head, line.split("|"))) for line in table[1:]}
        names = {"mean": "mean", "sd": "stddev", "min": "min", "max": "max", "range": "range", "median": "median"}
        numbers = np.unique(self.small[~np.isnan(self.small)])
        for pair in np.random.default_rng(3).choice(numbers[:-1], (3, 2), replace=False):
            # only two units, one with landslides and one without: least and greatest value are the two units'
            write("un_two", np.where(np.isin(self.small, pair), self.small, np.nan), np.int32)
            write("un_first", np.where(self.small == pair[0], 1.0, 0.0), np.int32)
            options = {"predictors": "un_slope", "categorical": None, "label": "un_first", "units": "un_two", "test": 0}
            self.train(statistic="mean,sd,min,max,range,median", applicability=0, **options)
            for name, theirs in names.items():
                expected = sorted(float(zones[int(number)][theirs]) for number in pair)
                ours = self.predictors()[f"slope_{name}"]
                np.testing.assert_allclose([ours["min"], ours["max"]], expected, rtol=1e-5, err_msg=name)

    def test_default_statistics_are_mean_majority_and_circular_mean(self):
        self.train(circular="un_aspect")
        self.assertEqual(list(self.predictors()), ["slope_mean", "aspect_circmean", "cover_majority"])
        self.train(statistic="min,max;cover:share_1,share_4", circular="aspect")
        expected = ["slope_min", "slope_max", "aspect_circmean", "cover_share_1", "cover_share_4"]
        self.assertEqual(list(self.predictors()), expected)
        units = self.description()["units"]
        self.assertEqual(units["kind"], "map")
        self.assertEqual(units["map"].split("@")[0], "un_units")
        self.assertEqual(self.predictors()["slope_min"]["statistic"], "min")
        self.assertEqual(self.predictors()["slope_min"]["source"], "slope")

    def test_a_unit_is_positive_from_the_share_that_was_asked_for(self):
        share = self.table(self.units)["share"]
        for threshold in (0.1, 0.3):
            options = {"predictors": "un_aspect", "categorical": None, "statistic": "circmean", "negatives": 0}
            counts = self.train(unit_share=threshold, **options)
            self.assertEqual(counts["positive"], int((share >= np.float32(threshold)).sum()))
            self.assertEqual(counts["negative"], int((share < np.float32(threshold)).sum()))

    def test_areal_density_is_regressed_and_scored_as_numpy_scores(self):
        options = {"units": None, "lad": "5x5", "method": "forest_regression", "parameters": "trees=50"}
        scores = self.train(statistic="slope:mean,max", test=0.3, truth_threshold=0.2, test_map="un_test", **options)
        gs.run_command("r.slide.predict", model=self.path("m.slide"), output="un_density", quiet=True, overwrite=True)
        predicted = np.array(garray.array("un_density", null=np.nan), dtype=float)
        held_out = np.array(garray.array("un_test", null=-1)) == 1
        row, col = np.mgrid[:ROWS, :COLS]
        blocks = row // 5 * 100 + col // 5
        observed, estimate = [], []
        for block in np.unique(blocks[held_out]):
            inside = blocks == block
            self.assertTrue(held_out[inside].all())
            observed.append(np.nanmean(self.label[inside]))
            estimate.append(predicted[inside][0])
            self.assertTrue((predicted[inside] == predicted[inside][0]).all())
        observed, estimate = np.array(observed), np.array(estimate)
        self.assertEqual(len(observed), scores["test_positive"] + scores["test_negative"])
        expected = {
            "test_r2": np.corrcoef(observed, estimate)[0, 1] ** 2,
            "test_explained": 1 - ((observed - estimate) ** 2).sum() / ((observed - observed.mean()) ** 2).sum(),
            "test_rmse": np.sqrt(((observed - estimate) ** 2).mean()),
            "test_mae": np.abs(observed - estimate).mean(),
            "test_auc_above": roc_auc_score(observed.astype(np.float32) > 0.2, estimate),
        }
        for name, value in expected.items():
            self.assertAlmostEqual(scores[name], value, places=5, msg=name)
        self.assertGreater(scores["test_r2"], 0.2)
        kept = self.description()["members"][0]["scores"]["quantity"]
        self.assertAlmostEqual(kept["r2"], scores["test_r2"], places=8)

    def test_blocks_are_drawn_and_redrawn_as_cells_are(self):
        options = {"units": None, "lad": "5x5", "method": "forest_regression", "parameters": "trees=20"}
        report = self.train(samples="40,30", repeats=4, unit_share=0.05, **options)
        self.assertEqual((report["positive"], report["negative"]), (40, 30))
        members = self.description()["members"]
        self.assertEqual(len(members), 4)
        r2 = [member["scores"]["quantity"]["r2"] for member in members]
        self.assertEqual(len(set(r2)), 4)
        spread = report["scores_spread"]
        self.assertNotIn("brier", spread)
        self.assertAlmostEqual(spread["r2"]["mean"], np.mean(r2), places=10)
        self.assertAlmostEqual(spread["r2"]["sd"], np.std(r2, ddof=1), places=10)
        printed = gs.read_command("r.slide.train", flags="i", model=self.path("m.slide"))
        self.assertIn("blocks of 5 x 5 cells", printed)
        self.assert_refused("buffer=", units="un_units", buffer=[2.0, 5.0])

    def test_the_fold_map_paints_every_cell_of_a_unit_with_the_fold_it_is_held_out_in(self):
        row, col = np.mgrid[:ROWS, :COLS]
        for zones, options in ((self.units, {}), (row // 10 * COLS + col // 10, {"units": None, "lad": "10x10"})):
            report = self.train(folds=4, test=0.2, fold_map="un_fold", test_map="un_held", **options)
            fold, held = (np.array(garray.array(name, null=-1)) for name in ("un_fold", "un_held"))
            self.assertTrue((fold[held != 0] == -1).all())
            self.assertTrue((fold[held == 0] > 0).all())
            units = [np.unique(fold[zones == zone]) for zone in np.unique(zones[held == 0])]
            self.assertEqual({len(values) for values in units}, {1})
            counts = [part["test_positive"] + part["test_negative"] for part in report["cross_validation"]["by_fold"]]
            self.assertEqual(np.bincount(np.concatenate(units).astype(int))[1:].tolist(), counts)

    def test_the_model_is_the_same_for_any_number_of_threads(self):
        for options in ({}, {"units": None, "lad": "10x10"}):
            self.train("one.slide", nprocs=1, statistic=STATISTICS, **options)
            self.train("two.slide", nprocs=2, statistic=STATISTICS, **options)
            with open(self.path("one.slide"), "rb") as one, open(self.path("two.slide"), "rb") as two:
                self.assertEqual(one.read(), two.read())

    def test_bad_units_are_refused_by_name(self):
        gs.mapcalc("un_float = 1.5 * row()", overwrite=True, quiet=True)
        gs.mapcalc("un_null = if(row() > 0, null(), 1)", overwrite=True, quiet=True)
        gs.mapcalc("un_single = 3", overwrite=True, quiet=True)
        gs.mapcalc("un_negative = if(row() < 20, -9999, row())", overwrite=True, quiet=True)
        gs.mapcalc("un_zero = if(row() < 20, 0, row())", overwrite=True, quiet=True)
        self.assert_refused("<un_float@", "whole numbers", units="un_float")
        self.assert_refused("<un_null@", "null", units="un_null")
        self.assert_refused("<un_single@", "only one", units="un_single")
        self.assert_refused("<un_negative@", "-9999", "r.null", units="un_negative")
        self.assert_refused("<un_zero@", "number 0", units="un_zero")
        self.assert_refused("<un_none>", units="un_none")

    def test_bad_blocks_are_refused(self):
        for lad in ("10", "10x", "x10", "0x5", "-3x3", "1x1", "5x5x5", "ten"):
            self.assert_refused(f"lad={lad}", "10x10", lad=lad)
        self.assert_refused("only one", "90 x 120", lad="90x120")
        self.assert_refused("only one", "1000 x 1000", lad="1000x1000")
        self.assert_refused("all", "hold landslides", "unit_share", lad="45x60")

    def test_bad_statistics_are_refused_by_name(self):
        options = {"units": "un_units", "predictors": "un_slope,un_cover", "categorical": "un_cover"}
        self.assert_refused("'means'", "circmean", statistic="slope:means", **options)
        self.assert_refused("<sloop>", statistic="sloop:mean", **options)
        self.assert_refused("majority", "<un_slope@", statistic="slope:majority", **options)
        self.assert_refused("mean", "<un_cover@", "share_N", statistic="cover:mean", **options)
        self.assert_refused("'slope:sd'", statistic="slope:mean slope:sd", **options)
        self.assert_refused("'slope:'", statistic="slope:", **options)
        self.assert_refused("slope_sd", statistic="slope:sd,sd", **options)

    def test_units_without_landslides_or_labels_are_refused(self):
        gs.mapcalc("un_nolabel = if(row() > 0, null(), 1)", overwrite=True, quiet=True)
        gs.mapcalc("un_quiet = 0", overwrite=True, quiet=True)
        self.assert_refused("<un_nolabel@", "No valid cell", units="un_units", label="un_nolabel")
        self.assert_refused("<un_quiet@", "No landslide cells", units="un_units", label="un_quiet")
        self.assert_refused("unit_share", units="un_units", unit_share=1)

    def test_units_and_blocks_together_or_statistics_without_them_are_refused(self):
        self.assert_refused("mutually exclusive", units="un_units", lad="10x10")
        self.assert_refused("statistic", statistic="slope:mean")
        self.assert_refused("unit_share", unit_share=0.1)


if __name__ == "__main__":
    test()
