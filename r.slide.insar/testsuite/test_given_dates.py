# location: EPSG:32645
"""dates= says of maps whose names and timestamps say nothing when they were taken."""

import numpy as np
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from insar_case import OnMaps, assert_refused
from rasters import read
from sbas_case import TOWARD, WAVELENGTH, arrays, dates_from, design, ordinal, pairs_within, sbas, write_all

DATES = dates_from("20150104", 12 * np.arange(8))
PAIRS = pairs_within(DATES, 3)
SPANS = [f"{earlier}_{later}" for earlier, later in PAIRS]
VELOCITY = 37.5  # mm a year


class GivenDates(OnMaps):
    rows, cols = 5, 7

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=cls.rows * 30, s=0, w=0, e=cls.cols * 30, res=30)
        years = (np.array([ordinal(date) for date in DATES]) - ordinal(DATES[0])) / 365.25
        moved = design(PAIRS, DATES) @ (VELOCITY * years) / (1000 * WAVELENGTH / (4 * np.pi))
        cls.names = [f"layer_{chr(97 + i)}" for i in range(len(PAIRS))]
        cls.values = write_all(cls.names, np.broadcast_to(moved[:, None, None], (len(PAIRS), cls.rows, cls.cols)))

    def sbas(self, **options):
        return sbas(input=self.names, wavelength=WAVELENGTH, **TOWARD, **options)

    def refused(self, message, **options):
        assert_refused(self, message, ["refused"], operation="sbas", input=self.names, wavelength=WAVELENGTH,
                       velocity="refused", **TOWARD, **options)  # fmt: skip

    def test_pairs_without_dates_of_their_own_give_the_planted_velocity(self):
        self.refused("does not say its two dates")
        self.assertModule(self.sbas(dates=SPANS, velocity="velocity"))
        np.testing.assert_allclose(arrays(["velocity"]), VELOCITY, atol=1e-3)

    def test_given_dates_come_before_those_of_a_name(self):
        renamed = [f"p_20010101_2001020{i}" for i in range(1, 4)]
        write_all(renamed, self.values[:3])
        self.assertModule(sbas(input=renamed, dates=SPANS[:3], wavelength=WAVELENGTH, velocity="velocity", **TOWARD))
        np.testing.assert_allclose(arrays(["velocity"]), VELOCITY, atol=1e-3)

    def test_stack_takes_the_maps_that_lie_in_the_window(self):
        dates = [f"2015-{1 + i:02d}-15" for i in range(4)]
        self.assertModule(
            SimpleModule("r.slide.insar", operation="stack", input=self.names[:4], dates=dates, start="2015-02-01",
                         end="2015-03-31", mean="mean", overwrite=True)
        )  # fmt: skip
        np.testing.assert_allclose(read("mean"), self.values[1:3].mean(axis=0), atol=1e-6)

    def test_wrong_dates_are_refused_by_name(self):
        self.refused(f"dates= has 2 answers for {len(PAIRS)} maps", dates=SPANS[:2])
        self.refused("dates=20150230 is no date", dates=["20150230_20150301"] + SPANS[1:])
        self.refused("is later than the last", dates=["20150301_20150201"] + SPANS[1:])
        self.refused("an interferogram has two", dates=["20150301"] + SPANS[1:])
        assert_refused(self, "with file= they stand in the file", ["refused"], operation="sbas", file="/dev/null",
                       dates=SPANS[0], wavelength=WAVELENGTH, velocity="refused", **TOWARD)  # fmt: skip


if __name__ == "__main__":
    test()
