# location: EPSG:32645
"""The example scripts: the chain in shell and with grass.script, tiles and events side by side; what their exit statuses say."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile

import numpy as np
from grass.gunittest.case import TestCase
from grass.gunittest.main import test
from rasters import read

SUITE = os.environ["SLIDE_SUITE"]
SCRIPTS = os.path.join(SUITE, "testsuite", "scripts")
EVENT = ["elevation", "pga", "coherence_pre", "coherence_co", "landslides"]


class Scripts(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="r_slide_scripts_")
        cls.env = dict(os.environ, GRASS_OVERWRITE="1")
        cls.runModule("simulate_event", rows=150, cols=170, prevalence=0.03)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def tearDown(self):
        subprocess.run(["g.remove", "-f", "--quiet", "type=raster", "name=MASK"], capture_output=True, check=True)

    def run_script(self, *words, status=0, env=None):
        done = subprocess.run(words, cwd=self.folder, env=env or self.env, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 0 else done.stderr

    def shell(self, *words, **how):
        return self.run_script("sh", *words, **how)

    def test_chain_in_shell_and_in_python_give_the_same_map_and_scores(self):
        told = []
        for program, name in (("sh", "chain.sh"), ("/usr/bin/python3", "chain.py")):
            output = [f"by_{program[-2:].strip('3')}", f"{name}.slide"]
            told.append(self.run_script(program, os.path.join(SCRIPTS, name), *EVENT, *output))
        scores = [dict(re.findall(r"^(\w+) ([0-9.e-]+)$", text, re.M)) for text in told]
        self.assertEqual(sorted(scores[0]), ["auc_pr", "prevalence"])
        for name, value in scores[0].items():
            self.assertAlmostEqual(float(value), float(scores[1][name]), places=12)
        self.assertGreater(float(scores[0]["auc_pr"]), 3 * float(scores[0]["prevalence"]))
        np.testing.assert_array_equal(read("by_sh"), read("by_n"))

    def test_chains_end_with_their_exit_statuses(self):
        for program, name in (("sh", "chain.sh"), ("/usr/bin/python3", "chain.py")):
            script = os.path.join(SCRIPTS, name)
            self.assertIn("ELEVATION", self.run_script(program, script, "elevation", status=2))
            wrong = ["elevation", "pga", "coherence_pre", "nothing_of_that_name", "landslides", "no_map", "no.slide"]
            self.assertIn("nothing_of_that_name", self.run_script(program, script, *wrong, status=1))
            self.assertFalse(os.path.exists(os.path.join(self.folder, "no.slide")))

    def trained(self):
        self.runModule("r.slope.aspect", elevation="elevation", slope="slope", overwrite=True)
        model = os.path.join(self.folder, "tiles.slide")
        self.runModule("r.slide.train", predictors="slope,pga", label="landslides", model=model, overwrite=True,
                       parameters="rounds=20")  # fmt: skip
        return model

    def mapset(self):
        session = self.env["GISRC"]
        with open(session, encoding="utf-8") as file:
            place = dict(line.split(": ", 1) for line in file.read().splitlines())
        return os.path.join(place["GISDBASE"], place["LOCATION_NAME"], place["MAPSET"])

    def check_tiles(self, runner):
        """Cut 2 x 3, run by runner(script, mapset, model, tiles), merged: the same bits as in one go."""
        model, mapset, script = self.trained(), self.mapset(), os.path.join(SCRIPTS, "tiles.sh")
        self.runModule("g.region", raster="elevation")
        self.runModule("r.mapcalc", expression="MASK = if(row() > 20 || col() > 20, 1, null())", overwrite=True)
        self.runModule("r.slide.predict", model=model, output="whole", overwrite=True)
        tiles = self.shell(script, "cut", "2", "3").split()
        self.assertEqual(len(tiles), 6)
        runner(script, mapset, model, tiles)
        self.shell(script, "merge", "merged", *tiles)
        whole, merged = read("whole"), read("merged")
        self.assertGreater(np.isnan(whole).sum(), 400)
        np.testing.assert_array_equal(whole, merged)
        self.assertFalse([name for name in os.listdir(os.path.dirname(mapset)) if name.startswith("tile_")])

    def test_tiles_one_after_the_other_merge_to_the_whole(self):
        def one_by_one(script, mapset, model, tiles):
            for tile in tiles:
                self.shell(script, "predict", mapset, model, tile)

        self.check_tiles(one_by_one)

    def test_tiles_under_gnu_parallel_merge_to_the_whole(self):
        if not shutil.which("parallel"):
            print("REPORT tiles were not run side by side: GNU parallel is not installed (make deps-desk)")
            self.skipTest("no GNU parallel here")

        def side_by_side(script, mapset, model, tiles):
            self.run_script(
                "parallel", "-j", "2", "--halt", "now,fail=1", "sh", script, "predict", mapset, model, ":::", *tiles
            )

        self.check_tiles(side_by_side)

    def make_event(self, name, projection, seed):
        """A location with a small simulated event; how many cells slid."""
        location = os.path.join(self.folder, name)
        env = {key: value for key, value in os.environ.items() if key != "GISRC"}
        simulate = f"simulate_event rows=100 cols=120 prevalence=0.03 seed={seed}; r.univar -g landslides | sed -n s/^sum=//p"
        self.run_script("grass", "-c", projection, location, "-e", env=env)
        told = self.run_script("grass", os.path.join(location, "PERMANENT"), "--exec", "sh", "-ec", simulate, env=env)
        return int(told.split()[-1])

    def test_events_are_drawn_side_by_side_into_one_model(self):
        if not shutil.which("parallel"):
            print("REPORT events were not drawn side by side: GNU parallel is not installed (make deps-desk)")
            self.skipTest("no GNU parallel here")
        script = os.path.join(SCRIPTS, "events.sh")
        slid = {name: self.make_event(name, projection, seed)
                for name, projection, seed in (("north", "EPSG:32645", 3), ("south", "EPSG:32719", 4))}  # fmt: skip
        self.run_script("parallel", "--halt", "now,fail=1", "sh", script, "sample", os.path.join(self.folder, "{}/PERMANENT"),
                        "{}.csv", "predictors=elevation,pga", "label=landslides", ":::", *slid)  # fmt: skip
        self.shell(script, "train", "all.slide", "north.csv,south.csv", "split=event", "test=0", "folds=0", "parameters=rounds=5")
        with zipfile.ZipFile(os.path.join(self.folder, "all.slide")) as model:
            events = json.loads(model.read("model.json"))["events"]
        self.assertEqual(slid, {event["name"]: event["positive_available"] for event in events})
        self.assertEqual(["UTM zone 45N" in events[0]["projection"], "UTM zone 19S" in events[1]["projection"]], [True, True])

    def test_a_failed_event_fails_its_job(self):
        script = os.path.join(SCRIPTS, "events.sh")
        nowhere = os.path.join(self.folder, "nowhere", "PERMANENT")
        self.shell(script, "sample", nowhere, "nowhere.csv", "predictors=pga", "label=landslides", status=1)
        self.shell(script, "train", "no.slide", "nowhere.csv", status=1)
        self.assertIn("MAPSET", self.shell(script, "sample", nowhere, status=2))
        self.assertIn("MAPSET", self.shell(script, "merge", "a", "b", status=2))
        self.assertFalse(os.path.exists(os.path.join(self.folder, "no.slide")))

    def test_a_failed_tile_fails_its_job(self):
        script, mapset = os.path.join(SCRIPTS, "tiles.sh"), self.mapset()
        tile = self.shell(script, "cut", "1", "1").split()[0]
        with open(os.path.join(self.folder, "broken.slide"), "w", encoding="utf-8") as broken:
            broken.write("no model")
        self.shell(script, "predict", mapset, "broken.slide", tile, status=1)
        self.shell(script, "predict", status=2)
        # mapsets of tiles are taken away
        self.assertIn("no tile", self.shell(script, "predict", mapset, "broken.slide", "PERMANENT", status=2))
        self.assertIn("no tile", self.shell(script, "merge", "all", tile, "PERMANENT", status=2))
        self.assertTrue(os.path.isdir(mapset))
        shutil.rmtree(os.path.join(os.path.dirname(mapset), tile))


if __name__ == "__main__":
    test()
