# location: EPSG:4326
"""Classes of the output: limits against NumPy, areas on the ground, labels and colours, and what is refused."""

import csv
import io
import json

import numpy as np
from prediction_case import PredictionCase

import grass.script as gs
from grass.gunittest.main import test


def least_squares_cost(values, limits):
    """Sum of squares within the classes that limits make."""
    number = np.searchsorted(limits, values, side="left")
    return sum(((values[number == i] - values[number == i].mean()) ** 2).sum() for i in np.unique(number))


def best_cost(values, classes):
    """The least cost that any cut of the values has, by dynamic programming over all of them."""
    values = np.sort(values)
    count, sums, squares = len(values), np.r_[0, values.cumsum()], np.r_[0, (values**2).cumsum()]
    below = np.full(count + 1, np.inf)
    below[0] = 0
    for _ in range(classes):
        above = np.full(count + 1, np.inf)
        for end in range(1, count + 1):
            first = np.arange(end)
            spread = squares[end] - squares[:end] - (sums[end] - sums[:end]) ** 2 / (end - first)
            above[end] = (below[:end] + spread).min()
        below = above
    return below[count]


class SusceptibilityClasses(PredictionCase):
    prefix = "sc"
    region = {"n": 60.2, "s": 59.6, "w": 10, "e": 10.8}

    def classes(self, **options):
        """The table, and maps of values and classes."""
        table = json.loads(self.predict(output="sc_t_out", classes="sc_t_class", format="json", **options))["classes"]
        return table, self.read("t_out"), self.read("t_class")

    def check_map(self, table, values, numbers):
        """Every cell is in the class whose limits hold it; cells and areas are those of the map."""
        limits = np.array([row["up_to"] for row in table[:-1]])
        valid = ~np.isnan(values)
        np.testing.assert_array_equal(np.isnan(numbers), ~valid)
        expected = np.searchsorted(limits.astype(np.float32), values[valid].astype(np.float32), side="left") + 1
        np.testing.assert_array_equal(numbers[valid], expected)
        self.assertEqual([row["cells"] for row in table], [(numbers == i + 1).sum() for i in range(len(table))])
        self.assertAlmostEqual(sum(row["share"] for row in table), 1)
        return limits

    def test_equal_intervals_of_probability_are_a_fifth_each(self):
        limits = self.check_map(*self.classes())
        np.testing.assert_allclose(limits, [0.2, 0.4, 0.6, 0.8])

    def test_quantiles_are_exact(self):
        table, values, numbers = self.classes(class_method="quantile", class_count=4)
        limits = self.check_map(table, values, numbers)
        exact = np.quantile(values[~np.isnan(values)], [0.25, 0.5, 0.75], method="inverted_cdf")
        np.testing.assert_array_equal(limits.astype(np.float32), exact.astype(np.float32))

    def test_natural_breaks_cost_what_the_best_of_all_cuts_cost(self):
        table, values, numbers = self.classes(class_method="jenks")
        limits = self.check_map(table, values, numbers)
        values = values[~np.isnan(values)]
        self.assertLessEqual(least_squares_cost(values, limits), best_cost(values, 5) * (1 + 1e-6))

    def test_given_breaks_make_one_class_more(self):
        table, values, numbers = self.classes(class_method="breaks", breaks=[0.3, 0.5])
        np.testing.assert_allclose(self.check_map(table, values, numbers), [0.3, 0.5])
        self.assertEqual([row["label"] for row in table], ["low", "moderate", "high"])

    def test_success_classes_hold_their_shares_of_the_landslides(self):
        table, values, numbers = self.classes(class_method="success", truth="sc_label", class_shares=[5, 25, 70])
        limits = self.check_map(table, values, numbers)
        slides = values[(self.label == 1) & ~np.isnan(values)]
        exact = np.quantile(slides, [0.05, 0.3], method="inverted_cdf")
        np.testing.assert_array_equal(limits.astype(np.float32), exact.astype(np.float32))

    def test_areas_are_those_on_the_ellipsoid(self):
        table, _, numbers = self.classes()
        total = 0
        for line in gs.read_command("r.stats", flags="anN", input="sc_t_class", quiet=True).split("\n")[:-1]:
            number, area = line.split()
            self.assertAlmostEqual(table[int(number) - 1]["area_km2"] / (float(area) / 1e6), 1, places=5)
            total += float(area)
        self.assertAlmostEqual(sum(row["area_km2"] for row in table) / (total / 1e6), 1, places=5)
        # 0.6 x 0.77 degrees at 60 degrees north, far less than at the equator
        self.assertLess(total, 0.55 * 111.32**2 * 0.6 * 0.77 * 1e6)

    def test_table_as_csv_is_the_same_as_json(self):
        table, _, _ = self.classes()
        text = self.predict(output="sc_t_out", classes="sc_t_class", format="csv")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([int(row["cells"]) for row in rows], [row["cells"] for row in table])
        self.assertEqual([row["label"] for row in rows], ["very low", "low", "moderate", "high", "very high"])
        np.testing.assert_allclose([float(row["area_km2"]) for row in rows], [row["area_km2"] for row in table])
        plain = self.predict(output="sc_t_out", classes="sc_t_class")
        for word in ("very high", "area km2", "share %"):
            self.assertIn(word, plain)

    def test_map_has_labels_colours_and_limits_in_its_history(self):
        self.classes(class_method="quantile")
        labels = dict(line.split("\t") for line in gs.read_command("r.category", map="sc_t_class").strip().split("\n"))
        self.assertEqual((labels["1"], labels["5"]), ("very low", "very high"))
        rules = gs.read_command("r.colors.out", map="sc_t_class").split("\n")
        self.assertEqual((rules[0], rules[4]), ("1 26:150:65", "5 215:25:28"))
        self.classes()
        history = gs.read_command("r.info", flags="h", map="sc_t_class")
        for word in ("0.2 0.4 0.6 0.8", "model sha256"):
            self.assertIn(word, " ".join(history.replace("|", " ").split()))

    def test_more_classes_than_values_leave_the_highest_empty(self):
        table, values, numbers = self.classes(class_method="jenks", class_count=20)
        self.check_map(table, values, numbers)
        self.assertEqual(len(table), 20)

    def test_what_cannot_be_classified_is_refused_and_leaves_no_map(self):
        both = {"output": "sc_t_out", "classes": "sc_t_class", "leaves": ("t_out", "t_class")}
        self.refuse("ascending", class_method="breaks", breaks=[0.5, 0.3], **both)
        self.refuse("ascending", class_method="breaks", breaks="nan", **both)
        self.refuse("needs 1 to 19 limits", class_method="breaks", **both)
        self.refuse("class_method=breaks", breaks=0.5, **both)
        self.refuse("truth=", class_method="success", **both)
        self.refuse("must be 100", class_method="success", truth="sc_label", class_shares=[50, 40], **both)
        self.refuse("sc_none", class_method="success", truth="sc_none", class_shares=[50, 50], **both)
        gs.mapcalc("sc_t_zero = 0", quiet=True)
        self.refuse("No landslide cells in <sc_t_zero>", class_method="success", truth="sc_t_zero",
                    class_shares=[50, 50], **both)  # fmt: skip
        self.refuse("both name", output="sc_t_out", classes="sc_t_out")

    def test_cells_outside_the_mask_are_in_no_class(self):
        gs.mapcalc("sc_west = if(col() <= 40, 1, null())", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="sc_west", quiet=True)
        table, _, _ = self.classes()
        gs.run_command("r.mask", flags="r", quiet=True)
        self.assertEqual(sum(row["cells"] for row in table), 60 * 37)
        self.assertTrue(np.isnan(self.read("t_class")[:, 40:]).all())


if __name__ == "__main__":
    test()
