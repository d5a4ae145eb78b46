# location: none
"""The calibration kernels, called as a shared library, against scikit-learn's isotonic regression and sigmoid."""

import ctypes
import os
import subprocess
import tempfile
import unittest

import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

SUITE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOUBLES = ctypes.POINTER(ctypes.c_double)


class Calibrator(ctypes.Structure):
    """struct calibrator of lib/learn/calibrate.h"""

    _fields_ = [
        ("kind", ctypes.c_int),
        ("knots", ctypes.c_size_t),
        ("knot", DOUBLES),
        ("share", DOUBLES),
        ("slope", ctypes.c_double),
        ("intercept", ctypes.c_double),
    ]


class Calibrate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        library = os.path.join(cls.folder.name, "calibrate.so")
        sources = [os.path.join(SUITE, "lib", *name) for name in (("learn", "calibrate.c"), ("base", "status.c"))]
        include = "-I" + os.path.join(SUITE, "lib")
        subprocess.run(
            ["gcc", "-std=gnu11", "-O2", "-shared", "-fPIC", include, "-o", library, *sources, "-lm"], check=True
        )
        cls.kernels = ctypes.CDLL(library)
        cls.kernels.calibrated.restype = ctypes.c_double
        cls.kernels.calibrated.argtypes = [ctypes.c_void_p, ctypes.c_double]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def fit(self, kind, score, label, weight=None):
        calibrator = Calibrator()
        score = np.ascontiguousarray(score, float)
        label = np.ascontiguousarray(label, np.float32)
        pointer = None
        if weight is not None:
            weight = np.ascontiguousarray(weight, float)
            pointer = weight.ctypes.data_as(DOUBLES)
        status = getattr(self.kernels, f"calibrate_{kind}")(
            score.ctypes.data_as(DOUBLES),
            label.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
            pointer,
            ctypes.c_size_t(len(score)),
            ctypes.byref(calibrator),
            None,
        )
        self.assertEqual(status, 0)
        return calibrator

    def apply(self, calibrator, score):
        return np.array([self.kernels.calibrated(ctypes.byref(calibrator), value) for value in score])

    def cases(self):
        """score, label, weight: without and with weights, ties, one score, order the wrong way round."""
        random = np.random.default_rng(7)
        for size in (2, 5, 60, 3000):
            score = random.random(size)
            label = (random.random(size) < 0.1 + 0.7 * score**2).astype(float)
            label[:2] = 0, 1
            yield score, label, None
            yield score, label, random.uniform(0.2, 5, size)
            yield np.round(score, 1), label, None
            yield np.round(score, 1), label, random.uniform(0.2, 5, size)
            yield -score, label, None
            yield np.full(size, 0.3), label, None

    def test_isotonic_is_that_of_scikit_learn(self):
        for score, label, weight in self.cases():
            expected = IsotonicRegression(out_of_bounds="clip").fit(score, label, sample_weight=weight)
            asked = np.concatenate([np.linspace(score.min() - 1, score.max() + 1, 997), score])
            got = self.apply(self.fit("isotonic", score, label, weight), asked)
            np.testing.assert_allclose(got, expected.predict(asked), rtol=0, atol=1e-9)

    def test_isotonic_keeps_no_more_knots_than_it_needs(self):
        random = np.random.default_rng(1)
        score = random.random(20000)
        calibrator = self.fit("isotonic", score, random.random(20000) < score)
        share = np.ctypeslib.as_array(calibrator.share, (calibrator.knots,))
        self.assertLess(calibrator.knots, 1000)
        self.assertTrue((np.bincount(np.unique(share, return_inverse=True)[1]) <= 2).all())

    @staticmethod
    def sigmoid_gradient(ab, score, label, weight):
        """Of Platt's cross entropy with his targets, by slope and intercept."""
        positive, negative = weight[label == 1].sum(), weight[label == 0].sum()
        target = np.where(label == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))
        p = 1 / (1 + np.exp(ab[0] * score + ab[1]))
        return np.array([(weight * (target - p) * score).sum(), (weight * (target - p)).sum()])

    def test_platt_is_that_of_scikit_learn(self):
        """scikit-learn stops at a gradient of 1e-5: its result is polished by Newton's method to the last digits."""
        for score, label, weight in self.cases():
            if np.ptp(score) == 0 or len(score) < 60:
                continue
            calibrator = self.fit("platt", score, label, weight)
            weight = np.ones_like(score) if weight is None else weight
            theirs = _SigmoidCalibration().fit(score, label, sample_weight=weight)
            self.assertAlmostEqual(calibrator.slope, theirs.a_, delta=1e-4 * abs(theirs.a_))
            ab = np.array([theirs.a_, theirs.b_])
            for _ in range(20):
                gradient = self.sigmoid_gradient(ab, score, label, weight)
                p = 1 / (1 + np.exp(ab[0] * score + ab[1]))
                design = np.stack([score, np.ones_like(score)], 1)
                ab = ab - np.linalg.solve((design * (weight * p * (1 - p))[:, None]).T @ design, gradient)
            np.testing.assert_allclose([calibrator.slope, calibrator.intercept], ab, rtol=1e-9, atol=1e-9)

    def test_platt_of_small_and_constant_scores_is_the_minimum(self):
        for score, label, weight in self.cases():
            calibrator = self.fit("platt", score, label, weight)
            weight = np.ones_like(score) if weight is None else weight
            gradient = self.sigmoid_gradient(np.array([calibrator.slope, calibrator.intercept]), score, label, weight)
            self.assertLess(np.abs(gradient).max(), 1e-7 * len(score))

    def test_platt_of_separated_scores_stays_finite(self):
        score = np.arange(40.0)
        calibrator = self.fit("platt", score, score >= 20)
        self.assertTrue(np.isfinite([calibrator.slope, calibrator.intercept]).all())
        np.testing.assert_allclose(self.apply(calibrator, [-1e9, 1e9]), [0, 1], atol=1e-12)


if __name__ == "__main__":
    unittest.main()
