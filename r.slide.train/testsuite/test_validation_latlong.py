# location: EPSG:4326
"""Metres in degrees: gaps and blocks against geodesic distances on the ellipsoid."""

import csv

import numpy as np
from pyproj import Geod
from sklearn.cluster import KMeans

from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write

ROWS, COLS = 40, 60
NORTH, WEST, RESOLUTION = 69.0, 178.0, 0.002  # near the date line and far from the equator: a cell is 223 m x 80 m


class ValidationInDegrees(TrainCase):
    prefix = "vl_"
    inputs = {"predictors": "vl_a", "label": "vl_label", "negatives": 2, "parameters": "rounds=5", "test": 0.0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule(
            "g.region", n=NORTH, s=NORTH - ROWS * RESOLUTION, w=WEST, e=WEST + COLS * RESOLUTION, res=RESOLUTION
        )
        random = np.random.default_rng(2)
        a = random.uniform(-2, 2, (ROWS, COLS))
        write("vl_a", a)
        write("vl_label", (random.random((ROWS, COLS)) < 1 / (1 + np.exp(2 - a))).astype(float), np.int32)
        cls.ellipsoid = Geod(ellps="WGS84")

    def held_out(self):
        with open(self.path("e.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        return {name: np.array([float(row[name]) for row in rows]) for name in ("fold", "x", "y")}

    def distances(self, table, some, others):
        shape = (some.sum(), others.sum())
        x, y = (np.broadcast_to(table[axis][some][:, None], shape).ravel() for axis in "xy")
        to_x, to_y = (np.broadcast_to(table[axis][others][None, :], shape).ravel() for axis in "xy")
        return self.ellipsoid.inv(x, y, to_x, to_y)[2].reshape(shape)

    def test_gap_is_a_geodesic_distance(self):
        for gap in (170, 400):  # between two, three and five cells in a row; less than and almost two cells in a column
            report = self.train(split="blocks", block=1500, folds=3, gap=gap, cv_estimates=self.path("e.csv"))
            table = self.held_out()
            for fold in report["cross_validation"]["by_fold"]:
                mine = table["fold"] == fold["fold"]
                near = self.distances(table, ~mine, mine).min(axis=1) <= gap
                self.assertGreater(fold["left_out"], 0)
                self.assertEqual(fold["left_out"], int(near.sum()))

    def test_blocks_are_squares_of_the_ground(self):
        self.train(split="blocks", block=1500, folds=0, negatives=0, cv_estimates=self.path("e.csv"))
        table = self.held_out()
        widths, heights = [], []
        for fold in np.unique(table["fold"]):
            mine = table["fold"] == fold
            x, y = table["x"][mine], table["y"][mine]
            middle = (y.min() + y.max()) / 2
            widths.append(self.ellipsoid.inv(x.min(), middle, x.max(), middle)[2] + 80)
            heights.append(self.ellipsoid.inv(x[0], y.min(), x[0], y.max())[2] + 223)
        # whole cells: a block's samples reach a cell more or less than 1500 m
        self.assertLess(abs(max(widths) - 1500), 81)
        self.assertLess(abs(max(heights) - 1500), 224)
        self.assertEqual(len(widths), 6 * 4)  # 8.9 km x 4.8 km

    def test_clusters_are_compact_on_the_ground(self):
        """In degrees the region is wider than high, on the ground higher than wide: two clusters lie north and south."""
        self.train(split="clusters", folds=2, cv_estimates=self.path("e.csv"))
        table = self.held_out()
        first, second = (table["y"][table["fold"] == fold] for fold in (1, 2))
        self.assertTrue(first.min() > second.max() or second.min() > first.max())
        self.train(split="clusters", folds=5, cv_estimates=self.path("e.csv"))
        table = self.held_out()
        middle = NORTH - ROWS * RESOLUTION / 2
        wide = self.ellipsoid.inv(WEST, middle, WEST + 0.01, middle)[2] / 0.01
        high = self.ellipsoid.inv(WEST, middle - 0.005, WEST, middle + 0.005)[2] / 0.01
        places = np.column_stack([table["x"] * wide, table["y"] * high])
        inertia = sum(
            ((places[table["fold"] == fold] - places[table["fold"] == fold].mean(axis=0)) ** 2).sum()
            for fold in range(1, 6)
        )
        judge = KMeans(n_clusters=5, n_init=10, random_state=1).fit(places).inertia_
        self.assertLess(abs(inertia / judge - 1), 0.02)


if __name__ == "__main__":
    test()
