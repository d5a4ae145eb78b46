"""Class tables, frequency ratios and maps of errors against what NumPy counts."""

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from eval_case import EXACT, EvalCase, scores, write

ROWS, COLS = 30, 40


class Classes(EvalCase):
    rows, cols, res = ROWS, COLS, 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(8)
        cls.probability = np.round(random.random((ROWS, COLS)), 2)
        cls.truth = (random.random((ROWS, COLS)) < cls.probability / 2).astype(float)
        cls.probability[3, :7] = np.nan
        cls.levels = np.digitize(np.nan_to_num(cls.probability, nan=0.5), [0.2, 0.4, 0.6, 0.8]) + 1.0
        cls.levels[5, :4] = np.nan
        cls.slope = 60 * random.random((ROWS, COLS))
        for name in ("truth", "probability", "slope"):
            write(name, getattr(cls, name))
        write("levels", cls.levels, np.int32)
        write("single", cls.probability, np.float32)

    def holds(self, table, index, count, area=100.0):
        """`index` is each cell's class from 0, -1 where it does not count."""
        scored = ~np.isnan(self.probability)
        known = scored & (index >= 0)
        self.assertEqual(table["cells_null"], (scored & (index < 0)).sum())
        self.assertEqual(len(table["classes"]), count)
        density = [self.truth[known & (index == k)].mean() for k in range(count)]
        for k, row in enumerate(table["classes"]):
            inside = known & (index == k)
            cells, slides = inside.sum(), self.truth[inside].sum()
            self.assertEqual((row["cells"], row["landslide_cells"]), (cells, slides))
            self.assertAlmostEqual(row["area_m2"], area * cells, delta=1e-6)
            shares = cells / known.sum(), slides / self.truth[known].sum()
            self.assertAlmostEqual(row["area_share"], shares[0], delta=EXACT)
            self.assertAlmostEqual(row["landslide_share"], shares[1], delta=EXACT)
            self.assertAlmostEqual(row["density_ratio"], shares[1] / shares[0], delta=EXACT)
            self.assertAlmostEqual(row["density"], density[k], delta=EXACT)
            self.assertAlmostEqual(row["r_index"], 100 * density[k] / sum(density), delta=EXACT)

    def test_breaks_part_the_maps_with_a_cell_on_a_break_above_it_in_either_precision(self):
        found = scores(input="probability,single", breaks="0.2,0.4,0.6,0.8")["classes"]
        index = np.digitize(np.nan_to_num(self.probability, nan=0.5), [0.2, 0.4, 0.6, 0.8])
        self.assertEqual([table["map"] for table in found], ["probability", "single"])
        for table in found:
            self.holds(table, index, 5)
            self.assertTrue(table["density_rises"])
            self.assertEqual([row["to"] for row in table["classes"]], [0.2, 0.4, 0.6, 0.8, None])

    def test_map_of_classes_is_counted_by_category_and_judged(self):
        table = scores(input="probability", classes="levels")["classes"][0]
        index = np.where(np.isnan(self.levels), 0, self.levels).astype(int) - 1
        self.holds(table, index, 5)
        self.assertEqual([row["from"] for row in table["classes"]], [1, 2, 3, 4, 5])
        self.assertTrue(table["density_rises"])
        self.assertFalse(table["most_in_highest"])
        write("upside", 6 - self.levels, np.int32)
        self.assertFalse(scores(input="probability", classes="upside")["classes"][0]["density_rises"])

    def test_published_shares_of_area_come_out_as_printed_with_both_criteria(self):
        # Liang et al., a study of small-scale landslide susceptibility in South China: percent of the area from very
        # low to very high as printed; the landslides are planted
        printed = {
            "sar_xgboost": (20.88, 28.46, 22.05, 19.10, 9.51),
            "xgboost": (14.72, 21.80, 28.01, 23.01, 12.46),
            "rf": (13.12, 20.62, 28.66, 25.83, 11.77),
        }
        slides = np.array([3, 10, 30, 80, 200])
        self.runModule("g.region", n=1000, s=0, e=1000, w=0, res=10)
        try:
            for name, percent in printed.items():
                cells = np.rint(100 * np.array(percent)).astype(int)
                write(f"{name}_class", np.repeat(np.arange(1.0, 6), cells).reshape(100, 100), np.int32)
                events = np.concatenate([np.arange(n) < k for n, k in zip(cells, slides)])
                write("slid", events.astype(float).reshape(100, 100))
                table = scores(input=f"{name}_class", truth="slid", classes=f"{name}_class")["classes"][0]
                shares = [round(100 * row["area_share"], 2) for row in table["classes"]]
                self.assertEqual(shares, list(percent))
                density = slides / cells
                np.testing.assert_allclose([row["r_index"] for row in table["classes"]],
                                           100 * density / density.sum(), rtol=EXACT)  # fmt: skip
                ratio = (slides / slides.sum()) / (np.array(percent) / 100)
                np.testing.assert_allclose([row["density_ratio"] for row in table["classes"]], ratio, rtol=EXACT)
                self.assertTrue(table["density_rises"] and table["most_in_highest"] and table["highest_is_small"])
        finally:
            self.back_to_region()

    def test_factors_have_intervals_and_categories(self):
        found = scores(input="probability", factor="slope,levels")["classes"]
        low, high = self.slope.min(), self.slope.max()
        index = np.digitize(self.slope, low + (high - low) * np.arange(1, 10) / 10)
        self.holds(found[0], index, 10)
        self.assertEqual(found[0]["kind"], "factor")
        self.holds(found[1], np.where(np.isnan(self.levels), 0, self.levels).astype(int) - 1, 5)
        given = scores(input="probability", factor="slope", factor_breaks="15,30,45")["classes"][0]
        self.holds(given, np.digitize(self.slope, [15, 30, 45]), 4)

    def test_text_says_whether_both_criteria_hold(self):
        text = gs.read_command("r.slide.eval", input="probability", truth="truth", breaks="0.5,0.9", quiet=True)
        self.assertIn("Landslides by class of <probability>", text)
        self.assertIn("Landslide density rises from class to class: yes", text)
        self.assertIn("Most landslides lie in the highest class: no", text)
        self.assertIn("The highest class has less than an equal share of the area: yes", text)

    def test_map_of_errors_holds_each_cell_of_the_matrix_once(self):
        found = scores(input="probability,single", threshold=0.6, outcomes="errors_d,errors_f")
        outcome = np.where(self.truth == 1, np.where(self.probability >= 0.6, 1, 2), np.where(self.probability >= 0.6, 3, 4))
        outcome = np.where(np.isnan(self.probability), -1, outcome)
        for name, entry in zip(("errors_d", "errors_f"), found["maps"]):
            np.testing.assert_array_equal(garray.array(name, null=-1, dtype=np.int32), outcome)
            counts = entry["thresholds"][0]["confusion"]
            keys = ("true_positive", "false_negative", "false_positive", "true_negative")
            self.assertEqual([counts[key] for key in keys], [(outcome == k).sum() for k in (1, 2, 3, 4)])
            info = gs.read_command("r.category", map=name, separator="|")
            self.assertEqual(info.split("\n")[:4], ["1|hit", "2|miss", "3|false alarm", "4|correct rejection"])
            self.assertIn("at or above 0.6", gs.read_command("r.info", map=name, flags="h"))

    def test_bad_options_are_refused_by_name_and_leave_no_map(self):
        for message, options in (
            ("outcomes= names 1 maps, but input= 2", dict(input="probability,single", outcomes="lonely")),
            ("'0.2' is not above the break before it", dict(input="probability", breaks="0.4,0.2")),
            ("<slope> is no map of classes", dict(input="probability", classes="slope")),
            ("<nowhere> not found", dict(input="probability", factor="nowhere")),
        ):
            self.refused(message, **options)
        self.assertFalse(gs.find_file("lonely", element="cell")["name"])


if __name__ == "__main__":
    test()
