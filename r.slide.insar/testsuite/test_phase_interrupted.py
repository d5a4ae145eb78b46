# location: EPSG:32645
"""Interferogram, filter and slope_parallel stopped in the middle leave no map; run again they give the same bits."""

import hashlib
import subprocess

import numpy as np
from osgeo import gdal

import grass.script as gs
from grass.gunittest.main import test

from insar_case import put, WithFolder
from rasters import read
from interrupted import assert_leaves_nothing

gdal.UseExceptions()
SIDE = 700


class Interrupted(WithFolder):
    def setUp(self):
        self.runModule("g.region", s=3000000, n=3000000 + 30 * SIDE, w=500000, e=500000 + 30 * SIDE, res=30)

    def check(self, **options):
        """Stopped at several shares of its work, and then let through."""
        command = gs.make_command("r.slide.insar", output="gone", **options)

        def remove():
            gs.run_command("g.remove", flags="f", type="raster", name="gone", quiet=True)

        def bits():
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            digest = hashlib.sha256(read("gone").tobytes()).digest()
            remove()
            return digest

        first = bits()
        assert_leaves_nothing(self, command, lambda: gs.list_strings("raster", pattern="gone*"), remove)
        self.assertEqual(bits(), first)

    def test_filter(self):
        put("noisy", np.random.default_rng(1).uniform(-np.pi, np.pi, (SIDE, SIDE)))
        self.check(operation="filter", phase="noisy")

    def test_interferogram(self):
        random = np.random.default_rng(2)
        images = []
        for name in ("first.tif", "second.tif"):
            parts = random.standard_normal((2, 4 * SIDE, SIDE)).astype(np.float32)
            data = gdal.GetDriverByName("GTiff").Create(self.path(name), SIDE, 4 * SIDE, 1, gdal.GDT_CFloat32)
            data.SetGeoTransform((500000, 30, 0, 3000000 + 30 * SIDE, 0, -7.5))
            data.GetRasterBand(1).WriteArray(parts[0] + 1j * parts[1])
            data = None
            images.append(self.path(name))
        self.check(operation="interferogram", images=images, looks="4x1")

    def test_slope_parallel(self):
        row, col = np.mgrid[0:SIDE, 0:SIDE]
        put("hills", 90 * np.sin(row / 20.0) * np.cos(col / 25.0))
        put("los", np.full((SIDE, SIDE), 0.1))
        self.check(operation="slope_parallel", input="los", elevation="hills", incidence=39, azimuth=77)


if __name__ == "__main__":
    test()
