# location: EPSG:32645
"""What the radar sees: closed forms of a cone, a valley and slopes in UTM, a plain walk in NumPy, the simulated event."""

import subprocess

import numpy as np

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from insar_case import OnMaps, assert_refused, put
from rasters import read

RES = 30.0
CENTRAL = 500000.0  # easting of the central meridian


def set_region(rows, cols, east=CENTRAL, north=3150000.0):
    """Cells of RES metres around a place; the cells' coordinates relative to the middle cell, in metres."""
    gs.run_command(
        "g.region", n=north + rows * RES / 2, s=north - rows * RES / 2, e=east + cols * RES / 2,
        w=east - cols * RES / 2, res=RES,
    )  # fmt: skip
    row, col = np.mgrid[0:rows, 0:cols]
    return (col - cols // 2) * RES, (rows // 2 - row) * RES


def convergence(east, north):
    """UTM's, in degrees, positive where the grid's north lies clockwise of true north (Snyder 1987, footpoint latitude)."""
    a, f, scale = 6378137.0, 1 / 298.257223563, 0.9996
    e2 = f * (2 - f)
    e1 = (1 - np.sqrt(1 - e2)) / (1 + np.sqrt(1 - e2))
    mu = north / scale / (a * (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256))
    phi = mu + (3 * e1 / 2 - 27 * e1**3 / 32) * np.sin(2 * mu) + 21 * e1**2 / 16 * np.sin(4 * mu)
    nu = a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    return np.degrees(np.arctan(np.tanh((east - CENTRAL) / (scale * nu)) * np.tan(phi)))


def stands_above(height, row, col, azimuth, rise, sign=1):
    """Whether anything along a grid azimuth stands higher than a line that rises from the cell: every point in turn."""
    east, south = np.sin(azimuth), -np.cos(azimuth)
    east, south, step = np.array([east, south, RES]) / max(abs(east), abs(south))
    k = np.arange(1, sum(height.shape))
    rows, cols = row + k * south, col + k * east
    inside = (rows >= 0) & (rows <= height.shape[0] - 1) & (cols >= 0) & (cols <= height.shape[1] - 1)
    k, rows, cols = k[inside], rows[inside], cols[inside]
    r, c = np.floor(rows).astype(int), np.floor(cols).astype(int)
    r1, c1 = np.minimum(r + 1, height.shape[0] - 1), np.minimum(c + 1, height.shape[1] - 1)
    u, v = rows - r, cols - c
    along = (1 - u) * ((1 - v) * height[r, c] + v * height[r, c1]) + u * ((1 - v) * height[r1, c] + v * height[r1, c1])
    return bool(np.any(sign * (along - height[row, col]) > k * step * rise))


class Geometry(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

    def look(self, **options):
        given = {"elevation": "dem", "incidence": 39}
        given.update(options)
        module = SimpleModule("r.slide.insar", operation="geometry", overwrite=True, **given)
        self.assertModule(module)
        return " ".join(module.outputs.stderr.split())

    def cone_incidence(self, place, steep=0.5, incidence=39.0, true_azimuth=77.0):
        """Local incidence of a cone against its closed form: the errors with PROJ's convergence and without any."""
        x, y = set_region(101, 101, east=place)
        distance = np.hypot(x, y)
        put("dem", 2000 - steep * distance)
        self.look(azimuth=true_azimuth, incidence=incidence, local_incidence="lia")
        region = gs.region()
        grid = convergence((region["w"] + region["e"]) / 2, (region["n"] + region["s"]) / 2)
        # central differences of a cone err by (cell / distance)^2; the region's edge has one-sided ones
        inside = np.maximum(np.abs(x), np.abs(y)) < 50 * RES
        far = inside & (distance > 1000)

        def error(azimuth):
            away = np.radians(azimuth) - np.arctan2(x, y)
            i = np.radians(incidence)
            cosine = (np.cos(i) - steep * np.cos(away) * np.sin(i)) / np.hypot(1, steep)
            return np.abs(np.degrees(np.arccos(cosine)) - read("lia"))[far].max()

        return error(true_azimuth - grid), error(true_azimuth), grid

    def test_local_incidence_on_a_cone_where_the_grid_is_true_north(self):
        error, _, grid = self.cone_incidence(CENTRAL)
        self.assertLess(abs(grid), 0.001)
        self.assertLess(error, 0.05)

    def test_local_incidence_on_a_cone_with_grid_convergence(self):
        for place in (180000, 850000):
            error, without, grid = self.cone_incidence(place)
            self.assertGreater(abs(grid), 1.4)
            self.assertLess(error, 0.05)
            self.assertGreater(without, 0.5)

    def test_convergence_is_that_of_utm_all_over_a_wide_region(self):
        """On slopes toward grid north the local incidence tells the look direction of every cell."""
        gs.run_command("g.region", n=5400000, s=5000000, w=200000, e=800000, rows=200, cols=300)
        region = gs.region()
        row, col = np.mgrid[0:200, 0:300] + 0.5
        east, north = region["w"] + col * region["ewres"], region["n"] - row * region["nsres"]
        put("dem", 1.0 * (region["n"] - north))
        self.look(azimuth=90, local_incidence="lia", incidence=39)
        i = np.radians(39)
        sine = (np.cos(i) - np.sqrt(2) * np.cos(np.radians(read("lia")))) / np.sin(i)  # cosine of the grid azimuth
        found = 90 - np.degrees(np.arccos(sine))
        np.testing.assert_allclose(found, convergence(east, north), atol=0.002)

    def hull(self, x, y, azimuth, tip, radius):
        """Distance in m into the hull of a cone's foot and a tip on the flat, off the foot itself; negative outside."""
        along = x * np.sin(azimuth) + y * np.cos(azimuth)
        across = np.abs(x * np.cos(azimuth) - y * np.sin(azimuth))
        half = np.arcsin(radius / tip)
        inside = (tip - along) * np.sin(half) - across * np.cos(half)
        return np.where(along > radius**2 / tip, inside, -np.inf)

    def test_a_cone_casts_the_triangle_of_its_tip_on_the_flat(self):
        x, y = set_region(161, 161)
        distance = np.hypot(x, y)
        top, radius = 1200.0, 600.0
        put("dem", np.maximum(0, top * (1 - distance / radius)))
        azimuth, incidence = np.radians(77), np.radians(45)
        self.look(azimuth=77, incidence=45, shadow="shadow", layover="layover")
        flat = distance > radius + RES
        for name, away, tip in (
            ("shadow", azimuth, top * np.tan(incidence)),
            ("layover", azimuth + np.pi, top / np.tan(incidence)),
        ):
            depth = self.hull(x, y, away, tip, radius)
            found = read(name) > 0
            sure = flat & (np.abs(depth) > RES)
            self.assertGreater((sure & (depth > 0)).sum(), 50)
            np.testing.assert_array_equal(found[sure], depth[sure] > 0, err_msg=name)
            self.assertTrue((read(name)[flat & found] == 2).all())

    def test_a_valley_is_shadowed_and_laid_over_as_its_cross_section_says(self):
        """Walls of 60 degrees, 600 m deep, looked at across: what the drawing of slant ranges gives."""
        x, _ = set_region(9, 201)
        half, steep, incidence = 20.25 * RES, np.tan(np.radians(60)), np.radians(39)
        height = np.minimum(0, steep * (np.abs(x) - half))
        put("dem", height)
        self.look(azimuth=90 - convergence(CENTRAL, 3150000), shadow="shadow", layover="layover")
        depth = steep * half
        # the line of sight over the western rim meets the eastern wall
        end = (depth - half / np.tan(incidence)) / (steep + 1 / np.tan(incidence))
        dark = (x > -half) & (x < end)
        slant = x * np.sin(incidence) - height * np.cos(incidence)
        bottom, rim = depth * np.cos(incidence), half * np.sin(incidence)
        folded = (slant > rim) & (slant < bottom)
        near = (np.abs(x + half) < RES) | (np.abs(x - end) < RES)
        middle = np.s_[2:7]
        np.testing.assert_array_equal((read("shadow") > 0)[middle][~near[middle]], dark[middle][~near[middle]])
        unsure = (np.abs(slant - rim) < RES) | (np.abs(slant - bottom) < RES)
        np.testing.assert_array_equal((read("layover") > 0)[middle][~unsure[middle]], folded[middle][~unsure[middle]])
        active = (x > RES) & (x < half - RES)
        self.assertTrue((read("layover")[middle][active[middle]] == 1).all())
        self.assertTrue((read("layover")[middle][(folded & ~unsure & ((x < -RES) | (x > half + RES)))[middle]] == 2).all())
        own = dark & (x < -RES) & ~near
        self.assertTrue((read("shadow")[middle][own[middle]] == 1).all())
        self.assertTrue((read("shadow")[middle][(dark & ~near & (x > RES))[middle]] == 2).all())

    def test_rough_terrain_is_seen_as_a_walk_over_every_point_in_numpy_sees_it(self):
        random = np.random.default_rng(5)
        set_region(60, 70)
        noise = random.normal(size=(60, 70)).cumsum(axis=0).cumsum(axis=1)
        height = np.float32(400 * noise / noise.std() + random.normal(0, 12, noise.shape))
        put("dem", height)
        height = read("dem")
        for azimuth, incidence in ((63, 39), (200, 50), (-77, 25)):
            self.look(azimuth=azimuth, incidence=incidence, shadow="shadow", layover="layover", visibility="seen_from")
            grid, tangent = np.radians(azimuth - convergence(CENTRAL, 3150000)), np.tan(np.radians(incidence))
            dark, folded = np.zeros(height.shape, bool), np.zeros(height.shape, bool)
            for row, col in np.ndindex(height.shape):
                dark[row, col] = stands_above(height, row, col, grid + np.pi, 1 / tangent)
                folded[row, col] = stands_above(height, row, col, grid, tangent) or stands_above(
                    height, row, col, grid + np.pi, tangent, sign=-1
                )
            self.assertGreater(dark.sum() + folded.sum(), 200)
            # convergence changes by 0.005 degrees over the region: one cell may lie just there
            self.assertLessEqual(((read("shadow") > 0) != dark).sum(), 1)
            self.assertLessEqual(((read("layover") > 0) != folded).sum(), 1)
            hidden = np.where(read("shadow") > 0, 3, np.where(read("layover") > 0, 2, 0))
            np.testing.assert_array_equal(np.where(read("seen_from") < 2, 0, read("seen_from")), hidden)

    def test_masks_of_local_slope_are_those_of_vollrath(self):
        set_region(50, 50)
        random = np.random.default_rng(8)
        put("dem", np.float32(random.normal(0, 30, (50, 50)).cumsum(axis=0)))
        self.look(azimuth=100, slope_visibility="by_slope", local_incidence="lia")
        height = read("dem")
        azimuth = np.radians(100 - convergence(CENTRAL, 3150000))
        south, east = np.gradient(height, RES)
        slope = np.degrees(np.arctan(east * np.sin(azimuth) - south * np.cos(azimuth)))
        expected = np.select([slope <= -(90 - 39), slope >= 39, slope > 0], [3, 2, 1], 0)
        np.testing.assert_array_equal(read("by_slope"), expected)
        self.assertEqual(set(expected.ravel()), {0, 1, 2, 3})
        normal = np.stack([-east, south, np.ones_like(east)]) / np.sqrt(1 + east**2 + south**2)
        i = np.radians(39)
        sight = np.array([-np.sin(i) * np.sin(azimuth), -np.sin(i) * np.cos(azimuth), np.cos(i)])
        np.testing.assert_allclose(read("lia"), np.degrees(np.arccos(np.tensordot(sight, normal, 1))), atol=0.005)

    def rough(self, rows=60, cols=70):
        set_region(rows, cols)
        self.runModule(
            "r.mapcalc", overwrite=True,
            expression="dem = float(300 * sin(row() * 9.) * cos(col() * 13. + row()) + 900 * sin(col() * 5.))",
        )  # fmt: skip

    def test_heading_and_side_give_the_look_direction(self):
        self.rough()
        for given, azimuth in (
            ({"heading": -13}, 77),
            ({"heading": 347}, 77),
            ({"heading": -13, "side": "left"}, 257),
            ({"heading": -167}, -77),
        ):
            self.look(azimuth=azimuth, visibility="expected", local_incidence="expected_lia")
            self.look(visibility="found", local_incidence="found_lia", **given)
            np.testing.assert_array_equal(read("found"), read("expected"))
            np.testing.assert_allclose(read("found_lia"), read("expected_lia"), atol=1e-4)

    def test_incidence_may_come_as_a_map_and_differ_from_cell_to_cell(self):
        self.rough()
        self.runModule("r.mapcalc", expression="angle = 25. + row() / 2.", overwrite=True)
        self.look(azimuth=77, incidence="angle", visibility="by_map", local_incidence="lia_by_map")
        for row in (4, 30, 57):
            self.look(azimuth=77, incidence=25 + (row + 1) / 2, visibility="by_number", local_incidence="lia_by_number")
            np.testing.assert_array_equal(read("by_map")[row], read("by_number")[row])
            np.testing.assert_allclose(read("lia_by_map")[row], read("lia_by_number")[row], atol=1e-4)

    def test_foreshortening_counts_below_the_share_asked_for(self):
        x, _ = set_region(5, 41)
        put("dem", np.abs(x) * 0.4)
        self.look(azimuth=90, visibility="any")
        self.look(azimuth=90, visibility="strong", foreshortening=0.5)
        self.look(azimuth=90, visibility="stronger", foreshortening=0.52)
        middle = np.s_[1:4, 24:39]  # rises at 0.4, and 1 - 0.4 / tan(39) = 0.506
        self.assertTrue((read("any")[middle] == 1).all())
        self.assertTrue((read("strong")[middle] == 0).all())
        self.assertTrue((read("stronger")[middle] == 1).all())
        self.assertTrue((read("any")[1:4, 2:17] == 0).all())

    def test_same_bits_with_one_and_three_threads(self):
        self.rough(150, 90)
        outputs = ("visibility", "layover", "shadow", "local_incidence", "slope_visibility")
        for threads in (1, 3):
            self.look(heading=-13, nprocs=threads, **{name: f"{name}_{threads}" for name in outputs})
        for name in outputs:
            np.testing.assert_array_equal(read(f"{name}_1"), read(f"{name}_3"))

    def test_terrain_under_the_mask_still_stands_in_the_way(self):
        self.rough()
        mapset = gs.gisenv()["MAPSET"]
        self.look(heading=-13, visibility="whole", local_incidence="lia_whole")
        self.runModule("r.mapcalc", expression="eastern = if(col() > 30, 1, null())", overwrite=True)
        self.runModule("r.mask", raster="eastern", quiet=True)
        try:
            self.look(elevation=f"dem@{mapset}", heading=-13, visibility="masked", local_incidence="lia_masked")
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        for masked, whole in (("masked", "whole"), ("lia_masked", "lia_whole")):
            self.assertTrue(np.isnan(read(masked)[:, :30]).all())
            np.testing.assert_array_equal(read(masked)[:, 30:], read(whole)[:, 30:])

    def test_null_in_elevation_or_incidence_gives_null_there_alone(self):
        self.rough()
        self.runModule("r.mapcalc", expression="holed = if(row() == 7, null(), dem)", overwrite=True)
        self.runModule("r.mapcalc", expression="angle = if(col() == 9, null(), 39.)", overwrite=True)
        self.look(elevation="holed", incidence="angle", heading=-13, visibility="seen_from", local_incidence="lia")
        for name in ("seen_from", "lia"):
            nulls = np.isnan(read(name))
            self.assertTrue(nulls[6].all() and nulls[:, 8].all())
            self.assertEqual(nulls.sum(), 60 + 70 - 1)

    def test_orbits_are_counted_where_all_of_them_know(self):
        self.rough()
        self.look(heading=-13, incidence=30, visibility="ascending")
        self.runModule("r.mapcalc", expression="third = if(row() == 3, null(), (row() + col()) % 4)", overwrite=True)
        messages = self.look(heading=-167, incidence=30, visibility="descending", others=["ascending", "third"], seen="seen")
        clear = [read(name) < 2 for name in ("ascending", "descending", "third")]
        expected = np.where(np.isnan(read("third")), np.nan, np.sum(clear, axis=0))
        np.testing.assert_array_equal(read("seen"), expected)
        known = ~np.isnan(expected)
        self.assertIn(f"Hidden from all 3 orbits: {100 * (expected[known] == 0).mean():.2f} % of {known.sum()} cells", messages)
        labels = gs.read_command("r.category", map="seen", separator="|").split("\n")
        self.assertEqual(labels[0], "0|hidden from all 3 orbits")
        self.assertEqual(labels[3], "3|seen from 3 of 3 orbits")

    def test_maps_say_what_they_are(self):
        self.rough()
        self.look(heading=-13, visibility="seen_from", layover="layover", shadow="shadow", local_incidence="lia")
        labels = gs.read_command("r.category", map="seen_from", separator="|").split()
        self.assertEqual(labels, ["0|clear", "1|foreshortened", "2|layover", "3|shadow"])
        colours = gs.read_command("r.what.color", input="seen_from", value="0,1,2,3").split()
        self.assertEqual(len({text for text in colours if text.count(":") == 2}), 4)
        self.assertIn("1|active", gs.read_command("r.category", map="layover", separator="|"))
        self.assertIn("2|cast", gs.read_command("r.category", map="shadow", separator="|"))
        for name, title, label in (
            ("seen_from", "Visibility to the radar", "visibility"),
            ("layover", "Layover", "layover"),
            ("shadow", "Radar shadow", "radar_shadow"),
            ("lia", "Local incidence angle", "local_incidence"),
        ):
            info = gs.raster_info(name)
            self.assertEqual((info["title"].strip('"'), info["semantic_label"].strip('"')), (title, label))
            self.assertIn("look azimuth 77 degrees from true north", gs.read_command("r.info", flags="h", map=name))
        self.assertEqual(gs.raster_info("lia")["units"], "degrees")

    def refused(self, message, **options):
        given = {"operation": "geometry", "elevation": "dem", "incidence": 39, "heading": -13, "visibility": "no"}
        given.update(options)
        assert_refused(self, message, ("no",), **given)

    def test_missing_and_contradictory_options_are_named(self):
        self.rough()
        self.refused("needs elevation= and incidence=: give incidence=", incidence=None)
        self.refused("give elevation=", elevation=None)
        self.refused("needs an output", visibility=None)
        self.refused("needs heading=, the flight direction, or azimuth=", heading=None)
        self.refused("heading= and azimuth= say the same twice", azimuth=77)
        self.refused("side=left goes with heading=", heading=None, azimuth=77, side="left")
        self.refused("others= and seen= go together", others="dem")
        self.refused("others= and seen= go together", seen="seen_by")
        self.refused("heading= has no meaning for operation=change", operation="change", elevation=None, incidence=None,
                     pre="dem", co="dem", dpm="no", visibility=None)  # fmt: skip

    def test_bad_values_are_refused_with_a_remedy_and_leave_no_map(self):
        self.rough()
        self.runModule("r.mapcalc", expression="radians = 0.6 + col() / 1000.", overwrite=True)
        self.runModule("r.mapcalc", expression="grazing = 30. + col()", overwrite=True)
        self.runModule("r.mapcalc", expression="nodata = if(row() == 3, 0., 39.)", overwrite=True)
        self.runModule("r.mapcalc", expression="empty = float(null())", overwrite=True)
        self.refused("which looks like radians. Give degrees", incidence=0.68)
        self.refused("incidence=radians lies from 0.601 to 0.67, which looks like radians", incidence="radians")
        self.refused("lies from 31 to 100: it must be between 0 and 90 degrees", incidence="grazing")
        self.refused("null where it is not known", incidence="nodata")
        for angle in ("0", "90", "-39", "nan", "inf"):
            self.refused("must be between 0 and 90 degrees", incidence=angle)
        self.refused("No valid cell in <empty>", incidence="empty")
        self.refused("No valid cell in <empty>", elevation="empty")
        self.refused("<nowhere> not found", incidence="nowhere")
        self.refused("<nowhere> not found", elevation="nowhere")
        for heading in ("-361", "400", "nan"):
            self.refused(f"heading={heading} must be a number from -360 to 360", heading=heading)
        self.refused("azimuth=500 must be a number from -360 to 360", heading=None, azimuth=500)
        self.refused("foreshortening=2 must be a number from 0 to 1", foreshortening=2)
        self.refused("nprocs=0 must be a number from 1", nprocs=0)
        self.refused("<dem> is no visibility map: it holds", others="dem", seen="seen_by")


class Event(TestCase):
    def test_simulated_landscape_is_hidden_in_few_places_from_both_orbits(self):
        subprocess.run(["simulate_event", "rows=256", "cols=256", "seed=42"], check=True, stdout=subprocess.DEVNULL)
        for incidence in (39, 30):
            common = {"operation": "geometry", "elevation": "elevation", "incidence": incidence, "overwrite": True}
            self.assertModule("r.slide.insar", heading=-13, visibility="ascending", slope_visibility="slope", **common)
            self.assertModule(
                "r.slide.insar", heading=-167, visibility="descending", others="ascending", seen="seen", **common
            )
            hidden = [(read(name) >= 2).mean() for name in ("ascending", "descending", "slope")]
            both = (read("seen") == 0).mean()
            print(
                f"REPORT geometry: simulated landscape at {incidence} degrees: hidden ascending {100 * hidden[0]:.2f} %"
                f" (by local slope alone {100 * hidden[2]:.2f} %), descending {100 * hidden[1]:.2f} %,"
                f" both {100 * both:.3f} %"
            )
            self.assertGreater(min(hidden[:2]), 0)
            self.assertGreater(hidden[0], hidden[2])
            self.assertLess(both, min(hidden[:2]))
            hidden_by_both = (read("ascending") >= 2) & (read("descending") >= 2)
            np.testing.assert_array_equal(read("seen") == 0, hidden_by_both)


if __name__ == "__main__":
    test()
