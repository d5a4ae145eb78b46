# location: none
"""The modules' forms in GRASS's own window: every page opens, nothing is cut off, nothing is filled in by itself."""

import importlib.util
import os
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

SUITE = os.environ["SLIDE_SUITE"]
MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")
FORMS = "/gui/wxpython/gui_core/forms.py"


def lacking():
    """Debian packages without which there are no windows."""
    base = subprocess.run(["grass", "--config", "path"], capture_output=True, text=True, check=True).stdout.strip()
    have = {
        "grass-gui": os.path.exists(base + FORMS) and importlib.util.find_spec("wx"),
        "xvfb": shutil.which("xvfb-run"),
        "imagemagick": shutil.which("import"),
    }
    return [package for package, found in have.items() if not found]


class FormPictures(unittest.TestCase):
    def setUp(self):
        missing = lacking()
        if missing:
            print(f"REPORT the forms in GRASS's window were not opened: {', '.join(missing)} not installed (make deps-desk)")
            self.skipTest("no windows here")
        self.folder = tempfile.mkdtemp(prefix="r_slide_forms_")

    def tearDown(self):
        shutil.rmtree(self.folder)

    def drawn_by(self, script):
        done = subprocess.run(
            ["sh", os.path.join(SUITE, "testsuite", script), self.folder], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_every_page_opens_with_nothing_cut_off_or_filled_in(self):
        told = self.drawn_by("forms.sh")
        self.assertEqual([line for line in told.splitlines() if "cut off" in line or "by itself" in line], [])
        for module in MODULES:
            pages = re.findall(rf"^{re.escape(module)}, (.*): .*\.png$", told, re.M)
            self.assertEqual(pages[0], "Required", module)
            self.assertEqual(pages[-1], "Optional", module)
            self.assertIn("Print", pages)

    def test_forms_of_the_manual_are_drawn_as_they_are_kept(self):
        told = self.drawn_by("manual_forms.sh")
        self.assertNotIn("by itself", told)
        for module in MODULES:
            name = module.replace(".", "_") + "_form.png"
            kept = os.path.join(SUITE, module, name)
            self.assertLess(os.path.getsize(kept), 100e3)
            self.assertEqual(self.size_of(os.path.join(self.folder, name)), self.size_of(kept))

    def size_of(self, picture):
        with open(picture, "rb") as file:
            return struct.unpack(">II", file.read(24)[16:])


if __name__ == "__main__":
    unittest.main()
