# location: XY
"""Strata drawn in equal numbers: the probability is that of the region within each stratum, where the model knows it."""

import json
import zipfile

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.gmodules import SimpleModule
from grass.gunittest.main import test

from train_case import TrainCase
from rasters import write

ROWS, COLS = 250, 300
SHARE = {1: 0.02, 2: 0.1, 5: 0.3}  # of landslides where a is 0, by stratum
WIDTH = {1: 0.75, 2: 0.2, 5: 0.05}  # of the region


class StratumPrior(TrainCase):
    prefix = "sp_"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=ROWS, s=0, e=COLS, w=0, res=1)
        random = np.random.default_rng(6)
        cls.stratum = random.choice(list(WIDTH), size=(ROWS, COLS), p=list(WIDTH.values()))
        a = random.normal(size=(ROWS, COLS))
        logit = a + np.vectorize({s: np.log(p / (1 - p)) for s, p in SHARE.items()}.get)(cls.stratum)
        cls.law = 1 / (1 + np.exp(-logit))
        cls.label = random.random((ROWS, COLS)) < cls.law
        write("sp_a", a)
        write("sp_b", random.normal(size=(ROWS, COLS)))
        write("sp_strata", cls.stratum, np.int32)
        write("sp_other", cls.stratum, np.int32)
        write("sp_label", cls.label, np.int32)
        cls.inputs = {
            "label": "sp_label", "method": "logistic", "parameters": "l2=0", "test": 0, "samples": [3000, 6000],
            "strata": "sp_strata",
        }  # fmt: skip

    def probability(self, predictors, flags="", **options):
        categorical = "sp_strata" if "sp_strata" in predictors else None
        self.train(predictors=predictors, categorical=categorical, **options)
        gs.run_command("r.slide.predict", model=self.path("m.slide"), output="sp_p", flags=flags, overwrite=True, quiet=True)
        return np.array(garray.array("sp_p"), dtype=float)

    def ratios(self, p):
        """Mean probability over the share of landslides, stratum by stratum."""
        return np.array([p[self.stratum == s].mean() / self.label[self.stratum == s].mean() for s in SHARE])

    def history(self, name="sp_p"):
        return gs.read_command("r.info", map=name, flags="h")

    def test_every_stratum_has_its_own_prior(self):
        equal = self.ratios(self.probability("sp_a,sp_strata", allocation="equal"))
        print("REPORT mean probability over share of landslides by stratum:", equal.round(3), flush=True)
        np.testing.assert_allclose(equal, 1, atol=0.06)
        text = " ".join(self.history().split())
        self.assertIn("in each stratum, told by predictor sp_strata", text)
        proportional = self.ratios(self.probability("sp_a,sp_strata", allocation="proportional"))
        np.testing.assert_allclose(proportional, 1, atol=0.15)
        self.assertNotIn("in each stratum", self.history())

    def test_it_is_the_law_and_not_only_right_in_the_mean(self):
        p = self.probability("sp_a,sp_strata", allocation="equal")
        for stratum in SHARE:
            inside = self.stratum == stratum
            slope = np.cov(p[inside], self.law[inside])[0, 1] / np.var(p[inside], ddof=1)
            self.assertAlmostEqual(slope, 1, delta=0.06)

    def test_ratios_are_the_shares_kept(self):
        p, q = (self.probability("sp_a,sp_strata", flags, allocation="equal") for flags in ("", "u"))
        kept = {s["category"]: s["kept"] for s in self.description()["members"][0]["sampling"]["strata"]["of"]}
        self.assertEqual(kept, {1: 2000, 2: 2000, 5: 2000})
        positive = 3000 / self.label.sum()
        for stratum in SHARE:
            inside = self.stratum == stratum
            ratio = (p / (1 - p))[inside] / (q / (1 - q))[inside]
            expected = 2000 / (inside & ~self.label).sum() / positive
            np.testing.assert_allclose(ratio, expected, rtol=1e-4)

    def test_cells_outside_the_buffer_count_too(self):
        p, q = (self.probability("sp_a,sp_strata", flags, allocation="equal", samples=[3000, 3000], buffer="0,2") for flags in ("", "u"))
        for stratum, kept in {s["category"]: s["kept"] for s in self.description()["members"][0]["sampling"]["strata"]["of"]}.items():
            inside = self.stratum == stratum
            expected = kept / (inside & ~self.label).sum() / (3000 / self.label.sum())
            np.testing.assert_allclose((p / (1 - p))[inside] / (q / (1 - q))[inside], expected, rtol=1e-4)

    def test_strata_that_no_predictor_tells_are_told_of(self):
        said = self.message_of(predictors="sp_a,sp_b", allocation="equal")
        self.assertIn("right for all strata together, not within each", said)
        p = self.probability("sp_a,sp_b", allocation="equal")
        self.assertIn("for all of them together", " ".join(self.history().split()).replace("| ", ""))
        self.assertAlmostEqual(p.mean() / self.label.mean(), 1, delta=0.15)
        self.assertNotIn("together", self.message_of(predictors="sp_a,sp_b", allocation="proportional"))

    def test_a_new_map_of_strata_may_have_another_name(self):
        before = self.probability("sp_a,sp_strata", allocation="equal")
        gs.run_command("r.slide.predict", model=self.path("m.slide"), map="sp_strata:sp_other", output="sp_q", overwrite=True, quiet=True)
        np.testing.assert_array_equal(np.array(garray.array("sp_q"), dtype=float), before)

    def test_a_model_whose_strata_are_told_by_a_predictor_that_it_has_not_is_refused(self):
        self.train(predictors="sp_a,sp_strata", categorical="sp_strata", allocation="equal")
        with zipfile.ZipFile(self.path("m.slide")) as model:
            content = {name: model.read(name) for name in model.namelist()}
        for predictor in (3, -1):
            changed = json.loads(content["model.json"])
            changed["members"][0]["sampling"]["strata"]["predictor"] = predictor
            with zipfile.ZipFile(self.path("changed.slide"), "w") as model:
                for name, data in {**content, "model.json": json.dumps(changed)}.items():
                    model.writestr(name, data)
            module = SimpleModule("r.slide.predict", model=self.path("changed.slide"), output="sp_p", overwrite=True)
            self.assertModuleFail(module)
            self.assertIn("strata cannot be read", " ".join(module.outputs.stderr.split()))


if __name__ == "__main__":
    test()
