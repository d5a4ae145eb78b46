# location: EPSG:4326
"""Buffers and thinning in latitude-longitude: distances over the ground, from haversines on the ellipsoid's radii."""

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

ROWS, COLS, RES = 60, 70, 0.01
NORTH, WEST = 62.0, 10.0


def distance(a, b):
    """Metres between rows and columns, by the radii of curvature of WGS84 at the middle latitude."""
    latitude = np.radians(NORTH - (np.add.outer(a[:, 0], b[:, 0]) / 2 + 0.5) * RES)
    e2, major = 0.00669437999014, 6378137.0
    w = np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    south = np.radians(np.subtract.outer(a[:, 0], b[:, 0]) * RES) * major * (1 - e2) / w**3
    east = np.radians(np.subtract.outer(a[:, 1], b[:, 1]) * RES) * major / w * np.cos(latitude)
    return np.hypot(south, east)


class LatLong(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.runModule("g.region", n=NORTH, s=NORTH - ROWS * RES, w=WEST, e=WEST + COLS * RES, res=RES)
        random = np.random.default_rng(8)
        cls.label = random.random((ROWS, COLS)) < 0.01
        for name, values in (("ll_label", cls.label), ("ll_a", random.random((ROWS, COLS)))):
            raster = garray.array(dtype=np.float32)
            raster[...] = values
            raster.write(name, overwrite=True)

    @classmethod
    def tearDownClass(cls):
        gs.run_command("g.remove", flags="f", type="raster", pattern="ll_*", quiet=True)
        cls.del_temp_region()

    def drawn(self, **options):
        gs.run_command(
            "r.slide.train", predictors="ll_a", label="ll_label", model=gs.tempfile(), test_map="ll_drawn",
            parameters="rounds=1", overwrite=True, quiet=True, **options
        )  # fmt: skip
        return np.array(garray.array("ll_drawn", null=-1)) >= 0

    def test_buffer_is_in_metres_over_the_ground(self):
        others = self.drawn(negatives=0, buffer="1500,4000") & ~self.label
        cells = np.argwhere(~self.label)
        nearest = distance(cells, np.argwhere(self.label)).min(axis=1)
        chosen = others[~self.label]
        # within 0.1 % of either bound the two formulas may differ
        sure = (np.abs(nearest / 1500 - 1) > 1e-3) & (np.abs(nearest / 4000 - 1) > 1e-3)
        np.testing.assert_array_equal(chosen[sure], ((nearest >= 1500) & (nearest <= 4000))[sure])
        self.assertGreater(sure.mean(), 0.95)

    def test_thinned_samples_keep_their_distance_over_the_ground(self):
        drawn = self.drawn(negatives=2, thinning=2000)
        for cells in (drawn & self.label, drawn & ~self.label):
            places = np.argwhere(cells)
            apart = distance(places, places)
            self.assertGreater(len(places), 5)
            self.assertGreaterEqual(apart[~np.eye(len(places), dtype=bool)].min(), 2000 * 0.999)


if __name__ == "__main__":
    test()
