"""Profiles along lines and in swaths against distances and statistics in NumPy."""

# location: EPSG:32645
import html
import os

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from browser import measured
from eval_case import EvalCase, column, scores, write

ROWS, COLS, RES = 50, 60, 30
PERCENT = (5, 25, 50, 75, 95)


def along(line, east, north, half):
    """Distance along the polyline of each cell, NaN farther from it than `half` or beyond its ends."""
    best, place = np.full(east.shape, np.inf), np.full(east.shape, np.nan)
    before = 0.0
    for i, ((x, y), (u, v)) in enumerate(zip(line, line[1:])):
        length = np.hypot(u - x, v - y)
        t = ((east - x) * (u - x) + (north - y) * (v - y)) / length
        kept = np.clip(t, 0, length)
        off = np.hypot(east - x - kept * (u - x) / length, north - y - kept * (v - y) / length)
        near = (off <= half) & (off < best)
        near &= ~((i == 0) & (t < 0)) & ~((i == len(line) - 2) & (t > length))
        best[near], place[near] = off[near], before + kept[near]
        before += length
    return place, before


class Profile(EvalCase):
    rows, cols, res = ROWS, COLS, RES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(31)
        row, col = np.mgrid[:ROWS, :COLS]
        cls.east, cls.north = (col + 0.5) * RES, (ROWS - row - 0.5) * RES
        cls.probability = random.random((ROWS, COLS))
        cls.truth = (random.random((ROWS, COLS)) < cls.probability / 3).astype(float)
        cls.elevation = 1000 + 0.3 * cls.north + random.normal(size=(ROWS, COLS))
        cls.probability[20:24, :] = np.nan
        for name in ("truth", "probability", "elevation"):
            write(name, getattr(cls, name))

    def holds(self, rows, line, width, step):
        place, length = along(line, self.east, self.north, width / 2)
        bins = int(np.ceil(length / step * (1 - 1e-12)))
        index = np.minimum(np.where(np.isnan(place), -1, place) // step, bins - 1)
        scored = ~np.isnan(self.probability)
        for name in ("probability", "elevation"):
            values = getattr(self, name)
            own = [row for row in rows if row["map"] == name]
            self.assertEqual(len(own), bins)
            self.assertAlmostEqual(float(own[-1]["to_m"]), length, delta=1e-9 * length)
            for k, row in enumerate(own):
                inside = (index == k) & ~np.isnan(values)
                self.assertEqual(int(row["cells"]), inside.sum())
                self.assertAlmostEqual(float(row["from_m"]), k * step, delta=1e-9)
                if inside.any():
                    found = [float(row[key]) for key in ("mean", "minimum", "maximum", *(f"p{p}" for p in PERCENT))]
                    held = values[inside]
                    expected = [held.mean(), held.min(), held.max(), *np.percentile(held, PERCENT)]
                    np.testing.assert_allclose(found, expected, rtol=1e-12)
                else:
                    self.assertEqual(row["mean"] + row["p50"], "")
                cells = (index == k) & scored
                self.assertEqual((int(row["cells_scored"]), int(row["landslide_cells"])),
                                 (cells.sum(), (cells & (self.truth == 1)).sum()))  # fmt: skip
                if cells.any():
                    self.assertAlmostEqual(float(row["landslide_density"]), self.truth[cells].mean(), delta=1e-12)

    def test_swath_has_numpys_statistics_for_straight_and_bent_lines(self):
        for line, width, step in (
            ([(907.0, 3.0), (907.0, 1490.0)], 300.0, 100.0),
            ([(100.0, 100.0), (800.0, 700.0), (900.0, 1400.0), (1700.0, 1390.0)], 211.0, 130.0),
            ([(1600.0, 700.0), (90.0, 701.0)], 61.0, 5000.0),
        ):
            text = ",".join(f"{x},{y}" for x, y in line)
            rows = self.table("profile_table", input="probability", profile_coordinates=text, profile_width=width,
                              profile_step=step, profile_maps="elevation")  # fmt: skip
            self.holds(rows, line, width, step)

    def test_each_line_of_a_vector_map_is_a_profile_one_cell_wide_unless_told(self):
        lines = {1: [(200.0, 100.0), (200.0, 1400.0)], 2: [(107.0, 733.0), (1707.0, 733.0)]}
        text = "".join(f"L {len(p)} 1\n" + "".join(f"{x} {y}\n" for x, y in p) + f"1 {c}\n" for c, p in lines.items())
        gs.write_command("v.in.ascii", flags="n", input="-", output="lines", format="standard", stdin=text,
                         overwrite=True, quiet=True)  # fmt: skip
        name = f"lines@{gs.gisenv()['MAPSET']}"
        rows = self.table("profile_table", input="probability", profile=name, profile_maps="elevation")
        for number, line in lines.items():
            self.holds([row for row in rows if row["profile"] == str(number)], line, RES, RES)

    def test_plane_has_its_own_heights_along_the_slope(self):
        write("plane", 2.0 * self.north)
        rows = self.table("profile_table", input="probability", profile_coordinates="900,300,900,1200",
                          profile_width=600, profile_step=90, profile_maps="plane")  # fmt: skip
        own = [row for row in rows if row["map"] == "plane"]
        np.testing.assert_allclose(column(own, "mean"), 2 * (300 + 90 * np.arange(10) + 45), rtol=1e-12)

    def test_json_and_text_hold_the_numbers_of_the_table(self):
        options = dict(input="probability", profile_coordinates="107,733,1707,733", profile_width=120, profile_step=400,
                       profile_maps="elevation")  # fmt: skip
        rows = self.table("profile_table", **options)
        profile = self.found["profiles"][0]
        self.assertEqual((profile["profile"], profile["width_m"], profile["step_m"]), (1, 120, 400))
        self.assertEqual([one["map"] for one in profile["maps"]], ["probability", "elevation"])
        for one in profile["maps"]:
            own = [row for row in rows if row["map"] == one["map"]]
            self.assertEqual(len(own), len(profile["bins"]))
            for row, bin, values in zip(own, profile["bins"], one["values"]):
                for name in ("from_m", "to_m", "cells_scored", "landslide_cells", "landslide_density"):
                    self.assertEqual(float(row[name]), bin[name])
                for name in ("cells", "mean", "minimum", "maximum"):
                    self.assertEqual(float(row[name]), values[name])
                for part in values["percentiles"]:
                    self.assertEqual(float(row[f"p{part['percent']:.0f}"]), part["percentile_value"])
        text = gs.read_command("r.slide.eval", truth="truth", quiet=True, **options)
        lines = text[text.index("Profile 1, 1600 m long and 120 m wide") :].split("\n")[2:6]
        for line, bin, values in zip(lines, profile["bins"], profile["maps"][1]["values"]):
            numbers = [float(number) for number in line.split()]
            self.assertEqual(numbers[:4], [bin[k] for k in ("from_m", "to_m", "cells_scored", "landslide_cells")])
            self.assertAlmostEqual(numbers[-1], values["mean"], delta=0.01)

    def test_charts_and_report_show_every_map_along_the_line_and_the_landslides(self):
        chart, report = (os.path.join(self.folder, name) for name in ("profile.svg", "profile.html"))
        gs.run_command("r.support", map="elevation", units="m", quiet=True)
        options = dict(input="probability", profile_coordinates="107,733,1707,733", profile_maps="elevation")
        scores(panels="profiles", chart=chart, report=report, profile_step=100, **options)
        with open(chart, encoding="utf-8") as file:
            text = html.unescape(file.read())
        for words in ("Profile 1: elevation", "Profile 1: probability", "Profile 1: landslides", "elevation (m)",
                      "Distance along the profile (m)", "5 to 95 % of the cells", "Landslide density (%)"):  # fmt: skip
            self.assertIn(words, text)
        rows = measured(report, 1280)["rows"]
        table = self.table("profile_table", profile_step=100, **options)
        self.assertEqual(rows["300"][0], "400")
        mean = next(float(row["mean"]) for row in table if (row["map"], row["from_m"]) == ("elevation", "300"))
        self.assertAlmostEqual(float(rows["300"][-1]), mean, delta=0.006)
        scores(report=report, profile_step=20, **options)
        with open(report, encoding="utf-8") as file:
            self.assertIn("80 steps are too many for a table", file.read())
        self.refused("panels=profiles has nothing to show", input="probability", panels="profiles", chart="some.png")

    def test_what_is_no_profile_is_refused_by_name_and_leaves_no_file(self):
        path = os.path.join(self.folder, "none.csv")
        line = dict(input="probability", profile_table=path, profile_coordinates="0,0,900,900")
        self.refused("<nowhere> not found", **{**line, "profile_maps": "nowhere"})
        self.refused("profile_width=0 is no length", **line, profile_width=0)
        self.refused("lies outside 0 to 100", **line, profile_percentiles="50,101")
        self.refused("two points that differ", **{**line, "profile_coordinates": "5,5,5,5"})
        self.refused("No cell of the current region", **{**line, "profile_coordinates": "9000,9000,9900,9000"})
        self.runModule("v.random", output="dots", npoints=5, seed=1, overwrite=True, quiet=True)
        self.refused("<dots> has no lines", input="probability", profile_table=path, profile="dots")
        self.refused("profile_maps", input="probability", profile_maps="elevation")
        self.refused("profile_table", input="probability", profile_table=path)
        self.assertFalse(os.path.exists(path))
        self.assertEqual(scores(input="probability")["objects"], [])


if __name__ == "__main__":
    test()
