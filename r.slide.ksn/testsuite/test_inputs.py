# location: EPSG:32645
"""r.slide.ksn and what it is given: directions, weights, sinks, odd maps, wrong options."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test

from independent import Drainage, may_leave
from ksn_case import SIMULATED_SHAPE, Simulated, area_at_outlets, attempt, every_output, ksn, output_options, write_map
from rasters import read

CELL = 30.0
ROWS, COLS = SIMULATED_SHAPE


def sum_below(below, here):
    return below + here


class GivenDirections(Simulated):
    def assert_same_as_the_run_before(self, depression):
        common = dict(self.common, depression=depression)
        before = ksn(ksn="k1", accumulation="a1", direction="d1", conditioned="z1", **common)
        after = ksn(
            input_direction="d1", ksn="k2", accumulation="a2", direction="d2", conditioned="z2", **common
        )
        for one, other in (("k1", "k2"), ("a1", "a2"), ("d1", "d2"), ("z1", "z2")):
            np.testing.assert_array_equal(read(one), read(other))
        for key in ("channel_cells", "outlets", "ksn_mean", "cells_changed"):
            self.assertEqual(before[key], after[key])

    def test_directions_of_a_carved_run_give_its_maps_again(self):
        self.assert_same_as_the_run_before("carve")

    def test_directions_of_a_filled_run_give_its_maps_again(self):
        self.assert_same_as_the_run_before("fill")

    def test_directions_of_a_run_that_keeps_pits_give_its_maps_again(self):
        self.assert_same_as_the_run_before("keep")

    def test_directions_of_r_watershed_give_its_areas_and_the_ksn_along_them(self):
        gs.run_command(
            "r.watershed", flags="s", elevation="elevation", accumulation="w", drainage="v", overwrite=True, quiet=True
        )
        ksn(input_direction="v", ksn="k", accumulation="a", conditioned="z", **self.common)
        drainage, raw = Drainage(read("v"), CELL), read("elevation")
        area = drainage.down(np.full(raw.shape, CELL**2), sum_below)
        np.testing.assert_allclose(read("a"), area, rtol=1e-6)
        # r.watershed's own count loses water along the edge of the map: inside, where nothing of it was lost
        inside = ~drainage.down(may_leave(raw) * 1.0, max).astype(bool)
        self.assertGreater(inside.mean(), 0.8)
        np.testing.assert_array_equal((read("a") / CELL**2).round()[inside], np.abs(read("w"))[inside])
        carved = drainage.down(raw, min)
        np.testing.assert_array_equal(read("z"), carved)
        step = np.where(drainage.step > 0, drainage.step, np.nan).reshape(raw.shape)
        truth = (carved - drainage.of_receiver(carved)) / step * area**0.45
        np.testing.assert_allclose(read("k"), np.where(area >= 0.1e6, truth, np.nan), rtol=1e-5)

    def test_directions_that_go_in_circles_are_refused(self):
        gs.mapcalc("circle = if(row() == 60, if(col() == 80, 8, if(col() == 81, 4, 2)), 2)", overwrite=True)
        self.assert_refused("circle", "direction", input_direction="circle", ksn="k_none", **self.common)

    def test_directions_in_degrees_are_refused_by_name_and_value(self):
        gs.mapcalc("degrees = if(row() == 60 && col() == 80, 45, 2)", overwrite=True)
        self.assert_refused("<degrees>", "45", input_direction="degrees", ksn="k_none", **self.common)

    def test_directions_between_whole_numbers_are_refused(self):
        gs.mapcalc("half = 2.5", overwrite=True)
        self.assert_refused("<half>", "2.5", input_direction="half", ksn="k_none", **self.common)

    def test_directions_that_lead_into_null_or_off_the_map_are_outlets(self):
        gs.mapcalc("holed = if(row() > 40 && row() < 50, null(), elevation)", overwrite=True)
        gs.mapcalc("north = 2", overwrite=True)
        done = ksn(elevation="holed", input_direction="north", accumulation="a", direction="d", threshold=0.1)
        direction = read("d")
        self.assertEqual(done["outlets"], 2 * COLS)
        self.assertTrue((direction[0] < 0).all() and (direction[49] < 0).all())
        self.assertAlmostEqual(area_at_outlets("a", "d") / ((ROWS - 9) * COLS * CELL**2), 1.0, places=6)

    def test_null_directions_are_null_in_every_map(self):
        gs.mapcalc("part = if(col() > 100, null(), 2)", overwrite=True)
        done = ksn(input_direction="part", accumulation="a", twi="t", **self.common)
        self.assertEqual(done["valid_cells"], 100 * ROWS)
        np.testing.assert_array_equal(np.isnan(read("a")), np.isnan(read("part")))

    def test_directions_and_sinks_exclude_each_other(self):
        gs.mapcalc("sink = 0", overwrite=True)
        gs.mapcalc("north = 2", overwrite=True)
        self.assert_refused("input_direction", input_direction="north", sinks="sink", ksn="k_none", **self.common)


class Weights(Simulated):
    def test_a_uniform_weight_of_2_doubles_the_accumulation_and_not_the_channels(self):
        gs.mapcalc("two = 2", overwrite=True)
        plain = ksn(accumulation="a1", ksn="k1", direction="d1", **self.common)
        doubled = ksn(accumulation="a2", ksn="k2", direction="d2", weight="two", **self.common)
        np.testing.assert_array_equal(read("a2"), 2.0 * read("a1"))
        np.testing.assert_array_equal(read("d2"), read("d1"))
        np.testing.assert_allclose(read("k2"), 2.0**0.45 * read("k1"), rtol=1e-6)
        self.assertEqual(plain["channel_cells"], doubled["channel_cells"])

    def test_ksn_q_is_slope_times_weighted_area_to_the_theta(self):
        gs.mapcalc("rain = 0.5 + 0.01 * col()", overwrite=True)
        ksn(accumulation="q", ksn="kq", chi="xq", direction="d", conditioned="z", weight="rain", **self.common)
        drainage, z = Drainage(read("d"), CELL), read("z")
        area = drainage.down(np.full(z.shape, CELL**2), sum_below)
        water = drainage.down(read("rain").astype(np.float32) * CELL**2, sum_below)
        np.testing.assert_allclose(read("q"), water, rtol=1e-6)
        step = np.where(drainage.step > 0, drainage.step, np.nan).reshape(z.shape)
        truth = np.where(area >= 0.1e6, (z - drainage.of_receiver(z)) / step * water**0.45, np.nan)
        np.testing.assert_allclose(read("kq"), truth, rtol=1e-5)
        dchi = read("xq") - drainage.of_receiver(read("xq"))
        some = np.isfinite(dchi)
        self.assertGreater(some.sum(), 500)
        np.testing.assert_allclose(dchi[some], (step * water**-0.45)[some], rtol=2e-3)
        self.assertIn("rain", gs.read_command("r.info", map="kq"))

    def test_a_negative_weight_is_refused_by_name_and_value(self):
        gs.mapcalc("minus = if(row() == 60 && col() == 80, -3.5, 1)", overwrite=True)
        self.assert_refused("<minus>", "-3.5", weight="minus", ksn="k_none", **self.common)

    def test_null_weights_are_told_of_and_add_nothing(self):
        gs.mapcalc("gap = if(row() == 60, null(), 1)", overwrite=True)
        done = attempt(weight="gap", accumulation="a", direction="d", overwrite=True, **self.common)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("<gap>", done.stderr)
        self.assertIn(str(COLS), done.stderr)
        self.assertAlmostEqual(area_at_outlets("a", "d") / ((ROWS - 1) * COLS * CELL**2), 1.0, places=6)


class Sinks(Simulated):
    def test_sinks_are_cells_neither_null_nor_zero(self):
        write_map("bowls", 0.01 * ((np.arange(ROWS) % 40 - 20) ** 2)[:, None] + 0.01 * (np.arange(COLS) % 40 - 20) ** 2)
        marks = "if(row() == 21 && col() == 21, 5, -(row() == 61 && col() == 61))"
        gs.mapcalc(f"sink = if(row() > 80, null(), {marks})", overwrite=True)
        done = ksn(elevation="bowls", sinks="sink", accumulation="a", direction="d", threshold=0.1)
        direction, area = read("d"), read("a")
        for row, col in ((20, 20), (60, 60)):
            self.assertEqual(direction[row, col], 0)
            self.assertGreater(area[row, col], 30 * 30 * CELL**2)
        inside = (direction == 0).sum()
        self.assertEqual(inside, 2)
        self.assertAlmostEqual(area_at_outlets("a", "d") / (ROWS * COLS * CELL**2), 1.0, places=6)
        self.assertGreater(done["depressions"], 3)


class OddMaps(Simulated):
    """Every output at once, on maps that have little or nothing in them."""

    def assert_all_run(self, elevation, valid, **options):
        summary = ksn(elevation=elevation, threshold=options.pop("threshold", 1e-3), **every_output("odd_"), **options)
        self.assertEqual(summary["valid_cells"], valid)
        self.assertAlmostEqual(summary["valid_area_km2"] / (valid * CELL**2 / 1e6), 1.0, places=6)
        for element, keys in zip(("cell", "vector"), output_options()):
            for key in keys:
                self.assertTrue(self.map_exists("odd_" + key, element), key)
        return summary

    def test_every_output_of_one_run_holds_something(self):
        gs.mapcalc("cliff = elevation + if(row() < 60, 150, 0)", overwrite=True)
        options = every_output("all_")
        summary = ksn(elevation="cliff", threshold=0.05, tolerance=10, area_min=0.05, **options)
        valid = ROWS * COLS
        on_channels = ("ksn", "ksn_error", "ksn_mean", "ksn_sd", "chi", "order", "streams")
        rasters, vectors = output_options()
        for key in rasters:
            count = np.isfinite(read(options[key])).sum()
            if key in on_channels:
                self.assertGreater(count, 0.9 * summary["channel_cells"], key)
                self.assertLessEqual(count, summary["channel_cells"], key)
            elif key not in ("ksn_surface", "ksn_surface_sd"):
                self.assertGreaterEqual(count, valid - summary["outlets"], key)
            else:
                self.assertGreater(count, 0.9 * valid, key)
        for key in vectors:
            topology = gs.vector_info_topo(options[key])
            self.assertGreater(topology["lines"] + topology["points"] + topology["areas"], 0, key)
            self.assertGreater(len(gs.vector_db_select(options[key])["values"]), 0, key)

    def test_one_row_one_column_and_one_cell(self):
        region = gs.region()
        for rows, cols in ((1, COLS), (ROWS, 1), (1, 1), (2, 2)):
            gs.run_command("g.region", raster="elevation", s=region["n"] - rows * CELL, e=region["w"] + cols * CELL)
            self.assert_all_run("elevation", rows * cols)

    def test_constant_elevation_drains_and_has_no_steepness(self):
        gs.mapcalc("level = 100", overwrite=True)
        summary = self.assert_all_run("level", ROWS * COLS, threshold=0.05)
        self.assertGreater(summary["flat_cells"], 0.9 * (ROWS - 2) * (COLS - 2))
        self.assertEqual(np.nanmax(read("odd_ksn")), 0.0)

    def test_all_null_is_refused_by_name(self):
        gs.mapcalc("nothing = null()", overwrite=True)
        self.assert_refused("<nothing>", "null", elevation="nothing", **every_output("none_"))

    def test_cells_that_are_no_numbers_or_infinite_count_as_null(self):
        for wild in (np.inf, -np.inf, np.nan):
            ground = read("elevation")
            ground[60, 40:59] = wild
            write_map("wild", ground)
            self.assert_all_run("wild", ROWS * COLS - 19, threshold=0.05)

    def test_no_channels_leaves_every_map_in_place_and_says_so(self):
        done = attempt(elevation="elevation", threshold=1e6, overwrite=True, **every_output("odd_"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("No channels", done.stderr)
        self.assertTrue(np.isnan(read("odd_ksn_surface")).all())
        self.assertFalse(np.isnan(read("odd_basins")).any())

    def test_a_mask_is_an_edge_for_every_map_and_stays(self):
        gs.mapcalc("inside = if((row() - 60.)^2 + (col() - 80.)^2 < 50.^2, 1, null())", overwrite=True)
        inside = ~np.isnan(read("inside"))
        gs.run_command("r.mask", raster="inside", quiet=True)
        try:
            self.assert_all_run("elevation", inside.sum(), threshold=0.05)
            self.assertTrue(self.map_exists("MASK"))
        finally:
            gs.run_command("r.mask", flags="r", quiet=True)
        for key in output_options()[0]:
            self.assertFalse(np.isfinite(read("odd_" + key)[~inside]).any(), key)

    def test_all_inputs_may_be_named_with_their_mapset(self):
        gs.mapcalc("one = 1", overwrite=True)
        ksn(direction="d", **self.common)
        for inputs in ({"sinks": "one@PERMANENT"}, {"input_direction": "d@PERMANENT"}, {"weight": "one@PERMANENT"}):
            summary = ksn(elevation="elevation@PERMANENT", threshold=0.1, twi="t", **inputs)
            self.assertEqual(summary["valid_cells"], ROWS * COLS)


class Refusals(Simulated):
    def test_nothing_to_do_is_refused(self):
        self.assert_refused("ksn=", **self.common)

    def test_two_outputs_of_one_name_are_refused_by_both_options(self):
        self.assert_refused("<ksn>", "<chi>", "<k_none>", ksn="k_none", chi="k_none", **self.common)
        self.assert_refused(
            "<channels>", "<knickpoints>", "<v_none>", channels="v_none", knickpoints="v_none", **self.common
        )
        here = "k_none@" + gs.gisenv()["MAPSET"]
        self.assert_refused("<ksn>", "<chi>", "k_none", ksn="k_none", chi=here, **self.common)
        self.assertFalse(self.map_exists("k_none"))

    def test_an_angle_in_radians_goes_with_the_steepest_slope_only(self):
        for gradient in ("flow", "chi", "segment", "smooth"):
            self.assert_refused("-r", gradient, flags="r", gradient=gradient, ksn="k_none", **self.common)

    def test_windows_are_lengths_or_odd_numbers_of_nodes(self):
        for window in ("4n", "abc", "1n", "2.5n", "-500m", "0", "500km", "nan", "n", "infm", "99999999999n"):
            self.assert_refused("window", gradient="chi", window=window, ksn="k_none", **self.common)
        for window in ("500", "500m", "11n", "11nodes", "3n", "1e5"):
            ksn(gradient="chi", window=window, ksn="k_test", **self.common)

    def test_theta_lies_between_0_and_1(self):
        for theta in ("2", "0", "1", "-0.5", "automatic", "0.45x", "nan"):
            self.assert_refused("<theta>", theta, theta=theta, ksn="k_none", **self.common)

    def test_unknown_maps_are_refused_by_name(self):
        for option in ("elevation", "sinks", "input_direction", "weight"):
            options = dict(self.common, ksn="k_none")
            options[option] = "nowhere"
            self.assert_refused("nowhere", **options)

    def test_numbers_out_of_range_are_refused_by_their_option(self):
        for option, value in {
            "radius": 0,
            "segment_length": -1,
            "tolerance": 0,
            "unit_threshold": 0,
            "area_min": -1,
            "area_max": 0,
            "variance_min": 1.5,
            "reduction": 1,
            "clean_size": -1,
            "members": 1,
            "nprocs": 0,
            "memory": 0,
            "dem_error": "-1,100",
        }.items():
            self.assert_refused(option, ksn="k_none", **{option: value}, **self.common)
        self.assert_refused("-o", slope_units="u_none", area_min="0.1,0.2", **self.common)
        self.assert_refused("ksn_surface_sd", "kernel", ksn_surface_sd="k_none", **self.common)
        self.assert_refused("dem_error", ksn_mean="k_none", **self.common)

    def test_no_output_is_written_over_a_map_that_is_read(self):
        self.runModule("g.copy", raster=[self.common["elevation"], "k_ground"], overwrite=True)
        before = gs.raster_info("k_ground")["max"]
        for name in ("k_ground", "k_ground@" + gs.gisenv()["MAPSET"]):
            done = attempt(**{**self.common, "elevation": "k_ground", "ksn": name, "overwrite": True})
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"ksn={name} would be written over a map that is read", " ".join(done.stderr.split()))
        self.assertEqual(gs.raster_info("k_ground")["max"], before)

    def test_maps_that_are_there_are_kept_unless_overwrite_is_asked_for(self):
        options = dict(ksn="kept", channels="kept_lines", **self.common)
        ksn(**options)
        before = gs.raster_info("kept")["max"]
        done = attempt(theta=0.3, **options)
        self.assertEqual(done.returncode, 1)
        self.assertIn("kept", done.stderr)
        self.assertEqual(gs.raster_info("kept")["max"], before)
        self.assertEqual(attempt(theta=0.3, overwrite=True, **options).returncode, 0)
        self.assertNotEqual(gs.raster_info("kept")["max"], before)


if __name__ == "__main__":
    test()
