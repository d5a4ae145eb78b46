# location: EPSG:4326
"""Nets in latitude and longitude: they learn from cells as elsewhere, blocks are in metres, boxes in degrees."""

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from net_case import COLS, ROWS, NetCase
from rasters import read, write

PATCH, BLOCK = 16, 1200.0
METRES = 110574.3  # of a degree of latitude at the equator, on WGS 84


class LatLong(NetCase):
    cell = 1 / 3600

    def test_blocks_are_in_metres_and_no_patch_straddles_them(self):
        found = self.train("cnn", epochs=2, filters=2, split="blocks", block=BLOCK, test_map="net_held")
        self.assertGreater(found["test_auc_roc"], 0.5)
        self.assertFalse(self.description()["net"]["by_chance"])
        held = read("net_held")
        rows = BLOCK / (self.cell * METRES)
        self.assertGreater(abs(rows - round(rows)), 0.01)
        block = np.floor((np.arange(ROWS) + 0.5) / rows)
        for number in range(int(block.max()) + 1):
            inside = np.flatnonzero(block == number)[1:-1]  # a row may be on either side by the ellipsoid
            parts = [np.unique(column[~np.isnan(column)]) for column in held[inside].T]
            self.assertLessEqual(max(len(part) for part in parts), 1)
        self.predict(output="net_p")
        self.assertEqual(np.isnan(read("net_p")).sum(), 0)

    def test_boxes_are_whole_patches(self):
        planted = np.kron(np.random.default_rng(3).integers(0, 4, (ROWS // PATCH, COLS // PATCH)) == 0, np.ones((PATCH, PATCH)))
        write("net_planted", planted, np.int32)
        write("net_echo", np.random.default_rng(4).normal(size=(ROWS, COLS)) + 2 * planted)
        self.train(
            "patch", "patch.slide", patch=PATCH, stride=PATCH, filters=4, epochs=15, rate=0.003, imbalance=0,
            predictors="net_echo", label="net_planted",
        )  # fmt: skip
        found = self.predict("patch.slide", detections="net_boxes", window_stride=PATCH, score=0.5)
        self.assertGreater(found["detections"], 5)
        boxes = gs.read_command("v.to.db", map="net_boxes", option="bbox", flags="p", quiet=True, separator="comma")
        sides = np.array([line.split(",")[1:5] for line in boxes.splitlines() if line[0].isdigit()], dtype=float)
        np.testing.assert_allclose(sides[:, 0] - sides[:, 1], PATCH * self.cell, atol=1e-9)
        np.testing.assert_allclose(sides[:, 2] - sides[:, 3], PATCH * self.cell, atol=1e-9)
        rows = np.rint((ROWS * self.cell - sides[:, 0]) / self.cell).astype(int)
        cols = np.rint(sides[:, 3] / self.cell).astype(int)
        self.assertGreater(planted[rows, cols].mean(), 0.8)


if __name__ == "__main__":
    test()
