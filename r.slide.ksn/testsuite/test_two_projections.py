# location: EPSG:32645
"""One landscape in UTM and in latitude and longitude has one Ksn.

Resampling would blur channels of one cell's width, so nothing is resampled: the landscape is a smooth surface of UTM
coordinates, and each grid takes it at its own cell centres. The UTM coordinates of the latitude-longitude grid's
centres come from maps of the coordinates themselves, which r.proj interpolates without error.
"""

import grass.script as gs
import numpy as np
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

from ksn_case import ksn
from rasters import read
from steady import write

THETA = 0.45
EAST, NORTH = 500000.0, 3150000.0  # the middle of the surface, on zone 45's central meridian
HALF = 6900.0  # m, from there to the edges of the maps
WIDTH, LENGTH = 1600.0, 10000.0  # m, of a valley, from its head to its mouth
WALL = 0.35  # tangent of the slope of its sides
SQUARE = 1.1375  # cells so much wider in degrees than high are about as wide as high in metres there
KSN = (40.0, 60.0, 90.0, 135.0, 200.0)  # m^0.9, of one valley after the other


def surface(east, north, turn):
    """Parallel valleys whose axes rise against the turned north as rivers in steady state, each with its own Ksn: the
    elevation, null outside the valleys, and the number of the valley."""
    angle = np.radians(turn)
    across = (east - EAST) * np.cos(angle) - (north - NORTH) * np.sin(angle)
    along = (east - EAST) * np.sin(angle) + (north - NORTH) * np.cos(angle) + LENGTH / 2.0
    valley = np.floor(across / WIDTH + len(KSN) / 2.0)
    inside = (valley >= 0) & (valley < len(KSN)) & (along > 0.0) & (along < LENGTH)
    planted = np.array(KSN)[np.where(inside, valley, 0).astype(int)]
    along = np.clip(along, 0.0, LENGTH)
    # the integral of (WIDTH (LENGTH - s))^-theta ds from the mouth up
    rise = (LENGTH ** (1 - THETA) - (LENGTH - along) ** (1 - THETA)) / (1 - THETA) * WIDTH**-THETA
    elevation = 500.0 + planted * rise + WALL * np.abs(across - (valley + (1 - len(KSN)) / 2.0) * WIDTH)
    return np.where(inside, elevation, np.nan), valley


def centres():
    region = gs.region()
    x = region["w"] + (np.arange(region["cols"]) + 0.5) * region["ewres"]
    y = region["n"] - (np.arange(region["rows"]) + 0.5) * region["nsres"]
    return np.meshgrid(x, y)


class TwoProjections(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = gs.gisenv()
        gs.create_location(cls.home["GISDBASE"], "globe", epsg="4326", overwrite=True)

    def tearDown(self):
        self.move(self.home["LOCATION_NAME"])

    @staticmethod
    def move(location):
        gs.run_command("g.mapset", location=location, mapset="PERMANENT", quiet=True)

    def in_utm(self, turn):
        self.move(self.home["LOCATION_NAME"])
        gs.run_command("g.region", n=NORTH + HALF, s=NORTH - HALF, w=EAST - HALF, e=EAST + HALF, res=30)
        east, north = centres()
        write("east", east)
        write("north", north)
        return self.measure(*surface(east, north, turn))

    def in_degrees(self, turn, ratio):
        """Cells of one arc-second from south to north, and `ratio` of them from west to east."""
        self.move("globe")
        second = 1.0 / 3600.0
        gs.run_command("g.region", n=28.537, s=28.417, w=86.931, e=87.069, nsres=second, ewres=ratio * second)
        for name in ("east", "north"):
            gs.run_command(
                "r.proj", location=self.home["LOCATION_NAME"], mapset="PERMANENT", input=name, output=name,
                method="bilinear", overwrite=True, quiet=True,
            )  # fmt: skip
        return self.measure(*surface(read("east"), read("north"), turn))

    def measure(self, elevation, valley):
        """The summary, and the median Ksn of the larger channels of each valley that has some."""
        edges = np.concatenate([elevation[[0, -1]].ravel(), elevation[:, [0, -1]].ravel()])
        self.assertTrue(np.isnan(edges).all())
        write("valleys", elevation)
        summary = ksn(elevation="valleys", gradient="chi", window=2000, threshold=2, ksn="k")
        value = read("k")
        known = np.isfinite(value)
        numbers, count = np.unique(valley[known], return_counts=True)
        return summary, {n: np.median(value[known & (valley == n)]) for n in numbers[count > 100]}

    def assert_agree(self, turn, ratio=SQUARE):
        (utm, by_utm), (degrees, by_degrees) = self.in_utm(turn), self.in_degrees(turn, ratio)
        print(turn, {number: round(by_degrees[number] / value, 4) for number, value in by_utm.items()})
        self.assertGreater(utm["channel_cells"], 500)
        # one row and one column more or less
        self.assertAlmostEqual(degrees["valid_area_km2"] / utm["valid_area_km2"], 1.0, delta=0.007)
        self.assertEqual(list(by_utm), list(range(len(KSN))))
        self.assertEqual(set(by_degrees), set(by_utm))
        for number, value in by_utm.items():
            self.assertAlmostEqual(by_degrees[number] / value, 1.0, delta=0.01)
            # steps in eight directions are up to 8 % longer than a straight valley
            self.assertLess(abs(value / KSN[int(number)] - 0.95), 0.06)

    def test_valleys_near_the_meridian_have_one_ksn_in_both(self):
        self.assert_agree(5.0)

    def test_valleys_near_the_parallel_have_one_ksn_in_both(self):
        self.assert_agree(80.0)

    def test_valleys_across_the_grid_have_one_ksn_in_both(self):
        self.assert_agree(28.0)

    def test_cells_of_one_arc_second_both_ways_have_it_too(self):
        self.assert_agree(5.0, ratio=1.0)


if __name__ == "__main__":
    test()
