# location: EPSG:32645
"""Tables of samples: what is written is what the maps hold, and a model of a table is the model of its maps."""

import csv
import json
import sqlite3
import struct

import numpy as np

import grass.script as gs
from grass.gunittest.main import test
from table_case import CELL, COLS, NORTH, WEST, TableCase, write


class Tables(TableCase):
    prefix = "tb_"

    def model_of(self, **options):
        return self.train("maps.slide", **options)["model_sha256"]

    def test_each_row_holds_its_cells_place_label_and_values(self):
        self.write_table("all.csv", negatives=0)
        rows = self.rows_of("all.csv")
        self.assertEqual(len(rows), np.count_nonzero(self.whole))
        for row in rows:
            i, j = divmod(int(row["cell"]), COLS)
            self.assertTrue(self.whole[i, j])
            self.assertEqual(float(row["easting"]), WEST + (j + 0.5) * CELL)
            self.assertEqual(float(row["northing"]), NORTH - (i + 0.5) * CELL)
            for name in ("a", "b", "cover", "label"):
                self.assertEqual(np.float32(row[name]), np.float32(self.maps[name][i, j]))
            self.assertEqual(row["event"], "here")

    def test_class_counts_are_those_of_the_region_not_of_the_sample(self):
        self.write_table("few.csv", samples="50,60")
        rows = self.rows_of("few.csv")
        positive = np.count_nonzero(self.whole & (self.maps["label"] == 1))
        self.assertEqual(len(rows), 110)
        self.assertEqual({row["region_positive"] for row in rows}, {str(positive)})
        self.assertEqual({row["region_negative"] for row in rows}, {str(np.count_nonzero(self.whole) - positive)})

    def test_geopackage_has_points_in_the_locations_system(self):
        self.write_table("p.gpkg", samples="50,60")
        with sqlite3.connect(self.path("p.gpkg")) as database:
            code = database.execute(
                "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys JOIN gpkg_geometry_columns"
                " USING (srs_id) WHERE table_name = 'samples'"
            ).fetchone()
        self.assertEqual((code[0].upper(), code[1]), ("EPSG", 32645))
        rows = self.geopackage_rows("p.gpkg")
        self.assertEqual(len(rows), 110)
        for row in rows:
            x, y = struct.unpack("<dd", row["geom"][-16:])
            self.assertEqual((x, y), (row["easting"], row["northing"]))

    def test_rows_name_the_draws_they_are_in(self):
        self.write_table("draws.csv", samples="50,60", repeats=4)
        rows, counts = self.rows_of("draws.csv"), np.zeros((5, 2), dtype=int)
        for row in rows:
            for part in row["draws"].split():
                low, _, high = part.partition("-")
                for draw in range(int(low), int(high or low) + 1):
                    counts[draw, int(row["label"])] += 1
        self.assertEqual(counts[1:].tolist(), [[60, 50]] * 4)
        self.assertLess(len(rows), 4 * 110)

    def test_table_gives_the_model_of_its_maps(self):
        for name in ("same.gpkg", "same.csv"):
            maps = self.model_of(table_out=self.path(name), seed=3)
            self.assertEqual(self.from_table(table=self.path(name), seed=3)["model_sha256"], maps)
            self.assertEqual(self.payload("t.slide"), self.payload("maps.slide"))

    def test_table_with_repeats_gives_the_models_of_its_maps(self):
        for name in ("draws.gpkg", "draws.csv"):
            maps = self.model_of(table_out=self.path(name), samples="80,100", repeats=3)
            self.assertEqual(self.from_table(table=self.path(name))["model_sha256"], maps)
            self.assertEqual(self.from_table(table=self.path(name), repeats=3)["model_sha256"], maps)

    def test_draws_from_a_table_of_all_cells_are_those_from_the_maps(self):
        self.write_table("all.gpkg", negatives=0)
        for wish in ({"samples": "80,100", "repeats": 3}, {"negatives": 2}, {"samples": "80,100", "seed": 5}):
            maps = self.model_of(**wish)
            self.assertEqual(self.from_table(table=self.path("all.gpkg"), **wish)["model_sha256"], maps)

    def test_every_option_of_samples_works_as_with_maps(self):
        self.write_table("all.csv", negatives=0)
        for wish in (
            {"method": "logistic", "parameters": None, "absolute": "a", "logarithm": "b", "weights": "balanced"},
            {"calibration": "isotonic", "calibration_folds": 3, "negatives": 3},
            {"folds": 3, "tune": "max_depth=2,3;eta=0.1,0.3", "cv_repeats": 2},
            {"importance": "permutation,gain", "screening": "vif,correlation", "ablation": "one=a;two=b"},
            {"split": "blocks", "block": 300, "gap": 60},
            {"split": "clusters", "folds": 3},
            {"split": "rows"},
            {"split": "columns", "folds": 2},
            {"method": "forest", "parameters": "trees=10"},
        ):
            maps = self.train("maps.slide", **{"negatives": 0, **wish})
            self.assertEqual(self.from_table(table=self.path("all.csv"), **wish), maps)

    def test_circular_predictors_keep_what_zero_means(self):
        write("tb_angle", np.where(self.maps["cover"] == 1, 0.0, 100 * self.maps["cover"]))
        wish = {"circular": "angle", "labels": "a,b,angle", "categorical": None}
        for title, flat in (("Aspect counterclockwise in degrees from east", True), ("Degrees from north", False)):
            gs.run_command("r.support", map="tb_angle", title=title, quiet=True)
            maps = self.model_of(predictors="tb_a,tb_b,tb_angle", table_out=self.path("c.csv"), **wish)
            table = self.from_table(table=self.path("c.csv"), circular="angle")
            self.assertEqual(table["model_sha256"], maps, flat)

    def test_areal_density_and_its_threshold_travel_with_the_table(self):
        wish = {"method": "forest_regression", "parameters": "trees=10"}
        blocks = {"lad": "4x4", "unit_share": 0.1, "truth_threshold": 0.3, "statistic": "a:mean,sd b:max cover:majority"}
        for name in ("lad.gpkg", "lad.csv"):
            maps = self.model_of(table_out=self.path(name), negatives=0, **wish, **blocks)
            table = self.from_table(table=self.path(name), negatives=0, truth_threshold=0.3, **wish)
            self.assertEqual(table["model_sha256"], maps)
        report = self.from_table(table=self.path("lad.csv"), samples="40,20", **wish)
        shares = np.array([np.float32(row["label"]) for row in self.rows_of("lad.csv")])
        self.assertEqual(report["positive_available"], np.count_nonzero(shares >= np.float32(0.1)))
        self.assertEqual((report["positive"], report["negative"]), (40, 20))
        other = self.from_table(table=self.path("lad.csv"), samples="40,20", unit_share=0.3, test=0, **wish)
        self.assertEqual(other["positive_available"], np.count_nonzero(shares >= np.float32(0.3)))
        self.assertEqual(other["negative_available"], np.count_nonzero(shares < np.float32(0.3)))

    def test_densities_become_classes_for_a_learner_of_classes(self):
        self.write_table("lad.csv", method="forest_regression", parameters="trees=5", lad="4x4", negatives=0)
        report = self.from_table(table=self.path("lad.csv"), unit_share=0.25, negatives=0)
        shares = np.array([float(row["label"]) for row in self.rows_of("lad.csv")])
        self.assertEqual(report["positive"], np.count_nonzero(shares >= 0.25))
        self.assertEqual(report["negative"], np.count_nonzero(shares < 0.25))

    def test_model_of_a_table_predicts_the_same_map(self):
        self.write_table("few.gpkg", samples="100,100")
        self.train("maps.slide", samples="100,100")
        self.from_table(table=self.path("few.gpkg"))
        for model, output in (("maps.slide", "tb_p_maps"), ("t.slide", "tb_p_table")):
            gs.run_command(
                "r.slide.predict", model=self.path(model), predictors=self.inputs["predictors"], labels="a,b,cover",
                output=output, overwrite=True, quiet=True
            )  # fmt: skip
        gs.mapcalc("tb_difference = abs(tb_p_maps - tb_p_table)", overwrite=True, quiet=True)
        self.assertEqual(float(gs.parse_command("r.univar", map="tb_difference", flags="g")["max"]), 0.0)

    def test_prior_is_that_of_the_regions_whatever_was_taken_out_of_the_table(self):
        self.write_table("all.csv", negatives=0)
        rows = self.rows_of("all.csv")
        kept = [row for i, row in enumerate(rows) if row["label"] == "1" or i % 5 == 0 or row["source"]]
        report = self.from_table(table=self.write_rows("kept.csv", kept))
        positive = sum(row["label"] == "1" for row in rows)
        self.assertEqual(report["positive_fraction"], 1.0)
        self.assertAlmostEqual(report["negative_fraction"], (len(kept) - positive) / (len(rows) - positive), places=12)

    def test_table_of_another_program_trains_too(self):
        rows = self.hand_made(region_positive=1000, region_negative=50000)
        report = self.from_table(table=self.write_rows("hand.csv", rows))
        positive = sum(row["label"] for row in rows)
        self.assertEqual((report["positive"], report["negative"]), (positive, len(rows) - positive))
        self.assertEqual((report["positive_available"], report["negative_available"]), (1000, 50000))
        names = [predictor["label"] for predictor in self.description("t.slide")["predictors"]]
        self.assertEqual(names, ["a", "b"])
        self.assertEqual(self.description("t.slide")["events"][0]["name"], "hand")

    def test_rows_in_another_order_give_the_same_model(self):
        self.write_table("all.csv", negatives=0)
        rows = self.rows_of("all.csv")
        straight = self.from_table(table=self.path("all.csv"), samples="80,100")["model_sha256"]
        shuffled = [rows[i] for i in np.random.default_rng(2).permutation(len(rows))]
        self.write_rows("shuffled.csv", shuffled)
        self.assertEqual(self.from_table(table=self.path("shuffled.csv"), samples="80,100")["model_sha256"], straight)

    def test_predictors_choose_columns_and_their_order(self):
        self.write_table("all.csv", negatives=0)
        maps = self.model_of(predictors="tb_b,tb_a", labels="b,a", categorical=None, negatives=0)
        self.assertEqual(self.from_table(table=self.path("all.csv"), predictors="b,a")["model_sha256"], maps)

    def test_region_and_mask_do_not_matter_to_tables(self):
        self.write_table("all.csv", negatives=0)
        before = self.from_table(table=self.path("all.csv"))["model_sha256"]
        gs.run_command("g.region", n=NORTH, s=NORTH - 90, w=WEST, e=WEST + 90)
        self.assertEqual(self.from_table(table=self.path("all.csv"))["model_sha256"], before)
        gs.run_command("g.region", raster="tb_a")

    def test_report_without_a_model_counts_samples_and_region(self):
        counts = json.loads(self.write_table("few.gpkg", samples="50,60", format="json"))
        positive = np.count_nonzero(self.whole & (self.maps["label"] == 1))
        self.assertEqual(counts["event"], "here")
        self.assertEqual((counts["positive"], counts["negative"]), (50, 60))
        self.assertEqual(counts["positive_available"], positive)
        self.assertIn("positive=50\n", self.write_table("few.gpkg", samples="50,60"))

    def test_printed_model_names_its_events(self):
        self.write_table("one.csv", samples="50,60")
        self.write_table("two.csv", samples="50,60", event="there")
        self.from_table(table=f"{self.path('one.csv')},{self.path('two.csv')}")
        text = gs.read_command("r.slide.train", flags="i", model=self.path("t.slide"))
        for words in ("Event:       here, ", "Event:       there, ", "WGS 84 / UTM zone 45N"):
            self.assertIn(words, text)


class ManyEvents(TableCase):
    prefix = "te_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, name in enumerate(("one", "two", "three")):
            gs.mapcalc(f"te_a{number} = te_a + {number}", overwrite=True, quiet=True)
            inputs = {**cls.inputs, "predictors": f"te_a{number},te_b,te_cover", "event": name}
            gs.run_command("r.slide.train", table_out=f"{cls.folder}/{name}.csv", negatives=0, quiet=True, **inputs)

    def tables(self, *names):
        return ",".join(self.path(name + ".csv") for name in names)

    def test_fixed_numbers_are_drawn_from_each_event(self):
        report = self.from_table(
            table=self.tables("one", "two", "three"), samples="70,90", repeats=3, test=0.25, split="random"
        )
        self.assertEqual((report["positive"], report["negative"]), (210, 270))
        positive = np.count_nonzero(self.whole & (self.maps["label"] == 1))
        self.assertEqual(report["positive_available"], 3 * positive)
        model = self.description("t.slide")
        self.assertEqual([event["name"] for event in model["events"]], ["one", "two", "three"])
        sampling = model["members"][1]["sampling"]
        self.assertAlmostEqual(
            sampling["prior_ratio"],
            (270 / sampling["negative_available"]) / (210 / sampling["positive_available"]),
            places=12,
        )

    def test_members_are_drawn_apart(self):
        names = self.tables("one", "two")
        report = self.from_table(table=names, samples="70,90", repeats=3)
        self.assertEqual(len({json.dumps(score) for score in report["member_seeds"]}), 3)
        self.assertGreater(report["scores_spread"]["auc_roc"]["sd"], 0)

    def test_last_event_is_held_out_whole(self):
        report = self.from_table(table=self.tables("one", "two", "three"), samples="70,90", split="event")
        self.assertEqual((report["train_positive"], report["train_negative"]), (140, 180))
        self.assertEqual((report["test_positive"], report["test_negative"]), (70, 90))

    def test_folds_leave_out_one_event_after_the_other(self):
        self.from_table(
            table=self.tables("one", "two", "three"), split="event", test=0, folds=0, samples="70,90",
            fold_table=self.path("folds.csv"), cv_estimates=self.path("estimates.csv")
        )  # fmt: skip
        rows = [row for row in self.rows_of("folds.csv") if row["fold"].isdigit()]
        self.assertEqual([(row["test_positive"], row["test_negative"]) for row in rows], [("70", "90")] * 3)
        self.assertEqual([(row["train_positive"], row["train_negative"]) for row in rows], [("140", "180")] * 3)
        with open(self.path("estimates.csv"), newline="") as file:
            self.assertEqual(len(list(csv.DictReader(file))), 3 * 160)

    def test_samples_of_an_event_do_not_depend_on_the_events_behind_it(self):
        first = self.from_table(table=self.tables("one"), samples="70,90", test=0, split="event", folds=None)
        both = self.from_table(table=self.tables("one", "two"), samples="70,90", split="event")
        self.assertEqual((both["train_positive"], both["train_negative"]), (first["positive"], first["negative"]))
        self.assertEqual(
            self.description("t.slide")["predictors"][0]["min"],
            self.predictor_after(table=self.tables("one"), samples="70,90", test=0)["min"],
        )

    def predictor_after(self, **options):
        self.from_table("other.slide", **options)
        return self.description("other.slide")["predictors"][0]

    def test_several_events_in_one_file_are_told_apart(self):
        apart = self.from_table(table=self.tables("one", "two"), samples="70,90")["model_sha256"]
        joined = self.write_rows("joined.csv", self.rows_of("one.csv") + self.rows_of("two.csv"))
        self.assertEqual(self.from_table(table=joined, samples="70,90")["model_sha256"], apart)

    def test_tuning_and_cross_validation_by_events(self):
        report = self.from_table(
            table=self.tables("one", "two", "three"), split="event", folds=0, test=0, samples="70,90",
            tune="max_depth=1,2,3"
        )  # fmt: skip
        self.assertEqual(len(report["tuning"]), 3)

    def test_places_of_events_in_one_system_are_one_ground(self):
        report = self.from_table(
            table=self.tables("one", "two"), split="blocks", block=600, samples="70,90", test=0.3, gap=10
        )
        self.assertGreater(report["test_positive"], 0)


if __name__ == "__main__":
    test()
