# location: none
"""g.extension builds, installs and removes the suite as an ordinary user, offline, into an empty addon folder; the demo runs with it."""

import glob
import json
import os
import shutil
import subprocess
import tempfile
import unittest

SUITE = os.environ["SLIDE_SUITE"]
MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")
NOBODY = "65534"
# what a user types, in a session of the demo's projection
COMMANDS = """
set -e
g.extension extension=r.slide url="$SOURCE" prefix="$GRASS_ADDON_BASE"
find "$GRASS_ADDON_BASE" -type f >"$HOME/installed"
for module in r.slide.ksn r.slide.insar r.slide.train r.slide.predict r.slide.eval; do
    command -v $module >>"$HOME/found"
done
sh "$SOURCE/testsuite/demo/chain.sh" "$HOME/out" 200 240 42
g.extension -f operation=remove extension=r.slide prefix="$GRASS_ADDON_BASE"
"""


def as_nobody_offline():
    """The front of a command that runs as another user without a network; empty where only root could do that."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return []
    other = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    offline = ["unshare", "--net"]
    works = subprocess.run(offline + other + ["true"], capture_output=True, check=False).returncode == 0
    return offline + other if works else other


class Addon(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="r_slide_addon_")
        source = os.path.join(self.home, "r.slide")
        ignored = shutil.ignore_patterns("OBJ.*", "dist", "demo.log", "grassdata", ".git", "*.tmp.html")
        shutil.copytree(SUITE, source, ignore=ignored)
        self.base = os.path.join(self.home, "addons")
        os.makedirs(self.base)
        os.makedirs(os.path.join(self.home, "out"))
        with open(os.path.join(self.base, "addons_paths.json"), "w", encoding="utf-8") as paths:
            json.dump({"tree": [{"path": "src/raster/r.slide", "type": "tree"}]}, paths)
        event = glob.glob(os.path.join(SUITE, "testsuite", "event", "OBJ.*", "simulate_event"))[0]
        shutil.copy(event, self.home)
        # nothing of who runs this test
        self.env = {
            "PATH": f"{self.home}:/usr/local/bin:/usr/bin:/bin",
            "HOME": self.home,
            "LC_ALL": "C.UTF-8",
            "GRASS_PYTHON": "/usr/bin/python3",
            "GRASS_ADDON_BASE": self.base,
            "SOURCE": source,
        }
        self.user = as_nobody_offline()
        if self.user:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.home], check=True)

    def tearDown(self):
        shutil.rmtree(self.home)

    def lines(self, name):
        with open(os.path.join(self.home, name), encoding="utf-8") as file:
            return file.read().splitlines()

    def test_installs_runs_the_demo_and_leaves_nothing(self):
        command = self.user + ["grass", "--tmp-location", "EPSG:32645", "--exec", "sh", "-c", COMMANDS]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        self.assertEqual(self.lines("found"), [os.path.join(self.base, "bin", module) for module in MODULES])
        installed = [os.path.relpath(path, self.base) for path in self.lines("installed")]
        for page in MODULES + ("r.slide",):
            self.assertIn(f"docs/html/{page}.html", installed)
        front = glob.glob(os.path.join(SUITE, "testsuite", "front", "*.png"))
        for picture in front + glob.glob(os.path.join(SUITE, "r.slide.*", "*.png")):
            self.assertIn(f"docs/html/{os.path.basename(picture)}", installed)
        made = os.listdir(os.path.join(self.home, "out"))
        for name in ("probability.png", "radar.slide", "report.html", "scores.txt"):
            self.assertIn(name, made)
        self.check_nothing_is_left()

    def check_nothing_is_left(self):
        """GRASS keeps lists of addons and its manual's style."""
        for folder, _, names in os.walk(self.base):
            for name in names:
                path = os.path.join(folder, name)
                self.assertNotRegex(name, r"r[._]slide", path)
                if name.endswith(".xml"):
                    with open(path, encoding="utf-8") as listed:
                        self.assertNotIn("r.slide", listed.read(), path)


if __name__ == "__main__":
    unittest.main()
