# location: EPSG:4326
"""Small-baseline time series against NumPy's least squares and pseudo-inverse, planted truth, and a real stack."""

import datetime
import glob
import json
import os
import subprocess
import tempfile

import numpy as np
from osgeo import gdal

import grass.script as gs
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import OnMaps, assert_refused
from interrupted import stopped_after
from rasters import read
from sbas_case import (PER_RADIAN, TOWARD, WAVELENGTH, arrays, dates_from, design, ordinal, plant, sbas,
                       write_all)  # fmt: skip

gdal.UseExceptions()
MEXICO = real_data("pyrate_cropA_mexico")


def minimum_norm(pairs, dates, values, weight=None):
    """Displacements by NumPy's pseudo-inverse of the velocities' matrix (Berardino et al. 2002)."""
    steps = np.diff([ordinal(d) for d in dates]) / 365.25
    cumulative = np.concatenate([np.zeros((1, len(steps))), np.tril(np.ones((len(steps), len(steps))))])
    of_velocity = design(pairs, dates) @ cumulative * steps
    root = np.sqrt(np.ones(len(pairs)) if weight is None else weight)
    velocity = np.linalg.pinv(root[:, None] * of_velocity, rcond=1e-12) @ (root * values)
    return cumulative @ (velocity * steps)


class SbasCase(OnMaps):
    toward = TOWARD

    def refused(self, message, *outputs, **options):
        assert_refused(self, message, outputs, operation="sbas", **options)

    def table(self, **options):
        module = sbas(format="json", **options)
        self.assertModule(module)
        return json.loads(module.outputs.stdout)


class Synthetic(SbasCase):
    """A small network on a small region; each test plants its own values."""

    rows, cols = 7, 11

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=20, s=19.93, w=10, e=10.11, res=0.01)
        cls.dates = dates_from("20170107", np.arange(12) * 12 + np.array([0, 0, 0, 6, 0, 0, 0, 0, -3, 0, 0, 0]))
        cls.generator = np.random.default_rng(11)

    def network(self, reach=3, cut=None):
        """All pairs up to `reach` dates apart; none across the date of index `cut`."""
        n = len(self.dates)
        return [
            (self.dates[i], self.dates[j])
            for i in range(n)
            for j in range(i + 1, min(i + reach + 1, n))
            if cut is None or (i < cut) == (j < cut)
        ]

    def noisy(self, pairs):
        truth = np.cumsum(self.generator.normal(0, 5, (len(self.dates), self.rows, self.cols)), axis=0)
        values = np.tensordot(design(pairs, self.dates), truth, 1)
        return values + self.generator.normal(0, 2, values.shape)

    def series(self, prefix):
        return arrays([f"{prefix}_{d}" for d in self.dates])

    def test_gaps_are_solved_cell_by_cell_as_numpy_solves_them(self):
        pairs = self.network()
        values = self.noisy(pairs)
        values[self.generator.random(values.shape) < 0.2] = np.nan
        names, planted = plant(pairs, values)
        self.assertModule(sbas(input=names, series="gapped", count="n", wavelength=WAVELENGTH, **self.toward))
        solved = self.series("gapped")
        for row in range(self.rows):
            for col in range(self.cols):
                has = np.isfinite(planted[:, row, col])
                kept = [p for p, h in zip(pairs, has) if h]
                dates = sorted({d for p in kept for d in p})
                expected = minimum_norm(kept, dates, planted[has, row, col])
                got = solved[[self.dates.index(d) for d in dates], row, col]
                np.testing.assert_allclose(got, expected, atol=2e-5)
        np.testing.assert_array_equal(read("n"), np.isfinite(planted).sum(axis=0))

    def test_two_subsets_get_the_velocities_of_minimum_norm_and_the_module_says_why(self):
        pairs = self.network(cut=5)
        names, planted = plant(pairs, self.noisy(pairs))
        module = sbas(input=names, series="parted", wavelength=WAVELENGTH, format="json", **self.toward)
        self.assertModule(module)
        report = json.loads(module.outputs.stdout)
        self.assertEqual((report["subsets"], report["solved_minimum_norm"]), (2, self.rows * self.cols))
        messages = " ".join(module.outputs.stderr.split())
        self.assertIn("The pairs fall into 2 subsets that none connects", messages)
        self.assertIn("minimum norm", messages)
        solved = self.series("parted")
        for row in range(self.rows):
            for col in range(self.cols):
                expected = minimum_norm(pairs, self.dates, planted[:, row, col])
                np.testing.assert_allclose(solved[:, row, col], expected, atol=2e-5)

    def test_fisher_weights_are_those_of_the_formula(self):
        pairs = self.network()
        names, planted = plant(pairs, self.noisy(pairs))
        coherence = [f"coh_{name}" for name in names]
        g2 = write_all(coherence, self.generator.uniform(0.1, 0.95, planted.shape)) ** 2
        self.assertModule(
            sbas(input=names, coherence=coherence, weight="fisher", output="c", velocity="v", wavelength=WAVELENGTH,
                 **self.toward)
        )  # fmt: skip
        time = np.array([ordinal(d) for d in self.dates]) / 365.25
        slope = np.linalg.pinv(np.stack([np.ones_like(time), time], axis=1))[1]
        cumulative, velocity = arrays(["c", "v"])
        weight = g2 / (1 - g2)
        for row, col in np.ndindex(self.rows, self.cols):
            expected = minimum_norm(pairs, self.dates, planted[:, row, col], weight[:, row, col])
            self.assertLess(abs(cumulative[row, col] - expected[-1]), 2e-3)  # the weights are interpolated
            self.assertLess(abs(velocity[row, col] - slope @ expected), 2e-2)

    def test_planted_velocity_acceleration_and_step_come_back_exactly(self):
        pairs = self.network()
        time = np.array([ordinal(d) for d in self.dates]) - 0.5 * (ordinal(self.dates[0]) + ordinal(self.dates[-1]))
        time = (time / 365.25)[:, None, None]
        velocity, acceleration, step = self.generator.normal(0, 30, (3, self.rows, self.cols))
        event = datetime.datetime.strptime(self.dates[5], "%Y%m%d").date() + datetime.timedelta(days=3)
        after = np.array([ordinal(d) > event.toordinal() for d in self.dates])[:, None, None]
        truth = velocity * time + 0.5 * acceleration * time**2 + step * after
        names, _ = plant(pairs, np.tensordot(design(pairs, self.dates), truth, 1))
        self.assertModule(
            sbas(input=names, velocity="v", acceleration="a", step="j", velocity_sd="sd", velocity_noise="vn",
                 event=str(event), wavelength=WAVELENGTH, **self.toward)
        )  # fmt: skip
        np.testing.assert_allclose(read("v"), velocity, atol=1e-3)
        np.testing.assert_allclose(read("a"), acceleration, atol=1e-2)
        np.testing.assert_allclose(read("j"), step, atol=1e-3)
        self.assertLess(np.nanmax(read("sd")), 1e-3)
        self.assertLess(np.nanmax(read("vn")), 1e-3)

    def test_same_bits_with_one_and_four_threads_and_in_small_blocks(self):
        pairs = self.network(cut=7)
        values = self.noisy(pairs)
        values[self.generator.random(values.shape) < 0.2] = np.nan
        names, _ = plant(pairs, values)
        options = dict(input=names, wavelength=WAVELENGTH, **self.toward)
        self.runModule("g.region", res=0.001)  # 70 rows of 110 cells: a megabyte does not hold all of them
        self.assertModule(sbas(series="one", velocity="v1", temporal_coherence="t1", nprocs=1, **options))
        self.assertModule(sbas(series="four", velocity="v4", temporal_coherence="t4", nprocs=4, memory=1, **options))
        np.testing.assert_array_equal(self.series("one"), self.series("four"))
        np.testing.assert_array_equal(read("v1"), read("v4"))
        np.testing.assert_array_equal(read("t1"), read("t4"))
        self.runModule("g.region", res=0.01)

    def test_errors_of_velocity_and_the_misfit_are_those_of_numpy(self):
        pairs = self.network()
        names, planted = plant(pairs, self.noisy(pairs))
        self.assertModule(
            sbas(input=names, velocity="v", velocity_sd="sd", velocity_noise="vn", residual="r",
                 temporal_coherence="tc", wavelength=WAVELENGTH, **self.toward)
        )  # fmt: skip
        matrix = design(pairs, self.dates)[:, 1:]
        time = np.array([ordinal(d) for d in self.dates]) / 365.25
        line = np.stack([np.ones_like(time), time - time.mean()], axis=1)
        series = np.concatenate([np.zeros((1, self.rows * self.cols)),
                                 np.linalg.lstsq(matrix, planted.reshape(len(pairs), -1), rcond=None)[0]])  # fmt: skip
        fit, squares = np.linalg.lstsq(line, series, rcond=None)[:2]
        misfit = planted.reshape(len(pairs), -1) - matrix @ series[1:]
        inverse = np.zeros((len(self.dates), len(self.dates)))
        inverse[1:, 1:] = np.linalg.inv(matrix.T @ matrix)
        slope = np.linalg.pinv(line)[1]
        variance = (misfit**2).sum(axis=0) / (len(pairs) - len(self.dates) + 1)
        noise = np.sqrt(variance * (slope @ inverse @ slope))
        of_pairs = np.trace((np.eye(len(time)) - line @ np.linalg.pinv(line)) @ inverse)
        of_dates = np.maximum(squares - variance * of_pairs, 0) / (len(self.dates) - 2)
        sd = np.sqrt(noise**2 + of_dates * (slope @ slope))
        coherence = np.abs(np.exp(1j * misfit / PER_RADIAN).mean(axis=0))
        for name, expected in (
            ("v", fit[1]), ("sd", sd), ("vn", noise), ("r", np.sqrt((misfit**2).mean(axis=0))), ("tc", coherence)
        ):  # fmt: skip
            np.testing.assert_allclose(read(name).ravel(), expected, rtol=2e-5, atol=1e-5, err_msg=name)

    def test_rules_count_the_cells_that_they_remove(self):
        pairs = self.network()
        values = self.noisy(pairs)
        values[:, 0, :] = np.nan  # a row without any pair
        values[4:, 1, :5] = np.nan  # five cells with four pairs
        names, _ = plant(pairs, values)
        report = self.table(input=names, velocity="v", min_pairs=5, wavelength=WAVELENGTH, **self.toward)
        cells = self.rows * self.cols
        self.assertEqual(report["cells"], cells)
        self.assertEqual((report["removed_no_pair"], report["removed_min_pairs"]), (self.cols, 5))
        self.assertEqual(report["solved"], cells - self.cols - 5)
        self.assertEqual(np.isfinite(read("v")).sum(), report["solved"])

    def test_reference_place_and_automatic_place_become_zero_at_every_date(self):
        pairs = self.network()
        names, planted = plant(pairs, self.noisy(pairs))
        coherence = [f"coh_{name}" for name in names]
        best = np.full((self.rows, self.cols), 0.4)
        best[4, 6] = 0.9
        write_all(coherence, np.broadcast_to(best, planted.shape))
        options = dict(input=names, wavelength=WAVELENGTH, **self.toward)
        self.assertModule(sbas(series="placed", reference="10.065,19.955", **options))
        self.assertLess(np.abs(self.series("placed")[:, 4, 6]).max(), 1e-5)
        last = self.series("placed")[-1]
        self.assertModule(sbas(output="c", velocity="v", coherence=coherence, reference="auto", radius=100, **options))
        np.testing.assert_array_equal(read("c"), last)
        self.assertLess(abs(read("v")[4, 6]), 1e-4)

    def test_dates_are_registered_as_a_space_time_dataset(self):
        pairs = self.network()
        names, _ = plant(pairs, self.noisy(pairs))
        self.assertModule(sbas(input=names, series="sd_series", wavelength=WAVELENGTH, **self.toward))
        listed = [line.split("|") for line in
                  gs.read_command("t.rast.list", flags="u", input="sd_series", columns="name,start_time").splitlines()]  # fmt: skip
        self.assertEqual([name for name, _ in listed], [f"sd_series_{d}" for d in self.dates])
        self.assertEqual([start[:10].replace("-", "") for _, start in listed], self.dates)

    def test_table_gives_dates_coherence_and_baselines_for_the_elevation_error(self):
        baseline = self.generator.normal(0, 100, len(self.dates))
        pairs = self.network()
        error = self.generator.normal(0, 20, (self.rows, self.cols))
        factor = 1000 * baseline / (850000 * np.sin(np.radians(39)))
        time = np.array([ordinal(d) for d in self.dates]) / 365.25
        truth = 20 * (time - time[0])[:, None, None] + factor[:, None, None] * error
        planted = np.tensordot(design(pairs, self.dates), truth, 1)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            write_all([f"unnamed_{i}" for i in range(len(pairs))], planted / PER_RADIAN)
            for i, (a, b) in enumerate(pairs):
                bperp = baseline[self.dates.index(b)] - baseline[self.dates.index(a)]
                listed.write(f"unnamed_{i} {a} {b} {bperp:.9f}\n")
            listed.flush()
            self.assertModule(
                sbas(file=listed.name, velocity="v", dem_error="z", series="elevated", range=850000, incidence=39,
                     wavelength=WAVELENGTH, **self.toward)
            )  # fmt: skip
        np.testing.assert_allclose(read("z"), error, atol=1e-3)
        np.testing.assert_allclose(read("v"), 20, atol=1e-3)
        series = self.series("elevated")
        np.testing.assert_allclose(series - series[0], np.broadcast_to(20 * (time - time[0])[:, None, None], series.shape),
                                   atol=1e-3)  # fmt: skip

    def test_planted_slips_of_whole_turns_are_repaired_or_left_out(self):
        pairs = self.network()
        truth = np.cumsum(self.generator.normal(0, 3, (len(self.dates), self.rows, self.cols)), axis=0)
        truth -= truth[0]
        values = np.tensordot(design(pairs, self.dates), truth, 1)
        slipped = pairs.index((self.dates[4], self.dates[6]))  # in loops with others on both sides
        values[slipped, :, 3] += 2 * np.pi * PER_RADIAN
        values[slipped, :, 5] -= 4 * np.pi * PER_RADIAN
        names, _ = plant(pairs, values)
        options = dict(input=names, output="c", residual="r", wavelength=WAVELENGTH, **self.toward)
        for loops, repaired, dropped in (("repair", 2 * self.rows, 0), ("drop", 0, 2 * self.rows)):
            report = self.table(loops=loops, **options)
            self.assertEqual((report["pair_cells_repaired"], report["pair_cells_dropped"]), (repaired, dropped))
            np.testing.assert_allclose(read("c"), truth[-1], atol=1e-4)
            self.assertLess(np.nanmax(read("r")), 1e-4)  # so that all dates are the truth: the network is connected
        self.table(loops="keep", velocity="v", **options)
        time = np.array([ordinal(d) for d in self.dates]) / 365.25
        slope = np.linalg.pinv(np.stack([np.ones_like(time), time], axis=1))[1]
        self.assertGreater(np.abs(read("v") - np.tensordot(slope, truth, 1))[:, 3].min(), 2)
        self.assertGreater(read("r")[:, 3].min(), 1)

    def test_what_makes_no_sense_is_refused_by_name_and_leaves_no_map(self):
        pairs = self.network()[:4]
        names, _ = plant(pairs, self.noisy(pairs), prefix="r")
        options = dict(wavelength=WAVELENGTH, velocity="no_v", **self.toward)
        write_all(["nameless"], np.ones((1, self.rows, self.cols)))
        self.refused("<nameless@", "no_v", input=names + ["nameless"], **options)
        self.refused("weight=variance needs coherence maps", "no_v", input=names, weight="variance", **options)
        self.refused("input= names 4 maps and coherence= 1", "no_v", input=names, coherence="nameless", **options)
        self.refused("bring them into the same order", "no_v", input=names, coherence=names[::-1], **options)
        self.refused("step= needs event=", "no_v", input=names, step="no_s", **options)
        self.refused("exclude= needs ramp=plane", "no_v", input=names, exclude="nameless", **options)
        self.refused("needs filter_days= and filter_distance=", "no_v", input=names, filter_days=60, **options)
        self.refused("give output= or series=", "no_v", input=names, filter_days=60, filter_distance=900, **options)
        self.refused("filter_days=0 must be a positive number", "no_c", input=names, output="no_c", filter_days=0,
                     filter_distance=900, **options)  # fmt: skip
        self.refused("cannot be corrected", "no_v", input=names, elevation="nameless", **options)  # all heights one
        self.refused("<nowhere> not found", "no_v", input=names, elevation="nowhere", **options)
        self.refused(".png or .svg", "no_v", input=names, network="chart.txt", **options)
        self.refused("fewer than min_pairs=5", "no_v", input=names, min_pairs=5, **options)
        self.refused("no date of the stack is before it", "no_v", input=names, step="no_s", event="2001-01-01", **options)
        write_all(["empty"], np.full((1, self.rows, self.cols), np.nan))
        gs.run_command("g.rename", raster=f"empty,e_{pairs[0][0]}_{pairs[0][1]}", overwrite=True)
        self.refused("No cell of the region has data in all 5 pairs", "no_v",
                     input=names + [f"e_{pairs[0][0]}_{pairs[0][1]}"], reference="median", **options)  # fmt: skip


@needs(MEXICO)
class Mexico(SbasCase):
    """The stack of PyRate's test data: its README gives wavelength, sign and reference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        paths = sorted(glob.glob(os.path.join(MEXICO, "unw", "*.tif")))
        cls.names = ["mx_" + os.path.basename(path)[:-4] for path in paths]
        cls.runModule("r.in.gdal", input=paths[0], output="mx_place", overwrite=True, quiet=True)
        cls.runModule("g.region", raster="mx_place")
        values = np.stack([gdal.Open(path).ReadAsArray() for path in paths])
        write_all(cls.names, np.where(values == 0, np.nan, values))
        for band, path in (("mx_series", "ts_cum_lsq_all30_mm_COMPUTED_HERE"),
                           ("mx_velocity", "velocity_mm_yr_COMPUTED_HERE")):  # fmt: skip
            cls.runModule("r.in.gdal", input=os.path.join(MEXICO, "reference", path + ".tif"), output=band,
                          overwrite=True, quiet=True)  # fmt: skip

    def test_series_and_velocity_are_the_reference_to_a_hundredth(self):
        self.assertModule(
            sbas(input=self.names, wavelength="0.05550415767769124", reference="median", velocity="v", series="mexico",
                 min_pairs=30, **self.toward)
        )  # fmt: skip
        dates = sorted({d for name in self.names for d in name.split("_")[1:]})
        expected = read("mx_velocity")
        both = np.isfinite(expected) & np.isfinite(read("v"))
        self.assertEqual((int(both.sum()), int(np.isfinite(read("v")).sum())), (5882, 5882))
        worst_velocity = np.nanmax(np.abs(read("v") - expected)[both])
        worst_series = max(
            np.nanmax(np.abs(read(f"mexico_{d}") - read(f"mx_series.{band}"))[both]) for band, d in enumerate(dates[1:], 1)
        )
        print(f"REPORT PyRate Mexico: series within {worst_series:.2g} mm, velocity within {worst_velocity:.2g} mm/yr",
              flush=True)  # fmt: skip
        self.assertLess(worst_velocity, 0.01)
        self.assertLess(worst_series, 0.01)
        self.assertTrue(np.all(read(f"mexico_{dates[0]}")[both] == 0))

    def test_interrupted_in_the_middle_it_leaves_no_map_and_run_again_gives_the_same_bits(self):
        command = ["r.slide.insar", "operation=sbas", "input=" + ",".join(self.names), "wavelength=0.0555",
                   "producer=gamma", "velocity=gone_v", "output=gone_c", "reference=median", "memory=1",
                   "filter_days=60", "filter_distance=500", "--overwrite"]  # fmt: skip
        for stage in ("Inverting blocks", "Filtering the atmosphere"):
            for _ in range(5):  # a run may end before the signal reaches it
                if status := stopped_after(command, stage):
                    break
                self.runModule("g.remove", flags="f", type="raster", pattern="gone_*", quiet=True)
            self.assertNotEqual(status, 0, stage)
            self.assertEqual(gs.list_strings("raster", pattern="gone_*"), [], stage)
        first = []
        for _ in range(2):
            subprocess.run(command, check=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
            first.append(arrays(["gone_v", "gone_c"]))
        np.testing.assert_array_equal(first[0], first[1])
        self.assertGreater(np.isfinite(first[0]).sum(), 5000)


if __name__ == "__main__":
    test()
