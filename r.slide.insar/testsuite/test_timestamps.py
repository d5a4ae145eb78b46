# location: EPSG:32645
"""Outputs show the days of the maps that they are made of: r.timestamp says them, or none where one of these has none."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test

from insar_case import OnMaps, put

PRE, CO, POST = "22 Feb 2015 / 5 Apr 2015", "5 Apr 2015 / 17 May 2015", "17 May 2015 / 31 May 2015"
GEOMETRY = {"elevation": "elevation", "incidence": 39, "heading": -13}
ANGLES = {"incidence_ascending": 39, "incidence_descending": 35, "azimuth_ascending": 78, "azimuth_descending": 282,
          "azimuth_is": "look"}  # fmt: skip
SENSOR = {"wavelength": "sentinel1", "producer": "isce"}


class Timestamps(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=3000600, s=3000000, w=300000, e=300900, res=30)
        rows, cols = np.mgrid[0:20, 0:30]
        for name, values, stamp in (
            ("pre", 0.8 + 0 * rows, PRE), ("co", 0.5 + 0.01 * cols, CO), ("post", 0.7 + 0 * rows, POST),
            ("phase", 0.1 * rows, CO), ("other", 0.1 * cols, POST), ("elevation", 1000 + 12.0 * cols + 3 * rows, None),
            ("undated", 0.1 * rows, None),
        ):  # fmt: skip
            put(name, values)
            if stamp:
                cls.runModule("r.timestamp", map=name, date=stamp)

    def stamps(self, operation, outputs, **options):
        """{option: what r.timestamp says of the map}."""
        names = {key: f"ts_{key}" for key in outputs}
        gs.run_command("r.slide.insar", operation=operation, overwrite=True, quiet=True, **names, **options)
        return {key: gs.read_command("r.timestamp", map=name, errors="ignore").strip() for key, name in names.items()}

    def test_change_shows_the_days_of_the_pairs_that_each_output_needs(self):
        told = self.stamps("change", ["cecl", "peci", "sum"], pre="pre", co="co", post="post")
        self.assertEqual(told, {"cecl": "22 Feb 2015 / 17 May 2015", "peci": "5 Apr 2015 / 31 May 2015",
                                "sum": "22 Feb 2015 / 31 May 2015"})  # fmt: skip

    def test_what_is_made_of_one_pair_shows_its_two_days(self):
        self.assertEqual(set(self.stamps("displacement", ["output", "absolute"], phase="phase", **SENSOR).values()), {CO})
        self.assertEqual(self.stamps("filter", ["output"], phase="phase", window=8), {"output": CO})
        self.assertEqual(set(self.stamps("unwrap", ["output", "components"], phase="phase").values()), {CO})
        told = self.stamps("slope_parallel", ["output", "sensitivity"], input="phase", **GEOMETRY)
        self.assertEqual(set(told.values()), {CO})

    def test_what_is_made_of_many_maps_shows_their_first_and_last_day(self):
        told = self.stamps("decomposition", ["vertical", "east"], ascending="phase", descending="other", **ANGLES)
        self.assertEqual(set(told.values()), {"5 Apr 2015 / 31 May 2015"})
        self.assertEqual(self.stamps("stack", ["mean"], input="post,pre"), {"mean": "22 Feb 2015 / 31 May 2015"})
        told = self.stamps("sbas", ["velocity"], input="phase,other", **SENSOR)
        self.assertEqual(told, {"velocity": "5 Apr 2015 / 31 May 2015"})

    def test_one_day_is_written_once(self):
        self.assertEqual(self.stamps("stack", ["mean"], input="co,pre", dates="20150405,20150405"), {"mean": "5 Apr 2015"})

    def test_what_is_not_dated_leaves_no_time_nor_that_of_a_map_it_overwrites(self):
        self.assertEqual(self.stamps("displacement", ["output"], phase="phase", **SENSOR), {"output": CO})
        self.assertEqual(self.stamps("displacement", ["output"], phase="undated", **SENSOR), {"output": ""})
        told = self.stamps("decomposition", ["east"], ascending="phase", descending="undated", **ANGLES)
        self.assertEqual(told, {"east": ""})


if __name__ == "__main__":
    test()
