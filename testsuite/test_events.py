# location: EPSG:32645
"""A model of two simulated earthquakes, each in its own location, predicts a third one nearly as well as can be."""

import json
import os
import shutil
import subprocess
import tempfile

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test
from three_events import LAW, PREDICTORS, elsewhere, prepare, words

ROWS, COLS, PREVALENCE = 400, 400, 0.02
EVENTS = {"utm11": ("EPSG:32611", 101), "degrees": ("EPSG:4326", 102)}


class TwoEventsPredictAThird(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="r_slide_events_")
        cls.ceiling = {}
        for name, (projection, seed) in EVENTS.items():
            table = os.path.join(cls.folder, name + ".gpkg")
            told = elsewhere(
                projection,
                prepare(ROWS, COLS, seed, PREVALENCE)
                + f"r.slide.train {words(**LAW, event=name, table_out=table, negatives=0)} --quiet >/dev/null\n",
            )
            cls.ceiling[name] = json.loads(told[told.index("{") :])["probability_true"]["auc_roc"]
        subprocess.run(["sh", "-c", prepare(ROWS, COLS, 103, PREVALENCE)], check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def train(self, events, **options):
        """A model of some events' tables; what the module prints."""
        options = {
            "table": ",".join(self.path(name + ".gpkg") for name in events), "absolute": "los_true",
            "logarithm": "ksn_true", "model": self.path("m.slide"), **options
        }  # fmt: skip
        return json.loads(gs.read_command("r.slide.train", format="json", overwrite=True, quiet=True, **options))

    def scores_here(self):
        gs.run_command(
            "r.slide.predict", model=self.path("m.slide"), predictors=PREDICTORS, output="p", overwrite=True, quiet=True
        )
        text = gs.read_command("r.slide.eval", input="p,probability_true", truth="landslides", format="json")
        return json.loads(text)["maps"]

    def test_auc_is_near_that_of_the_law_itself(self):
        one = self.train(["utm11"], samples="1000,1000", repeats=5)
        alone = self.scores_here()[0]["auc_roc"]
        both = self.train(EVENTS, samples="1000,1000", repeats=5)
        model, ceiling = self.scores_here()
        print(
            f"REPORT two events ({both['positive']} + {both['negative']} samples of UTM 11 and degrees) predict a third "
            f"in UTM 45: AUC {model['auc_roc']:.3f}, of one event alone {alone:.3f} ({one['positive']} + "
            f"{one['negative']} samples), the ceiling {ceiling['auc_roc']:.3f}; held out of the two "
            f"{both['test_auc_roc']:.3f}",
            flush=True,
        )
        self.assertEqual((both["positive"], both["negative"]), (2000, 2000))
        self.assertGreater(model["auc_roc"], ceiling["auc_roc"] - 0.02)
        self.assertLess(model["auc_roc"], ceiling["auc_roc"] + 0.005)

    def test_probabilities_are_of_the_events_prior_not_of_the_samples(self):
        """Half of the samples are landslides.  The law's constant differs by event, so the mean is near, not the same."""
        self.train(EVENTS, samples="1000,1000", method="logistic")
        gs.run_command(
            "r.slide.predict", model=self.path("m.slide"), predictors=PREDICTORS, output="p", overwrite=True, quiet=True
        )
        mean, law = (float(gs.parse_command("r.univar", map=name, flags="g")["mean"]) for name in ("p", "probability_true"))
        print(f"REPORT mean probability of the third event {mean:.4f}, the law's {law:.4f}, of samples 0.5", flush=True)
        self.assertLess(abs(mean / law - 1), 0.5)

    def test_leaving_one_event_out_scores_what_the_other_predicts(self):
        report = self.train(EVENTS, samples="1000,1000", split="event", test=0, folds=0)
        for name, result in zip(EVENTS, report["cross_validation"]["by_fold"], strict=True):
            ceiling = self.ceiling[name]
            print(f"REPORT {name} left out: AUC {result['auc_roc']:.3f}, its ceiling {ceiling:.3f}", flush=True)
            self.assertEqual((result["train_positive"], result["test_positive"]), (1000, 1000))
            self.assertGreater(result["auc_roc"], ceiling - 0.03)
            self.assertLess(result["auc_roc"], ceiling + 0.03)


if __name__ == "__main__":
    test()
