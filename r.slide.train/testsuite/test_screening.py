"""Correlation, variance inflation and principal components against NumPy and scikit-learn on the same samples."""

import json
import os

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test
from map_case import MapCase

ROWS, COLS = 120, 100
NAMES = ["scr_a", "scr_b", "scr_large", "scr_small"]


class Screening(MapCase):
    prefix = "scr_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(3)
        a, b, c, d = random.normal(size=(4, ROWS, COLS))
        cls.maps = {
            "scr_a": a,
            "scr_b": 0.9 * a + 0.3 * b,
            "scr_large": 1e6 + 50 * (b - c),
            "scr_small": 1e-7 * (d + 0.2 * a),
            "scr_constant": np.full((ROWS, COLS), 0.1),
            "scr_twice": 2 * a.astype(np.float32) + 0,
            "scr_cover": random.integers(1, 4, (ROWS, COLS)),
            "scr_label": random.random((ROWS, COLS)) < 1 / (1 + np.exp(2 - a)),
        }
        for name, values in cls.maps.items():
            raster = garray.array(dtype=np.int32 if values.dtype.kind in "ib" else np.float32)
            raster[...] = values
            raster.write(name, overwrite=True)
        cls.report = cls.train(NAMES, test_map="scr_test", screening="correlation,vif,pca")
        train = np.array(garray.array(mapname="scr_test", null=-1)) == 0
        cls.x = np.column_stack([np.float32(cls.maps[name][train]) for name in NAMES]).astype(float)
        cls.z = (cls.x - cls.x.mean(axis=0)) / cls.x.std(axis=0)

    @classmethod
    def options(cls, predictors, **options):
        return {"predictors": predictors, "label": "scr_label", "model": os.path.join(cls.folder, "m.slide"),
                "parameters": "rounds=5", "negatives": 3, "overwrite": True, **options}  # fmt: skip

    @classmethod
    def train(cls, predictors, **options):
        return json.loads(
            gs.read_command("r.slide.train", format="json", quiet=True, **cls.options(predictors, **options))
        )

    def table(self, name, columns):
        return np.array([[row[column] for column in columns] for row in self.report[name]])

    def test_correlations_are_numpy_s(self):
        np.testing.assert_allclose(self.table("correlation", NAMES), np.corrcoef(self.x.T), rtol=0, atol=1e-9)
        self.assertEqual([row["predictor"] for row in self.report["correlation"]], NAMES)

    def test_inflation_is_that_of_the_regression_on_the_others(self):
        for i, row in enumerate(self.report["vif"]):
            others = np.delete(self.z, i, axis=1)
            r2 = LinearRegression().fit(others, self.z[:, i]).score(others, self.z[:, i])
            self.assertLess(abs(row["vif"] * (1 - r2) - 1), 1e-9, row["predictor"])

    def test_components_are_scikit_learn_s(self):
        pca = PCA().fit(self.z)
        variance = pca.explained_variance_ * (len(self.z) - 1) / len(self.z)
        np.testing.assert_allclose(self.table("eigenvalues", ["eigenvalue"])[:, 0], variance, rtol=0, atol=1e-9)
        np.testing.assert_allclose(self.table("eigenvalues", ["share"])[:, 0], pca.explained_variance_ratio_, atol=1e-9)
        cumulative = np.cumsum(pca.explained_variance_ratio_)
        np.testing.assert_allclose(self.table("eigenvalues", ["cumulative"])[:, 0], cumulative, atol=1e-9)
        loadings = self.table("loadings", ["pc1", "pc2", "pc3", "pc4"])
        np.testing.assert_allclose(np.abs(loadings), np.abs(pca.components_.T * np.sqrt(variance)), rtol=0, atol=1e-9)
        np.testing.assert_allclose(loadings @ loadings.T, np.corrcoef(self.x.T), rtol=0, atol=1e-9)

    def test_a_loading_is_the_correlation_of_predictor_and_component(self):
        components = PCA().fit_transform(self.z)
        loadings = self.table("loadings", ["pc1", "pc2", "pc3", "pc4"])
        for i in range(4):
            for k in range(4):
                self.assertAlmostEqual(abs(np.corrcoef(self.z[:, i], components[:, k])[0, 1]), abs(loadings[i, k]), places=9)
        self.assertTrue((np.abs(loadings).max(axis=0) == loadings.max(axis=0)).all())

    def test_categories_and_constants_are_left_out_by_name(self):
        module = SimpleModule("r.slide.train", screening="correlation", categorical="scr_cover",
                              **self.options(["scr_a", "scr_b", "scr_constant", "scr_cover"]))  # fmt: skip
        self.assertModule(module)
        message = " ".join(module.outputs.stderr.split())
        self.assertIn("leaves out <scr_constant>: it is constant", message)
        self.assertIn("leaves out <scr_cover>: its values are categories", message)
        self.assertNotIn("scr_cover", module.outputs.stdout.split("correlations")[1])

    def test_a_predictor_that_is_another_one_s_double_has_infinite_inflation(self):
        module = SimpleModule("r.slide.train", screening="vif", **self.options(["scr_a", "scr_twice", "scr_large"]))
        self.assertModule(module)
        rows = dict(line.split() for line in module.outputs.stdout.split("inflation factors\n")[1].strip().splitlines())
        self.assertEqual((rows["scr_a"], rows["scr_twice"]), ("inf", "inf"))
        self.assertAlmostEqual(float(rows["scr_large"]), 1, delta=0.01)

    def test_fewer_than_two_numbers_are_refused_and_leave_no_model(self):
        for predictors, word in ((["scr_a"], "one only"), (["scr_a", "scr_constant"], "1 of 2"),
                                 (["scr_a", "scr_cover"], "1 of 2")):  # fmt: skip
            options = self.options(predictors, categorical="scr_cover" if "scr_cover" in predictors else None)
            options["model"] = os.path.join(self.folder, "refused.slide")
            module = SimpleModule("r.slide.train", screening="correlation", **options)
            self.assertModuleFail(module)
            self.assertIn(word, " ".join(module.outputs.stderr.split()))
            self.assertFalse(os.path.exists(options["model"]))

    def test_the_chart_is_drawn_as_png_and_svg(self):
        for ending, magic in (("png", b"\x89PNG"), ("svg", b"<?xml")):
            path = os.path.join(self.folder, "screening." + ending)
            self.train(NAMES, screening="correlation,vif,pca", screening_chart=path)
            with open(path, "rb") as file:
                self.assertTrue(file.read().startswith(magic))


if __name__ == "__main__":
    test()
