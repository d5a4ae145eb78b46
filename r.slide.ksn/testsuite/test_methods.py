# location: EPSG:32645
"""Every way to measure slope gives the Ksn that a landscape in steady state was made with."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test
from scipy.ndimage import maximum_filter, minimum_filter

from ksn_case import KsnCase, ksn, steepest_descent
from rasters import read
from steady import CELL, Steady, event_relief, write

METHODS = ("flow", "steepest", "chi", "segment", "smooth")
PLANTED = {0.35: 25.0, 0.45: 100.0, 0.55: 400.0}  # Ksn in m^(2 theta) by theta
WINDOW = 500.0


class RecoverMixin:
    def assert_recovered(self, ratio, what):
        """Median error below 1 %, and 90 % of the nodes within 5 %."""
        off = np.abs(ratio[np.isfinite(ratio)] - 1.0)
        print(f"{what}: {off.size} nodes, median error {np.median(off):.2e}, {(off < 0.05).mean():.4f} within 5 %")
        self.assertGreater(off.size, 500)
        self.assertLess(np.median(off), 0.01, what)
        self.assertGreaterEqual((off < 0.05).mean(), 0.9, what)


class OneKsnEverywhere(RecoverMixin, KsnCase):
    """The truth is exact: the same everywhere, summed up the flow in NumPy."""

    @classmethod
    def setUpClass(cls):
        cls.relief = event_relief()
        super().setUpClass()

    def assert_all_methods_recover(self, theta):
        planted = PLANTED[theta]
        land = Steady(self.relief, theta, lambda chi: planted)
        write("steady", land.elevation)
        for method in METHODS:
            summary = ksn(elevation="steady", gradient=method, theta=theta, threshold=0.2, window=WINDOW, ksn="k")
            self.assertEqual(summary["cells_changed"], 0)
            self.assert_recovered(read("k") / planted, f"{method}, theta {theta}")
            # on the coast there is no next cell, and no steeper neighbour either
            value = read("k").ravel()[(land.area >= 0.2e6) & (land.step > 0.0)]
            self.assertFalse(np.isnan(value).any())
            np.testing.assert_allclose(value, planted, rtol=1e-3, err_msg=method)

    def test_all_methods_recover_ksn_at_theta_0_45(self):
        self.assert_all_methods_recover(0.45)

    def test_all_methods_recover_ksn_at_theta_0_35(self):
        self.assert_all_methods_recover(0.35)

    def test_all_methods_recover_ksn_at_theta_0_55(self):
        self.assert_all_methods_recover(0.55)


class SimulatedLandscape(RecoverMixin, KsnCase):
    """Uplift and rock differ from place to place; the truth is U / K of each cell.

    Away from breaks: the true Ksn within half a window to all sides, in a square, differs by less than 2 %.
    """

    @classmethod
    def setUpClass(cls):
        event_relief(300, 400)
        super().setUpClass()
        cls.truth = read("ksn_true")
        side = 2 * int(np.ceil(WINDOW / 2.0 / CELL)) + 1
        cls.away = maximum_filter(cls.truth, side) / minimum_filter(cls.truth, side) < 1.02

    def ratio(self, method, **options):
        ksn(elevation="elevation", gradient=method, window=WINDOW, ksn="k", **options)
        return read("k") / self.truth

    def test_slopes_of_single_steps_recover_ksn_across_breaks(self):
        for method in ("flow", "steepest"):
            self.assert_recovered(self.ratio(method), method)

    def test_methods_with_a_window_recover_ksn_away_from_breaks(self):
        for method in ("chi", "segment", "smooth"):
            self.assert_recovered(self.ratio(method)[self.away], method)

    def test_a_window_in_nodes_recovers_ksn_too(self):
        ksn(elevation="elevation", gradient="chi", window="11n", ksn="k")
        self.assert_recovered((read("k") / self.truth)[self.away], "chi, 11 nodes")

    def assert_is_recipe(self, slope_of, **options):
        ksn(elevation="elevation", gradient="steepest", ksn="k", accumulation="a", **options)
        elevation, area, value = read("elevation"), read("a"), read("k")
        expected = slope_of(steepest_descent(elevation, CELL)[0]) * area**0.45
        channel = area >= 1e6
        np.testing.assert_array_equal(np.isnan(value), ~channel)
        np.testing.assert_allclose(value[channel], expected[channel], rtol=1e-5)

    def test_steepest_is_the_tangent_to_the_steepest_neighbour_cell_by_cell(self):
        self.assert_is_recipe(lambda tangent: tangent)

    def test_steepest_in_radians_is_the_angle_to_the_steepest_neighbour_cell_by_cell(self):
        self.assert_is_recipe(np.arctan, flags="r")

    def test_radians_are_refused_for_other_methods(self):
        self.assert_refused("gradient=flow", elevation="elevation", gradient="flow", flags="r", ksn="k_none")

    def test_maps_say_which_slope_they_hold(self):
        ksn(elevation="elevation", gradient="steepest", flags="r", ksn="k")
        self.assertIn("gradient=steepest, S the angle in radians", gs.read_command("r.info", map="k"))


if __name__ == "__main__":
    test()
