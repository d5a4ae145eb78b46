# location: EPSG:4326
"""Phase in degrees: what goes cell by cell does not feel where it lies, what goes down slopes knows the metres."""


import numpy as np
from osgeo import gdal, osr

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from insar_case import put, WithFolder
from rasters import read
from test_filter import goldstein, wrap
from test_interferogram import signal, summed

gdal.UseExceptions()
ROWS, COLS, CELL = 60, 84, 0.001
SOUTHS = (0, 28, -70)  # degrees


class LatLong(WithFolder):
    def place(self, south, rows=ROWS, cols=COLS):
        gs.run_command("g.region", s=south, n=south + rows * CELL, w=84, e=84 + cols * CELL, rows=rows, cols=cols)

    def run_module(self, **options):
        module = SimpleModule("r.slide.insar", overwrite=True, **options)
        self.assertModule(module)
        return module


class CellByCell(LatLong):
    def setUp(self):
        random = np.random.default_rng(12)
        row, col = np.mgrid[0:ROWS, 0:COLS]
        self.truth = 0.002 * (row - 30) ** 2 + 0.3 * col
        self.noisy = wrap(self.truth + random.normal(0, 0.5, row.shape))
        self.noisy[20:25, 30:40] = np.nan

    def test_filter_is_the_plain_one_at_any_latitude(self):
        expected = goldstein(self.noisy, window=16)
        for south in SOUTHS:
            self.place(south)
            put("noisy", self.noisy)
            self.run_module(operation="filter", phase="noisy", output="filtered", window=16)
            found = read("filtered")
            np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
            apart = np.abs(wrap(found - expected))[~np.isnan(expected)]
            self.assertGreaterEqual(np.mean(apart < 1e-3), 0.9995)

    def test_unwrapped_phase_is_the_planted_one_at_any_latitude(self):
        for south in SOUTHS:
            self.place(south)
            put("wrapped", wrap(self.truth))
            for method in ("flow", "reliability"):
                self.run_module(operation="unwrap", phase="wrapped", output="unwrapped", method=method)
                self.assertLess(np.ptp(read("unwrapped") - self.truth), 1e-5)

    def save(self, name, image, south):
        """An image of 2 x 7 pixels a cell."""
        path = self.path(name)
        data = gdal.GetDriverByName("GTiff").Create(path, image.shape[1], image.shape[0], 1, gdal.GDT_CFloat32)
        system = osr.SpatialReference()
        system.ImportFromEPSG(4326)
        data.SetProjection(system.ExportToWkt())
        data.SetGeoTransform((84, CELL / 7, 0, south + ROWS * CELL, 0, -CELL / 2))
        data.GetRasterBand(1).WriteArray(image)
        return path

    def test_interferogram_of_two_by_seven_looks_is_that_of_the_products_at_any_latitude(self):
        random = np.random.default_rng(5)
        first = signal(random, (2 * ROWS, 7 * COLS)).astype(np.complex64)
        second = (first * np.exp(-0.05j * np.arange(7 * COLS)) + 0.3 * signal(random, first.shape)).astype(np.complex64)
        expected = np.angle(summed(first.astype(complex) * second.astype(complex).conj(), 2, 7))
        for south in SOUTHS:
            self.place(south)
            images = [self.save("first.tif", first, south), self.save("second.tif", second, south)]
            self.run_module(operation="interferogram", images=images, looks="2x7", output="formed")
            self.assertLess(np.max(np.abs(wrap(read("formed") - expected))), 1e-5)


class DownSlopes(LatLong):
    INCIDENCE, AZIMUTH = 39.0, 77.0

    @staticmethod
    def radii(latitude):
        """Of the meridian and of the parallel on WGS 84, metres (any textbook of geodesy)."""
        axis, flattening = 6378137.0, 1 / 298.257223563
        square = flattening * (2 - flattening)
        below = 1 - square * np.sin(latitude) ** 2
        return axis * (1 - square) / below**1.5, axis * np.cos(latitude) / np.sqrt(below)

    def test_velocity_on_a_plane_tilted_over_degrees_is_that_of_its_slope_in_metres(self):
        incidence, azimuth = np.radians([self.INCIDENCE, self.AZIMUTH])
        sight = [-np.sin(incidence) * np.sin(azimuth), -np.sin(incidence) * np.cos(azimuth), np.cos(incidence)]
        for south in SOUTHS:
            self.place(south, 30, 40)
            row, col = np.mgrid[0:30, 0:40]
            latitude, longitude = south + (29.5 - row) * CELL, (col + 0.5) * CELL
            put("plane", 31000.0 * longitude - 22000.0 * (latitude - south))
            put("los", np.full(row.shape, -0.05))
            self.run_module(
                operation="slope_parallel", input="los", elevation="plane", incidence=self.INCIDENCE,
                azimuth=self.AZIMUTH, output="slid", sensitivity="share", least_sensitivity=0.01,
            )  # fmt: skip
            meridian, parallel = self.radii(np.radians(latitude))
            east, north = np.degrees(31000.0) / parallel, -np.degrees(22000.0) / meridian
            steep = np.hypot(east, north)
            down = np.array([-east / steep, -north / steep, -steep]) / np.sqrt(1 + steep**2)
            expected = np.tensordot(sight, down, 1)
            inside = (slice(1, -1), slice(1, -1))
            np.testing.assert_allclose(read("share")[inside], expected[inside], atol=3e-4)
            np.testing.assert_allclose(read("slid")[inside], (-0.05 / expected)[inside], rtol=3e-3)


if __name__ == "__main__":
    test()
