"""Importances against scikit-learn's permutation importance of the same model, and what their options refuse."""

import csv
import json
import math
import os
import zipfile

import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test
from map_case import MapCase

ROWS, COLS, REPEATS = 200, 200, 30
SCORES = {
    "auc_pr": lambda y, p: average_precision_score(y, p),
    "auc_roc": lambda y, p: roc_auc_score(y, p),
    "brier": lambda y, p: -brier_score_loss(y, p),
}


class Booster:
    """XGBoost's JSON as its documentation tells it: sums of leaves, and the logistic function."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as model:
            self.learner = json.loads(model.read("xgboost.json"))["learner"]

    def fit(self, *_):
        raise AssertionError("fitted already")

    def margin_of_tree(self, tree, features):
        at = np.zeros(len(features), int)
        left, right = np.array(tree["left_children"]), np.array(tree["right_children"])
        feature, value = np.array(tree["split_indices"]), np.array(tree["split_conditions"], np.float32)
        while (left[at] >= 0).any():
            goes_left = features[np.arange(len(at)), feature[at]] < value[at]
            at = np.where(left[at] < 0, at, np.where(goes_left, left[at], right[at]))
        return value[at].astype(float)

    def probability(self, raw):
        """From a, b, constant and cover as the maps hold them."""
        features = np.column_stack([raw[:, :3], *(raw[:, 3] == category for category in (1, 2, 3, 4))]).astype(np.float32)
        base = float(self.learner["learner_model_param"]["base_score"].strip("[]"))
        trees = self.learner["gradient_booster"]["model"]["trees"]
        margin = math.log(base / (1 - base)) + sum(self.margin_of_tree(tree, features) for tree in trees)
        return 1 / (1 + np.exp(-margin))


class Importance(MapCase):
    prefix = "imp_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(7)
        cls.maps = {
            "imp_a": random.normal(size=(ROWS, COLS)),
            "imp_b": random.normal(size=(ROWS, COLS)),
            "imp_constant": np.full((ROWS, COLS), 3.0),
            "imp_cover": random.integers(1, 5, (ROWS, COLS)),
        }
        logit = -2 + 1.5 * cls.maps["imp_a"] - 0.5 * cls.maps["imp_b"] + 1.0 * (cls.maps["imp_cover"] == 2)
        cls.maps["imp_label"] = random.random((ROWS, COLS)) < 1 / (1 + np.exp(-logit))
        for name, values in cls.maps.items():
            raster = garray.array(dtype=np.int32 if values.dtype.kind in "ib" else np.float32)
            raster[...] = values
            raster.write(name, overwrite=True)
        cls.report = cls.train(model="m.slide", test_map="imp_test", importance="permutation,gain",
                               importance_repeats=REPEATS)  # fmt: skip
        cls.booster = Booster(os.path.join(cls.folder, "m.slide"))
        held_out = np.array(garray.array(mapname="imp_test", null=-1)) == 1
        cls.x = np.column_stack([np.float32(cls.maps[name][held_out]) for name in list(cls.maps)[:4]])
        cls.y = cls.maps["imp_label"][held_out]

    @classmethod
    def options(cls, **options):
        options = {
            "predictors": "imp_a,imp_b,imp_constant,imp_cover", "categorical": "imp_cover", "label": "imp_label",
            "negatives": 0, "test": 0.3, "parameters": "rounds=40,max_depth=3", "overwrite": True, "quiet": True,
            **options,
        }  # fmt: skip
        return {key: os.path.join(cls.folder, value) if key.endswith(("model", "_table", "_chart")) else value
                for key, value in options.items() if value is not None}  # fmt: skip

    @classmethod
    def train(cls, **options):
        return json.loads(gs.read_command("r.slide.train", format="json", **cls.options(**options)))

    def assert_refused(self, *words, **options):
        """Exit status 1, a message with these words, no file."""
        options = self.options(model="refused.slide", **options)
        module = SimpleModule("r.slide.train", **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("refused")], [])

    def of(self, predictor, table="permutation", report=None):
        (row,) = [row for row in (report or self.report)[table] if row["predictor"] == predictor]
        return row

    def test_the_tests_own_trees_give_the_scores_of_the_module(self):
        p = self.booster.probability(self.x)
        self.assertAlmostEqual(average_precision_score(self.y, p), self.report["test_auc_pr"], places=6)
        self.assertAlmostEqual(roc_auc_score(self.y, p), self.report["test_auc_roc"], places=6)

    def test_permutation_is_scikit_learn_s_but_for_the_luck_of_the_draw(self):
        for name, score in SCORES.items():
            expected = permutation_importance(self.booster, self.x, self.y, n_repeats=REPEATS, random_state=0,
                                              scoring=lambda model, x, y, score=score: score(y, model.probability(x)))  # fmt: skip
            for i, predictor in enumerate(list(self.maps)[:4]):
                row = self.of(predictor)
                error = math.sqrt(2 / REPEATS) * expected.importances_std[i]
                self.assertLessEqual(abs(row[name] - expected.importances_mean[i]), 4 * error, (name, predictor))
                if predictor != "imp_constant":
                    self.assertTrue(0.6 < row[name + "_sd"] / expected.importances_std[i] < 1.6, (name, predictor))

    def test_a_predictor_that_no_tree_uses_has_none_at_all(self):
        row = self.of("imp_constant")
        self.assertEqual([row[key] for key in row if key != "predictor"], [0] * 6)
        self.assertEqual(self.of("imp_constant", "gain")["importance"], 0)

    def test_gain_sums_to_one_and_follows_the_law(self):
        gain = {row["predictor"]: row["importance"] for row in self.report["gain"]}
        self.assertAlmostEqual(sum(gain.values()), 1, places=9)
        self.assertEqual(sorted(gain, key=gain.get, reverse=True)[0], "imp_a")
        self.assertEqual({row["measure"] for row in self.report["gain"]}, {"gain"})

    def test_tables_begin_with_the_largest(self):
        for table, column in (("permutation", "auc_pr"), ("gain", "importance")):
            values = [row[column] for row in self.report[table]]
            self.assertEqual(values, sorted(values, reverse=True))

    def test_groups_are_permuted_together_and_summed(self):
        report = self.train(model="g.slide", importance="permutation,gain", importance_repeats=REPEATS,
                            groups="both=imp_a,imp_cover;rest=imp_constant")  # fmt: skip
        self.assertEqual({row["predictor"] for row in report["gain"]}, {"both", "rest", "imp_b"})
        alone = [self.of(name, "gain")["importance"] for name in ("imp_a", "imp_cover")]
        self.assertAlmostEqual(self.of("both", "gain", report)["importance"], sum(alone), places=12)
        random = np.random.default_rng(0)
        drops = []
        for _ in range(REPEATS):
            shuffled = self.x.copy()
            shuffled[:, [0, 3]] = self.x[random.permutation(len(self.x))][:, [0, 3]]
            drops.append(self.report["test_auc_pr"] - average_precision_score(self.y, self.booster.probability(shuffled)))
        error = math.sqrt(2 / REPEATS) * np.std(drops)
        self.assertLess(abs(self.of("both", report=report)["auc_pr"] - np.mean(drops)), 4 * error)
        # an importance for a group is none for a predictor
        with zipfile.ZipFile(os.path.join(self.folder, "g.slide")) as model:
            self.assertNotIn("importance", json.loads(model.read("model.json")))

    def test_each_predictor_s_importance_is_in_the_model(self):
        with zipfile.ZipFile(os.path.join(self.folder, "m.slide")) as model:
            kept = json.loads(model.read("model.json"))["importance"]
        self.assertEqual(kept["measure"], "permutation_auc_pr")
        self.assertEqual(kept["value"], [self.of(name)["auc_pr"] for name in list(self.maps)[:4]])
        self.train(model="gain.slide", importance="gain")
        with zipfile.ZipFile(os.path.join(self.folder, "gain.slide")) as model:
            kept = json.loads(model.read("model.json"))["importance"]
        self.assertEqual((kept["measure"], kept["value"][2]), ("gain", 0))
        self.runModule("r.slide.predict", model=os.path.join(self.folder, "m.slide"), output="imp_p")

    def test_same_numbers_with_one_and_two_threads_and_others_with_another_seed(self):
        one, two = (self.train(model="t.slide", importance="permutation", nprocs=n) for n in (1, 2))
        self.assertEqual(one["permutation"], two["permutation"])
        other = self.train(model="t.slide", importance="permutation", seed=5)
        self.assertNotEqual(self.of("imp_a", report=one)["auc_pr"], self.of("imp_a", report=other)["auc_pr"])

    def test_files_hold_what_is_printed_and_charts_are_drawn(self):
        for ending in ("csv", "json", "txt"):
            self.train(model="f.slide", importance="permutation,gain", importance_repeats=REPEATS,
                       importance_table="i." + ending, importance_chart="i.png")  # fmt: skip
        with open(os.path.join(self.folder, "i.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file), {key: self.report[key] for key in ("permutation", "gain")})
        with open(os.path.join(self.folder, "i.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["table"] for row in rows], ["permutation"] * 4 + ["gain"] * 4)
        for row, expected in zip(rows, self.report["permutation"] + self.report["gain"]):
            for key in expected:
                if key in ("predictor", "measure"):
                    self.assertEqual(row[key], expected[key])
                elif expected[key] is None:
                    self.assertEqual(row[key], "")
                else:
                    self.assertAlmostEqual(float(row[key]), expected[key], places=12)
        with open(os.path.join(self.folder, "i.txt"), encoding="utf-8") as file:
            self.assertIn("Permutation importance", file.read())
        with open(os.path.join(self.folder, "i.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")

    def test_bad_groups_are_refused_by_name(self):
        for option in ("groups", "ablation"):
            options = {"importance": "permutation"}
            self.assert_refused("'imp_z'", "imp_a, imp_b", **options, **{option: "g=imp_a,imp_z"})
            self.assert_refused("'imp_a' is named twice", **options, **{option: "g=imp_a;h=imp_b,imp_a"})
            self.assert_refused("'g' has no predictors", **options, **{option: "g=;h=imp_b"})
            self.assert_refused("two groups 'g'", **options, **{option: "g=imp_a;g=imp_b"})
            self.assert_refused("is no group", **options, **{option: "imp_a,imp_b"})
        self.assert_refused("'g' has all 4 predictors", ablation="g=imp_a,imp_b,imp_constant,imp_cover")
        self.assert_refused("groups", groups="g=imp_a")

    def test_one_predictor_can_be_permuted_but_not_ablated(self):
        options = {"predictors": "imp_a", "categorical": None}
        report = self.train(model="one.slide", importance="permutation", **options)
        self.assertGreater(report["permutation"][0]["auc_pr"], 0.1)
        self.assert_refused("'g' has all 1 predictors", ablation="g=imp_a", **options)

    def test_without_a_held_out_part_nothing_can_be_permuted_or_ablated(self):
        self.assert_refused("importance=permutation", "test=0", importance="permutation", test=0)
        self.assert_refused("ablation=", "test=0", ablation="g=imp_a", test=0)
        gain = self.train(model="gain.slide", importance="gain", test=0)["gain"]
        self.assertEqual(len(gain), 4)

    def test_what_the_learner_has_not_is_refused_with_the_way_out(self):
        self.assert_refused("method=xgboost has no coefficients", "permutation", importance="coefficients")

    def test_files_that_cannot_be_written_are_refused_before_the_work(self):
        self.assert_refused(".png or .svg", importance="permutation", importance_chart="refused.pdf")
        self.assert_refused(".csv, .json or .txt", importance="permutation", importance_table="refused.xls")
        self.assert_refused("nowhere", importance="permutation", importance_table="nowhere/refused.csv")
        self.assert_refused("importance_chart", importance_chart="refused.png")
        self.assert_refused("ablation_table", ablation_table="refused.csv")

    def test_a_model_that_cannot_be_written_takes_its_tables_along(self):
        options = self.options(importance="gain", importance_table="refused.csv", importance_chart="refused.png")
        module = SimpleModule("r.slide.train", model="/proc/refused.slide", **options)
        self.assertModuleFail(module)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("refused")], [])


if __name__ == "__main__":
    test()
