# location: EPSG:32645
"""r.slide.ksn cell by cell beside a flood with a heap, NumPy and SciPy: 400 x 400 cells of rough and of real ground."""

import grass.script as gs
import numpy as np
from grass.gunittest.main import test
from scipy import ndimage

from real_data import needs, real_data

from independent import Drainage, may_leave, priority_flood, steepest_descent, undrained_floors
from ksn_case import KsnCase, ksn, write_map
from rasters import read

CELL = 30.0
ROWS = COLS = 400
THETA = 0.45
THRESHOLD = 0.3  # km2
RADIUS = 500.0


def rough_ground():
    """Waves of every length on a slope, half of them in steps of a metre: pits and flats; a lake; holes of null."""
    random = np.random.default_rng(7)
    ground = np.add.outer(np.arange(ROWS) * 1.5, np.arange(COLS) * 0.4)
    for sigma, height in ((60, 300), (25, 120), (10, 40), (4, 12), (1.5, 4)):
        noise = ndimage.gaussian_filter(random.standard_normal((ROWS, COLS)), sigma, mode="wrap")
        ground += height * noise / noise.std()
    ground[:, :200] = np.round(ground[:, :200])
    ground[290:330, 150:230] = np.minimum(ground[290:330, 150:230], np.median(ground[290:330, 150:230]))
    holes = ndimage.gaussian_filter(random.standard_normal((ROWS, COLS)), 5)
    ground[holes > np.quantile(holes, 0.985)] = np.nan
    ground[random.random((ROWS, COLS)) < 2e-4] = np.nan
    return ground


class OnOneMap:
    """The comparisons, for a map `dem` that setUpClass makes; each class holds one map."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draw()
        cls.raw = read("dem")
        cls.level = priority_flood(cls.raw, may_leave(cls.raw))
        cls.summary = {}
        for depression in ("carve", "fill", "keep"):
            cls.summary[depression] = ksn(
                elevation="dem",
                depression=depression,
                threshold=THRESHOLD,
                direction=f"d_{depression}",
                accumulation=f"a_{depression}",
                conditioned=f"z_{depression}",
                chi=f"x_{depression}",
            )

    def drainage(self, depression):
        return Drainage(read(f"d_{depression}"), CELL)

    def assert_areas_and_chi_are_sums_along_the_directions(self, depression):
        drainage = self.drainage(depression)
        self.assertTrue(drainage.is_whole())
        area = drainage.down(np.where(np.isnan(self.raw), np.nan, CELL**2), lambda below, here: below + here)
        np.testing.assert_allclose(read(f"a_{depression}"), area, rtol=1e-6)
        channel = area >= THRESHOLD * 1e6
        self.assertGreater(channel.sum(), 500)
        chi = np.where(channel, 0.0, np.nan)
        with np.errstate(invalid="ignore"):
            own = (drainage.step.reshape(area.shape) * area**-THETA).ravel()
        chi_list = chi.ravel()
        for here in reversed(drainage.order):
            if drainage.receiver[here] >= 0:
                chi_list[here] = chi_list[drainage.receiver[here]] + own[here] if channel.ravel()[here] else np.nan
        np.testing.assert_allclose(read(f"x_{depression}"), chi, rtol=1e-6)

    def test_areas_and_chi_when_carved_are_sums_along_the_directions(self):
        self.assert_areas_and_chi_are_sums_along_the_directions("carve")

    def test_areas_and_chi_when_filled_are_sums_along_the_directions(self):
        self.assert_areas_and_chi_are_sums_along_the_directions("fill")

    def test_areas_and_chi_when_sinks_are_kept_are_sums_along_the_directions(self):
        self.assert_areas_and_chi_are_sums_along_the_directions("keep")

    def test_filled_map_is_the_level_of_the_flood_at_every_cell(self):
        np.testing.assert_array_equal(read("z_fill"), self.level)
        self.assertEqual(self.summary["fill"]["cells_changed"], np.count_nonzero(self.level > self.raw))

    def test_directions_when_filled_are_the_steepest_descent_wherever_there_is_one(self):
        way, unique = steepest_descent(self.level, CELL)
        print(f"REPORT {self.name}: filled, {unique.mean():.3f} of the cells have one steepest way down")
        self.assertGreater(unique.mean(), self.least_unique)
        np.testing.assert_array_equal(read("d_fill")[unique], way[unique])

    def test_carved_ways_cross_the_lowest_pass_which_is_the_level_of_the_flood(self):
        highest = self.drainage("carve").up(self.raw, lambda here, below, _: max(here, below))
        np.testing.assert_array_equal(highest, self.level)

    def test_carved_map_is_the_lowest_ground_upstream_and_never_rises_downstream(self):
        drainage, carved = self.drainage("carve"), read("z_carve")
        np.testing.assert_array_equal(carved, drainage.down(self.raw, min))
        self.assertFalse((drainage.of_receiver(carved) > carved).any())
        self.assertEqual(self.summary["carve"]["cells_changed"], np.count_nonzero(carved < self.raw))

    def test_directions_when_carved_are_the_steepest_descent_except_on_ways_out_of_pits(self):
        way, unique = steepest_descent(self.raw, CELL)
        drainage, floors = self.drainage("carve"), undrained_floors(self.raw)[0]
        raw, level, turned = self.raw.ravel(), self.level.ravel(), np.zeros(self.raw.size, dtype=bool)
        for here in np.flatnonzero(floors):
            pass_level = level[here]
            while here >= 0 and not turned[here]:
                turned[here] = True
                if raw[here] == pass_level:
                    break
                here = drainage.receiver[here]
        compared = unique & ~turned.reshape(unique.shape)
        print(f"REPORT {self.name}: carved, {compared.mean():.3f} of the cells compared")
        self.assertGreater(compared.mean(), self.least_unique)
        np.testing.assert_array_equal(read("d_carve")[compared], way[compared])

    def test_kept_pits_are_outlets_one_for_each_floor_without_a_way_out(self):
        direction = read("d_keep")
        number, floors = undrained_floors(self.raw)
        self.assertGreater(floors, self.least_pits)
        inside = (direction <= 0) & ~may_leave(self.raw)
        np.testing.assert_array_equal(np.bincount(number[inside], minlength=floors + 1)[1:], np.ones(floors))
        self.assertEqual(inside.sum(), floors)
        self.assertTrue((direction[inside] == 0).all())
        np.testing.assert_array_equal(read("z_keep"), self.raw)
        way, unique = steepest_descent(self.raw, CELL)
        np.testing.assert_array_equal(direction[unique], way[unique])
        self.assertEqual(self.summary["carve"]["depressions"], floors)


class HillslopeMaps:
    """Maps of hillslopes and channels, again on one map `dem`; directions and areas are proven above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draw()
        outputs = dict(
            ksn="k", order="o", streams="r", distance="l", flow_distance="fl", hand="h", drainage_density="dd"
        )
        outputs.update(ksn_density="kd", spi="p", log_spi="lp", twi="w", flow_slope="s", basins="b", half_basins="hb")
        cls.summary = ksn(
            elevation="dem",
            threshold=THRESHOLD,
            radius=RADIUS,
            direction="d",
            accumulation="a",
            conditioned="z",
            surface="kernel",
            ksn_surface="ks",
            ksn_surface_sd="ksd",
            **outputs,
        )
        cls.direction, cls.z = read("d"), read("z")
        cls.valid = ~np.isnan(cls.z)
        cls.drainage = Drainage(cls.direction, CELL)
        cls.area = cls.drainage.down(np.where(cls.valid, CELL**2, np.nan), lambda below, here: below + here)
        cls.channel = cls.area >= THRESHOLD * 1e6
        cls.step = cls.drainage.step.reshape(cls.z.shape)
        steps = np.arange(-17, 18)
        cls.circle = (np.add.outer(steps**2, steps**2) * CELL**2 <= RADIUS**2).astype(float)

    def around(self, values):
        """Sum of the values within the radius."""
        return ndimage.convolve(np.where(np.isnan(values), 0.0, values), self.circle, mode="constant")

    def label_from_below(self, values):
        """Every cell takes the value of the first channel cell on its way down; NaN where it meets none."""
        start = np.where(self.channel, values, np.nan)
        return self.drainage.up(start, lambda here, below, _: below if np.isnan(here) else here)

    def test_channels_are_the_cells_above_the_threshold(self):
        np.testing.assert_array_equal(~np.isnan(read("o")), self.channel)
        np.testing.assert_array_equal(~np.isnan(read("r")), self.channel)
        self.assertEqual(self.summary["channel_cells"], self.channel.sum())
        self.assertAlmostEqual(self.summary["channel_length_km"] / (self.step[self.channel].sum() / 1e3), 1.0, places=9)

    def test_ksn_is_the_fall_over_the_step_times_area_to_the_theta(self):
        slope = (self.z - self.drainage.of_receiver(self.z)) / np.where(self.step > 0, self.step, np.nan)
        truth = np.where(self.channel, slope * self.area**THETA, np.nan)
        np.testing.assert_allclose(read("k"), truth, rtol=1e-5)

    def test_strahler_order_and_segments_follow_from_the_tree(self):
        donors = [[] for _ in range(self.z.size)]
        order = np.zeros(self.z.size)
        channel = self.channel.ravel()
        segment, heads = np.full(self.z.size, -1), 0
        for here in self.drainage.order:
            if not channel[here]:
                continue
            above = sorted((order[donor] for donor in donors[here]), reverse=True)
            order[here] = 1 if not above else above[0] + (len(above) > 1 and above[0] == above[1])
            if len(above) == 1:
                segment[here] = segment[donors[here][0]]
            else:
                segment[here], heads = heads, heads + 1
            if self.drainage.receiver[here] >= 0:
                donors[self.drainage.receiver[here]].append(here)
        np.testing.assert_array_equal(read("o")[self.channel], order[channel])
        pairs = np.unique(np.stack([read("r")[self.channel], segment[channel]]), axis=1)
        self.assertEqual(pairs.shape[1], heads)
        self.assertEqual(self.summary["channel_segments"], heads)
        np.testing.assert_array_equal(np.unique(read("r")[self.channel]), np.arange(1, heads + 1))

    def test_basins_are_the_labels_of_segments_carried_up_and_halves_belong_to_them(self):
        basins, halves, streams = read("b"), read("hb"), read("r")
        carried = self.label_from_below(streams)
        meets = ~np.isnan(carried)
        np.testing.assert_array_equal(basins[meets], carried[meets])
        alone = self.valid & ~meets
        self.assertTrue((basins[alone] > self.summary["channel_segments"]).all())
        outlet = self.drainage.up(
            np.where(self.direction <= 0, np.arange(self.z.size).reshape(self.z.shape), np.nan),
            lambda here, below, _: below,
        )
        pairs = np.unique(np.stack([basins[alone], outlet[alone]]), axis=1)
        self.assertEqual(pairs.shape[1], np.unique(basins[alone]).size)
        self.assertEqual(pairs.shape[1], np.unique(outlet[alone]).size)
        np.testing.assert_array_equal(np.floor((halves[self.valid] + 1) / 2), basins[self.valid])
        np.testing.assert_array_equal(halves[self.channel], 2 * streams[self.channel])
        np.testing.assert_array_equal(np.isnan(halves), ~self.valid)

    def test_what_comes_in_from_the_left_looking_downstream_has_the_even_number(self):
        halves, area = read("hb").ravel(), self.area.ravel()
        donors = {}
        for here in self.drainage.order:
            below = self.drainage.receiver[here]
            if below >= 0 and self.channel.ravel()[below] and self.drainage.receiver[below] >= 0:
                donors.setdefault(below, []).append(here)
        compared = {0: 0, 1: 0}
        for here, above in donors.items():
            above.sort(key=lambda donor: -area[donor])
            if len(above) < 2 or area[above[0]] == area[above[1]]:
                continue
            # directions grow counterclockwise; where a donor lies is opposite to the way its water goes
            turn = [(self.drainage.way[donor] + 4 - self.drainage.way[here]) % 8 for donor in above]
            for donor, angle in zip(above[1:], turn[1:]):
                if not self.channel.ravel()[donor]:
                    side = 0 if angle < turn[0] else 1
                    self.assertEqual(halves[donor] % 2, side)
                    compared[side] += 1
        self.assertGreater(min(compared.values()), 300)

    def test_distance_along_the_flow_and_height_are_those_to_the_first_channel_cell(self):
        length = self.drainage.up(
            np.where(self.channel, 0.0, np.nan), lambda here, below, step: here if here == 0 else below + step
        )
        meets = ~np.isnan(length)
        self.assertGreater(meets.mean(), 0.5)
        np.testing.assert_allclose(read("fl")[meets], length[meets], rtol=1e-5)
        height = self.z - self.label_from_below(self.z)
        np.testing.assert_array_equal(read("h")[meets], height[meets].astype(np.float32))
        self.assertEqual(self.summary["cells_filled_from_neighbours"], np.count_nonzero(self.valid & ~meets))
        for name in ("fl", "h"):
            np.testing.assert_array_equal(np.isnan(read(name)), ~self.valid)

    def test_straight_distance_is_that_of_the_distance_transform(self):
        truth = ndimage.distance_transform_edt(~self.channel, sampling=(CELL, CELL))
        np.testing.assert_allclose(read("l")[self.valid], truth[self.valid], rtol=1e-6)
        np.testing.assert_array_equal(np.isnan(read("l")), ~self.valid)

    def test_slope_power_and_wetness_are_those_of_the_formulas(self):
        slope = (self.z - self.drainage.of_receiver(self.z)) / np.where(self.step > 0, self.step, np.nan)
        specific, some = self.area / CELL, np.maximum(slope, 1e-4)
        np.testing.assert_allclose(read("s"), slope, rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(read("p"), specific * some, rtol=1e-6)
        np.testing.assert_allclose(read("lp"), np.log(specific * some), rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(read("w"), np.log(specific / some), rtol=1e-6, atol=1e-6)

    def test_densities_are_convolutions_with_the_circle(self):
        length = np.where(self.channel, self.step, 0.0)
        ground = self.around(np.where(self.valid, CELL**2, 0.0))
        truth = np.where(self.valid, 1e3 * self.around(length) / ground, np.nan)
        np.testing.assert_allclose(read("dd"), truth, rtol=1e-5, atol=1e-9)
        truth = np.where(self.valid, 1e3 * self.around(length * read("k")) / ground, np.nan)
        np.testing.assert_allclose(read("kd"), truth, rtol=1e-5, atol=1e-7)

    def test_kernel_mean_and_deviation_are_convolutions_with_the_circle(self):
        value = read("k")
        centre = np.nanmean(value)
        count = self.around(~np.isnan(value) * 1.0)
        some = self.valid & (count > 0.5)
        mean, square = (np.full(value.shape, np.nan) for _ in range(2))
        mean[some] = self.around(value - centre)[some] / count[some]
        square[some] = self.around((value - centre) ** 2)[some] / count[some]
        np.testing.assert_allclose(read("ks"), centre + mean, rtol=1e-5, atol=1e-9)
        deviation = np.sqrt(np.maximum(square - mean**2, 0.0))
        np.testing.assert_allclose(read("ksd"), deviation, rtol=1e-4, atol=1e-4)


class RoughGround:
    name, least_unique, least_pits = "rough ground", 0.7, 100

    @classmethod
    def draw(cls):
        gs.run_command("g.region", n=ROWS * CELL, s=0, w=0, e=COLS * CELL, res=CELL)
        write_map("dem", rough_ground())


DATA = real_data("bigtujunga", "bigtujunga.tif")


class RealGround:
    name, least_unique, least_pits = "bigtujunga", 0.7, 10

    @classmethod
    def draw(cls):
        gs.run_command("r.in.gdal", flags="o", input=DATA, output="all", overwrite=True, quiet=True)
        gs.run_command("g.region", raster="all")
        region = gs.region()
        gs.run_command("g.region", s=region["n"] - ROWS * region["nsres"], e=region["w"] + COLS * region["ewres"])
        gs.mapcalc("dem = float(all)", overwrite=True)


class RoughGroundRouting(RoughGround, OnOneMap, KsnCase):
    pass


class RoughGroundMaps(RoughGround, HillslopeMaps, KsnCase):
    pass


@needs(DATA)
class RealGroundRouting(RealGround, OnOneMap, KsnCase):
    pass


@needs(DATA)
class RealGroundMaps(RealGround, HillslopeMaps, KsnCase):
    pass


@needs(DATA)
class LargestRivers(KsnCase):
    """The five largest streams where they leave the map, each paired with the largest outlet within three cells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        RealGround.draw()
        gs.run_command("g.region", raster="all")
        gs.run_command(
            "r.watershed", flags="s", elevation="all", accumulation="w", drainage="v", overwrite=True, quiet=True
        )
        ksn(elevation="all", accumulation="a", direction="d")
        cls.theirs = read("v")
        # r.watershed's own map of accumulation loses water at some 2000 cells of the map's edge, where it is less than
        # what its own directions bring: the sum along these is what it says of drainage
        along = Drainage(cls.theirs, CELL).down(np.full(cls.theirs.shape, CELL**2), lambda below, here: below + here)
        cls.pairs = []
        area, leaves = read("a"), read("d") <= 0
        for row, col in np.argwhere(leaves)[np.argsort(-area[leaves])][:5]:
            near = slice(max(0, row - 3), row + 4), slice(max(0, col - 3), col + 4)
            outlet = np.where(cls.theirs[near] <= 0, along[near], 0.0)
            shown = np.where(cls.theirs[near] <= 0, np.abs(read("w"))[near] * CELL**2, 0.0)
            cls.pairs.append((area[row, col], outlet.max(), shown.max()))
            print(
                f"REPORT outlet at row {row}, column {col}: {area[row, col] / 1e6:.3f} km2; r.watershed "
                f"{outlet.max() / 1e6:.3f} along its directions, {shown.max() / 1e6:.3f} on its map of accumulation"
            )

    def test_areas_of_the_largest_streams_are_within_0_2_percent_of_those_along_the_directions_of_r_watershed(self):
        for ours, along, _ in self.pairs:
            self.assertAlmostEqual(ours / along, 1.0, delta=0.002)

    def test_area_of_the_largest_stream_is_within_0_2_percent_of_the_accumulation_of_r_watershed(self):
        ours, _, shown = self.pairs[0]
        self.assertAlmostEqual(ours / shown, 1.0, delta=0.002)


if __name__ == "__main__":
    test()
