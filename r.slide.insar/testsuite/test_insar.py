# location: EPSG:32645
"""Displacement and coherence change: against the simulated event's truth, map algebra and real interferograms."""

import os
import shutil
import tempfile
import subprocess

import numpy as np

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import OnMaps, outside_the_session
from rasters import exists
from rasters import read

GREECE = real_data("comet_coseismic", "greece_unw_rad.tif")
MOROCCO = real_data("eo_tools_morocco_s1", "coh_vv.tif")
LAMBDA = 0.236
AWAY = ("isce", "gamma", "snap", "hyp3", "gmtsar", "licsar", "mintpy")


def import_plainly(path, name):
    """A map without coordinate system, on its own cells, whatever the location."""
    gs.run_command("r.in.gdal", flags="o", input=path, output=name, quiet=True, overwrite=True)
    gs.run_command("g.region", raster=name)


class Insar(OnMaps):
    @classmethod
    def setUpClass(cls):
        subprocess.run(
            ["simulate_event", "rows=128", "cols=128", "seed=42"], check=True, stdout=subprocess.DEVNULL, text=True
        )
        super().setUpClass()

    def displacement(self, output="los", **options):
        given = {"phase": "phase", "wavelength": LAMBDA, "producer": "isce", "output": output}
        given.update(options)
        module = SimpleModule("r.slide.insar", operation="displacement", overwrite=True, **given)
        self.assertModule(module)
        return module

    def test_simulated_displacement_is_the_planted_one_but_for_its_noise(self):
        self.displacement()
        error = read("los") - read("los_true")
        truth = read("los_true")
        self.assertGreater(np.nanstd(truth), 3 * np.nanstd(error - np.nanmean(error)))
        self.assertGreater(np.corrcoef(read("los").ravel(), truth.ravel())[0, 1], 0.95)

    def test_displacement_is_the_closed_form_in_every_unit(self):
        expected = -LAMBDA * read("phase") / (4 * np.pi)
        for unit, scale in (("m", 1), ("cm", 100), ("mm", 1000)):
            self.displacement(unit=unit, absolute="los_abs")
            np.testing.assert_allclose(read("los"), scale * expected, rtol=3e-7, atol=1e-7 * scale)
            np.testing.assert_array_equal(read("los_abs"), np.abs(read("los")))
            self.assertEqual(gs.raster_info("los")["units"], unit)

    def test_sign_is_each_producers_own(self):
        away = -LAMBDA * read("phase") / (4 * np.pi)
        for producer in AWAY:
            module = self.displacement(producer=producer)
            self.assertIn("d = -lambda phi / (4 pi)", " ".join(module.outputs.stderr.split()))
            np.testing.assert_allclose(read("los"), away, rtol=3e-7, atol=1e-7)
        module = self.displacement(producer="aria")
        self.assertIn("d = lambda phi / (4 pi)", " ".join(module.outputs.stderr.split()))
        np.testing.assert_allclose(read("los"), -away, rtol=3e-7, atol=1e-7)
        self.displacement(producer="other", positive="toward")
        np.testing.assert_allclose(read("los"), -away, rtol=3e-7, atol=1e-7)
        self.displacement(producer="other", positive="away")
        np.testing.assert_allclose(read("los"), away, rtol=3e-7, atol=1e-7)

    def test_wavelength_by_sensor(self):
        for sensor, wavelength in (("sentinel1", 0.05546576), ("alos2", 0.2424525)):
            self.displacement(wavelength=sensor)
            np.testing.assert_allclose(read("los"), -wavelength * read("phase") / (4 * np.pi), rtol=1e-6, atol=1e-7)

    def test_reference_area_has_mean_zero_and_is_the_cells_within_the_radius(self):
        region = gs.region()
        east = region["w"] + 40.25 * region["ewres"]
        north = region["n"] - 30.75 * region["nsres"]
        radius = 200
        self.displacement(output="free")
        rows, cols = np.mgrid[0 : region["rows"], 0 : region["cols"]] + 0.5
        distance = np.hypot(region["w"] + cols * region["ewres"] - east, region["n"] - rows * region["nsres"] - north)
        free = read("free")
        self.displacement(output="tied", reference=(east, north), radius=radius)
        np.testing.assert_allclose(read("tied"), free - np.nanmean(free[distance <= radius]), atol=2e-7)
        self.displacement(output="tied", reference=(east, north))
        np.testing.assert_allclose(read("tied"), free - free[30, 40], atol=2e-7)

    def test_ramp_is_taken_away_and_the_event_kept(self):
        self.runModule("r.mapcalc", expression="tilted = phase + 0.05 * row() - 0.03 * col() + 7.", overwrite=True)
        self.displacement(output="free", ramp="plane")
        self.displacement(output="flat", phase="tilted", ramp="plane")
        np.testing.assert_allclose(read("flat"), read("free"), atol=1e-6)

    def test_metadata_say_what_the_map_is(self):
        self.displacement(output="los", absolute="los_abs")
        history = gs.read_command("r.info", flags="h", map="los")
        self.assertIn("d = -lambda phi / (4 pi), lambda = 0.236 m", history)
        self.assertIn("ISCE2: positive is away, the earlier image is the reference", history)
        self.assertIn('producer="isce"', "".join(history.replace("\\", "").split()))
        for name, label in (("los", "los"), ("los_abs", "los_abs")):
            self.assertEqual(gs.raster_info(name)["semantic_label"].strip('"'), label)
        self.assertIn("LOS displacement", gs.raster_info("los")["title"])

    def test_wrapped_phase_draws_a_warning(self):
        self.runModule("r.mapcalc", expression="wrapped = -3.14159 + 6.28318 * col() / ncols()", overwrite=True)
        self.assertIn("looks wrapped", self.displacement(phase="wrapped").outputs.stderr)

    def test_constant_null_and_infinite_phase(self):
        self.runModule("r.mapcalc", expression="constant = 2.5", overwrite=True)
        self.displacement(phase="constant", ramp="plane")
        np.testing.assert_allclose(read("los"), 0, atol=1e-7)
        self.runModule("r.mapcalc", overwrite=True, expression="holes = if(row() == 1, null(), if(row() == 2, log(0), phase))")
        self.displacement(phase="holes")
        self.assertTrue(np.isnan(read("los")[:2]).all())
        self.assertFalse(np.isnan(read("los")[2:]).any())

    def test_change_is_map_algebra(self):
        self.assertModule(
            "r.slide.insar", operation="change", pre="coherence_pre", co="coherence_co", post="coherence_post",
            dpm="dpm", cecl="cecl", peci="peci", sum="dc_sum", max="dc_max", overwrite=True,
        )  # fmt: skip
        for name, formula in (
            ("dpm", "coherence_pre - coherence_co"),
            ("cecl", "coherence_pre - coherence_co"),
            ("peci", "coherence_post - coherence_co"),
            ("dc_sum", "coherence_pre + coherence_post - 2. * coherence_co"),
            ("dc_max", "max(coherence_pre - coherence_co, coherence_post - coherence_co)"),
        ):
            self.runModule("r.mapcalc", expression=f"expected = {formula}", overwrite=True)
            self.assertRastersNoDifference(actual=name, reference="expected", precision=1e-6)
            info = gs.raster_info(name)
            self.assertEqual(info["semantic_label"].strip('"'), name)

    def test_damage_proxy_map_without_co_uses_the_later_pair_and_says_so(self):
        module = SimpleModule(
            "r.slide.insar", operation="change", pre="coherence_pre", post="coherence_post", dpm="dpm", overwrite=True
        )
        self.assertModule(module)
        self.assertIn("dpm = coherence pre - post", module.outputs.stderr)
        self.assertIn("pre - post", gs.read_command("r.info", flags="h", map="dpm"))
        np.testing.assert_allclose(read("dpm"), read("coherence_pre") - read("coherence_post"), atol=1e-6)

    def test_event_shows_in_landslides_more_than_elsewhere(self):
        gs.run_command(
            "r.slide.insar", operation="change", pre="coherence_pre", co="coherence_co", dpm="dpm", overwrite=True
        )
        slides = read("landslides") > 0
        self.assertGreater(np.nanmean(read("dpm")[slides]), np.nanmean(read("dpm")[~slides]) + 0.05)

    def test_null_in_a_used_coherence_alone_gives_null(self):
        self.runModule("r.mapcalc", expression="gap = if(row() == 3, null(), coherence_post)", overwrite=True)
        self.runModule("r.mapcalc", expression="wild = if(row() == 5, 1. / 0., coherence_pre)", overwrite=True)
        self.assertModule(
            "r.slide.insar", operation="change", pre="coherence_pre", co="coherence_co", post="gap",
            cecl="cecl", peci="peci", max="dc_max", overwrite=True,
        )  # fmt: skip
        self.assertFalse(np.isnan(read("cecl")).any())
        for name in ("peci", "dc_max"):
            nulls = np.isnan(read(name))
            self.assertTrue(nulls[2].all())
            self.assertEqual(nulls.sum(), nulls.shape[1])

    def test_mask_and_name_at_mapset(self):
        mapset = gs.gisenv()["MAPSET"]
        self.runModule("r.mapcalc", expression="western = if(col() <= 50, 1, null())", overwrite=True)
        self.runModule("r.mask", raster="western", quiet=True)
        try:
            self.displacement(output="masked_los", phase=f"phase@{mapset}")
            self.assertModule(
                "r.slide.insar", operation="change", pre=f"coherence_pre@{mapset}", co=f"coherence_co@{mapset}",
                dpm="masked_dpm", overwrite=True,
            )  # fmt: skip
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        for name in ("masked_los", "masked_dpm"):
            values = read(name)
            self.assertTrue(np.isnan(values[:, 50:]).all())
            self.assertFalse(np.isnan(values[:, :50]).any())

    def test_colours_beyond_the_shown_range_keep_the_ends_colour(self):
        self.runModule("r.mapcalc", expression="one = if(col() < 9, 1., 0.)", overwrite=True)
        self.runModule("r.mapcalc", expression="two = if(col() > 99, 1., 0.)", overwrite=True)
        self.assertModule("r.slide.insar", operation="change", pre="one", co="two", dpm="dpm", overwrite=True)
        found = gs.read_command("r.what.color", input="dpm", value="-1,-0.5,0,0.5,1").split()
        colours = [text for text in found if text.count(":") == 2]
        self.assertEqual(colours, ["0:0:255", "0:0:255", "255:255:255", "255:0:0", "255:0:0"])

    def refused(self, message, *outputs, **options):
        process = gs.start_command("r.slide.insar", stderr=gs.PIPE, stdout=gs.PIPE, **options)
        output, messages = process.communicate()
        messages = " ".join(messages.decode().split())
        self.assertIn(message, messages)
        self.assertEqual((process.returncode, output), (1, b""))
        for name in outputs:
            self.assertFalse(exists(name), name)

    def test_missing_and_foreign_options_are_named(self):
        whole = {"operation": "displacement", "phase": "phase", "wavelength": LAMBDA, "producer": "isce", "output": "no"}
        self.refused("needs phase=, wavelength= and producer=: give phase=", "no", **{**whole, "phase": None})
        self.refused("give wavelength=", "no", **{**whole, "wavelength": None})
        self.refused("needs an output: give output= or absolute=", **{**whole, "output": None})
        self.refused("pre= has no meaning for operation=displacement", "no", pre="coherence_pre", **whole)
        self.refused("output= and absolute= both name 'no'", "no", absolute="no", **whole)
        self.refused("radius= needs reference=", "no", radius=100, **whole)
        self.refused("producer=other needs positive=", "no", **{**whole, "producer": "other"})
        self.refused("positive= is for producer=other alone", "no", positive="away", **whole)
        self.refused("unit= has no meaning for operation=change", "no", operation="change", pre="x", co="x", dpm="no", unit="cm")
        self.refused("dpm= needs pre= and co=, or pre= and post=", "no", operation="change", co="coherence_co", dpm="no")
        self.refused("peci= needs co= and post=", "no", operation="change", co="coherence_co", peci="no")
        self.refused("needs an output", operation="change", co="coherence_co", pre="coherence_pre")
        self.refused("needs pre=, co= and post=", "no", operation="change", co="coherence_co", post="coherence_post", sum="no")

    def test_bad_values_are_refused_and_leave_no_map(self):
        whole = {"operation": "displacement", "phase": "phase", "wavelength": LAMBDA, "producer": "isce", "output": "no"}
        for wavelength in ("23.6", "0", "-0.236", "nan", "inf"):
            self.refused("is no radar wavelength in metres", "no", **{**whole, "wavelength": wavelength})
        for wavelength in ("sputnik", "0.236m"):
            self.refused("is neither a number of metres nor a sensor", "no", **{**whole, "wavelength": wavelength})
        self.refused("<nowhere> not found", "no", **{**whole, "phase": "nowhere"})
        self.refused("lies outside the current region", "no", reference="0,0", **whole)
        self.refused("radius=-1 must be zero or a positive number", "no", reference="0,0", radius=-1, **whole)
        self.runModule("r.mapcalc", expression="empty = float(null())", overwrite=True)
        self.refused("No valid cell in <empty>", "no", **{**whole, "phase": "empty"})

    def test_coherence_outside_its_range_is_refused_with_map_and_value(self):
        self.runModule("r.mapcalc", expression="percent = 100. * coherence_co", overwrite=True)
        self.runModule("r.mapcalc", expression="nodata = if(row() == 100, -9999., coherence_co)", overwrite=True)
        self.runModule("r.mapcalc", expression="empty = float(null())", overwrite=True)
        options = {"operation": "change", "pre": "coherence_pre", "dpm": "no", "cecl": "no_either"}
        self.refused("<percent> is no coherence map: it holds", "no", "no_either", co="percent", **options)
        self.refused("it holds -9999, outside 0 to 1", "no", "no_either", co="nodata", **options)
        self.refused("<nowhere> not found", "no", "no_either", co="nowhere", **options)
        self.refused("No cell of <no> would be valid", "no", "no_either", co="empty", **options)


class RealData(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()

    @needs(GREECE)
    def test_thessaly_2021_moves_away_by_up_to_379_mm(self):
        import_plainly(GREECE, "greece")
        self.assertModule(
            "r.slide.insar", operation="displacement", phase="greece", wavelength="sentinel1", producer="licsar",
            unit="mm", output="greece_los", overwrite=True,
        )  # fmt: skip
        low, high = np.nanmin(read("greece_los")), np.nanmax(read("greece_los"))
        self.assertAlmostEqual(low, -379.04, delta=0.01)
        self.assertAlmostEqual(high, 30.56, delta=0.01)

    @needs(MOROCCO)
    def test_real_coherence_in_latitude_and_longitude(self):
        folder = tempfile.mkdtemp(prefix="r_slide_insar_")
        try:
            script = (
                f"r.in.gdal --q input={MOROCCO} output=coherence && g.region raster=coherence && "
                "r.null --q map=coherence setnull=0 && "
                "r.mapcalc --q expression='halved = coherence / 2.' && "
                "r.slide.insar --q operation=change pre=coherence co=halved dpm=dpm && r.univar -g dpm"
            )
            done = subprocess.run(
                ["grass", "-c", MOROCCO, os.path.join(folder, "ll"), "--exec", "sh", "-c", script],
                env=outside_the_session(),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            found = dict(line.split("=") for line in done.stdout.split() if "=" in line)
            # the data's own statistics: 83.05 % valid of 673x552, mean 0.7727, maximum 0.988
            self.assertAlmostEqual(float(found["mean"]), 0.7727 / 2, delta=1e-3)
            self.assertAlmostEqual(float(found["max"]), 0.988 / 2, delta=1e-3)
            self.assertAlmostEqual(int(found["n"]) / (673 * 552), 0.8305, delta=1e-3)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    test()
