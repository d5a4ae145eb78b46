# location: EPSG:32645
"""Vertical and eastward motion from two tracks: planted motion through every producer's sign and angles."""

import re

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from insar_case import OnMaps, assert_refused, put
from rasters import read

LAMBDA = 0.05546576
# the phase's sign, and angles of tracks that head 348 and 192 degrees and look right, as each producer gives them
PRODUCERS = {
    "isce": (-1, "isce", 102.0, -102.0),
    "mintpy": (-1, "isce", 102.0, -102.0),
    "gamma": (-1, "gamma", 192.0, -12.0),
    "hyp3": (-1, "gamma", -168.0, 348.0),
    "snap": (-1, "heading", 348.0, 192.0),
    "licsar": (-1, "heading", -12.0, -168.0),
    "gmtsar": (-1, "look", 78.0, 282.0),
    "aria": (1, "look", 78.0, -78.0),
}


def toward(look):
    """Horizontal unit vector from the ground to a satellite that looks in this direction."""
    return -np.sin(np.radians(look)), -np.cos(np.radians(look))


class Decomposition(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=3100000, s=3098000, w=300000, e=303000, res=50)
        rows, cols = np.mgrid[0:40, 0:60]
        cls.up = 0.3 * np.exp(-((rows - 20) ** 2 + (cols - 30) ** 2) / 150.0)
        cls.east = 0.1 * np.sin(cols / 9.0)
        cls.incidence = {"ascending": 33 + 0.1 * cols, "descending": 45 - 0.1 * cols + 0 * rows}
        cls.look = {"ascending": 78.0, "descending": 282.0}
        cls.los = {track: cls.seen(track, cls.east, 0, cls.up) for track in cls.look}
        for track in cls.look:
            put(track, cls.los[track])
            put(f"incidence_{track}", cls.incidence[track])

    @classmethod
    def seen(cls, track, east, north, up):
        incidence = np.radians(cls.incidence[track])
        to_east, to_north = toward(cls.look[track])
        return (east * to_east + north * to_north) * np.sin(incidence) + up * np.cos(incidence)

    def options(self, **changed):
        given = {
            "ascending": "ascending", "descending": "descending",
            "incidence_ascending": "incidence_ascending", "incidence_descending": "incidence_descending",
            "azimuth_ascending": 78, "azimuth_descending": 282, "azimuth_is": "look",
            "vertical": "up", "east": "east",
        }  # fmt: skip
        given.update(changed)
        return {key: value for key, value in given.items() if value is not None}

    def decomposition(self, **changed):
        module = SimpleModule("r.slide.insar", operation="decomposition", overwrite=True, **self.options(**changed))
        self.assertModule(module)
        return " ".join(module.outputs.stderr.split())

    def refused(self, message, **changed):
        options = self.options(**{"vertical": "no", "east": "no_either", **changed})
        assert_refused(self, message, ("no", "no_either"), operation="decomposition", **options)

    def test_planted_motion_comes_back(self):
        self.decomposition()
        np.testing.assert_allclose(read("up"), self.up, atol=1e-6)
        np.testing.assert_allclose(read("east"), self.east, atol=1e-6)

    def test_planted_uplift_rises_for_every_producer_from_its_own_phase_and_angles(self):
        for producer, (sign, convention, ascending, descending) in PRODUCERS.items():
            for track in self.look:
                put(f"phase_{track}", sign * 4 * np.pi / LAMBDA * self.los[track])
                self.assertModule(
                    "r.slide.insar", operation="displacement", phase=f"phase_{track}", wavelength=LAMBDA, unit="cm",
                    producer=producer, output=f"los_{track}", overwrite=True,
                )  # fmt: skip
            messages = self.decomposition(
                ascending="los_ascending", descending="los_descending", azimuth_ascending=ascending,
                azimuth_descending=descending, azimuth_is=convention,
            )  # fmt: skip
            np.testing.assert_allclose(read("up"), 100 * self.up, atol=1e-4, err_msg=producer)
            np.testing.assert_allclose(read("east"), 100 * self.east, atol=1e-4, err_msg=producer)
            self.assertNotIn("WARNING", messages)
            self.assertEqual(gs.raster_info("up")["units"], "cm")

    def test_condition_matrix_and_leak_of_northward_motion_are_those_of_numpy(self):
        put("pushed_ascending", self.seen("ascending", self.east, 0.2, self.up))
        put("pushed_descending", self.seen("descending", self.east, 0.2, self.up))
        messages = self.decomposition(ascending="pushed_ascending", descending="pushed_descending")
        conditions, leaks = [], []
        for col in range(60):
            rows = []
            north = []
            for track, look in self.look.items():
                incidence = np.radians(self.incidence[track][0, col])
                to_east, to_north = toward(look)
                rows.append((to_east * np.sin(incidence), np.cos(incidence)))
                north.append(to_north * np.sin(incidence))
            conditions.append(np.linalg.cond(rows))
            leaks.append(np.linalg.solve(rows, north))
        best, worst = (float(n) for n in re.search(r"condition ([\d.]+) to ([\d.]+)", messages).groups())
        self.assertAlmostEqual(best, min(conditions), delta=1e-4)
        self.assertAlmostEqual(worst, max(conditions), delta=1e-4)
        to_east, to_up = (float(n) for n in re.search(r"adds (-?[\d.]+) to east, (-?[\d.]+) to up", messages).groups())
        self.assertAlmostEqual(to_east, np.mean(leaks, axis=0)[0], delta=1e-4)
        self.assertAlmostEqual(to_up, np.mean(leaks, axis=0)[1], delta=1e-4)
        error = read("up") - self.up
        np.testing.assert_allclose(error, np.broadcast_to(0.2 * np.array(leaks)[:, 1], error.shape), atol=1e-6)
        self.assertIn("condition", gs.read_command("r.info", flags="h", map="up"))

    def test_errors_are_propagated_through_the_inverse(self):
        put("sd", np.full(self.up.shape, 0.02))
        self.decomposition(sd_ascending="sd", sd_descending=0.01, vertical_sd="up_sd", east_sd="east_sd")
        for col in (0, 30, 59):
            design = []
            for track, look in self.look.items():
                incidence = np.radians(self.incidence[track][0, col])
                design.append((toward(look)[0] * np.sin(incidence), np.cos(incidence)))
            inverse = np.linalg.inv(design)
            covariance = inverse @ np.diag([0.02**2, 0.01**2]) @ inverse.T
            np.testing.assert_allclose(read("east_sd")[:, col], np.sqrt(covariance[0, 0]), rtol=1e-6)
            np.testing.assert_allclose(read("up_sd")[:, col], np.sqrt(covariance[1, 1]), rtol=1e-6)
        self.assertEqual(gs.raster_info("up_sd")["semantic_label"].strip('"'), "vertical_sd")

    def test_null_mask_and_name_at_mapset(self):
        mapset = gs.gisenv()["MAPSET"]
        put("gap", np.where(np.arange(60) < 5, np.nan, self.los["ascending"]))
        put("northern", np.where(np.arange(40)[:, None] < 30, 1.0, np.nan))
        self.runModule("r.mask", raster="northern", quiet=True)
        try:
            self.decomposition(ascending=f"gap@{mapset}", incidence_ascending=f"incidence_ascending@{mapset}")
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        valid = ~np.isnan(read("up"))
        self.assertFalse(valid[:, :5].any() or valid[30:].any())
        self.assertTrue(valid[:30, 5:].all())

    def test_incidence_in_radians_is_refused_with_the_remedy(self):
        self.runModule("r.mapcalc", expression="radians = incidence_ascending * 0.017453293", overwrite=True)
        self.refused('that is radians. Turn it into degrees: r.mapcalc "incidence = radians * 180.', incidence_ascending="radians")
        self.refused("incidence_descending=0.68 lies from 0.6800 to 0.6800: that is radians", incidence_descending=0.68)
        self.refused("an incidence angle is from 0 to 90 degrees", incidence_descending=95)
        self.refused("an incidence angle is from 0 to 90 degrees", incidence_descending=-35)

    def test_azimuths_that_cannot_be_are_refused_or_warned_of(self):
        self.refused("Both tracks look alike", azimuth_descending=78, incidence_ascending=35, incidence_descending=35)
        self.refused("an azimuth angle is from -360 to 360 degrees", azimuth_ascending=1000)
        self.assertIn("Is it radians?", self.decomposition(azimuth_ascending=1.36))
        self.assertIn("are they swapped", self.decomposition(azimuth_ascending=282, azimuth_descending=78))
        self.assertIn("to the same side", self.decomposition(azimuth_descending=60, incidence_descending=20))

    def test_bad_options_are_refused_and_leave_no_map(self):
        self.refused("give azimuth_is=", azimuth_is=None)
        self.refused("needs an output", vertical=None, east=None)
        self.refused("vertical_sd= and east_sd= need sd_ascending= and sd_descending=", vertical_sd="no_sd", sd_ascending=1)
        self.refused("has no use without vertical_sd= or east_sd=", sd_ascending=1)
        self.refused("is negative", sd_ascending=-1, sd_descending=1, vertical_sd="no_sd")
        self.refused("ascending=3 must be a map", ascending=3)
        self.refused("<nowhere> not found", incidence_ascending="nowhere")
        self.refused("must be a map or a finite number", incidence_ascending="nan")
        self.runModule("r.mapcalc", expression="centimetres = 100. * ascending", overwrite=True)
        self.runModule("r.support", map="centimetres", units="cm")
        self.runModule("r.mapcalc", expression="metres = 1. * descending", overwrite=True)
        self.runModule("r.support", map="metres", units="m")
        self.refused("bring both to one unit", ascending="centimetres", descending="metres")
        self.runModule("r.mapcalc", expression="empty = double(null())", overwrite=True)
        self.refused("No cell is valid in all of the maps", descending="empty")


if __name__ == "__main__":
    test()
