# location: EPSG:32645
"""Coherence change beyond plain losses: siblings, differences, ratios, tracks, dates, and what is no coherence."""

import os
import shutil
import subprocess
import tempfile

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import OnMaps, assert_refused, outside_the_session
from rasters import read

MOROCCO = real_data("eo_tools_morocco_s1", "coh_vv.tif")
PAIRS = {"pre": "1 aug 2018 / 13 aug 2018", "co": "13 aug 2018 / 25 sep 2018", "post": "25 sep 2018 / 7 oct 2018"}
EVENT = "2018-09-06"


def single(name):
    """A map in the precision in which the module computes differences."""
    return read(name).astype(np.float32)


class Change(OnMaps):
    rows, cols = 40, 50

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=cls.rows * 30, s=0, w=0, e=cls.cols * 30, res=30)
        generator = np.random.default_rng(3)
        for name in ("pre", "co", "post", "sibling"):
            target = garray.array(dtype=np.float32)
            target[...] = generator.random((cls.rows, cls.cols))
            target.write(mapname=name, overwrite=True)
        cls.runModule("r.mapcalc", expression="pre = if(row() == 1, 0., pre)", overwrite=True)

    def date(self, **stamps):
        """Sets the timestamps of these maps and takes away those of the others."""
        for name in ("pre", "co", "post"):
            self.runModule("r.timestamp", map=name, date=stamps.get(name, "none"))

    def change(self, **options):
        given = {"pre": "pre", "co": "co", "post": "post", "dpm": "dpm"}
        given.update(options)
        module = SimpleModule("r.slide.insar", operation="change", overwrite=True, **given)
        self.assertModule(module)
        return module

    def refused(self, message, *outputs, **options):
        assert_refused(self, message, outputs or ("no",), operation="change", **options)

    def test_boxcar_minus_sibling_is_the_plain_difference_of_both(self):
        module = self.change(pre=None, post=None, dpm=None, co_sibling="sibling", bxs="bxs")
        np.testing.assert_array_equal(single("bxs"), single("co") - single("sibling"))
        self.assertIn("bxs = coherence co (boxcar) - co_sibling", " ".join(module.outputs.stderr.split()))
        self.assertEqual(gs.raster_info("bxs")["semantic_label"].strip('"'), "bxs")

    def test_difference_and_ratio_compare_later_with_earlier(self):
        pre, co, post = single("pre"), single("co"), single("post")
        self.change(dpm=None, difference="difference", ratio="ratio")
        np.testing.assert_array_equal(single("difference"), co - pre)
        self.assertTrue(np.isnan(single("ratio")[0]).all())  # nothing is no whole to have a share of
        np.testing.assert_allclose(single("ratio")[1:], co[1:] / pre[1:], rtol=1e-6)
        self.change(co=None, dpm=None, difference="difference", ratio="ratio")
        np.testing.assert_array_equal(single("difference"), post - pre)
        np.testing.assert_allclose(single("ratio")[1:], post[1:] / pre[1:], rtol=1e-6)

    def test_track_keeps_the_same_feature_of_two_sensors_apart(self):
        self.change(track="alos2_a121", cecl="cecl", dpm=None)
        self.change(track="s1_d19", cecl="cecl_2", dpm=None)
        for name, label in (("cecl", "cecl_alos2_a121"), ("cecl_2", "cecl_s1_d19")):
            info = gs.raster_info(name)
            self.assertEqual(info["semantic_label"].strip('"'), label)
            self.assertIn(label[5:], info["title"])
        self.refused("track=asc/1 cannot end a semantic label", pre="pre", co="co", dpm="no", track="asc/1")

    def test_coherence_outside_its_range_is_named_with_value_and_count(self):
        wrong = "wrong = if(row() <= 3, 1.5, if(row() == 10, -7.25, if(row() == 11, null(), co)))"
        self.runModule("r.mapcalc", expression=wrong, overwrite=True)
        self.refused(
            f"<wrong> is no coherence map: it holds -7.25, outside 0 to 1, as are {4 * self.cols} of {39 * self.cols} valid",
            "no", "no_either", pre="pre", co="wrong", dpm="no", cecl="no_either",
        )  # fmt: skip
        self.refused("<wrong> is no coherence map", pre="pre", co="co", co_sibling="wrong", bxs="no")
        # a map that no output uses may hold anything
        self.change(pre=None, co_sibling="sibling", post="wrong", dpm=None, bxs="bxs")

    def test_dates_in_order_pass_with_and_without_the_events(self):
        self.date(**PAIRS)
        self.change(peci="peci")
        self.change(peci="peci", event=EVENT)
        self.change(peci="peci", event="2018-08-13")  # an image of that day may be from either side
        self.date(pre=PAIRS["pre"])
        self.change(peci="peci", event=EVENT)
        self.date(co="25 sep 2018")  # one date of a pair that spans the event tells nothing
        self.change(peci="peci")
        self.date()
        self.change(peci="peci", event=EVENT)

    def test_wrong_date_order_is_refused_with_maps_and_dates(self):
        maps = {"pre": "pre", "co": "co", "post": "post", "peci": "no", "dpm": "no_either"}
        self.date(**{**PAIRS, "pre": PAIRS["post"], "post": PAIRS["pre"]})
        self.refused("Wrong date order: <pre> should have an image of 2018-10-07 before the event, and <post> one of 2018-08-01 after", **maps)
        # a pair that spans the event given as the later one
        self.date(pre=PAIRS["pre"], post=PAIRS["co"])
        self.refused("A pair that spans the event belongs to co=", pre="pre", post="post", dpm="no")
        self.date(**{**PAIRS, "co": "1 jan 2018 / 1 feb 2018"})
        self.refused("and <co> one of 2018-02-01 after", **maps)
        self.date(**PAIRS)
        self.refused("needs an image after the event of 2018-09-26, but has 2018-09-25", event="2018-09-26", **maps)
        self.refused("needs an image before the event of 2018-08-12, but has 2018-08-13", event="2018-08-12", **maps)
        self.refused("event=soon is no date", event="soon", **maps)
        # a map that no output uses is not checked
        self.date(pre=PAIRS["post"], co=PAIRS["co"], post=PAIRS["post"])
        self.change(dpm=None, peci="peci")

    def test_missing_coherences_are_named(self):
        self.refused("bxs= needs co= and co_sibling=", co="co", bxs="no")
        self.refused("ratio= needs pre= and co=, or pre= and post=", pre="pre", ratio="no")
        self.refused("dpm= and ratio= both name 'no'", pre="pre", co="co", ratio="no", dpm="no")

    def test_no_output_is_written_over_a_map_that_is_read(self):
        before = single("co")
        assert_refused(self, "dpm=co would be written over a map that is read", (), operation="change", pre="pre", co="co",
                       dpm="co", overwrite=True)  # fmt: skip
        np.testing.assert_array_equal(single("co"), before)

    def test_masked_cells_are_null(self):
        self.runModule("r.mapcalc", expression="western = if(col() <= 20, 1, null())", overwrite=True)
        self.runModule("r.mask", raster="western", quiet=True)
        try:
            self.change(co_sibling="sibling", bxs="bxs", difference="difference")
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        for name in ("bxs", "difference"):
            self.assertTrue(np.isnan(read(name)[:, 20:]).all())
            self.assertFalse(np.isnan(read(name)[:, :20]).any())


class RealChange(TestCase):
    @needs(MOROCCO)
    def test_real_coherence_in_latitude_and_longitude_without_a_step_by_hand(self):
        """Against a coherence of one, the loss has the figures of the data set's README."""
        folder = tempfile.mkdtemp(prefix="r_slide_insar_")
        script = (
            f"r.in.gdal --q input={MOROCCO} output=coherence && g.region raster=coherence && "
            "r.timestamp map=coherence date='4 sep 2023 / 16 sep 2023' && "
            "r.mapcalc --q expression='before = 1. + 0. * coherence' && "
            "r.slide.insar --q operation=change pre=before co=coherence event=2023-09-08 cecl=cecl ratio=ratio && "
            "r.univar -g cecl && r.univar -g ratio | sed s/^/ratio_/"
        )
        try:
            done = subprocess.run(
                ["grass", "-c", MOROCCO, os.path.join(folder, "ll"), "--exec", "sh", "-c", script],
                env=outside_the_session(),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            found = dict(line.split("=") for line in done.stdout.split() if "=" in line)
            # 83.05 % valid of 673x552, 0.048 to 0.988, mean 0.7727, sd 0.1458
            self.assertAlmostEqual(1 - float(found["mean"]), 0.7727, delta=1e-4)
            self.assertAlmostEqual(float(found["stddev"]), 0.1458, delta=1e-4)
            self.assertAlmostEqual(int(found["n"]) / (673 * 552), 0.8305, delta=1e-4)
            self.assertAlmostEqual(float(found["ratio_min"]), 0.048, delta=5e-4)
            self.assertAlmostEqual(float(found["ratio_max"]), 0.988, delta=5e-4)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    test()
