# location: EPSG:4326
"""r.slide.ksn in latitude and longitude: areas and distances are those of the ellipsoid."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test

from ksn_case import STRAIGHT_AND_DIAGONAL, KsnCase, area_at_outlets, cells, ksn

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
            ratio = cells("k") / cells("ksn_true")
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
        direction, value, area = cells("d"), cells("k"), cells("a")
        self.assertTrue((direction[1:-1, 1:-1] == best).all())
        self.assertIn(best, STRAIGHT_AND_DIAGONAL)
        self.assertAlmostEqual(value[50, 50] / (ways[best] * np.sqrt(area[50, 50])), 1.0, delta=1e-3)


if __name__ == "__main__":
    test()
