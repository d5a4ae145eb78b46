# location: EPSG:32645
"""Planted velocities and steps under atmosphere, noise, unwrapping errors and gaps: what is left beside the noise."""

import datetime
import json
import os
import re
import tempfile

import grass.script as gs
import numpy as np
from grass.gunittest.main import test
from scipy.ndimage import gaussian_filter

from rasters import exists, read
from insar_case import OnMaps
from sbas_case import (PER_RADIAN, TOWARD, WAVELENGTH, arrays, dates_from, design, ordinal, pairs_within, plant, sbas,
                       write_all)  # fmt: skip

TURN = 2 * np.pi * PER_RADIAN  # mm
CELL = 100  # m


class Stack(OnMaps):
    """Twenty dates on relief; each test adds its own noise."""

    rows, cols = 40, 44

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=cls.rows * CELL, s=0, w=0, e=cls.cols * CELL, res=CELL)
        cls.generator = np.random.default_rng(3)
        cls.dates = dates_from("20160106", np.arange(20) * 12)
        cls.pairs = pairs_within(cls.dates, 3)
        cls.matrix = design(cls.pairs, cls.dates)
        time = np.array([ordinal(d) for d in cls.dates]) / 365.25
        cls.time = time - 0.5 * (time[0] + time[-1])
        cls.after = (np.arange(20) >= 9).astype(float)
        cls.event = str(datetime.datetime.strptime(cls.dates[9], "%Y%m%d").date() - datetime.timedelta(days=4))
        cls.height = 600 + 500 * cls.smooth(5) + 12 * np.arange(cls.cols)  # tilted, so that ramp and height are alike
        write_all(["height"], cls.height[None])

    @classmethod
    def smooth(cls, width):
        """A random surface of unit standard deviation, smooth over so many cells."""
        surface = gaussian_filter(cls.generator.normal(0, 1, (cls.rows, cls.cols)), width, mode="wrap")
        return (surface - surface.mean()) / surface.std()

    def motion(self):
        """Velocities and steps that fill a fifth of the region, and the displacements."""
        moving = self.generator.random((self.rows, self.cols)) < 0.2
        velocity, step = self.generator.normal(0, 40, (2, self.rows, self.cols)) * moving
        return velocity, step, velocity * self.time[:, None, None] + step * self.after[:, None, None]

    def run_it(self, names, **options):
        module = sbas(input=names, wavelength=WAVELENGTH, format="json", **TOWARD, **options)
        self.assertModule(module)
        return json.loads(module.outputs.stdout)

    def noise_floor(self, has, noise, air):
        """Standard errors of velocity and step, by propagation of the noise of pairs and dates for these gaps."""
        model = np.stack([np.ones_like(self.time), self.time, self.after], axis=1)
        fit = np.linalg.pinv(model)
        floor = []
        for pattern in has.reshape(len(self.pairs), -1).T:
            inverse = np.zeros((20, 20))
            inverse[1:, 1:] = np.linalg.inv(self.matrix[pattern, 1:].T @ self.matrix[pattern, 1:])
            floor.append(np.diag(fit @ (noise**2 * inverse + air**2 * np.eye(20)) @ fit.T))
        return np.sqrt(np.mean(floor, axis=0))[1:]

    def test_errors_fall_to_the_noise_floor_once_atmosphere_and_slips_are_corrected(self):
        velocity, step, truth = self.motion()
        air, noise = 3.0, 1.5  # mm of each date, of each pair
        row, col = np.mgrid[: self.rows, : self.cols]
        values = np.tensordot(self.matrix, truth + self.generator.normal(0, air, truth.shape), 1)
        values += self.generator.normal(0, noise, values.shape)
        for value in values:  # each pair has its own orbits and its own troposphere
            tilt, across, layers = self.generator.normal(0, (0.4, 0.4, 0.03), 3)
            value += tilt * row + across * col + layers * self.height
        for i in range(0, 18, 4):  # slips in pairs whose loops do not meet
            pair = self.pairs.index((self.dates[i], self.dates[i + 2]))
            values[pair, 5:20, 3 * i // 2 : 3 * i // 2 + 12] += TURN * (1 if i % 8 else -2)
        gaps = self.generator.random(values.shape) < 0.1
        gaps[[ordinal(b) - ordinal(a) == 12 for a, b in self.pairs]] = False  # so that every date keeps a pair
        values[gaps] = np.nan
        names, planted = plant(self.pairs, values)
        floor = self.noise_floor(np.isfinite(planted), noise, air)
        rmse = {}
        corrected = dict(ramp="plane", elevation="height")
        for case, options in (
            ("corrected, slips repaired", dict(loops="repair", **corrected)),
            ("corrected, slips dropped", dict(loops="drop", **corrected)),
            ("corrected, slips kept", corrected),
            ("ramp alone", dict(ramp="plane")),  # nor do loops close then: they are kept
            ("neither", dict()),
        ):
            report = self.run_it(names, velocity="v", velocity_sd="sd", step="j", event=self.event, **options)
            self.assertEqual(report["solved"], self.rows * self.cols)
            # cells are held against the quiet ones' level: without a reference nobody knows more
            maps = arrays(["v", "j"]) - np.stack([velocity, step])
            maps -= np.median(maps, axis=(1, 2), keepdims=True)
            rmse[case] = np.sqrt((maps**2).mean(axis=(1, 2)))
            print(f"REPORT {case}: velocity RMSE {rmse[case][0]:.3f} mm/yr, noise floor {floor[0]:.3f}; step RMSE "
                  f"{rmse[case][1]:.3f} mm, noise floor {floor[1]:.3f}", flush=True)  # fmt: skip
            if case == "corrected, slips repaired":
                told = np.sqrt(np.mean(read("sd") ** 2))
                print(f"REPORT velocity_sd {told:.3f} mm/yr, {report['pair_cells_repaired']} slips repaired, "
                      f"{report['pair_cells_dropped']} dropped", flush=True)  # fmt: skip
                self.assertGreater(report["pair_cells_repaired"], 500)
                np.testing.assert_allclose(told, floor[0], rtol=0.08)
        np.testing.assert_allclose(rmse["corrected, slips repaired"], floor, rtol=0.08)
        np.testing.assert_allclose(rmse["corrected, slips dropped"], floor, rtol=0.08)
        for case in ("ramp alone", "neither"):
            self.assertGreater(rmse[case][0], 1.5 * floor[0])
        self.assertGreater(rmse["neither"][0], rmse["ramp alone"][0])
        self.assertGreater(rmse["corrected, slips kept"][1], 1.05 * rmse["corrected, slips repaired"][1])

    def test_planted_troposphere_is_told_and_taken_to_the_last_bit_of_a_float(self):
        layers = self.generator.normal(0, 0.01, len(self.pairs))  # radians for each metre
        row, col = np.mgrid[: self.rows, : self.cols]
        values = layers[:, None, None] * self.height + 0.05 * row - 0.02 * col + 1
        names, _ = plant(self.pairs, values * PER_RADIAN)
        report = self.run_it(names, output="c", residual="r", ramp="plane", elevation="height@PERMANENT")
        self.assertLess(np.abs(arrays(["c", "r"])).max(), 2e-3)
        told = [pair["elevation_radians_per_km"] for pair in report["network"]["pairs"]]
        np.testing.assert_allclose(told, 1000 * layers, atol=1e-3)
        self.assertGreater(min(abs(pair["elevation_correlation"]) for pair in report["network"]["pairs"]), 0.999)
        self.assertEqual([pair["map"] for pair in report["network"]["pairs"]], [f"{n}@PERMANENT" for n in names])

    def test_cells_that_move_do_not_take_part_where_exclude_says_so(self):
        layers = 0.004
        moving = self.height > np.quantile(self.height, 0.55)  # too many for a robust fit
        values = (layers * self.height + 8 * moving)[None] * np.ones((len(self.pairs), 1, 1))
        names, _ = plant(self.pairs, values * PER_RADIAN)
        write_all(["moving"], np.where(moving, 1.0, np.nan)[None])
        report = self.run_it(names, velocity="v", elevation="height", exclude="moving")
        np.testing.assert_allclose(report["network"]["pairs"][0]["elevation_radians_per_km"], 1000 * layers, atol=1e-3)

    def filtered(self, displacement, days, distance):
        """The filter in NumPy: misfit of a line, minus its Gaussian mean in time, its Gaussian mean in space."""
        line = np.stack([np.ones_like(self.time), self.time], axis=1)
        flat = displacement.reshape(20, -1)
        misfit = flat - line @ np.linalg.lstsq(line, flat, rcond=None)[0]
        apart = np.subtract.outer(self.time, self.time) * 365.25 / days
        weight = np.exp(-0.5 * apart**2)
        rough = (misfit - weight @ misfit / weight.sum(axis=1)[:, None]).reshape(displacement.shape)

        def kernel(size):
            apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) * CELL
            return np.where(apart <= 3 * distance, np.exp(-0.5 * (apart / distance) ** 2), 0)

        down, across = kernel(self.rows), kernel(self.cols)
        has = np.isfinite(rough).astype(float)
        sums = down @ np.nan_to_num(rough) @ across / (down @ has @ across)
        return displacement - (sums - sums[0])

    def test_filter_is_that_of_numpy_and_takes_smooth_atmosphere_but_not_velocity(self):
        velocity = 30 * (self.generator.random((self.rows, self.cols)) < 0.1)
        truth = velocity * (self.time - self.time[0])[:, None, None]
        air = np.stack([4 * self.smooth(6) for _ in self.dates])
        values = np.tensordot(self.matrix, truth + air, 1)
        values += self.generator.normal(0, 0.5, values.shape)
        values[:, 3:6, 7:9] = np.nan
        names, _ = plant(self.pairs, values)
        options = dict(input=names, wavelength=WAVELENGTH, **TOWARD)
        dates = [f"_{d}" for d in self.dates]
        filtering = dict(filter_days=60, filter_distance=400)
        self.assertModule(sbas(series="raw", velocity="v", velocity_sd="sd", **options))
        self.assertModule(sbas(series="fil", output="c", velocity="w", velocity_sd="sf", **filtering, **options))
        raw, got = arrays(["raw" + d for d in dates]), arrays(["fil" + d for d in dates])
        expected = self.filtered(np.where(np.isfinite(raw), raw, np.nan), 60, 400)
        np.testing.assert_allclose(got, np.where(np.isfinite(raw), expected, np.nan), atol=1e-3)
        np.testing.assert_array_equal(arrays(["v", "sd"]), arrays(["w", "sf"]))
        np.testing.assert_array_equal(read("c"), got[-1])
        errors = [np.sqrt(np.nanmean((series - truth)[1:] ** 2)) for series in (raw, got)]
        print(f"REPORT smooth atmosphere of 4 mm: displacement RMSE {errors[0]:.2f} mm, filtered {errors[1]:.2f} mm",
              flush=True)  # fmt: skip
        self.assertLess(errors[1], 0.5 * errors[0])

    def test_filter_gives_the_same_bits_in_small_blocks_and_with_four_threads(self):
        names, _ = plant(self.pairs, self.generator.normal(0, 3, (len(self.pairs), self.rows, self.cols)))
        self.runModule("g.region", res=CELL / 2.5)
        options = dict(input=names, filter_days=60, filter_distance=400, wavelength=WAVELENGTH, **TOWARD)
        blocks = []
        for name, memory, nprocs in (("one", 300, 1), ("four", 1, 4)):
            module = sbas(output=name, memory=memory, nprocs=nprocs, ramp="quadratic", elevation="height", **options)
            self.assertModule(module)
            blocks.append(int(re.search("Filtering the atmosphere in blocks of ([0-9]+) rows", module.outputs.stderr)[1]))
        one, four = arrays(["one", "four"])
        self.runModule("g.region", res=CELL)
        self.assertEqual(blocks[0], 2.5 * self.rows)
        self.assertLess(blocks[1], self.rows)
        np.testing.assert_array_equal(one, four)
        self.assertEqual(np.isfinite(one).sum(), one.size)

    def test_filter_that_no_block_of_memory_holds_is_refused_with_what_it_needs(self):
        names = [f"big_{a}_{b}" for a, b in self.pairs[:6]]
        write_all(names, np.zeros((6, self.rows, self.cols)))
        self.runModule("g.region", res=0.5)
        process = gs.start_command(
            "r.slide.insar", operation="sbas", input=names, wavelength=WAVELENGTH, output="no_c", filter_days=30,
            filter_distance=500, memory=10, stderr=gs.PIPE, **TOWARD)  # fmt: skip
        messages = " ".join(process.communicate()[1].decode().split())
        self.runModule("g.region", res=CELL)
        self.assertEqual(process.returncode, 1)
        self.assertRegex(messages, "do not fit into memory=10: give memory=[0-9]+ or a smaller filter_distance=")
        self.assertFalse(exists("no_c"))

    def test_network_is_told_and_drawn_with_its_baselines(self):
        baseline = self.generator.normal(0, 100, 20)
        baseline -= baseline[0]
        names, _ = plant(self.pairs, np.tensordot(self.matrix, self.motion()[2], 1))
        with tempfile.TemporaryDirectory() as folder:
            listed, chart = os.path.join(folder, "list"), os.path.join(folder, "network")
            with open(listed, "w") as file:
                for name, (a, b) in zip(names, self.pairs):
                    apart = baseline[self.dates.index(b)] - baseline[self.dates.index(a)]
                    file.write(f"{name} {a} {b} {apart:.12g}\n")
            for kind, magic in ((".png", b"\x89PNG"), (".svg", b"<?xml")):
                module = sbas(file=listed, network=chart + kind, velocity="v", wavelength=WAVELENGTH, format="json",
                              **TOWARD)  # fmt: skip
                self.assertModule(module)
                with open(chart + kind, "rb") as file:
                    self.assertEqual(file.read()[: len(magic)], magic)
            network = json.loads(module.outputs.stdout)["network"]
            options = dict(input=names, velocity="v", wavelength=WAVELENGTH, **TOWARD)
            self.assertModule(sbas(network=chart + "_plain.png", **options))
            self.assertTrue(os.path.exists(chart + "_plain.png"))
            self.assertModuleFail(sbas(network=chart + "_none.png", min_pairs=1000, **options))
            self.assertFalse(os.path.exists(chart + "_none.png"))
        self.assertEqual([d["date"].replace("-", "") for d in network["dates"]], self.dates)
        np.testing.assert_allclose([d["baseline"] for d in network["dates"]], baseline, atol=1e-6)
        self.assertEqual({d["subset"] for d in network["dates"]}, {1})
        told = [(p["earlier"].replace("-", ""), p["later"].replace("-", "")) for p in network["pairs"]]
        self.assertEqual(told, self.pairs)


if __name__ == "__main__":
    test()
