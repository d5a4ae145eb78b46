# location: EPSG:32645
"""The model looked at on the scored cells, against maps predicted with changed predictors and scikit-learn's areas."""

import csv
import html
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np
from sklearn import metrics

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

from eval_case import column, scores, write
from rasters import read

PREDICTORS = "slope,pga,lithology"


class Checks(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        subprocess.run(["simulate_event", "rows=96", "cols=128", "prevalence=0.05"], check=True, capture_output=True)
        gs.run_command("r.slope.aspect", elevation="elevation", slope="slope", quiet=True)
        cls.model = cls.path("some.slide")
        gs.read_command(
            "r.slide.train", predictors=PREDICTORS, label="landslides", negatives=10, model=cls.model, quiet=True
        )
        gs.read_command("r.slide.predict", model=cls.model, output="predicted", quiet=True)
        cls.truth, cls.predicted = read("landslides"), read("predicted")
        cls.scored = ~np.isnan(cls.truth) & ~np.isnan(cls.predicted)
        cls.importance, cls.dependence = cls.path("importance.csv"), cls.path("dependence.csv")
        cls.found = cls.checked(
            repeats=20, dependence="slope,lithology", importance_table=cls.importance, dependence_table=cls.dependence
        )["model_checks"]

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    @classmethod
    def checked(cls, **options):
        return scores(
            **{"input": "predicted", "truth": "landslides", "predictors": PREDICTORS, "model": cls.model, **options}
        )

    def with_slope(self, slope):
        """What r.slide.predict makes of another slope."""
        write("other", slope)
        gs.run_command("r.semantic.label", operation="add", map="other", semantic_label="slope", quiet=True)
        gs.read_command(
            "r.slide.predict",
            flags="o",
            model=self.model,
            predictors="other,pga,lithology",
            output="otherwise",
            overwrite=True,
            quiet=True,
        )
        return read("otherwise")

    def table(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_all_scored_cells_are_looked_at_and_the_model_scores_as_its_map(self):
        self.assertEqual(self.found["cells"], self.scored.sum())
        area = metrics.roc_auc_score(self.truth[self.scored], self.predicted[self.scored])
        self.assertAlmostEqual(self.found["auc_roc"], area, delta=1e-9)

    def test_importance_is_the_area_that_shuffled_maps_lose(self):
        random = np.random.default_rng(8)
        slope, lost = read("slope"), []
        for _ in range(6):
            shuffled = slope.copy()
            shuffled[self.scored] = random.permutation(slope[self.scored])
            area = metrics.roc_auc_score(self.truth[self.scored], self.with_slope(shuffled)[self.scored])
            lost.append(self.found["auc_roc"] - area)
        row = next(row for row in self.table(self.importance) if row["predictor"] == "slope")
        loss, deviation = float(row["auc_roc_loss"]), float(row["auc_roc_deviation"])
        self.assertLess(abs(np.mean(lost) - loss), 4 * deviation * np.sqrt(1 / 6 + 1 / 20))
        self.assertGreater(loss, 10 * deviation)

    def test_table_is_in_falling_order_and_that_of_json(self):
        rows = self.table(self.importance)
        losses = column(rows, "auc_roc_loss")
        self.assertTrue((np.diff(losses) <= 0).all())
        for score in ("auc_roc", "auc_pr", "brier"):
            for name in (f"{score}_loss", f"{score}_deviation"):
                told = {one["predictor"]: one[name] for one in self.found["permutation_importance"]}
                self.assertEqual({row["predictor"]: float(row[name]) for row in rows}, told)

    def lost_by(self, estimate):
        """How much worse a map is than the model's own, in scikit-learn's scores."""
        y, own, other = self.truth[self.scored], self.predicted[self.scored], estimate[self.scored]
        return {
            "auc_roc_loss": metrics.roc_auc_score(y, own) - metrics.roc_auc_score(y, other),
            "auc_pr_loss": metrics.average_precision_score(y, own) - metrics.average_precision_score(y, other),
            "brier_loss": metrics.brier_score_loss(y, other) - metrics.brier_score_loss(y, own),
        }

    def test_a_predictor_replaced_costs_what_a_map_predicted_with_its_typical_value_everywhere_does(self):
        typical = next(one["typical"] for one in self.found["permutation_importance"] if one["predictor"] == "slope")
        everywhere = self.with_slope(np.where(self.scored, typical, np.nan))
        left_out = {one["group"]: one for one in self.found["ablation_without_refitting"]}
        self.assertEqual(set(left_out), set(PREDICTORS.split(",")))
        self.assertEqual(left_out["slope"]["predictors"], ["slope"])
        for name, loss in self.lost_by(everywhere).items():
            self.assertAlmostEqual(left_out["slope"]["replaced"][name], loss, delta=1e-6, msg=name)
            self.assertGreater(loss, 0)

    def test_typical_values_are_the_mean_and_the_most_frequent_category_of_the_training_samples(self):
        model = self.path("all.slide")
        gs.read_command("r.slide.train", predictors=PREDICTORS, label="landslides", negatives=0, test=0, model=model,
                        quiet=True)  # fmt: skip
        found = self.checked(model=model)["model_checks"]["permutation_importance"]
        typical = {one["predictor"]: one["typical"] for one in found}
        known = ~np.isnan(read("slope")) & ~np.isnan(self.truth)
        for name in ("slope", "pga"):
            self.assertAlmostEqual(typical[name], read(name)[known].mean(), delta=1e-6)
        kinds, counts = np.unique(read("lithology")[known], return_counts=True)
        self.assertEqual(typical["lithology"], kinds[counts.argmax()])

    def test_groups_are_left_out_together_and_all_of_them_leave_chance(self):
        path = self.path("ablation.csv")
        text = "ground=slope,lithology;shaking=pga"
        groups = self.checked(groups=text, ablation_table=path)["model_checks"]["ablation_without_refitting"]
        self.assertEqual([one["group"] for one in groups], ["ground", "shaking"])
        self.assertEqual(groups[0]["predictors"], ["slope", "lithology"])
        rows = {row["group"]: row for row in self.table(path)}
        for one in groups:
            for how in ("replaced", "permuted"):
                for name, loss in one[how].items():
                    score, kind = name.rsplit("_", 1)
                    self.assertEqual(float(rows[one["group"]][f"{score}_{how}_{kind}"]), loss)
        self.assertEqual(rows["ground"]["predictors"], "slope lithology")
        alone = {one["group"]: one for one in self.checked()["model_checks"]["ablation_without_refitting"]}
        self.assertEqual(groups[1]["permuted"], alone["pga"]["permuted"])
        whole = self.checked(groups="all=slope,pga,lithology", repeats=10)["model_checks"]
        constant, chance = whole["ablation_without_refitting"][0]["replaced"], whole["auc_roc"] - 0.5
        prevalence = self.truth[self.scored].mean()
        self.assertAlmostEqual(constant["auc_roc_loss"], chance, delta=1e-9)
        self.assertAlmostEqual(constant["auc_pr_loss"], whole["auc_pr"] - prevalence, delta=1e-9)
        permuted = whole["ablation_without_refitting"][0]["permuted"]
        deviation = permuted["auc_roc_deviation"]
        self.assertLess(abs(permuted["auc_roc_loss"] - chance), 4 * deviation / np.sqrt(10))

    def test_text_says_that_nothing_was_trained_anew(self):
        text = gs.read_command("r.slide.eval", input="predicted", truth="landslides", model=self.model, quiet=True,
                               predictors=PREDICTORS, groups="ground=slope,lithology")  # fmt: skip
        self.assertRegex(text, r"(?m)^Ablation, not refitted")
        self.assertRegex(text, r"(?m)^ground( +-?\d\.\d{6}){6}$")
        self.assertIn("ablation= of r.slide.train", text)

    def test_partial_dependence_is_the_mean_of_a_map_predicted_with_one_slope_everywhere(self):
        curves = [row for row in self.table(self.dependence) if row["predictor"] == "slope"]
        mean = [row for row in curves if row["curve"] == "mean"]
        self.assertEqual(len(mean), 40)
        low, high = np.quantile(read("slope")[self.scored], [0.05, 0.95])
        np.testing.assert_allclose(column(mean, "value"), np.linspace(low, high, 40), rtol=1e-6)
        for i in (0, 17, 39):
            everywhere = self.with_slope(np.where(self.scored, float(mean[i]["value"]), np.nan))
            self.assertAlmostEqual(float(mean[i]["estimate"]), everywhere[self.scored].mean(), delta=1e-6)
            for curve, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
                estimate = float([row for row in curves if row["curve"] == curve][i]["estimate"])
                self.assertAlmostEqual(estimate, np.quantile(everywhere[self.scored], share), delta=1e-6)
            cells = {row["curve"] for row in curves if row["curve"].startswith("cell ")}
            self.assertEqual(len(cells), 30)
            for cell in cells:
                estimate = float([row for row in curves if row["curve"] == cell][i]["estimate"])
                self.assertAlmostEqual(estimate, everywhere.ravel()[int(cell[5:])], delta=1e-6)

    def test_categories_are_taken_one_by_one(self):
        found = next(one for one in self.found["partial_dependence"] if one["predictor"] == "lithology")
        self.assertEqual([one["value"] for one in found["values"]], sorted(np.unique(read("lithology")[self.scored])))

    def test_a_sample_is_seeded_and_as_large_as_asked(self):
        once = self.checked(sample=3000, seed=4)["model_checks"]
        self.assertEqual(once["cells"], 3000)
        self.assertEqual(once, self.checked(sample=3000, seed=4, nprocs=2)["model_checks"])
        other = self.checked(sample=3000, seed=5)["model_checks"]
        self.assertNotEqual(once["auc_roc"], other["auc_roc"])
        for found in (once, other):  # 3000 cells with 5 % landslides: a standard error of about 0.02
            self.assertLess(abs(found["auc_roc"] - self.found["auc_roc"]), 0.08)

    def test_without_checks_json_says_null_and_text_nothing(self):
        self.assertIsNone(scores(input="predicted", truth="landslides")["model_checks"])
        text = gs.read_command("r.slide.eval", input="predicted", truth="landslides", quiet=True)
        self.assertNotIn("Permutation", text)

    def test_charts_of_the_checks_are_drawn(self):
        path = self.path("checks.svg")
        self.checked(dependence="pga", panels="importance,ablation,dependence", chart=path)
        with open(path, encoding="utf-8") as picture:
            text = html.unescape(picture.read())
        for words in ("Permutation importance", "lithology", "Ablation without refitting: AUC-ROC", "replaced by typical values", "Dependence on pga", "pga (g)", "Estimated probability"):
            self.assertIn(words, text)

    def refused(self, words, **options):
        process = gs.start_command(
            "r.slide.eval", input="predicted", truth="landslides", stdout=gs.PIPE, stderr=gs.PIPE, **options
        )
        output, messages = process.communicate()
        self.assertEqual((process.returncode, output), (1, b""))
        self.assertIn(words, " ".join(messages.decode().split()))

    def test_what_cannot_be_checked_is_refused_by_name(self):
        self.refused("Predictor 'lithology'", model=self.model, predictors="slope,pga")
        self.refused("dependence=rain", model=self.model, predictors=PREDICTORS, dependence="rain")
        self.refused("predictors", dependence="slope", model=self.model)
        self.refused("model", predictors=PREDICTORS)
        self.refused("not found", model=self.path("no.slide"), predictors=PREDICTORS)
        self.refused("is none of the predictors", model=self.model, predictors=PREDICTORS, groups="a=rain")
        self.refused("is no group of predictors", model=self.model, predictors=PREDICTORS, groups="slope,pga")
        self.refused("predictors", groups="a=slope", model=self.model)
        gs.mapcalc("nothing = null()")
        gs.run_command("r.semantic.label", operation="add", map="nothing", semantic_label="slope", quiet=True)
        self.refused("Of the 0 cells drawn", model=self.model, predictors="nothing,pga,lithology")
        with open(self.path("some.txt"), "w", encoding="utf-8") as file:
            json.dump({}, file)
        self.refused("is not a model", model=self.path("some.txt"), predictors=PREDICTORS)


if __name__ == "__main__":
    test()
