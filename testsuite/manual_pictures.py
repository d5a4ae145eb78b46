"""What holds for the pictures of every manual page; a module's own test names the module."""

import os
import re
import struct
import subprocess
import tempfile

from grass.gunittest.case import TestCase

SUITE = os.environ["SLIDE_SUITE"]


def width_of(picture):
    """From the PNG's own header."""
    with open(picture, "rb") as file:
        return struct.unpack(">I", file.read(20)[16:])[0]


class ManualPictures(TestCase):
    """Cases derive from it and set `module`, or `page` and the `place` of its pictures and of pictures.sh."""

    module = page = place = ""

    def setUp(self):
        self.folder = os.path.join(SUITE, self.place or self.module)
        with open(os.path.join(SUITE, self.module, self.page or self.module + ".html"), encoding="utf-8") as page:
            self.shown = sorted(re.findall(r'<img src="([^"]+)"', page.read()))

    def check_kept(self):
        kept = sorted(name for name in os.listdir(self.folder) if name.endswith(".png"))
        self.assertEqual(self.shown, kept)
        for name in kept:
            picture = os.path.join(self.folder, name)
            self.assertLess(os.path.getsize(picture), 200e3, name)
            self.assertTrue(600 <= width_of(picture) <= 800, name)

    def check_drawn(self):
        with tempfile.TemporaryDirectory(prefix="r_slide_pictures_") as folder:
            command = ["sh", os.path.join(self.folder, "pictures.sh"), folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            drawn = [name for name in self.shown if not name.endswith("_form.png")]  # testsuite/manual_forms.sh's
            self.assertEqual(sorted(os.listdir(folder)), drawn)
            for name in drawn:
                # a white picture with axes and a legend has a quarter of that
                self.assertGreater(os.path.getsize(os.path.join(folder, name)), 12e3, name)
