"""Pictures: they are there whole or not at all, not blank, hold the texts, and their curves are those of the tables."""

import csv
import json
import os
import re
import struct
import tempfile
import xml.etree.ElementTree as ElementTree
import zlib

import numpy as np
from sklearn import metrics

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

ROWS, COLS = 60, 60
BLUE, VERMILLION = "#0072B2", "#D55E00"
SVG = "{http://www.w3.org/2000/svg}"


def texts_of(path):
    """All texts of an SVG, one string each."""
    return ["".join(text.itertext()) for text in ElementTree.parse(path).iter(SVG + "text")]


def strokes_of(path, colour):
    """Points of all lines of a colour, in pixels from the lower left corner; neighbours joined."""
    points = []
    for line in ElementTree.parse(path).iter(SVG + "polyline"):
        if line.get("stroke") == colour:
            points += [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]
    return np.array(points)


def frame_of(path):
    """Left, right, bottom and top of the panel: the closed grey line of five points."""
    for line in ElementTree.parse(path).iter(SVG + "polyline"):
        pairs = line.get("points").split()
        if line.get("stroke") == "#828282" and len(pairs) == 5 and pairs[0] == pairs[4]:
            corners = np.array([tuple(map(float, pair.split(","))) for pair in pairs])
            return corners[:, 0].min(), corners[:, 0].max(), corners[:, 1].min(), corners[:, 1].max()
    raise AssertionError(f"{path} has no frame")


def pixels_of(path):
    """An 8-bit RGB PNG as rows, columns, colours; filters undone (PNG specification, section 9)."""
    with open(path, "rb") as png:
        content = png.read()
    width, height, depth, kind = struct.unpack(">IIBB", content[16:26])
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and depth == 8 and kind in (2, 6)
    at, data = 8, b""
    while at < len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            data += content[at + 8 : at + 8 + size]
        at += 12 + size
    colours = 3 if kind == 2 else 4
    raw = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, 1 + width * colours)
    image = np.zeros((height + 1, (width + 1) * colours), dtype=np.uint8)
    for row in range(height):
        above, here = image[row], image[row + 1]
        for i in range(colours, (width + 1) * colours):
            left, up, corner = int(here[i - colours]), int(above[i]), int(above[i - colours])
            guess = left + up - corner
            nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
            add = (0, left, up, (left + up) // 2, nearest)[raw[row, 0]]
            here[i] = (int(raw[row, i - colours + 1]) + add) % 256
    return image[1:, colours:].reshape(height, width, colours)[:, :, :3]


class Charts(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.runModule("g.region", n=10 * ROWS, s=0, e=10 * COLS, w=0, res=10)
        random = np.random.default_rng(5)
        cls.truth = (random.random((ROWS, COLS)) < 0.15).astype(float)
        cls.smooth = 1 / (1 + np.exp(2 - random.normal(size=(ROWS, COLS)) - cls.truth))
        cls.tied = np.round(cls.smooth, 2)
        cls.rank = 10 * cls.smooth
        cls.held = np.zeros((ROWS, COLS))
        cls.held[40:] = 1
        cls.aspect = np.round(360 * random.random((ROWS, COLS)), 1)
        cls.aspect[7, :9] = 0
        cls.azimuth = cls.aspect - 180
        for name in ("truth", "smooth", "tied", "rank", "held", "aspect", "azimuth"):
            raster = garray.array(dtype=np.float64)
            raster[...] = getattr(cls, name)
            raster.write(name, overwrite=True)
        cls.folder = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        cls.runModule("g.remove", flags="f", type="raster", pattern="*", quiet=True)
        cls.del_temp_region()

    def path(self, name):
        return os.path.join(self.folder, name)

    def drawn(self, name, **options):
        """Path of a picture, and what the module found."""
        options = {"input": "smooth", "truth": "truth", "format": "json", "quiet": True, "overwrite": True, **options}
        found = json.loads(gs.read_command("r.slide.eval", chart=self.path(name), **options))
        return self.path(name), found

    def refused(self, words, **options):
        module = SimpleModule("r.slide.eval", **{"input": "smooth", "truth": "truth", **options})
        before = sorted(os.listdir(self.folder))
        self.assertModuleFail(module)
        self.assertIn(words, " ".join(module.outputs.stderr.split()))
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_roc_is_sklearns_curve_in_the_frame_and_its_area_in_the_legend(self):
        path, found = self.drawn("roc.svg", panels="roc", points=10000000)
        left, right, bottom, top = frame_of(path)
        points = strokes_of(path, BLUE)
        points = points[points[:, 1] >= bottom - 0.1]  # without the legend's
        alarms, recall, _ = metrics.roc_curve(self.truth.ravel(), self.smooth.ravel(), drop_intermediate=False)
        x, y = (points[:, 0] - left) / (right - left), (points[:, 1] - bottom) / (top - bottom)
        off = np.abs(x[:, None] - alarms).clip(0) + np.abs(y[:, None] - recall)
        self.assertLess(off.min(axis=1).max(), 1e-3)
        self.assertLess(off.min(axis=0).max(), 1e-3)
        texts = texts_of(path)
        for text in ("ROC", "False alarm rate", "Recall (hit rate)", "chance: AUC 0.5"):
            self.assertIn(text, texts)
        self.assertIn(f"smooth: AUC {found['auc_roc']:.4f}", texts)
        self.assertAlmostEqual(
            found["auc_roc"], metrics.roc_auc_score(self.truth.ravel(), self.smooth.ravel()), delta=1e-9
        )

    def test_precision_panel_has_the_prevalence_as_a_level_line(self):
        path, found = self.drawn("pr.svg", panels="precision_recall", input="smooth,tied")
        left, right, bottom, top = frame_of(path)
        prevalence = self.truth.mean()
        guide = strokes_of(path, "#828282")
        height = bottom + prevalence * (top - bottom)
        level = guide[np.abs(guide[:, 1] - height) < 0.5]
        self.assertGreater(level[:, 0].max() - level[:, 0].min(), 0.95 * (right - left))
        texts = texts_of(path)
        self.assertIn(f"prevalence {prevalence:.4g}", texts)
        for map_found in found["maps"]:
            self.assertIn(f"{map_found['input']}: AP {map_found['auc_pr']:.4f}", texts)

    def test_reliability_dots_stand_where_the_table_says(self):
        table = self.path("bins.csv")
        path, _ = self.drawn("reliability.svg", panels="reliability", reliability=table, bins=5)
        left, right, bottom, top = frame_of(path)
        with open(table, encoding="utf-8", newline="") as bins:
            rows = [row for row in csv.DictReader(bins) if row["cells"] != "0"]
        dots = [
            np.array([tuple(map(float, pair.split(","))) for pair in line.get("points").split()])
            for line in ElementTree.parse(path).iter(SVG + "polyline")
            if line.get("fill") == BLUE and len(line.get("points").split()) > 10
        ]
        self.assertEqual(len(dots), len(rows))
        for dot, row in zip(dots, rows):
            x, y = (dot.min(axis=0) + dot.max(axis=0)) / 2
            self.assertAlmostEqual((x - left) / (right - left), float(row["mean_probability"]), delta=2e-3)
            self.assertAlmostEqual((y - bottom) / (top - bottom), float(row["frequency"]), delta=2e-3)

    def test_success_and_prediction_rates_are_named_with_their_areas(self):
        path, _ = self.drawn("rates.svg", panels="rates", test="held")
        texts = texts_of(path)
        for words, inside in (("prediction", self.held == 1), ("success", self.held == 0)):
            truth = self.truth[inside]
            auc = metrics.roc_auc_score(truth, self.smooth[inside])
            area = auc * (1 - truth.mean()) + truth.mean() / 2
            self.assertIn(f"smooth, {words}: area {area:.4f}", texts)

    def test_sectors_of_aspect_are_those_that_numpy_counts_from_north(self):
        path, found = self.drawn("rose.svg", panels="aspect", aspect="aspect", sectors=12)
        (table,) = found["classes"]
        self.assertEqual((table["map"], table["kind"], table["cells_null"]), ("aspect", "aspect", 9))
        rising = self.aspect > 0
        azimuth = (90 - self.aspect[rising]) % 360
        sector = (np.floor((azimuth + 15) / 30) % 12).astype(int)
        for i, own in enumerate(table["classes"]):
            self.assertEqual((own["from"], own["to"]), ((i * 30 - 15) % 360, i * 30 + 15))
            self.assertEqual(own["cells"], int((sector == i).sum()))
            self.assertEqual(own["landslide_cells"], int(self.truth[rising][sector == i].sum()))
        texts = texts_of(path)
        for text in ("N", "SW", "Share of all (%)", "share of the landslide area", "share of the area"):
            self.assertIn(text, texts)

    def test_everything_there_is_comes_on_one_png_that_is_not_blank(self):
        path, _ = self.drawn(
            "all.png", input="smooth,tied", test="held", breaks="0.1,0.2,0.4", factor="rank", aspect="aspect"
        )
        image = pixels_of(path)
        self.assertEqual(image.shape[1], 1200)
        self.assertEqual(image.shape[0], 6 * 560)  # three curves, two of reliability, two sweeps, two classes, factor, rose
        for colour in ((0, 114, 178), (213, 94, 0)):
            self.assertGreater((image == colour).all(axis=2).sum(), 5000)
        for panel in range(11):
            row, col = divmod(panel, 2)
            part = image[560 * row : 560 * (row + 1), 600 * col : 600 * (col + 1)]
            self.assertGreater((part < 200).all(axis=2).sum(), 500, f"panel {panel}")
        edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        self.assertTrue((edge == 255).all(), "something is cut off at the edge")

    def test_one_file_for_each_panel_and_the_same_bytes_twice(self):
        names = [self.path("one.svg"), self.path("two.png")]
        contents = []
        for _ in range(2):
            gs.run_command(
                "r.slide.eval", input="tied", truth="truth", panels="thresholds,rates", chart=names, overwrite=True,
                stdout=gs.PIPE, quiet=True
            )  # fmt: skip
            contents.append([open(name, "rb").read() for name in names])
        self.assertEqual(contents[0], contents[1])
        texts = texts_of(names[0])
        self.assertIn("Thresholds of tied", texts)
        self.assertNotIn("Rate curves", texts)

    def test_a_rank_that_is_no_probability_has_no_reliability(self):
        path, _ = self.drawn("rank.svg", input="rank")
        self.assertNotIn("Reliability", texts_of(path))
        self.refused("panels=reliability has nothing to show", input="rank", panels="reliability", chart=self.path("r.svg"))

    def test_bad_pictures_are_refused_by_name_before_any_file(self):
        self.refused("its name must end in .png or .svg", chart=self.path("chart.pdf"))
        self.refused("'/nowhere/chart.png' cannot be written", chart="/nowhere/chart.png")
        self.refused("2 files, but panels= 1", chart=[self.path("a.png"), self.path("b.png")], panels="roc")
        self.refused("twice", chart=[self.path("a.png"), self.path("a.png")], panels=["roc", "rates"])
        self.refused("it needs classes= or breaks=", chart=self.path("c.png"), panels="classes")
        self.refused("it needs aspect=", chart=self.path("c.png"), panels="aspect")
        self.refused("<azimuth> holds", chart=self.path("c.png"), aspect="azimuth")
        self.refused("<nothing> not found", chart=self.path("c.png"), aspect="nothing")

    def test_a_map_of_another_mapset_is_named_whole(self):
        mapset = gs.gisenv()["MAPSET"]
        path, _ = self.drawn("mapset.svg", input=f"smooth@{mapset}", panels="roc")
        self.assertTrue(any(re.match(f"smooth@{mapset}: AUC", text) for text in texts_of(path)))


if __name__ == "__main__":
    test()
