# location: EPSG:32645
"""Backscatter of the simulated event: scenes before and after, two orbits, what r.slide.insar makes of them."""

import os
import subprocess
import tempfile

import numpy as np
from scipy.ndimage import uniform_filter
from scipy.special import polygamma
from sklearn.metrics import roc_auc_score

import grass.script as gs
from grass.gunittest.case import TestCase
from grass.gunittest.main import test

from test_event import simulate, values

ROWS, COLS = 260, 280


def auc(score, positive, negative):
    return roc_auc_score(np.r_[np.ones(positive.sum()), np.zeros(negative.sum())], np.r_[score[positive], score[negative]])


class Backscatter(TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            scenes = os.path.join(folder, "scenes.txt")
            simulate(seed=7, rows=ROWS, cols=COLS, clusters=0.05)
            before = {name: values(name) for name in gs.list_strings("raster")}
            simulate(seed=7, rows=ROWS, cols=COLS, clusters=0.05, backscatter=scenes)
            cls.same = all(np.array_equal(values(name), cells, equal_nan=True) for name, cells in before.items())
            with open(scenes, encoding="utf-8") as file:
                cls.scenes = [line.split() for line in file]
            gs.run_command(
                "r.slide.insar",
                operation="backscatter",
                file=scenes,
                event="2015-04-25",
                buffer_pre=60,
                buffer_post=60,
                prefix="s1",
                quiet=True,
            )

    def grid(self, name):
        return values(name).reshape(ROWS, COLS)

    def test_maps_of_the_clusters_are_the_same_with_and_without_scenes(self):
        self.assertTrue(self.same)

    def test_list_names_every_scene_with_its_date_polarisation_and_orbit(self):
        self.assertEqual(len(self.scenes), 40)
        listed = {name.split("@")[0] for name in gs.list_strings("raster", pattern="v[vh]_*")}
        self.assertEqual({scene[0] for scene in self.scenes}, listed)
        for name, date, polarisation, orbit in self.scenes:
            self.assertEqual(name, f"{polarisation}_{orbit}_{date.replace('-', '')}")
        ascending = sorted({scene[1] for scene in self.scenes if scene[3] == "ascending"})
        self.assertEqual(ascending[4:6], ["2015-04-17", "2015-04-29"])

    def test_scenes_end_at_the_swath_and_are_whole_inside(self):
        for orbit, side in (("ascending", 0), ("descending", COLS - 1)):
            null = np.isnan(self.grid(f"s1_vv_{orbit}_diff"))
            self.assertTrue(null[-1, side])
            self.assertTrue(0 < null.mean() < 0.02)
            self.assertFalse(null[:, COLS // 4 : -COLS // 4].any())

    def test_median_of_five_scenes_has_less_speckle_than_one(self):
        quiet = (self.grid("clusters") == 0) & (self.grid("seen_ascending") == 1) & (self.grid("landcover") == 1)
        one = self.grid("vv_ascending_20150429") - self.grid("vv_ascending_20150511")
        rows = slice(None, ROWS // 2)  # inside the swath
        spread = one[rows][quiet[rows]].std()
        # two scenes' speckle of 4.4 looks, over the instrument's noise and weather that comes and goes
        self.assertAlmostEqual(spread, 10 / np.log(10) * np.sqrt(2 * polygamma(1, 4.4)), delta=0.5)
        medians = self.grid("s1_vv_ascending_diff")[rows][quiet[rows]].std()
        self.assertLess(medians, 0.7 * spread)

    def test_what_an_orbit_sees_is_what_the_module_says(self):
        for orbit, heading in (("ascending", -13), ("descending", -167)):
            gs.run_command(
                "r.slide.insar",
                operation="geometry",
                elevation="elevation",
                heading=heading,
                incidence=39,
                visibility="visibility",
                overwrite=True,
                quiet=True,
            )
            seen = self.grid("visibility") <= 1  # neither layover nor shadow
            # a degree of grid convergence lies between them
            self.assertGreater((seen == (self.grid(f"seen_{orbit}") == 1)).mean(), 0.99)

    def test_landslides_change_backscatter_after_the_earthquake_alone(self):
        slide, seen = self.grid("clusters") == 1, self.grid("seen_ascending") == 1
        wooded = np.isin(self.grid("landcover"), (1, 2))
        felled, standing = slide & seen & wooded, ~slide & seen & wooded
        difference = self.grid("s1_vh_ascending_diff")
        inside = ~np.isnan(difference)
        self.assertAlmostEqual(
            difference[felled & inside].mean() - difference[standing & inside].mean(),
            # 3 dB less, nearer to the instrument's noise
            10 * np.log10((10**-1.8 + 10**-2.2) / (10**-1.5 + 10**-2.2)),
            delta=0.7,
        )
        early = self.grid("vh_ascending_20150417") - self.grid("vh_ascending_20150405")
        self.assertAlmostEqual(early[felled & inside].mean(), early[standing & inside].mean(), delta=0.25)
        self.assertAlmostEqual(auc(early, felled & inside, standing & inside), 0.5, delta=0.03)

    def test_a_neighbourhood_sees_landslides_through_the_speckle_better_than_a_cell(self):
        slide, wooded = self.grid("clusters") == 1, np.isin(self.grid("landcover"), (1, 2))
        inside = np.isfinite(self.grid("s1_vh_ascending_diff"))
        darker = -np.nan_to_num(self.grid("vh_ascending_20150429") - self.grid("vh_ascending_20150417"))
        cell = auc(darker, slide & wooded & inside, ~slide & wooded & inside)
        around = auc(uniform_filter(darker, 5), slide & wooded & inside, ~slide & wooded & inside)
        self.assertGreater(around, cell + 0.05)
        self.assertGreater(around, 0.8)

    def test_scenes_without_clusters_are_refused(self):
        command = ["simulate_event", "rows=64", "cols=64", "backscatter=scenes.txt", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("clusters", done.stderr)


if __name__ == "__main__":
    test()
