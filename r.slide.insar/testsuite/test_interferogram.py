# location: EPSG:32645
"""Interferograms: the phase of real speckle with a planted fringe, looks after the product, simulated phase, bad input."""

import os

import numpy as np
from osgeo import gdal
from scipy.ndimage import uniform_filter

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import assert_refused, WithFolder
from rasters import read

gdal.UseExceptions()
REAL = real_data("isce3_winnipeg_slc", "winnipeg_HH_slc_real.tif")
IMAGINARY = real_data("isce3_winnipeg_slc", "winnipeg_HH_slc_imag.tif")
ROWS, COLS = 260, 231


def wrap(phase):
    return np.angle(np.exp(1j * phase))


def save(path, image, kind=gdal.GDT_CFloat32):
    data = gdal.GetDriverByName("GTiff").Create(path, image.shape[1], image.shape[0], 1, kind)
    data.GetRasterBand(1).WriteArray(image)
    return path


def summed(values, down, across):
    rows, cols = values.shape[0] // down, values.shape[1] // across
    return values[: rows * down, : cols * across].reshape(rows, down, cols, across).sum(axis=(1, 3))


def signal(random, shape):
    return (random.standard_normal(shape) + 1j * random.standard_normal(shape)) / np.sqrt(2)


class Images(WithFolder):
    def cells(self, rows, cols, down=1, across=1):
        """The region on `rows` x `cols` cells of looks, on images of ROWS pixels without coordinates."""
        gs.run_command("g.region", n=ROWS, s=ROWS - rows * down, w=0, e=cols * across, nsres=down, ewres=across)

    def interferogram(self, **options):
        module = SimpleModule("r.slide.insar", operation="interferogram", overwrite=True, **options)
        self.assertModule(module)
        return " ".join(module.outputs.stderr.split())

    def same_phase(self, found, expected, within):
        np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
        self.assertLess(np.nanmax(np.abs(wrap(found - expected))), within)


class Interferogram(Images):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(8)
        row, col = np.mgrid[0:ROWS, 0:COLS]
        cls.topography = (0.31 * col + 0.0004 * (row - 100) ** 2).astype(np.float32)
        cls.motion = 0.02 * row
        first = signal(random, (ROWS, COLS))
        second = 0.9 * first + np.sqrt(1 - 0.81) * signal(random, (ROWS, COLS))
        second *= np.exp(-1j * (cls.motion + cls.topography))
        cls.first, cls.second = first.astype(np.complex64), second.astype(np.complex64)
        save(os.path.join(cls.folder, "first.tif"), cls.first)
        save(os.path.join(cls.folder, "second.tif"), cls.second)
        save(os.path.join(cls.folder, "topography.tif"), cls.topography, gdal.GDT_Float32)

    def setUp(self):
        self.images = [self.path("first.tif"), self.path("second.tif")]
        self.product = self.first.astype(complex) * self.second.astype(complex).conj()
        self.flat = self.product * np.exp(-1j * self.topography.astype(float))

    def store(self, name, values):
        self.cells(ROWS, COLS)
        stored = garray.array(dtype=np.float32)
        stored[...] = values
        stored.write(name, overwrite=True)

    def test_phase_is_that_of_the_products_summed_over_looks(self):
        for down, across in ((1, 1), (2, 7), (5, 3)):
            expected = summed(self.product, down, across)
            self.cells(*expected.shape, down, across)
            self.interferogram(images=self.images, looks=f"{down}x{across}", output="phase")
            self.same_phase(read("phase"), np.angle(expected), 1e-5)

    def test_swapped_images_turn_the_sign(self):
        self.cells(130, 33, 2, 7)
        self.interferogram(images=self.images, looks="2x7", output="phase")
        self.interferogram(images=self.images[::-1], looks="2x7", output="swapped")
        self.same_phase(read("swapped"), -read("phase"), 1e-5)

    def test_simulated_phase_goes_out_before_the_looks_from_file_or_map(self):
        self.store("topography", self.topography)
        expected = summed(self.flat, 2, 7)
        self.cells(*expected.shape, 2, 7)
        for simulated in (self.path("topography.tif"), "topography"):
            self.interferogram(images=self.images, looks="2x7", simulated=simulated, output="flat", boxcar_coherence="kept")
            self.same_phase(read("flat"), np.angle(expected), 1e-5)
        # planted: motion and a coherence of 0.9, which the fringes of topography would have hidden
        error = wrap(read("flat") - summed(np.broadcast_to(self.motion, (ROWS, COLS)), 2, 7) / 14)
        self.assertLess(np.sqrt(np.mean(error**2)), 0.12)
        self.assertAlmostEqual(np.mean(read("kept")), 0.9, delta=0.01)
        self.interferogram(images=self.images, looks="2x7", boxcar_coherence="fringed")
        self.assertLess(np.mean(read("fringed")), 0.75)

    def test_coherence_is_the_boxcar_one_over_looks_and_window(self):
        self.cells(130, 33, 2, 7)
        self.interferogram(
            images=self.images, looks="2x7", window="3x5", simulated=self.path("topography.tif"), boxcar_coherence="found"
        )

        def mean(values):
            return uniform_filter(values, (3, 5), mode="constant")

        top = summed(self.flat, 2, 7)
        bottom = [mean(summed(abs(image.astype(complex)) ** 2, 2, 7)) for image in (self.first, self.second)]
        expected = abs(mean(top.real) + 1j * mean(top.imag)) / np.sqrt(bottom[0] * bottom[1])
        np.testing.assert_allclose(read("found"), expected, atol=1e-5)

    def test_maps_of_parts_give_what_files_give(self):
        parts = {}
        for name, image in (("first", self.first), ("second", self.second)):
            self.store(f"{name}_re", image.real)
            self.store(f"{name}_im", image.imag)
        parts["real"], parts["imaginary"] = ["first_re", "second_re"], ["first_im", "second_im"]
        self.store("topography", self.topography)
        self.cells(130, 33, 2, 7)
        self.interferogram(looks="2x7", simulated="topography", output="of_maps", **parts)
        self.same_phase(read("of_maps"), np.angle(summed(self.flat, 2, 7)), 1e-5)

    def test_same_bits_with_one_and_three_threads_and_no_seams_between_bands(self):
        self.cells(ROWS, COLS)
        for threads in (1, 3):
            self.interferogram(images=self.images, nprocs=threads, output=f"threads_{threads}")
        np.testing.assert_array_equal(read("threads_1"), read("threads_3"))
        self.same_phase(read("threads_1"), np.angle(self.product), 1e-5)

    def test_nulls_of_images_and_of_simulated_phase_are_null(self):
        first, topography = self.first.copy(), self.topography.copy()
        first[20:40, 50:90] = 0
        topography[100:120, 10:30] = np.nan
        images = [save(self.path("holes.tif"), first), self.images[1]]
        simulated = save(self.path("holed.tif"), topography, gdal.GDT_Float32)
        expected = np.angle(self.flat)
        expected[20:40, 50:90] = expected[100:120, 10:30] = np.nan
        self.cells(ROWS, COLS)
        self.interferogram(images=images, simulated=simulated, output="holes")
        self.same_phase(read("holes"), expected, 1e-5)

    def test_mask_is_obeyed(self):
        self.cells(ROWS, COLS)
        gs.mapcalc("MASK = if(row() > 100, 1, null())", overwrite=True)
        try:
            self.interferogram(images=self.images, output="masked")
            expected = np.angle(self.product)
            expected[:100] = np.nan
            self.same_phase(read("masked"), expected, 1e-5)
        finally:
            gs.run_command("g.remove", flags="f", type="raster", name="MASK", quiet=True)

    def test_maps_say_what_they_are(self):
        self.cells(130, 33, 2, 7)
        self.interferogram(
            images=self.images, looks="2x7", simulated=self.path("topography.tif"), output="phase", boxcar_coherence="kept"
        )
        for name, title, unit, label in (
            ("phase", "Wrapped phase", "rad", "wrapped_phase"),
            ("kept", "Coherence", "1", "coherence"),
        ):
            info = gs.parse_command("r.info", map=name, flags="e")
            self.assertEqual((info["units"].strip('"'), info["semantic_label"].strip('"')), (unit, label))
            self.assertIn(title, gs.read_command("r.info", map=name, flags="e"))
            self.assertIn("topography.tif", "".join(gs.read_command("r.info", map=name, flags="h").split()))

    def refused(self, message, **options):
        assert_refused(self, message, ("no",), operation="interferogram", output="no", **options)

    def test_bad_input_is_refused_by_name_and_leaves_no_map(self):
        self.cells(ROWS, COLS)
        small = save(self.path("small.tif"), self.topography[:50], gdal.GDT_Float32)
        self.refused("operation=interferogram needs either images=")
        self.refused("complex pixels, not a phase", images=self.images, simulated=self.images[0])
        self.refused("50 x 231 pixels", images=self.images, simulated=small)
        self.refused("GDAL cannot read", images=self.images, simulated="nowhere")
        self.refused("looks=0x1 is no size", images=self.images, looks="0x1")
        self.refused("strength= has no meaning", images=self.images, strength=0.5)


@needs(REAL)
class RealSpeckle(Images):
    """One real image against itself, with a planted fringe: its phase is the fringe, whatever the speckle."""

    def test_planted_fringe_comes_back_from_real_speckle(self):
        real, imaginary = (gdal.Open(path).ReadAsArray().astype(float) for path in (REAL, IMAGINARY))
        image = real + 1j * imaginary
        rows, cols = image.shape
        fringe = np.broadcast_to(2 * np.pi * np.arange(cols) / 100.0, image.shape)
        images = [
            save(self.path("slc.tif"), image.astype(np.complex64)),
            save(self.path("turned.tif"), (image * np.exp(-1j * fringe)).astype(np.complex64)),
        ]
        simulated = save(self.path("fringe.tif"), fringe.astype(np.float32), gdal.GDT_Float32)
        gs.run_command("g.region", n=rows, s=0, w=0, e=cols // 7 * 7, nsres=2, ewres=7)
        self.interferogram(images=images, looks="2x7", output="phase", boxcar_coherence="gamma")
        expected = np.where(summed(abs(image), 2, 7) > 0, np.angle(summed(abs(image) ** 2 * np.exp(1j * fringe), 2, 7)), np.nan)
        self.same_phase(read("phase"), expected, 1e-4)
        self.assertAlmostEqual(np.nanmean(np.diff(np.unwrap(read("phase")[60]))), 2 * np.pi * 7 / 100, delta=0.02)
        self.interferogram(images=images, looks="2x7", simulated=simulated, output="flat", boxcar_coherence="flat_gamma")
        self.assertLess(np.nanmax(np.abs(read("flat"))), 1e-5)
        self.assertGreater(np.nanmin(read("flat_gamma")), 1 - 1e-5)
        self.assertLess(np.nanmean(read("gamma")), 0.99)


if __name__ == "__main__":
    test()
