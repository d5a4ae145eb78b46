# location: EPSG:32645
"""The picture of the front page: kept beside its script, small, and drawn by it."""

import shutil

from grass.gunittest.main import test
from manual_pictures import ManualPictures


class FrontPicture(ManualPictures):
    page = "r.slide.html"
    place = "testsuite/front"

    def test_picture_is_the_one_shown_and_small(self):
        self.check_kept()

    def test_picture_is_drawn_anew(self):
        if not shutil.which("chromium"):
            print("REPORT the front page's picture was not drawn: chromium is not installed (make deps-test)")
            self.skipTest("no browser here")
        self.check_drawn()


if __name__ == "__main__":
    test()
