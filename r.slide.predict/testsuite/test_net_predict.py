"""Maps and detections of nets where regions and inputs are not as usual, and where r.slide.predict is stopped."""

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from interrupted import assert_leaves_nothing
from net_case import CELL, COLS, ROWS, NetCase
from rasters import read, write

PATCH = 16


class NetPredictions(NetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapset = gs.gisenv()["MAPSET"]
        cls.train("cnn", "cnn.slide", epochs=2, filters=4, dropout=0.2, stride=16)
        cls.train("patch", "patch.slide", epochs=2, filters=2, stride=PATCH, repeats=2, imbalance=0)

    def region(self, **options):
        gs.run_command("g.region", **{"n": ROWS * CELL, "s": 0, "e": COLS * CELL, "w": 0, "res": CELL, **options})

    def test_one_row_and_one_column_are_mapped(self):
        try:
            for shape in ({"s": (ROWS - 1) * CELL}, {"e": CELL}):
                self.region(**shape)
                found = self.predict("cnn.slide", output="net_line")
                cells = ROWS if "e" in shape else COLS
                self.assertEqual((found["cells"], found["null"]), (cells, 0))
                line = read("net_line")
                self.assertEqual(line.size, cells)
                self.assertTrue(((line > 0) & (line < 1)).all())
        finally:
            self.region()

    def test_a_predictor_that_is_null_everywhere_is_refused_and_no_map_is_left(self):
        write("net_null", np.full((ROWS, COLS), np.nan))
        given = {
            "module": "r.slide.predict", "flags": "o", "predictors": "net_null,net_smooth", "map": "net_rough:net_null",
        }  # fmt: skip
        self.refused("No valid cell", f"{ROWS * COLS} cells", **given, model=self.path("cnn.slide"), output="net_t_p")
        self.refused(
            "No valid", **given, model=self.path("patch.slide"), heat="net_t_heat", detections="net_t_boxes"
        )
        self.assertEqual(self.left(), [])

    def test_maps_may_be_given_with_their_mapset(self):
        names = ",".join(f"{name}@{self.mapset}" for name in ("net_rough", "net_smooth"))
        self.predict("cnn.slide", output="net_p")
        self.predict("cnn.slide", output="net_p_named", predictors=names)
        np.testing.assert_array_equal(read("net_p"), read("net_p_named"))

    def test_a_smaller_region_sees_what_lies_in_it(self):
        """Cells farther from its edge than the net sees, 8, are as in the whole map."""
        self.predict("cnn.slide", output="net_p")
        whole = read("net_p")
        try:
            self.region(n=(ROWS - 20) * CELL, s=30 * CELL, w=10 * CELL, e=(COLS - 40) * CELL)
            self.predict("cnn.slide", output="net_part")
            part = read("net_part")
        finally:
            self.region()
        expected = whole[20 : ROWS - 30, 10 : COLS - 40]
        self.assertLess(np.abs(part - expected)[8:-8, 8:-8].max(), 1e-5)
        self.assertGreater(np.abs(part - expected).max(), 1e-5)

    def test_a_map_has_title_range_and_colours_of_probabilities(self):
        self.predict("cnn.slide", output="net_p")
        about = gs.raster_info("net_p")
        self.assertIn("robability", about["title"])
        self.assertTrue(0 <= about["min"] <= about["max"] <= 1)
        colours = gs.read_command("r.colors.out", map="net_p").splitlines()
        self.assertEqual([float(colours[0].split()[0]), float(colours[-3].split()[0])], [0.0, 1.0])
        self.predict("patch.slide", heat="net_heat")
        self.assertTrue(gs.raster_info("net_heat")["title"])

    def left(self):
        found = gs.list_grouped(["raster", "vector"])[self.mapset]
        return sorted(name for name in found if name.startswith("net_t_"))

    def clean(self):
        gs.run_command("g.remove", flags="f", type="raster,vector", pattern="net_t_*", quiet=True)

    def test_interrupted_it_leaves_no_map(self):
        command = gs.make_command(
            "r.slide.predict", model=self.path("cnn.slide"), output="net_t_p", stddev="net_t_sd", dropout_passes=4,
            contributions="net_t_c", steps=4, tile=40, nprocs=2,
        )  # fmt: skip
        assert_leaves_nothing(self, command, self.left, self.clean)

    def test_interrupted_among_windows_it_leaves_no_map(self):
        command = gs.make_command(
            "r.slide.predict", model=self.path("patch.slide"), heat="net_t_heat", detections="net_t_boxes", score=0.1,
            window_stride=2, steps=4, nprocs=2,
        )  # fmt: skip
        assert_leaves_nothing(self, command, self.left, self.clean)


if __name__ == "__main__":
    test()
