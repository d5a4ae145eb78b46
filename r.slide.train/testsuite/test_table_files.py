# location: EPSG:32645
"""Tables that cannot be read, written or learnt from are refused by name, and nothing is left behind."""

import os
import resource
import shutil
import stat
import subprocess

import grass.script as gs
from grass.gunittest.main import test
from interrupted import assert_leaves_nothing
from table_case import TableCase, remove


class BadTables(TableCase):
    prefix = "tf_"

    def refused_rows(self, *words, rows, columns=None, **options):
        path = self.write_rows("bad.csv", rows, columns)
        self.assert_table_refused(*words, table=path, **options)

    def test_table_that_is_not_there(self):
        self.assert_table_refused("nothing.csv", "cannot be read as a table", table=self.path("nothing.csv"))

    def test_file_that_is_no_table(self):
        with open(self.path("text.gpkg"), "w") as file:
            file.write("no database")
        self.assert_table_refused("text.gpkg", "cannot be read as a table", table=self.path("text.gpkg"))
        with open(self.path("empty.csv"), "w"):
            pass
        self.assert_table_refused("empty.csv", table=self.path("empty.csv"))

    def test_truncated_geopackage(self):
        self.write_table("whole.gpkg", samples="50,60")
        with open(self.path("whole.gpkg"), "rb") as whole, open(self.path("cut.gpkg"), "wb") as cut:
            cut.write(whole.read()[:60000])
        self.assert_table_refused("cut.gpkg", table=self.path("cut.gpkg"))

    def test_table_without_rows(self):
        self.refused_rows("bad.csv", "has no rows", rows=[], columns=["label", "a"])

    def test_table_without_a_label(self):
        rows = [{"a": 1, "b": 2}]
        self.refused_rows("bad.csv", "no column 'label'", rows=rows)

    def test_table_without_a_predictor(self):
        self.refused_rows("bad.csv", "no column of a predictor", rows=[{"label": 1, "easting": 2}])

    def test_missing_predictor_column(self):
        self.refused_rows("bad.csv", "'slope'", "predictors=", rows=self.hand_made(), predictors="a,slope")

    def test_text_in_a_number_column(self):
        rows = self.hand_made()
        rows[7]["b"] = "steep"
        self.refused_rows("bad.csv", "'steep'", "row 8", "'b'", rows=rows)
        rows[7]["b"] = "1.5m"
        self.refused_rows("'1.5m'", "row 8", rows=rows)

    def test_text_in_the_label(self):
        rows = self.hand_made()
        rows[3]["label"] = "yes"
        self.refused_rows("'yes'", "row 4", "'label'", rows=rows)

    def test_rows_without_a_finite_number_are_left_out_and_counted(self):
        rows = self.hand_made()
        for i, bad in enumerate(("nan", "inf", "-inf", "", "1e300", "NaN")):
            rows[i]["b"] = bad
        rows[6]["label"] = "nan"
        path = self.write_rows("gaps.csv", rows)
        report = self.from_table(table=path)
        kept = [row for row in rows[7:]]
        self.assertEqual(report["positive"] + report["negative"], len(kept))
        self.assertEqual(report["positive"], sum(row["label"] for row in kept))
        self.assertEqual(report["predictor_null"], 7)

    def test_column_of_nothing_but_nan(self):
        rows = [{**row, "b": "nan"} for row in self.hand_made()]
        self.refused_rows("None of the 200 rows", "'b'", rows=rows)

    def test_one_class(self):
        for label, word in ((1, "All"), (0, "None")):
            rows = [{**row, "label": label} for row in self.hand_made()]
            self.refused_rows(word, "of the 200 samples", "both classes", rows=rows)

    def test_one_class_in_an_event_to_draw_from(self):
        one = self.write_rows("one.csv", self.hand_made())
        two = self.write_rows("two.csv", [{**row, "label": 0} for row in self.hand_made(seed=2)])
        self.assert_table_refused("Event 'two'", "two.csv", table=f"{one},{two}")

    def test_more_samples_than_an_event_has(self):
        one = self.write_rows("one.csv", self.hand_made(400))
        two = self.write_rows("two.csv", self.hand_made(50, seed=2))
        status, message = self.told(table=f"{one},{two}", samples="100,100")
        self.assertEqual(status, 1)
        for words in ("Event 'two'", "two.csv", "100 landslide cells are to be drawn", "Lower samples="):
            self.assertIn(words, message)

    def test_different_columns(self):
        one = self.write_rows("one.csv", self.hand_made())
        two = self.write_rows("two.csv", [{"label": row["label"], "a": row["a"]} for row in self.hand_made(seed=2)])
        self.assert_table_refused("two.csv", "no column 'b'", "one.csv", table=f"{one},{two}")
        self.assert_table_refused("one.csv", "a column 'b'", "two.csv", table=f"{two},{one}")
        self.from_table(table=f"{two},{one}", predictors="a")

    def test_other_order_of_columns_is_no_difference(self):
        rows, more = self.hand_made(), self.hand_made(seed=2)
        one = self.write_rows("one.csv", rows)
        straight = self.from_table(table=f"{one},{self.write_rows('two.csv', more)}")
        turned = self.write_rows("two.csv", more, ["b", "label", "a"])
        self.assertEqual(self.from_table(table=f"{one},{turned}"), straight)

    def test_same_event_twice(self):
        self.write_table("one.csv", samples="50,60")
        shutil.copy(self.path("one.csv"), self.path("copy.csv"))
        one, copy = self.path("one.csv"), self.path("copy.csv")
        self.assert_table_refused("'here'", "one.csv", "copy.csv", table=f"{one},{copy}")
        self.assert_table_refused("one.csv", "given twice", table=f"{one},{one}")
        rows = self.rows_of("one.csv")
        self.refused_rows("describes event 'here' twice", rows=rows + rows)
        self.refused_rows("twice", "cell", "'here'", rows=rows + [{**row, "source": ""} for row in rows])

    def test_cells_that_are_no_whole_numbers(self):
        for cell in ("-1", "1.5", "nan", "1e30"):
            rows = [{"cell": i, **row} for i, row in enumerate(self.hand_made())]
            rows[5]["cell"] = cell
            self.refused_rows("'cell'", "row 6", rows=rows)

    def test_cells_outside_the_events_region(self):
        self.write_table("one.csv", samples="50,60")
        rows = self.rows_of("one.csv")
        self.refused_rows("cell 4800 ", "60 x 80", rows=rows[:-1] + [{**rows[-1], "cell": 60 * 80}])

    def test_region_counts_that_contradict_each_other(self):
        rows = self.hand_made(region_positive=1000, region_negative=50000)
        rows[9]["region_positive"] = 1001
        self.refused_rows("1001", "row 10", "'region_positive'", rows=rows)
        self.refused_rows("-4", "'region_negative'", rows=self.hand_made(region_positive=10, region_negative=-4))

    def test_unknown_region_is_warned_of(self):
        path = self.write_rows("hand.csv", self.hand_made())
        status, message = self.told(table=path)
        self.assertIn("hand.csv' does not say", message)
        self.assertIn("region_positive", message)
        self.assertEqual(status, 0)

    def test_description_that_cannot_be_read(self):
        self.write_table("one.csv", samples="50,60")
        rows = self.rows_of("one.csv")
        for bad, word in (
            ("{", "description"),
            ('{"format": "other", "version": 1}', "not of a table"),
            (rows[0]["source"].replace('"version":1', '"version":9'), "version 9"),
            (rows[0]["source"].replace('"draws"', '"no_draws"'), "no draws"),
            (rows[0]["source"].replace('"cols":80', '"cols":0'), "0 columns"),
        ):
            self.refused_rows("bad.csv", "row 1", word, rows=[{**rows[0], "source": bad}] + rows[1:])

    def test_draws_that_are_no_numbers(self):
        self.write_table("draws.csv", samples="50,60", repeats=3)
        rows = self.rows_of("draws.csv")
        for bad in ("0", "4", "2-1", "x", "1,2", "1-"):
            self.refused_rows("'draws'", "bad.csv", rows=[{**rows[0], "draws": bad}] + rows[1:])
        self.assert_table_refused("3 draws", "repeats=2", table=self.path("draws.csv"), repeats=2)

    def test_options_of_maps_are_refused_by_name(self):
        path = self.write_rows("hand.csv", self.hand_made())
        gs.run_command("v.random", output="tf_points", npoints=3, overwrite=True, quiet=True)
        for name, value in (
            ("group", "tf_group"),
            ("label", "tf_label"),
            ("label_vector", "tf_points"),
            ("strata", "tf_cover"),
            ("buffer", "100"),
            ("thinning", "100"),
            ("units", "tf_cover"),
            ("lad", "4x4"),
            ("test_map", "tf_held"),
            ("roles", "slope=a"),
        ):
            self.assert_table_refused(f"{name}={value}", "table=", table=path, **{name: value})
        self.assert_table_refused("fold_map=", "table=", table=path, folds=2, fold_map="tf_folds")
        self.assert_table_refused("split_map=", "table=", table=path, split="map", split_map="tf_cover")
        self.assert_table_refused("labels", table=path, predictors="a", labels="x")
        self.assert_table_refused("ground_failure", table=path, method="ground_failure")

    def test_splits_that_need_places_without_any(self):
        path = self.write_rows("hand.csv", self.hand_made())
        self.assert_table_refused("split=blocks", "coordinates", table=path, split="blocks", block=100)
        self.assert_table_refused("split=clusters", "coordinates", table=path, split="clusters")
        self.assert_table_refused("gap=", "coordinates", table=path, gap=10)
        self.assert_table_refused("split=rows", "rows and columns", table=path, split="rows")
        self.assert_table_refused("split=event", "two events", table=path, split="event")

    def test_distances_between_locations_are_refused(self):
        self.write_table("one.csv", samples="50,60")
        rows = self.rows_of("one.csv")
        other = rows[0]["source"].replace("zone 45N", "zone 44N")
        moved = [{**row, "event": "there", "source": other if row["source"] else ""} for row in rows]
        tables = f"{self.path('one.csv')},{self.write_rows('moved.csv', moved)}"
        self.assert_table_refused("split=blocks", "'here'", "'there'", table=tables, split="blocks", block=600)
        self.from_table(table=tables, split="event")

    def test_cells_and_blocks_are_not_learnt_together(self):
        wish = {"method": "forest_regression", "parameters": "trees=5"}
        self.write_table("cells.csv", samples="50,60", **wish)
        self.write_table("blocks.csv", lad="4x4", event="there", **wish)
        rows = [{key.replace("_majority", "").replace("_mean", ""): value for key, value in row.items()}
                for row in self.rows_of("blocks.csv")]  # fmt: skip
        tables = f"{self.path('cells.csv')},{self.write_rows('renamed.csv', rows)}"
        self.assert_table_refused("other units", "renamed.csv", "cells.csv", table=tables, **wish)

    def test_statistic_that_is_none_is_refused(self):
        wish = {"method": "forest_regression", "parameters": "trees=5"}
        self.write_table("blocks.csv", lad="4x4", **wish)
        rows = [{**row, "extra": i} for i, row in enumerate(self.rows_of("blocks.csv"))]
        self.assert_table_refused("'extra'", "statistic", table=self.write_rows("extra.csv", rows), **wish)


class BadOutput(TableCase):
    prefix = "tw_"

    def refused(self, *words, **options):
        self.assert_refused(*words, **options)

    def test_unknown_ending_and_missing_driver(self):
        for name in ("t.shp", "t", "gpkg", "t.csv.gz"):
            self.refused(name, ".gpkg, .csv or .parquet", table_out=self.path(name))
        if "Parquet" not in subprocess.run(["ogrinfo", "--formats"], capture_output=True, text=True).stdout:
            self.refused("t.parquet", "no driver Parquet", ".gpkg", table_out=self.path("t.parquet"))

    def test_table_needs_an_event(self):
        self.refused("event", table_out=self.path("t.csv"), event=None)

    def test_unwritable_paths(self):
        self.refused("/no/such/folder", table_out="/no/such/folder/t.csv")
        os.mkdir(self.path("folder.csv"))
        self.refused("folder.csv", table_out=self.path("folder.csv"))
        os.rmdir(self.path("folder.csv"))
        self.refused("cannot be written", table_out="/proc/t.csv")

    def test_table_is_overwritten_only_on_request(self):
        with open(self.path("there.csv"), "w") as file:
            file.write("mine")
        self.refused("there.csv", table_out=self.path("there.csv"))
        self.assertEqual(self.bytes_of("there.csv"), b"mine")
        self.write_table("there.csv", samples="50,60")
        self.assertEqual(len(self.rows_of("there.csv")), 110)

    def test_model_or_table_must_be_asked_for(self):
        options = {"predictors": "tw_a,tw_b", "label": "tw_label"}
        self.assertModuleFail("r.slide.train", **options)
        for name, value in (("test_map", "tw_held"), ("folds", 3), ("importance", "gain"), ("screening", "vif")):
            self.assertModuleFail(
                "r.slide.train", table_out=self.path("t.csv"), event="here", **options, **{name: value}
            )
        self.assertFalse(os.path.exists(self.path("t.csv")))

    def test_table_and_table_out_exclude_each_other(self):
        path = self.write_rows("hand.csv", self.hand_made())
        self.assert_table_refused("mutually exclusive", table=path, table_out=self.path("t.csv"), event="x")

    def test_predictors_that_cannot_be_columns(self):
        for labels, word in (("a,b,label", "'label'"), ("a,b,FID", "'FID'"), ("a,A,cover", "case")):
            self.refused(word, labels=labels, categorical=None, table_out=self.path("t.gpkg"))

    def test_full_disk_leaves_neither_table_nor_model(self):
        command = ["r.slide.train", "--quiet", *self.words(negatives=0)]
        for name in ("full.csv", "full.gpkg"):
            process = subprocess.run(
                [*command, f"table_out={self.path(name)}", f"model={self.path('full.slide')}"],
                capture_output=True,
                text=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000)),
            )
            self.assertEqual(process.returncode, 1, process.stderr)
            self.assertIn(name, process.stderr)
            self.assertEqual([entry for entry in os.listdir(self.folder) if entry.startswith("full")], [])

    def test_full_disk_leaves_the_table_that_was_there(self):
        self.write_table("old.csv", samples="50,60")
        before = self.bytes_of("old.csv")
        process = subprocess.run(
            ["r.slide.train", "--quiet", "--overwrite", *self.words(negatives=0), f"table_out={self.path('old.csv')}"],
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000)),
        )
        self.assertEqual(process.returncode, 1)
        self.assertEqual(self.bytes_of("old.csv"), before)

    def words(self, **options):
        return [f"{key}={value}" for key, value in {**self.inputs, **options}.items()]

    def test_interrupted_run_leaves_neither_table_nor_model(self):
        left = ("stop.gpkg", "stop.slide")
        command = ["r.slide.train", "--overwrite", *self.words(negatives=0), f"table_out={self.path('stop.gpkg')}",
                   f"model={self.path('stop.slide')}"]  # fmt: skip
        assert_leaves_nothing(
            self,
            command,
            lambda: [name for name in os.listdir(self.folder) if name.startswith("stop")],
            lambda: [remove(self.path(name)) for name in left],
        )

    def test_table_that_may_not_be_read(self):
        if os.geteuid() == 0:
            self.skipTest("root reads everything")
        path = self.write_rows("secret.csv", self.hand_made())
        os.chmod(path, stat.S_IWUSR)
        self.assert_table_refused("secret.csv", table=path)


if __name__ == "__main__":
    test()
