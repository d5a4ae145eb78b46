"""Scores of one and several maps, of probabilities, densities and polygons, against scikit-learn and NumPy."""

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

import grass.script as gs
from grass.gunittest.main import test

from eval_case import EXACT, EvalCase, scores, write

ROWS, COLS = 50, 70
SCORE = {
    "accuracy": metrics.accuracy_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "precision": metrics.precision_score,
    "recall": metrics.recall_score,
    "f1": metrics.f1_score,
    "csi": metrics.jaccard_score,
    "kappa": metrics.cohen_kappa_score,
    "mcc": metrics.matthews_corrcoef,
}
MATRIX = ("true_negative", "false_positive", "false_negative", "true_positive")


class Scores(EvalCase):
    rows, cols = ROWS, COLS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(7)
        cls.truth = (random.random((ROWS, COLS)) < 0.12).astype(float)
        signal = random.normal(size=(ROWS, COLS)) + cls.truth
        cls.good = 1 / (1 + np.exp(2 - signal))
        cls.tied = np.round(cls.good, 1)
        cls.poor = np.clip(cls.good + random.normal(scale=0.1, size=(ROWS, COLS)), 0, 1)
        cls.poor[random.random((ROWS, COLS)) < 0.1] = np.nan
        cls.lad = np.round(np.clip(random.normal(scale=0.1, size=(ROWS, COLS)) + 0.3 * cls.good, 0, 1), 2)
        for name in ("truth", "good", "tied", "poor", "lad"):
            write(name, getattr(cls, name))
        write("lad_f", cls.lad, np.float32)

    def cut_as_sklearn(self, cut, y, predicted):
        for key, function in SCORE.items():
            self.assertAlmostEqual(cut[key], function(y, predicted), delta=EXACT, msg=key)
        self.assertAlmostEqual(cut["youden"], metrics.balanced_accuracy_score(y, predicted, adjusted=True), delta=EXACT)
        self.assertAlmostEqual(cut["frequency_bias"], predicted.sum() / y.sum(), delta=EXACT)
        for key, normalize in (("by_row", "true"), ("by_column", "pred"), ("overall", "all")):
            expected = metrics.confusion_matrix(y, predicted, normalize=normalize).ravel()
            for name, value in zip(MATRIX, expected):
                self.assertAlmostEqual(cut[f"confusion_{key}"][name], value, delta=EXACT)

    def probability_as_sklearn(self, found, y, p, bins=10):
        brier, mean = np.mean((p - y) ** 2), y.mean()
        self.assertAlmostEqual(found["auc_roc"], metrics.roc_auc_score(y, p), delta=EXACT)
        self.assertAlmostEqual(found["auc_pr"], metrics.average_precision_score(y, p), delta=EXACT)
        self.assertAlmostEqual(found["brier"], brier, delta=EXACT)
        self.assertAlmostEqual(found["log_loss"], metrics.log_loss(y, p), delta=EXACT)
        self.assertAlmostEqual(found["r_squared"], np.corrcoef(p, y)[0, 1] ** 2, delta=EXACT)
        self.assertAlmostEqual(found["r2"], metrics.r2_score(y, p), delta=EXACT)
        self.assertAlmostEqual(found["rmse"], np.sqrt(brier), delta=EXACT)
        index = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p)
        parts = dict.fromkeys(("reliability", "resolution", "within_bins"), 0)
        error = []
        for k in np.unique(index):
            inside = index == k
            forecast, happened, share = p[inside].mean(), y[inside].mean(), inside.mean()
            parts["reliability"] += share * (forecast - happened) ** 2
            parts["resolution"] += share * (happened - mean) ** 2
            # Stephenson et al. 2008: variance within bins less twice the covariance
            spread = p[inside] - forecast
            parts["within_bins"] += share * (np.mean(spread**2) - 2 * np.mean(spread * (y[inside] - happened)))
            error.append((share, abs(forecast - happened)))
        for key, value in parts.items():
            self.assertAlmostEqual(found[f"brier_{key}"], value, delta=EXACT, msg=key)
        self.assertAlmostEqual(found["brier_uncertainty"], mean * (1 - mean), delta=EXACT)
        self.assertAlmostEqual(found["calibration_error"], sum(s * e for s, e in error), delta=EXACT)
        self.assertAlmostEqual(found["calibration_error_largest"], max(e for _, e in error), delta=EXACT)
        happened, forecast = calibration_curve(y, p, n_bins=bins)
        filled = [b for b in found["bins"] if b["count"]]
        np.testing.assert_allclose([b["frequency"] for b in filled], happened, atol=EXACT)
        np.testing.assert_allclose([b["mean_probability"] for b in filled], forecast, atol=EXACT)

    def test_every_score_is_that_of_sklearn_with_and_without_ties(self):
        y = self.truth.ravel().astype(int)
        for name, bins in (("good", 10), ("tied", 10), ("tied", 7)):
            found = scores(input=name, truth="truth", threshold="0.2,0.5", bins=bins)
            p = getattr(self, name).ravel()
            self.probability_as_sklearn(found, y, p, bins)
            for cut in found["thresholds"]:
                self.cut_as_sklearn(cut, y, p >= cut["threshold"])

    def test_all_maps_are_scored_where_all_are_valid(self):
        found = scores(input="good,poor,tied", truth="truth")
        valid = ~np.isnan(self.poor)
        y = self.truth[valid].astype(int)
        self.assertEqual(found["cells_scored"], valid.sum())
        self.assertEqual(found["cells_without_input"], (~valid).sum())
        self.assertEqual([m["cells_null"] for m in found["maps"]], [0, (~valid).sum(), 0])
        self.assertEqual([m["input"] for m in found["maps"]], ["good", "poor", "tied"])
        for entry in found["maps"]:
            self.probability_as_sklearn(entry, y, getattr(self, entry["input"])[valid])
            self.assertEqual(entry["prevalence"], found["prevalence"])

    def test_best_thresholds_are_the_best_of_all_values(self):
        y, p = self.truth.ravel().astype(int), self.poor.copy()
        keep = ~np.isnan(p).ravel()
        y, p = y[keep], p.ravel()[keep]
        merit = {
            "youden": lambda q: metrics.balanced_accuracy_score(y, q),
            "f1": lambda q: metrics.f1_score(y, q),
            "mcc": lambda q: metrics.matthews_corrcoef(y, q),
            "accuracy": lambda q: np.mean(y == q),
            "area": lambda q: -abs(int(q.sum()) - int(y.sum())),
            "corner": lambda q: -np.hypot(1 - q[y == 1].mean(), q[y == 0].mean()),
        }
        sample = np.unique(p)[::5]
        for rule, function in merit.items():
            cut = scores(input="poor", truth="truth", best=rule)["thresholds"][1]
            self.assertEqual(cut["rule"], rule)
            self.assertIn(cut["threshold"], p)
            self.cut_as_sklearn(cut, y, p >= cut["threshold"])
            best = function(p >= cut["threshold"])
            self.assertTrue(all(function(p >= t) <= best + EXACT for t in sample), rule)

    def test_density_above_the_threshold_is_a_landslide_in_either_precision(self):
        for name, values in (("lad", self.lad), ("lad_f", self.lad.astype(np.float32).astype(float))):
            found = scores(input="good", truth=name, truth_threshold=0.1)
            y = (self.lad > 0.1).ravel().astype(int)
            self.assertEqual(found["positives"], y.sum())
            self.assertAlmostEqual(found["auc_roc"], metrics.roc_auc_score(y, self.good.ravel()), delta=EXACT)
            expected = np.corrcoef(self.good.ravel(), values.ravel())[0, 1] ** 2
            self.assertAlmostEqual(found["r_squared"], expected, delta=EXACT)
            self.assertAlmostEqual(found["r2"], metrics.r2_score(values.ravel(), self.good.ravel()), delta=EXACT)

    def test_polygons_count_where_they_hold_a_cell_centre_and_leave_no_map(self):
        self.runModule("r.mapcalc", expression="slides = if(truth == 1, 1, null())", overwrite=True)
        self.runModule("r.to.vect", input="slides", output="slides", type="area", overwrite=True, quiet=True)
        gs.run_command("g.rename", raster="slides,slides_cells", quiet=True)
        before = gs.read_command("g.list", type="raster")
        found = scores(input="good,tied", truth="slides")
        expected = scores(input="good,tied", truth="truth")
        self.assertEqual(found["maps"], expected["maps"])
        self.assertEqual(gs.read_command("g.list", type="raster"), before)

    def test_prior_moves_probabilities_to_the_prevalence(self):
        y, p, to = self.truth.ravel().astype(int), self.good.ravel(), self.truth.mean()
        odds = p / (1 - p) * (to / (1 - to)) / (0.5 / 0.5)
        found = scores(input="good", truth="truth", prior=0.5, threshold=0.1)
        corrected = odds / (1 + odds)
        self.probability_as_sklearn(found, y, corrected)
        self.cut_as_sklearn(found["thresholds"][0], y, corrected >= 0.1)

    def test_prevalence_of_one_in_a_million_is_exact(self):
        self.runModule("g.region", n=1000, s=0, e=1000, w=0, res=1)
        self.runModule("r.mapcalc", expression="rare = if(row() == 500 && col() == 321, 1, 0)", overwrite=True)
        self.runModule("r.mapcalc", expression="ramp = float(row() * col() % 997) / 1000.", overwrite=True)
        found = scores(input="ramp", truth="rare", threshold=0.9)
        self.back_to_region()
        row, col = np.mgrid[1:1001, 1:1001]
        p = (row * col % 997).astype(np.float32) / np.float32(1000)
        y = ((row == 500) & (col == 321)).astype(int)
        self.assertEqual(found["prevalence"], 1e-6)
        self.assertAlmostEqual(found["auc_roc"], metrics.roc_auc_score(y.ravel(), p.ravel()), delta=EXACT)
        self.assertAlmostEqual(found["auc_pr"], metrics.average_precision_score(y.ravel(), p.ravel()), delta=EXACT)
        self.cut_as_sklearn(found["thresholds"][0], y.ravel(), (p >= np.float32(0.9)).ravel())

    def test_constant_prediction_has_no_correlation_and_says_so(self):
        self.runModule("r.mapcalc", expression="flat = 0.12", overwrite=True)
        found = scores(input="flat", truth="truth", threshold=0.1, best="f1")
        self.assertIsNone(found["r_squared"])
        self.assertEqual(found["brier_resolution"], 0)
        self.assertEqual([cut["threshold"] for cut in found["thresholds"]], [0.1, 0.12])
        # nothing is rejected: the correlation of the matrix and the share of right rejections are undefined
        self.assertIsNone(found["thresholds"][0]["mcc"])
        self.assertIsNone(found["thresholds"][0]["confusion_by_column"]["true_negative"])

    def test_brier_parts_and_r_index_are_those_worked_by_hand(self):
        # ten cells forecast 0.2 of which one slides, ten forecast 0.8 of which six do
        self.runModule("g.region", n=2, s=0, e=10, w=0, res=1)
        try:
            write("forecast", np.repeat([[0.2], [0.8]], 10, axis=1))
            write("slid", (np.arange(10) < np.array([[1], [6]])).astype(float))
            found = scores(input="forecast", truth="slid", breaks="0.5")
        finally:
            self.back_to_region()
        by_hand = {"brier": 0.19, "brier_reliability": 0.025, "brier_resolution": 0.0625, "brier_uncertainty": 0.2275,
                   "brier_within_bins": 0, "brier_skill": 15 / 91, "calibration_error": 0.15}  # fmt: skip
        for key, value in by_hand.items():
            self.assertAlmostEqual(found[key], value, delta=1e-12, msg=key)
        # densities 0.1 and 0.6
        self.assertAlmostEqual(found["classes"][0]["classes"][0]["r_index"], 100 / 7, delta=1e-9)
        self.assertAlmostEqual(found["classes"][0]["classes"][1]["r_index"], 600 / 7, delta=1e-9)

    def test_brier_parts_of_published_precipitation_forecasts_are_the_sums_over_their_table(self):
        # Wilks, 1995, Statistical Methods in the Atmospheric Sciences, Table 7.3: probabilities of precipitation that
        # were forecast, how often in 10000, and how often it then rained, as the R package verification quotes them with
        # the 0.162 of all together; no parts of the score are printed with them
        forecast = np.array([0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
        often = np.array([4112, 671, 1833, 986, 616, 366, 303, 275, 245, 220, 170, 203])
        rained = np.array([0.006, 0.019, 0.059, 0.15, 0.277, 0.377, 0.511, 0.587, 0.723, 0.779, 0.934, 0.933])
        wet = np.rint(often * rained).astype(int)
        self.assertEqual(often.sum(), 10000)
        self.runModule("g.region", n=100, s=0, e=100, w=0, res=1)
        try:
            write("chance", np.repeat(forecast, often).reshape(100, 100))
            events = np.concatenate([np.arange(n) < k for n, k in zip(often, wet)])
            write("rain", events.astype(float).reshape(100, 100))
            found = scores(input="chance", truth="rain", bins=40)  # no two of them share an interval
        finally:
            self.back_to_region()
        self.assertAlmostEqual(found["prevalence"], 0.162, delta=0.001)  # both are rounded to 0.001
        share, seen, all_seen = often / 10000, wet / often, wet.sum() / 10000
        reliability = (share * (forecast - seen) ** 2).sum()
        resolution = (share * (seen - all_seen) ** 2).sum()
        for key, value in (("reliability", reliability), ("resolution", resolution),
                           ("uncertainty", all_seen * (1 - all_seen)), ("within_bins", 0)):  # fmt: skip
            self.assertAlmostEqual(found[f"brier_{key}"], value, delta=EXACT, msg=key)
        self.assertAlmostEqual(found["brier"], reliability - resolution + all_seen * (1 - all_seen), delta=EXACT)
        self.assertAlmostEqual(found["brier_skill"], (resolution - reliability) / (all_seen * (1 - all_seen)), delta=EXACT)

    def test_certain_mistakes_are_counted_and_cost_a_finite_loss(self):
        certain = np.where(self.good > 0.5, 1.0, 0.0)
        write("certain", certain)
        write("certain_f", certain, np.float32)
        wrong = (certain != self.truth).sum()
        for name in ("certain", "certain_f"):
            found = scores(input=name)
            self.assertEqual(found["log_loss_clipped"], wrong)
            self.assertAlmostEqual(found["log_loss"], wrong / self.truth.size * 52 * np.log(2), delta=EXACT)

    def test_one_class_inside_the_test_map_is_refused_by_name(self):
        write("quiet", np.where(self.truth == 0, 1.0, np.nan))
        self.refused("No landslide cells in <truth> inside the current region, mask and test map", input="good", test="quiet")

    def test_same_bits_with_one_and_four_threads_for_every_score_and_rule(self):
        options = dict(input="good,tied,lad_f", best="youden,corner,f1,mcc,kappa,accuracy,area", breaks="0.1,0.3")
        self.assertEqual(scores(nprocs=1, **options), scores(nprocs=4, **options))

    def test_what_cannot_be_scored_is_refused_by_name(self):
        self.runModule("r.mapcalc", expression="percent = 100 * good", overwrite=True)
        self.runModule("v.random", output="dots", npoints=5, seed=1, overwrite=True, quiet=True)
        self.refused("<percent> is no probability map", input="percent", truth="truth", prior=0.5)
        self.refused("prior=1 is no share", input="good", truth="truth", prior=1)
        self.refused("<dots> has no areas", input="good", truth="dots")
        self.refused("leave it out", input="good", truth="dots", truth_threshold=0.1)
        self.refused("Raster or vector map <nowhere> not found", input="good", truth="nowhere")


if __name__ == "__main__":
    test()
