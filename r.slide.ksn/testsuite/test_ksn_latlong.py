# location: EPSG:4326
"""r.slide.ksn in latitude and longitude: areas and distances are those of the ellipsoid."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test

from ksn_case import STRAIGHT_AND_DIAGONAL, KsnCase, area_at_outlets, every_output, ksn, output_options, write_map
from rasters import read

MAJOR, FLATTENING = 6378137.0, 1.0 / 298.257223563


def area_of_zone(south, north, width):
    """m2 between two latitudes and `width` degrees of longitude on WGS84, in closed form."""
    e2 = FLATTENING * (2.0 - FLATTENING)
    e = np.sqrt(e2)

    def half(latitude):
        s = np.sin(np.radians(latitude))
        return s / (1.0 - e2 * s * s) + np.log((1.0 + e * s) / (1.0 - e * s)) / (2.0 * e)

    return np.radians(width) * MAJOR**2 * (1.0 - e2) / 2.0 * (half(north) - half(south))


def steps_in_metres(latitude, resolution):
    """East-west and north-south lengths of a step of `resolution` degrees, from the radii of curvature."""
    e2 = FLATTENING * (2.0 - FLATTENING)
    w = 1.0 - e2 * np.sin(np.radians(latitude)) ** 2
    meridian, normal = MAJOR * (1.0 - e2) / w**1.5, MAJOR / np.sqrt(w)
    return np.radians(resolution) * normal * np.cos(np.radians(latitude)), np.radians(resolution) * meridian


class LatitudeLongitude(KsnCase):
    @classmethod
    def setUpClass(cls):
        gs.run_command("simulate_event", rows=300, cols=400, seed=42, overwrite=True)
        super().setUpClass()

    def setUp(self):
        gs.run_command("g.region", raster="elevation")

    def test_median_ksn_of_channels_is_within_two_percent_of_the_truth(self):
        for depression in ("carve", "fill"):
            ksn(elevation="elevation", depression=depression, ksn="k")
            ratio = read("k") / read("ksn_true")
            self.assertGreater(np.isfinite(ratio).sum(), 500)
            self.assertAlmostEqual(np.nanmedian(ratio), 1.0, delta=0.02)

    def test_water_that_leaves_the_map_has_the_true_area_of_the_map(self):
        ksn(elevation="elevation", accumulation="a", direction="d")
        region = gs.region()
        truth = area_of_zone(region["s"], region["n"], region["e"] - region["w"])
        self.assertAlmostEqual(area_at_outlets("a", "d") / truth, 1.0, places=6)

    def test_far_north_a_step_east_is_shorter_than_a_step_south(self):
        gs.run_command("g.region", n=70.1, s=70.0, w=20, e=20.1, res=0.001)
        gs.mapcalc("slope_east = 1000. - 10. * col() - 12. * row()", overwrite=True)
        ksn(elevation="slope_east", direction="d", accumulation="a", ksn="k", threshold=1e-4, theta=0.5)
        # 22 m down over the diagonal, 10 m over 38 m east, 12 m over 112 m south: the steepest is east
        east, south = steps_in_metres(70.05, 0.001)
        self.assertGreater(10.0 / east, 12.0 / south)
        ways = {8: 10.0 / east, 6: 12.0 / south, 7: 22.0 / np.hypot(east, south)}
        best = max(ways, key=ways.get)
        direction, value, area = read("d"), read("k"), read("a")
        self.assertTrue((direction[1:-1, 1:-1] == best).all())
        self.assertIn(best, STRAIGHT_AND_DIAGONAL)
        self.assertAlmostEqual(value[50, 50] / (ways[best] * np.sqrt(area[50, 50])), 1.0, delta=1e-3)


class AllAroundTheGlobe(KsnCase):
    """Between 60 degrees north and south, 0.5 degrees; rivers that cross the date line, which is the map's edge."""

    resolution = 0.5

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gs.run_command("g.region", n=60, s=-60, w=-180, e=180, res=cls.resolution)
        rows, cols = np.mgrid[0:240, 0:720]
        east, south = np.radians(cols * 0.5), np.radians(rows * 0.75)
        random = np.random.default_rng(3)
        ground = 2000.0 + 900.0 * np.sin(3 * east + 2.0 * np.sin(south)) * np.cos(2 * south)
        ground += 500.0 * np.cos(11 * east + 5 * south) + 60.0 * random.standard_normal(ground.shape)
        write_map("globe", ground)
        cls.outputs = dict(every_output("g_"), radius=150000.0, threshold=2e5, unit_threshold=1e6, area_min=1e5)
        cls.outputs.update(clean_size=2e4, dem_error="10,100000")
        cls.summary = ksn(elevation="globe", **cls.outputs)

    def receivers(self):
        """Of every cell that drains into another: rows and columns of both."""
        direction = read("g_direction").astype(int)
        places = np.argwhere(direction > 0)
        steps = np.array([STRAIGHT_AND_DIAGONAL[way] for way in direction[direction > 0]])
        below = places + steps
        below[:, 1] %= 720
        return places.T, below.T

    def test_every_cell_drains_across_the_date_line_too_and_no_area_is_lost(self):
        direction, area = read("g_direction"), read("g_accumulation")
        self.assertFalse(np.isnan(direction).any())
        leaves = direction <= 0
        self.assertFalse(leaves[1:-1].any())
        self.assertAlmostEqual(area[leaves].sum() / area_of_zone(-60, 60, 360), 1.0, places=6)
        here, below = self.receivers()
        self.assertGreater((np.abs(here[1] - below[1]) > 1).sum(), 30)
        self.assertTrue((area[tuple(below)] > area[tuple(here)]).all())
        carved = read("g_conditioned")
        self.assertTrue((carved[tuple(below)] <= carved[tuple(here)]).all())

    def test_maps_do_not_know_where_the_map_begins(self):
        # turned by half the globe: the same land, the edge elsewhere
        turned = np.roll(read("globe"), 360, axis=1)
        write_map("turned", turned)
        options = {key: self.outputs[key] for key in ("radius", "threshold")}
        names = ("direction", "accumulation", "chi", "flow_distance", "distance", "drainage_density", "hand")
        ksn(elevation="turned", **{name: "t_" + name for name in names}, **options)
        meets, here, below = ~np.isnan(read("g_order")), *self.receivers()
        count = 0
        while meets.sum() > count:
            count = meets.sum()
            meets[tuple(here)] |= meets[tuple(below)]
        self.assertEqual(meets.size - count, self.summary["cells_filled_from_neighbours"])
        for name in names:
            # what meets no channel takes the value of one of its nearest neighbours, whichever the map has first
            compared = meets if name in ("flow_distance", "hand") else np.ones_like(meets)
            expected, found = read("g_" + name), np.roll(read("t_" + name), -360, axis=1)
            np.testing.assert_allclose(found[compared], expected[compared], rtol=1e-6, atol=1e-6, err_msg=name)

    def test_straight_distance_goes_the_short_way_round(self):
        channel, distance = np.argwhere(~np.isnan(read("g_order"))), read("g_distance")
        latitude, step = 60.0 - 0.5 * (np.arange(240) + 0.5), np.radians(0.5)
        south, east = np.radians(latitude), steps_in_metres(latitude, 0.5)[0] / step
        meridian = np.concatenate([[0.0], np.cumsum(steps_in_metres(latitude[:-1] - 0.25, 0.5)[1])])
        self.assertEqual(south.size, 240)
        for row in range(5, 240, 23):
            apart = np.abs(channel[:, 1] - 0)
            apart = np.minimum(apart, 720 - apart) * step
            truth = np.sqrt((meridian[channel[:, 0]] - meridian[row]) ** 2 + east[channel[:, 0]] * east[row] * apart**2)
            self.assertAlmostEqual(distance[row, 0] / max(truth.min(), 1.0), 1.0 if truth.min() else 0.0, delta=1e-3)

    def test_lines_of_channels_end_at_the_edge_and_do_not_cross_the_map(self):
        text = gs.read_command("v.out.ascii", input="g_channels", format="standard", quiet=True)
        previous, longest, pieces = None, 0.0, 0
        for line in text.splitlines():
            parts = line.split()
            if parts and parts[0] == "L":
                previous, pieces = None, pieces + 1
            elif previous is not None and len(parts) == 2 and "." in parts[0]:
                longest = max(longest, abs(float(parts[0]) - previous))
            if len(parts) == 2 and "." in parts[0]:
                previous = float(parts[0])
        self.assertGreater(self.summary["channel_lines"], 200)
        self.assertGreater(pieces, self.summary["channel_lines"])
        self.assertGreater(longest, 0.0)
        self.assertLessEqual(longest, 0.5 + 1e-9)

    def test_every_output_is_there_and_holds_something(self):
        for element, keys in zip(("cell", "vector"), output_options()):
            for key in keys:
                self.assertTrue(self.map_exists("g_" + key, element), key)
                if element == "cell":
                    self.assertTrue(np.isfinite(read("g_" + key)).any(), key)

    def test_a_ring_of_one_or_two_cells_is_routed(self):
        for degrees in (360, 180):
            gs.run_command("g.region", n=60, s=-60, w=-180, e=180, nsres=0.5, ewres=degrees)
            try:
                found = ksn(elevation="globe", **dict(self.outputs, **every_output("ring_"), threshold=1e5))
                self.assertEqual(found["valid_cells"], 240 * 360 // degrees)
                area = area_at_outlets("ring_accumulation", "ring_direction")
                self.assertAlmostEqual(area / area_of_zone(-60, 60, 360), 1.0, places=6)
            finally:
                gs.run_command("g.region", n=60, s=-60, w=-180, e=180, res=0.5)


if __name__ == "__main__":
    test()
