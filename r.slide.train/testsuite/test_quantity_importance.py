# location: XY
"""What predictors are worth to a model of a quantity: permuted, left out, and by the errors that their splits save."""

import json

import numpy as np
from sklearn.metrics import mean_absolute_error, r2_score

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write

UNITS, UNIT, REPEATS = 40, 4, 12
SIDE = UNITS * UNIT
NAMES = ("qi_a", "qi_b", "qi_c", "qi_noise")
SCORES = {
    "explained": r2_score,
    "r2": lambda y, p: np.corrcoef(y, p)[0, 1] ** 2,
    "mae": lambda y, p: -mean_absolute_error(y, p),
}


def painted(of_unit):
    return np.kron(of_unit.reshape(UNITS, UNITS), np.ones((UNIT, UNIT)))


def first_cells(name):
    """One value a unit."""
    return np.array(garray.array(name, null=np.nan), dtype=float)[::UNIT, ::UNIT].ravel()


class Quantity(TrainCase):
    prefix = "qi_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=SIDE, s=0, e=SIDE, w=0, res=1)
        random = np.random.default_rng(4)
        cls.x = {name: random.uniform(-1, 1, UNITS**2).astype(np.float32) for name in NAMES}
        for name, values in cls.x.items():
            write(name, painted(values))
        share = 0.35 + 0.25 * cls.x["qi_a"] + 0.1 * np.abs(cls.x["qi_b"]) - 0.03 * cls.x["qi_c"]
        write("qi_label", random.random((SIDE, SIDE)) < painted(share), np.int32)
        cls.inputs = {
            "predictors": ",".join(NAMES), "label": "qi_label", "lad": f"{UNIT}x{UNIT}", "negatives": 0, "test": 0.4,
            "method": "forest_regression", "parameters": "trees=60,absolute_error=0", "test_map": "qi_held",
        }  # fmt: skip
        case = cls("test_the_chart_names_the_score")
        cls.report = case.train(
            importance="permutation,gain", importance_repeats=REPEATS, importance_chart=case.path("i.svg"),
            ablation="main=qi_a;shape=qi_b,qi_c", ablation_table=case.path("a.csv"),
        )  # fmt: skip
        cls.held = first_cells("qi_held") == 1
        label = np.array(garray.array("qi_label"), dtype=float).reshape(UNITS, UNIT, UNITS, UNIT)
        cls.y = label.mean(axis=(1, 3)).ravel()[cls.held]

    def estimates(self):
        gs.run_command("r.slide.predict", model=self.path("m.slide"), output="qi_p", overwrite=True, quiet=True)
        return first_cells("qi_p")[self.held]

    def of(self, table, name):
        (row,) = [row for row in self.report[table] if row["predictor"] == name + "_mean"]
        return row

    def test_permutation_is_what_scikit_learn_s_scores_lose_on_permuted_maps(self):
        random, before = np.random.default_rng(8), self.estimates()
        for score, report in (("explained", "test_explained"), ("r2", "test_r2")):
            self.assertAlmostEqual(SCORES[score](self.y, before), self.report[report], places=6)
        for name in ("qi_a", "qi_b"):
            losses = []
            for _ in range(REPEATS):
                values = self.x[name].copy()
                values[self.held] = random.permutation(values[self.held])
                write(name, painted(values))
                after = self.estimates()
                losses.append([score(self.y, before) - score(self.y, after) for score in SCORES.values()])
            write(name, painted(self.x[name]))
            for column, score in zip(np.transpose(losses), SCORES):
                row, error = self.of("permutation", name), np.sqrt(2 / REPEATS) * column.std(ddof=1)
                self.assertLess(abs(row[score] - column.mean()), 4 * error, (name, score))
                self.assertTrue(0.4 < row[score + "_sd"] / column.std(ddof=1) < 2.5, (name, score))

    def test_the_planted_order_comes_out_of_permutation_and_of_splits(self):
        """Of an additive law's variance: a 0.0208, |b| 0.00083, c 0.0003."""
        for table, column in (("permutation", "explained"), ("gain", "importance")):
            self.assertEqual([row["predictor"] for row in self.report[table]][:2], ["qi_a_mean", "qi_b_mean"], table)
            values = [row[column] for row in self.report[table]]
            self.assertEqual(values, sorted(values, reverse=True))
        self.assertEqual({row["measure"] for row in self.report["gain"]}, {"split error"})
        self.assertAlmostEqual(sum(row["importance"] for row in self.report["gain"]), 1, places=9)
        self.assertLess(abs(self.of("permutation", "qi_noise")["explained"]), 0.02)
        kept = self.description()["importance"]
        self.assertEqual(kept["measure"], "permutation_explained")
        self.assertEqual(kept["value"], [self.of("permutation", name)["explained"] for name in NAMES])

    def test_splits_by_the_absolute_error_and_groups_are_summed(self):
        options = dict(importance="gain", parameters="trees=60,absolute_error=1", name="mae.slide")
        each = {row["predictor"]: row["importance"] for row in self.train(**options)["gain"]}
        grouped = {row["predictor"]: row["importance"] for row in self.train(groups="g=qi_a,qi_c", **options)["gain"]}
        self.assertAlmostEqual(grouped["g"], each["qi_a_mean"] + each["qi_c_mean"], places=12)
        self.assertEqual(max(each, key=each.get), "qi_a_mean")

    def test_a_step_of_the_ablation_is_the_model_of_its_predictors_alone(self):
        steps = {(row["step"], row["group"]): row for row in self.report["ablation"]}
        alone = self.train(name="alone.slide", predictors="qi_b,qi_c,qi_noise")
        for score in ("explained", "r2", "mae"):
            self.assertEqual(steps["all", ""][score], self.report["test_" + score])
            self.assertEqual(steps["without", "main"][score], alone["test_" + score])
        self.assertGreater(steps["without", "main"]["explained_loss"], 0.3)
        self.assertGreater(steps["without", "main"]["mae_loss"], 0)
        self.assertEqual(self.rows_of("a.csv")[1]["group"], "main")

    def test_the_chart_names_the_score(self):
        drawn = self.bytes_of("i.svg").decode()
        self.assertIn("".join(f"&#x{ord(letter):x};" for letter in "explained"), drawn)


class Steps(TrainCase):
    """Of probabilities: steps are fitted as the member itself was."""

    prefix = "qs_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=120, s=0, e=120, w=0, res=1)
        random = np.random.default_rng(4)
        a, b, c = random.normal(size=(3, 120, 120))
        for name, values in (("a", a), ("b", b), ("c", c)):
            write("qs_" + name, values)
        write("qs_label", random.random((120, 120)) < 1 / (1 + np.exp(2 - a - 0.5 * b)), np.int32)
        cls.inputs = {"predictors": "qs_a,qs_b,qs_c", "label": "qs_label", "negatives": 2, "test": 0.3}

    def check(self, **options):
        report = self.train(ablation="g=qs_a", **options)
        alone = self.train(name="alone.slide", **dict(options, predictors="qs_b,qs_c"))
        (step,) = [row for row in report["ablation"] if row["step"] == "without"]
        return report, step, alone

    def test_with_early_stopping_a_step_stops_by_the_same_fold(self):
        for split in ("random", "blocks"):
            options = {"folds": 4, "parameters": "rounds=400,early_stopping=5,eta=0.3", "split": split}
            if split == "blocks":
                options["block"] = 20
            _, step, alone = self.check(**options)
            learner = json.loads(self.payload("alone.slide"))["learner"]
            trees = len(learner["gradient_booster"]["model"]["trees"])
            self.assertLess(trees, 200, "never stopped")
            self.assertEqual(step["auc_roc"], alone["test_auc_roc"])
            self.assertEqual(step["brier"], alone["test_brier"])

    def test_with_repeats_a_step_has_each_member_s_draw_and_seed(self):
        _, step, alone = self.check(repeats=3, parameters="rounds=30")
        self.assertAlmostEqual(step["auc_roc"], alone["scores_spread"]["auc_roc"]["mean"], places=12)
        self.assertAlmostEqual(step["auc_roc_sd"], alone["scores_spread"]["auc_roc"]["sd"], places=12)


if __name__ == "__main__":
    test()
