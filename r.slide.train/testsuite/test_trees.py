"""Trees trained on maps: boosted ones are Python's, forests as good on ground not seen as scikit-learn's, on any threads."""

import csv
import os
import re
import subprocess
import unittest
import zipfile

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test
from map_case import MapCase
from rasters import write

try:
    import xgboost
except ImportError:
    print("REPORT python3-xgboost is not installed: boosted trees were not held against Python's", flush=True)
    xgboost = None

ROWS, COLS, PREDICTORS = 200, 150, 6


class Trees(MapCase):
    prefix = "trees_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(42)
        cls.x = random.normal(size=(PREDICTORS, ROWS, COLS)).astype(np.float32)
        logit = -2 + 1.2 * cls.x[0] + cls.x[1] * cls.x[2] - 0.7 * cls.x[3]
        cls.label = (random.random((ROWS, COLS)) < 1 / (1 + np.exp(-logit))).astype(int)
        cls.names = [f"trees_{i}" for i in range(PREDICTORS)]
        for name, values in zip(cls.names, cls.x):
            write(name, values)
        write("trees_label", cls.label)

    def predicted(self, method, nprocs, parameters):
        """Trained on the northern half, predicted everywhere."""
        model = os.path.join(self.folder, f"{method}_{nprocs}.slide")
        self.runModule("g.region", n=ROWS, s=ROWS // 2, e=COLS, w=0, res=1)
        self.runModule("r.slide.train", predictors=self.names, label="trees_label", method=method, model=model,
                       parameters=parameters, negatives=0, test=0, nprocs=nprocs)  # fmt: skip
        self.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        self.runModule("r.slide.predict", model=model, output="trees_p", nprocs=nprocs, overwrite=True)
        return np.array(garray.array(mapname="trees_p"))

    @unittest.skipIf(xgboost is None, "python3-xgboost is not installed")
    def test_boosting_is_python_s_on_the_same_table_and_python_reads_the_model(self):
        """The table that the module writes, and the parameters that it was given, in Python: the map within 1e-6."""
        table, model = (os.path.join(self.folder, name) for name in ("boosted.csv", "boosted.slide"))
        parameters = {"max_depth": 4, "eta": 0.1, "min_child_weight": 5, "lambda": 1, "max_bin": 256}
        own = {"rounds": 80, "subsample": 1, "colsample_bytree": 1}
        gs.run_command(
            "r.slide.train", predictors=self.names, label="trees_label", test=0, samples="2000,3000", model=model,
            table_out=table, event="here", parameters=[f"{key}={value}" for key, value in {**own, **parameters}.items()],
            quiet=True,
        )  # fmt: skip
        self.runModule("r.slide.predict", model=model, output="trees_p", flags="u", overwrite=True)
        ours = np.array(garray.array(mapname="trees_p")).ravel()
        with open(table, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        x = np.array([[row[name] for name in self.names] for row in rows], dtype=np.float32)
        y = np.array([row["label"] for row in rows], dtype=float)
        settings = {"objective": "binary:logistic", "tree_method": "hist", "base_score": y.mean(), **parameters}
        cells = self.x.reshape(PREDICTORS, -1).T
        trained = xgboost.train(settings, xgboost.DMatrix(x, y), own["rounds"]).inplace_predict(cells)
        read = xgboost.Booster()
        with zipfile.ZipFile(model) as archive:
            read.load_model(bytearray(archive.read("xgboost.json")))
        difference = np.abs(ours - trained).max(), np.abs(ours - read.inplace_predict(cells)).max()
        print(f"REPORT Python's xgboost trained on the same table differs by {difference[0]:.1g}, its reading of the "
              f"model by {difference[1]:.1g}", flush=True)  # fmt: skip
        self.assertEqual(len(rows), 5000)
        self.assertLess(max(difference), 1e-6)

    def test_forest_is_as_good_as_scikit_learn_s_on_ground_not_seen(self):
        p = self.predicted("forest", 2, "trees=100")
        half = ROWS // 2
        seen, unseen = (self.x[:, part].reshape(PREDICTORS, -1).T for part in (slice(half), slice(half, None)))
        forest = RandomForestClassifier(100, max_depth=16, random_state=1, n_jobs=2)
        forest.fit(seen, self.label[:half].ravel())
        truth = self.label[half:].ravel()
        theirs = roc_auc_score(truth, forest.predict_proba(unseen)[:, 1])
        self.assertAlmostEqual(roc_auc_score(truth, p[half:].ravel()), theirs, delta=0.005)

    def test_every_tree_learner_gives_the_same_map_with_one_and_three_threads(self):
        for method, parameters in (("forest", "trees=10"), ("leafwise", "rounds=20"), ("xgboost", "rounds=20")):
            one, three = (self.predicted(method, nprocs, parameters) for nprocs in (1, 3))
            np.testing.assert_array_equal(one, three)
            self.assertGreater(roc_auc_score(self.label.ravel(), one.ravel()), 0.75)

    def test_idle_threads_sleep_unless_the_user_wants_them_to_spin(self):
        for wanted, expected in ((None, "PASSIVE"), ("active", "ACTIVE")):
            environment = dict(os.environ, OMP_DISPLAY_ENV="true")
            for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT"):
                environment.pop(name, None)
            if wanted:
                environment["OMP_WAIT_POLICY"] = wanted
            said = subprocess.run(["r.slide.train", "--help"], env=environment, capture_output=True, text=True).stderr
            self.assertEqual(re.findall(r"OMP_WAIT_POLICY = '(\w+)'", said)[-1], expected)


if __name__ == "__main__":
    test()
