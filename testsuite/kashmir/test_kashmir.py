# location: EPSG:32643
"""The 2005 Kashmir earthquake, real data: a model trained in the north must clearly beat slope alone in the south."""

import json
import os
import subprocess

from grass.gunittest.case import TestCase
from grass.gunittest.main import test
from real_data import needs, real_data

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = real_data("lsat_kaghan")
OUT = os.path.join(os.environ["SLIDE_SUITE"], "demo", "kashmir")


def scores(name):
    with open(os.path.join(OUT, name + ".json"), encoding="utf-8") as scores_file:
        return json.load(scores_file)


@needs(DATA)
class Kashmir(TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(["sh", os.path.join(HERE, "kashmir.sh"), DATA, OUT], check=True)
        with open(os.path.join(OUT, "scores.txt"), encoding="utf-8") as table:
            for line in table:
                print("REPORT", line, end="")
        print(f"REPORT map and picture: {OUT}", flush=True)

    def test_model_beats_slope_alone_on_the_southern_rows(self):
        model, slope = scores("probability"), scores("slope_alone")
        self.assertEqual(model["cells_scored"], slope["cells_scored"])
        self.assertAlmostEqual(slope["auc_roc"], 0.68, delta=0.02)
        self.assertGreater(model["auc_roc"], slope["auc_roc"] + 0.03)
        self.assertGreater(model["auc_pr"], slope["auc_pr"])

    def test_probability_and_label_have_the_published_extent(self):
        # README of the data: 7630 cells of 2005-2006 (0.936 % of 826 x 987), 758 of 2000-2001
        self.assertModule("g.region", raster="dem")
        cells = 826 * 987
        self.assertRasterFitsUnivar("label", reference={"n": cells - 758, "sum": 7630}, precision=5)


if __name__ == "__main__":
    test()
