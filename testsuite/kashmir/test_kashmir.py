# location: EPSG:32643
"""The 2005 Kashmir earthquake, real data: cells and slope units with categories, north to south and in blocks."""

import csv
import json
import os
import subprocess
import zipfile

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test
from browser import looks_right
from real_data import needs, real_data
from rasters import read

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = real_data("lsat_kaghan")
OUT = os.path.join(os.environ["SLIDE_SUITE"], "demo", "kashmir_test")
BLOCK = 3000


def read_json(name):
    with open(os.path.join(OUT, name + ".json"), encoding="utf-8") as scores_file:
        return json.load(scores_file)


def read_csv(name):
    with open(os.path.join(OUT, name + ".csv"), encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@needs(DATA)
class Kashmir(TestCase):
    @classmethod
    def setUpClass(cls):
        # a sample of the cells without a landslide: "make kashmir" cross-validates on all of them
        subprocess.run(["sh", os.path.join(HERE, "chain.sh"), DATA, OUT], check=True, env={**os.environ, "NEGATIVES": "5"})
        with open(os.path.join(OUT, "figures.txt"), encoding="utf-8") as table:
            for line in table:
                print("REPORT", line, end="")
        print(f"REPORT maps, pictures, reports: {OUT}", flush=True)

    def test_model_beats_slope_alone_on_the_southern_rows(self):
        model, slope = read_json("cells"), read_json("slope")
        self.assertEqual(model["cells_scored"], slope["cells_scored"])
        self.assertAlmostEqual(slope["auc_roc"], 0.68, delta=0.02)
        self.assertGreater(model["auc_roc"], slope["auc_roc"] + 0.03)
        self.assertGreater(model["auc_pr"], slope["auc_pr"])

    def test_probability_and_label_have_the_published_extent(self):
        # README of the data: 7630 cells of 2005-2006 (0.936 % of 826 x 987), 758 of 2000-2001
        self.assertModule("g.region", raster="dem")
        self.assertRasterFitsUnivar("label", reference={"n": 826 * 987 - 758, "sum": 7630}, precision=5)

    def test_geology_and_land_cover_are_categories_of_the_north_and_strangers_are_told(self):
        with zipfile.ZipFile(os.path.join(OUT, "cells.slide")) as model:
            transforms = json.loads(model.read("model.json"))["members"][0]["transforms"]
        categories = {transform["predictor"]: transform.get("categories") for transform in transforms}
        north, valid = read("held_out") == 0, ~np.isnan(read("probability"))
        for name in ("geology", "landcover"):
            seen = set(categories[name])
            self.assertLessEqual(seen, set(np.unique(read(name)[north & valid]).astype(int)))
            stranger = valid & ~np.isin(read(name), list(seen))
            self.assertGreater(stranger.sum(), 0)
            self.assertTrue((read("outside")[stranger] >= 1).all())

    def test_scores_of_each_fold_are_those_of_scikit_learn_and_its_blocks_are_whole(self):
        for part in ("cells", "units"):
            rows = read_csv(f"estimates_{part}_blocks")
            column = {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}
            folds = read_csv(f"folds_{part}_blocks")
            self.assertEqual(len(folds), 5)
            for fold in folds:
                inside = column["fold"] == int(fold["fold"])
                truth, estimate = column["label"][inside], column["estimate"][inside]
                self.assertAlmostEqual(float(fold["auc_roc"]), roc_auc_score(truth, estimate), places=6)
                self.assertAlmostEqual(float(fold["auc_pr"]), average_precision_score(truth, estimate), places=6)
                self.assertAlmostEqual(float(fold["brier"]), brier_score_loss(truth, estimate), places=6)
            region = gs.region()
            block = (region["n"] - column["y"]) // BLOCK * 1000 + (column["x"] - region["w"]) // BLOCK
            for number in np.unique(block):
                self.assertEqual(len(np.unique(column["fold"][block == number])), 1)

    def test_folds_in_blocks_are_harder_than_random_ones(self):
        for part in ("cells", "units"):
            blocks, random = (
                np.mean([float(fold["auc_roc"]) for fold in read_csv(f"folds_{part}_{kind}")]) for kind in ("blocks", "random")
            )
            self.assertGreater(blocks, 0.75)
            self.assertLess(blocks, random - 0.02)

    def test_units_are_counted_labelled_and_painted_as_numpy_does(self):
        report, units, label = read_json("train_units"), read("units"), read("label")
        numbers = np.unique(units[~np.isnan(units)])
        touched = np.unique(units[(label == 1) & ~np.isnan(units)])
        self.assertEqual((report["units"], report["positive"]), (len(numbers), len(touched)))
        painted = read("unit_probability")
        first = {number: painted[units == number][0] for number in numbers[::100]}
        for number, value in first.items():
            self.assertTrue((painted[units == number] == value).all())
        table = gs.vector_db_select("unit_areas", columns="cat,probability")["values"]
        for number, value in first.items():
            self.assertAlmostEqual(float(table[int(number)][1]), value, places=5)

    def test_the_south_is_more_dissimilar_and_outside_cells_are_fewer_than_inside_ones(self):
        dissimilarity, south, applicable = read("dissimilarity"), read("held_out") == 1, read("applicable")
        valid = ~np.isnan(dissimilarity)
        self.assertGreater(dissimilarity[valid & south].mean(), 1.2 * dissimilarity[valid & ~south].mean())
        self.assertGreater(dissimilarity[applicable == 0].min(), dissimilarity[applicable == 1].max() - 1e-6)
        share = (applicable[valid] == 1).mean()
        self.assertAlmostEqual(read_json("predict_cells")["applicable"], share, places=6)
        self.assertGreater((applicable[valid & ~south] == 1).mean(), (applicable[valid & south] == 1).mean())

    def test_reports_maps_and_pictures_are_there(self):
        # how many charts: with the checks of a model of cells, and without
        for name, charts in (("report", 15), ("report_units", 7)):
            looks_right(self, os.path.join(OUT, name + ".html"), charts)
            with open(os.path.join(OUT, name + ".html"), encoding="utf-8") as page:
                text = page.read()
            self.assertIn("</html>", text)
            self.assertNotRegex(text, r'(src|href)="(https?:|/)')
        for name in ("probability", "units", "dissimilarity", "folds", "importance"):
            with open(os.path.join(OUT, name + ".png"), "rb") as picture:
                self.assertEqual(picture.read(8), b"\x89PNG\r\n\x1a\n")
        for name in ("probability", "unit_probability", "dissimilarity", "classes", "driver", "applicable"):
            self.assertTrue(os.path.exists(os.path.join(OUT, name + ".tif")), name)


if __name__ == "__main__":
    test()
