# location: EPSG:32645
"""Stacks of dated maps against NumPy, against dates counted by Python, and against PyRate's figures of real coherence."""

import glob
import os
import resource
import tempfile
import warnings

import numpy as np

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import OnMaps, assert_refused
from rasters import read, write

MEXICO = real_data("pyrate_cropA_mexico")
# day and month of each map; the value planted in it is its place in this list
DATES = ("2018-11-30", "2018-12-01", "2019-01-15", "2019-02-28", "2019-03-01", "2019-12-31", "2020-02-29", "2020-03-01")


def grass_date(text):
    """2018-12-01 as r.timestamp writes it: 1 dec 2018."""
    year, month, day = text.split("-")
    names = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    return f"{int(day)} {names[int(month) - 1]} {year}"


def stack(**options):
    return SimpleModule("r.slide.insar", operation="stack", overwrite=True, **options)


class Refusing(OnMaps):
    def refused(self, message, *outputs, **options):
        assert_refused(self, message, outputs, **options)


class Stack(Refusing):
    rows, cols, count = 23, 41, 9

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=cls.rows * 30, s=0, w=0, e=cls.cols * 30, res=30)
        generator = np.random.default_rng(7)
        cls.values = generator.normal(0.5, 0.2, (cls.count, cls.rows, cls.cols)).astype(np.float32)
        cls.values[generator.random(cls.values.shape) < 0.3] = np.nan
        cls.values[:, 3, 4] = np.nan
        cls.names = [f"random_{i}" for i in range(cls.count)]
        for name, values in zip(cls.names, cls.values):
            write(name, values)
        for i, date in enumerate(DATES):
            cls.runModule("r.mapcalc", expression=f"dated_{i} = {2.0 ** i}", overwrite=True)
            cls.runModule("r.timestamp", map=f"dated_{i}", date=grass_date(date))
        cls.dated = [f"dated_{i}" for i in range(len(DATES))]

    def chosen(self, **options):
        """Which dated maps were taken: the mean of different powers of two times their number tells."""
        self.assertModule(stack(mean="taken", count="taken_count", **options))
        count = int(read("taken_count")[0, 0])
        total = round(read("taken")[0, 0] * count)
        return [i for i in range(len(DATES)) if total >> i & 1]

    def test_statistics_are_numpys_leaving_out_nulls(self):
        self.assertModule(stack(input=self.names, median="median", mean="mean", sd="sd", count="count"))
        values = self.values.astype(float)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the cell without any value
            expected = {
                "median": np.nanmedian(values, axis=0),
                "mean": np.nanmean(values, axis=0),
                "sd": np.nanstd(values, axis=0, ddof=0),
            }
        for name, truth in expected.items():
            np.testing.assert_allclose(read(name), truth, atol=1e-7)
        valid = np.isfinite(values).sum(axis=0)
        np.testing.assert_array_equal(read("count"), np.where(valid > 0, valid, np.nan))
        self.assertEqual(gs.raster_info("count")["datatype"], "CELL")

    def test_same_bits_when_few_files_may_be_open(self):
        self.assertModule(stack(input=self.names, median="median", sd="sd", count="count"))
        few = 128 + 2 * 4  # room for four maps: three stay open, six are opened anew
        process = gs.start_command(
            "r.slide.insar", operation="stack", input=self.names, median="median_few", sd="sd_few", count="count_few",
            overwrite=True, stderr=gs.PIPE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (few, few)),
        )  # fmt: skip
        messages = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 0, messages)
        self.assertIn("9 maps, and only 3 may be open", " ".join(messages.split()))
        for name in ("median", "sd", "count"):
            np.testing.assert_array_equal(read(name), read(f"{name}_few"))

    def test_soft_limit_of_open_files_is_raised_to_the_hard_one(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if hard < 1024:
            self.skipTest("the hard limit is as low as the soft one")
        process = gs.start_command(
            "r.slide.insar", operation="stack", input=self.names, median="median_soft", overwrite=True, stderr=gs.PIPE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard)),
        )  # fmt: skip
        messages = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 0, messages)
        self.assertNotIn("may be open", messages)

    def test_window_takes_the_maps_from_its_first_day_to_its_last(self):
        self.assertEqual(self.chosen(input=self.dated, start="2018-12-01", end="2019-02-28"), [1, 2, 3])
        self.assertEqual(self.chosen(input=self.dated, start="2019-12-31"), [5, 6, 7])
        self.assertEqual(self.chosen(input=self.dated, end="20181130"), [0])
        self.assertEqual(self.chosen(input=self.dated), list(range(len(DATES))))

    def test_season_recurs_every_year_across_the_new_year(self):
        self.assertEqual(self.chosen(input=self.dated, season=("12-01", "02-29")), [1, 2, 3, 5, 6])
        self.assertEqual(self.chosen(input=self.dated, season=("03-01", "11-30")), [0, 4, 7])
        self.assertEqual(self.chosen(input=self.dated, season=("12-01", "02-28")), [1, 2, 3, 5])
        # one winter, as in December 2019 to February 2020
        self.assertEqual(self.chosen(input=self.dated, season=("12-01", "02-29"), start="2019-12-01"), [5, 6])

    def test_file_lists_maps_dates_and_pairs(self):
        mapset = gs.gisenv()["MAPSET"]
        lines = (
            "# map and date",
            "",
            "dated_0|2019-01-01",
            f"dated_1@{mapset} 20190102 20190114",
            "dated_2,2019-01-02,2019-03-02  # ends in March",
            "dated_3",
        )
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            listed.write("\n".join(lines))
            listed.flush()
            self.assertEqual(self.chosen(file=listed.name), [0, 1, 2, 3])
            self.assertEqual(self.chosen(file=listed.name, end="2019-01-31"), [0, 1])
            # dated_3 has its own timestamp, 2019-02-28
            self.assertEqual(self.chosen(file=listed.name, start="2019-01-02", end="2019-03-01"), [1, 3])
            self.assertEqual(self.chosen(file=listed.name, season=("12-01", "02-28")), [0, 1, 3])

    def test_both_dates_of_a_timestamp_must_lie_in_the_window(self):
        self.runModule("g.copy", raster=("dated_4", "dated_pair"), overwrite=True)
        self.runModule("r.timestamp", map="dated_pair", date="20 jan 2019 / 13 feb 2019")
        maps = ["dated_2", "dated_pair"]  # 4 and 16
        self.assertEqual(self.chosen(input=maps, start="2019-01-15", end="2019-02-13"), [2, 4])
        self.assertEqual(self.chosen(input=maps, start="2019-01-15", end="2019-02-12"), [2])

    def test_time_zones_are_turned_into_utc(self):
        self.runModule("g.copy", raster=("dated_0", "dated_zone"), overwrite=True)
        self.runModule("r.timestamp", map="dated_zone", date="1 jan 2019 03:00:00 +0530")  # still 2018 in Greenwich
        self.assertEqual(self.chosen(input=["dated_zone"], end="2018-12-31"), [0])
        self.refused("No map lies within", "no", operation="stack", input="dated_zone", start="2019-01-01", mean="no")

    def test_mask_and_infinite_values(self):
        self.runModule("r.mapcalc", expression="wild = if(row() == 2, 1. / 0., 3.)", overwrite=True)
        self.runModule("r.mapcalc", expression="western = if(col() <= 20, 1, null())", overwrite=True)
        self.runModule("r.mask", raster="western", quiet=True)
        try:
            self.assertModule(stack(input=["wild", "dated_0"], median="median", count="count"))
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        for name, first, rest in (("median", 1.0, 2.0), ("count", 1, 2)):
            values = read(name)
            self.assertTrue(np.isnan(values[:, 20:]).all())
            self.assertTrue((values[1, :20] == first).all())
            self.assertTrue((np.delete(values, 1, axis=0)[:, :20] == rest).all())

    def test_metadata_say_what_was_stacked(self):
        for name in self.names[:2]:
            gs.run_command("r.semantic.label", map=name, semantic_label="coherence_vv", operation="add", quiet=True)
            gs.run_command("r.support", map=name, units="1")
        self.assertModule(stack(input=self.names[:2], median="median", count="count"))
        info = gs.raster_info("median")
        self.assertEqual(info["semantic_label"].strip('"'), "coherence_vv_median")
        self.assertEqual(info["units"].strip('"'), "1")
        self.assertIn("Median", info["title"])
        history = gs.read_command("r.info", flags="h", map="median")
        self.assertIn("of 2 maps", history)
        self.assertIn("random_0", history)
        module = stack(input=self.names, median="median")
        self.assertModule(module)
        self.assertIn("Maps of different kinds are stacked together", module.outputs.stderr)
        self.assertEqual(gs.raster_info("median")["semantic_label"].strip('"'), "median")

    def test_what_cannot_be_stacked_is_refused_by_name(self):
        whole = {"operation": "stack", "input": "dated_0,dated_1", "median": "no"}
        self.refused("start=2019-13-01 is no date", "no", start="2019-13-01", **whole)
        self.refused("start=2019-02-01 is later than end=2019-01-01", "no", start="2019-02-01", end="2019-01-01", **whole)
        self.refused("season=12-01,02-30 is no season", "no", season="12-01,02-30", **whole)
        self.refused("must be provided in multiples of 2", "no", season="12-01", **whole)
        self.refused(
            "No map lies within start=2025-01-01: the 2 maps are from 2018-11-30 to 2018-12-01", "no",
            start="2025-01-01", **whole,
        )  # fmt: skip
        self.refused("<random_0", "no", start="2019-01-01", **{**whole, "input": "dated_0,random_0"})
        self.refused("Give either input= or file=", "no", **{**whole, "input": None})
        self.refused("is listed twice", "no", **{**whole, "input": "dated_0,dated_1,dated_0"})
        self.refused("<nowhere> not found", "no", **{**whole, "input": "dated_0,nowhere"})
        self.refused("needs an output", **{**whole, "median": None})
        self.runModule("r.mapcalc", expression="empty = float(null())", overwrite=True)
        self.refused("None of the 1 maps has a valid cell", "no", **{**whole, "input": "empty"})

    def test_wrong_lines_of_a_list_are_named(self):
        whole = {"operation": "stack", "median": "no"}
        for line, message in (
            ("dated_0 2019-02-30", "line 2: '2019-02-30' is neither a date"),
            ("dated_0 2019-02-03 2019-01-03", "ends before it begins"),
            ("nowhere 2019-02-03", "<nowhere> not found"),
            ("dated_0 2019-02-03 VV/asc", "'VV/asc' is neither"),
        ):
            with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
                listed.write("dated_1 2019-01-01\n" + line + "\n")
                listed.flush()
                self.refused(message, "no", file=listed.name, **whole)
        self.refused("Unable to read", "no", file="/no/such/list", **whole)


class RealCoherence(TestCase):
    @needs(MEXICO)
    def test_mean_median_and_sd_of_thirty_real_coherences_are_pyrates(self):
        self.use_temp_region()
        paths = sorted(glob.glob(os.path.join(MEXICO, "coherence", "*.tif")))
        self.assertEqual(len(paths), 30)
        lines = []
        for path in paths:
            name = "coh_" + os.path.basename(path)[:-4]
            self.runModule("r.in.gdal", flags="o", input=path, output=name, overwrite=True, quiet=True)
            lines.append(f"{name} {name[4:12]} {name[13:21]}")
        self.runModule("g.region", raster=name)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            listed.write("\n".join(lines))
            listed.flush()
            self.assertModule(stack(file=listed.name, mean="coh_mean", median="coh_median", sd="coh_std", count="coh_n"))
            self.assertModule(stack(file=listed.name, median="coh_spring", start="2018-03-01", end="2018-05-31"))
        values = np.array([read(line.split()[0]) for line in lines])
        spring = [i for i, line in enumerate(lines) if "20180301" <= line.split()[1] and line.split()[2] <= "20180531"]
        self.assertEqual(len(spring), 16)
        np.testing.assert_allclose(read("coh_spring"), np.nanmedian(values[spring], axis=0), atol=1e-7)
        for name, mean in (("mean", 0.584315), ("median", 0.584465), ("std", 0.052763)):
            reference = os.path.join(MEXICO, "reference", f"coh_{name}.tif")
            self.runModule("r.in.gdal", flags="o", input=reference, output="reference", overwrite=True, quiet=True)
            worst = np.nanmax(np.abs(read(f"coh_{name}") - read("reference")))
            print(f"REPORT {name} of 30 real coherences: at most {worst:.1e} from PyRate's")
            self.assertLess(worst, 1e-6)
            self.assertAlmostEqual(np.nanmean(read(f"coh_{name}")), mean, delta=1e-6)
        self.del_temp_region()


if __name__ == "__main__":
    test()
