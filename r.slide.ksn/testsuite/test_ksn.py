# location: EPSG:32645
"""r.slide.ksn on the simulated landscape, whose Ksn is known, and beside r.watershed; on a plane grid."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test

from real_data import needs, real_data

from independent import Drainage, steepest_descent
from ksn_case import STRAIGHT_AND_DIAGONAL, KsnCase, area_at_outlets, attempt, ksn
from rasters import read

CELL = 900.0


class SimulatedLandscape(KsnCase):
    @classmethod
    def setUpClass(cls):
        gs.run_command("simulate_event", rows=300, cols=400, seed=42, overwrite=True)
        super().setUpClass()
        cls.summary = ksn(
            elevation="elevation",
            ksn="k",
            accumulation="a",
            direction="d",
            order="c",
            ksn_surface="s",
            flow_distance="l",
            log_spi="p",
        )

    def setUp(self):
        gs.run_command("g.region", raster="elevation")

    def assert_median_is_true(self, depression):
        ksn(elevation="elevation", depression=depression, ksn="k_test")
        ratio = read("k_test") / read("ksn_true")
        self.assertGreater(np.isfinite(ratio).sum(), 500)
        self.assertAlmostEqual(np.nanmedian(ratio), 1.0, delta=0.02)

    def test_median_ksn_of_channels_is_within_two_percent_of_the_truth_when_carved(self):
        self.assert_median_is_true("carve")

    def test_median_ksn_of_channels_is_within_two_percent_of_the_truth_when_filled(self):
        self.assert_median_is_true("fill")

    def test_surface_covers_every_cell_and_follows_the_truth(self):
        surface, truth = read("s"), read("ksn_true")
        self.assertFalse(np.isnan(surface[~np.isnan(read("elevation"))]).any())
        self.assertAlmostEqual(np.median(surface / truth), 1.0, delta=0.05)

    def test_directions_and_areas_equal_steepest_descent_computed_apart(self):
        elevation, direction, area = read("elevation"), read("d"), read("a")
        truth, unique = steepest_descent(elevation, 30.0)
        if self.summary["cells_changed"] == 0:
            np.testing.assert_array_equal(direction[unique], truth[unique])
        along = Drainage(direction, 30.0).down(np.full(area.shape, CELL), lambda below, here: below + here)
        np.testing.assert_allclose(area, along, rtol=1e-6)

    def test_drainage_area_of_channels_agrees_with_r_watershed(self):
        # whose flood keeps the way it came by at about a fifth of the cells instead of the steepest: not exact
        gs.run_command("r.watershed", flags="s", elevation="elevation", accumulation="w", overwrite=True, quiet=True)
        area, reference = read("a"), np.abs(read("w")) * CELL
        ratio = np.abs(area / reference - 1.0)[(read("c") > 0) & (reference > 0)]
        print(f"{(ratio < 0.01).mean():.3f} of {ratio.size} channel cells within 1 % of r.watershed")
        self.assertGreater((ratio < 0.05).mean(), 0.97)
        self.assertGreater((ratio < 0.01).mean(), 0.88)

    def test_directions_lead_to_the_receiver_that_area_and_elevation_say(self):
        direction, area, elevation = read("d"), read("a"), read("elevation")
        rows, cols = direction.shape
        for row, col in np.argwhere(direction > 0)[::97]:
            south, east = STRAIGHT_AND_DIAGONAL[int(direction[row, col])]
            self.assertTrue(0 <= row + south < rows and 0 <= col + east < cols)
            self.assertGreater(area[row + south, col + east], area[row, col])
        for row, col in np.argwhere(direction < 0):
            south, east = STRAIGHT_AND_DIAGONAL[int(-direction[row, col])]
            self.assertFalse(0 <= row + south < rows and 0 <= col + east < cols)
        self.assertFalse(np.isnan(direction[~np.isnan(elevation)]).any())

    def test_ksn_is_slope_times_area_to_the_theta_cell_by_cell(self):
        ksn(elevation="elevation", ksn="k_test", accumulation="a_test", direction="d_test", theta=0.3, threshold=0.5)
        value, area, direction, elevation = read("k_test"), read("a_test"), read("d_test"), read("elevation")
        checked = 0
        for row, col in np.argwhere(value > 1.0)[::11]:
            south, east = STRAIGHT_AND_DIAGONAL[int(direction[row, col])]
            slope = (elevation[row, col] - elevation[row + south, col + east]) / (30.0 * np.hypot(south, east))
            if slope > 0.01:
                self.assertAlmostEqual(value[row, col] / (slope * area[row, col] ** 0.3), 1.0, delta=0.02)
                checked += 1
        self.assertGreater(checked, 50)
        self.assertTrue((area[~np.isnan(value)] >= 0.5e6).all())

    def test_chi_is_the_sum_along_the_flow_computed_apart(self):
        ksn(elevation="elevation", chi="x_test", accumulation="a_test", direction="d_test", order="c_test")
        chi, area, direction, channel = read("x_test"), read("a_test"), read("d_test"), read("c_test") > 0
        np.testing.assert_array_equal(np.isnan(chi), ~channel)
        for row, col in np.argwhere(channel)[::17]:
            expected, here = 0.0, (row, col)
            while direction[here] > 0:
                south, east = STRAIGHT_AND_DIAGONAL[int(direction[here])]
                expected += 30.0 * np.hypot(south, east) * area[here] ** -0.45
                here = (here[0] + south, here[1] + east)
            self.assertAlmostEqual(chi[row, col], expected, delta=1e-5 * expected + 1e-9)

    def test_elevation_along_channels_rises_with_chi_times_the_true_ksn(self):
        ksn(elevation="elevation", chi="x_test", direction="d_test")
        chi, direction, elevation, truth = read("x_test"), read("d_test"), read("elevation"), read("ksn_true")
        ratio = []
        for row, col in np.argwhere((chi > 0) & (direction > 0)):
            south, east = STRAIGHT_AND_DIAGONAL[int(direction[row, col])]
            rise = elevation[row, col] - elevation[row + south, col + east]
            ratio.append(rise / (chi[row, col] - chi[row + south, col + east]) / truth[row, col])
        self.assertGreater(len(ratio), 500)
        self.assertAlmostEqual(np.median(ratio), 1.0, delta=0.01)

    def test_summary_says_what_the_maps_hold(self):
        value, order = read("k"), read("c")
        self.assertEqual(self.summary["channel_cells"], np.count_nonzero(~np.isnan(order)))
        self.assertEqual(self.summary["highest_order"], np.nanmax(order))
        self.assertEqual(self.summary["valid_cells"], np.count_nonzero(~np.isnan(read("elevation"))))
        self.assertEqual(self.summary["outlets"], np.count_nonzero(read("d") <= 0))
        self.assertAlmostEqual(self.summary["ksn_mean"] / np.nanmean(value), 1.0, places=5)
        self.assertAlmostEqual(self.summary["ksn_median"] / np.nanmedian(value), 1.0, places=5)
        plain = gs.read_command("r.slide.ksn", elevation="elevation", ksn="k_test", overwrite=True, quiet=True)
        lines = dict(line.split(": ") for line in plain.splitlines())
        self.assertEqual(int(lines["channel_cells"]), self.summary["channel_cells"])
        self.assertEqual(lines["depression"], "carve")

    def test_water_that_leaves_the_map_has_the_area_of_the_map(self):
        self.assertAlmostEqual(area_at_outlets("a", "d") / (300 * 400 * CELL), 1.0, places=6)

    def test_distance_is_zero_on_channels_and_grows_by_whole_steps(self):
        distance, order = read("l"), read("c")
        self.assertTrue((distance[~np.isnan(order)] == 0).all())
        self.assertGreaterEqual(np.nanmin(distance[np.isnan(order)]), 29.99)
        self.assertTrue(np.isfinite(read("p")[read("d") > 0]).all())

    def test_maps_tell_their_units_labels_and_history(self):
        info = gs.read_command("r.info", map="k")
        for words in ("Normalized channel steepness", "m^0.9", "channel_ksn", "depressions carved", "tangent"):
            self.assertIn(words, info)
        self.assertIn("m2", gs.read_command("r.info", map="a"))
        self.assertIn("Semantic label: ksn ", gs.read_command("r.info", map="s"))

    def test_a_mask_is_an_edge_and_stays(self):
        gs.mapcalc("part = if(row() > 40 && row() < 200 && col() > 100 && col() < 350, 1, null())", overwrite=True)
        gs.run_command("r.mask", raster="part", quiet=True)
        try:
            summary = ksn(elevation="elevation", accumulation="a_test", direction="d_test", ksn_surface="s_test")
            self.assertEqual(summary["valid_cells"], 159 * 249)
            self.assertAlmostEqual(area_at_outlets("a_test", "d_test") / (159 * 249 * CELL), 1.0, places=6)
            self.assertTrue(self.map_exists("MASK"))
        finally:
            gs.run_command("r.mask", flags="r", quiet=True)
        self.assertEqual(np.count_nonzero(~np.isnan(read("d_test"))), 159 * 249)

    def test_a_map_with_its_mapset_and_a_map_of_integers_are_read(self):
        gs.mapcalc("whole = 20 * int(elevation / 20)", overwrite=True)
        summary = ksn(elevation="whole@PERMANENT", ksn="k_test", accumulation="a_test", direction="d_test")
        self.assertGreater(summary["flat_cells"], 0)
        self.assertAlmostEqual(area_at_outlets("a_test", "d_test") / (300 * 400 * CELL), 1.0, places=6)

    def test_a_kept_sink_receives_what_drains_into_it(self):
        gs.mapcalc("basin = sqrt((row() - 150.)^2 + (col() - 200.)^2)", overwrite=True)
        gs.mapcalc("sink = if(row() == 150 && col() == 200, 1, 0)", overwrite=True)
        kept = ksn(elevation="basin", sinks="sink", accumulation="a_test", direction="d_test")
        self.assertEqual(read("d_test")[149, 199], 0)
        self.assertGreater(read("a_test")[149, 199] / CELL, 0.95 * 300 * 400)
        self.assertEqual(kept["cells_changed"], 0)
        carved = ksn(elevation="basin", accumulation="a_test", direction="d_test")
        self.assertEqual(carved["depressions"], 1)
        self.assertNotEqual(read("d_test")[149, 199], 0)

    def test_regions_of_one_row_one_column_and_one_cell_are_routed(self):
        for options in ({"rows": 1}, {"cols": 1}, {"rows": 1, "cols": 1}):
            gs.run_command("g.region", raster="elevation")
            region = gs.region()
            south = region["n"] - 30 if "rows" in options else region["s"]
            east = region["w"] + 30 if "cols" in options else region["e"]
            gs.run_command("g.region", s=south, e=east)
            ksn(elevation="elevation", accumulation="a_test", direction="d_test", threshold=1e-4, ksn="k_test")
            count = gs.region()["cells"]
            self.assertAlmostEqual(area_at_outlets("a_test", "d_test") / (float(count) * CELL), 1.0, places=6)

    def test_nothing_above_the_threshold_warns_and_leaves_null_maps(self):
        done = attempt(elevation="elevation", ksn="k_test", threshold=1e6, overwrite=True)
        self.assertEqual(done.returncode, 0)
        self.assertIn("largest drainage area is", done.stderr)
        self.assertTrue(np.isnan(read("k_test")).all())

    def test_bad_input_is_refused_by_name_and_leaves_no_map(self):
        gs.mapcalc("nothing = null()", overwrite=True)
        self.assert_refused("<nothing>", "null", elevation="nothing", ksn="k_none")
        self.assert_refused("nowhere", elevation="nowhere", ksn="k_none")
        self.assert_refused("nowhere", elevation="elevation", sinks="nowhere", ksn="k_none")
        self.assert_refused("<threshold>", elevation="elevation", ksn="k_none", threshold=0)
        self.assert_refused("<theta>", elevation="elevation", ksn="k_none", theta=1)
        self.assert_refused("<theta>", elevation="elevation", ksn="k_none", theta=0)
        self.assert_refused("<k_none>", elevation="elevation", ksn="k_none", order="k_none")
        self.assert_refused("ksn", elevation="elevation")


DATA = real_data("bigtujunga", "bigtujunga.tif")


@needs(DATA)
class RealTerrain(KsnCase):
    def test_areas_of_larger_streams_agree_with_r_watershed(self):
        gs.run_command("r.in.gdal", flags="o", input=DATA, output="dem", overwrite=True, quiet=True)
        gs.run_command("g.region", raster="dem")
        gs.run_command("r.watershed", flags="s", elevation="dem", accumulation="w", overwrite=True, quiet=True)
        reference = np.abs(read("w")) * CELL
        stream = reference > 0.9e6
        for depression, least in (("carve", 0.88), ("fill", 0.80)):
            ksn(elevation="dem", depression=depression, accumulation="a", direction="d")
            agree = np.abs(read("a") / reference - 1.0)[stream] < 0.05
            print(f"{depression}: {agree.mean():.3f} of {stream.sum()} stream cells within 5 % of r.watershed")
            self.assertGreater(agree.mean(), least)
            self.assertAlmostEqual(area_at_outlets("a", "d") / (reference.size * CELL), 1.0, places=6)


if __name__ == "__main__":
    test()
