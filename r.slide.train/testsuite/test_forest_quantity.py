# location: XY
"""Forests of quantities against scikit-learn's: as good on ground not seen, but for the luck of the draw.

Every figure is the mean over SEEDS forests, ours and scikit-learn's grown from as many seeds on the same samples; they
may differ by four standard errors of that difference, as the forests' own spread from seed to seed tells it.
"""

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.tree import DecisionTreeRegressor

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write

UNITS, UNIT, FEATURES, TREES, SEEDS = 40, 8, 5, 30, 5
SIDE = UNITS * UNIT
ALIKE = {"max_depth": 20, "max_features": "sqrt", "min_samples_leaf": 2}  # forest_regression's defaults


def painted(of_unit):
    return np.kron(of_unit.reshape(UNITS, UNITS), np.ones((UNIT, UNIT)))


class ForestQuantity(TrainCase):
    prefix = "fq_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=SIDE, s=0, e=SIDE, w=0, res=1)
        random = np.random.default_rng(5)
        cls.x = random.normal(size=(UNITS**2, FEATURES)).astype(np.float32)
        law = cls.x[:, 0] + 0.6 * cls.x[:, 1] * cls.x[:, 2] - 0.5 * cls.x[:, 3]
        names = [f"fq_{i}" for i in range(FEATURES)]
        for name, values in zip(names, cls.x.T):
            write(name, painted(values))
        cls.held = random.random(UNITS**2) < 0.4
        write("fq_held", painted(cls.held.astype(float)), np.int32)
        cls.y = {}
        for kind, share in (("dense", 1 / (1 + np.exp(1.5 - law))), ("zeros", np.clip(0.25 * (law - 1), 0, 0.9))):
            label = random.random((SIDE, SIDE)) < painted(share)
            write("fq_" + kind, label, np.int32)
            cls.y[kind] = label.reshape(UNITS, UNIT, UNITS, UNIT).mean(axis=(1, 3)).ravel()
        cls.inputs = {
            "predictors": names, "lad": f"{UNIT}x{UNIT}", "negatives": 0, "split": "map", "split_map": "fq_held",
            "test": 0.4, "method": "forest_regression",
        }  # fmt: skip

    def scores(self, kind, p):
        """r2, R2, -MAE: the more the better."""
        y = self.y[kind][self.held]
        return np.corrcoef(y, p)[0, 1] ** 2, r2_score(y, p), -mean_absolute_error(y, p)

    def ours(self, kind, absolute):
        out = []
        for seed in range(SEEDS):
            report = self.train(label="fq_" + kind, seed=seed, parameters=f"trees={TREES},absolute_error={absolute:d}")
            gs.run_command("r.slide.predict", model=self.path("m.slide"), output="fq_p", overwrite=True, quiet=True)
            p = np.array(garray.array("fq_p"), dtype=float)[::UNIT, ::UNIT].ravel()[self.held]
            out.append(self.scores(kind, p))
            np.testing.assert_allclose([report["test_r2"], report["test_explained"], -report["test_mae"]], out[-1], atol=1e-6)
        return np.array(out)

    def theirs(self, kind, criterion):
        x, y = self.x[~self.held], self.y[kind][~self.held]
        forests = (RandomForestRegressor(TREES, criterion=criterion, random_state=seed, n_jobs=2, **ALIKE) for seed in range(SEEDS))
        return np.array([self.scores(kind, forest.fit(x, y).predict(self.x[self.held])) for forest in forests])

    def bagged(self, kind):
        """A forest as it is defined, of scikit-learn's trees on bootstrap samples with every draw a sample of its own."""
        x, y, out = self.x[~self.held], self.y[kind][~self.held], []
        for seed in range(SEEDS):
            random, p = np.random.default_rng(seed), 0
            for number in range(TREES):
                drawn = random.choice(len(y), len(y))
                tree = DecisionTreeRegressor(criterion="absolute_error", random_state=TREES * seed + number, **ALIKE)
                p = p + tree.fit(x[drawn], y[drawn]).predict(self.x[self.held]) / TREES
            out.append(self.scores(kind, p))
        return np.array(out)

    def luck(self, *forests):
        return 4 * np.sqrt(sum(forest.var(axis=0, ddof=1) for forest in forests) / SEEDS)

    @staticmethod
    def tell(what, **forests):
        for name, scores in forests.items():
            figures = ", ".join(f"{m:.4f} ({s:.4f})" for m, s in zip(abs(scores.mean(axis=0)), scores.std(axis=0, ddof=1)))
            print(f"REPORT {what}, {name}: r2, R2, MAE (sd over seeds) {figures}", flush=True)

    def check_alike(self, kind, absolute):
        ours, theirs = self.ours(kind, absolute), self.theirs(kind, "absolute_error" if absolute else "squared_error")
        self.tell(f"{kind} labels, {'absolute' if absolute else 'squared'} error", ours=ours, scikit_learn=theirs)
        off = abs(ours.mean(axis=0) - theirs.mean(axis=0))
        self.assertTrue((off <= self.luck(ours, theirs)).all(), off)

    def test_least_squares_are_as_good_as_scikit_learn_s(self):
        self.check_alike("dense", False)
        self.check_alike("zeros", False)

    def test_least_absolute_errors_are_as_good_as_scikit_learn_s(self):
        self.check_alike("dense", True)

    def test_least_absolute_errors_of_mostly_zeros_are_at_least_as_good(self):
        """Here most splits save nothing, and which of these is taken decides. scikit-learn's own forest (1.2) counts a
        sample that is drawn twice by a weight, and with weights its splits are not those of least absolute error."""
        self.assertGreater((self.y["zeros"] == 0).mean(), 0.7)
        ours, theirs, bagged = self.ours("zeros", True), self.theirs("zeros", "absolute_error"), self.bagged("zeros")
        self.tell("mostly zeros, absolute error", ours=ours, scikit_learn=theirs, scikit_learn_s_trees=bagged)
        for other in (theirs, bagged):
            less = other.mean(axis=0) - ours.mean(axis=0)
            self.assertTrue((less <= self.luck(ours, other)).all(), less)


if __name__ == "__main__":
    test()
