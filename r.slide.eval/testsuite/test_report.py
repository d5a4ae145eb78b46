# location: EPSG:32645
"""The report: looked at in a real browser, its numbers those of the module, its pictures those of the maps."""

import base64
import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile

import numpy as np
from scipy import stats
from sklearn import metrics

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

from browser import looks_right, measured, printed
from eval_case import scores, write
from real_data import needs, real_data
from rasters import read

COLOURS = {1: (0, 158, 115), 2: (213, 94, 0), 3: (240, 228, 66), 4: (225, 225, 225)}


class Report(TestCase):
    outside = {**os.environ, "LD_LIBRARY_PATH": ""}  # Debian's GDAL, not what GRASS brings

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        subprocess.run(["simulate_event", "rows=96", "cols=128", "prevalence=0.05"], check=True, capture_output=True)
        gs.run_command("r.slope.aspect", elevation="elevation", slope="slope", aspect="aspect", quiet=True)
        gs.mapcalc("south = if(row() > 48, 1, 0)")
        cls.model = os.path.join(cls.folder, "some.slide")
        gs.read_command(
            "r.slide.train", predictors="slope,pga,lithology", label="landslides", seed=7, model=cls.model, quiet=True
        )
        gs.read_command("r.slide.predict", model=cls.model, output="predicted", quiet=True)
        gs.run_command("r.support", map="predicted", title="""<b>R&D "it's"</b>""")
        cls.path = os.path.join(cls.folder, "report.html")
        cls.found = cls.report(
            cls.path,
            input="predicted,probability_posterior",
            test="south",
            threshold=0.2,
            best="f1,youden",
            model=cls.model,
            predictors="slope,pga,lithology",
            dependence="slope,lithology",
            breaks="0.05,0.1,0.3",
            factor="slope,lithology",
            profile_coordinates="303000,3154500,303000,3159500",
            profile_width=1000,
            profile_step=500,
            profile_maps="slope",
            groups="ground=slope,lithology",
            aspect="aspect",
            flags="o",
            intervals="delong,blocks",
            block=600,
            replicates=50,
        )
        with open(cls.path, encoding="utf-8") as page:
            cls.text = page.read()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def report(cls, path, **options):
        return scores(report=path, **{"truth": "landslides", **options})

    def pngs(self, text):
        """The PNG pictures of a page as arrays of rows, columns, red green blue opacity, read by GDAL."""
        pictures = []
        for data in re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", text):
            path = os.path.join(self.folder, "picture.png")
            with open(path, "wb") as file:
                file.write(base64.b64decode(data))
            raw = os.path.join(self.folder, "picture.img")
            subprocess.run(
                ["gdal_translate", "-q", "-of", "ENVI", "-co", "INTERLEAVE=BIP", path, raw],
                env=self.outside,
                check=True,
            )
            info = json.loads(subprocess.check_output(["gdalinfo", "-json", path], env=self.outside))
            pictures.append(np.fromfile(raw, dtype=np.uint8).reshape(info["size"][1], info["size"][0], 4))
        return pictures

    def test_every_picture_is_drawn_and_nothing_cut_off_wide_and_narrow_light_and_dark(self):
        # roc, precision_recall, rates, two of reliability, thresholds of two maps; classes of two, two factors, a rose; importance, two of
        # dependence; three of ablation; a profile of three maps and the landslides
        looks_right(self, self.path, charts=22)

    def is_printed_whole(self, path):
        """Nothing in the margins, where what is too wide would be cut; no page all but empty, save the last."""
        pages = printed(path)
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, 1):
            inked = page < 200
            margin = round(page.shape[1] * 6 / 210)  # 6 mm of 10, of A4
            self.assertFalse(inked[:, :margin].any() or inked[:, -margin:].any(), f"page {number}")
            rows = np.flatnonzero(inked.any(axis=1))
            self.assertGreater(rows.size, 0)
            if number < len(pages):
                self.assertGreater(rows[-1] / page.shape[0], 0.25, f"page {number}")

    def test_printed_pages_cut_nothing_off_and_are_filled(self):
        self.is_printed_whole(self.path)
        wide = os.path.join(self.folder, "wide.html")
        names = [f"a_map_with_a_long_name_{i}" for i in range(9)]
        for name in names:
            gs.mapcalc(f"{name} = predicted", quiet=True)
        self.report(wide, input=",".join(names), threshold="0.01,0.02,0.03,0.05,0.1,0.2,0.3,0.5", flags="o",
                    profile_coordinates="303000,3159000,303000,3157300")  # fmt: skip
        self.is_printed_whole(wide)

    def test_the_printer_sees_what_is_too_wide(self):
        path = os.path.join(self.folder, "bad_print.html")
        with open(path, "w", encoding="utf-8") as page:
            page.write('<body style="margin:0">' + '<p style="white-space:nowrap">' + "wide " * 400 + "</p>" * 1)
            page.write('<div style="height:80cm">high</div>')
        with self.assertRaises(AssertionError):
            self.is_printed_whole(path)

    def test_the_browser_sees_what_is_wide_broken_or_complained_of(self):
        path = os.path.join(self.folder, "bad.html")
        with open(path, "w", encoding="utf-8") as page:
            page.write('<body><div style="width:2000px">wide</div><img src="data:image/png;base64,AAAA" alt="broken">')
            page.write("<script>console.error('complaint')</script>")
        seen = measured(path, 390)
        self.assertEqual(seen["wide"], ["DIV  wide"])
        self.assertEqual(seen["pictures"][0][:2], ["broken", 0])
        self.assertIn("complaint", " ".join(seen["console"]))

    def test_nothing_is_fetched_and_no_script_runs(self):
        self.assertNotRegex(self.text, r"(?i)https?:|<script|<link rel=\"stylesheet|@import|url\(|\son\w+=")
        for source in re.findall(r'src="([^"]*)"', self.text):
            self.assertRegex(source, r"^data:image/(png|svg\+xml);base64,")
        self.assertIn("@media print", self.text)

    def test_numbers_are_those_of_json_and_of_sklearn(self):
        rows = measured(self.path, 1280)["rows"]
        truth, south = read("landslides"), read("south")
        scored = (south == 1) & ~np.isnan(truth)
        for i, name in enumerate(("predicted", "probability_posterior")):
            area = metrics.roc_auc_score(truth[scored], read(name)[scored])
            self.assertAlmostEqual(float(rows["Area under the ROC curve (AUC-ROC)"][i]), area, delta=0.5001e-4)
            brier = metrics.brier_score_loss(truth[scored], read(name)[scored])
            self.assertAlmostEqual(float(rows["Brier score"][i]), brier, delta=0.5001e-6)
            self.assertAlmostEqual(float(rows["Log loss"][i]), self.found["maps"][i]["log_loss"], delta=0.5001e-6)
        prevalence = truth[scored].mean()
        self.assertAlmostEqual(float(rows["Brier score"][2]), prevalence * (1 - prevalence), delta=0.5001e-6)
        guess = metrics.log_loss(truth[scored], np.full(scored.sum(), prevalence))
        self.assertAlmostEqual(float(rows["Log loss"][2]), guess, delta=0.5001e-6)
        self.assertIn(f"{scored.sum()}", rows["Cells scored"][0].replace(" ", ""))

    def test_confusion_matrix_is_there_in_counts_and_by_row_and_column(self):
        counts = self.found["maps"][1]["thresholds"][0]
        hits = counts["confusion"]["true_positive"]
        by_row, by_column = counts["confusion_by_row"]["true_positive"], counts["confusion_by_column"]["true_positive"]
        words = f"{hits}<small>{by_row:.4f} of the row</small><small>{by_column:.4f} of the column</small>"
        self.assertIn(words, self.text)

    def test_card_names_the_model_its_predictors_and_its_checksum(self):
        rows = measured(self.path, 1280)["rows"]
        history = gs.read_command("r.info", map="predicted", flags="h")
        self.assertIn(rows["Checksum (SHA-256)"][0], history.replace("\n", "").replace(" ", ""))
        self.assertEqual(rows["Seed"], ["7"])
        low, high = float(rows["slope"][4]), float(rows["slope"][5])
        slope = read("slope")
        self.assertTrue(np.nanmin(slope) - 1e-4 <= low < high <= np.nanmax(slope) + 1e-4, (low, high))
        self.assertEqual(rows["lithology"][3], "categories")

    def test_json_has_the_model_and_the_region_of_the_report(self):
        with zipfile.ZipFile(self.model) as file:
            self.assertEqual(self.found["model"], json.loads(file.read("model.json")))
        region = gs.region()
        for name, key in (("north", "n"), ("south", "s"), ("east", "e"), ("west", "w"), ("rows", "rows"),
                          ("columns", "cols"), ("ns_resolution", "nsres"), ("ew_resolution", "ewres")):  # fmt: skip
            self.assertAlmostEqual(self.found["region"][name], region[key], delta=1e-9)
        self.assertIsNone(scores(input="predicted", truth="landslides")["model"])

    def test_names_and_titles_cannot_become_markup(self):
        self.assertIn("&lt;b&gt;R&amp;D &quot;it&#39;s&quot;&lt;/b&gt;", self.text)
        self.assertNotIn("<b>R&D", self.text)

    def test_command_and_history_are_told(self):
        self.assertIn("r.slide.eval", self.text)
        self.assertIn("input=&quot;predicted,probability_posterior&quot;", self.text)
        self.assertIn("trained on &lt;landslides@", self.text)

    def test_pictures_of_maps_have_the_maps_colours_and_those_of_outcomes_their_categories(self):
        path = os.path.join(self.folder, "outcomes.html")
        gs.run_command("r.colors", map="predicted", color="grey", quiet=True)
        self.report(path, input="predicted", test="south", threshold=0.2, outcomes="outcomes")
        with open(path, encoding="utf-8") as page:
            picture, outcome = self.pngs(page.read())
        predicted, category = read("predicted"), read("outcomes")
        known = ~np.isnan(predicted)
        low, high = np.nanmin(predicted), np.nanmax(predicted)
        grey = 255 * (predicted - low) / (high - low)
        self.assertLessEqual(np.abs(picture[known][:, 0] - grey[known]).max(), 1.01)
        self.assertTrue((picture[known][:, 3] == 255).all() and (picture[~known][:, 3] == 0).all())
        self.assertTrue((outcome[np.isnan(category)][:, 3] == 0).all())
        for number, colour in COLOURS.items():
            self.assertTrue((outcome[category == number][:, :3] == colour).all(), number)

    def test_a_map_that_is_nearly_of_one_colour_is_shown_by_rank_too(self):
        path = os.path.join(self.folder, "dull.html")
        gs.mapcalc("dull = predicted / 10.")
        gs.write_command("r.colors", map="dull", rules="-", stdin="0 black\n1 white\n", quiet=True)
        self.report(path, input="dull", threshold=0.02)
        with open(path, encoding="utf-8") as page:
            picture, ranked, _ = self.pngs(page.read())
        dull = read("dull")
        known = ~np.isnan(dull)
        self.assertLess(picture[known][:, 0].max(), 50)
        self.assertTrue((ranked[known][:, 3] == 255).all() and (ranked[~known][:, 3] == 0).all())
        rank = (stats.rankdata(dull[known]) - 0.5) / known.sum()  # of equal ones the mean rank
        expected = 255 * (np.minimum(np.floor(20 * rank), 19) + 0.5) / 20
        self.assertLess((np.abs(ranked[known][:, 0] - expected) > 1.01).mean(), 1e-3)

    def test_large_maps_are_shown_by_cell_means_and_keep_their_landslides(self):
        self.use_temp_region()
        self.runModule("g.region", n=1203, s=0, e=41, w=0, res=1)
        random = np.random.default_rng(3)
        probability, truth = random.random((1203, 41)), (random.random((1203, 41)) < 0.1).astype(float)
        probability[:2, :2] = np.nan
        write("large", probability)
        write("large_truth", truth)
        gs.write_command("r.colors", map="large", rules="-", stdin="0 black\n1 white\n", quiet=True)
        path = os.path.join(self.folder, "large.html")
        self.report(path, input="large", truth="large_truth", threshold=0.5)
        with open(path, encoding="utf-8") as page:
            picture, outcome = self.pngs(page.read())
        self.assertEqual(picture.shape, (602, 21, 4))
        padded, landslide = np.full((1204, 42), np.nan), np.zeros((1204, 42))
        padded[:1203, :41] = probability
        landslide[:1203, :41] = np.where(np.isnan(probability), 0, truth)
        blocks = padded.reshape(602, 2, 21, 2)
        known = ~np.isnan(blocks).all(axis=(1, 3))
        mean = np.nansum(blocks, axis=(1, 3))[known] / (~np.isnan(blocks)).sum(axis=(1, 3))[known]
        self.assertLessEqual(np.abs(picture[known][:, 0] - 255 * mean).max(), 1.01)
        self.assertEqual(picture[0, 0, 3], 0)
        hit_or_miss = landslide.reshape(602, 2, 21, 2).any(axis=(1, 3))
        drawn = (outcome[:, :, :3] == COLOURS[1]).all(axis=2) | (outcome[:, :, :3] == COLOURS[2]).all(axis=2)
        self.assertTrue((drawn == hit_or_miss).all())
        self.del_temp_region()

    def test_masked_cells_are_not_drawn(self):
        gs.run_command("r.mask", raster="south", maskcats="1", quiet=True)
        path = os.path.join(self.folder, "masked.html")
        try:
            self.report(path, input="predicted")
        finally:
            gs.run_command("r.mask", flags="r", quiet=True)
        with open(path, encoding="utf-8") as page:
            picture = self.pngs(page.read())[0]
        self.assertTrue((picture[:48, :, 3] == 0).all() and (picture[60:90, 5:-5, 3] == 255).all())

    def test_a_score_that_is_no_probability_has_a_report_without_reliability(self):
        path = os.path.join(self.folder, "slope.html")
        self.report(path, input="slope", threshold=30)
        looks_right(self, path, charts=4)

    def refused(self, words, **options):
        before = sorted(os.listdir(self.folder))
        process = gs.start_command(
            "r.slide.eval", input="predicted", truth="landslides", stdout=gs.PIPE, stderr=gs.PIPE, **options
        )
        output, messages = process.communicate()
        self.assertEqual((process.returncode, output), (1, b""))
        self.assertIn(words, " ".join(messages.decode().split()))
        self.assertEqual(sorted(os.listdir(self.folder)), before)

    def test_what_cannot_be_written_or_read_is_refused_before_work_and_leaves_no_file(self):
        self.refused("No such file or directory", report=os.path.join(self.folder, "none", "report.html"))
        self.refused("exists. To overwrite", report=self.path)
        other = os.path.join(self.folder, "other.html")
        self.refused("is not a model", report=other, model=self.path)
        self.refused("not found", report=other, model=os.path.join(self.folder, "no.slide"))
        self.assertEqual(glob.glob(os.path.join(self.folder, "*.part*")), [])

    @needs(real_data("lsat_kaghan"))
    def test_kashmir_by_slope_alone_looks_right_in_windows_and_on_paper(self):
        script = os.path.join(self.folder, "kashmir.sh")
        page = os.path.join(self.folder, "kashmir.html")
        with open(script, "w", encoding="utf-8") as file:
            file.write(
                f"""set -e
r.in.gdal --quiet -o input={real_data("lsat_kaghan", "dem.tif")} output=dem
v.in.ogr --quiet -o input={real_data("lsat_kaghan", "landslides.gpkg")} output=slides
g.region raster=dem
r.slope.aspect --quiet elevation=dem slope=slope aspect=aspect
r.slide.eval --quiet -o input=slope truth=slides threshold=30 best=youden breaks=10,20,30,40 factor=dem aspect=aspect \
    intervals=delong,blocks block=1000 replicates=50 report={page}
"""
            )
        command = ["grass", "--tmp-location", "EPSG:32643", "--exec", "sh", script]
        subprocess.run(command, check=True, capture_output=True)
        # roc, precision_recall, rates, thresholds; classes, a factor, a rose
        looks_right(self, page, charts=7)
        self.is_printed_whole(page)


if __name__ == "__main__":
    test()
