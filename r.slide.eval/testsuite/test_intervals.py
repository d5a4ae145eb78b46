"""Intervals and paired tests: DeLong against all pairs in NumPy, bootstrap against NumPy's own, the same bits again."""

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from eval_case import EXACT, EvalCase, scores, write

ROWS, COLS = 40, 50


def delong(y, maps):
    """Areas and their covariance matrix with every pair compared (DeLong et al. 1988)."""
    positive, negative = y == 1, y == 0
    v10, v01 = [], []
    for p in maps:
        difference = p[positive][:, None] - p[negative][None, :]
        psi = (difference > 0) + 0.5 * (difference == 0)
        v10.append(psi.mean(axis=1))
        v01.append(psi.mean(axis=0))
    return np.mean(v10, axis=1), np.cov(v10) / positive.sum() + np.cov(v01) / negative.sum()

# DeLong et al. (1988): 43 patients with albumin, total protein, K-G score (low is good) and whether surgery helped
PATIENTS = """3.0 5.8 10 0  3.2 6.3 5 1  3.9 6.8 3 1  2.8 4.8 6 0  3.2 5.8 3 1  0.9 4.0 5 0  2.5 5.7 8 0  1.6 5.6 5 1
3.8 5.7 5 1  3.7 6.7 6 1  3.2 5.4 4 1  3.8 6.6 6 1  4.1 6.6 5 1  3.6 5.7 5 1  4.3 7.0 4 1  3.6 6.7 4 0  2.3 4.4 6 1
4.2 7.6 4 0  4.0 6.6 6 0  3.5 5.8 6 1  3.8 6.8 7 1  3.0 4.7 8 0  4.5 7.4 5 1  3.7 7.4 5 1  3.1 6.6 6 1  4.1 8.2 6 1
4.3 7.0 5 1  4.3 6.5 4 1  3.2 5.1 5 1  2.6 4.7 6 1  3.3 6.8 6 0  1.7 4.0 7 0  3.7 6.1 5 1  3.3 6.3 7 1  4.2 7.7 6 1
3.5 6.2 5 1  2.9 5.7 9 0  2.1 4.8 7 1  2.8 6.2 8 0  4.0 7.0 7 1  3.3 5.7 6 1  3.7 6.9 5 1  3.6 6.6 5 1"""
# area, standard error; as published in the example "Comparing Receiver Operating Characteristic Curves" of SAS/STAT
PUBLISHED = {"albumin": (0.7366, 0.0927), "kg": (0.7258, 0.1028), "protein": (0.6478, 0.1000)}


class Intervals(EvalCase):
    rows, cols = ROWS, COLS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(3)
        cls.truth = (random.random((ROWS, COLS)) < 0.2).astype(float)
        common = random.normal(size=(ROWS, COLS)) + cls.truth
        cls.map = {
            "first": common + 0.3 * random.normal(size=(ROWS, COLS)),
            "second": np.round(common + 0.8 * random.normal(size=(ROWS, COLS)), 1),
            "third": random.normal(size=(ROWS, COLS)),
        }
        for name, values in {"truth": cls.truth, **cls.map}.items():
            write(name, values)

    def test_delong_is_that_of_all_pairs_for_maps_and_differences(self):
        found = scores(input="first,second,third", truth="truth", intervals="delong")["intervals"]
        y = self.truth.ravel()
        auc, covariance = delong(y, [values.ravel() for values in self.map.values()])
        for i, entry in enumerate(found["maps"]):
            deviation = np.sqrt(covariance[i, i])
            self.assertAlmostEqual(entry["delong"]["estimate"], auc[i], delta=EXACT)
            self.assertAlmostEqual(entry["delong"]["standard_error"], deviation, delta=EXACT)
            self.assertAlmostEqual(entry["delong"]["low"], auc[i] - 1.959963984540054 * deviation, delta=EXACT)
        names = list(self.map)
        self.assertEqual(len(found["differences"]), 3)
        for entry in found["differences"]:
            a, b = names.index(entry["first"]), names.index(entry["second"])
            variance = covariance[a, a] + covariance[b, b] - 2 * covariance[a, b]
            self.assertAlmostEqual(entry["delong"]["estimate"], auc[a] - auc[b], delta=EXACT)
            self.assertAlmostEqual(entry["delong"]["z"], (auc[a] - auc[b]) / np.sqrt(variance), delta=1e-7)

    def test_published_areas_errors_and_contrasts_of_three_clinical_tests(self):
        albumin, protein, kg, helped = np.array(PATIENTS.split(), float).reshape(-1, 4).T
        self.runModule("g.region", n=1, s=0, e=43, w=0, res=1)
        try:
            for name, values in dict(albumin=albumin, protein=protein, kg=10 - kg, helped=helped).items():
                write(name, values[None, :])
            found = scores(input="albumin,kg,protein", truth="helped", intervals="delong")["intervals"]
        finally:
            self.back_to_region()
        for entry in found["maps"]:
            own = entry["delong"]
            self.assertEqual((round(own["estimate"], 4), round(own["standard_error"], 4)), PUBLISHED[entry["input"]])
        contrast = {(e["first"], e["second"]): e["delong"] for e in found["differences"]}
        # each with the K-G score: difference, standard error, chi-square
        for pair, published in ((("albumin", "kg"), (0.0108, 0.0953, 0.0127)), (("kg", "protein"), (0.0780, 0.1046, 0.5554))):
            own = contrast[pair]
            self.assertEqual(tuple(round(own[key], 4) for key in ("estimate", "standard_error")), published[:2])
            self.assertAlmostEqual(own["z"] ** 2, published[2], delta=5e-5)

    def test_a_map_does_not_differ_from_itself(self):
        found = scores(input="first,first", truth="truth", intervals="delong,cells", replicates=50)["intervals"]
        difference = found["differences"][0]
        self.assertEqual(difference["delong"]["estimate"], 0)
        self.assertIsNone(difference["delong"]["p"])
        self.assertEqual(difference["bootstrap_cells"]["auc_roc"]["low"], 0)
        self.assertEqual(difference["bootstrap_cells"]["auc_pr"]["high"], 0)

    def test_bootstrap_by_cells_and_blocks_spread_as_in_numpy(self):
        options = dict(input="second", truth="truth", intervals="cells,blocks", block=5, replicates=4000, seed=9)
        found = scores(**options)["intervals"]
        self.assertEqual(found["blocks"], 80)
        random = np.random.default_rng(1)
        y, p = self.truth.ravel(), self.map["second"].ravel()
        row, col = np.mgrid[:ROWS, :COLS]
        block = (row // 5 * 10 + col // 5).ravel()
        for key, unit, units in (("cells", np.arange(y.size), y.size), ("blocks", block, 80)):
            areas = []
            for _ in range(1500):
                weight = np.bincount(random.integers(units, size=units), minlength=units)[unit]
                # area as a sum over the distinct values, from the lowest
                value, index = np.unique(p, return_inverse=True)
                positive = np.bincount(index, weight * y, value.size)
                negative = np.bincount(index, weight * (1 - y), value.size)
                below = np.cumsum(negative) - negative / 2
                areas.append((positive * below).sum() / positive.sum() / negative.sum())
            entry = found["maps"][0][f"bootstrap_{key}"]["auc_roc"]
            deviation = np.std(areas)
            self.assertAlmostEqual(entry["standard_error"], deviation, delta=0.08 * deviation)
            for end, percent in (("low", 2.5), ("high", 97.5)):
                self.assertAlmostEqual(entry[end], np.percentile(areas, percent), delta=0.2 * deviation)

    def test_same_bits_with_one_and_four_threads_and_other_ones_with_another_seed(self):
        options = dict(input="first,second", truth="truth", intervals="delong,cells,blocks", block=7, replicates=99)
        one = scores(nprocs=1, **options)
        self.assertEqual(scores(nprocs=4, **options), one)
        self.assertNotEqual(scores(nprocs=1, seed=2, **options)["intervals"], one["intervals"])

    def test_text_names_level_blocks_and_the_paired_test(self):
        text = gs.read_command(
            "r.slide.eval", input="first,third", truth="truth", intervals="delong,blocks", block=10, replicates=50,
            level=90, quiet=True,
        )  # fmt: skip
        self.assertIn("Intervals of 90 %, 50 replicates, 20 blocks of 10 map units", text)
        self.assertRegex(text, r"<first> - <third>\nAUC-ROC by DeLong +0\.\d+ to 0\.\d+, standard error 0\.0\d+")
        self.assertRegex(text, r"DeLong's paired test +difference 0\.\d+, z \d+\.\d+, p \S+")

    def test_bad_options_are_refused_by_name(self):
        for message, options in (
            ("intervals=blocks needs block=", dict(intervals="blocks")),
            ("block=0 is no length", dict(intervals="blocks", block=0)),
            ("level=100 is no confidence level", dict(level=100)),
        ):
            self.refused(message, input="first", **options)


if __name__ == "__main__":
    test()
