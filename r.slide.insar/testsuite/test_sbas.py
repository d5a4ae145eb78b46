# location: EPSG:4326
"""Small-baseline time series against NumPy's least squares and pseudo-inverse, planted truth, and a real stack."""

import datetime
import glob
import json
import os
import signal
import subprocess
import tempfile
import time

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import array, assert_refused

MEXICO = real_data("pyrate_cropA_mexico")
WAVELENGTH = 0.0555
PER_RADIAN = 1000 * WAVELENGTH / (4 * np.pi)  # mm


def write(name, values):
    """A map of these values, NaN as null."""
    target = garray.array(dtype=np.float32)
    target[...] = np.where(np.isnan(values), -9999, values)
    target.write(mapname=name, null=-9999, overwrite=True)


def ordinal(date):
    return datetime.datetime.strptime(date, "%Y%m%d").toordinal()


def dates_from(first, days):
    begin = datetime.datetime.strptime(first, "%Y%m%d")
    return [(begin + datetime.timedelta(days=int(d))).strftime("%Y%m%d") for d in days]


def design(pairs, dates):
    """A of pair = A displacement, one column a date."""
    matrix = np.zeros((len(pairs), len(dates)))
    for i, (earlier, later) in enumerate(pairs):
        matrix[i, dates.index(earlier)] = -1
        matrix[i, dates.index(later)] = 1
    return matrix


def minimum_norm(pairs, dates, values, weight=None):
    """Displacements by NumPy's pseudo-inverse of the velocities' matrix (Berardino et al. 2002)."""
    steps = np.diff([ordinal(d) for d in dates]) / 365.25
    cumulative = np.concatenate([np.zeros((1, len(steps))), np.tril(np.ones((len(steps), len(steps))))])
    of_velocity = design(pairs, dates) @ cumulative * steps
    root = np.sqrt(np.ones(len(pairs)) if weight is None else weight)
    velocity = np.linalg.pinv(root[:, None] * of_velocity, rcond=1e-12) @ (root * values)
    return cumulative @ (velocity * steps)


def sbas(**options):
    return SimpleModule("r.slide.insar", operation="sbas", overwrite=True, **options)


class SbasCase(TestCase):
    toward = dict(producer="other", positive="toward", unit="mm")

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
        cls.use_temp_region()
        cls.runModule("g.region", n=20, s=19.93, w=10, e=10.11, res=0.01)
        cls.dates = dates_from("20170107", np.arange(12) * 12 + np.array([0, 0, 0, 6, 0, 0, 0, 0, -3, 0, 0, 0]))
        cls.generator = np.random.default_rng(11)

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()
        cls.runModule("g.remove", flags="f", type="all", pattern="*", quiet=True)

    def network(self, reach=3, cut=None):
        """All pairs up to `reach` dates apart; none across the date of index `cut`."""
        n = len(self.dates)
        return [
            (self.dates[i], self.dates[j])
            for i in range(n)
            for j in range(i + 1, min(i + reach + 1, n))
            if cut is None or (i < cut) == (j < cut)
        ]

    def plant(self, pairs, values, prefix="p"):
        """Maps of displacements in mm [pairs, rows, cols] as phases; their names carry the dates."""
        names = [f"{prefix}_{a}_{b}" for a, b in pairs]
        for name, value in zip(names, values):
            write(name, value / PER_RADIAN)
        return names, np.stack([array(name) for name in names]) * PER_RADIAN  # as floats hold them

    def noisy(self, pairs):
        truth = np.cumsum(self.generator.normal(0, 5, (len(self.dates), self.rows, self.cols)), axis=0)
        values = np.tensordot(design(pairs, self.dates), truth, 1)
        return values + self.generator.normal(0, 2, values.shape)

    def series(self, prefix):
        return np.stack([array(f"{prefix}_{d}") for d in self.dates])

    def test_gaps_are_solved_cell_by_cell_as_numpy_solves_them(self):
        pairs = self.network()
        values = self.noisy(pairs)
        values[self.generator.random(values.shape) < 0.2] = np.nan
        names, planted = self.plant(pairs, values)
        self.assertModule(sbas(input=names, series="s", count="n", wavelength=WAVELENGTH, **self.toward))
        solved = self.series("s")
        for row in range(self.rows):
            for col in range(self.cols):
                has = np.isfinite(planted[:, row, col])
                kept = [p for p, h in zip(pairs, has) if h]
                dates = sorted({d for p in kept for d in p})
                expected = minimum_norm(kept, dates, planted[has, row, col])
                got = solved[[self.dates.index(d) for d in dates], row, col]
                np.testing.assert_allclose(got, expected, atol=2e-5)
        np.testing.assert_array_equal(array("n"), np.isfinite(planted).sum(axis=0))

    def test_two_subsets_get_the_velocities_of_minimum_norm_and_the_module_says_why(self):
        pairs = self.network(cut=5)
        names, planted = self.plant(pairs, self.noisy(pairs))
        module = sbas(input=names, series="s", wavelength=WAVELENGTH, format="json", **self.toward)
        self.assertModule(module)
        report = json.loads(module.outputs.stdout)
        self.assertEqual((report["subsets"], report["solved_minimum_norm"]), (2, self.rows * self.cols))
        messages = " ".join(module.outputs.stderr.split())
        self.assertIn("The pairs fall into 2 subsets that none connects", messages)
        self.assertIn("minimum norm", messages)
        solved = self.series("s")
        for row in range(self.rows):
            for col in range(self.cols):
                expected = minimum_norm(pairs, self.dates, planted[:, row, col])
                np.testing.assert_allclose(solved[:, row, col], expected, atol=2e-5)

    def test_fisher_weights_are_those_of_the_formula(self):
        pairs = self.network()
        names, planted = self.plant(pairs, self.noisy(pairs))
        coherence = []
        for name in names:
            write(f"coh_{name}", self.generator.uniform(0.1, 0.95, (self.rows, self.cols)))
            coherence.append(f"coh_{name}")
        g2 = np.stack([array(c) for c in coherence]) ** 2
        self.assertModule(
            sbas(input=names, coherence=coherence, weight="fisher", series="s", wavelength=WAVELENGTH, **self.toward)
        )
        solved = self.series("s")
        for row in range(self.rows):
            weight = g2[:, row, 0] / (1 - g2[:, row, 0])
            expected = minimum_norm(pairs, self.dates, planted[:, row, 0], weight)
            np.testing.assert_allclose(solved[:, row, 0], expected, atol=2e-3)  # the weights are interpolated

    def test_planted_velocity_acceleration_and_step_come_back_exactly(self):
        pairs = self.network()
        time = np.array([ordinal(d) for d in self.dates]) - 0.5 * (ordinal(self.dates[0]) + ordinal(self.dates[-1]))
        time = (time / 365.25)[:, None, None]
        velocity, acceleration, step = self.generator.normal(0, 30, (3, self.rows, self.cols))
        event = datetime.datetime.strptime(self.dates[5], "%Y%m%d").date() + datetime.timedelta(days=3)
        after = np.array([ordinal(d) > event.toordinal() for d in self.dates])[:, None, None]
        truth = velocity * time + 0.5 * acceleration * time**2 + step * after
        names, _ = self.plant(pairs, np.tensordot(design(pairs, self.dates), truth, 1))
        self.assertModule(
            sbas(input=names, velocity="v", acceleration="a", step="j", velocity_sd="sd", velocity_noise="vn",
                 event=str(event), wavelength=WAVELENGTH, **self.toward)
        )  # fmt: skip
        np.testing.assert_allclose(array("v"), velocity, atol=1e-3)
        np.testing.assert_allclose(array("a"), acceleration, atol=1e-2)
        np.testing.assert_allclose(array("j"), step, atol=1e-3)
        self.assertLess(np.nanmax(array("sd")), 1e-3)
        self.assertLess(np.nanmax(array("vn")), 1e-3)

    def test_same_bits_with_one_and_four_threads_and_in_small_blocks(self):
        pairs = self.network(cut=7)
        values = self.noisy(pairs)
        values[self.generator.random(values.shape) < 0.2] = np.nan
        names, _ = self.plant(pairs, values)
        options = dict(input=names, wavelength=WAVELENGTH, **self.toward)
        self.assertModule(sbas(series="s", velocity="v1", temporal_coherence="t1", nprocs=1, **options))
        self.assertModule(sbas(series="s4", velocity="v4", temporal_coherence="t4", nprocs=4, memory=1, **options))
        np.testing.assert_array_equal(self.series("s"), self.series("s4"))
        np.testing.assert_array_equal(array("v1"), array("v4"))
        np.testing.assert_array_equal(array("t1"), array("t4"))

    def test_errors_of_velocity_and_the_misfit_are_those_of_numpy(self):
        pairs = self.network()
        names, planted = self.plant(pairs, self.noisy(pairs))
        self.assertModule(
            sbas(input=names, series="s", velocity="v", velocity_sd="sd", velocity_noise="vn", residual="r",
                 temporal_coherence="tc", wavelength=WAVELENGTH, **self.toward)
        )  # fmt: skip
        matrix = design(pairs, self.dates)[:, 1:]
        time = np.array([ordinal(d) for d in self.dates]) / 365.25
        line = np.stack([np.ones_like(time), time - time.mean()], axis=1)
        series = np.concatenate([np.zeros((1, self.rows * self.cols)),
                                 np.linalg.lstsq(matrix, planted.reshape(len(pairs), -1), rcond=None)[0]])  # fmt: skip
        fit, squares = np.linalg.lstsq(line, series, rcond=None)[:2]
        freedom = len(self.dates) - 2
        sd = np.sqrt(squares / freedom * np.linalg.inv(line.T @ line)[1, 1])
        misfit = planted.reshape(len(pairs), -1) - matrix @ series[1:]
        slope = np.linalg.pinv(line)[1, 1:]
        variance = (misfit**2).sum(axis=0) / (len(pairs) - len(self.dates) + 1)
        noise = np.sqrt(variance * (slope @ np.linalg.inv(matrix.T @ matrix) @ slope))
        coherence = np.abs(np.exp(1j * misfit / PER_RADIAN).mean(axis=0))
        for name, expected in (
            ("v", fit[1]), ("sd", sd), ("vn", noise), ("r", np.sqrt((misfit**2).mean(axis=0))), ("tc", coherence)
        ):  # fmt: skip
            np.testing.assert_allclose(array(name).ravel(), expected, rtol=2e-5, atol=1e-5, err_msg=name)

    def test_rules_count_the_cells_that_they_remove(self):
        pairs = self.network()
        values = self.noisy(pairs)
        values[:, 0, :] = np.nan  # a row without any pair
        values[4:, 1, :5] = np.nan  # five cells with four pairs
        names, _ = self.plant(pairs, values)
        report = self.table(input=names, velocity="v", min_pairs=5, wavelength=WAVELENGTH, **self.toward)
        cells = self.rows * self.cols
        self.assertEqual(report["cells"], cells)
        self.assertEqual((report["removed_no_pair"], report["removed_min_pairs"]), (self.cols, 5))
        self.assertEqual(report["solved"], cells - self.cols - 5)
        self.assertEqual(np.isfinite(array("v")).sum(), report["solved"])

    def test_reference_place_and_automatic_place_become_zero_at_every_date(self):
        pairs = self.network()
        names, planted = self.plant(pairs, self.noisy(pairs))
        coherence = [f"coh_{name}" for name in names]
        best = np.full((self.rows, self.cols), 0.4)
        best[4, 6] = 0.9
        for name in coherence:
            write(name, best)
        options = dict(input=names, wavelength=WAVELENGTH, **self.toward)
        self.assertModule(sbas(series="s", reference="10.065,19.955", **options))
        self.assertLess(np.abs(self.series("s")[:, 4, 6]).max(), 1e-5)
        plain = self.series("s")
        self.assertModule(sbas(series="s", coherence=coherence, reference="auto", radius=100, **options))
        np.testing.assert_array_equal(self.series("s"), plain)

    def test_dates_are_registered_as_a_space_time_dataset(self):
        pairs = self.network()
        names, _ = self.plant(pairs, self.noisy(pairs))
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
            for i, ((a, b), value) in enumerate(zip(pairs, planted)):
                write(f"unnamed_{i}", value / PER_RADIAN)
                bperp = baseline[self.dates.index(b)] - baseline[self.dates.index(a)]
                listed.write(f"unnamed_{i} {a} {b} {bperp:.9f}\n")
            listed.flush()
            self.assertModule(
                sbas(file=listed.name, velocity="v", dem_error="z", series="s", range=850000, incidence=39,
                     wavelength=WAVELENGTH, **self.toward)
            )  # fmt: skip
        np.testing.assert_allclose(array("z"), error, atol=1e-3)
        np.testing.assert_allclose(array("v"), 20, atol=1e-3)
        series = self.series("s")
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
        names, _ = self.plant(pairs, values)
        options = dict(input=names, series="s", wavelength=WAVELENGTH, **self.toward)
        for loops, repaired, dropped in (("repair", 2 * self.rows, 0), ("drop", 0, 2 * self.rows)):
            report = self.table(loops=loops, **options)
            self.assertEqual((report["pair_cells_repaired"], report["pair_cells_dropped"]), (repaired, dropped))
            np.testing.assert_allclose(self.series("s"), truth, atol=1e-4)
        self.table(loops="keep", **options)
        self.assertGreater(np.abs(self.series("s") - truth)[:, :, 3].max(), 2)

    def test_what_makes_no_sense_is_refused_by_name_and_leaves_no_map(self):
        pairs = self.network()[:4]
        names, _ = self.plant(pairs, self.noisy(pairs), prefix="r")
        options = dict(wavelength=WAVELENGTH, velocity="no_v", **self.toward)
        write("nameless", np.ones((self.rows, self.cols)))
        self.refused("<nameless@", "no_v", input=names + ["nameless"], **options)
        self.refused("weight=variance needs coherence maps", "no_v", input=names, weight="variance", **options)
        self.refused("input= names 4 maps and coherence= 1", "no_v", input=names, coherence="nameless", **options)
        self.refused("bring them into the same order", "no_v", input=names, coherence=names[::-1], **options)
        self.refused("step= needs event=", "no_v", input=names, step="no_s", **options)
        self.refused("fewer than min_pairs=5", "no_v", input=names, min_pairs=5, **options)
        self.refused("no date of the stack is before it", "no_v", input=names, step="no_s", event="2001-01-01", **options)
        write("empty", np.full((self.rows, self.cols), np.nan))
        gs.run_command("g.rename", raster=f"empty,e_{pairs[0][0]}_{pairs[0][1]}", overwrite=True)
        self.refused("No cell of the region has data in all 5 pairs", "no_v",
                     input=names + [f"e_{pairs[0][0]}_{pairs[0][1]}"], reference="median", **options)  # fmt: skip


class Planted(SbasCase):
    """Velocities and a step under atmosphere, decorrelation noise, unwrapping errors and gaps: the noise floor."""

    def test_error_is_that_of_error_propagation(self):
        self.use_temp_region()
        self.runModule("g.region", n=20, s=19.6, w=10, e=10.4, res=0.01)
        generator = np.random.default_rng(3)
        rows = cols = 40
        dates = dates_from("20160106", np.arange(30) * 12)
        pairs = [(dates[i], dates[j]) for i in range(30) for j in range(i + 1, min(i + 4, 30))]
        time = np.array([ordinal(d) for d in dates]) / 365.25
        time = time - 0.5 * (time[0] + time[-1])
        velocity, step = generator.normal(0, 40, (2, rows, cols))
        after = (np.arange(30) >= 14).astype(float)
        atmosphere, noise = 4.0, 3.0  # mm of each date, of each pair
        truth = velocity * time[:, None, None] + step * after[:, None, None]
        air = generator.normal(0, atmosphere, truth.shape)
        matrix = design(pairs, dates)
        values = np.tensordot(matrix, truth + air, 1)
        values += generator.normal(0, noise, values.shape)
        gaps = generator.random(values.shape) < 0.15
        gaps[[ordinal(b) - ordinal(a) == 12 for a, b in pairs]] = False  # so that every date keeps a pair
        values[gaps] = np.nan
        names = []
        for pair, value in zip(pairs, values):
            names.append(f"q_{pair[0]}_{pair[1]}")
            write(names[-1], value / PER_RADIAN)
        event = datetime.datetime.strptime(dates[14], "%Y%m%d").date() - datetime.timedelta(days=4)
        self.assertModule(
            sbas(input=names, velocity="v", velocity_sd="sd", step="j", event=str(event), wavelength=WAVELENGTH,
                 **self.toward)
        )  # fmt: skip
        model = np.stack([np.ones_like(time), time, after], axis=1)
        fit = np.linalg.pinv(model)
        floor, scatter = [], []
        beside = np.eye(30) - model @ fit
        for has in np.isfinite(values).reshape(len(pairs), -1).T:
            inverse = np.zeros((30, 30))
            inverse[1:, 1:] = np.linalg.inv(matrix[has, 1:].T @ matrix[has, 1:])
            covariance = noise**2 * inverse + atmosphere**2 * np.eye(30)
            floor.append(np.diag(fit @ covariance @ fit.T))
            scatter.append(np.trace(beside @ covariance) / (30 - 3))
        floor = np.sqrt(np.mean(floor, axis=0))
        rmse = [np.sqrt(np.mean((array(m) - t) ** 2)) for m, t in (("v", velocity), ("j", step))]
        print(f"REPORT velocity RMSE {rmse[0]:.3f} mm/yr, noise floor {floor[1]:.3f}; "
              f"step RMSE {rmse[1]:.3f} mm, noise floor {floor[2]:.3f}", flush=True)  # fmt: skip
        np.testing.assert_allclose(rmse, floor[1:], rtol=0.08)  # 1600 cells: the RMSE itself is known to 2 %
        told = np.sqrt(np.mean(array("sd") ** 2))
        expected = np.sqrt(np.mean(scatter) * np.linalg.inv(model.T @ model)[1, 1])
        print(f"REPORT velocity_sd {told:.3f} mm/yr, expected of the dates' scatter {expected:.3f}", flush=True)
        np.testing.assert_allclose(told, expected, rtol=0.05)
        self.del_temp_region()


@needs(MEXICO)
class Mexico(SbasCase):
    """The stack of PyRate's test data: its README gives wavelength, sign and reference."""

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.names, cls.coherence = [], []
        for path in sorted(glob.glob(os.path.join(MEXICO, "unw", "*.tif"))):
            name = "mx_" + os.path.basename(path)[:-4]
            cls.runModule("r.in.gdal", input=path, output=name, overwrite=True, quiet=True)
            cls.names.append(name)
        cls.runModule("g.region", raster=cls.names[0])
        for name in cls.names:
            cls.runModule("r.null", map=name, setnull="0", quiet=True)
        for band, path in (("mx_series", "ts_cum_lsq_all30_mm_COMPUTED_HERE"),
                           ("mx_velocity", "velocity_mm_yr_COMPUTED_HERE")):  # fmt: skip
            cls.runModule("r.in.gdal", input=os.path.join(MEXICO, "reference", path + ".tif"), output=band,
                          overwrite=True, quiet=True)  # fmt: skip

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()
        cls.runModule("g.remove", flags="f", type="all", pattern="*", quiet=True)

    def test_series_and_velocity_are_the_reference_to_a_hundredth(self):
        self.assertModule(
            sbas(input=self.names, wavelength="0.05550415767769124", reference="median", velocity="v", series="s",
                 min_pairs=30, **self.toward)
        )  # fmt: skip
        dates = sorted({d for name in self.names for d in name.split("_")[1:]})
        expected = array("mx_velocity")
        both = np.isfinite(expected) & np.isfinite(array("v"))
        self.assertEqual((int(both.sum()), int(np.isfinite(array("v")).sum())), (5882, 5882))
        worst_velocity = np.nanmax(np.abs(array("v") - expected)[both])
        worst_series = max(
            np.nanmax(np.abs(array(f"s_{d}") - array(f"mx_series.{band}"))[both]) for band, d in enumerate(dates[1:], 1)
        )
        print(f"REPORT PyRate Mexico: series within {worst_series:.2g} mm, velocity within {worst_velocity:.2g} mm/yr",
              flush=True)  # fmt: skip
        self.assertLess(worst_velocity, 0.01)
        self.assertLess(worst_series, 0.01)
        self.assertTrue(np.all(array(f"s_{dates[0]}")[both] == 0))

    def test_interrupted_it_leaves_no_map(self):
        process = subprocess.Popen(
            ["r.slide.insar", "operation=sbas", "input=" + ",".join(self.names), "wavelength=0.0555", "producer=gamma",
             "velocity=gone_v", "series=gone_s", "reference=median"], stderr=subprocess.PIPE)  # fmt: skip
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        process.communicate()
        if process.returncode != 0:
            self.assertEqual(gs.list_strings("raster", pattern="gone_*"), [])


if __name__ == "__main__":
    test()
