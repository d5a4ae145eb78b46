# location: XY
"""g.extension builds, installs and removes the suite from a local folder, offline, as an ordinary user would."""

import json
import os
import shutil
import subprocess
import tempfile

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

SUITE = os.environ["SLIDE_SUITE"]
MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")


class Addon(TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="r_slide_addon_")
        self.source = os.path.join(self.folder, "r.slide")
        ignored = shutil.ignore_patterns("OBJ.*", "dist", "demo", ".git", "*.tmp.html")
        shutil.copytree(SUITE, self.source, ignore=ignored)
        self.base = os.path.join(self.folder, "addons")
        os.makedirs(self.base)
        with open(os.path.join(self.base, "addons_paths.json"), "w", encoding="utf-8") as paths:
            json.dump({"tree": [{"path": "src/raster/r.slide", "type": "tree"}]}, paths)
        self.env = dict(os.environ, GRASS_ADDON_BASE=self.base)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def run_quietly(self, *command):
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_installs_five_working_modules_with_manuals_and_removes_them(self):
        self.run_quietly("g.extension", "extension=r.slide", f"url={self.source}", f"prefix={self.base}")
        for module in MODULES:
            program = os.path.join(self.base, "bin", module)
            self.assertIn(module, self.run_quietly(program, "--interface-description"))
            self.assertTrue(os.path.isfile(os.path.join(self.base, "docs", "html", module + ".html")), module)
        self.assertTrue(os.path.isfile(os.path.join(self.base, "docs", "html", "r.slide.html")))

        self.run_quietly("g.extension", "-f", "operation=remove", "extension=r.slide", f"prefix={self.base}")
        for module in MODULES:
            self.assertFalse(os.path.exists(os.path.join(self.base, "bin", module)), module)


if __name__ == "__main__":
    test()
