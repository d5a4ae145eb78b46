# location: XY
"""Calibration from samples to map against scikit-learn's CalibratedClassifierCV on the same folds."""

import ctypes
import os
import subprocess

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write

ROWS, COLS, FOLDS, SEED = 70, 90, 4, 17
LIB = os.path.join(os.environ["SLIDE_SUITE"], "lib")


class Single(ClassifierMixin, BaseEstimator):
    """Logistic regression whose probabilities are single precision numbers, as a learner's are here."""

    def __init__(self, class_weight=None):
        self.class_weight = class_weight

    def fit(self, x, y):
        self.classes_ = np.unique(y)
        self.model_ = LogisticRegression(penalty=None, class_weight=self.class_weight, tol=1e-12, max_iter=10000, solver="newton-cholesky")
        self.model_.fit(x, y)
        return self

    def predict_proba(self, X):
        p = self.model_.predict_proba(X)[:, 1].astype(np.float32).astype(float)
        return np.column_stack([1 - p, p])


class SingleOdds(Single):
    """The same with log odds, which scikit-learn's sigmoid then goes by."""

    def decision_function(self, X):
        p = self.predict_proba(X)[:, 1]
        return np.log(p / (1 - p))


class Calibrated(TrainCase):
    prefix = "cc_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(2)
        a, b = random.normal(size=(2, ROWS, COLS)).astype(np.float32)
        write("cc_a", a)
        write("cc_b", b)
        # no logistic law: the fit is off, and calibration has something to do
        label = random.random((ROWS, COLS)) < np.where(a + b > 1.2, 0.7, 0.05 + 0.05 * (a > 0))
        write("cc_label", label, np.int32)
        cls.x, cls.y = np.column_stack([a.ravel(), b.ravel()]).astype(float), label.ravel().astype(int)
        cls.inputs = {
            "predictors": "cc_a,cc_b", "label": "cc_label", "method": "logistic", "parameters": "l2=0", "negatives": 0,
            "test": 0, "seed": SEED, "calibration_folds": FOLDS,
        }  # fmt: skip
        cls.folds = cls.fold_of_each_cell()

    @classmethod
    def fold_of_each_cell(cls):
        """As the library draws them; that they are folds of equal shares of either class its own tests say."""
        library = os.path.join(cls.folder, "fold.so")
        sources = [os.path.join(LIB, *name) for name in (("learn", "fold.c"), ("base", "random.c"), ("base", "status.c"))]
        subprocess.run(["gcc", "-std=gnu11", "-O2", "-shared", "-fPIC", "-I" + LIB, "-o", library, *sources, "-lm"], check=True)
        fold, key = np.zeros(ROWS * COLS, np.uint8), np.arange(ROWS * COLS, dtype=np.uint64)
        status = ctypes.CDLL(library).fold_samples(
            cls.y.astype(np.float32).ctypes.data_as(ctypes.c_void_p), key.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_size_t(len(key)), ctypes.c_size_t(FOLDS), ctypes.c_uint64(SEED),
            fold.ctypes.data_as(ctypes.c_void_p), None,
        )  # fmt: skip
        os.remove(library)
        assert status == 0
        return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(FOLDS)]

    def ours(self, **options):
        self.train(**options)
        gs.run_command("r.slide.predict", model=self.path("m.slide"), output="cc_p", overwrite=True, quiet=True)
        return np.array(garray.array("cc_p"), dtype=float).ravel()

    def check(self, method, learner, within, **options):
        p = self.ours(calibration={"sigmoid": "platt"}.get(method, method), **options)
        theirs = CalibratedClassifierCV(learner, method=method, cv=self.folds).fit(self.x, self.y)
        off = abs(p - theirs.predict_proba(self.x)[:, 1])
        plain = abs(self.ours(calibration="none", **options) - p).max()
        print(f"REPORT {method} {options}: largest difference {off.max():.2g}, mean {off.mean():.2g}; "
              f"of the uncalibrated {plain:.2g}", flush=True)  # fmt: skip
        self.assertGreater(plain, 1000 * within)
        self.assertLess(np.quantile(off, 0.99), 2e-7)
        self.assertLess(off.max(), within)

    # where two knots are near each other the curve is steep, and the last bit of a single precision number counts

    def test_isotonic(self):
        self.check("isotonic", Single(), 2e-5)

    def test_isotonic_of_a_weighted_learner(self):
        self.check("isotonic", Single("balanced"), 2e-5, weights="balanced")

    def test_sigmoid(self):
        self.check("sigmoid", SingleOdds(), 2e-7)

    def test_sigmoid_of_a_weighted_learner(self):
        self.check("sigmoid", SingleOdds("balanced"), 2e-7, weights="balanced")


if __name__ == "__main__":
    test()
