"""What the tests of r.slide.insar share: maps as arrays and back, refusals, a folder of files."""

import os
import shutil
import tempfile

import grass.script as gs
import grass.script.array as garray
import numpy as np
from grass.gunittest.case import TestCase
from rasters import exists


def put(name, values):
    """An array as a map of the current region, in double precision, NaN as null."""
    grid = garray.array(dtype=np.float64)
    grid[...] = values
    grid.write(name, null=np.nan, overwrite=True)


def outside_the_session():
    """The environment for a GRASS session of its own, in another location."""
    return {k: v for k, v in os.environ.items() if k not in ("GISRC", "GISBASE", "WIND_OVERRIDE")}


def assert_refused(case, message, outputs, **options):
    """The module exits with 1, says the message, prints nothing else and leaves none of the outputs."""
    process = gs.start_command("r.slide.insar", stderr=gs.PIPE, stdout=gs.PIPE, **options)
    output, messages = process.communicate()
    case.assertIn(message, " ".join(messages.decode().split()))
    case.assertEqual((process.returncode, output), (1, b""))
    for name in outputs:
        case.assertFalse(exists(name), name)


class OnMaps(TestCase):
    """Region and maps are those of the class alone."""

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()
        cls.runModule("g.remove", flags="f", type="all", pattern="*", quiet=True)


class WithFolder(OnMaps):
    """A folder for images beside them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)
        super().tearDownClass()

    def path(self, name):
        return os.path.join(self.folder, name)
