"""What tests on maps of their own share: a region, a folder, maps of one prefix that go at the end, and no mask left."""

import os
import shutil
import tempfile

import grass.script as gs
from grass.gunittest.case import TestCase


class MapCase(TestCase):
    """Maps of the class begin with its `prefix` and go at its end, with the folder."""

    prefix = None

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.folder = tempfile.mkdtemp(prefix="r_slide_")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)
        gs.run_command("g.remove", flags="f", type="raster,vector", pattern=cls.prefix + "*", quiet=True)
        cls.del_temp_region()

    def tearDown(self):
        if gs.find_file("MASK")["name"]:
            gs.run_command("r.mask", flags="r", quiet=True)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)
