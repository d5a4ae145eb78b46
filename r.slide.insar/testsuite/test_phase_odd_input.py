# location: EPSG:32645
"""Odd but right input of filter and unwrap: one row, one column, one value, whole numbers, infinity, other mapsets."""

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from insar_case import OnMaps, assert_refused, put
from rasters import read
from test_filter import goldstein, wrap


class OddInput(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

    def store(self, name, values):
        rows, cols = values.shape
        gs.run_command("g.region", s=3100000, n=3100000 + rows * 30, w=500000, e=500000 + cols * 30, res=30)
        put(name, values)

    def run_module(self, **options):
        self.assertModule(SimpleModule("r.slide.insar", overwrite=True, **options))
        return read(options["output"])

    def unwrapped(self, phase="odd"):
        options = dict(operation="unwrap", phase=phase, output="out")
        return [self.run_module(method=method, **options) for method in ("flow", "reliability")]

    def test_single_row_and_single_column_are_filtered_and_unwrapped(self):
        planted = np.cumsum(np.random.default_rng(3).uniform(0, 2, (1, 70)), axis=1)
        for truth in (planted, planted.T, planted[:, :1]):
            self.store("odd", wrap(truth))
            found = self.run_module(operation="filter", phase="odd", output="out", window=16)
            self.assertLess(np.max(np.abs(wrap(found - goldstein(wrap(truth), window=16)))), 1e-3)
            for found in self.unwrapped():
                self.assertLess(np.ptp(found - truth), 1e-5)

    def test_constant_phase_stays_constant_also_as_whole_numbers(self):
        for value in (0.0, 2.5, -np.pi):
            self.store("odd", np.full((40, 50), value))
            found = self.run_module(operation="filter", phase="odd", output="out", strength=0)
            self.assertLess(np.max(np.abs(wrap(found - value))), 1e-5)
            for found in self.unwrapped():
                self.assertLess(np.ptp(found), 1e-6)
        gs.mapcalc("whole = int(row() % 3)", overwrite=True)
        expected = goldstein(read("whole"), window=16)
        found = self.run_module(operation="filter", phase="whole", output="out", window=16)
        self.assertGreaterEqual(np.mean(np.abs(wrap(found - expected)) < 1e-3), 0.9995)

    def test_infinity_is_no_phase(self):
        values = np.full((40, 50), 0.5)
        values[7, 9] = np.inf
        self.store("odd", values)
        found = self.run_module(operation="filter", phase="odd", output="out", window=16)
        np.testing.assert_array_equal(np.isnan(found), np.isinf(values))

    def test_empty_phase_is_refused_by_unwrapping_too(self):
        self.store("odd", np.full((40, 50), np.nan))
        for method in ("flow", "reliability"):
            options = dict(operation="unwrap", phase="odd", output="no", method=method)
            assert_refused(self, "No valid cell in <odd>", ("no",), **options)

    def test_maps_of_another_mapset_are_read_by_their_full_names(self):
        mapset = gs.gisenv()["MAPSET"]
        self.store("odd", wrap(np.mgrid[0:40, 0:50][1] * 0.4))
        self.store("gamma", np.full((40, 50), 0.4))
        options = dict(operation="filter", window=16, strength="coherence", output="out")
        short = self.run_module(phase="odd", coherence="gamma", **options)
        self.run_module(phase=f"odd@{mapset}", coherence=f"gamma@{mapset}", **options)
        np.testing.assert_array_equal(read("out"), short)


if __name__ == "__main__":
    test()
