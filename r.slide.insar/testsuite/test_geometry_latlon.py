# location: EPSG:4326
"""What the radar sees in latitude and longitude: true distances in every row, and no seam around the globe."""

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from insar_case import OnMaps, put
from rasters import read

A, E2 = 6378137.0, 0.00669437999014  # WGS84


def metres_per_degree(latitude):
    """East-west and north-south, of the ellipsoid."""
    sine = np.sin(np.radians(latitude))
    degree = np.radians(1)
    east = A / np.sqrt(1 - E2 * sine**2) * np.cos(np.radians(latitude)) * degree
    return east, A * (1 - E2) / (1 - E2 * sine**2) ** 1.5 * degree


class GeometryInLatitudeAndLongitude(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

    def look(self, **options):
        self.assertModule("r.slide.insar", operation="geometry", elevation="dem", overwrite=True, **options)

    def test_a_walls_shadow_and_layover_are_as_long_in_metres_at_every_latitude(self):
        gs.run_command("g.region", n=70, s=10, w=85, e=85 + 300 / 3600, nsres=1, ewres="0:00:01")
        row, col = np.mgrid[0:60, 0:300]
        height, edge = 1000.0, 150
        put("dem", np.where(col >= edge, height, 0))
        width = metres_per_degree(69.5 - row)[0] / 3600
        tangent = np.tan(np.radians(39))
        self.look(azimuth=270, incidence=39, shadow="shadow", layover="layover")
        away = (edge - col) * width
        np.testing.assert_array_equal(read("shadow") > 0, (away > 0) & (away < height * tangent))
        self.look(azimuth=90, incidence=39, shadow="shadow", layover="layover")
        apart = np.where(col < edge, edge - col, col - edge + 1) * width
        sure = np.abs(apart - height / tangent) > 0.01
        np.testing.assert_array_equal((read("layover") > 0)[sure], (apart < height / tangent)[sure])
        self.assertEqual((read("shadow") > 0).sum(), 0)

    def test_local_incidence_on_a_cone_far_north(self):
        gs.run_command("g.region", n=62.01, s=61.99, w=86.98, e=87.02, res="0:00:01")
        region = gs.region()
        row, col = np.mgrid[0 : region["rows"], 0 : region["cols"]] + 0.5
        latitude, longitude = region["n"] - row * region["nsres"], region["w"] + col * region["ewres"]
        east, north = metres_per_degree(latitude)
        x, y = (longitude - 87) * east, (latitude - 62) * north
        steep, i, azimuth = 0.5, np.radians(39), np.radians(77)
        put("dem", 2000 - steep * np.hypot(x, y))
        self.look(azimuth=77, incidence=39, local_incidence="lia")
        cosine = (np.cos(i) - steep * np.cos(azimuth - np.arctan2(x, y)) * np.sin(i)) / np.hypot(1, steep)
        far = np.hypot(x, y) > 500
        self.assertLess(np.abs(np.degrees(np.arccos(cosine)) - read("lia"))[far].max(), 0.1)

    def test_a_cones_shadow_on_the_flat_is_its_tips_triangle(self):
        gs.run_command("g.region", n=60.02, s=59.98, w=86.94, e=87.06, res="0:00:01")
        region = gs.region()
        row, col = np.mgrid[0 : region["rows"], 0 : region["cols"]] + 0.5
        latitude, longitude = region["n"] - row * region["nsres"], region["w"] + col * region["ewres"]
        east, north = metres_per_degree(latitude)
        x, y = (longitude - 87) * east, (latitude - 60) * north
        distance = np.hypot(x, y)
        top, radius, azimuth = 1000.0, 500.0, np.radians(-60)
        put("dem", np.maximum(0, top * (1 - distance / radius)))
        self.look(azimuth=-60, incidence=55, shadow="shadow")
        tip = top * np.tan(np.radians(55))
        half = np.arcsin(radius / tip)
        along = x * np.sin(azimuth) + y * np.cos(azimuth)
        across = np.abs(x * np.cos(azimuth) - y * np.sin(azimuth))
        depth = np.where(along > radius**2 / tip, (tip - along) * np.sin(half) - across * np.cos(half), -np.inf)
        sure = (distance > radius + 31) & (np.abs(depth) > 31)
        self.assertGreater((sure & (depth > 0)).sum(), 50)
        np.testing.assert_array_equal((read("shadow") > 0)[sure], (depth > 0)[sure])

    def test_shadow_is_cast_across_the_date_line_of_a_region_around_the_globe(self):
        gs.run_command("g.region", n=3, s=-3, w=-180, e=180, res=1)
        row, col = np.mgrid[0:6, 0:360]
        put("dem", np.where(col == 2, 1e6, 0))
        width = metres_per_degree(2.5 - row)[0]
        self.look(azimuth=270, incidence=39, shadow="shadow")
        away = (2 - col) % 360 * width
        np.testing.assert_array_equal(read("shadow") > 0, (away > 0) & (away < 1e6 * np.tan(np.radians(39))))
        self.assertTrue((read("shadow")[:, 357:] > 0).all())


if __name__ == "__main__":
    test()
