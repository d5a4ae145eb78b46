"""In latitude-longitude objects have areas on the ellipsoid, and a profile in metres is refused."""

# location: EPSG:4326
import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from eval_case import EvalCase, scores, write

ROWS, COLS = 40, 30
MAJOR, MINOR = 6378137.0, 6356752.314245179


def band_area(south, north):
    """Area of the ellipsoid WGS 84 between two parallels, for one radian of longitude (Snyder 1987, eq. 3-12)."""
    e = np.sqrt(1 - (MINOR / MAJOR) ** 2)
    s = np.sin(np.radians([south, north]))
    q = (1 - e**2) * (s / (1 - (e * s) ** 2) + np.arctanh(e * s) / e)
    return MAJOR**2 / 2 * (q[1] - q[0])


class LatLong(EvalCase):
    rows, cols = ROWS, COLS

    @classmethod
    def back_to_region(cls):
        cls.runModule("g.region", n=60 + ROWS / 100, s=60, e=COLS / 100, w=0, res=0.01)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        truth = np.zeros((ROWS, COLS))
        truth[5:9, 3:6] = 1
        write("truth", truth)
        write("probability", np.where(truth, 0.9, 0.1))

    def test_area_of_a_landslide_is_that_on_the_ellipsoid(self):
        found = scores(input="probability", flags="o")["objects"][0]["all"]
        north = 60 + ROWS / 100
        expected = band_area(north - 0.09, north - 0.05) * np.radians(0.03)
        self.assertEqual((found["landslides"], found["touched"], found["false_patches"]), (1, 1, 0))
        self.assertAlmostEqual(found["landslide_area_m2"] / expected, 1, delta=1e-9)

    def test_profile_is_refused_with_the_remedy(self):
        self.refused("needs a projected location", input="probability", profile_coordinates="0.1,60.1,0.2,60.3",
                     profile_table=f"{self.folder}/profile.csv")  # fmt: skip
        self.assertFalse(gs.find_file("profile", element="vector")["name"])


if __name__ == "__main__":
    test()
