"""Scores against scikit-learn on the same cells, ties and nulls included; and what must be refused."""

import json
import re

import numpy as np
from sklearn import metrics

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from eval_case import EXACT, EvalCase, scores, write

ROWS, COLS = 60, 80

MAP_SCHEMA = {
    "input", "name", "cells_null", "prevalence", "auc_roc", "auc_pr", "brier", "brier_skill", "brier_reliability",
    "brier_resolution", "brier_uncertainty", "brier_within_bins", "log_loss", "log_loss_clipped", "calibration_error",
    "calibration_error_largest", "r_squared", "r2", "rmse", "rate_area", "bins", "thresholds",
}  # fmt: skip
CELLS_SCHEMA = {
    "truth", "test", "cells_scored", "cells_outside_test", "cells_without_truth", "cells_without_input", "positives",
    "negatives", "prevalence", "prior", "maps", "intervals",
    "classes", "objects", "profiles", "model_checks", "model", "region", "curves",
}  # fmt: skip
CUT_SCHEMA = {
    "threshold", "rule", "confusion", "confusion_by_row", "confusion_by_column", "confusion_overall", "accuracy",
    "balanced_accuracy", "precision", "recall", "f1", "specificity", "csi", "kappa", "mcc", "youden", "frequency_bias",
}  # fmt: skip


class Eval(EvalCase):
    rows, cols = ROWS, COLS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(42)
        cls.truth = (random.random((ROWS, COLS)) < 0.15).astype(float)
        signal = random.normal(size=(ROWS, COLS)) + cls.truth
        cls.probability = 1 / (1 + np.exp(2 - signal))
        cls.tied = np.round(cls.probability, 2)
        cls.tied[random.random((ROWS, COLS)) < 0.05] = np.nan
        cls.truth[random.random((ROWS, COLS)) < 0.05] = np.nan
        cls.test_cells = np.zeros((ROWS, COLS))
        cls.test_cells[ROWS // 2 :] = 1
        cls.test_cells[ROWS // 4 : ROWS // 2] = np.nan
        cls.truth[3, 4] = cls.truth[59, 0] = 0
        write("truth", cls.truth, np.int32)
        write("tied_f", cls.tied, np.float32)
        write("tied_d", cls.tied, np.float64)
        write("smooth_f", cls.probability, np.float32)
        write("smooth_d", cls.probability, np.float64)
        write("percent", np.round(100 * cls.tied), np.int32)
        write("test_cells", cls.test_cells, np.int32)

    def same_as_sklearn(self, found, truth, score, thresholds, brier=True):
        keep = ~np.isnan(truth) & ~np.isnan(score)
        y, s = truth[keep].astype(int), score[keep]
        self.assertEqual(found["cells_scored"], y.size)
        self.assertEqual(found["positives"], y.sum())
        self.assertAlmostEqual(found["prevalence"], y.mean(), delta=EXACT)
        self.assertAlmostEqual(found["auc_roc"], metrics.roc_auc_score(y, s), delta=EXACT)
        self.assertAlmostEqual(found["auc_pr"], metrics.average_precision_score(y, s), delta=EXACT)
        if brier:
            expected = metrics.brier_score_loss(y, s.astype(float))
            self.assertAlmostEqual(found["brier"], expected, delta=EXACT)
            self.assertAlmostEqual(found["brier_skill"], 1 - expected / (y.mean() * (1 - y.mean())), delta=1e-8)
        self.assertEqual([cut["threshold"] for cut in found["thresholds"]], thresholds)
        for cut in found["thresholds"]:
            predicted = s >= s.dtype.type(cut["threshold"])
            (tn, fp), (fn, tp) = metrics.confusion_matrix(y, predicted)
            counts = cut["confusion"]
            self.assertEqual(
                [counts[k] for k in ("true_negative", "false_positive", "false_negative", "true_positive")],
                [tn, fp, fn, tp],
            )
            (tn, fp), (fn, tp) = metrics.confusion_matrix(y, predicted, normalize="true")
            shares = cut["confusion_by_row"]
            for key, value in (("true_negative", tn), ("false_positive", fp), ("false_negative", fn), ("true_positive", tp)):
                self.assertAlmostEqual(shares[key], value, delta=EXACT)
            self.assertAlmostEqual(cut["accuracy"], metrics.accuracy_score(y, predicted), delta=EXACT)
            self.assertAlmostEqual(cut["precision"], metrics.precision_score(y, predicted), delta=EXACT)
            self.assertAlmostEqual(cut["recall"], metrics.recall_score(y, predicted), delta=EXACT)
            self.assertAlmostEqual(cut["f1"], metrics.f1_score(y, predicted), delta=EXACT)
            self.assertAlmostEqual(cut["specificity"], metrics.recall_score(y, predicted, pos_label=0), delta=EXACT)
            self.assertAlmostEqual(cut["csi"], metrics.jaccard_score(y, predicted), delta=EXACT)

    def test_single_precision_with_ties_as_sklearn(self):
        # 0.1, 0.2 and 0.3 are values of the map: the threshold lies on ties
        found = scores(input="tied_f", truth="truth", threshold="0.1,0.2,0.3")
        self.same_as_sklearn(found, self.truth, self.tied.astype(np.float32), [0.1, 0.2, 0.3])

    def test_double_precision_with_ties_as_sklearn(self):
        found = scores(input="tied_d", truth="truth", threshold="0.1,0.2,0.3")
        self.same_as_sklearn(found, self.truth, self.tied, [0.1, 0.2, 0.3])

    def test_smooth_scores_as_sklearn_in_both_precisions(self):
        found = scores(input="smooth_f", truth="truth", threshold=0.25)
        self.same_as_sklearn(found, self.truth, self.probability.astype(np.float32), [0.25])
        found = scores(input="smooth_d", truth="truth", threshold=0.25)
        self.same_as_sklearn(found, self.truth, self.probability, [0.25])

    def test_integer_scores_are_ranked_and_have_no_brier(self):
        module = SimpleModule("r.slide.eval", input="percent", truth="truth", threshold=20, format="json")
        self.assertModule(module)
        found = json.loads(module.outputs.stdout)
        self.same_as_sklearn(found, self.truth, np.round(100 * self.tied), [20], brier=False)
        self.assertIsNone(found["brier"])
        self.assertIsNone(found["brier_skill"])
        self.assertIn("<percent> is no probability map", module.outputs.stderr)

    def test_json_holds_the_promised_keys(self):
        found = scores(input="tied_f", truth="truth")
        self.assertEqual(set(found), MAP_SCHEMA | CELLS_SCHEMA)
        self.assertEqual(set(found["maps"][0]), MAP_SCHEMA)
        self.assertEqual(set(found["thresholds"][0]), CUT_SCHEMA)
        self.assertEqual(found["thresholds"][0]["threshold"], 0.5)
        self.assertIsNone(found["test"])

    def test_cells_left_out_are_counted_once_each(self):
        found = scores(input="tied_f", truth="truth", test="test_cells")
        inside = self.test_cells == 1
        self.assertEqual(found["cells_outside_test"], (~inside).sum())
        self.assertEqual(found["cells_without_truth"], (inside & np.isnan(self.truth)).sum())
        self.assertEqual(
            found["cells_without_input"], (inside & ~np.isnan(self.truth) & np.isnan(self.tied)).sum()
        )
        left_out = found["cells_outside_test"] + found["cells_without_truth"] + found["cells_without_input"]
        self.assertEqual(found["cells_scored"] + left_out, ROWS * COLS)

    def test_only_cells_of_the_test_map_are_scored(self):
        found = scores(input="tied_d", truth="truth", test="test_cells", threshold=0.2)
        self.same_as_sklearn(found, np.where(self.test_cells == 1, self.truth, np.nan), self.tied, [0.2])

    def test_mask_is_obeyed_and_left_in_place(self):
        self.runModule("r.mapcalc", expression="western = if(col() <= 30, 1, null())", overwrite=True)
        self.runModule("r.mask", raster="western", quiet=True)
        try:
            found = scores(input="tied_d", truth="truth", threshold=0.2)
            self.assertTrue(gs.find_file("MASK", element="cell", mapset=".")["name"])
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        masked = self.truth.copy()
        masked[:, 30:] = np.nan
        self.same_as_sklearn(found, masked, self.tied, [0.2])

    def test_name_at_mapset_is_accepted(self):
        mapset = gs.gisenv()["MAPSET"]
        found = scores(input=f"tied_d@{mapset}", truth=f"truth@{mapset}", test=f"test_cells@{mapset}")
        plain = scores(input="tied_d", truth="truth", test="test_cells")
        self.assertEqual(found["auc_roc"], plain["auc_roc"])

    def test_plain_text_gives_the_numbers_of_json(self):
        text = gs.read_command("r.slide.eval", input="tied_d", truth="truth", threshold=0.2)
        found = scores(input="tied_d", truth="truth", threshold=0.2)
        cut = found["thresholds"][0]
        expected = {"AUC-ROC": found["auc_roc"], "AUC-PR": found["auc_pr"], "Brier": found["brier"]}
        expected.update({"Prevalence": found["prevalence"], "CSI": cut["csi"], "F1": cut["f1"]})
        for name, value in expected.items():
            printed = re.search(rf"^{name} +(\S+)$", text, re.M).group(1)
            self.assertAlmostEqual(float(printed), value, delta=1e-8)
        row = re.search(r"true 1 \(landslide\) +(\d+) +(\d+)", text)
        self.assertEqual([int(n) for n in row.groups()], [cut["confusion"][k] for k in ("true_positive", "false_negative")])

    def test_constant_map_ranks_by_chance_and_its_precision_is_undefined(self):
        self.runModule("r.mapcalc", expression="constant = 0.25", overwrite=True)
        found = scores(input="constant", truth="truth", threshold=0.5)
        self.assertEqual(found["auc_roc"], 0.5)
        self.assertAlmostEqual(found["auc_pr"], found["prevalence"], delta=EXACT)
        self.assertIsNone(found["thresholds"][0]["precision"])
        text = gs.read_command("r.slide.eval", input="constant", truth="truth", threshold=0.5)
        self.assertRegex(text, r"(?m)^Precision +-$")

    def test_infinite_scores_are_refused_by_map_and_place(self):
        for name, place, value in (("infinite", (3, 4), np.inf), ("minus", (59, 0), -np.inf)):
            values = np.where(np.isnan(self.truth), 0, self.probability)
            values[place] = value
            write(name, values, np.float64)
        for name in ("infinite", "minus"):
            self.refused(f"<{name}> holds an infinite value in row", input=name, truth="truth")
            self.refused(f"<{name}> holds an infinite value in row", input=f"tied_d,{name}", truth="truth")

    def test_missing_maps_are_refused_by_name(self):
        self.refused("<nowhere> not found", input="nowhere", truth="truth")
        self.refused("<nowhere> not found", input="tied_d", truth="nowhere")
        self.refused("<nowhere> not found", input="tied_d", truth="truth", test="nowhere")

    def test_truth_with_one_class_is_refused_by_name(self):
        self.runModule("r.mapcalc", expression="none = if(isnull(truth), null(), 0)", overwrite=True)
        self.runModule("r.mapcalc", expression="all = if(isnull(truth), null(), 1)", overwrite=True)
        valid = (~np.isnan(self.truth) & ~np.isnan(self.tied)).sum()
        self.refused(
            f"No landslide cells in <none> inside the current region and mask: 0 of {valid} valid cells are positive",
            input="tied_d",
            truth="none",
        )
        self.refused("No landslide-free cells in <all>", input="tied_d", truth="all")

    def test_no_valid_cell_is_refused_with_the_reason(self):
        self.runModule("r.mapcalc", expression="empty = double(null())", overwrite=True)
        self.refused("No cell to score in <empty>", input="empty", truth="truth")
        self.refused(f"{ROWS * COLS} are null in <empty>", input="tied_d", truth="empty")
        self.refused(f"{ROWS * COLS} are outside the test map", input="tied_d", truth="truth", test="empty")

    def test_threshold_that_is_no_number_is_refused(self):
        for threshold in ("half", "nan", "inf", "0.5,half"):
            self.refused("threshold", input="tied_d", threshold=threshold)


if __name__ == "__main__":
    test()
