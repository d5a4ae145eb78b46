"""What r.slide.train tells of nets: which predictors count, which parameters are best, and that tries can go on."""

import csv
import os
import signal

import numpy as np
from sklearn.metrics import average_precision_score

import grass.script as gs
from grass.gunittest.main import test

from interrupted import progress_lines, stopped_at
from net_case import CELL, COLS, ROWS, NetCase
from rasters import read, write

PATCH = 16


class NetTraining(NetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whole patches that one map tells and the other does not, for the classifier of patches
        random = np.random.default_rng(4)
        planted = np.zeros((ROWS // PATCH, COLS // PATCH))
        planted.flat[random.permutation(planted.size)[:24]] = 1
        cls.planted = np.kron(planted, np.ones((PATCH, PATCH)))
        write("net_planted", cls.planted, np.int32)
        write("net_echo", random.normal(size=(ROWS, COLS)) + 1.5 * cls.planted)
        cls.patches = {
            "predictors": "net_echo,net_smooth", "label": "net_planted", "patch": PATCH, "stride": PATCH, "filters": 4,
            "epochs": 12, "rate": 0.003, "imbalance": 0,
        }  # fmt: skip

    def test_what_a_net_looks_at_counts_and_what_it_cannot_use_does_not(self):
        """Of a map of every cell: without the rough map precision falls to the prevalence."""
        found = self.train(
            "cnn", epochs=8, importance="permutation,zeroing", importance_repeats=3, importance_chart=self.path("i.png"),
            importance_table=self.path("i.csv"),
        )  # fmt: skip
        loss = found["test_auc_pr"] - found["test_prevalence"]
        self.assertGreater(loss, 0.2)
        for kind in ("permutation", "zeroing"):
            rows = {row["predictor"]: row for row in found[kind]}
            self.assertEqual([row["predictor"] for row in found[kind]], ["net_rough", "net_smooth"], kind)
            print(f"REPORT {kind}: loss of AUC-PR {rows['net_rough']['auc_pr']:.3f} and {rows['net_smooth']['auc_pr']:.3f}")
            self.assertLess(abs(rows["net_rough"]["auc_pr"] - loss), 0.08)
            self.assertLess(abs(rows["net_smooth"]["auc_pr"]), 0.1 * loss)
            self.assertGreater(rows["net_rough"]["auc_roc"], 0.2)
        self.assertIsNone(found["zeroing"][0]["auc_pr_sd"])
        self.assertGreater(found["permutation"][0]["auc_pr_sd"], 0)
        with open(self.path("i.csv"), newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["table"] for row in rows], ["permutation"] * 2 + ["zeroing"] * 2)
        with open(self.path("i.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        kept = self.description()["importance"]
        self.assertEqual(kept["measure"], "permutation_auc_pr")
        for label, value in zip(("net_rough", "net_smooth"), kept["value"]):
            own = [row["auc_pr"] for row in found["permutation"] if row["predictor"] == label]
            self.assertAlmostEqual(value, own[0], places=9)

    def test_zeroing_a_band_is_a_map_of_its_mean(self):
        """Of the classifier of patches: the losses are those of predictions, scored by scikit-learn."""
        found = self.train("patch", importance="zeroing", groups="both=net_echo,net_smooth", **self.patches)
        alone = self.train("patch", importance="zeroing", test_map="net_held", **self.patches)
        self.assertEqual([row["predictor"] for row in found["zeroing"]], ["both"])
        transforms = self.description()["members"][0]["transforms"]
        shift = {step["predictor"]: step["shift"][0] for step in transforms}
        maps = {name: name for name in ("net_echo", "net_smooth")}
        before = self.precision(maps)
        self.assertAlmostEqual(before, alone["test_auc_pr"], places=6)
        for row in alone["zeroing"]:
            name = row["predictor"]
            write("net_flat", np.full((ROWS, COLS), shift[name]))
            self.assertAlmostEqual(before - self.precision({**maps, name: "net_flat"}), row["auc_pr"], places=5)

    def precision(self, maps):
        """Average precision of the held-out patches."""
        self.predict(
            heat="net_heat", window_stride=PATCH, flags="o", predictors=",".join(sorted(set(maps.values()))),
            map=[f"{name}:{other}" for name, other in maps.items() if name != other] or None,
        )  # fmt: skip
        held = read("net_held")[::PATCH, ::PATCH] == 1
        return average_precision_score(self.planted[::PATCH, ::PATCH][held], read("net_heat")[::PATCH, ::PATCH][held])

    def test_tuning_trains_each_try_and_keeps_the_best_by_the_held_out_patches(self):
        table = self.path("tries.csv")
        options = {**self.patches, "epochs": 3, "seed": 3}
        tune = "filters=2,4;imbalance=1,2;rate=0.001,0.01"
        found = self.train("patch", "tuned.slide", tune=tune, tune_table=table, **options)
        with open(table, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 8)
        scores = [float(row["auc_pr_mean"]) for row in rows]
        best = rows[int(np.argmax(scores))]
        self.assertEqual([row["best"] for row in rows], ["1" if row is best else "0" for row in rows])
        self.assertEqual(found["tuning"]["score"], "auc_pr")
        self.assertEqual(found["test_auc_pr"], max(scores))
        chosen = {name: float(best[name]) for name in ("filters", "imbalance", "rate")}
        self.assertEqual(found["tuning"]["best"], chosen)
        parameters = self.description("tuned.slide")["parameters"]
        self.assertEqual({name: parameters[name] for name in chosen}, chosen)
        # every try is the training that its parameters make
        for row in (rows[0], rows[5]):
            own = {name: row[name] for name in chosen}
            again = self.train("patch", "own.slide", **{**options, **own, "filters": int(float(row["filters"]))})
            self.assertAlmostEqual(again["test_auc_pr"], float(row["auc_pr_mean"]), places=12)
            if row is best:
                self.assertEqual(self.weights("own.slide"), self.weights("tuned.slide"))
        self.train("patch", "own.slide", **{**options, **chosen, "filters": int(chosen["filters"])})
        self.assertEqual(self.weights("own.slide"), self.weights("tuned.slide"))
        self.assertEqual([name for name in os.listdir(self.folder) if ".try" in name], [])

    def test_tuning_stopped_among_its_tries_goes_on_to_the_same_model(self):
        options = {**self.patches, "epochs": 3, "tune": "dropout=0.1,0.5;positive_weight=1,3", "loss": "bce_dice",
                   "tune_score": "auc_roc", "tune_draws": 3}  # fmt: skip
        # the last lines are those of the steps, some twelve a try
        lines = progress_lines(self.command("patch", "whole.slide", **options))
        command = self.command("patch", "cut.slide", **options)
        self.assertEqual(stopped_at(command, lines - 16, signal.SIGKILL), -signal.SIGKILL)
        left = [name for name in os.listdir(self.folder) if name.startswith("cut.slide.try_")]
        self.assertIn("cut.slide.try_1", left)
        message = self.told(
            "r.slide.train", method="patch", model=self.path("cut.slide"), flags="r", **self.options(**options)
        )
        self.assertIn("Going on from checkpoint", message)
        self.assertEqual(self.weights("cut.slide"), self.weights("whole.slide"))
        self.assertEqual(self.description("cut.slide")["tuning"]["tries"], 3)
        self.assertEqual([name for name in os.listdir(self.folder) if "cut.slide." in name], [])

    def test_a_map_of_every_cell_is_tuned_alike(self):
        found = self.train("cnn", epochs=2, filters=2, stride=16, tune="rate=0.000001,0.01", tune_score="auc_roc")
        scores = [row["scores"]["auc_roc"]["mean"] for row in found["tuning"]["tries"]]
        self.assertEqual(found["tuning"]["best"], {"rate": 0.01})
        self.assertGreater(scores[1], scores[0])
        text = gs.read_command("r.slide.train", flags="i", model=self.path("m.slide"))
        self.assertIn("rate", text)

    def test_tuning_says_what_it_tries_and_what_it_keeps(self):
        options = self.options(**{**self.patches, "epochs": 1}, tune="rate=0.000001,0.01;imbalance=2")
        told = self.told("r.slide.train", method="patch", model=self.path("m.slide"), **options)
        first, second, kept = (
            told.index(words)
            for words in ("Try 1 of 2: rate=1e-06, imbalance=2", "Try 2 of 2: rate=0.01, imbalance=2", "Keeping try")
        )
        self.assertTrue(first < second < kept)
        self.assertEqual(told.count("Training on"), 2)
        self.assertLess(told.rindex("Training on"), kept)

    def test_what_cannot_be_tuned_or_weighed_is_named(self):
        given = {"method": "cnn", "model": self.path("no.slide"), **self.options(epochs=1, filters=2)}
        self.refused("tune=", "test=0", **{**given, "tune": "rate=0.1,0.2", "test": 0})
        self.refused("several values of patch", **{**given, "tune": "patch=16,32"})
        self.refused("several values of stride", **{**given, "tune": "stride=8,16"})
        self.refused("'depth=2' is not a parameter of cnn", **{**given, "tune": "depth=2,3"})
        self.refused("/no/such/folder", **{**given, "tune": "rate=0.1,0.2", "tune_table": "/no/such/folder/t.csv"})
        self.refused("importance=zeroing", "test=0", **{**given, "importance": "zeroing", "test": 0})
        self.refused("no importances of its own", **{**given, "importance": "gain"})
        self.refused(
            "importance=zeroing is for nets", method="xgboost", model=self.path("no.slide"), label="net_label",
            predictors="net_rough", importance="zeroing",
        )  # fmt: skip

    def test_an_unwritable_table_leaves_no_model(self):
        given = {"method": "patch", "model": self.path("no.slide"), **self.options(**{**self.patches, "epochs": 1})}
        self.refused("/no/such/folder", **given, history="/no/such/folder/h.csv")
        self.refused("/no/such/folder", **given, importance="zeroing", importance_table="/no/such/folder/i.csv")

    def test_other_mapsets_and_a_mask_are_as_elsewhere(self):
        """A mask trains as null cells do."""
        mapset = gs.gisenv()["MAPSET"]
        holes = self.rough.copy()
        holes[40:70, 20:60] = np.nan
        write("net_holes", holes)
        small = {"epochs": 1, "filters": 2, "oversample": 1}
        self.train("cnn", **{**small, "predictors": f"net_rough@{mapset},net_smooth@{mapset}", "label": f"net_label@{mapset}"})
        unmasked = self.weights()
        gs.run_command("r.mask", raster="net_holes", quiet=True)
        self.train("cnn", **small)
        masked = self.weights()
        gs.run_command("r.mask", flags="r", quiet=True)
        self.assertNotEqual(masked, unmasked)
        self.train("cnn", **small)
        self.assertEqual(self.weights(), unmasked)
        # as when both maps are null there
        write("net_smooth_holes", np.where(np.isnan(holes), np.nan, self.smooth))
        self.train("cnn", **small, predictors="net_holes,net_smooth_holes")
        self.assertEqual(self.weights(), masked)

    def test_a_region_of_one_row_or_of_nulls_is_refused(self):
        model = self.path("no.slide")
        given = {"method": "cnn", "model": model, **self.options(epochs=1, filters=2)}
        try:
            gs.run_command("g.region", n=CELL, s=0, res=CELL)
            gs.run_command("r.mapcalc", expression="net_label_row = col() > 9", overwrite=True, quiet=True)
            self.refused("smaller than a patch", **{**given, "label": "net_label_row"})
        finally:
            gs.run_command("g.region", n=ROWS * CELL, s=0, e=COLS * CELL, w=0, res=CELL)


if __name__ == "__main__":
    test()
