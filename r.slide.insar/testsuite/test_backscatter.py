# location: EPSG:32645
"""Backscatter before and after an event: medians against NumPy, windows against dates counted by Python."""

import datetime
import os
import shutil
import subprocess
import tempfile

import numpy as np

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import WithFolder, assert_refused, outside_the_session
from rasters import read, write

MOROCCO = real_data("eo_tools_morocco_s1")
EVENT = datetime.date(2018, 9, 6)
# days from the event; outside 60 before and 12 after are the first, the second, and the last
OFFSETS = (-120, -61, -60, -36, -24, -12, -1, 1, 7, 12, 13)
PRE = [i for i, days in enumerate(OFFSETS) if -60 <= days <= -1]
POST = [i for i, days in enumerate(OFFSETS) if 1 <= days <= 12]
GROUPS = ("vv_ascending", "vh_ascending", "vv_descending")


def date(offset):
    return (EVENT + datetime.timedelta(days=offset)).isoformat()


class Backscatter(WithFolder):
    rows, cols = 12, 19

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=cls.rows * 10, s=0, w=0, e=cls.cols * 10, res=10)
        generator = np.random.default_rng(11)
        cls.db = {}
        cls.lines = []
        for g, group in enumerate(GROUPS):
            values = generator.normal(-8 - 4 * g, 2, (len(OFFSETS), cls.rows, cls.cols)).astype(np.float32)
            values[generator.random(values.shape) < 0.1] = np.nan
            cls.db[group] = values.astype(float)
            for i, offset in enumerate(OFFSETS):
                write(f"{group}_{i}", values[i])
                cls.lines.append(f"{group}_{i} {date(offset)} {group.replace('_', ' ')}")
        cls.listed = cls.list_of("all.txt", cls.lines)

    @classmethod
    def list_of(cls, name, lines):
        path = os.path.join(cls.folder, name)
        with open(path, "w", encoding="utf-8") as listed:
            listed.write("\n".join(lines) + "\n")
        return path

    def run_module(self, **options):
        given = {"file": self.listed, "event": EVENT.isoformat(), "prefix": "s1"}
        given.update(options)
        module = SimpleModule("r.slide.insar", operation="backscatter", overwrite=True, **given)
        self.assertModule(module)
        return module

    def refused(self, message, *outputs, **options):
        given = {"operation": "backscatter", "file": self.listed, "event": EVENT.isoformat(), "prefix": "no"}
        given.update(options)
        assert_refused(self, message, outputs or ("no_pre", "no_post", "no_diff"), **given)

    def test_medians_in_decibels_of_each_polarisation_and_orbit(self):
        self.run_module()
        for group in GROUPS:
            pre = np.nanmedian(self.db[group][PRE], axis=0)
            post = np.nanmedian(self.db[group][POST], axis=0)
            np.testing.assert_allclose(read(f"s1_{group}_pre"), pre, atol=2e-6)
            np.testing.assert_allclose(read(f"s1_{group}_post"), post, atol=2e-6)
            np.testing.assert_allclose(read(f"s1_{group}_diff"), post - pre, atol=4e-6)

    def test_linear_maps_give_the_medians_of_their_decibels(self):
        names = [line.split()[0] for line in self.lines]
        formulas = [f"linear_{name} = 10. ^ ({name} / 10.)\nroot_{name} = 10. ^ ({name} / 20.)" for name in names]
        self.runModule("r.mapcalc", expression="\n".join(formulas), overwrite=True)
        self.run_module()
        for scale, prefix in (("linear", "linear_"), ("amplitude", "root_")):
            listed = self.list_of(f"{scale}.txt", [prefix + line for line in self.lines])
            self.run_module(file=listed, scale=scale, prefix=scale)
            for group in GROUPS:
                for what in ("pre", "post", "diff"):
                    name = f"{group}_{what}"
                    np.testing.assert_allclose(read(f"{scale}_{name}"), read(f"s1_{name}"), atol=1e-5)

    def test_output_is_converted_after_the_median_and_the_difference_taken_last(self):
        self.run_module(output_scale="linear", prefix="out")
        group = GROUPS[0]
        pre = 10 ** (np.nanmedian(self.db[group][PRE], axis=0) / 10)
        post = 10 ** (np.nanmedian(self.db[group][POST], axis=0) / 10)
        np.testing.assert_allclose(read(f"out_{group}_pre"), pre, rtol=2e-6)
        np.testing.assert_allclose(read(f"out_{group}_diff"), post - pre, atol=1e-6)
        self.assertEqual(gs.raster_info(f"out_{group}_pre")["units"].strip('"'), "1")

    def test_windows_take_exactly_the_days_that_the_buffers_say(self):
        formulas = [f"day_{i} = {float(offset) - 500}" for i, offset in enumerate(OFFSETS)]
        self.runModule("r.mapcalc", expression="\n".join(formulas), overwrite=True)
        listed = self.list_of("days.txt", [f"day_{i} {date(offset)}" for i, offset in enumerate(OFFSETS)])
        for before, after in ((60, 12), (12, 12), (365, 12), (60, 13), (61, 1)):
            self.run_module(file=listed, prefix="days", buffer_pre=before, buffer_post=after)
            pre = np.median([days for days in OFFSETS if -before <= days < 0])
            post = np.median([days for days in OFFSETS if 0 < days <= after])
            self.assertAlmostEqual(read("days_pre")[0, 0], pre - 500, delta=1e-4)
            self.assertAlmostEqual(read("days_post")[0, 0], post - 500, delta=1e-4)
        # two earthquakes: what lies between them belongs to neither side
        self.run_module(file=listed, prefix="days", event=[date(-12), date(7)], buffer_pre=60, buffer_post=12)
        self.assertAlmostEqual(read("days_pre")[0, 0], np.median((-61, -60, -36, -24)) - 500, delta=1e-4)
        self.assertAlmostEqual(read("days_post")[0, 0], np.median((12, 13)) - 500, delta=1e-4)

    def test_an_image_of_the_events_day_is_left_out_and_named(self):
        self.runModule("r.mapcalc", expression="that_day = -99.", overwrite=True)
        listed = self.list_of("that_day.txt", self.lines + [f"that_day {date(0)} vv ascending"])
        module = self.run_module(file=listed, prefix="with")
        self.assertIn("<that_day@", module.outputs.stderr)
        self.assertIn("is left out", " ".join(module.outputs.stderr.split()))
        self.run_module(prefix="without")
        for what in ("pre", "post"):
            name = f"{GROUPS[0]}_{what}"
            np.testing.assert_array_equal(read(f"with_{name}"), read(f"without_{name}"))

    def test_timestamps_and_semantic_labels_do_as_well_as_a_list(self):
        months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
        names = []
        for group in GROUPS[:2]:
            for i, offset in enumerate(OFFSETS):
                day = EVENT + datetime.timedelta(days=offset)
                name = f"{group}_{i}"
                gs.run_command("r.timestamp", map=name, date=f"{day.day} {months[day.month - 1]} {day.year}")
                gs.run_command("r.semantic.label", map=name, semantic_label=group, operation="add", quiet=True)
                names.append(name)
        self.run_module()
        self.run_module(file=None, input=names, prefix="stamped")
        for group in GROUPS[:2]:
            np.testing.assert_array_equal(read(f"stamped_{group}_diff"), read(f"s1_{group}_diff"))

    def test_metadata_name_the_predictor_its_unit_and_its_images(self):
        self.run_module()
        info = gs.raster_info("s1_vv_ascending_diff")
        self.assertEqual(info["semantic_label"].strip('"'), "vv_ascending_diff")
        self.assertEqual(info["units"].strip('"'), "dB")
        history = " ".join(gs.read_command("r.info", flags="h", map="s1_vv_ascending_diff").split())
        self.assertIn("<s1_vv_ascending_post> - <s1_vv_ascending_pre>, event of 2018-09-06", history)
        self.assertIn("medians in dB of 3 and 5 maps", history)

    def test_without_labels_the_names_have_none(self):
        listed = self.list_of("plain.txt", [" ".join(line.split()[:2]) for line in self.lines[: len(OFFSETS)]])
        for i in range(len(OFFSETS)):
            gs.run_command("r.semantic.label", map=f"{GROUPS[0]}_{i}", operation="remove", quiet=True)
        self.run_module(file=listed, prefix="plain")
        pre = np.nanmedian(self.db[GROUPS[0]][PRE], axis=0)
        np.testing.assert_allclose(read("plain_pre"), pre, atol=2e-6)
        self.assertEqual(gs.raster_info("plain_pre")["semantic_label"].strip('"'), "backscatter_pre")

    def test_wrong_scales_are_told_and_zeros_are_no_data(self):
        self.refused("is not linear: ", "no_vv_ascending_pre", scale="linear")
        names = []
        for i, (offset, value) in enumerate(((-5, 0.1), (-3, 0.3), (5, 0.2))):
            self.runModule("r.mapcalc", expression=f"power_{i} = if(row() == 1, 0., {value})", overwrite=True)
            names.append(f"power_{i} {date(offset)}")
        listed = self.list_of("power.txt", names)
        module = self.run_module(file=listed, prefix="power", scale="linear", output_scale="linear")
        self.assertNotIn("negative", module.outputs.stderr)
        self.assertTrue(np.isnan(read("power_pre")[0]).all())
        # even number: the middle two are averaged in dB, which is the geometric mean
        np.testing.assert_allclose(read("power_pre")[1:], np.sqrt(0.1 * 0.3), rtol=1e-6)
        np.testing.assert_allclose(read("power_post")[1:], 0.2, rtol=1e-6)
        module = self.run_module(file=listed, prefix="power")
        self.assertIn("has no negative value in 228 cells: is it in dB?", " ".join(module.outputs.stderr.split()))
        self.runModule("r.mapcalc", expression="power_2 = if(row() == 2, -0.001, 0.2)", overwrite=True)
        module = self.run_module(file=listed, prefix="power", scale="linear")
        self.assertIn(f"{self.cols} of {self.rows * self.cols} valid cells are negative", " ".join(module.outputs.stderr.split()))

    def test_what_cannot_be_done_is_refused_by_name(self):
        self.refused("event=2018-02-30 is no date", event="2018-02-30")
        self.refused("the first date is later than the last", event="2018-09-06,2018-08-06")
        self.refused("Increase buffer_post=", event="2018-09-19")
        self.refused("No map of vv_ascending from 2019-07-21 to 2019-09-18: its 11 maps are from 2018-05-09", event="2019-09-19")
        self.refused("needs event=", event=None)
        self.refused("Give either input= or file=", file=None)
        mixed = self.list_of("mixed.txt", [line for line in self.lines[:22]] + [f"vv_descending_3 {date(-3)}", f"vv_descending_8 {date(3)}"])
        self.refused("has no label, and other maps have one", "no_vv_ascending_pre", file=mixed)
        undated = self.list_of("undated.txt", ["vv_descending_3 vv descending"])
        self.refused("has no date", "no_vv_descending_pre", file=undated)
        gs.run_command("r.slide.insar", operation="backscatter", file=self.listed, event=EVENT.isoformat(), prefix="twice")
        self.refused("<twice_vv_ascending_pre> exists already", "no_pre", prefix="twice")

    def test_empty_side_leaves_no_map(self):
        self.runModule("r.mapcalc", expression="empty = float(null())", overwrite=True)
        listed = self.list_of("empty.txt", [f"vv_ascending_5 {date(-12)}", f"empty {date(3)}"])
        self.refused("No cell of <no_diff> would be valid", file=listed)


class RealBackscatter(TestCase):
    @needs(MOROCCO)
    def test_amplitudes_of_a_real_pair_in_latitude_and_longitude(self):
        folder = tempfile.mkdtemp(prefix="r_slide_insar_")
        first, second = (os.path.join(MOROCCO, f"amp_{which}_vv.tif") for which in ("prm", "sec"))
        script = (
            f"r.in.gdal --q input={first} output=first && r.in.gdal --q input={second} output=second && "
            "g.region raster=first && r.timestamp map=first date='4 sep 2023' && r.timestamp map=second date='16 sep 2023' && "
            "r.slide.insar --q operation=backscatter input=first,second event=2023-09-08 scale=amplitude prefix=s1 && "
            "r.mapcalc --q expression='check = abs(s1_diff - 20. * log(second / first, 10))' && r.univar -g check"
        )
        try:
            done = subprocess.run(
                ["grass", "-c", first, os.path.join(folder, "ll"), "--exec", "sh", "-c", script],
                env=outside_the_session(),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            found = dict(line.split("=") for line in done.stdout.split() if "=" in line)
            self.assertLess(float(found["max"]), 1e-4)
            self.assertGreater(int(found["n"]), 0.5 * 673 * 552)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    test()
