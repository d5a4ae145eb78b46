"""A region with a known label, predictors that tell a cell's place, and what tests of the sampling ask of a model."""

import json
import os
import subprocess
import zipfile

import numpy as np

import grass.script as gs
import grass.script.array as garray
from map_case import MapCase
from rasters import write

ROWS, COLS, CELL = 120, 150, 30.0
FEW_ROUNDS = "rounds=3,max_depth=2"


def read(name):
    """An array from a map; null is -1."""
    return np.array(garray.array(name, null=-1))


class SamplingCase(MapCase):
    prefix = "sa_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS * CELL, s=0, e=COLS * CELL, w=0, res=CELL)
        random = np.random.default_rng(5)
        cls.label = np.zeros((ROWS, COLS))
        for row, col in zip(random.integers(2, ROWS - 3, 40), random.integers(2, COLS - 3, 40)):
            cls.label[row : row + 3, col : col + 2] = 1
        cls.label[:2] = np.nan
        cls.a = random.normal(size=(ROWS, COLS)) + cls.label
        cls.a[random.random((ROWS, COLS)) < 0.1] = np.nan
        cls.strata = np.where(np.arange(COLS) < 30, 7.0, np.where(np.arange(ROWS)[:, None] < 70, 2.0, 40.0))
        cls.strata[-3:] = np.nan
        write("sa_a", cls.a)
        write("sa_b", random.random((ROWS, COLS)))
        write("sa_label", cls.label, np.int32)
        write("sa_strata", cls.strata, np.int32)
        cls.valid = ~np.isnan(cls.label) & ~np.isnan(cls.a)
        cls.positive = cls.valid & (cls.label == 1)
        cls.negative = cls.valid & (cls.label == 0)

    @classmethod
    def path(cls, name="m.slide"):
        return super().path(name)

    def train(self, name="m.slide", **options):
        """What the module prints, as JSON. The test map <sa_drawn> is 0 or 1 where a sample was drawn."""
        options = {"predictors": "sa_a,sa_b", "label": "sa_label", "parameters": FEW_ROUNDS, **options}
        options = {key: value for key, value in options.items() if value is not None}
        return json.loads(
            gs.read_command(
                "r.slide.train", model=self.path(name), test_map="sa_drawn", format="json", overwrite=True, quiet=True,
                **options
            )
        )  # fmt: skip

    def drawn(self):
        """Arrays of the landslide cells and of the others that the last training drew."""
        drawn = read("sa_drawn") >= 0
        return drawn & (self.label == 1), drawn & (self.label == 0)

    def description(self, name="m.slide"):
        with zipfile.ZipFile(self.path(name)) as model:
            return json.loads(model.read("model.json"))

    def assert_refused(self, *words, name="refused.slide", **options):
        """Exit status 1, a message with these words, no model file and no map left behind."""
        options = {"predictors": "sa_a,sa_b", "label": "sa_label", "parameters": FEW_ROUNDS, **options}
        options = {key: value for key, value in options.items() if value is not None}
        # not by way of a class that has its own opinion on wrong options
        process = gs.start_command(
            "r.slide.train", model=self.path(name), test_map="sa_refused", stderr=subprocess.PIPE, **options
        )
        message = " ".join(process.communicate()[1].decode().split())
        self.assertEqual(process.returncode, 1)
        for word in words:
            self.assertIn(word, message)
        self.assertEqual([entry for entry in os.listdir(self.folder) if entry.startswith(name)], [])
        self.assertFalse(gs.find_file("sa_refused")["name"])
        self.assertEqual(gs.list_grouped("raster", pattern="tmp_*").get(gs.gisenv()["MAPSET"], []), [])
