# location: EPSG:32645
"""Interferogram, filter and slope_parallel stopped in the middle leave no map; run again they give the same bits."""

import hashlib
import signal
import subprocess
import time

import numpy as np
from osgeo import gdal

import grass.script as gs
from grass.gunittest.main import test

from insar_case import array, exists, put, WithFolder

gdal.UseExceptions()
SIDE = 700


class Interrupted(WithFolder):
    def setUp(self):
        self.runModule("g.region", s=3000000, n=3000000 + 30 * SIDE, w=500000, e=500000 + 30 * SIDE, res=30)

    def check(self, **options):
        """Stopped at several shares of its time, and then let through."""
        command = gs.make_command("r.slide.insar", output="gone", quiet=True, **options)

        def whole():
            begin = time.time()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            seconds, bits = time.time() - begin, hashlib.sha256(array("gone").tobytes()).digest()
            gs.run_command("g.remove", flags="f", type="raster", name="gone", quiet=True)
            return bits, seconds

        bits, seconds = whole()
        stopped = 0
        for share in (0.3, 0.5, 0.7):
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(share * seconds)
                process.send_signal(signal.SIGTERM)
                process.wait()
            if process.returncode == 0:
                gs.run_command("g.remove", flags="f", type="raster", name="gone", quiet=True)
            stopped += process.returncode != 0
            self.assertFalse(exists("gone"))
        self.assertGreater(stopped, 0)
        self.assertEqual(whole()[0], bits)

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
