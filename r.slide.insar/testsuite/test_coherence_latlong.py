# location: EPSG:4326
"""Coherence of geocoded images in degrees, also where region and images count their longitudes differently."""

import os

import numpy as np
from osgeo import gdal, osr

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from insar_case import WithFolder

gdal.UseExceptions()
CELL = 0.001


class LatLong(WithFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(3)
        parts = random.standard_normal((4, 80, 120))
        cls.first = (parts[0] + 1j * parts[1]).astype(np.complex64)
        cls.second = (cls.first + parts[2] + 1j * parts[3]).astype(np.complex64)

    def save(self, name, image, west):
        path = os.path.join(self.folder, name)
        data = gdal.GetDriverByName("GTiff").Create(path, image.shape[1], image.shape[0], 1, gdal.GDT_CFloat32)
        system = osr.SpatialReference()
        system.ImportFromEPSG(4326)
        data.SetProjection(system.ExportToWkt())
        data.SetGeoTransform((west, CELL, 0, 28.0, 0, -CELL))
        data.GetRasterBand(1).WriteArray(image)
        return path

    def coherence_at(self, west, region_west):
        images = [self.save("first.tif", self.first, west), self.save("second.tif", self.second, west)]
        gs.run_command("g.region", n=28, s=28 - 80 * CELL, w=region_west, e=region_west + 120 * CELL, rows=80, cols=120)
        self.assertModule(
            "r.slide.insar", operation="coherence", images=images, window="5x5", output="found", overwrite=True
        )
        return np.array(garray.array("found", null=np.nan))

    def test_estimate_is_the_same_in_degrees_and_across_the_change_of_longitudes(self):
        here = self.coherence_at(84, 84)
        self.assertFalse(np.isnan(here).any())
        product = (self.first.astype(complex) * self.second.conj())[38:43, 58:63].sum()
        power = [(abs(image[38:43, 58:63].astype(complex)) ** 2).sum() for image in (self.first, self.second)]
        self.assertAlmostEqual(here[40, 60], abs(product) / np.sqrt(power[0] * power[1]), delta=1e-6)
        np.testing.assert_array_equal(self.coherence_at(200, -160), here)
        np.testing.assert_array_equal(self.coherence_at(-160, 200), here)


if __name__ == "__main__":
    test()
