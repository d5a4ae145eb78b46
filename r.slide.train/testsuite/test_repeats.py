"""Repeats: every member is the model of its seed alone, and the scores' spread is NumPy's."""

import json
import hashlib
import zipfile

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, jaccard_score, precision_score, recall_score

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from sampling_case import SamplingCase, read


class Repeats(SamplingCase):
    def test_members_are_the_models_of_their_seeds_alone(self):
        report = self.train(name="many.slide", samples="60,90", repeats=4, strata="sa_strata", seed=9)
        marked_map = read("sa_drawn")
        self.assertEqual((report["members"], report["member_seeds"][0]), (4, 9))
        self.assertEqual(len(set(report["member_seeds"])), 4)
        members = self.description("many.slide")["members"]
        for i, seed in enumerate(report["member_seeds"]):
            self.train(name="one.slide", samples="60,90", strata="sa_strata", seed=seed)
            one = self.description("one.slide")["members"][0]
            self.assertEqual(members[i]["pieces"][0]["sha256"], one["pieces"][0]["sha256"])
            for key in ("seed", "sampling", "counts", "scores"):
                self.assertEqual(members[i][key], one[key])
            if i + 1 == report["marked"]:
                np.testing.assert_array_equal(marked_map, read("sa_drawn"))
        self.assertEqual(len({member["pieces"][0]["sha256"] for member in members}), 4)

    def test_spread_of_scores_is_numpys_and_the_median_is_marked(self):
        report = self.train(samples="60,90", repeats=7, test=0.3, threshold=0.3)
        members = self.description()["members"]
        for score in ("auc_roc", "auc_pr", "brier", "accuracy", "precision", "recall", "specificity", "f1", "csi"):
            scores = [{**member["scores"], **member["scores"]["cut"]} for member in members]
            values = np.array([member[score] for member in scores])
            spread = report["scores_spread"][score]
            for name, value in (("mean", values.mean()), ("sd", values.std(ddof=1)), ("min", values.min()),
                                ("median", np.median(values)), ("max", values.max())):  # fmt: skip
                self.assertAlmostEqual(spread[name], value, places=12)
        self.assertEqual(members[report["marked"] - 1]["scores"]["auc_roc"], report["scores_spread"]["auc_roc"]["median"])
        self.assertEqual(report["test_auc_roc"], report["scores_spread"]["auc_roc"]["median"])

    def test_held_out_samples_cut_at_the_threshold_are_scored_as_scikit_learn_does(self):
        for threshold in (0.4, 0.3):
            report = self.train(samples="60,90", test=0.4, threshold=threshold)
            gs.run_command("r.slide.predict", flags="u", model=self.path(), output="sa_p", overwrite=True, quiet=True)
            held = read("sa_drawn") == 1
            truth, said = read("sa_label")[held] == 1, read("sa_p")[held] >= threshold
            self.assertEqual(report["threshold"], threshold)
            for name, value in (("accuracy", accuracy_score(truth, said)), ("precision", precision_score(truth, said)),
                                ("recall", recall_score(truth, said)), ("f1", f1_score(truth, said)),
                                ("specificity", recall_score(~truth, ~said)), ("csi", jaccard_score(truth, said))):  # fmt: skip
                self.assertAlmostEqual(report["test_" + name], value, places=12, msg=name)

    def test_precision_of_a_model_that_predicts_no_landslide_is_none(self):
        report = self.train(samples="60,90", repeats=2, test=0.4, threshold=1.5)
        self.assertIsNone(report["test_precision"])
        self.assertIsNone(report["scores_spread"]["precision"])
        self.assertEqual(report["scores_spread"]["recall"]["max"], 0)
        self.assertIsNone(self.description()["members"][0]["scores"]["cut"]["precision"])
        self.assertIn("precision", self.printed_plain())
        self.assert_refused("threshold=nan must be a number", threshold="nan")

    def printed_plain(self):
        return gs.read_command("r.slide.train", flags="i", model=self.path(), quiet=True)

    def test_every_member_is_in_the_file_and_predict_takes_it(self):
        self.train(samples="60,90", repeats=3)
        with zipfile.ZipFile(self.path()) as model:
            learners = [name for name in model.namelist() if name.endswith("xgboost.json")]
            self.assertEqual(len(learners), 3)
        gs.run_command("r.slide.predict", model=self.path(), output="sa_p", overwrite=True, quiet=True)
        self.assertTrue(((read("sa_p") >= 0) == ~np.isnan(self.a)).all())

    def test_plain_report_has_the_spread(self):
        text = gs.read_command(
            "r.slide.train", predictors="sa_a,sa_b", label="sa_label", model=self.path(), samples="40,40", repeats=3,
            parameters="rounds=2", overwrite=True, quiet=True,
        )  # fmt: skip
        lines = dict(line.split("=") for line in text.split())
        self.assertEqual(lines["members"], "3")
        self.assertLessEqual(float(lines["test_auc_roc_min"]), float(lines["test_auc_roc_median"]))

    def test_wrong_repeats_are_refused(self):
        for repeats in ("0", "-1", "10001", "x"):
            self.assert_refused("repeats", repeats=repeats)


class PrintedModel(SamplingCase):
    def printed(self, name="m.slide", **options):
        return gs.read_command("r.slide.train", flags="i", model=self.path(name), quiet=True, **options)

    def test_plain_text_names_everything(self):
        gs.run_command("r.support", map="sa_b", units="mm/a", title="Rate of b", quiet=True)
        gs.run_command("g.copy", raster="sa_strata,sa_cover", overwrite=True, quiet=True)
        report = self.train(
            predictors="sa_a,sa_b,sa_cover", categorical="sa_cover", samples="60,90", repeats=3, buffer="60,2000",
            strata="sa_strata", allocation="equal", seed=5,
        )  # fmt: skip
        text = " ".join(self.printed().split())
        for words in (
            report["model_sha256"], "xgboost", "in mm/a", "Rate of b", "of 2 7 40", "rounds 3", "one_hot", "identity",
            "asked for: 60 landslide cells and 90 others", "at least 60 m", "at most 2000 m", "equal",
            f"60 of {report['positive_available']}", "random, share held out 0.2", "* the member of median AUC-ROC",
            f"auc_roc mean {report['scores_spread']['auc_roc']['mean']:.5f}", str(report["member_seeds"][2]),
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_plain_text_tells_every_transform(self):
        gs.mapcalc("sa_positive = abs(sa_a) + 1", overwrite=True, quiet=True)
        gs.mapcalc("sa_angle = 10. * row() + col()", overwrite=True, quiet=True)
        report = self.train(
            predictors="sa_a,sa_b,sa_positive,sa_angle", absolute="sa_a", logarithm="sa_positive", circular="sa_angle",
            scale="zscore", samples="60,90",
        )  # fmt: skip
        self.assertEqual(report["positive"], 60)
        lines = {line.split(":")[0].strip(): line for line in self.printed().splitlines() if "<sa_" in line}
        self.assertIn("magnitude, zscore", lines["sa_a"])
        self.assertIn("identity, zscore", lines["sa_b"])
        self.assertIn("natural logarithm, zscore", lines["sa_positive"])
        self.assertIn("circular, zscore", lines["sa_angle"])
        self.train(predictors="sa_a,sa_b", absolute="sa_a", logarithm="sa_a", samples="60,90")
        self.assertIn("natural logarithm of the magnitude", self.printed())
        self.assertNotIn("zscore", self.printed())

    def test_plain_text_tells_weights_and_calibration(self):
        self.train(weights="positive", calibration="platt", calibration_folds=3, samples="60,90")
        for words in ("positive, taken out of the probabilities", "platt, in 3 folds", "null in any predictor is left out"):
            self.assertIn(words, self.printed())
        self.train(weights="positive=4", flags="w", samples="60,90")
        self.assertIn("positive=4, left in the probabilities", self.printed())

    def test_json_is_the_description_with_checksum_and_spread(self):
        report = self.train(samples="60,90", repeats=3)
        printed = json.loads(self.printed(format="json"))
        self.assertEqual(printed.pop("model_sha256"), report["model_sha256"])
        self.assertEqual(printed.pop("scores_spread"), report["scores_spread"])
        self.assertEqual(printed, self.description())
        b = (90 / report["negative_available"]) / (60 / report["positive_available"])
        self.assertAlmostEqual(printed["members"][0]["sampling"]["prior_ratio"], b, places=12)

    def test_printing_changes_no_file(self):
        self.train()
        before = open(self.path(), "rb").read()
        self.printed()
        self.assertEqual(before, open(self.path(), "rb").read())

    def assert_not_printed(self, *words, name):
        for module in (
            SimpleModule("r.slide.train", flags="i", model=self.path(name)),
            SimpleModule("r.slide.predict", model=self.path(name), output="sa_p_refused"),
        ):
            self.assertModuleFail(module)
            message = " ".join(module.outputs.stderr.split())
            for word in (*words, name):
                self.assertIn(word, message)
        self.assertFalse(gs.find_file("sa_p_refused")["name"])

    def altered(self, name, description=lambda text: text, learner=lambda text: text):
        """A copy with its entries changed, and the checksum of the learner's set right again."""
        self.train(samples="60,90")
        with zipfile.ZipFile(self.path()) as model:
            texts = {entry: model.read(entry).decode("latin-1") for entry in model.namelist()}
        old = hashlib.sha256(texts["xgboost.json"].encode("latin-1")).hexdigest()
        texts["xgboost.json"] = learner(texts["xgboost.json"])
        new = hashlib.sha256(texts["xgboost.json"].encode("latin-1")).hexdigest()
        self.assertIn(old, texts["model.json"])
        texts["model.json"] = description(texts["model.json"].replace(old, new))
        with zipfile.ZipFile(self.path(name), "w") as model:
            for entry, text in texts.items():
                model.writestr(entry, text.encode("latin-1"))

    def test_altered_copy_is_taken_when_nothing_is_wrong(self):
        self.altered("same.slide")
        self.assertIn("xgboost", self.printed("same.slide"))

    def test_newer_version_is_refused(self):
        self.altered("newer.slide", description=lambda text: text.replace('"version": 2', '"version": 3'))
        self.assert_not_printed("format version 3", "reads version 2", name="newer.slide")

    def test_nan_in_the_description_is_refused(self):
        def spoiled(text):
            model = json.loads(text)
            model["predictors"][0]["mean"] = float("nan")
            return json.dumps(model)

        self.altered("nan.slide", description=spoiled)
        self.assert_not_printed("model.json is not JSON", name="nan.slide")

    def test_nan_or_infinity_in_a_leaf_is_refused(self):
        for number in ("NaN", "nan", "-Infinity", "1e999", "Infinity"):
            def spoiled(text, number=number):
                begin = text.index('"split_conditions":[') + len('"split_conditions":[')
                return text[:begin] + number + text[text.index(",", begin) :]

            self.altered("leaf.slide", learner=spoiled)
            self.assert_not_printed("not all finite", name="leaf.slide")

    def test_a_learner_that_is_none_is_refused_though_its_checksum_is_right(self):
        self.altered("none.slide", learner=lambda text: text[: len(text) // 2])
        self.assert_not_printed("cannot be used: XGBoost could not read", name="none.slide")

    def test_names_longer_than_any_map_s_are_refused(self):
        for key in ("label", "map"):
            def spoiled(text, key=key):
                model = json.loads(text)
                model["predictors"][0][key] = "a" * 5000
                return json.dumps(model)

            self.altered("long.slide", description=spoiled)
            self.assert_not_printed("5000 letters", name="long.slide")

    def test_units_without_statistics_are_refused(self):
        def spoiled(text):
            units = {"kind": "map", "map": "sa_strata@PERMANENT", "share": 0.0, "truth_threshold": 0.1}
            return json.dumps({**json.loads(text), "units": units})

        self.altered("units.slide", description=spoiled)
        self.assert_not_printed("no statistic over a unit", name="units.slide")

    def test_file_cut_short_and_no_model_are_refused(self):
        self.train()
        whole = open(self.path(), "rb").read()
        for name, content in (("cut.slide", whole[: len(whole) // 2]), ("empty.slide", b""), ("text.slide", b"hello")):
            with open(self.path(name), "wb") as file:
                file.write(content)
            self.assert_not_printed("is not a model of r.slide.train", name=name)
        self.assert_not_printed("not found", name="nothing.slide")


if __name__ == "__main__":
    test()
