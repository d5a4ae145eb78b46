"""Models on units: one estimate a unit, painted back to its cells or written to a vector column; false units refused."""

import json
import os

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from map_case import MapCase
from rasters import exists, read, write

ROWS, COLS = 80, 100


class UnitsPainted(MapCase):
    prefix = "up_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(11)
        row, col = np.mgrid[:ROWS, :COLS]
        seeds = random.uniform(0, 1, (150, 2)) * (ROWS, COLS)
        nearest = ((row[..., None] - seeds[:, 0]) ** 2 + (col[..., None] - seeds[:, 1]) ** 2).argmin(-1)
        cls.units = 100.0 + 7 * nearest
        cls.units[:, :3] = np.nan
        steep = random.normal(0, 1, 150)[nearest]
        cls.slope = (30 + 5 * steep + random.normal(0, 4, (ROWS, COLS))).astype(np.float32).astype(float)
        cls.slope[cls.units == 100 + 7 * 5] = np.nan  # a unit without values
        cls.cover = random.integers(1, 4, (ROWS, COLS)).astype(float)
        cls.label = (random.random((ROWS, COLS)) < 0.4 / (1 + np.exp(4 - 2 * steep))).astype(float)
        write("up_slope", cls.slope)
        write("up_cover", cls.cover, np.int32)
        write("up_units", cls.units, np.int32)
        write("up_label", cls.label, np.int32)
        cls.model = os.path.join(cls.folder, "units.slide")
        statistic = "up_slope:mean,sd,max up_cover:share_1,share_2"
        cls.law = cls.train(cls.model, units="up_units", statistic=statistic, method="logistic")
        cls.blocks = os.path.join(cls.folder, "blocks.slide")
        cls.train(cls.blocks, lad="6x8", method="forest_regression", parameters="trees=30")

    @classmethod
    def train(cls, model, **options):
        options = {"predictors": "up_slope,up_cover", "categorical": "up_cover", "label": "up_label", **options}
        options = {"model": model, "negatives": 0, "test": 0, "format": "json", **options}
        return json.loads(gs.read_command("r.slide.train", overwrite=True, quiet=True, **options))

    def tearDown(self):
        super().tearDown()
        self.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        gs.run_command("g.remove", flags="f", type="raster", pattern="up_out*", quiet=True)
        gs.run_command("g.remove", flags="f", type="vector", pattern="up_*", quiet=True)

    def predict(self, model=None, **options):
        model = model or self.model
        if model == self.model:
            options = {"units": "up_units", **options}
        return json.loads(gs.read_command("r.slide.predict", model=model, format="json", quiet=True, **options))

    def assert_refused(self, *words, model=None, **options):
        options = {"output": "up_out_refused", **options}
        module = SimpleModule("r.slide.predict", model=model or self.model, **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        self.assertFalse(exists("up_out_refused"))

    def expected(self, keep):
        """The logistic law with NumPy's statistics, painted back."""
        coefficients = [row["estimate"] for row in self.law["coefficients"]]
        painted = np.full((ROWS, COLS), np.nan)
        for number in np.unique(self.units[keep & ~np.isnan(self.units)]):
            inside = (self.units == number) & keep
            slope = self.slope[inside & ~np.isnan(self.slope)]
            if slope.size == 0:
                continue
            cover = self.cover[inside]
            row = [slope.mean(), slope.std(), slope.max(), (cover == 1).mean(), (cover == 2).mean(), 1]
            painted[inside] = 1 / (1 + np.exp(-np.dot(coefficients, row)))
        return painted

    def assert_painted(self, keep):
        painted, expected = read("up_out"), self.expected(keep)
        np.testing.assert_array_equal(np.isnan(painted), np.isnan(expected))
        np.testing.assert_allclose(painted, expected, rtol=1e-4)

    def test_each_cell_has_the_estimate_of_its_unit(self):
        report = self.predict(output="up_out", flags="u")
        self.assert_painted(np.ones((ROWS, COLS), bool))
        numbers = np.unique(self.units[~np.isnan(self.units)])
        self.assertEqual((report["units"], report["null"]), (len(numbers) - 1, 1))
        history = gs.read_command("r.info", map="up_out", flags="h")
        self.assertIn("units: <up_units>", history)
        self.assertIn("predictor up_slope_sd: <up_slope@", history)

    def test_units_cut_by_mask_and_region_are_of_what_is_left(self):
        gs.mapcalc("up_mask = if(row() % 4 == 0, null(), 1)", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="up_mask", quiet=True)
        self.predict(output="up_out", flags="u")
        row, col = np.mgrid[:ROWS, :COLS]
        self.assert_painted((row + 1) % 4 != 0)

    def test_blocks_are_painted_at_the_regions_resolution_and_not_outside_the_mask(self):
        gs.mapcalc("up_mask = if(row() < 9, null(), 1)", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="up_mask", quiet=True)
        report = self.predict(model=self.blocks, output="up_out")
        painted = read("up_out")
        self.assertTrue(np.isnan(painted[:8]).all())
        self.assertFalse(np.isnan(painted[8:]).any())
        row, col = np.mgrid[:ROWS, :COLS]
        blocks = row // 6 * 100 + col // 8
        for block in np.unique(blocks[8:]):
            self.assertEqual(len(np.unique(painted[(blocks == block) & (row >= 8)])), 1)
        self.assertEqual(report["units"], len(np.unique(blocks[8:])))
        self.assertTrue(0 <= report["min"] <= report["max"] <= 1)

    def test_every_other_map_is_painted_too(self):
        names = {"outside": "up_out_o", "dissimilarity": "up_out_d", "applicability": "up_out_a", "dominant": "up_out_s"}
        trees = os.path.join(self.folder, "trees.slide")
        statistic = "up_slope:mean,sd,max up_cover:share_1,share_2"
        self.train(trees, units="up_units", statistic=statistic, parameters="rounds=20")
        maps = {"output": "up_out", "contributions": "up_out_c", "classes": "up_out_k", **names}
        self.predict(model=trees, units="up_units", flags="u", **maps)
        painted = read("up_out")
        parts = [read(f"up_out_c_up_{name}") for name in ("slope_mean", "slope_sd", "slope_max", "cover_share_1")]
        self.assertTrue((np.isnan(parts[0]) == np.isnan(painted)).all())
        for part in (*parts, *(read(name) for name in names.values())):
            for number in np.unique(self.units[~np.isnan(painted)])[:20]:
                self.assertEqual(len(np.unique(part[self.units == number])), 1)

    def test_a_region_of_other_cells_is_told_about(self):
        self.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=2)
        module = SimpleModule("r.slide.predict", model=self.blocks, output="up_out")
        self.assertModule(module)
        self.assertIn("another size", " ".join(module.outputs.stderr.split()))

    def test_what_leaves_the_training_range_is_told_in_units(self):
        gs.mapcalc("up_steep = if(row() < 30, up_slope + 40, up_slope)", overwrite=True, quiet=True)
        for units, words in ((None, r"\d+ blocks \("), ("up_units", r"\d+ units \(.*<up_slope_mean>")):
            module = SimpleModule(
                "r.slide.predict", model=self.model if units else self.blocks, units=units, map="up_slope:up_steep",
                output="up_out", overwrite=True,
            )  # fmt: skip
            self.assertModule(module)
            message = " ".join(module.outputs.stderr.split())
            self.assertRegex(message, words)
            self.assertNotIn("cells (", message)

    def make_areas(self):
        gs.run_command("r.to.vect", flags="v", input="up_units", output="up_areas", type="area", quiet=True)

    def column(self, name):
        lines = gs.read_command("v.db.select", flags="c", map="up_areas", columns=f"cat,{name}").split()
        pairs = [line.split("|") for line in lines]
        return {int(number): float(value) if value else np.nan for number, value in pairs}

    def test_the_column_of_a_vector_map_holds_what_the_raster_map_shows(self):
        self.make_areas()
        self.predict(output="up_out", vector="up_areas", column="p")
        painted, column = read("up_out"), self.column("p")
        for number in np.unique(self.units[~np.isnan(self.units)]):
            values = painted[self.units == number]
            np.testing.assert_allclose(column[int(number)], values[0], rtol=1e-7)
        self.assertEqual(sum(np.isnan(value) for value in column.values()), 1)

    def test_a_column_is_filled_without_a_raster_map_and_again_with_overwrite_only(self):
        self.make_areas()
        self.predict(vector="up_areas", column="p")
        first = self.column("p")
        self.assert_refused("column <p>", "--overwrite", units="up_units", vector="up_areas", column="p")
        self.predict(vector="up_areas", column="p", flags="u", overwrite=True)
        self.assertEqual(set(first), set(self.column("p")))

    def test_a_vector_map_that_cannot_take_the_column_is_refused(self):
        self.make_areas()
        options = {"units": "up_units", "column": "p"}
        self.assert_refused("<up_none>", "not found", vector="up_none", **options)
        self.assert_refused("column=cat", vector="up_areas", units="up_units", column="cat")
        self.assert_refused("holds no real numbers", vector="up_areas", units="up_units", column="label")
        gs.run_command("v.db.droptable", flags="f", map="up_areas", quiet=True)
        self.assert_refused("<up_areas>", "no attribute table", "v.db.addtable", vector="up_areas", **options)
        gs.run_command("v.random", output="up_points", npoints=5, quiet=True)
        gs.run_command("v.db.addtable", map="up_points", quiet=True)
        self.assert_refused("None of the", "<up_points>", vector="up_points", **options)

    def test_a_model_and_units_that_do_not_belong_together_are_refused(self):
        self.assert_refused("units=", "<up_units@")
        self.assert_refused("blocks of cells", model=self.blocks, units="up_units")
        cell_model = os.path.join(self.folder, "cells.slide")
        self.train(cell_model, parameters="rounds=5")
        self.assert_refused("trained on cells", model=cell_model, units="up_units")
        gs.mapcalc("up_float = 1.5 * row()", overwrite=True, quiet=True)
        self.assert_refused("<up_float@", "whole numbers", units="up_float")
        self.assert_refused("written over a map that is read", units="up_units", output="up_units", overwrite=True)
        self.assert_refused("units", vector="up_areas", column="p", model=self.blocks)


if __name__ == "__main__":
    test()
