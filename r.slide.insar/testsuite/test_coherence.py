# location: EPSG:32645
"""Coherence of complex images: planted coherence, real speckle, siblings, the region, the mask and bad input."""

import os
import re
import subprocess

import numpy as np
from osgeo import gdal, osr
from scipy.ndimage import uniform_filter
from sklearn.metrics import roc_auc_score

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
PLANTED = (0.05, 0.3, 0.6, 0.9)
SIDE = 600  # pixels of each square of planted coherence


def save(path, image, transform=None, kind=gdal.GDT_CFloat32, crs=None):
    data = gdal.GetDriverByName("GTiff").Create(path, image.shape[1], image.shape[0], 1, kind)
    if transform:
        data.SetGeoTransform(transform)
    if crs:
        system = osr.SpatialReference()
        system.ImportFromEPSG(crs)
        data.SetProjection(system.ExportToWkt())
    data.GetRasterBand(1).WriteArray(image)
    return path


def signal(random, shape):
    return (random.standard_normal(shape) + 1j * random.standard_normal(shape)) / np.sqrt(2)


def pair_of(coherence, phase=0.0, seed=1):
    """Two images; coherence and phase are arrays."""
    random = np.random.default_rng(seed)
    first = signal(random, coherence.shape)
    second = coherence * first + np.sqrt(1 - coherence**2) * signal(random, coherence.shape)
    return first.astype(np.complex64), (second * np.exp(-1j * phase)).astype(np.complex64)


def boxcar(first, second, window):
    def mean(values):
        return uniform_filter(values.astype(float), window, mode="constant")

    product = first.astype(complex) * second.conj()
    top = mean(product.real) + 1j * mean(product.imag)
    return top / np.sqrt(mean(abs(first.astype(complex)) ** 2) * mean(abs(second.astype(complex)) ** 2))


class Images(WithFolder):
    def coherence(self, **options):
        module = SimpleModule("r.slide.insar", operation="coherence", overwrite=True, **options)
        self.assertModule(module)
        return " ".join(module.outputs.stderr.split())

    def pixels(self, rows, cols, resolution=1):
        """The region on images without coordinates."""
        gs.run_command("g.region", n=rows, s=0, w=0, e=cols, res=resolution)

    def refused(self, message, **options):
        assert_refused(self, message, ("no",), operation="coherence", output="no", **options)


class Boxcar(Images):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        squares = np.repeat(np.repeat(np.array(PLANTED).reshape(2, 2), SIDE, 0), SIDE, 1)
        cls.truth = squares
        cls.first, cls.second = pair_of(squares, phase=1.1)
        save(os.path.join(cls.folder, "first.tif"), cls.first)
        save(os.path.join(cls.folder, "second.tif"), cls.second)

    def setUp(self):
        self.images = [self.path("first.tif"), self.path("second.tif")]
        self.pixels(2 * SIDE, 2 * SIDE)

    def test_any_window_and_its_phase_are_those_of_uniform_filter(self):
        for window, size in (("3x3", (3, 3)), ("5x1", (5, 1)), ("3x21", (3, 21)), ("9", (9, 9))):
            self.coherence(images=self.images, window=window, output="found", coherence_phase="phase")
            expected = boxcar(self.first, self.second, size)
            np.testing.assert_allclose(read("found"), abs(expected), atol=2e-6)
            difference = np.angle(np.exp(1j * (read("phase") - np.angle(expected))))
            np.testing.assert_allclose(difference[abs(expected) > 0.01], 0, atol=1e-4)

    def test_mean_phase_is_the_planted_one(self):
        self.coherence(images=self.images, coherence_phase="phase")
        planted = self.truth == 0.9
        self.assertAlmostEqual(np.angle(np.exp(1j * read("phase")[planted]).sum()), 1.1, delta=0.01)

    def test_bias_of_the_regions_mean_is_taken_to_a_hundredth_at_every_planted_coherence(self):
        for i, planted in enumerate(PLANTED):
            first, second = pair_of(np.full((1500, 1500), planted), seed=7 + i)
            images = [save(self.path("a.tif"), first), save(self.path("b.tif"), second)]
            self.pixels(1500, 1500)
            found = re.search(r": ([0-9.]+); without the bias of 9 looks: ([0-9.]+)", self.coherence(images=images, output="found"))
            print(f"REPORT planted coherence {planted}: mean {found.group(1)}, without bias {found.group(2)}")
            self.assertAlmostEqual(float(found.group(1)), read("found")[1:-1, 1:-1].mean(), delta=1e-4)
            self.assertAlmostEqual(float(found.group(2)), planted, delta=0.01)

    def test_corrected_map_is_within_a_hundredth_with_many_looks_and_nearer_where_there_is_hardly_coherence(self):
        self.coherence(images=self.images, window="15x15", output="raw")
        self.coherence(images=self.images, window="15x15", bias="touzi", output="corrected")
        raw, corrected = read("raw"), read("corrected")
        inside = np.abs(np.arange(2 * SIDE) % SIDE - SIDE / 2) < SIDE / 2 - 10
        for planted in PLANTED:
            here = np.outer(inside, inside) & (self.truth == planted)
            if planted > 0.1:
                self.assertAlmostEqual(corrected[here].mean(), planted, delta=0.01)
            else:
                self.assertLess(abs(corrected[here].mean() - planted), 0.5 * abs(raw[here].mean() - planted))

    def test_correlated_pixels_are_fewer_looks_and_keep_more_bias_to_take(self):
        self.coherence(images=self.images, bias="touzi", output="independent")
        self.coherence(images=self.images, bias="touzi", oversampling=1.5, output="correlated")
        independent, correlated = read("independent"), read("correlated")
        self.assertTrue((correlated <= independent + 1e-6).all())
        self.assertLess(correlated.mean(), independent.mean() - 0.02)

    def test_looks_make_coarser_cells_out_of_whole_products(self):
        self.pixels(1200, 1200)
        gs.run_command("g.region", rows=600, cols=400)
        messages = self.coherence(images=self.images, looks="2x3", window="3x3", output="coarse")
        self.assertNotIn("g.region", messages)
        first, second = self.first.astype(complex), self.second.astype(complex)

        def looks(values):
            return values.reshape(600, 2, 400, 3).sum((1, 3))

        def mean(values):
            return uniform_filter(looks(values), 3, mode="constant")

        product = first * second.conj()
        expected = np.hypot(mean(product.real), mean(product.imag)) / np.sqrt(mean(abs(first) ** 2) * mean(abs(second) ** 2))
        np.testing.assert_allclose(read("coarse"), expected, atol=2e-6)

    def test_finer_or_shifted_region_takes_the_cell_under_each_centre_and_says_how_to_get_all(self):
        self.coherence(images=self.images, looks="2x3", output="fine")
        messages = self.coherence(images=self.images, looks="2x3", output="fine")
        self.assertIn("g.region n=1200 s=0 w=0 e=1200 rows=600 cols=400", messages)
        fine = read("fine")
        np.testing.assert_array_equal(fine[::2, ::3], fine[1::2, 2::3])

    def test_part_of_the_images_is_the_same_as_cut_from_the_whole(self):
        self.coherence(images=self.images, window="7x7", output="whole")
        whole = read("whole")
        gs.run_command("g.region", n=1000, s=300, w=250, e=900, res=1)
        self.coherence(images=self.images, window="7x7", output="part")
        np.testing.assert_allclose(read("part"), whole[200:900, 250:900], atol=1e-7)
        gs.run_command("g.region", n=1210, s=1100, w=-10, e=50, res=1)
        self.coherence(images=self.images, window="7x7", output="part")
        part = read("part")
        self.assertTrue(np.isnan(part[:10]).all() and np.isnan(part[:, :10]).all())
        np.testing.assert_allclose(part[10:, 10:], whole[:100, :50], atol=1e-7)

    def test_same_bits_with_one_and_four_threads(self):
        for threads in (1, 4):
            self.coherence(images=self.images, bias="touzi", nprocs=threads, output=f"threads_{threads}")
        self.assertRastersNoDifference(actual="threads_4", reference="threads_1", precision=0)

    def test_maps_give_what_files_give_and_mask_cuts_only_the_result(self):
        gs.run_command("g.region", n=300, s=0, w=0, e=300, res=1)
        mapset = gs.gisenv()["MAPSET"]
        for name, image in (("first", self.first), ("second", self.second)):
            for part, values in (("real", image.real), ("imaginary", image.imag)):
                grid = garray.array(dtype=np.float32)
                grid[...] = values[900:, :300]
                grid.write(f"{name}_{part}", overwrite=True)
        small = [save(self.path(f"small_{i}.tif"), image[900:, :300]) for i, image in enumerate((self.first, self.second))]
        parts = {
            "real": [f"first_real@{mapset}", f"second_real@{mapset}"],
            "imaginary": ["first_imaginary", "second_imaginary"],
        }
        self.coherence(images=small, output="files", coherence_phase="files_phase")
        self.coherence(output="maps", coherence_phase="maps_phase", **parts)
        self.assertRastersNoDifference(actual="maps", reference="files", precision=1e-7)
        self.assertRastersNoDifference(actual="maps_phase", reference="files_phase", precision=1e-7)
        gs.run_command("g.region", n=300, s=0, w=0, e=300, res=3)
        self.coherence(output="maps", looks="3x3", **parts)
        self.coherence(output="files", looks="3x3", images=small)
        self.assertRastersNoDifference(actual="maps", reference="files", precision=1e-7)
        whole = read("files")
        self.runModule("r.mapcalc", expression="western = if(col() <= 40, 1, null())", overwrite=True)
        self.runModule("r.mask", raster="western", quiet=True)
        try:
            self.coherence(output="masked_maps", looks="3x3", **parts)
            self.coherence(output="masked_files", looks="3x3", images=small)
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        for name in ("masked_maps", "masked_files"):
            self.assertTrue(np.isnan(read(name)[:, 40:]).all())
            np.testing.assert_allclose(read(name)[:, :40], whole[:, :40], atol=1e-7)

    def test_null_pixels_take_no_part_and_stay_null(self):
        first, second = self.first[:60, :60].copy(), self.second[:60, :60].copy()
        first[20, 20] = 0
        second[40:, 40:] = np.nan
        images = [save(self.path("holes_1.tif"), first), save(self.path("holes_2.tif"), second)]
        self.pixels(60, 60)
        self.coherence(images=images, output="holes")
        both = (first != 0) & ~np.isnan(second)
        first[~both] = second[~both] = 0
        expected = abs(boxcar(first, second, 3))
        expected[~both] = np.nan
        np.testing.assert_allclose(read("holes"), expected, atol=2e-6)

    def test_whole_number_pixels_are_read(self):
        images = [save(self.path(f"int_{i}.tif"), np.round(500 * image[:80, :80]), kind=gdal.GDT_CInt16) for i, image in enumerate((self.first, self.second))]
        self.pixels(80, 80)
        self.coherence(images=images, output="whole_numbers")
        expected = abs(boxcar(np.round(500 * self.first[:80, :80]), np.round(500 * self.second[:80, :80]), 3))
        np.testing.assert_allclose(read("whole_numbers"), expected, atol=1e-3)

    def test_metadata_say_what_was_averaged(self):
        self.pixels(50, 50)
        self.coherence(images=self.images, output="found", coherence_phase="phase", bias="touzi")
        history = gs.read_command("r.info", flags="h", map="found")
        self.assertIn("boxcar of 3 x 3 cells, each of 1 x 1 pixels; bias=touzi, oversampling=1", history)
        for name, label, unit in (("found", "coherence", "1"), ("phase", "coherence_phase", "rad")):
            info = gs.raster_info(name)
            self.assertEqual((info["semantic_label"].strip('"'), info["units"].strip('"')), (label, unit))

    def test_bad_input_is_named_and_leaves_no_map(self):
        small = save(self.path("small.tif"), self.first[:50, :60])
        save(self.path("plain.tif"), self.first.real[:50, :60], kind=gdal.GDT_Float32)
        shifted = save(self.path("shifted.tif"), self.first[:50, :60], (3.0, 1, 0, 50, 0, -1))
        turned = save(self.path("turned.tif"), self.first[:50, :60], (0.0, 1, 0.1, 50, 0, -1))
        degrees = save(self.path("degrees.tif"), self.first[:50, :60], (84.0, 0.01, 0, 28, 0, -0.01), crs=4326)
        self.refused("needs either images= or both of real= and imaginary=")
        self.refused("images= needs two names", images=[small])
        self.refused("has 50 x 60 pixels", images=[self.images[0], small])
        self.refused("do not lie in the same places", images=[small, shifted])
        self.refused("do not run from west to east", images=[small, turned])
        self.refused("is in degrees, the current location in plane coordinates", images=[degrees, degrees])
        self.refused("has Float32 pixels, not complex ones", images=[small, self.path("plain.tif")])
        self.refused("cannot read", images=[small, self.path("nowhere.tif")])
        self.refused("window=4x4 is no size: give rows x columns, both odd", images=self.images, window="4x4")
        self.refused("window=3x is no size", images=self.images, window="3x")
        self.refused("looks=0 is no size", images=self.images, looks="0")
        self.refused("Coherence of a single pixel is always 1", images=self.images, window="1x1")
        self.refused("bias=touzi needs more than one independent look", images=self.images, bias="touzi", oversampling=9)
        self.refused("oversampling=0.5 must be from 1", images=self.images, oversampling=0.5)
        self.refused("nprocs=0 must be at least 1", images=self.images, nprocs=0)
        self.refused("pre= has no meaning for operation=coherence", images=self.images, pre="x")
        self.refused("<nowhere> not found", real=["nowhere", "nowhere"], imaginary=["nowhere", "nowhere"])
        self.refused("has 5 images: siblings need 6 or more", images=self.images, bxs="no_bx_s", before=[self.images[0]] * 5)
        self.refused("Siblings need either before= or before_amplitude=", images=self.images, bxs="no_bx_s")
        gs.run_command("g.region", n=9000, s=8000, w=0, e=100, res=10)
        self.refused("do not meet", images=self.images)
        self.pixels(50, 60)
        empty = save(self.path("empty.tif"), 0 * self.first[:50, :60])
        self.refused("No cell of <no> would be valid", images=[small, empty])


class Siblings(Images):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        subprocess.run(
            ["simulate_event", "rows=128", "cols=128", "seed=42", "prevalence=0.03", f"images={cls.folder}"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        cls.image = [os.path.join(cls.folder, f"image_{i:02d}.tif") for i in range(1, 15)]

    def run_siblings(self, **options):
        return self.coherence(images=self.image[11:13], before=self.image[4:12], nprocs=2, **options)

    def test_planted_coherence_of_each_pair_is_found_by_land_cover(self):
        self.coherence(images=self.image[11:13], output="co")
        cover, truth, found = read("landcover"), read("coherence_co_images"), read("co")
        for category in range(1, 6):
            here = (cover == category) & (truth > 0.5)
            if here.sum() > 200:
                # above 0.5 nine looks add less than 0.05
                self.assertAlmostEqual(found[here].mean(), truth[here].mean(), delta=0.05)
                self.assertGreater(found[here].mean(), truth[here].mean() - 0.01)

    def test_bx_s_is_boxcar_minus_sibling_coherence(self):
        self.run_siblings(output="co", sibling_coherence="sibling", bxs="bx_s")
        np.testing.assert_allclose(read("bx_s"), read("co") - read("sibling"), atol=1e-6)
        self.assertGreater((~np.isnan(read("bx_s"))).mean(), 0.99)

    def test_sibling_coherence_is_nearer_the_truth_than_the_boxcar_outside_landslides(self):
        for method in ("ad", "ks"):
            self.run_siblings(output="co", sibling_coherence="sibling", sibling_test=method)
            quiet = read("landslides") == 0
            truth = read("coherence_co_images")
            error = {name: np.sqrt(np.nanmean((read(name) - truth)[quiet] ** 2)) for name in ("co", "sibling")}
            self.assertLess(error["sibling"], 0.6 * error["co"])

    def test_amplitude_maps_do_as_well_as_images_and_threads_change_nothing(self):
        names = []
        for i in range(4, 12):
            names.append(f"amplitude_{i}")
            data = gdal.Open(self.image[i])
            path = save(self.path("amplitude.tif"), abs(data.ReadAsArray()), data.GetGeoTransform(), gdal.GDT_Float32)
            gs.run_command("r.in.gdal", flags="o", input=path, output=names[-1], overwrite=True, quiet=True)
        self.run_siblings(sibling_coherence="by_images")
        self.coherence(images=self.image[11:13], before_amplitude=names, nprocs=1, sibling_coherence="by_maps")
        self.assertRastersNoDifference(actual="by_maps", reference="by_images", precision=1e-6)

    def test_fewest_siblings_and_history_are_told(self):
        messages = self.run_siblings(sibling_coherence="few", siblings_least=200)
        self.assertIn("have fewer than 200 siblings and are null", messages)
        self.assertGreater(np.isnan(read("few")).sum(), 0)
        history = gs.read_command("r.info", flags="h", map="few")
        self.assertIn("siblings among 15 x 15 cells by ad at level 0.05", history)

    def test_event_without_images_is_the_same_to_the_bit(self):
        before = {name: read(name) for name in ("landslides", "coherence_co", "phase")}
        subprocess.run(["simulate_event", "rows=128", "cols=128", "seed=42", "prevalence=0.03"], check=True, stdout=subprocess.DEVNULL)
        for name, values in before.items():
            np.testing.assert_array_equal(read(name), values)


class SlowDecorrelation(Images):
    """Six events drawn anew: where the slow decorrelation lies decides by chance who has the easier task."""

    def measures(self, image, bias):
        """Landslides, Bx-S and CECL, both so that larger means landslide; valid cells alone."""
        self.coherence(images=image[10:12], bias=bias, output="pre")
        self.coherence(images=image[11:13], before=image[4:12], bias=bias, nprocs=2, output="co", bxs="bx_s")
        landslides, bx_s, cecl = read("landslides"), -read("bx_s"), read("pre") - read("co")
        valid = ~np.isnan(landslides + bx_s + cecl)
        return landslides[valid], bx_s[valid], cecl[valid]

    def test_bx_s_tells_landslides_from_slow_decorrelation_better_than_cecl_on_the_mean_of_events(self):
        image = [self.path(f"image_{i:02d}.tif") for i in range(1, 15)]
        auc = {"none": [], "touzi": []}
        for seed in range(1, 7):
            subprocess.run(
                ["simulate_event", "rows=128", "cols=128", f"seed={seed}", "prevalence=0.03", f"images={self.folder}"],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            for bias, found in auc.items():
                landslides, bx_s, cecl = self.measures(image, bias)
                found.append((roc_auc_score(landslides, bx_s), roc_auc_score(landslides, cecl)))
        for bias, found in auc.items():
            each = ", ".join(f"{bx_s:.3f} {cecl:.3f}" for bx_s, cecl in found)
            mean = np.mean(found, axis=0)
            print(f"REPORT AUC under slow decorrelation, bias={bias}: Bx-S {mean[0]:.3f}, CECL {mean[1]:.3f} (events: {each})")
            self.assertGreater(mean[0], mean[1] + 0.01)
        self.assertGreater(np.mean(auc["touzi"], axis=0)[0], np.mean(auc["none"], axis=0)[0])


class RealSpeckle(Images):
    @needs(REAL)
    def test_winnipeg_coherence_with_itself_rolled_is_that_of_its_readme(self):
        image = (gdal.Open(REAL).ReadAsArray() + 1j * gdal.Open(IMAGINARY).ReadAsArray()).astype(np.complex64)
        self.pixels(*image.shape)
        save(self.path("slc.tif"), image)
        for roll, expected in (((0, 1), 0.2677), ((1, 0), 0.2964), ((0, 2), 0.2273), ((3, 3), 0.1968)):
            save(self.path("rolled.tif"), np.roll(image, roll, (0, 1)))
            self.coherence(images=[self.path("slc.tif"), self.path("rolled.tif")], window="5x5", output="rolled")
            found = read("rolled")[15:-15, 15:-15].mean()
            print(f"REPORT Winnipeg rolled by {roll}: coherence {found:.4f}, README {expected}")
            self.assertAlmostEqual(found, expected, delta=0.003)


if __name__ == "__main__":
    test()
