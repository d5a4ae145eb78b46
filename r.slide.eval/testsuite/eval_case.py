"""What the tests of r.slide.eval share: maps out of arrays, scores as JSON, tables out of files, refusals."""

import csv
import json
import os
import shutil
import tempfile

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase

EXACT = 1e-9


def write(name, values, dtype=np.float64):
    """A map from an array; NaN is null."""
    raster = garray.array(dtype=dtype)
    raster[...] = np.where(np.isnan(values), -9999, values)
    raster.write(name, null=-9999, overwrite=True)


def scores(**options):
    """What r.slide.eval answers; the truth is the map <truth> unless another is named."""
    options = {"truth": "truth", **options}
    return json.loads(gs.read_command("r.slide.eval", format="json", quiet=True, overwrite=True, **options))


def column(rows, name):
    """A column of a table as numbers, NaN where a field is empty."""
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


class EvalCase(TestCase):
    """A region of `rows` x `cols` cells with edge `res`, and a folder for files; both go with the class."""

    rows, cols, res = 50, 70, 1

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.back_to_region()
        cls.folder = tempfile.mkdtemp()

    @classmethod
    def back_to_region(cls):
        cls.runModule("g.region", n=cls.rows * cls.res, s=0, e=cls.cols * cls.res, w=0, res=cls.res)

    @classmethod
    def tearDownClass(cls):
        cls.runModule("g.remove", flags="f", type="all", pattern="*", quiet=True)
        cls.del_temp_region()
        shutil.rmtree(cls.folder)

    def table(self, option, **options):
        """The rows of the CSV file that `option` names; what was printed stays in self.found."""
        path = os.path.join(self.folder, f"{option}.csv")
        self.found = scores(**{option: path}, **options)
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def refused(self, message, **options):
        """Not through pygrass, which refuses some answers before the module can."""
        options = {"truth": "truth", **options}
        process = gs.start_command("r.slide.eval", stderr=gs.PIPE, stdout=gs.PIPE, **options)
        output, messages = process.communicate()
        self.assertEqual((process.returncode, output), (1, b""))
        self.assertIn(message, " ".join(messages.decode().split()))
