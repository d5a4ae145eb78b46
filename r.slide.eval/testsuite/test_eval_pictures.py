# location: EPSG:32645
"""The pictures of the manual page can be made anew, and the page shows those that lie beside it."""

from grass.gunittest.main import test

from manual_pictures import ManualPictures


class Pictures(ManualPictures):
    module = "r.slide.eval"

    def test_the_page_shows_the_pictures_of_its_folder_and_no_other(self):
        self.check_kept()

    def test_the_script_makes_every_picture_of_the_page(self):
        self.check_drawn()


if __name__ == "__main__":
    test()
