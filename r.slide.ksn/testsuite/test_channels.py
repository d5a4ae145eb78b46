# location: EPSG:32645
"""The vector map of channels says of each line what the raster maps of the same run hold."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test
from scipy.stats import linregress

from ksn_case import KsnCase, ksn, lines, points, receivers, table
from rasters import read
from network import Network
from steady import CELL, event_relief

THRESHOLD = 0.3  # km2
RASTERS = {
    "ksn": "k",
    "chi": "x",
    "streams": "s",
    "order": "o",
    "direction": "d",
    "accumulation": "a",
    "conditioned": "z",
    "basins": "b",
}


class Channels(KsnCase):
    @classmethod
    def setUpClass(cls):
        event_relief(240, 320)
        super().setUpClass()
        gs.mapcalc("rough = elevation + rand(-2., 2.)", seed=3, overwrite=True)

    def make(self, **options):
        """Runs the module; the maps as flat arrays, the rows and lines of the vector map, the network in NumPy."""
        self.summary = ksn(elevation="rough", channels="ch", threshold=THRESHOLD, **RASTERS, **options)
        self.map = {key: read(name).ravel() for key, name in RASTERS.items()}
        receiver, step = receivers(read("d"), CELL)
        self.network = Network(receiver, step, self.map["accumulation"], self.map["streams"] > 0)
        self.rows, self.lines = table("ch"), lines("ch")
        self.assertEqual(set(self.rows), set(self.lines))
        self.assertEqual(len(self.rows), self.summary["channel_lines"])

    def assert_lines_cover_the_channels_once(self):
        """Each line follows the flow; its cells but the last, which is the next one's first, belong to no other."""
        own = []
        for cat, line in self.lines.items():
            np.testing.assert_array_equal(self.network.receiver[line[:-1]], line[1:])
            following = self.rows[cat]["next_cat"]
            if following > 0:
                self.assertEqual(self.lines[following][0], line[-1])
            else:
                self.assertEqual(following, -1)
                self.assertEqual(self.network.receiver[line[-1]], line[-1])
            own += line[:-1]
        flowing = self.network.cells[self.network.receiver[self.network.cells] != self.network.cells]
        self.assertEqual(sorted(own), sorted(flowing))

    def assert_rows_agree_with_maps(self):
        order = self.network.orders()
        for cat, line in self.lines.items():
            row, profile, own = self.rows[cat], np.array(line), np.array(line[:-1])
            step, value = self.network.step[own], self.map["ksn"][own]
            height, chi = self.map["conditioned"][profile], self.map["chi"][profile]
            # an outlet belongs to the one line that ends there
            last = own[-1] if self.network.is_head(profile[-1]) or row["next_cat"] > 0 else profile[-1]
            self.assertEqual({row["stream"]}, set(self.map["streams"][own]))
            self.assertEqual({row["strahler"]}, {order[cell] for cell in own})
            self.assertEqual({row["strahler"]}, set(self.map["order"][own]))
            expected = {
                "length_m": step.sum(),
                "area_km2": self.map["accumulation"][last] * 1e-6,
                "slope": (height[0] - height[-1]) / step.sum(),
                "ksn": (value * step).sum() / step.sum(),
                "z_min": height.min(),
                "z_max": height.max(),
                "chi_min": chi.min(),
                "chi_max": chi.max(),
            }
            for key, number in expected.items():
                self.assertAlmostEqual(row[key], number, delta=1e-4 + 1e-4 * abs(number), msg=f"{key} of line {cat}")
            self.assert_row_agrees_with_regression(row, chi, height)

    def assert_row_agrees_with_regression(self, row, chi, height):
        if len(chi) < 3:
            self.assertTrue(np.isnan(row["ksn_error"]) and np.isnan(row["r2"]))
            self.assertAlmostEqual(row["ksn_fit"], (height[0] - height[1]) / (chi[0] - chi[1]), delta=0.1)
            return
        fit = linregress(chi, height)
        # chi was read from a map of single precision
        self.assertAlmostEqual(row["ksn_fit"], fit.slope, delta=1e-3 * abs(fit.slope) + 1e-3)
        self.assertAlmostEqual(row["ksn_error"], fit.stderr, delta=1e-3 * abs(fit.slope) + 1e-3)
        if height[0] > height[-1]:
            self.assertAlmostEqual(row["r2"], fit.rvalue**2, delta=1e-3)

    def test_lines_between_confluences_agree_with_the_raster_maps(self):
        self.make()
        self.assertGreater(len(self.rows), 50)
        self.assert_lines_cover_the_channels_once()
        self.assert_rows_agree_with_maps()
        for cat, line in self.lines.items():
            self.assertTrue(self.network.is_head(line[0]))
            self.assertFalse(any(self.network.is_head(cell) for cell in line[1:-1]))
            self.assertTrue(self.rows[cat]["next_cat"] == -1 or self.network.is_head(line[-1]))

    def test_pieces_have_the_length_asked_for_and_their_rows_agree(self):
        self.make()
        whole = {row["stream"]: row["length_m"] for row in self.rows.values()}
        self.make(segment_length=300.0)
        self.assert_lines_cover_the_channels_once()
        self.assert_rows_agree_with_maps()
        for stream, length in whole.items():
            pieces = [row["length_m"] for row in self.rows.values() if row["stream"] == stream]
            self.assertAlmostEqual(sum(pieces), length, delta=1e-3)
            self.assertEqual(len(pieces), max(1, int(length / 300.0 + 0.5)))
            # whole steps: each end is at most a diagonal off
            self.assertLess(max(pieces) - min(pieces), 4.0 * CELL * np.sqrt(2.0) + 1e-6)

    def test_lines_are_cut_at_knickpoints_on_request_and_their_rows_agree(self):
        self.make()
        whole = len(self.rows)
        self.make(flags="k", knickpoints="kp", tolerance=20.0)
        self.assert_lines_cover_the_channels_once()
        self.assert_rows_agree_with_maps()
        firsts, found = {line[0] for line in self.lines.values()}, points("kp")
        self.assertGreater(len(found), 3)
        self.assertLessEqual(set(found.values()), firsts)
        cuts = [cell for cell in found.values() if not self.network.is_head(cell)]
        self.assertEqual(len(self.rows), whole + len(cuts))

    def test_every_method_gives_the_lines_its_own_mean(self):
        for method in ("steepest", "chi", "segment", "smooth"):
            self.make(gradient=method)
            for cat, line in self.lines.items():
                own = np.array(line[:-1])
                step, value = self.network.step[own], self.map["ksn"][own]
                known = ~np.isnan(value)
                if known.all():
                    mean = (value * step).sum() / step.sum()
                    self.assertAlmostEqual(self.rows[cat]["ksn"], mean, delta=1e-4 * mean + 1e-4)

    def test_lines_that_meet_at_an_outlet_have_none_to_follow(self):
        # all water runs to one cell of the edge, which is a segment but no line
        region = gs.region()
        gs.run_command("g.region", s=region["n"] - 20 * CELL, e=region["w"] + 21 * CELL)
        try:
            gs.mapcalc("funnel = sqrt((20. - row())^2 + (11. - col())^2)", overwrite=True)
            ksn(elevation="funnel", channels="ch", threshold=0.02, streams="s", direction="d")
            rows, found = table("ch"), lines("ch")
            ends = {cat: line[-1] for cat, line in found.items() if line[-1] == 19 * 21 + 10}
            self.assertGreater(len(ends), 1)
            self.assertEqual({rows[cat]["next_cat"] for cat in ends}, {-1})
        finally:
            gs.run_command("g.region", raster="elevation")

    def test_streams_and_directions_can_be_followed_as_r_stream_modules_do(self):
        self.make()
        stream, direction = self.map["streams"], self.map["direction"]
        self.assertEqual(gs.raster_info("s")["datatype"], "CELL")
        self.assertEqual(gs.raster_info("d")["datatype"], "CELL")
        for cell in self.network.cells:
            below = self.network.receiver[cell]
            self.assertTrue(-8 <= direction[cell] <= 8)
            if direction[cell] <= 0:
                continue
            self.assertFalse(np.isnan(stream[below]))
            # a category ends where channels meet, and only there
            self.assertEqual(stream[below] == stream[cell], not self.network.is_head(below))
        numbers = np.unique(stream[~np.isnan(stream)])
        np.testing.assert_array_equal(numbers, np.arange(1, numbers.size + 1))
        self.assertEqual(numbers.size, self.summary["channel_segments"])

    def test_sub_basins_are_what_drains_into_the_segment_of_their_number(self):
        self.make()
        basin, stream = self.map["basins"], self.map["streams"]
        channel = stream > 0
        np.testing.assert_array_equal(basin[channel], stream[channel])
        inside = self.map["direction"] > 0
        below = self.network.receiver
        hillslope = inside & ~channel
        np.testing.assert_array_equal(basin[hillslope], basin[below[hillslope]])

    def test_the_map_can_be_read_by_others_and_says_what_it_is(self):
        self.make()
        self.assertIn("Channel segments with Ksn", gs.read_command("v.info", map="ch"))
        columns = gs.read_command("v.info", map="ch", flags="c", quiet=True).splitlines()
        types = {name: kind for kind, name in (column.split("|") for column in columns)}
        self.assertEqual(types["stream"], "INTEGER")
        self.assertEqual(types["ksn_error"], "DOUBLE PRECISION")


if __name__ == "__main__":
    test()
