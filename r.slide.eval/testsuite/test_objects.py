"""Landslides and predicted patches as objects against SciPy's labels, from cells and from polygons."""

# location: EPSG:32645
import numpy as np
from scipy import ndimage

import grass.script as gs
from grass.gunittest.main import test

from eval_case import EXACT, EvalCase, column, scores, write

ROWS, COLS = 60, 80
AREA = 100.0
BREAKS = [200, 500, 2000]
CORNERS = np.ones((3, 3))


class Objects(EvalCase):
    rows, cols, res = ROWS, COLS, 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(21)
        rough = ndimage.gaussian_filter(random.normal(size=(ROWS, COLS)), 1.2)
        cls.truth = (rough > np.quantile(rough, 0.93)).astype(float)
        cls.probability = np.clip(0.45 + 1.2 * rough + 0.15 * random.normal(size=(ROWS, COLS)), 0, 1)
        cls.probability[:, 40] = np.nan
        cls.single = np.round(cls.probability, 1)
        write("truth", cls.truth)
        write("probability", cls.probability)
        write("single", cls.single, np.float32)

    def expected(self, labels, count, predicted, scored, slides, overlap):
        """Per size class: landslides, touched, patches, false patches."""
        table = np.zeros((len(BREAKS) + 1, 4), int)
        for k in range(1, count + 1):
            cells = (labels == k) & scored
            if not cells.any():
                continue
            hits = (cells & predicted).sum()
            size = np.digitize(AREA * cells.sum(), BREAKS)
            table[size] += [1, hits > 0 and hits / cells.sum() >= overlap - 1e-12, 0, 0]
        patches, count = ndimage.label(predicted, CORNERS)
        for k in range(1, count + 1):
            cells = patches == k
            table[np.digitize(AREA * cells.sum(), BREAKS)] += [0, 0, 1, not (cells & slides).any()]
        return table

    def holds(self, entry, table):
        keys = ("landslides", "touched", "patches", "false_patches")
        self.assertEqual([[row[key] for key in keys] for row in entry["sizes"]], table.tolist())
        self.assertEqual([entry["all"][key] for key in keys], table.sum(axis=0).tolist())
        total = entry["all"]
        self.assertAlmostEqual(total["touched_share"], total["touched"] / total["landslides"], delta=EXACT)
        self.assertAlmostEqual(total["false_share"], total["false_patches"] / total["patches"], delta=EXACT)

    def test_connected_landslide_cells_are_objects_in_either_precision_and_by_overlap(self):
        sizes = ",".join(str(b) for b in BREAKS)
        scored = ~np.isnan(self.probability)
        slides = (self.truth == 1) & scored
        labels, count = ndimage.label(slides, CORNERS)
        for overlap in (0, 0.5, 1):
            found = scores(input="probability,single", threshold=0.7, flags="o", sizes=sizes, overlap=overlap)["objects"]
            self.assertEqual([entry["input"] for entry in found], ["probability", "single"])
            for entry, values in zip(found, (self.probability, self.single)):
                predicted = scored & (values >= 0.7)
                self.holds(entry, self.expected(labels, count, predicted, scored, slides, overlap))
                self.assertAlmostEqual(entry["all"]["landslide_area_m2"], AREA * slides.sum(), delta=1e-6)
                self.assertAlmostEqual(entry["all"]["patch_area_m2"], AREA * predicted.sum(), delta=1e-6)

    def test_polygons_are_objects_by_category_however_they_lie_side_by_side(self):
        numbers = np.zeros((ROWS, COLS))
        numbers[10:14, 10:15] = 1
        numbers[10:14, 15:20] = 2  # touches the first: one group of cells, two landslides
        numbers[30, 60] = 7
        numbers[20:50, 40] = 9  # where the map is null
        write("numbers", np.where(numbers > 0, numbers, np.nan), np.int32)
        self.runModule("r.to.vect", flags="v", input="numbers", output="slides", type="area", overwrite=True, quiet=True)
        probability = np.full((ROWS, COLS), 0.1)
        probability[10:12, 10:15] = 0.9  # half of the first
        probability[50:52, 5:7] = 0.9  # touches none
        probability[:, 40] = np.nan
        write("drawn", probability)
        scored = ~np.isnan(probability)
        sizes = ",".join(str(b) for b in BREAKS)
        before = gs.read_command("g.list", type="raster")
        for overlap, touched in ((0, 1), (0.5, 1), (0.51, 0)):
            options = dict(input="drawn", flags="o", sizes=sizes, overlap=overlap, threshold=0.5)
            for entry in (
                scores(truth="slides", **options)["objects"][0],
                scores(truth="truth", polygons="slides", **options)["objects"][0],
            ):
                self.assertEqual(entry["polygons"], "slides")
                self.assertEqual((entry["all"]["landslides"], entry["all"]["touched"]), (3, touched))
                self.assertEqual(entry["without_cell"], 1)
        labels = np.select([numbers == 1, numbers == 2, numbers == 7], [1, 2, 3])
        entry = scores(truth="slides", **options)["objects"][0]
        self.holds(entry, self.expected(labels, 3, probability >= 0.5, scored, numbers > 0, 0.51))
        self.assertEqual(gs.read_command("g.list", type="raster"), before)

    def test_table_as_text_and_in_a_file_has_the_numbers_of_json(self):
        rows = self.table("objects_table", input="probability,single", flags="o", threshold=0.7)
        self.assertEqual(len(rows), 2 * 5)
        whole = self.found["objects"][0]["all"]
        self.assertEqual(rows[4]["from_m2"], "")
        self.assertEqual(int(rows[4]["landslides"]), whole["landslides"])
        np.testing.assert_array_equal(
            column(rows[:4], "touched"), [row["touched"] for row in self.found["objects"][0]["sizes"]]
        )
        text = gs.read_command("r.slide.eval", flags="o", input="probability", truth="truth", threshold=0.7, quiet=True)
        self.assertIn("Connected landslide cells touched by <probability>", text)
        self.assertRegex(text, rf"(?m)^all +{whole['landslides']} +{whole['touched']} ")

    def test_only_cells_of_the_test_map_and_the_mask_belong_to_objects(self):
        west = np.where(np.arange(COLS) < 40, 1.0, np.nan) * np.ones((ROWS, 1))
        write("west", west)
        labels, count = ndimage.label((self.truth == 1) & (west == 1), CORNERS)
        found = scores(input="probability", test="west", flags="o")["objects"][0]
        self.assertEqual(found["all"]["landslides"], count)
        self.runModule("r.mask", raster="west", quiet=True)
        try:
            masked = scores(input="probability", flags="o")["objects"][0]
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        self.assertEqual(masked, found)

    def test_bad_options_are_refused_by_name_and_leave_nothing(self):
        before = gs.read_command("g.list", type="raster")
        self.refused("overlap=1.5 is no share", input="probability", flags="o", overlap=1.5)
        self.refused("'100' is not above", input="probability", flags="o", sizes="200,100")
        self.refused("sizes=0 is no area", input="probability", flags="o", sizes="0,100")
        self.refused("<nowhere> not found", input="probability", polygons="nowhere")
        self.runModule("v.random", output="dots", npoints=5, seed=1, overwrite=True, quiet=True)
        self.refused("<dots> has no areas", input="probability", polygons="dots")
        self.assertEqual(gs.read_command("g.list", type="raster"), before)


if __name__ == "__main__":
    test()
