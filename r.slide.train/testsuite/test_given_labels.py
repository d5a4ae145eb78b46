# location: XY
"""labels=: predictors that go by names given for them, as where every map has a passing name, in every option."""

import numpy as np
from train_case import TrainCase
from rasters import write

import grass.script as gs
from grass.gunittest.main import test

ROWS, COLS = 80, 100
LABELS = "slope,shaking,cover"


class GivenLabels(TrainCase):
    prefix = "gl"
    inputs = {
        "predictors": "gl_1,gl_2,gl_3",
        "label": "gl_landslides",
        "labels": LABELS,
        "categorical": "cover",
        "parameters": "rounds=10",
        "negatives": 3,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(3)
        slope, shaking = random.uniform(1, 50, (ROWS, COLS)), random.uniform(0.1, 1, (ROWS, COLS))
        cover = random.integers(1, 4, (ROWS, COLS)).astype(float)
        logit = -5 + 0.08 * slope + 2 * shaking + (cover == 2)
        write("gl_landslides", (random.random((ROWS, COLS)) < 1 / (1 + np.exp(-logit))).astype(float), np.int32)
        for name, values, dtype in (("1", slope, np.float32), ("2", shaking, np.float32), ("3", cover, np.int32)):
            write(f"gl_{name}", values, dtype)
        for name, copy in (("1", "slope"), ("2", "shaking"), ("3", "cover")):
            gs.run_command("g.copy", raster=f"gl_{name},gl_{copy}", quiet=True)

    def labels_in_model(self, **options):
        self.train(**options)
        return [predictor["label"] for predictor in self.description()["predictors"]]

    def test_model_knows_its_predictors_by_the_labels_in_their_order(self):
        self.assertEqual(self.labels_in_model(), LABELS.split(","))
        self.assertEqual(self.labels_in_model(predictors="gl_3,gl_1,gl_2", labels="cover,slope,shaking"),
                         ["cover", "slope", "shaking"])  # fmt: skip

    def test_learner_is_that_of_maps_of_these_names(self):
        self.train("given.slide", logarithm="shaking", circular="slope")
        self.train("named.slide", labels=None, predictors="gl_slope,gl_shaking,gl_cover", categorical="gl_cover",
                   logarithm="gl_shaking", circular="gl_slope")  # fmt: skip
        given, named = self.description("given.slide"), self.description("named.slide")
        for one, other in zip(given["predictors"], named["predictors"]):
            self.assertEqual("gl_" + one["label"], other["label"])
            same = {key: value for key, value in one.items() if key not in ("label", "map")}
            self.assertEqual(same, {key: other[key] for key in same})

    def test_labels_outdo_semantic_labels_and_names(self):
        gs.run_command("r.semantic.label", map="gl_1", semantic_label="aspect", quiet=True)
        try:
            self.assertEqual(self.labels_in_model(), LABELS.split(","))
            self.assert_refused("<aspect>", "none of the predictors", circular="aspect")
        finally:
            gs.run_command("r.semantic.label", map="gl_1", operation="remove", quiet=True)
        # a name that another map has as its label means that other map
        self.train("swapped.slide", predictors="gl_1,gl_2,gl_3", labels="gl_3,gl_2,gl_1", categorical="gl_1")
        types = [predictor["type"] for predictor in self.description("swapped.slide")["predictors"]]
        self.assertEqual(types, ["continuous", "continuous", "categorical"])
        self.assert_refused("<gl_3>", "none of the predictors", categorical="gl_3")

    def test_groups_and_ablation_take_labels(self):
        scores = self.train(importance="gain", groups="terrain=slope,cover;shaking=shaking",
                            ablation="shaking=shaking")  # fmt: skip
        self.assertEqual({row["predictor"] for row in scores["gain"]}, {"terrain", "shaking"})
        self.assertEqual([row["predictors"] for row in scores["ablation"]], [3, 2, 2, 3])
        self.assertIn("shaking", str(scores["ablation"]))

    def test_roles_of_a_published_model_take_labels(self):
        maps = dict(predictors="gl_3,gl_2,gl_1,gl_cover,gl_slope", labels="slope,shaking,wetness,land_cover,rocks")
        nothing = dict.fromkeys(("label", "categorical", "parameters", "negatives"))
        self.train("published.slide", method="ground_failure", **maps, **nothing,
                   roles="pgv=shaking,cti=wetness,lithology=rocks")  # fmt: skip
        found = [(predictor["label"], predictor["map"][:-len("@PERMANENT")])
                 for predictor in self.description("published.slide")["predictors"]]  # fmt: skip
        self.assertEqual(sorted(found), [("land_cover", "gl_cover"), ("rocks", "gl_slope"), ("shaking", "gl_2"),
                                         ("slope", "gl_3"), ("wetness", "gl_1")])  # fmt: skip

    def test_labels_that_do_not_fit_the_maps_are_refused(self):
        self.assert_refused("labels has 2 names for the 3 maps", labels="slope,shaking", categorical=None)
        self.assert_refused("labels has 4 names for the 3 maps", labels=LABELS + ",more")
        self.assert_refused("'slope' is given to two maps", labels="slope,slope,cover")
        for label in ("a:b", "a;b", "a/b", "a b", ".a"):
            self.assert_refused(f"'{label}' is no name", labels=f"{label},shaking,cover")
        self.assert_refused("labels", "predictors", predictors=None, group="gl_group")


if __name__ == "__main__":
    test()
