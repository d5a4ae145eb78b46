"""Logistic regression and linear SVM against R, scikit-learn and closed forms; separation and collinearity are named."""

import csv
import json
import os
import tempfile
import zipfile

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, roc_auc_score
from sklearn.svm import LinearSVC

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from real_data import needs, real_data

LSL = real_data("spdatalarge_ecuador", "lsl.csv")


def write(name, values, dtype=np.float64):
    raster = garray.array(dtype=dtype)
    raster[...] = values
    raster.write(name, overwrite=True)


class LinearCase(TestCase):
    """Trains on all cells of maps in one row, without held-out samples."""

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        gs.run_command("g.remove", flags="f", type="raster", pattern="li_*", quiet=True)
        cls.del_temp_region()

    @classmethod
    def put(cls, **maps):
        size = len(next(iter(maps.values())))
        cls.runModule("g.region", n=1, s=0, e=size, w=0, rows=1, cols=size)
        for name, values in maps.items():
            write("li_" + name, np.asarray(values)[None], np.float64)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def train(self, predictors, **options):
        options = {"negatives": 0, "test": 0, "method": "logistic", "label": "li_label", **options}
        names = ",".join("li_" + name for name in predictors.split(","))
        return json.loads(
            gs.read_command(
                "r.slide.train", predictors=names, model=self.path("m.slide"), format="json", overwrite=True, quiet=True,
                **options,
            )  # fmt: skip
        )

    def payload(self, name):
        with zipfile.ZipFile(self.path("m.slide")) as model:
            return json.loads(model.read(name))

    def predict(self):
        gs.run_command("r.slide.predict", flags="o", model=self.path("m.slide"), output="li_p", overwrite=True, quiet=True)
        return np.array(garray.array("li_p"))[0]

    def assert_refused(self, predictors, *words, **options):
        options = {"negatives": 0, "test": 0, "method": "logistic", "label": "li_label", **options}
        names = ",".join("li_" + name for name in predictors.split(","))
        module = SimpleModule("r.slide.train", predictors=names, model=self.path("refused.slide"), **options)
        self.assertModuleFail(module)
        for word in words:
            self.assertIn(word, " ".join(module.outputs.stderr.split()))
        self.assertFalse(os.path.exists(self.path("refused.slide")))


@needs(LSL)
class Ecuador(LinearCase):
    """350 points of Southern Ecuador; R's glm() on them is in the data set's README."""

    NAMES = ("slope", "cplan", "cprof", "elev", "log10_carea")
    R = {
        "slope": (0.07901064210, 0.01505641409),
        "cplan": (-28.94196148, 4.746195174),
        "cprof": (-17.56360076, 10.83037929),
        "elev": (1.789237534e-4, 5.492128397e-4),
        "log10_carea": (-2.274877450, 0.4848195092),
        "(Intercept)": (2.511364072, 2.034657149),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(LSL, encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        cls.x = np.array([[float(row[name]) for name in cls.NAMES] for row in rows])
        cls.y = np.array([row["lslpts"] == "TRUE" for row in rows]).astype(float)
        cls.put(label=cls.y, **dict(zip(cls.NAMES, cls.x.T)))

    def test_coefficients_standard_errors_and_deviance_are_those_of_r(self):
        for scale in ("zscore", "minmax", "none"):
            result = self.train(",".join(self.NAMES), scale=scale)
            for row in result["coefficients"]:
                estimate, error = self.R[row["predictor"].replace("li_", "")]
                self.assertLess(abs(row["estimate"] / estimate - 1), 2e-6, row)
                self.assertLess(abs(row["standard_error"] / error - 1), 1e-6, row)
                self.assertAlmostEqual(row["z"], row["estimate"] / row["standard_error"], places=9)
            self.assertLess(abs(result["deviance"] / 372.833298319 - 1), 1e-7)
            self.assertLess(abs(result["null_deviance"] / (700 * np.log(2)) - 1), 1e-12)

    def test_fitted_values_auc_and_confusion_are_those_of_r(self):
        self.train(",".join(self.NAMES))
        p = self.predict()
        np.testing.assert_allclose(p[:3], [0.19010372637, 0.11718500162, 0.09519486958], rtol=2e-6)
        self.assertAlmostEqual(roc_auc_score(self.y, p), 0.8215836735, places=9)
        self.assertAlmostEqual(np.mean((p - self.y) ** 2), 0.173406383, places=7)
        np.testing.assert_array_equal(confusion_matrix(self.y, p >= 0.5), [[130, 45], [41, 134]])

    def test_svm_is_that_of_scikit_learn_with_either_loss(self):
        z = (self.x - self.x.mean(0)) / self.x.std(0)
        for loss, name, tolerance in ((2, "squared_hinge", 2e-5), (1, "hinge", 2e-4)):
            self.train(",".join(self.NAMES), method="svm", parameters=f"C=0.5,loss={loss}")
            theirs = LinearSVC(C=0.5, loss=name, dual=loss == 1, tol=1e-9, max_iter=1000000).fit(z, self.y)
            ours = np.array(self.payload("svm.json")["coefficients"])
            np.testing.assert_allclose(z @ ours[:-1] + ours[-1], theirs.decision_function(z), atol=tolerance)
            self.assertGreater(roc_auc_score(self.y, self.predict()), 0.81)

    def test_svm_coefficients_are_in_the_predictors_units(self):
        result = self.train(",".join(self.NAMES), method="svm")
        own = {row["predictor"]: row["estimate"] for row in result["coefficients"]}
        scaled = self.payload("svm.json")["coefficients"]
        for i, name in enumerate(self.NAMES):
            self.assertAlmostEqual(own["li_" + name] * self.x[:, i].std() / scaled[i], 1, places=6)
        self.assertIsNone(result["coefficients"][0]["standard_error"])


class Logistic(LinearCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(5)
        cls.x = random.normal(size=(2000, 2)) * [1, 30] + [5, 400]
        cls.cover = random.integers(1, 4, 2000)
        cls.y = (random.random(2000) < 1 / (1 + np.exp(7 - cls.x[:, 0] - 0.01 * (cls.x[:, 1] - 400)))).astype(float)
        cls.put(
            label=cls.y, a=cls.x[:, 0], b=cls.x[:, 1], cover=cls.cover, sum=2 * cls.x[:, 0] - 3, one=np.full(2000, 7.5),
            tells=cls.y * 5 + cls.x[:, 0] * 0.01, edge=np.where(cls.y == 1, cls.x[:, 0], -1),
        )  # fmt: skip

    def test_penalty_and_weights_are_those_of_scikit_learn(self):
        z = (self.x - self.x.mean(0)) / self.x.std(0)
        for options, weight in (({}, None), ({"weights": "balanced"}, "balanced"), ({"weights": "positive=7"}, {1: 7})):
            self.train("a,b", parameters="l2=20", **options)
            theirs = LogisticRegression(C=1 / 20, class_weight=weight, tol=1e-12, max_iter=10000).fit(z, self.y)
            ours = self.payload("logistic.json")["coefficients"]
            np.testing.assert_allclose(ours, [*theirs.coef_[0], *theirs.intercept_], rtol=1e-5)

    def test_one_binary_predictor_has_the_log_odds_ratio_of_its_table(self):
        """Closed form: b = ln(ad / bc), its variance 1/a + 1/b + 1/c + 1/d (Woolf 1955)."""
        table = np.array([[30, 12], [8, 50]])
        group = np.repeat([0, 0, 1, 1], table.ravel())
        label = np.repeat([0, 1, 0, 1], table.ravel())
        self.put(label=label, group=group)
        row = self.train("group")["coefficients"][0]
        self.assertAlmostEqual(row["estimate"], np.log(30 * 50 / (12 * 8)), places=6)
        self.assertAlmostEqual(row["standard_error"], np.sqrt((1 / table).sum()), places=6)
        self.__class__.setUpClass()

    def test_collinear_and_constant_predictors_are_named_and_change_nothing(self):
        alone = self.train("a,b")
        module = SimpleModule(
            "r.slide.train", predictors="li_a,li_b,li_sum,li_one", label="li_label", method="logistic", negatives=0,
            test=0, model=self.path("m.slide"), overwrite=True,
        )  # fmt: skip
        self.assertModule(module)
        message = " ".join(module.outputs.stderr.split())
        self.assertIn("'li_sum' is a sum of the other predictors", message)
        self.assertIn("'li_one' is a sum of the other predictors or the same in all samples", message)
        self.assertIn("li_sum||||", module.outputs.stdout)
        both = self.train("a,b,sum,one")
        self.assertAlmostEqual(both["deviance"], alone["deviance"], places=6)
        self.assertIsNone(both["coefficients"][2]["estimate"])

    def test_categories_compare_with_their_last(self):
        result = self.train("a,cover", categorical="li_cover")
        names = [row["predictor"] for row in result["coefficients"]]
        self.assertEqual(names, ["li_a", "li_cover=1", "li_cover=2", "li_cover=3", "(Intercept)"])
        self.assertIsNone(result["coefficients"][3]["estimate"])
        design = np.stack([self.x[:, 0], self.cover == 1, self.cover == 2], 1)
        theirs = LogisticRegression(C=1e9, tol=1e-12, max_iter=10000).fit(design, self.y)
        ours = [row["estimate"] for row in result["coefficients"][:3]]
        np.testing.assert_allclose(ours, theirs.coef_[0], atol=1e-4)

    def test_separated_samples_are_named(self):
        self.assert_refused("b,tells", "separated", "foremost by li_tells", "l2=1")
        self.assert_refused("a,b,edge", "separated")
        self.train("b,tells", parameters="l2=1")

    def test_coefficients_file_is_the_table(self):
        result = self.train("a,b", coefficients=self.path("c.csv"))
        with open(self.path("c.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row, expected in zip(rows, result["coefficients"], strict=True):
            self.assertAlmostEqual(float(row["p"]), expected["p"], places=8)
        self.assert_refused("a", "has no coefficients", method="xgboost", coefficients=self.path("none.csv"))

    def test_wrong_options_are_refused_by_name(self):
        self.assert_refused("a", "'heavy' are no class weights", "balanced", weights="heavy")
        self.assert_refused("a", "'positive=-3' are no class weights", weights="positive=-3")
        self.assert_refused("a", "'positive=nan' are no class weights", weights="positive=nan")
        self.assert_refused("a", "-w needs weights=", flags="w")
        self.assert_refused("a", "-w does not go with calibration=platt", flags="w", weights="balanced", calibration="platt")
        self.assert_refused("a", "<li_cover>, given as circular", "none of the predictors", circular="li_cover")
        self.assert_refused("a,b", "is given as circular", circular="li_a", absolute="li_a")
        self.assert_refused("a,cover", "is a map of categories", categorical="li_cover", logarithm="li_cover")
        self.assert_refused("a,edge", "<li_edge@", "holds -1", "no logarithm", logarithm="li_edge")
        self.assert_refused("a", "l2 must be a number", parameters="l2=-1")


if __name__ == "__main__":
    test()
