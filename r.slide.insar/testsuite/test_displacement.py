# location: EPSG:32645
"""Displacement against planted motion and real interferograms: signs, reference, ramps, bad wavelengths."""

import os
import re
import shutil
import subprocess
import tempfile

import numpy as np

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import OnMaps, assert_refused, outside_the_session, put
from rasters import read

LAMBDA = 0.236
# the sign of the phase that an approach of the ground gives, as each producer documents it
APPROACH = {
    "isce": -1, "gamma": -1, "snap": -1, "hyp3": -1, "gmtsar": -1, "licsar": -1, "mintpy": -1, "aria": 1,
}  # fmt: skip


def messages_of(module):
    return " ".join(module.outputs.stderr.split())


class Displacement(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=3100000, s=3097000, w=300000, e=304000, res=50)
        rows, cols = np.mgrid[0:60, 0:80]
        # uplift of 30 cm under a satellite at 35 degrees incidence
        cls.uplift = 0.3 * np.exp(-((rows - 25) ** 2 + (cols - 50) ** 2) / 150.0)
        cls.los = cls.uplift * np.cos(np.radians(35))
        cls.rows, cls.cols = rows, cols
        put("away", -4 * np.pi / LAMBDA * cls.los)
        put("toward", 4 * np.pi / LAMBDA * cls.los)
        generator = np.random.default_rng(3)
        cls.coherence = generator.uniform(0.2, 0.6, cls.los.shape)
        cls.coherence[40:49, 10:19] += 0.3
        cls.coherence[3:12, 60:69] += 0.35  # more coherent, but without phase
        put("coherence", cls.coherence)
        cls.holes = cls.los.copy()
        cls.holes[5:10, 60:69] = np.nan
        put("holes", -4 * np.pi / LAMBDA * cls.holes)

    def displacement(self, **options):
        given = {"phase": "away", "wavelength": LAMBDA, "producer": "isce", "output": "los"}
        given.update(options)
        module = SimpleModule("r.slide.insar", operation="displacement", overwrite=True, **given)
        self.assertModule(module)
        return module

    def refused(self, message, **options):
        given = {"phase": "away", "wavelength": LAMBDA, "producer": "isce", "output": "no"}
        given.update(options)
        assert_refused(self, message, ("no",), operation="displacement", **given)

    def test_planted_uplift_comes_out_toward_the_satellite_for_every_producer(self):
        choices = subprocess.run(
            ["r.slide.insar", "--interface-description"], capture_output=True, text=True, check=True
        ).stdout
        named = re.search(r'name="producer".*?</parameter>', choices, re.S).group(0)
        self.assertEqual(set(re.findall(r"<name>\s*(\w+)\s*</name>", named)), set(APPROACH) | {"other"})
        for producer, sign in APPROACH.items():
            module = self.displacement(phase="toward" if sign > 0 else "away", producer=producer, unit="cm")
            self.assertIn("d = " + ("" if sign > 0 else "-") + "lambda phi / (4 pi)", messages_of(module))
            np.testing.assert_allclose(read("los"), 100 * self.los, atol=2e-5)
            self.assertGreater(read("los")[25, 50], 24)
        for positive in ("away", "toward"):
            self.displacement(phase=positive, producer="other", positive=positive)
            np.testing.assert_allclose(read("los"), self.los, atol=2e-7)

    def best_place(self, radius):
        """Search of every disc by NumPy; None of its cells may lack phase in more than a quarter."""
        coherence = np.where(np.isnan(self.holes), np.nan, self.coherence)
        best, place = -1, None
        for row in range(60):
            for col in range(80):
                disc = np.hypot((self.rows - row) * 50, (self.cols - col) * 50) <= radius
                reach = int(radius / 50)
                full = sum(
                    np.hypot(50 * r, 50 * c) <= radius
                    for r in range(-reach, reach + 1)
                    for c in range(-reach, reach + 1)
                )
                cells = coherence[disc]
                valid = np.isfinite(cells).sum()
                if np.isnan(coherence[row, col]) or valid < 0.75 * full:
                    continue
                if np.nanmean(cells) > best + 1e-12:
                    best, place = np.nanmean(cells), (row, col)
        return best, place

    def test_automatic_reference_is_the_most_coherent_place_with_phase_and_can_be_given_back(self):
        best, (row, col) = self.best_place(200)
        module = self.displacement(phase="holes", reference="auto", coherence="coherence", radius=200)
        printed = re.search(r"mean coherence ([\d.]+) of (\d+) cells, reference=([-\d.,]+)", messages_of(module))
        east, north, radius = (float(number) for number in printed.group(3).split(","))
        self.assertAlmostEqual(float(printed.group(1)), best, delta=1e-6)
        self.assertEqual((east, north, radius), (300025 + 50 * col, 3099975 - 50 * row, 200))
        found = read("los")
        disc = np.hypot((self.rows - row) * 50, (self.cols - col) * 50) <= 200
        np.testing.assert_allclose(found, self.holes - np.nanmean(self.holes[disc]), atol=2e-7)
        self.assertTrue(37 <= row <= 52 and 7 <= col <= 22)  # not where coherence is higher and phase is null
        self.displacement(phase="holes", reference=printed.group(3), output="again")
        np.testing.assert_array_equal(found, read("again"))
        history = " ".join(gs.read_command("r.info", flags="h", map="los").split())
        self.assertIn(f"reference found at {east:g}".split(".")[0][:22], history)
        self.assertIn("coherence", history)

    def test_automatic_reference_keeps_out_of_excluded_cells(self):
        put("moved", np.where((self.rows > 35) & (self.cols < 25), 1.0, np.nan))
        module = self.displacement(phase="holes", reference="auto", coherence="coherence", radius=200, exclude="moved")
        east, north = re.search(r"reference=([\d.]+),([\d.]+)", messages_of(module)).groups()
        self.assertFalse(float(east) < 301250 and float(north) < 3098200)

    def test_radius_in_reference_and_in_radius_are_the_same(self):
        self.displacement(reference="302000,3098500", radius=170)
        apart = read("los")
        self.displacement(reference="302000,3098500,170")
        np.testing.assert_array_equal(read("los"), apart)

    def test_quadratic_ramp_is_taken_away_and_what_moved_is_kept(self):
        y, x = self.rows / 60.0, self.cols / 80.0
        bowl = 0.1 - 0.2 * y + 0.3 * x + 0.25 * y * y - 0.15 * x * y + 0.1 * x * x
        put("bowl", -4 * np.pi / LAMBDA * (self.los + bowl))
        put("moved", (self.los > 0.002).astype(float))
        self.displacement(phase="bowl", ramp="quadratic", exclude="moved")
        np.testing.assert_allclose(read("los"), self.los, atol=1e-3)
        self.displacement(phase="bowl", ramp="plane", exclude="moved")
        self.assertGreater(np.abs(read("los") - self.los).max(), 0.02)  # a plane is no bowl

    def test_excluded_cells_do_not_tilt_a_plane_though_most_of_the_map_moved(self):
        moved = self.cols < 55
        put("slid", -4 * np.pi / LAMBDA * (np.where(moved, 0.5, 0.0) + 0.001 * self.cols + 1e-3 * self.rows))
        put("moved", moved.astype(float))
        self.displacement(phase="slid", ramp="plane", exclude="moved")
        np.testing.assert_allclose(read("los"), np.where(moved, 0.5, 0.0), atol=1e-5)

    def test_wavelength_in_another_unit_is_refused_with_the_right_one(self):
        self.refused("must be from 0.005 to 1. If it is in centimetres, give wavelength=0.236", wavelength="23.6")
        self.refused("If it is in centimetres, give wavelength=0.056.", wavelength="5.6")
        self.refused("If it is in millimetres, give wavelength=0.236", wavelength="236")
        self.refused("If it is in centimetres, give wavelength=0.031", wavelength="3.1")

    def test_options_that_make_no_sense_together_are_refused(self):
        self.refused("reference=auto needs coherence=", reference="auto")
        self.refused("coherence= is for reference=auto alone", reference="302000,3098500", coherence="coherence")
        self.refused("coherence= is for reference=auto alone", coherence="coherence")
        self.refused("exclude= needs ramp=plane, ramp=quadratic or reference=auto", exclude="coherence")
        self.refused("The radius is given twice", reference="302000,3098500,100", radius=100)
        for place in ("302000", "here,there", "302000,3098500,100,4", "302000,3098500,"):
            self.refused(f"reference={place}", reference=place)
        self.refused("zero or a positive number of metres", reference="302000,3098500,-5")
        self.refused("<nowhere> not found", reference="auto", coherence="nowhere")
        self.refused("<away> is no coherence map", reference="auto", coherence="away")
        self.refused("Give a smaller radius=", reference="auto", coherence="coherence", radius=1e6)


def in_location_of(path, script):
    """Runs a shell script in a new location made from a file; its standard output and error."""
    folder = tempfile.mkdtemp(prefix="r_slide_insar_")
    try:
        return subprocess.run(
            ["grass", "-c", path, os.path.join(folder, "real"), "--exec", "sh", "-ec", script],
            env=outside_the_session(),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder)


def keys_and_numbers(text):
    return {key: float(value) for key, value in re.findall(r"^(\w+)=(-?[\d.e+-]+)$", text, re.M)}


class RealData(TestCase):
    # the data's README, range increase positive: here motion toward the satellite is
    EVENTS = {"greece": (-379.04, 30.56), "afghanistan": (-143.69, 41.52)}

    @needs(real_data("comet_coseismic"))
    def test_los_range_of_both_licsar_events_to_a_tenth_of_a_millimetre(self):
        for event, (low, high) in self.EVENTS.items():
            path = real_data("comet_coseismic", f"{event}_unw_rad.tif")
            done = subprocess.run(
                ["grass", "--tmp-location", "XY", "--exec", "sh", "-ec",
                 f"r.in.gdal --q -o input={path} output=phase; g.region raster=phase; r.slide.insar --q "
                 "operation=displacement phase=phase wavelength=sentinel1 producer=licsar unit=mm output=los; "
                 "r.univar -g los"],
                env=outside_the_session(),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            found = keys_and_numbers(done.stdout)
            self.assertAlmostEqual(found["min"], low, delta=0.1)
            self.assertAlmostEqual(found["max"], high, delta=0.1)
            print(f"REPORT {event}: line of sight from {found['min']:.3f} to {found['max']:.3f} mm")

    @needs(real_data("eo_tools_morocco_s1"))
    def test_latitude_longitude_pair_goes_through_without_a_hand_made_step(self):
        phase, coherence = (real_data("eo_tools_morocco_s1", name) for name in ("phi_vv.tif", "coh_vv.tif"))
        done = in_location_of(
            phase,
            f"r.in.gdal --q input={phase} output=phase; r.in.gdal --q input={coherence} output=coherence; "
            "g.region raster=phase; r.slide.insar operation=displacement phase=phase coherence=coherence "
            "wavelength=sentinel1 producer=other positive=away unit=mm reference=auto radius=150 output=los; "
            "r.univar -g los; echo then; r.univar -g phase; r.slide.insar --q operation=displacement phase=phase "
            "wavelength=sentinel1 producer=other positive=away reference=8:46:36W,31:48N,150 output=tied",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        messages = " ".join(done.stderr.split())
        self.assertIn("it looks wrapped", messages)  # it is: eo_tools' phase is not unwrapped
        mean, east, north = re.search(r"mean coherence ([\d.]+) .*?reference=([-\d.]+),([\d.]+)", messages).groups()
        self.assertGreater(float(mean), 0.9)
        self.assertTrue(-8.829 < float(east) < -8.724 and 31.754 < float(north) < 31.841)
        displacement, radians = (keys_and_numbers(part) for part in done.stdout.split("then\n"))
        self.assertAlmostEqual(displacement["range"], radians["range"] * 55.46576 / (4 * np.pi), delta=1e-3)
        level = float(re.search(r"Taken away as reference: ([-\d.e]+) mm", messages).group(1))
        self.assertAlmostEqual(displacement["mean"], -radians["mean"] * 55.46576 / (4 * np.pi) - level, delta=1e-3)


if __name__ == "__main__":
    test()
