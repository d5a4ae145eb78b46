# location: XY
"""Splits and folds of mapping units: a unit is of one part as a whole, that which most of its ground has."""

import numpy as np

from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write
from rasters import read

SIDE, UNIT = 120, 10
PER_SIDE = SIDE // UNIT


def by_unit(values):
    """One row a unit, of its cells."""
    return values.reshape(PER_SIDE, UNIT, PER_SIDE, UNIT).swapaxes(1, 2).reshape(PER_SIDE**2, UNIT**2)


def painted(of_unit):
    return np.kron(of_unit.reshape(PER_SIDE, PER_SIDE), np.ones((UNIT, UNIT)))


class UnitsSplit(TrainCase):
    prefix = "us_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=SIDE, s=0, e=SIDE, w=0, res=1)
        cls.random = np.random.default_rng(9)
        a = cls.random.normal(size=(SIDE, SIDE)) + painted(cls.random.normal(size=PER_SIDE**2))
        write("us_a", a)
        write("us_label", cls.random.random((SIDE, SIDE)) < 0.04 / (1 + np.exp(-3 * a)), np.int32)
        write("us_units", painted(np.arange(PER_SIDE**2) + 1), np.int32)
        # 1 is held out: in 55 to 100 of a unit's cells or in none to 45, and never in the first
        cls.held = cls.random.random(PER_SIDE**2) < 0.3
        zone = np.empty((PER_SIDE**2, UNIT**2))
        for i, held in enumerate(cls.held):
            ones = cls.random.integers(55, 99) if held else cls.random.integers(0, 45)
            zone[i] = cls.random.permutation(UNIT**2) < ones
            zone[i, 0] = not held
        cls.zone = zone.reshape(PER_SIDE, PER_SIDE, UNIT, UNIT).swapaxes(1, 2).reshape(SIDE, SIDE)
        cls.zone[:, UNIT - 1 :: UNIT] = np.nan  # what is null counts for nothing
        write("us_zone", cls.zone, np.int32)
        cls.inputs = {"predictors": "us_a", "label": "us_label", "negatives": 0, "method": "logistic"}

    def test_a_unit_is_held_out_where_most_of_its_ground_is(self):
        for mapping in ({"units": "us_units"}, {"lad": f"{UNIT}x{UNIT}"}):
            self.train(split="map", split_map="us_zone", test=0.3, test_map="us_held", **mapping)
            known = by_unit(self.zone)
            expected = np.nansum(known, axis=1) > np.isfinite(known).sum(axis=1) / 2
            np.testing.assert_array_equal(read("us_held"), painted(expected.astype(float)))

    def test_mixed_units_are_told_of(self):
        self.assertTrue((np.nanmin(by_unit(self.zone), axis=1) < np.nanmax(by_unit(self.zone), axis=1)).sum() > 100)
        message = self.message_of(split="map", split_map="us_zone", units="us_units")
        self.assertIn("units have several values of <us_zone", message)
        write("us_whole", painted(self.held.astype(float)), np.int32)
        self.assertNotIn("several values", self.message_of(split="map", split_map="us_whole", units="us_units"))

    def test_folds_are_shown_over_whole_units(self):
        for mapping in ({"units": "us_units"}, {"lad": f"{UNIT}x{UNIT}"}):
            self.train(folds=4, test=0.25, fold_map="us_fold", test_map="us_held", **mapping)
            fold, held = by_unit(read("us_fold")), by_unit(read("us_held"))
            np.testing.assert_array_equal(fold, np.repeat(fold[:, :1], UNIT**2, axis=1))
            np.testing.assert_array_equal(np.isnan(fold), held == 1)
            counts = np.unique(fold[:, 0][held[:, 0] == 0], return_counts=True)
            self.assertEqual(counts[0].tolist(), [1, 2, 3, 4])
            self.assertLessEqual(np.ptp(counts[1]), 2)

    def test_a_split_map_of_numbers_too_large_to_count_is_refused(self):
        write("us_large", painted(np.arange(PER_SIDE**2) + 20_000_000.0), np.int32)
        self.assert_refused("no whole number below 2^24", split="map", split_map="us_large", units="us_units")


if __name__ == "__main__":
    test()
