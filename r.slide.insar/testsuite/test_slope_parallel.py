# location: EPSG:32645
"""Velocity along the slope: planes by hand, planted sliding on hills, the mask of sensitivity, the region, bad input."""

import numpy as np
from osgeo import osr

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from insar_case import OnMaps, assert_refused
from rasters import read

ROWS, COLS, CELL = 90, 110, 30.0
INCIDENCE, AZIMUTH = 39.0, 77.0


def sight(incidence=INCIDENCE, azimuth=AZIMUTH):
    """From the ground to the satellite: east, north, up."""
    i, a = np.radians(incidence), np.radians(azimuth)
    return np.array([-np.sin(i) * np.sin(a), -np.sin(i) * np.cos(a), np.cos(i)])


def downslope(rise_east, rise_north):
    """Unit vectors down the steepest slope: east, north, up."""
    rise = np.hypot(rise_east, rise_north)
    with np.errstate(invalid="ignore"):
        down = np.array([-rise_east / rise, -rise_north / rise, -rise])
    return down / np.sqrt(1 + rise**2)


class SlopeParallel(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

    def setUp(self):
        # about the central meridian of UTM 45, where grid north is true north within 0.02 degrees
        self.west, self.north = 500000 - COLS * CELL / 2, 3100000 + ROWS * CELL
        gs.run_command("g.region", n=self.north, s=3100000, w=self.west, e=self.west + COLS * CELL, res=CELL)
        row, col = np.mgrid[0:ROWS, 0:COLS]
        self.x, self.y = (col + 0.5) * CELL, -(row + 0.5) * CELL

    def store(self, name, values):
        stored = garray.array(dtype=np.float32)
        stored[...] = np.where(np.isnan(values), -9999, values)
        stored.write(name, null=-9999, overwrite=True)

    def turn(self, **options):
        given = {"input": "los", "elevation": "hills", "incidence": INCIDENCE, "azimuth": AZIMUTH, "output": "slid", **options}
        module = SimpleModule("r.slide.insar", operation="slope_parallel", overwrite=True, **given)
        self.assertModule(module)
        return " ".join(module.outputs.stderr.split())

    def plant_hills(self, speed=0.25):
        """Smooth hills that slide down their slope, seen along the line of sight; C in closed form."""
        east, north = 0.45 * np.cos(self.x / 300) * np.cos(self.y / 400), -0.3375 * np.sin(self.x / 300) * np.sin(self.y / 400)
        self.store("hills", 135 * np.sin(self.x / 300) * np.cos(self.y / 400))
        self.sensitivity = np.tensordot(sight(), downslope(east, north), 1)
        self.store("los", speed * self.sensitivity)

    def test_planes_give_the_cosine_of_the_angle_worked_by_hand(self):
        # the satellite stands 51 degrees above the western horizon; the slope falls 10 degrees below it, or to the east
        self.store("los", np.full((ROWS, COLS), 0.1))
        for rise, angle in ((1, 51 + 10), (-1, 180 - 51 + 10)):
            self.store("hills", rise * self.x * np.tan(np.radians(10)))
            self.turn(azimuth=90, sensitivity="share")
            share = np.cos(np.radians(angle))
            np.testing.assert_allclose(read("share"), share, atol=2e-3)
            np.testing.assert_allclose(read("slid"), 0.1 / share, rtol=5e-3)

    def test_planted_sliding_comes_back_where_it_can_be_seen(self):
        self.plant_hills()
        messages = self.turn(sensitivity="share")
        slid, share, seen = read("slid"), read("share"), np.abs(read("share")) >= 0.2
        inside = (slice(1, -1), slice(1, -1))  # Horn's differences are one-sided on the edge
        self.assertLess(np.nanmax(np.abs(share - self.sensitivity)[inside]), 0.02)
        np.testing.assert_array_equal(np.isnan(slid), ~seen)
        self.assertLess(np.nanpercentile(np.abs(slid[inside] / 0.25 - 1), 95), 0.02)
        self.assertIn(f"{np.sum(~seen)} of {seen.size} cells are null", messages)
        self.assertGreater(np.sum(~seen), 500)

    def test_threshold_is_the_mask(self):
        self.plant_hills()
        for least in (0.05, 0.5):
            self.turn(sensitivity="share", least_sensitivity=least)
            np.testing.assert_array_equal(np.isnan(read("slid")), np.abs(read("share")) < least)

    def test_uphill_motion_is_kept_negative_and_counted(self):
        self.plant_hills(speed=-0.1)
        messages = self.turn()
        slid = read("slid")
        self.assertTrue(np.all(slid[~np.isnan(slid)] < 0))
        self.assertIn(f"{np.sum(~np.isnan(slid))} of {np.sum(~np.isnan(slid))} cells move uphill", messages)

    def test_heading_and_incidence_map_say_the_same_as_azimuth_and_number(self):
        self.plant_hills()
        self.turn()
        expected = read("slid")
        self.store("incidence", np.full((ROWS, COLS), INCIDENCE))
        self.turn(azimuth=None, heading=AZIMUTH - 90, incidence="incidence")
        np.testing.assert_allclose(read("slid"), expected, rtol=1e-5)
        self.turn(azimuth=None, heading=AZIMUTH + 90, side="left")
        np.testing.assert_allclose(read("slid"), expected, rtol=1e-5)

    def test_azimuth_is_from_true_north_where_the_grid_is_turned(self):
        # three degrees east of the central meridian at 80 degrees north true north lies 2.95 degrees off the grid's
        gs.run_command("g.region", n=8885000 + CELL * 3, s=8885000, w=557900, e=557900 + CELL * 3, res=CELL)
        east, north = np.meshgrid(np.arange(3) * CELL, -np.arange(3) * CELL)
        self.store("hills", 0.5 * north)
        self.store("los", np.ones((3, 3)))
        utm, degrees = osr.SpatialReference(), osr.SpatialReference()
        utm.ImportFromEPSG(32645)
        degrees.ImportFromEPSG(4326)
        latitude, longitude = np.radians(osr.CoordinateTransformation(utm, degrees).TransformPoint(557945, 8885045)[:2])
        turned = np.degrees(np.arctan(np.tan(longitude - np.radians(87)) * np.sin(latitude)))
        self.assertGreater(turned, 2.5)
        self.turn(sensitivity="share", azimuth=20, least_sensitivity=0.01)
        expected = sight(azimuth=20 - turned) @ downslope(0.0, 0.5)
        np.testing.assert_allclose(read("share"), expected, atol=2e-4)

    def test_nulls_stay_null_and_the_mask_hides_no_terrain(self):
        self.plant_hills()
        self.turn(least_sensitivity=0.05)
        whole = read("slid")
        los = read("los")
        los[20:30, 40:60] = np.nan
        self.store("los", los)
        gs.mapcalc("MASK = if(col() > 50, 1, null())", overwrite=True)
        try:
            self.turn(least_sensitivity=0.05)
            masked = read("slid")
        finally:
            gs.run_command("g.remove", flags="f", type="raster", name="MASK", quiet=True)
        whole[20:30, 40:60] = whole[:, :50] = np.nan
        np.testing.assert_array_equal(masked, whole)

    def test_level_ground_is_null(self):
        self.plant_hills()
        hills = read("hills")
        hills[30:60, 30:60] = 7
        self.store("hills", hills)
        self.turn(sensitivity="share")
        self.assertTrue(np.all(np.isnan(read("share")[31:59, 31:59])))
        self.assertTrue(np.all(np.isnan(read("slid")[31:59, 31:59])))

    def test_maps_say_what_they_are(self):
        self.plant_hills()
        gs.run_command("r.support", map="los", units="m/yr")
        self.turn(sensitivity="share")
        for name, unit, label in (("slid", "m/yr", "slope_parallel"), ("share", "1", "slope_sensitivity")):
            info = gs.parse_command("r.info", map=name, flags="e")
            self.assertEqual((info["units"].strip('"'), info["semantic_label"].strip('"')), (unit, label))
            self.assertIn("null where |C| < 0.2", gs.read_command("r.info", map=name, flags="h"))

    def refused(self, message, **options):
        given = {"input": "los", "elevation": "hills", "incidence": INCIDENCE, "azimuth": AZIMUTH, **options}
        assert_refused(self, message, ("no",), operation="slope_parallel", output="no", **given)

    def test_bad_input_is_refused_by_name_and_leaves_no_map(self):
        self.plant_hills()
        self.store("flat", np.zeros((ROWS, COLS)))
        self.refused("Raster map <nowhere> not found", elevation="nowhere")
        self.refused("looks like radians", incidence=0.68)
        self.refused("one map of line-of-sight velocity", input="los,hills")
        self.refused("input=3 must be a map", input="3")
        self.refused("operation=slope_parallel needs heading=", azimuth=None)
        self.refused("least_sensitivity=0 must be a number from 0.001 to 1", least_sensitivity=0)
        self.refused("No cell is valid in all of input=", elevation="flat")
        self.refused("lower least_sensitivity=", least_sensitivity=1)


if __name__ == "__main__":
    test()
