# location: EPSG:32645
"""A small net beats the best pixel model on ground that neither saw, where landslides show among neighbours alone."""

import os
import tempfile

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

import nets_on_event as event

ROWS, COLS, SHARE = 320, 400, 0.06
PREDICTORS = "slope,pga,ksn_true,los_abs,texture_before,texture_after"
NET = {"patch": 32, "stride": 32, "filters": 8, "batch": 4, "epochs": 15, "rate": 0.002, "augment": "flip,rotate"}


class Nets(TestCase):
    @classmethod
    def setUpClass(cls):
        event.make_event(ROWS, COLS, 42, SHARE)
        event.run("r.slope.aspect", elevation="elevation", slope="slope")
        event.make_absolute_displacement()
        division = event.Division(0.25)
        cls.precision = {}
        with tempfile.TemporaryDirectory() as folder:
            for method in ("forest", "xgboost", "cnn"):
                model = os.path.join(folder, "model.slide")
                options = NET if method == "cnn" else {}
                seconds = event.train(method, model, division.north(), predictors=PREDICTORS, **options)
                event.predict(model, division.south(NET["patch"]), output=f"probability_{method}")
                cls.precision[method] = event.scores(f"probability_{method}")["auc_pr"]
                print(f"REPORT {event.NAMES[method]}: AUC-PR {cls.precision[method]:.3f} on the held-out south, {seconds:.0f} s")

    def test_net_beats_the_best_pixel_model_by_far(self):
        self.assertGreater(self.precision["cnn"], max(self.precision["forest"], self.precision["xgboost"]) + 0.2)

    def test_pixel_models_stay_below_what_a_cell_can_know(self):
        law = event.scores("clusters_probability")["auc_pr"]
        for method in ("forest", "xgboost"):
            self.assertLess(self.precision[method], law + 0.02)
        self.assertGreater(self.precision["cnn"], law)


if __name__ == "__main__":
    test()
