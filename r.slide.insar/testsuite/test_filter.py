# location: EPSG:32645
"""The Goldstein filter: against a plain one in NumPy, on planted fringes, on real interferograms, and bad input."""

import os

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

from insar_case import OnMaps, assert_refused
from rasters import read

COMET = real_data("comet_coseismic")


def store(name, values):
    rows, cols = values.shape
    gs.run_command("g.region", n=rows * 30, s=0, w=0, e=cols * 30, res=30)
    stored = garray.array(dtype=np.float32)
    stored[...] = np.where(np.isnan(values), -9999, values)
    stored.write(name, null=-9999, overwrite=True)


def wrap(phase):
    return np.angle(np.exp(1j * phase))


def residues(phase):
    """Loops of four cells around which the wrapped differences do not sum to zero."""
    a, b, c, d = phase[:-1, :-1], phase[:-1, 1:], phase[1:, 1:], phase[1:, :-1]
    turns = wrap(b - a) + wrap(c - b) + wrap(d - c) + wrap(a - d)
    return int(np.sum(np.abs(np.nan_to_num(turns)) > np.pi))


def goldstein(phase, window=64, window_step=4, strength=0.8, coherence=None):
    """The filter as the manual page tells it, window by window."""
    margin = window - window_step
    rows, cols = phase.shape
    down, across = (margin + rows - 1) // window_step + 1, (margin + cols - 1) // window_step + 1
    signal = np.zeros(((down - 1) * window_step + window, (across - 1) * window_step + window), dtype=complex)
    inside = (slice(margin, margin + rows), slice(margin, margin + cols))
    valid = np.isfinite(phase)
    signal[inside][valid] = np.exp(1j * phase[valid])
    around = np.full(signal.shape, np.nan)
    if coherence is not None:
        around[inside] = np.where(valid, coherence, np.nan)
    ramp = 1 - np.abs(2 * np.arange(window) + 1 - window) / window
    total = np.zeros_like(signal)
    for top in range(0, down * window_step, window_step):
        for left in range(0, across * window_step, window_step):
            part = (slice(top, top + window), slice(left, left + window))
            if not signal[part].any():
                continue
            alpha = strength
            if coherence is not None:
                alpha = 1 - np.nanmean(around[part]) if np.isfinite(around[part]).any() else 0
            spectrum = np.fft.fft2(signal[part])
            smooth = sum(np.roll(abs(spectrum), (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1))
            total[part] += np.outer(ramp, ramp) * np.fft.ifft2(spectrum * (smooth / smooth.max()) ** alpha)
    return np.where(valid, np.angle(total[inside]), np.nan)


class WithMaps(OnMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

    def filter(self, phase, output="filtered", **options):
        module = SimpleModule("r.slide.insar", operation="filter", phase=phase, output=output, overwrite=True, **options)
        self.assertModule(module)
        return read(output), " ".join(module.outputs.stderr.split())


class Filter(WithMaps):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(4)
        row, col = np.mgrid[0:150, 0:190]
        cls.truth = 0.002 * (row - 60) ** 2 + 0.11 * col
        cls.noisy = wrap(cls.truth + random.normal(0, 0.9, row.shape))
        cls.holed = cls.noisy.copy()
        cls.holed[50:120, 60:80] = np.nan
        cls.holed[random.random(row.shape) < 0.03] = np.nan
        cls.coherence = np.clip(col / 189.0 + random.normal(0, 0.1, row.shape), 0, 1)
        cls.coherence[:, 150:160] = np.nan

    def setUp(self):
        store("noisy", self.noisy)
        store("holed", self.holed)
        store("gamma", self.coherence)

    def same_phase(self, found, expected, within, share=1.0):
        np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
        difference = np.abs(wrap(found - expected))[~np.isnan(expected)]
        self.assertGreaterEqual(np.mean(difference < within), share)

    def test_is_the_plain_filter_for_any_window_step_and_strength_and_across_nulls(self):
        # where the filtered signal all but vanishes its phase is anybody's
        for settings in ({}, {"window": 32, "window_step": 8, "strength": 0.5}, {"window": 20, "window_step": 3, "strength": 1}):
            for name, phase in (("noisy", self.noisy), ("holed", self.holed)):
                self.same_phase(self.filter(name, **settings)[0], goldstein(phase, **settings), 1e-3, 0.9995)

    def test_strength_by_coherence_is_the_plain_filter_with_one_minus_its_mean(self):
        found = self.filter("holed", strength="coherence", coherence="gamma", window=32)[0]
        self.same_phase(found, goldstein(self.holed, window=32, coherence=self.coherence), 1e-3, 0.9995)

    def test_residues_fall_and_the_fringe_count_stays(self):
        found = self.filter("noisy")[0]
        self.assertLess(residues(found), residues(self.noisy) / 20)
        # fringes along lines in the middle, where the phase is known
        for start, end in ((found[75, :], self.truth[75, :]), (found[:, 95], self.truth[:, 95])):
            counted = np.sum(wrap(np.diff(start))) / (2 * np.pi)
            self.assertAlmostEqual(counted, (end[-1] - end[0]) / (2 * np.pi), delta=0.25)
        error = [np.sqrt(np.mean(wrap(phase - self.truth) ** 2)) for phase in (self.noisy, found)]
        self.assertLess(error[1], error[0] / 3)

    def test_pure_fringe_passes_to_the_edges_and_across_nulls(self):
        row, col = np.mgrid[0:150, 0:190]
        fringe = wrap(2 * np.pi * (5 * row - 3 * col) / 64)
        fringe[40:90, 40:90] = np.nan
        store("fringe", fringe)
        self.same_phase(self.filter("fringe")[0], fringe, 1e-3)

    def test_strength_zero_changes_nothing(self):
        self.same_phase(self.filter("holed", strength=0)[0], self.holed, 1e-5)
        store("ones", np.ones(self.noisy.shape))
        self.same_phase(self.filter("holed", strength="coherence", coherence="ones")[0], self.holed, 1e-5)

    def test_no_seams_stand_out_along_windows(self):
        found = self.filter("noisy", window=32, window_step=16)[0]
        step = np.abs(wrap(np.diff(wrap(found - self.truth), axis=1)))
        at_seams = step[:, (np.arange(step.shape[1]) + 1) % 16 == 0].mean()
        self.assertLess(at_seams, 1.2 * step.mean())

    def test_same_bits_with_one_and_three_threads(self):
        for threads in (1, 3):
            self.filter("holed", output=f"threads_{threads}", nprocs=threads)
        np.testing.assert_array_equal(read("threads_1"), read("threads_3"))

    def test_mask_is_null_and_region_is_obeyed(self):
        gs.run_command("g.region", n=150 * 30 - 300, s=600, w=900, e=190 * 30 - 600)
        inside = (slice(10, 130), slice(30, 170))
        gs.mapcalc("MASK = if(col() < 40 || row() > 12, 1, null())", overwrite=True)
        try:
            masked = self.holed[inside].copy()
            masked[:12, 39:] = np.nan
            found = self.filter("holed", window=16)[0]
            self.same_phase(found, goldstein(masked, window=16), 1e-3, 0.9995)
        finally:
            gs.run_command("g.remove", flags="f", type="raster", name="MASK", quiet=True)

    def test_unwrapped_phase_is_told_and_comes_out_wrapped(self):
        store("unwrapped", self.truth)
        found, messages = self.filter("unwrapped", strength=0)
        self.assertIn(f"{np.sum(np.abs(self.truth.astype(np.float32)) > np.pi + 1e-5)} of {self.truth.size} cells", messages)
        self.same_phase(found, self.truth, 1e-4)

    def test_map_says_what_it_is(self):
        self.filter("noisy")
        info = gs.parse_command("r.info", map="filtered", flags="e")
        self.assertIn("Filtered wrapped phase", gs.read_command("r.info", map="filtered", flags="e"))
        self.assertEqual(info["units"].strip('"'), "rad")
        self.assertEqual(info["semantic_label"].strip('"'), "wrapped_phase")
        history = " ".join(gs.read_command("r.info", map="filtered").split())
        self.assertIn("window 64, step 4, strength 0.8", history)

    def refused(self, message, **options):
        assert_refused(self, message, ("no",), operation="filter", output="no", **options)

    def test_bad_input_is_refused_by_name_and_leaves_no_map(self):
        store("empty", np.full(self.noisy.shape, np.nan))
        store("decibel", self.coherence * -20)
        self.refused("window of 33", phase="noisy", window=33)
        self.refused("step of 33", phase="noisy", window_step=33)
        self.refused("window=64x32 is no number of cells", phase="noisy", window="64x32")
        self.refused("strength=2 must be", phase="noisy", strength=2)
        self.refused("strength=much must be", phase="noisy", strength="much")
        self.refused("strength=coherence needs coherence=", phase="noisy", strength="coherence")
        self.refused("no use without strength=coherence", phase="noisy", coherence="gamma")
        self.refused("No valid cell in <empty>", phase="empty")
        self.refused("No valid cell in <empty>", phase="noisy", strength="coherence", coherence="empty")
        self.refused("<decibel> is no coherence map: it holds -20", phase="noisy", strength="coherence", coherence="decibel")
        self.refused("nprocs=0 must be at least 1", phase="noisy", nprocs=0)


@needs(COMET)
class Earthquakes(WithMaps):
    """Wrapped phase of two earthquakes, unwrapped by others."""

    def check(self, name):
        gs.run_command("r.in.gdal", flags="o", input=os.path.join(COMET, f"{name}_wrapped_rad.tif"), output=name, overwrite=True)
        gs.run_command("r.in.gdal", flags="o", input=os.path.join(COMET, f"{name}_unw_rad.tif"), output="unw", overwrite=True)
        gs.run_command("g.region", raster=name)
        wrapped, unwrapped = read(name), read("unw")
        found = self.filter(name, window_step=8, nprocs=2)[0]
        np.testing.assert_array_equal(np.isnan(found), np.isnan(wrapped))
        before, after = residues(wrapped), residues(found)

        def agreement(phase):
            apart = wrap(phase - unwrapped)
            apart = apart[np.isfinite(apart)]
            return np.mean(np.abs(wrap(apart - np.angle(np.mean(np.exp(1j * apart))))) < 1)

        print(f"REPORT {name}: {before} residues, {after} filtered; within 1 rad of the published unwrapping "
              f"{agreement(wrapped):.4f} and {agreement(found):.4f}", flush=True)
        self.assertLess(after, before / 5)
        self.assertGreater(agreement(found), max(0.99, agreement(wrapped)))

    def test_residues_of_both_fall_and_the_fringes_are_those_published(self):
        self.check("greece")
        self.check("afghanistan")


if __name__ == "__main__":
    test()
