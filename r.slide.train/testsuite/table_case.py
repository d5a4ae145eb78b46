"""What tests of sample tables share: a small event's maps, tables read without GDAL, and models compared."""

import csv
import os
import sqlite3
import subprocess

import numpy as np

import grass.script as gs
from train_case import TrainCase
from rasters import write

ROWS, COLS, CELL = 60, 80, 30.0
NORTH, WEST = 3200000.0, 400000.0
FEW_ROUNDS = "rounds=5,max_depth=3"


class TableCase(TrainCase):
    """Maps <prefix>_a, _b, _cover and _label; some cells are null in one of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=NORTH, s=NORTH - ROWS * CELL, w=WEST, e=WEST + COLS * CELL, res=CELL)
        random = np.random.default_rng(9)
        cls.maps = {
            "a": random.normal(size=(ROWS, COLS)).astype(np.float32),
            "b": (1000.0 / 3.0 * random.random((ROWS, COLS))).astype(np.float32),
            "cover": random.integers(1, 4, (ROWS, COLS)).astype(float),
        }
        logit = -3 + 1.5 * cls.maps["a"] + 0.004 * cls.maps["b"] + (cls.maps["cover"] == 2)
        cls.maps["label"] = (random.random((ROWS, COLS)) < 1 / (1 + np.exp(-logit))).astype(float)
        cls.maps["a"][random.random((ROWS, COLS)) < 0.05] = np.nan
        cls.maps["label"][random.random((ROWS, COLS)) < 0.05] = np.nan
        for name, values in cls.maps.items():
            write(cls.prefix + name, values, np.int32 if name in ("cover", "label") else np.float32)
        cls.whole = ~np.isnan(cls.maps["a"]) & ~np.isnan(cls.maps["label"])
        cls.inputs = {
            "predictors": ",".join(cls.prefix + name for name in ("a", "b", "cover")),
            "label": cls.prefix + "label",
            "categorical": "cover",
            "labels": "a,b,cover",
            "parameters": FEW_ROUNDS,
            "event": "here",
        }

    def write_table(self, name, **options):
        """A table alone, without a model; what the module prints."""
        options = {**self.inputs, "table_out": self.path(name), **options}
        options = {key: value for key, value in options.items() if value is not None}
        return gs.read_command("r.slide.train", overwrite=True, quiet=True, **options)

    def from_table(self, name="t.slide", **options):
        """Trains from tables alone; what the module prints, as JSON."""
        none = dict.fromkeys(("predictors", "label", "categorical", "labels", "event"))
        return self.train(name, **{**none, **options})

    def assert_table_refused(self, *words, **options):
        none = dict.fromkeys(("predictors", "label", "categorical", "labels", "event"))
        self.assert_refused(*words, **{**none, **options})

    def told(self, **options):
        """Exit status and messages of training from tables, the options as the shell would pass them."""
        process = gs.start_command(
            "r.slide.train", model=self.path("told.slide"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, **options
        )
        message = " ".join(process.communicate()[1].decode().split())
        remove(self.path("told.slide"))
        return process.returncode, message

    def write_rows(self, name, rows, columns=None):
        """A CSV table by hand, from dictionaries."""
        with open(self.path(name), "w", newline="") as file:
            writer = csv.DictWriter(file, columns or list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return self.path(name)

    def hand_made(self, count=200, seed=1, **fixed):
        """Samples such as another program may write: no cells, no event, no source."""
        random = np.random.default_rng(seed)
        rows = []
        for _ in range(count):
            a, b = random.normal(size=2)
            rows.append({"label": int(random.random() < 1 / (1 + np.exp(-2 * a))), "a": a, "b": b, **fixed})
        return rows

    def geopackage_rows(self, name):
        with sqlite3.connect(self.path(name)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute("SELECT * FROM samples ORDER BY fid")]


def remove(path):
    if os.path.exists(path):
        os.remove(path)
