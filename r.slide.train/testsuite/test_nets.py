"""Nets in r.slide.train: they learn what neighbours reveal, go on after an interruption, and refuse by name."""

import os
import signal

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from interrupted import progress_lines, stopped_at
from net_case import CELL, COLS, ROWS, NetCase, torchscript
from rasters import read, write


def cnn_parameters(bands, filters):
    """Eight bias-free 3 x 3 convolutions with normalisation, and a biased 1 x 1 one."""
    widths = [bands] + [filters] * 2 + [2 * filters] * 6
    layers = sum(9 * a * b + 2 * b for a, b in zip(widths[:-1], widths[1:]))
    return layers + 2 * filters + 1


class Nets(NetCase):
    def test_a_cnn_finds_by_the_surroundings_what_cells_do_not_tell(self):
        found = self.train(
            "cnn", epochs=10, history=self.path("h.csv"), history_chart=self.path("h.png"), test_map="net_held"
        )
        pixels = self.train(
            "xgboost", "pixels.slide", split="rows", parameters="rounds=100", negatives=0, patch=None, stride=None,
            filters=None, batch=None,
        )  # fmt: skip
        print(f"REPORT AUC-PR of a small CNN {found['test_auc_pr']:.3f}, of XGBoost {pixels['test_auc_pr']:.3f}")
        self.assertGreater(found["test_auc_pr"], pixels["test_auc_pr"] + 0.2)
        # scored in the middles of the held-out patches, which lie from row 112 on: each cell once
        self.assertAlmostEqual(found["test_prevalence"], self.label[116:156, 4:140].mean(), places=6)

        net = self.description()["net"]
        self.assertEqual(net["parameters"], cnn_parameters(2, 8))
        history = self.rows_of("h.csv")
        self.assertEqual(len(history), net["epochs"])
        held_out = [float(row["held_out_loss"]) for row in history]
        kept = held_out[net["best_epoch"] - 1]  # epochs count from 1, as in the history
        self.assertEqual(history[net["best_epoch"] - 1]["epoch"], str(net["best_epoch"]))
        self.assertLess(kept, held_out[0])
        self.assertAlmostEqual(kept, net["best_loss"], places=9)
        with open(self.path("h.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        self.assertFalse(os.path.exists(self.path("m.slide.checkpoint")))

        cut = ROWS - round(0.3 * ROWS)
        held = read("net_held")
        self.assertEqual(set(np.unique(held[cut:][~np.isnan(held[cut:])])), {1.0})
        self.assertEqual(set(np.unique(held[:cut][~np.isnan(held[:cut])])), {0.0})

    def test_patches_are_counted_as_numpy_counts_them(self):
        self.train("cnn", epochs=1, filters=2, imbalance=0.1)
        net = self.description()["net"]
        cut = ROWS - round(0.3 * ROWS)
        counts = dict.fromkeys(("train_positive", "train_negative", "held_positive", "held_negative", "straddling"), 0)
        for row in range(0, ROWS - 15, 8):
            for col in range(0, COLS - 15, 8):
                positive = self.label[row : row + 16, col : col + 16].any()
                part = "train" if row + 16 <= cut else "held" if row >= cut else None
                counts[f"{part}_{'positive' if positive else 'negative'}" if part else "straddling"] += 1
        self.assertGreater(counts["straddling"], 0)
        self.assertEqual(net["windows"], sum(counts.values()))
        self.assertFalse(net["by_chance"])
        kept = round(0.1 * counts["train_positive"])
        self.assertGreater(counts["train_negative"], kept)
        self.assertEqual(net["capped"], counts["train_negative"] - kept)
        counts["train_negative"] = kept
        for key, count in counts.items():
            self.assertEqual(net[key], count, key)

    def test_too_few_held_out_patches_are_told_and_drawn_by_chance(self):
        message = self.told(
            "r.slide.train", method="cnn", model=self.path("few.slide"), **self.options(epochs=1, filters=2, patch=32, stride=32)
        )
        self.assertIn("too few (50 at least", message)
        self.assertIn("drawn at random", message)
        self.assertTrue(self.description("few.slide")["net"]["by_chance"])

    def test_a_training_killed_and_resumed_ends_with_the_same_weights(self):
        """Also the same seed gives the same bits, another seed others, and memory does not matter."""
        options = {"epochs": 3, "augment": ["flip", "rotate"], "dropout": 0.1, "filters": 2, "stride": 16, "seed": 7}
        lines = progress_lines(self.command("unet", "whole.slide", **options))
        expected = self.weights("whole.slide")
        command = self.command("unet", "cut.slide", **options)
        # the last lines are those of the steps, some eight an epoch
        self.assertEqual(stopped_at(command, lines - 7, signal.SIGKILL), -signal.SIGKILL)
        self.assertFalse(os.path.exists(self.path("cut.slide")))
        self.assertTrue(os.path.exists(self.path("cut.slide.checkpoint")))
        self.refused(
            "cut.slide.checkpoint", "other options", method="unet", model=self.path("cut.slide"), flags="r",
            **self.options(**{**options, "rate": 0.01}),
        )  # fmt: skip
        message = self.told(
            "r.slide.train", method="unet", model=self.path("cut.slide"), flags="r", **self.options(**options)
        )
        self.assertIn("Going on from checkpoint", message)
        self.assertNotIn("Epoch 1 of", message)
        self.assertEqual(self.weights("cut.slide"), expected)
        self.assertFalse(os.path.exists(self.path("cut.slide.checkpoint")))

        self.train("unet", "again.slide", memory=0, **options)
        self.assertEqual(self.weights("again.slide"), expected)
        self.train("unet", "other.slide", **{**options, "seed": 8})
        self.assertNotEqual(self.weights("other.slide"), expected)

    def test_no_patch_straddles_blocks_or_zones(self):
        zones = np.where((np.arange(ROWS)[:, None] > 80) & (np.arange(COLS) < 100), 1.0, 2.0)
        zones[:, 60:62] = np.nan
        write("net_zones", zones, np.int32)
        for split, more in (("map", {"split_map": "net_zones"}), ("blocks", {"block": 40 * CELL})):
            self.train("cnn", epochs=1, filters=2, split=split, test_map="net_held", **more)
            net = self.description()["net"]
            self.assertFalse(net["by_chance"], split)
            self.assertGreater(net["straddling"], 0)
            held = read("net_held")
            if split == "map":
                self.assertTrue((zones[held == 1] == 1).all())
                self.assertTrue((zones[held == 0] == 2).all())
                continue
            for row in range(0, ROWS, 40):
                for col in range(0, COLS, 40):
                    seen = held[row : row + 40, col : col + 40]
                    self.assertLessEqual(len(np.unique(seen[~np.isnan(seen)])), 1)

    def test_null_cells_are_no_part_of_training(self):
        """Nonsense in the label where a predictor is null changes nothing but the count of cells."""
        rough = self.rough.copy()
        rough[20:40, 30:60] = np.nan
        write("net_holes", rough)
        weights = []
        for name, value in (("net_label_a", 0), ("net_label_b", 1)):
            label = self.label.copy()
            label[20:40, 30:60] = value
            write(name, label, np.int32)
            self.train("cnn", epochs=2, filters=2, predictors="net_holes,net_smooth", label=name, oversample=1)
            weights.append(self.weights())
        self.assertEqual(weights[0], weights[1])

    def test_members_differ_and_the_calibration_is_kept(self):
        self.train("cnn", epochs=1, filters=2, repeats=2, calibration="isotonic")
        model = self.description()
        self.assertEqual(len(model["members"]), 2)
        first, second = (self.weights(file=f"member_{i}/net.pt") for i in (1, 2))
        self.assertNotEqual(first, second)
        for member in model["members"]:
            self.assertEqual(member["pieces"][0]["calibration"]["kind"], "isotonic")
        text = gs.read_command("r.slide.train", flags="i", model=self.path("m.slide"))
        for words in ("trained parameters:", "bce_dice", "patches:"):
            self.assertIn(words, text)

    def test_the_patch_classifier_counts_by_the_rule_of_five_percent(self):
        found = self.train("patch", patch=16, stride=16, epochs=8, batch=20, filters=8, imbalance=0, test=0.25)
        net = self.description()["net"]
        share = np.array(
            [
                self.label[row : row + 16, col : col + 16].mean()
                for row in range(0, ROWS - 15, 16)
                for col in range(0, COLS - 15, 16)
            ]
        )
        self.assertEqual(net["train_positive"] + net["held_positive"], (share > 0.05).sum())
        self.assertEqual(net["train_negative"] + net["held_negative"] + net["capped"], (share == 0).sum())
        self.assertEqual(net["few"], ((share > 0) & (share <= 0.05)).sum())
        self.assertGreater(found["test_auc_roc"], 0.5)
        self.assertEqual(net["loss"], "focal")

    def test_what_nets_lack_or_cannot_have_is_named(self):
        model = {"model": self.path("refused.slide")}
        nets = {"method": "cnn", **model, **self.options(epochs=1, filters=2)}
        self.refused("folds=", "patches", **{**nets, "folds": 5})
        self.refused("split=clusters", **{**nets, "split": "clusters"})
        self.refused("weights=", **{**nets, "weights": "balanced"})
        self.refused("patch=16", "xgboost", method="xgboost", label="net_label", predictors="net_rough", patch=16, **model)
        self.refused("smaller than a patch of 512", **{**nets, "patch": 512, "stride": 512})
        self.refused("multiple of 8", **{**nets, "method": "patch", "patch": 20, "stride": 20})
        self.refused("dropout must be", **{**nets, "dropout": 1})
        self.refused("backbone=", **{**nets, "backbone": __file__})
        self.refused("No patch of 64 x 64 cells without landslides", **{**nets, "method": "patch", "patch": 64})
        few = np.zeros((ROWS, COLS))
        few[::20, ::20] = 1
        write("net_few", few, np.int32)
        self.refused("No patch of 16 x 16 cells with more than 5 %", **{**nets, "method": "patch", "label": "net_few"})
        self.refused("cannot be written", **{**nets, "model": self.path("none/m.slide")})
        write("net_nothing", np.zeros((ROWS, COLS)), np.int32)
        self.refused("No landslide cells in <net_nothing", **{**nets, "label": "net_nothing"})
        write("net_null", np.full((ROWS, COLS), np.nan))
        self.refused("No landslide cell", "0 of 0 valid", **{**nets, "predictors": "net_rough,net_null"})

    def test_torchscript_files_are_tried_before_they_are_taken(self):
        torchscript(self.path("sum.pt"), "torch.sum(x, [1], True)")
        torchscript(self.path("all.pt"), "torch.sum(x, [1, 2, 3])")
        given = {"method": "import", "predictors": "net_rough,net_smooth", "model": self.path("i.slide")}
        self.refused("all.pt", "one logit a cell", **given, file=self.path("all.pt"))
        self.refused("label=", "nothing is trained", **given, file=self.path("sum.pt"), label="net_label")
        self.refused("cannot be taken as a net", **given, file=__file__)
        self.refused("file=", **given)
        gs.run_command("r.slide.train", file=self.path("sum.pt"), quiet=True, **given)
        self.predict("i.slide", output="net_sum", tile=128)
        truth = 1 / (1 + np.exp(-(self.rough + self.smooth)))
        self.assertLess(np.abs(read("net_sum") - truth).max(), 1e-6)
        text = gs.read_command("r.slide.train", flags="i", model=self.path("i.slide"))
        self.assertIn("trained parameters: 0", text)
        for word in ("Trained on", "Split", "Sampling", "Members"):
            self.assertNotIn(word, text)

    def test_an_imported_net_takes_the_numbers_of_a_map_with_category_labels(self):
        write("net_cover", self.label * 2 + 1, np.int32)
        gs.write_command("r.category", map="net_cover", rules="-", separator=":", stdin="1:grass\n3:rock\n", quiet=True)
        torchscript(self.path("sum.pt"), "torch.sum(x, [1], True)")
        given = {"method": "import", "predictors": "net_rough,net_cover", "file": self.path("sum.pt")}
        self.assertNotIn("categories", self.told("r.slide.train", model=self.path("c.slide"), **given))
        self.predict("c.slide", output="net_covered")
        truth = 1 / (1 + np.exp(-(self.rough + self.label * 2 + 1)))
        self.assertLess(np.abs(read("net_covered") - truth).max(), 1e-6)


if __name__ == "__main__":
    test()
