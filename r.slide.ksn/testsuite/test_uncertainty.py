# location: EPSG:32645
"""Errors of Ksn: of regressions as SciPy has them, of elevation errors in closed form; no bits change with threads."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test
from grass.script.task import parse_interface
from scipy.stats import linregress

from ksn_case import KsnCase, ksn, lines, points, receivers, table
from rasters import read
from network import Network
from steady import CELL, event_relief, write


class ErrorsOfRegressions(KsnCase):
    @classmethod
    def setUpClass(cls):
        event_relief()
        super().setUpClass()
        gs.mapcalc("rough = elevation + rand(-2., 2.)", seed=3, overwrite=True)

    def test_error_in_a_window_on_chi_is_that_of_scipy(self):
        maps = {"ksn": "k", "ksn_error": "e", "chi": "x", "conditioned": "z", "direction": "d", "accumulation": "a"}
        ksn(elevation="rough", gradient="chi", window="11n", threshold=0.3, **maps)
        value = {key: read(name).ravel() for key, name in maps.items()}
        network = Network(*receivers(read("d"), CELL), value["accumulation"], value["accumulation"] >= 0.3e6)
        for cell in network.cells[::7]:
            window = network.window(cell, 5)
            fit = linregress(value["chi"][window], value["conditioned"][window])
            self.assertAlmostEqual(value["ksn"][cell] / fit.slope, 1.0, delta=1e-3)
            self.assertAlmostEqual(value["ksn_error"][cell], fit.stderr, delta=2e-3 * fit.stderr + 1e-3)

    def test_error_of_a_smoothed_profile_falls_with_the_window(self):
        medians = []
        for window in (200, 400, 800):
            ksn(elevation="rough", gradient="smooth", window=window, threshold=0.3, ksn_error="e")
            medians.append(np.nanmedian(read("e")))
        self.assertGreater(medians[0], medians[1])
        self.assertGreater(medians[1], medians[2])

    def test_without_the_error_of_elevations_single_steps_have_none(self):
        for method in ("flow", "steepest"):
            ksn(elevation="rough", gradient=method, ksn_error="e")
            self.assertTrue(np.isnan(read("e")).all())


class ErrorsOfElevations(KsnCase):
    """A valley tilted to the south, its walls steep: small errors change no direction, and each step is 30 m."""

    ROWS, COLS, THETA = 40, 31, 0.45

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        north, west = 3160000, 300000
        gs.run_command("g.region", n=north, s=north - cls.ROWS * CELL, w=west, e=west + cls.COLS * CELL, res=CELL)
        row, col = np.mgrid[: cls.ROWS, : cls.COLS]
        write("valley", 500.0 - 0.05 * CELL * row + 0.5 * CELL * np.abs(col - cls.COLS // 2))

    def run_ensemble(self, sd, length, **options):
        """Mean and sd along the valley, less its outlet, and A^theta there."""
        ksn(
            elevation="valley", threshold=0.05, dem_error=f"{sd},{length}", ksn="k", ksn_error="e", ksn_mean="m",
            ksn_sd="s", accumulation="a", **options,
        )  # fmt: skip
        middle = self.COLS // 2
        valley = [read(name)[:-1, middle] for name in ("k", "e", "m", "s")]
        channel = read("a")[:-1, middle] >= 0.05e6
        self.assertGreater(channel.sum(), 30)
        return [value[channel] for value in valley] + [read("a")[:-1, middle][channel] ** self.THETA]

    def assert_closed_form(self, sd, length, correlation):
        members = 600
        value, error, mean, spread, power = self.run_ensemble(sd, length, members=members)
        expected = np.sqrt(2.0 * (1.0 - correlation)) * sd / CELL * power
        np.testing.assert_allclose(value, 0.05 * power, rtol=1e-3)
        np.testing.assert_allclose(error, expected, rtol=1e-5)
        # a standard deviation of n values has the standard error 1 / sqrt(2 n), their mean 1 / sqrt(n)
        # within 1.5 lengths of the edge the simulated correlation is a little higher than the stated one
        border = int(np.ceil(1.5 * length / CELL))
        off = (spread / expected - 1.0)[border : spread.size - border]
        print(f"sd over closed form: mean off {off.mean():+.4f}, largest {np.abs(off).max():.4f}")
        self.assertLess(np.abs(off).max(), 4.0 / np.sqrt(2.0 * members))
        self.assertLess(abs(off.mean()), 0.01)
        self.assertGreater(off.size, 20)
        self.assertLess(np.abs((mean - value) / expected).max(), 4.5 / np.sqrt(members))

    def test_white_noise_spreads_ksn_as_the_closed_form_says(self):
        self.assert_closed_form(0.05, 0.0, 0.0)

    def test_correlated_noise_spreads_ksn_less_as_the_closed_form_says(self):
        self.assert_closed_form(0.05, 120.0, np.exp(-((30.0 / 120.0) ** 2)))

    def test_the_angle_s_error_is_the_tangent_s_over_one_plus_slope_squared(self):
        ksn(elevation="valley", threshold=0.05, dem_error="0.05,0", gradient="steepest", ksn_error="e")
        tangent = read("e")
        ksn(elevation="valley", threshold=0.05, dem_error="0.05,0", gradient="steepest", ksn_error="e", flags="r")
        ratio = (read("e") / tangent)[:-1, self.COLS // 2]
        np.testing.assert_allclose(ratio[np.isfinite(ratio)], 1.0 / (1.0 + 0.05**2), rtol=1e-5)

    def test_the_same_seed_gives_the_same_bits_and_another_seed_others(self):
        first, again = (self.run_ensemble(0.05, 60.0, seed=7, members=5) for _ in range(2))
        for one, two in zip(first, again):
            np.testing.assert_array_equal(one, two)
        other = self.run_ensemble(0.05, 60.0, seed=8, members=5)
        self.assertTrue((first[3] != other[3]).all())
        self.assertTrue((first[2] != other[2]).all())

    def test_an_ensemble_without_an_error_is_refused(self):
        self.assert_refused("dem_error", elevation="valley", ksn_mean="k_none")
        self.assert_refused("dem_error", elevation="valley", ksn_mean="k_none", dem_error="-1,0")


class Threads(KsnCase):
    @classmethod
    def setUpClass(cls):
        event_relief()
        super().setUpClass()
        gs.mapcalc("rough = elevation + rand(-2., 2.)", seed=3, overwrite=True)
        outputs = [p for p in parse_interface("r.slide.ksn").params if p["gisprompt"] and p["age"] == "new"]
        cls.rasters = [p["name"] for p in outputs if p["element"] == "cell"]
        cls.vectors = [p["name"] for p in outputs if p["element"] == "vector"]

    def all_outputs(self, threads, **options):
        """One run with every output of the module."""
        names = {key: f"all_{key}" for key in self.rasters + self.vectors}
        return ksn(
            elevation="rough", threshold=0.3, dem_error="1,60", members=4, unit_threshold=1, area_min=0.05,
            radius=600, nprocs=threads, **names, **options,
        )  # fmt: skip

    def results(self):
        found = {key: read(f"all_{key}") for key in self.rasters}
        found.update({f"{key}, rows": table(f"all_{key}") for key in self.vectors})
        found["lines"], found["points"] = lines("all_channels"), points("all_knickpoints")
        return found

    def assert_threads_do_not_matter(self, **options):
        self.assertGreater(len(self.rasters), 20)
        self.assertEqual(len(self.vectors), 3)
        one_summary = self.all_outputs(1, **options)
        one = self.results()
        self.assertEqual(self.all_outputs(4, **options), one_summary)
        for key, value in self.results().items():
            np.testing.assert_equal(value, one[key], err_msg=key)
            if key in self.rasters:
                self.assertTrue(np.isfinite(value).any(), f"<{key}> is null everywhere")

    def test_every_output_has_the_same_bits_with_one_and_four_threads(self):
        self.assert_threads_do_not_matter(gradient="chi", surface="kernel")

    def test_and_with_the_other_ways_to_do_it(self):
        self.assert_threads_do_not_matter(gradient="smooth", surface="kernel", theta="auto", depression="fill")


if __name__ == "__main__":
    test()
