# location: EPSG:4326
"""Units in latitude-longitude: cells count by their area on the ellipsoid, which shrinks towards the pole."""

import json
import os
import zipfile

import numpy as np

import grass.script as gs
from grass.gunittest.main import test
from map_case import MapCase
from rasters import write

ROWS, COLS = 60, 40


def area_of_rows():
    """Relative areas of cells of WGS84 between parallels (Snyder 1987, eq. 3-12)."""
    e = np.sqrt(0.00669437999014)
    sine = np.sin(np.radians(np.linspace(80, 20, ROWS + 1)))
    q = (1 - e**2) * (sine / (1 - e**2 * sine**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
    return -np.diff(q)


class UnitsInLatitudeLongitude(MapCase):
    prefix = "ul_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=80, s=20, e=40, w=0, res=1)
        random = np.random.default_rng(5)
        cls.values = random.uniform(0, 1, (ROWS, COLS)).astype(np.float32).astype(float)
        cls.values += np.linspace(0, 3, ROWS)[:, None].astype(np.float32)
        cls.cover = (np.arange(ROWS)[:, None] // 15 + np.zeros((1, COLS))) % 2 + 1
        cls.label = ((np.arange(ROWS)[:, None] < 20) & (np.arange(COLS) < 20)).astype(float)
        cls.units = np.arange(COLS) // 10 + np.ones((ROWS, 1))
        write("ul_x", cls.values)
        write("ul_cover", cls.cover, np.int32)
        write("ul_label", cls.label, np.int32)
        write("ul_units", cls.units, np.int32)

    def train(self, **options):
        path = os.path.join(self.folder, "m.slide")
        options = {"predictors": "ul_x,ul_cover", "categorical": "ul_cover", "label": "ul_label", **options}
        options = {"statistic": "mean,sd ul_cover:majority,share_1", "test": 0, "format": "json", **options}
        counts = json.loads(gs.read_command("r.slide.train", model=path, overwrite=True, quiet=True, **options))
        with zipfile.ZipFile(path) as model:
            return counts, {p["label"]: p for p in json.loads(model.read("model.json"))["predictors"]}

    def test_means_shares_and_majorities_are_those_of_areas(self):
        weight = np.repeat(area_of_rows()[:, None], COLS, axis=1)
        _, predictors = self.train(units="ul_units")
        columns = {"ul_x_mean": [], "ul_x_sd": [], "ul_cover_share_1": [], "ul_cover_majority": []}
        for unit in (1, 2, 3, 4):
            inside = self.units == unit
            w, x, one = weight[inside], self.values[inside], self.cover[inside] == 1
            mean = np.average(x, weights=w)
            share = np.average(one, weights=w)
            columns["ul_x_mean"].append(mean)
            columns["ul_x_sd"].append(np.sqrt(np.average((x - mean) ** 2, weights=w)))
            columns["ul_cover_share_1"].append(share)
            columns["ul_cover_majority"].append(1 if share >= 0.5 else 2)
        for name, expected in columns.items():
            self.assertAlmostEqual(predictors[name]["min"], min(expected), delta=2e-6, msg=name)
            self.assertAlmostEqual(predictors[name]["max"], max(expected), delta=2e-6, msg=name)
        # as many cells of either class, but more area of the southern one
        self.assertEqual((self.cover == 1).sum(), (self.cover == 2).sum())
        self.assertEqual(predictors["ul_cover_majority"]["max"], 2)

    def test_the_label_is_the_share_of_the_area(self):
        area = area_of_rows()
        share = area[:20].sum() / area.sum()
        self.assertLess(share, 0.29)  # of the cells it is a third
        for threshold, positive in ((share * 0.999, 2), (share * 1.001, 0)):
            if positive:
                self.assertEqual(self.train(units="ul_units", unit_share=threshold)[0]["positive"], positive)
            else:
                with self.assertRaises(Exception):
                    self.train(units="ul_units", unit_share=threshold)


if __name__ == "__main__":
    test()
