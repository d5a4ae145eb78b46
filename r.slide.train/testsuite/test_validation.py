"""Folds, cross-validation and tuning, against scikit-learn, fits made by hand with one fold held out, and plain counts."""

import csv
import json
import os

import numpy as np
from sklearn import metrics
from sklearn.cluster import KMeans

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write

ROWS, COLS = 120, 160
RESOLUTION = 25  # metres
SCORES = {
    "auc_roc": lambda label, p: metrics.roc_auc_score(label, p),
    "auc_pr": lambda label, p: metrics.average_precision_score(label, p),
    "brier": lambda label, p: metrics.brier_score_loss(label, p),
    "log_loss": lambda label, p: metrics.log_loss(label, p),
    "accuracy": lambda label, p: metrics.accuracy_score(label, p >= 0.3),
    "balanced_accuracy": lambda label, p: metrics.balanced_accuracy_score(label, p >= 0.3),
    "precision": lambda label, p: metrics.precision_score(label, p >= 0.3),
    "recall": lambda label, p: metrics.recall_score(label, p >= 0.3),
    "f1": lambda label, p: metrics.f1_score(label, p >= 0.3),
    "csi": lambda label, p: metrics.jaccard_score(label, p >= 0.3),
    "kappa": lambda label, p: metrics.cohen_kappa_score(label, p >= 0.3),
    "mcc": lambda label, p: metrics.matthews_corrcoef(label, p >= 0.3),
}


class Validation(TrainCase):
    prefix = "va_"
    inputs = {
        "predictors": "va_a,va_b", "label": "va_label", "negatives": 3, "parameters": "rounds=15,eta=0.2", "seed": 5,
    }  # fmt: skip

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS * RESOLUTION, s=0, e=COLS * RESOLUTION, w=0, res=RESOLUTION)
        random = np.random.default_rng(11)
        a, b = random.uniform(-2, 2, (2, ROWS, COLS))
        p = 1 / (1 + np.exp(3 - 1.3 * a + 0.8 * b))
        write("va_a", a)
        write("va_b", b)
        write("va_label", (random.random((ROWS, COLS)) < p).astype(float), np.int32)
        zone = 1.0 + (np.arange(COLS) // 40)[None, :] + np.zeros((ROWS, 1))
        zone[:10] = np.nan
        write("va_zone", zone, np.int32)

    def columns_of(self, name):
        """The held-out estimates as arrays by name."""
        with open(self.path(name), newline="") as file:
            rows = list(csv.reader(file))
        return dict(zip(rows[0], np.array(rows[1:], dtype=float).T))

    def test_scores_of_each_fold_are_those_of_scikit_learn(self):
        report = self.train(
            split="blocks", block=500, folds=4, threshold=0.3, test=0.0,
            fold_table=self.path("folds.csv"), cv_estimates=self.path("estimates.csv"),
        )  # fmt: skip
        estimates, folds = self.columns_of("estimates.csv"), self.rows_of("folds.csv")
        values = {name: [] for name in SCORES}
        self.assertEqual(len(folds), 4)
        for fold in folds:
            mine = estimates["fold"] == int(fold["fold"])
            label, p = estimates["label"][mine], estimates["estimate"][mine]
            self.assertEqual(int(fold["test_positive"]), int(label.sum()))
            self.assertEqual(int(fold["test_negative"]), int((label == 0).sum()))
            for name, score in SCORES.items():
                values[name].append(score(label, p))
                self.assertAlmostEqual(float(fold[name]), values[name][-1], delta=1e-6, msg=name)
        for name, each in values.items():
            score = report["cross_validation"]["scores"][name]
            self.assertAlmostEqual(score["mean"], np.mean(each), delta=1e-6)
            self.assertAlmostEqual(score["sd"], np.std(each, ddof=1), delta=1e-6)
        self.assertEqual(self.description()["cross_validation"]["scores"], report["cross_validation"]["scores"])

    def test_fold_scores_are_those_of_models_trained_without_that_fold(self):
        """A second way to each fold's score: the fold alone held out, by split=map, in a training run of its own."""
        report = self.train(split="clusters", folds=4, test=0.0, fold_map="va_fold")
        for fold in report["cross_validation"]["by_fold"]:
            number = fold["fold"]
            gs.mapcalc(f"va_hand = if(va_fold == {number}, 1, 0)", overwrite=True, quiet=True)
            by_hand = self.train(name="hand.slide", split="map", split_map="va_hand", test=0.5)
            for ours, theirs in (("auc_roc", "test_auc_roc"), ("auc_pr", "test_auc_pr"), ("brier", "test_brier")):
                self.assertAlmostEqual(fold[ours], by_hand[theirs], delta=1e-12)
            for count in ("train_positive", "train_negative", "test_positive", "test_negative"):
                self.assertEqual(fold[count], by_hand[count])

    def test_clusters_are_as_tight_as_those_of_scikit_learn(self):
        for folds in (3, 5, 8):
            self.train(split="clusters", folds=folds, test=0.0, cv_estimates=self.path("c.csv"))
            table = self.columns_of("c.csv")
            places = np.column_stack([table["x"], table["y"]])
            inertia = 0.0
            for fold in range(1, folds + 1):
                mine = places[table["fold"] == fold]
                inertia += ((mine - mine.mean(axis=0)) ** 2).sum()
            judge = KMeans(n_clusters=folds, n_init=10, random_state=1).fit(places).inertia_
            self.assertLess(abs(inertia / judge - 1), 0.02)

    def test_each_sample_is_held_out_once_in_each_repeat(self):
        report = self.train(split="random", folds=5, cv_repeats=3, cv_estimates=self.path("r.csv"), test=0.2)
        table = self.columns_of("r.csv")
        train = report["train_positive"] + report["train_negative"]
        held = []
        for repeat in (1, 2, 3):
            mine = table["repeat"] == repeat
            places = set(zip(table["x"][mine], table["y"][mine]))
            self.assertEqual(len(places), train)
            self.assertEqual(int(mine.sum()), train)
            held.append(places)
        self.assertEqual(held[0], held[1])
        self.assertEqual(held[0], held[2])

    def test_held_out_part_is_not_among_the_folds(self):
        self.train(split="random", folds=5, fold_map="va_fold", test=0.25, test_map="va_held")
        fold, held = (np.array(garray.array(name, null=-1)) for name in ("va_fold", "va_held"))
        self.assertTrue((fold[held == 1] == -1).all())
        self.assertTrue((fold[held == 0] >= 1).all())
        self.assertEqual(set(np.unique(fold)), {-1, 1, 2, 3, 4, 5})

    def test_fold_map_holds_whole_blocks(self):
        self.train(split="blocks", block=500, folds=4, fold_map="va_fold", test=0.0)
        fold = np.array(garray.array("va_fold", null=-1))
        for row in range(0, ROWS, 20):
            for col in range(0, COLS, 20):
                block = fold[row : row + 20, col : col + 20]
                self.assertEqual(len(set(block[block >= 0])), 1)
        info = gs.raster_info("va_fold")
        self.assertIn("Folds", info["title"])
        self.assertEqual(info["datatype"], "CELL")

    def test_values_of_a_map_are_the_folds_and_its_nulls_nowhere(self):
        mapset = gs.gisenv()["MAPSET"]
        report = self.train(split="map", split_map=f"va_zone@{mapset}", folds=0, fold_map="va_fold", test=0.0)
        fold = np.array(garray.array("va_fold", null=-1))
        zone = np.array(garray.array("va_zone", null=-1))
        self.assertTrue((fold[fold >= 0] == zone[fold >= 0]).all())
        self.assertTrue((fold[:10] == -1).all())
        self.assertEqual(report["cross_validation"]["folds"], 4)
        self.assertGreater(report["cross_validation"]["by_fold"][0]["left_out"], 0)
        held = self.train(split="map", split_map="va_zone", test=0.1, test_map="va_held")
        out = np.array(garray.array("va_held", null=-1))
        self.assertTrue((zone[out == 1] == 1).all() and (zone[out == 0] > 1).all())
        self.assertEqual(held["left_out"], report["cross_validation"]["by_fold"][0]["left_out"])

    def test_north_south_is_another_name_of_rows(self):
        reports = [self.train(name=f"{split}.slide", split=split, test=0.3) for split in ("rows", "north_south")]
        self.assertEqual(reports[0], reports[1])
        self.assertEqual(self.description("north_south.slide")["split"]["kind"], "rows")

    def test_columns_hold_out_the_east(self):
        self.train(split="columns", test=0.3, test_map="va_held")
        held = np.array(garray.array("va_held", null=-1))
        east = np.broadcast_to(np.arange(COLS)[None, :] >= COLS - round(0.3 * COLS), held.shape)
        self.assertTrue((held[held >= 0] == east[held >= 0]).all())

    def test_gap_is_kept_and_counted(self):
        gap = 90.0
        report = self.train(split="blocks", block=750, folds=4, gap=gap, test=0.0, cv_estimates=self.path("g.csv"))
        table = self.columns_of("g.csv")
        for fold in report["cross_validation"]["by_fold"]:
            mine = table["fold"] == fold["fold"]
            away = np.hypot(
                table["x"][~mine][:, None] - table["x"][mine], table["y"][~mine][:, None] - table["y"][mine]
            ).min(axis=1)
            self.assertEqual(fold["left_out"], int((away <= gap).sum()))
            self.assertEqual(fold["train_positive"], int(table["label"][~mine][away > gap].sum()))
        self.assertEqual(self.description()["split"]["gap"], gap)
        alone = self.train(split="blocks", block=750, gap=gap, test=0.25)
        self.assertGreater(alone["left_out"], 0)
        self.assertEqual(
            alone["left_out"] + sum(alone[part] for part in ("train_positive", "train_negative", "test_positive", "test_negative")),
            alone["positive"] + alone["negative"],
        )

    def test_mask_leaves_samples_out_of_the_folds(self):
        gs.mapcalc("va_west = if(col() <= 80, 1, null())", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="va_west", quiet=True)
        self.train(split="blocks", block=500, folds=3, fold_map="va_fold", test=0.0)
        gs.run_command("r.mask", flags="r", quiet=True)
        fold = np.array(garray.array("va_fold", null=-1))
        self.assertTrue((fold[:, 80:] == -1).all() and (fold[:, :80] >= 1).any())

    def tuned(self, name, **options):
        return self.train(
            name=name, split="blocks", block=500, folds=3, tune="max_depth=1,3;eta=0.02,0.3,0.1",
            tune_table=self.path(name + ".csv"), **options,
        )  # fmt: skip

    def test_best_try_of_the_table_goes_into_the_model(self):
        for score, best_of in (("auc_pr", max), ("log_loss", min)):
            report = self.tuned("t.slide", tune_score=score)
            tries = self.rows_of("t.slide.csv")
            self.assertEqual(
                [(float(each["max_depth"]), float(each["eta"])) for each in tries],
                [(depth, eta) for depth in (1, 3) for eta in (0.02, 0.3, 0.1)],
            )
            means = [float(each[score + "_mean"]) for each in tries]
            best = means.index(best_of(means))
            self.assertEqual([int(each["best"]) for each in tries], [int(i == best) for i in range(6)])
            model = self.description("t.slide")
            self.assertEqual(model["parameters"]["max_depth"], float(tries[best]["max_depth"]))
            self.assertEqual(model["parameters"]["eta"], float(tries[best]["eta"]))
            self.assertEqual(model["tuning"], {"score": score, "tries": 6, "parameters": ["max_depth", "eta"]})
            self.assertAlmostEqual(report["tuning"]["tries"][best]["scores"][score]["mean"], means[best], delta=1e-12)
            self.assertAlmostEqual(report["cross_validation"]["scores"][score]["mean"], means[best], delta=1e-12)
            parameters = f"rounds=15,eta={tries[best]['eta']},max_depth={tries[best]['max_depth']}"
            self.train(name="plain.slide", split="blocks", block=500, parameters=parameters)
            self.assertEqual(self.payload("t.slide"), self.payload("plain.slide"))

    def test_a_try_scores_as_its_parameters_do_alone(self):
        self.tuned("alone.slide")
        one = self.rows_of("alone.slide.csv")[4]
        report = self.train(
            split="blocks", block=500, folds=3, parameters=f"rounds=15,eta={one['eta']},max_depth={one['max_depth']}"
        )
        for name in SCORES:
            score = report["cross_validation"]["scores"][name]
            if score["mean"] is not None:
                self.assertAlmostEqual(float(one[name + "_mean"]), score["mean"], delta=1e-12)
                self.assertAlmostEqual(float(one[name + "_sd"]), score["sd"], delta=1e-12)

    def test_random_search_tries_some_of_the_grid(self):
        report = self.tuned("draws.slide", tune_draws=4)
        tries = [(each["max_depth"], each["eta"]) for each in self.rows_of("draws.slide.csv")]
        self.assertEqual(len(set(tries)), 4)
        self.assertEqual(len(report["tuning"]["tries"]), 4)
        other = self.tuned("other.slide", tune_draws=4, seed=6)
        self.assertNotEqual(
            [each["parameters"] for each in report["tuning"]["tries"]],
            [each["parameters"] for each in other["tuning"]["tries"]],
        )

    def test_table_of_tries_can_be_json(self):
        report = self.train(split="random", folds=2, tune="max_depth=1,2", tune_table=self.path("tries.json"))
        with open(self.path("tries.json")) as file:
            self.assertEqual(json.load(file), report["tuning"])

    def test_same_bytes_with_one_and_two_threads(self):
        for nprocs in (1, 2):
            self.tuned(f"n{nprocs}", nprocs=nprocs, cv_estimates=self.path(f"e{nprocs}.csv"))
        self.assertEqual(self.bytes_of("n1.csv"), self.bytes_of("n2.csv"))
        self.assertEqual(self.bytes_of("e1.csv"), self.bytes_of("e2.csv"))
        self.assertEqual(self.bytes_of("n1"), self.bytes_of("n2"))

    def test_plain_report_lists_folds_and_tries(self):
        text = gs.read_command(
            "r.slide.train", model=self.path("p.slide"), quiet=True, split="random", folds=3, tune="max_depth=1,2",
            overwrite=True, **self.inputs,
        )  # fmt: skip
        lines = dict(line.split("=", 1) for line in text.strip().splitlines())
        each = [float(value) for value in lines["cv_auc_roc_by_fold"].split(",")]
        self.assertEqual(len(each), 3)
        self.assertAlmostEqual(float(lines["cv_auc_roc_mean"]), np.mean(each), places=7)
        self.assertAlmostEqual(float(lines["cv_auc_roc_sd"]), np.std(each, ddof=1), places=7)
        self.assertTrue(lines["tune_1"].startswith("max_depth:1,auc_roc_mean:0."))
        self.assertIn(lines["tune_best"], ("1", "2"))

    def test_wrong_splits_are_refused_by_name(self):
        write("va_one", np.full((ROWS, COLS), 7.0), np.int32)
        mapset = gs.gisenv()["MAPSET"]
        self.assert_refused("split=blocks needs block=", split="blocks")
        self.assert_refused("block=500 goes with split=blocks", block=500)
        self.assert_refused("one block of block=100000 metres", split="blocks", block=100000)
        self.assert_refused("one block of block=100000 metres", split="blocks", block=100000, folds=2, test=0.0)
        for wrong in ("nan", "0", "-5", "inf"):
            self.assert_refused(f"block={wrong} must be", split="blocks", block=wrong)
        for wrong in ("nan", "-5", "inf"):
            self.assert_refused(f"gap={wrong} must be", gap=wrong)
        self.assert_refused("<nan> out of range for parameter <test>", test="nan")
        self.assert_refused("Nothing to train on", "outside the gap", gap=1e6)
        self.assert_refused("split=map needs split_map=", split="map")
        self.assert_refused("split_map=va_zone goes with split=map", split_map="va_zone")
        self.assert_refused("<va_nothing> not found", split="map", split_map="va_nothing")
        self.assert_refused(f"<va_a@{mapset}>", "must be an integer map", split="map", split_map="va_a")
        self.assert_refused("one value, 7", split="map", split_map="va_one", folds=0, test=0.0)
        self.assert_refused("one value, 7", split="map", split_map="va_one")
        self.assert_refused("at least two events", split="event")

    def test_wrong_folds_are_refused_by_name(self):
        north = np.array(garray.array("va_label"))
        north[40:] = 0
        write("va_north", north, np.int32)
        self.assert_refused("folds=1 leaves nothing", folds=1, maps=["va_no"], fold_map="va_no")
        self.assert_refused("folds=0 with split=random", folds=0)
        self.assert_refused("folds=3 does not go with method=ground_failure", folds=3, method="ground_failure", parameters=None)
        self.assert_refused("Fold 3 of 3 holds 0 landslide cells", label="va_north", split="rows", folds=3, test=0.0,
                            fold_map="va_no", maps=["va_no"], fold_table=self.path("no.csv"))  # fmt: skip
        self.assert_refused("folds=9, but samples lie in 4 values of split_map only", split="map", split_map="va_zone",
                            folds=9, test=0.0)  # fmt: skip
        self.assert_refused("cv_repeats=3: the folds of split=rows", split="rows", folds=3, cv_repeats=3)
        self.assert_refused("cv_repeats", "folds", cv_repeats=3)
        self.assert_refused("threshold=nan must be a number", folds=3, threshold="nan")
        self.assert_refused("/no/such/folder/f.csv", folds=3, fold_table="/no/such/folder/f.csv", test_map="va_no",
                            maps=["va_no"])  # fmt: skip

    def test_wrong_tuning_is_refused_by_name(self):
        self.assert_refused("'depth=3' is not a parameter of xgboost", folds=3, tune="depth=3,4")
        self.assert_refused("max_depth must be a whole number", folds=3, tune="max_depth=3.5")
        self.assert_refused("eta must be a number", folds=3, tune="eta=nan")
        self.assert_refused("is not name=value", folds=3, tune="max_depth")
        self.assert_refused("gives eta=0.1 twice", folds=3, tune="eta=0.1,0.1")
        self.assert_refused("tune", "folds", tune="max_depth=2,3")
        self.assert_refused("'auc' is not a score", "auc_roc, auc_pr", folds=3, tune="max_depth=2", tune_score="auc")
        self.assert_refused("/no/such/folder/t.csv", folds=3, tune="max_depth=2", tune_table="/no/such/folder/t.csv")

    def test_model_that_cannot_be_written_takes_tables_and_maps_with_it(self):
        with open(self.path("kept.slide"), "w") as file:
            file.write("older")
        before = sorted(os.listdir(self.folder))
        module = gs.start_command(
            "r.slide.train", model="/no/such/folder/m.slide", folds=2, fold_map="va_no", quiet=True,
            fold_table=self.path("gone.csv"), cv_estimates=self.path("gone2.csv"), **self.inputs,
        )  # fmt: skip
        self.assertNotEqual(module.wait(), 0)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        self.assertFalse(gs.find_file("va_no")["name"])


if __name__ == "__main__":
    test()
