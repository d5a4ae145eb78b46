# location: XY
"""A map of areal densities as label=: what a forest of a quantity learns, cell by cell, and what is not such a map."""

import os

import numpy as np
from sklearn.metrics import r2_score
from train_case import TrainCase
from rasters import read, write

import grass.script as gs
from grass.gunittest.main import test

ROWS, COLS, BLOCK = 60, 48, 4


def blocks(values):
    """Means over blocks of cells, null cells left out."""
    return np.nanmean(values.reshape(ROWS, BLOCK, COLS, BLOCK), axis=(1, 3))


class DensityLabels(TrainCase):
    """Landslides of single cells, predictors of whole numbers, and the means of both over blocks of 4 x 4 cells.

    Maps dl_fine_* are of cells of 1, dl_* of blocks; the region is that of the blocks.
    """

    prefix = "dl_"
    inputs = {
        "predictors": "dl_steep,dl_wet",
        "label": "dl_density",
        "method": "forest_regression",
        "parameters": "trees=20",
        "negatives": 0,
        "test": 0,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(5)
        shape = (ROWS * BLOCK, COLS * BLOCK)
        cover = np.kron(random.normal(0, 1, (ROWS, COLS)), np.ones((BLOCK, BLOCK)))
        fine = {
            "steep": np.floor(100 + 30 * cover + random.uniform(0, 20, shape)),
            "wet": np.floor(random.uniform(0, 255, shape)),
            "landslides": (random.random(shape) < 0.3 / (1 + np.exp(2 - 2 * cover))).astype(float),
        }
        fine["landslides"][:BLOCK, : 2 * BLOCK] = np.nan
        fine["landslides"][BLOCK, 0] = np.nan
        cls.at(1)
        for name, values in fine.items():
            write(f"dl_fine_{name}", values, np.int32)
        cls.at(BLOCK)
        cls.steep, cls.wet = blocks(fine["steep"]), blocks(fine["wet"])
        fine["landslides"][:BLOCK, : 2 * BLOCK] = 0  # so that there is a mean
        cls.density = blocks(fine["landslides"])
        cls.density[0, :2] = np.nan
        for name in ("steep", "wet", "density"):
            write(f"dl_{name}", getattr(cls, name), np.float64)

    @classmethod
    def at(cls, cell):
        gs.run_command("g.region", n=ROWS * BLOCK, s=0, e=COLS * BLOCK, w=0, res=cell)

    def predict(self, name="m.slide", **options):
        gs.run_command("r.slide.predict", model=self.path(name), output="dl_out", overwrite=True, quiet=True, **options)
        return read("dl_out")

    def test_the_forest_is_that_of_blocks_of_the_cells(self):
        """What was averaged before is learnt as what the module averages."""
        counts = self.train("cells.slide")
        self.assertEqual(counts["positive"], np.count_nonzero(self.density > 0))
        self.assertEqual(counts["negative"], np.count_nonzero(self.density == 0))
        self.assertEqual(counts["label_null"], 2)
        found = self.predict("cells.slide")
        self.at(1)
        try:
            self.train(
                "blocks.slide", predictors="dl_fine_steep,dl_fine_wet", label="dl_fine_landslides", lad=f"{BLOCK}x{BLOCK}"
            )
            painted = self.predict("blocks.slide")
        finally:
            self.at(BLOCK)
        np.testing.assert_allclose(found, painted[::BLOCK, ::BLOCK], atol=1e-7)
        self.assertGreater(np.corrcoef(found[1:].ravel(), self.density[1:].ravel())[0, 1], 0.7)

    def test_one_tree_of_all_cells_gives_their_densities_back(self):
        random = np.random.default_rng(6)
        density = np.round(random.beta(0.5, 3, (ROWS, COLS)), 3)
        write("dl_any", density, np.float32)
        write("dl_apart", random.random((ROWS, COLS)), np.float32)
        for absolute in (0, 1):
            self.train(
                predictors="dl_apart", label="dl_any",
                parameters=f"trees=1,bootstrap=0,min_samples_leaf=1,max_depth=1000,absolute_error={absolute}",
            )  # fmt: skip
            np.testing.assert_allclose(self.predict(), density, atol=1e-6)

    def test_held_out_densities_are_scored_as_scikit_learn_scores(self):
        scores = self.train(test=0.4, test_map="dl_test", truth_threshold=0.2)
        held = read("dl_test") == 1
        observed, estimate = self.density[held], self.predict()[held]
        self.assertAlmostEqual(scores["test_explained"], r2_score(observed, estimate), places=5)
        self.assertAlmostEqual(scores["test_mae"], np.abs(observed - estimate).mean(), places=6)
        self.assertEqual(scores["truth_threshold"], 0.2)

    def test_densities_of_units_are_means_of_those_of_their_cells(self):
        self.train(lad="3x3", statistic="mean", table_out=self.path("t.csv"), event="here")
        rows = self.rows_of("t.csv")
        expected = self.density.reshape(ROWS // 3, 3, COLS // 3, 3)
        expected = np.nanmean(expected, axis=(1, 3))
        cell = np.array([int(row["cell"]) for row in rows])
        found = np.array([float(row["label"]) for row in rows])
        np.testing.assert_allclose(found, expected[cell // COLS // 3, cell % COLS // 3], rtol=1e-6)
        self.assertEqual(len(rows), expected.size)

    def test_tables_carry_densities(self):
        self.train("maps.slide", table_out=self.path("t.csv"), event="here")
        table = {"predictors": "dl_steep,dl_wet", "label": None, "table": self.path("t.csv")}
        self.train("table.slide", **{**table, "negatives": None})
        np.testing.assert_array_equal(self.predict("maps.slide"), self.predict("table.slide"))

    def test_whole_numbers_are_landslides_or_none(self):
        """0 and 7 as integers are what 0 and 1 are as densities."""
        slides = np.where(np.isnan(self.density), np.nan, self.density > 0.1)
        write("dl_slides", 7 * slides, np.int32)
        write("dl_ones", slides, np.float32)
        self.train("slides.slide", label="dl_slides")
        self.train("ones.slide", label="dl_ones")
        found = self.predict("slides.slide")
        np.testing.assert_array_equal(found, self.predict("ones.slide"))
        self.assertTrue(0 <= found.min() and found.max() <= 1)

    def test_what_is_no_share_is_refused_where_it_stands_and_what_is_no_number_is_null(self):
        density = self.density.copy()
        density[7, 11] = np.inf
        write("dl_wrong", density, np.float64)
        self.assertEqual(self.train(label="dl_wrong")["label_null"], 3)
        os.remove(self.path("m.slide"))
        for value in (-0.25, 1.5):
            density[7, 11] = value
            write("dl_wrong", density, np.float64)
            self.assert_refused("<dl_wrong@", f"{value:g} in row 8, column 12", "0 to 1", "r.mapcalc", label="dl_wrong")
        gs.run_command("g.remove", flags="f", type="raster", name="dl_wrong", quiet=True)
        self.assert_refused("unit_share=", "lad=", unit_share=0.01)

    def test_a_map_without_any_density_or_with_one_everywhere_is_refused(self):
        write("dl_none", np.zeros((ROWS, COLS)), np.float32)
        write("dl_all", np.full((ROWS, COLS), 0.3), np.float32)
        write("dl_null", np.full((ROWS, COLS), np.nan), np.float32)
        self.assert_refused("No landslide cells in <dl_none", label="dl_none")
        self.assert_refused("No cells without a landslide in <dl_all", label="dl_all")
        self.assert_refused("No valid cell in <dl_null", label="dl_null")

    def test_a_learner_of_landslides_says_that_it_takes_shares_for_them(self):
        options = {"method": "xgboost", "parameters": "rounds=5"}
        said = self.message_of(**options)
        self.assertIn("shares of landslides", said)
        self.assertIn("method=forest_regression", said)
        self.assertEqual(self.train(**options)["positive"], np.count_nonzero(self.density > 0))
        write("dl_ones", np.where(np.isnan(self.density), np.nan, self.density > 0), np.float64)
        self.assertNotIn("shares", self.message_of(label="dl_ones", **options))


if __name__ == "__main__":
    test()
