"""The published ground-failure model: no samples, values as worked out from its equation by hand and by NumPy."""

import json
import os
import tempfile
import zipfile

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

# slope, pgv, cti, lithology, land cover; columns 1 to 3 are worked out in test_three_cells_worked_out_by_hand
CELLS = np.array(
    [
        [30, 50, 5, -0.5, 0.2],
        [10, 20, 12, -1.2, -0.8],
        [45, 400, 25, 0.1, 0.9],  # both clipped: as 211 and 19
        [30, 50, 5, -3.21, 0.2],  # as -1.36
        [30, 50, 5, -3.22, 0.2],
        [2, 50, 5, -0.5, 0.2],  # flat
        [0, 0, 0, 0, 0],
        [30, 0, 5, -0.5, 0.2],  # not shaken
    ]
).T
MAPS = ("slope", "gf_shake", "cti", "lithology", "land_cover")


def law(cells):
    slope, pgv, cti, lithology, cover = cells
    with np.errstate(divide="ignore", invalid="ignore"):
        ln_pgv = np.log(np.clip(pgv, 0, 211))
        lithology = np.where(lithology <= -3.21, -1.36, lithology)
        x = -6.30 + 1.65 * ln_pgv + 0.06 * slope + lithology + 0.03 * np.clip(cti, 0, 19) + cover + 0.01 * slope * ln_pgv
        return np.where(slope <= 2, 0, 1 / (1 + np.exp(-x)))


class GroundFailure(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.runModule("g.region", n=1, s=0, e=CELLS.shape[1], w=0, rows=1, cols=CELLS.shape[1])
        cls.folder = tempfile.TemporaryDirectory()
        for name, values in zip(MAPS, CELLS):
            raster = garray.array(dtype=np.float64)
            raster[...] = values
            raster.write(name, overwrite=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        gs.run_command("g.remove", flags="f", type="raster", name=MAPS + ("gf_out", "gf_extra"), quiet=True)
        cls.del_temp_region()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def model(self, **options):
        options = {"predictors": ",".join(MAPS), "roles": "pgv=gf_shake", **options}
        gs.run_command(
            "r.slide.train", method="ground_failure", model=self.path("gf.slide"), overwrite=True, quiet=True, **options
        )
        gs.run_command("r.slide.predict", flags="o", model=self.path("gf.slide"), output="gf_out", overwrite=True, quiet=True)
        return np.array(garray.array("gf_out"))[0]

    def test_probability_is_the_equation(self):
        np.testing.assert_allclose(self.model(), law(CELLS), rtol=2e-6, atol=1e-12)

    def test_three_cells_worked_out_by_hand(self):
        """ln 50 = 3.912023: X = -6.3 + 6.454838 + 1.8 - 0.5 + 0.15 + 0.2 + 1.173607 = 2.978445; P = 1 / 1.050872 = 0.951591.
        ln 20 = 2.995732: X = -6.3 + 4.942958 + 0.6 - 1.2 + 0.36 - 0.8 + 0.299573 = -2.097469; P = 1 / 9.14553 = 0.109343.
        ln 211 = 5.351858: X = -6.3 + 8.830566 + 2.7 + 0.1 + 0.57 + 0.9 + 2.408336 = 9.208902; P = 0.999900."""
        np.testing.assert_allclose(self.model()[:3], [0.951591, 0.109343, 0.999900], atol=1e-6)

    def test_coverage_is_the_polynomial_of_the_probability(self):
        p = law(CELLS)
        expected = np.where(p > 0, np.exp(-7.592 + 5.237 * p - 3.042 * p**2 + 4.035 * p**3), 0)
        expected[7] = np.exp(-7.592)  # steep, but not shaken
        np.testing.assert_allclose(self.model(parameters="coverage=1"), expected, rtol=3e-6, atol=1e-12)

    def test_order_of_the_maps_does_not_matter(self):
        first = self.model()
        np.testing.assert_array_equal(first, self.model(predictors=",".join(reversed(MAPS))))

    def test_model_file_tells_the_published_numbers(self):
        self.model()
        with zipfile.ZipFile(self.path("gf.slide")) as model:
            numbers = json.loads(model.read("ground_failure.json"))
            description = json.loads(model.read("model.json"))
        self.assertEqual(numbers["coverage_polynomial"], [-7.592, 5.237, -3.042, 4.035])
        self.assertEqual((numbers["intercept"], numbers["ln_pgv"], numbers["slope"]), (-6.30, 1.65, 0.06))
        self.assertEqual([p["label"] for p in description["predictors"]], list(MAPS))

    def assert_refused(self, *words, **options):
        options = {"predictors": ",".join(MAPS), "roles": "pgv=gf_shake", "method": "ground_failure", **options}
        options = {key: value for key, value in options.items() if value is not None}
        module = SimpleModule("r.slide.train", model=self.path("refused.slide"), **options)
        self.assertModuleFail(module)
        for word in words:
            self.assertIn(word, " ".join(module.outputs.stderr.split()))
        self.assertFalse(os.path.exists(self.path("refused.slide")))

    def test_wrong_maps_and_options_are_refused_by_name(self):
        gs.mapcalc("gf_extra = 1.5", overwrite=True, quiet=True)
        self.assert_refused("needs a map of peak ground velocity", "roles=pgv=map", roles=None)
        self.assert_refused("needs a map of compound topographic index", predictors="slope,gf_shake,lithology,land_cover")
        self.assert_refused("takes 5 predictors, but 6", predictors=",".join(MAPS + ("gf_extra",)))
        self.assert_refused("'pga=gf_shake' is no role", roles="pga=gf_shake")
        self.assert_refused("none of", "gf_nothing", roles="pgv=gf_nothing")
        self.assert_refused("label=", "published", label="gf_shake")
        self.assert_refused("calibration=", "published", calibration="platt")
        self.assert_refused("scale=", scale="zscore")
        self.assert_refused("circular=", circular="slope")
        self.assert_refused("coverage must be a whole number", parameters="coverage=0.5")
        self.assert_refused("roles= goes with a published model only", method="logistic", label="gf_shake")
        self.assert_refused("give their map as label=", method="logistic", roles=None)


if __name__ == "__main__":
    test()
