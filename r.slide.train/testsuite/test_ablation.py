# location: EPSG:32645
"""Importance and ablation on the simulated event: the planted order comes out, and radar is worth what the law says."""

import json
import os
import shutil
import tempfile

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test
from rasters import read

LAW = ["slope", "pga", "ln_ksn", "abs_los", "lithology"]
RADAR = ["coherence_pre", "coherence_co", "coherence_post"]
REPEATS = 20


class Event(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="r_slide_ablation_")
        gs.run_command("simulate_event", rows=500, cols=500, prevalence=0.03, seed=11, quiet=True)
        gs.run_command("r.slope.aspect", elevation="elevation", slope="slope", quiet=True)
        gs.mapcalc("ln_ksn = log(ksn_true)", quiet=True)
        gs.mapcalc("noise = rand(0., 1.)", seed=1, quiet=True)
        gs.mapcalc("abs_los = abs(los_true)", quiet=True)
        common = {"label": "landslides", "test": 0.4, "negatives": 20, "parameters": "rounds=150,max_depth=4",
                  "format": "json", "quiet": True}  # fmt: skip
        cls.without = json.loads(
            gs.read_command("r.slide.train", predictors=LAW + ["noise"], importance="permutation",
                            importance_repeats=REPEATS, groups="shaking=pga,abs_los", test_map="held_out",
                            model=os.path.join(cls.folder, "law.slide"), **common)  # fmt: skip
        )
        cls.radar = json.loads(
            gs.read_command("r.slide.train", predictors=LAW + ["landcover", *RADAR],
                            ablation=f"radar={','.join(RADAR)};shaking=pga;terrain=slope,ln_ksn",
                            ablation_chart=os.path.join(cls.folder, "ablation.svg"),
                            ablation_table=os.path.join(cls.folder, "ablation.csv"),
                            model=os.path.join(cls.folder, "radar.slide"), **common)  # fmt: skip
        )
        cls.held_out = read("held_out") == 1
        cls.label = read("landslides")[cls.held_out]

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def step(self, kind, group):
        (row,) = [row for row in self.radar["ablation"] if (row["step"], row["group"]) == (kind, group)]
        return row

    def test_the_planted_order_of_importance_comes_out(self):
        """The truth is the law itself, its covariates permuted one after the other; shaking and displacement, of which
        each tells the other, together."""
        x = {name: read(name)[self.held_out] for name in LAW}

        def logit(x):
            return (1.3 * (np.minimum(x["slope"], 45) - 30) / 7 + 0.9 * (x["pga"] - 0.4) / 0.2
                    + 0.75 * (x["ln_ksn"] - 4.6) / 0.4 + 0.2 * (x["abs_los"] - 0.4) / 0.3)  # fmt: skip

        random, planted = np.random.default_rng(1), {}
        whole = average_precision_score(self.label, logit(x))
        for group, members in (("slope", ["slope"]), ("shaking", ["pga", "abs_los"]), ("ln_ksn", ["ln_ksn"])):
            drops = []
            for _ in range(REPEATS):
                order = random.permutation(len(self.label))
                permuted = logit({**x, **{name: x[name][order] for name in members}})
                drops.append(whole - average_precision_score(self.label, permuted))
            planted[group] = np.mean(drops)
        found = {row["predictor"]: row["auc_pr"] for row in self.without["permutation"]}
        print("REPORT planted", planted, "found", found)
        order = sorted(planted, key=planted.get, reverse=True)
        self.assertEqual(sorted(order, key=found.get, reverse=True), order)
        for name in ("lithology", "noise"):
            self.assertLess(found[name], found[order[2]])

    def test_radar_is_worth_the_difference_of_the_ceilings(self):
        ceilings = [roc_auc_score(self.label, read(name)[self.held_out])
                    for name in ("probability_true", "probability_posterior")]  # fmt: skip
        everything, without = self.step("all", ""), self.step("without", "radar")
        print("REPORT ceilings", ceilings, "models", without["auc_roc"], everything["auc_roc"])
        self.assertAlmostEqual(without["auc_roc_loss"], everything["auc_roc"] - without["auc_roc"], places=12)
        self.assertLess(abs(without["auc_roc_loss"] - (ceilings[1] - ceilings[0])), 0.02)
        self.assertLess(without["auc_roc"], ceilings[0] + 0.01)
        self.assertLess(everything["auc_roc"], ceilings[1] + 0.01)

    def test_all_steps_are_scored_on_the_samples_that_the_model_holds_out(self):
        everything = self.step("all", "")
        self.assertEqual(everything["auc_pr"], self.radar["test_auc_pr"])
        self.assertEqual(everything["brier"], self.radar["test_brier"])
        self.assertEqual((everything["predictors"], everything["auc_pr_loss"]), (9, 0))

    def test_groups_are_added_in_the_order_given_up_to_the_whole_model(self):
        steps = [(row["step"], row["group"], row["predictors"]) for row in self.radar["ablation"]]
        self.assertEqual(steps, [("all", "", 9), ("without", "radar", 6), ("without", "shaking", 8),
                                 ("without", "terrain", 7), ("base", "", 3), ("with", "radar", 6),
                                 ("with", "shaking", 7), ("with", "terrain", 9)])  # fmt: skip
        self.assertEqual(self.step("with", "terrain")["auc_roc"], self.step("all", "")["auc_roc"])
        # with radar and shaking is the same as without terrain
        self.assertEqual(self.step("with", "shaking")["brier"], self.step("without", "terrain")["brier"])

    def test_a_step_is_the_model_that_its_predictors_alone_would_give(self):
        alone = json.loads(
            gs.read_command("r.slide.train", predictors=["abs_los", "lithology", "landcover", *RADAR], test=0.4,
                            label="landslides", negatives=20, parameters="rounds=150,max_depth=4", format="json",
                            model=os.path.join(self.folder, "alone.slide"), quiet=True)  # fmt: skip
        )
        self.assertEqual(alone["test_auc_roc"], self.step("with", "radar")["auc_roc"])

    def test_table_and_chart_are_there(self):
        with open(os.path.join(self.folder, "ablation.csv"), encoding="utf-8", newline="") as file:
            lines = file.read().splitlines()
        self.assertEqual(len(lines), 1 + len(self.radar["ablation"]))
        self.assertTrue(lines[0].startswith("step,group,predictors,auc_pr,auc_pr_sd,auc_pr_loss"))
        with open(os.path.join(self.folder, "ablation.svg"), encoding="utf-8") as file:
            self.assertTrue("".join(f"&#x{ord(letter):x};" for letter in "radar") in file.read())


if __name__ == "__main__":
    test()
