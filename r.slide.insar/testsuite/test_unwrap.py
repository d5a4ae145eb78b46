# location: EPSG:32645
"""Unwrapping against planted phase and the published unwrapping of two real interferograms."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile

import numpy as np
from scipy import ndimage

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from interrupted import assert_leaves_nothing
from run_costs import core_seconds
from real_data import needs, real_data

from insar_case import OnMaps, assert_refused, outside_the_session
from rasters import read

COMET = real_data("comet_coseismic")
METHODS = ("flow", "reliability")
CYCLE = 2 * np.pi


def write(values, name):
    grid = garray.array(dtype=np.float32)
    grid[...] = values
    grid.write(name, null=np.nan, overwrite=True)


def wrap(phase):
    return phase - CYCLE * np.round(phase / CYCLE)


class Unwrap(OnMaps):
    rows, cols = 120, 150

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=30 * cls.rows, s=0, e=30 * cls.cols, w=0, res=30)
        rows, cols = np.mgrid[0 : cls.rows, 0 : cls.cols]
        # an uplift of eight fringes, a subsidence of five, on a ramp: less than half a cycle from cell to cell
        cls.planted = (
            50 * np.exp(-((rows - 40) ** 2 + (cols - 50) ** 2) / 600.0)
            - 30 * np.exp(-((rows - 80) ** 2 + (cols - 100) ** 2) / 500.0)
            + 0.1 * cols
        )
        write(wrap(cls.planted), "wrapped")
        write(np.full(cls.planted.shape, 0.7), "even")
        cls.place = (rows, cols)

    def unwrap(self, **options):
        given = {"phase": "wrapped", "output": "unwrapped"}
        given.update(options)
        module = SimpleModule("r.slide.insar", operation="unwrap", overwrite=True, **given)
        self.assertModule(module)
        return module

    def refused(self, message, **options):
        given = {"phase": "wrapped", "output": "no", "components": "no_either"}
        given.update(options)
        assert_refused(self, message, ("no", "no_either"), operation="unwrap", **given)

    def assert_planted(self, found, truth, where=True):
        """The planted phase to within one constant, a whole number of cycles."""
        difference = np.where(where, found - truth, np.nan)
        middle = np.nanmedian(difference)
        np.testing.assert_allclose(difference[np.isfinite(difference)], middle, atol=1e-5)
        self.assertAlmostEqual(middle / CYCLE, round(middle / CYCLE), delta=1e-5)

    def test_planted_surface_comes_back_to_within_a_constant_by_both_methods(self):
        self.assertGreater(np.ptp(self.planted), 10 * CYCLE)
        for method in METHODS:
            printed = self.unwrap(method=method, components="parts").outputs.stdout.split()
            self.assertEqual(
                printed, ["residues=0", "cut_cells=0", "components=1", f"component_1_cells={self.planted.size}"]
            )
            self.assert_planted(read("unwrapped"), self.planted)
            self.assertAlmostEqual(read("unwrapped")[0, 0], read("wrapped")[0, 0], delta=1e-7)
            np.testing.assert_array_equal(read("parts"), 1)

    def test_phase_from_zero_to_two_pi_is_the_same_phase(self):
        write(np.minimum(self.planted % CYCLE, 6.283185), "positive")
        for method in METHODS:
            self.unwrap(method=method, phase="positive")
            self.assert_planted(read("unwrapped"), self.planted)

    def test_noisy_phase_around_a_hole_comes_back_and_the_hole_stays_null(self):
        rows, cols = self.place
        hole = (rows - 60) ** 2 + (cols - 75) ** 2 < 15**2
        noisy = self.planted + np.random.default_rng(5).normal(0, 0.7, hole.shape)
        noisy[hole] = np.nan
        write(wrap(noisy), "noisy")
        for method, share in (("flow", 0.995), ("reliability", 0.99)):
            report = json.loads(self.unwrap(phase="noisy", method=method, format="json").outputs.stdout)
            found = read("unwrapped")
            np.testing.assert_array_equal(np.isnan(found), hole)
            np.testing.assert_allclose(wrap(found - noisy)[~hole], 0, atol=1e-5)  # whole cycles only
            cycles = np.round((found - noisy)[~hole] / CYCLE)
            right = np.mean(cycles == np.median(cycles))
            self.assertGreater(right, share)
            self.assertEqual(report["residues"], self.residues(wrap(noisy)))
            self.assertGreater(report["residues"], 100)
            self.assertEqual(report["cut_cells"], self.cut_cells(found))
            self.assertEqual(report["method"], method)
            print(f"REPORT unwrap {method}: {report['residues']} residues, {right:.2%} of cells on the right cycle")

    @staticmethod
    def residues(phase):
        """Loops of four cells whose wrapped differences do not add up to zero; those with a null count for nothing."""
        east, south = wrap(np.diff(phase, axis=1)), wrap(np.diff(phase, axis=0))
        winding = np.round((east[:-1] + south[:, 1:] - east[1:] - south[:, :-1]) / CYCLE)
        return int(np.count_nonzero(np.nan_to_num(winding)))

    @staticmethod
    def cut_cells(phase):
        cut = np.zeros(phase.shape, dtype=bool)
        east, south = np.abs(np.diff(phase, axis=1)) > np.pi, np.abs(np.diff(phase, axis=0)) > np.pi
        cut[:, :-1] |= east
        cut[:, 1:] |= east
        cut[:-1] |= south
        cut[1:] |= south
        return int(cut.sum())

    def test_parts_apart_are_labelled_counted_and_each_right_but_for_its_own_constant(self):
        rows, cols = self.place
        parts = self.planted.copy()
        parts[:, 70] = np.nan
        parts[60, :70] = np.nan
        parts[0, 69] = parts[1, 70] = self.planted[1, 70]  # corners do not join
        write(wrap(parts), "parted")
        truth, count = ndimage.label(np.isfinite(parts))  # over edges, numbered in reading order
        for method in METHODS:
            module = self.unwrap(phase="parted", method=method, components="parts", format="json")
            report = json.loads(module.outputs.stdout)
            found = read("parts")
            np.testing.assert_array_equal(np.nan_to_num(found), truth)
            np.testing.assert_array_equal(np.isnan(found), np.isnan(parts))
            expected = [{"component": i + 1, "cells": int((truth == i + 1).sum())} for i in range(count)]
            self.assertEqual(report["components"], expected)
            self.assertIn(f"{count} components", module.outputs.stderr)
            for part in range(1, count + 1):
                self.assert_planted(read("unwrapped"), parts, truth == part)

    def test_water_is_left_out_and_its_phase_misleads_nobody(self):
        rows, cols = self.place
        river = np.abs(cols - rows - 10) < 6
        noise = np.random.default_rng(2).uniform(-np.pi, np.pi, river.shape)
        write(np.where(river, noise, wrap(self.planted)), "flooded")
        write(np.where(river, 1.0, np.where(rows > 60, np.nan, 0.0)), "water")  # both null and 0 are land
        for method in METHODS:
            report = json.loads(
                self.unwrap(
                    phase="flooded", method=method, exclude="water", components="parts", format="json"
                ).outputs.stdout
            )
            np.testing.assert_array_equal(np.isnan(read("unwrapped")), river)
            self.assertEqual((report["residues"], report["cut_cells"], len(report["components"])), (0, 0, 2))
            for part in (1, 2):
                self.assert_planted(read("unwrapped"), self.planted, read("parts") == part)

    def test_rupture_left_out_leaves_the_rest_right_on_both_its_sides(self):
        rows, cols = self.place
        # slip of three fringes that dies out at both ends of a rupture
        slip = np.clip(1 - ((rows - 60) / 30.0) ** 2, 0, None)
        truth = np.sign(cols - 74.5) * 3 * np.pi * slip * np.exp(-np.abs(cols - 74.5) / 40.0)
        rupture = (np.abs(cols - 74.5) < 2) & (np.abs(rows - 60) < 32)
        write(wrap(truth), "ruptured")
        write(rupture.astype(float), "rupture")
        self.assertGreater(np.abs(np.diff(truth, axis=1)).max(), 2 * CYCLE)
        for method in METHODS:
            self.unwrap(phase="ruptured", exclude="rupture", method=method)
            self.assert_planted(read("unwrapped"), truth, ~rupture)

    def test_cuts_follow_low_coherence_though_a_shorter_way_leads_elsewhere(self):
        rows, cols = self.place
        # a fault that ends on the map: what slipped by more than half a cycle has to be cut 57 cells up to the border,
        # not 20 cells west to it
        slip = np.where((cols >= 20) & (rows < 90), 1.2 * np.pi * np.clip((90 - rows) / 40, 0, 1), 0.0)
        truth = slip + 0.05 * rows
        write(wrap(truth), "slipped")
        write(np.where((np.abs(cols - 19.5) < 1) & (rows < 90), 0.05, 0.95), "low_along_fault")
        report = json.loads(self.unwrap(phase="slipped", coherence="low_along_fault", format="json").outputs.stdout)
        self.assert_planted(read("unwrapped"), truth)
        self.assertEqual((report["residues"], report["cut_cells"]), (1, self.cut_cells(truth)))
        self.unwrap(phase="slipped", coherence="even")
        self.assertGreater(np.ptp(read("unwrapped") - truth), 6)  # without that knowledge the short way is taken

    def test_mask_counts_as_null_and_other_mapsets_are_read(self):
        mapset = gs.gisenv()["MAPSET"]
        rows, cols = self.place
        write(np.where(cols < 100, 1.0, np.nan), "western")
        self.runModule("r.mask", raster="western", quiet=True)
        try:
            printed = self.unwrap(phase=f"wrapped@{mapset}").outputs.stdout
        finally:
            self.runModule("r.mask", flags="r", quiet=True)
        self.assertIn(f"component_1_cells={100 * self.rows}", printed)
        self.assertTrue(np.isnan(read("unwrapped")[:, 100:]).all())
        self.assert_planted(read("unwrapped"), self.planted, cols < 100)

    def test_metadata_say_what_the_maps_are(self):
        self.unwrap(components="parts", coherence="even")
        info = gs.raster_info("unwrapped")
        self.assertEqual(info["units"].strip('"'), "rad")
        self.assertEqual(info["semantic_label"].strip('"'), "unwrapped_phase")
        self.assertIn("Unwrapped phase", info["title"])
        self.assertEqual(gs.raster_info("parts")["datatype"], "CELL")
        self.assertEqual(gs.raster_info("parts")["semantic_label"].strip('"'), "unwrap_components")
        history = " ".join(gs.read_command("r.info", flags="h", map="unwrapped").split())
        for word in ("Costantini 1998", "0 residues", "wrapped, even"):
            self.assertIn(word, history)

    def test_what_is_no_wrapped_phase_or_no_coherence_is_refused_by_name_and_value(self):
        write(np.where(self.place[0] == 3, -9999.0, wrap(self.planted)), "nodata")
        cells = self.planted.size
        self.refused(
            f"<nodata> is no wrapped phase in radians: it holds -9999, outside -2 pi to 2 pi, as are {self.cols} of {cells}",
            phase="nodata",
        )
        write(self.planted, "already")
        self.refused("<already> is no wrapped phase in radians: it holds 5", phase="already")
        write(np.where(self.place[0] == 3, 75.0, 0.5), "per_cent")
        self.refused("<per_cent> is no coherence map: it holds 75, outside 0 to 1", coherence="per_cent")
        self.refused("coherence= is for method=flow alone", coherence="per_cent", method="reliability")
        self.refused("<nowhere> not found", phase="nowhere")
        self.refused("<nowhere> not found", exclude="nowhere")
        write(np.ones(self.planted.shape), "sea")
        self.refused("No valid cell in <wrapped> inside the current region and mask, outside <sea>", exclude="sea")
        self.refused("output= and components= both name 'no'", components="no")
        self.refused("operation=unwrap needs an output", output=None, components=None)

    def test_interrupted_it_leaves_no_map_and_the_next_run_has_the_same_bits(self):
        self.runModule("g.region", n=30 * 700, s=0, e=30 * 700, w=0, res=30)
        try:
            rows, cols = np.mgrid[0:700, 0:700]
            noise = np.random.default_rng(8).normal(0, 1.1, rows.shape)
            write(wrap(30 * np.sin(rows / 90.0) * np.cos(cols / 80.0) + noise), "rough")
            command = gs.make_command(
                "r.slide.insar", operation="unwrap", phase="rough", output="gone", components="gone_parts"
            )

            def remove():
                gs.run_command("g.remove", flags="f", type="raster", pattern="gone*", quiet=True)

            def bits():
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                digests = [hashlib.sha256(read(name).tobytes()).digest() for name in ("gone", "gone_parts")]
                remove()
                return digests

            first = bits()
            assert_leaves_nothing(self, command, lambda: gs.list_strings("raster", pattern="gone*"), remove)
            self.assertEqual(bits(), first)
        finally:
            self.runModule("g.region", n=30 * self.rows, s=0, e=30 * self.cols, w=0, res=30)

    def test_memory_out_of_reach_is_told_at_once_with_size_and_remedy(self):
        # 52 bytes for each of 9 million cells, 468 MB, where 500 MB are the limit of all that the process has
        self.runModule("g.region", n=30 * 3000, s=0, e=30 * 3000, w=0, res=30)
        try:
            command = gs.make_command("r.slide.insar", operation="unwrap", phase="wrapped", output="no")
            used = core_seconds()
            done = subprocess.run(
                ["sh", "-c", 'ulimit -v 500000; exec "$@"', "sh", *command], capture_output=True, text=True, check=False
            )
            self.assertLess(core_seconds() - used, 1)
            self.assertEqual(done.returncode, 1, done.stderr)
            said = " ".join(done.stderr.split())
            self.assertIn("unwrapping 3000 x 3000 cells: about 468 MB are needed. Use a smaller or coarser region", said)
            self.assertFalse(gs.find_file("no", element="raster", mapset=".")["name"])
        finally:
            self.runModule("g.region", n=30 * self.rows, s=0, e=30 * self.cols, w=0, res=30)

    def test_peak_memory_is_what_is_said_to_be_needed(self):
        self.runModule("g.region", n=30 * 2000, s=0, e=30 * 2000, w=0, res=30)
        try:
            self.runModule("r.mapcalc", expression="wide = float(sin(row()))", overwrite=True)
            command = gs.make_command(
                "r.slide.insar", operation="unwrap", phase="wide", output="unwrapped", components="parts", overwrite=True
            )
            for method in METHODS:
                process = subprocess.Popen(
                    [*command, f"method={method}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                _, status, usage = os.wait4(process.pid, 0)
                self.assertEqual(status, 0)
                bytes_a_cell = usage.ru_maxrss * 1024 / 2000**2
                print(f"REPORT unwrap {method}: peak of {bytes_a_cell:.1f} bytes a cell, the module's own included")
                self.assertTrue(26 < bytes_a_cell < 70, bytes_a_cell)
        finally:
            self.runModule("g.region", n=30 * self.rows, s=0, e=30 * self.cols, w=0, res=30)

    def test_latitude_longitude_goes_through(self):
        folder = tempfile.mkdtemp(prefix="r_slide_insar_")
        script = (
            "g.region n=28:10N s=28N w=84E e=84:10E rows=60 cols=60; "
            "r.mapcalc --q expression='planted = 0.02 * (row() - 30) * (row() - 30) + 0.3 * col()'; "
            "r.mapcalc --q expression='wrapped = planted - 6.283185307179586 * round(planted / 6.283185307179586, 1)'; "
            "r.slide.insar --q operation=unwrap phase=wrapped output=unwrapped; "
            "r.mapcalc --q expression='difference = unwrapped - planted'; r.univar -g difference"
        )
        try:
            done = subprocess.run(
                ["grass", "-c", "EPSG:4326", os.path.join(folder, "ll"), "--exec", "sh", "-ec", script],
                env=outside_the_session(), capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            found = dict(line.split("=") for line in done.stdout.split())
            self.assertEqual((found["residues"], found["components"], found["n"]), ("0", "1", "3600"))
            self.assertLess(float(found["range"]), 1e-5)
        finally:
            shutil.rmtree(folder)


class RealInterferograms(TestCase):
    # the constants of the data's README; shares that must be reached: by flow, and scikit-image's by reliability
    EVENTS = {"greece": (1.64915, 0.985, 0.982), "afghanistan": (0.82356, 0.94, 0.891)}

    def unwrapped(self, event, method):
        folder = tempfile.mkdtemp(prefix="r_slide_insar_")
        script = (
            f"r.in.gdal --q -o input={COMET}/{event}_wrapped_rad.tif output=wrapped; g.region raster=wrapped; "
            f"r.slide.insar --q operation=unwrap phase=wrapped method={method} output=unwrapped; "
            f"r.in.gdal --q -o input={COMET}/{event}_unw_rad.tif output=published; "
            "for map in unwrapped published; do r.out.bin --q null=-9999 bytes=4 -f "
            f"input=$map output={folder}/$map; done; g.region -g"
        )
        try:
            done = subprocess.run(
                ["grass", "--tmp-location", "XY", "--exec", "sh", "-ec", script],
                env=outside_the_session(), capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            maps = [np.fromfile(os.path.join(folder, name), "<f4") for name in ("unwrapped", "published")]
            said = dict(re.findall(r"^(\w+)=(\S+)$", done.stdout, re.M))
            return [np.where(values == -9999, np.nan, values.astype(float)) for values in maps], said
        finally:
            shutil.rmtree(folder)

    @needs(COMET)
    def test_share_of_cells_like_the_published_unwrapping(self):
        for event, (constant, by_flow, by_reliability) in self.EVENTS.items():
            for method in METHODS:
                (found, published), said = self.unwrapped(event, method)
                difference = found - published - constant
                difference = difference[np.isfinite(difference)]
                cycles, counts = np.unique(np.round(difference / CYCLE), return_counts=True)
                share = np.mean(np.abs(difference - CYCLE * cycles[counts.argmax()]) <= 0.3)
                print(
                    f"REPORT unwrap {event} {method}: {share:.2%} of cells within 0.3 rad of the published unwrapping, "
                    f"{said['residues']} residues, {said['cut_cells']} cut cells, {said['components']} components"
                )
                if method == "flow":
                    self.assertGreaterEqual(share, by_flow)
                else:
                    self.assertAlmostEqual(share, by_reliability, delta=0.001)


if __name__ == "__main__":
    test()
