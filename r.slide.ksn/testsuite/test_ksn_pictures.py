# location: EPSG:32645
"""The pictures of the manual page can be made anew, and the page shows those that lie beside it."""

import os
import re
import struct
import subprocess
import tempfile

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

MODULE = os.path.join(os.environ["SLIDE_SUITE"], "r.slide.ksn")


def width_of(picture):
    """From the PNG's own header."""
    with open(picture, "rb") as file:
        return struct.unpack(">I", file.read(20)[16:])[0]


class Pictures(TestCase):
    def setUp(self):
        with open(os.path.join(MODULE, "r.slide.ksn.html"), encoding="utf-8") as page:
            self.shown = sorted(re.findall(r'<img src="([^"]+)"', page.read()))

    def test_the_page_shows_the_pictures_of_its_folder_and_no_other(self):
        kept = sorted(name for name in os.listdir(MODULE) if name.endswith(".png"))
        self.assertEqual(self.shown, kept)
        for name in kept:
            picture = os.path.join(MODULE, name)
            self.assertLess(os.path.getsize(picture), 200e3, name)
            self.assertTrue(600 <= width_of(picture) <= 800, name)

    def test_the_script_makes_every_picture_of_the_page(self):
        with tempfile.TemporaryDirectory(prefix="r_slide_pictures_") as folder:
            command = ["sh", os.path.join(MODULE, "pictures.sh"), folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(sorted(os.listdir(folder)), self.shown)
            for name in self.shown:
                # a white picture with axes and a legend has a tenth of that
                self.assertGreater(os.path.getsize(os.path.join(folder, name)), 30e3, name)


if __name__ == "__main__":
    test()
