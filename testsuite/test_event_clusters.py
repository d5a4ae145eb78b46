# location: EPSG:32645
"""Clustered landslides of the simulated event: nothing in a single cell's texture, everything in its neighbourhood."""

import subprocess

import numpy as np
from scipy.ndimage import label, uniform_filter
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import cross_val_predict

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

from test_event import simulate, values

ROWS, COLS, SHARE = 300, 320, 0.05


def all_maps():
    return {name: values(name) for name in gs.list_strings("raster")}


def smear(texture):
    """How little neighbours differ over 5 x 5 cells, in that of four directions in which they differ least."""
    squares = [uniform_filter((texture - np.roll(texture, step, (0, 1))) ** 2, 5) for step in ((0, 1), (1, 0), (1, 1), (1, -1))]
    return -np.min(squares, axis=0)


class Clusters(TestCase):
    @classmethod
    def setUpClass(cls):
        simulate(seed=7, rows=ROWS, cols=COLS)
        cls.without = all_maps()
        cls.report = simulate(seed=7, rows=ROWS, cols=COLS, clusters=SHARE)
        cls.maps = {name.split("@")[0]: cells.reshape(ROWS, COLS) for name, cells in all_maps().items()}
        cls.inside = ~np.isnan(cls.maps["clusters"])

    def test_all_other_maps_stay_the_same_bits(self):
        self.assertEqual(len(self.maps), len(self.without) + 7)
        for name, before in self.without.items():
            np.testing.assert_array_equal(self.maps[name.split("@")[0]].ravel(), before, err_msg=name)

    def test_expected_share_is_the_one_asked_for_and_the_drawn_one_is_near(self):
        self.assertEqual(self.inside.sum(), (ROWS - 2) * (COLS - 2))
        self.assertAlmostEqual(self.maps["clusters_probability"][self.inside].mean(), SHARE, delta=1e-6)
        share = self.maps["clusters"][self.inside].mean()
        self.assertAlmostEqual(self.report["clusters"]["share"], share, delta=1e-9)
        # some hundred landslides: a tenth of the share is their spread
        self.assertAlmostEqual(share, SHARE, delta=0.4 * SHARE)

    def test_scores_told_are_those_of_scikit_learn(self):
        truth = self.maps["clusters"][self.inside]
        for name in ("clusters_probability", "clusters_reader"):
            told, score = self.report["clusters"][name], self.maps[name][self.inside]
            self.assertAlmostEqual(told["auc_roc"], roc_auc_score(truth, score), delta=1e-9)
            self.assertAlmostEqual(told["auc_pr"], average_precision_score(truth, score), delta=1e-9)
            self.assertAlmostEqual(told["brier"], brier_score_loss(truth, score), delta=1e-9)

    def test_landslides_are_clusters_that_run_down(self):
        number, elevation = self.maps["cluster_number"], self.maps["elevation"]
        parts, count = label(self.maps["clusters"] == 1, np.ones((3, 3)))
        self.assertLess(count, self.report["clusters"]["slides"] + 1)
        sizes = np.bincount(parts.ravel())[1:]
        self.assertGreater(np.median(sizes), 15)
        falls = []
        for slide in np.unique(number[~np.isnan(number)]):
            cells = np.argwhere(number == slide)
            if len(cells) > 60:
                heights = elevation[number == slide]
                ends = cells[[heights.argmax(), heights.argmin()]] * 30.0
                falls.append(np.degrees(np.arctan2(np.ptp(heights), np.hypot(*(ends[0] - ends[1])))))
        self.assertGreater(np.median(falls), 18)

    def test_texture_of_a_cell_tells_nothing_of_its_class(self):
        truth = self.maps["clusters"][self.inside]
        texture = np.stack([self.maps[name][self.inside] for name in ("texture_before", "texture_after")], axis=1)
        # smeared values repeat, so that a landslide may be worth no more than one cell: three spreads of an AUC by chance
        chance = 3 / np.sqrt(12 * self.report["clusters"]["slides"])
        for column in texture.T:
            self.assertLess(abs(column.mean()), 0.02)
            self.assertAlmostEqual(column.std(), 1, delta=0.02)
            for score in (column, abs(column)):
                self.assertAlmostEqual(roc_auc_score(truth, score), 0.5, delta=chance)
        model = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=8, random_state=0)
        learned = cross_val_predict(model, texture, truth, cv=3, method="predict_proba")[:, 1]
        self.assertAlmostEqual(roc_auc_score(truth, learned), 0.5, delta=chance)

    def test_texture_of_a_neighbourhood_tells_new_old_and_neither_apart(self):
        new, old = self.maps["clusters"] == 1, self.maps["clusters_old"] == 1
        before, after = smear(self.maps["texture_before"]), smear(self.maps["texture_after"])
        fresh, quiet, gone = self.inside & new & ~old, self.inside & ~new & ~old, self.inside & old & ~new

        def auc(score, positive, negative):
            return roc_auc_score(np.r_[np.ones(positive.sum()), np.zeros(negative.sum())], np.r_[score[positive], score[negative]])

        self.assertGreater(auc(after, fresh, quiet), 0.85)
        self.assertAlmostEqual(auc(before, fresh, quiet), 0.5, delta=0.05)
        self.assertGreater(auc(before, gone, fresh), 0.85)
        self.assertAlmostEqual(auc(after, gone, fresh), 0.5, delta=0.08)

    def test_a_neighbourhood_knows_far_more_than_a_cell(self):
        cell, reader = self.report["clusters"]["clusters_probability"], self.report["clusters"]["clusters_reader"]
        self.assertGreater(reader["auc_pr"], 2 * cell["auc_pr"])
        self.assertGreater(reader["auc_roc"], cell["auc_roc"] + 0.1)
        self.assertLess(reader["brier"], cell["brier"])

    def test_a_share_that_no_ground_can_carry_is_refused_before_any_map(self):
        gs.run_command("g.mapset", flags="c", mapset="refused", quiet=True)
        try:
            command = ["simulate_event", "rows=64", "cols=64", "seed=1", "clusters=0.3", "--quiet"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("clusters", done.stderr)
            self.assertEqual(gs.list_strings("raster", mapset="refused"), [])
        finally:
            gs.run_command("g.mapset", mapset="PERMANENT", quiet=True)


if __name__ == "__main__":
    test()
