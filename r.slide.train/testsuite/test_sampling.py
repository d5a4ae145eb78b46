"""Which cells are drawn: numbers, strata, buffers and distances counted in NumPy; the prior by its closed form."""

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

import grass.script as gs
from grass.gunittest.main import test

from sampling_case import CELL, COLS, ROWS, SamplingCase, read
from rasters import write


class Sampling(SamplingCase):
    def test_fixed_numbers_are_exact(self):
        counts = self.train(samples="50,75", test=0.2)
        slides, others = self.drawn()
        self.assertEqual((counts["positive"], counts["negative"]), (50, 75))
        self.assertEqual((slides.sum(), others.sum()), (50, 75))
        self.assertTrue(self.positive[slides].all() and self.negative[others].all())
        self.assertEqual(counts["positive_available"], self.positive.sum())
        self.assertEqual(counts["negative_available"], self.negative.sum())
        self.assertAlmostEqual(counts["positive_fraction"], 50 / self.positive.sum(), places=12)

    def test_ratio_keeps_all_landslide_cells(self):
        self.train(negatives=2)
        slides, others = self.drawn()
        np.testing.assert_array_equal(slides, self.positive)
        self.assertEqual(others.sum(), 2 * self.positive.sum())

    def check_strata(self, allocation, expected):
        counts = self.train(samples="40,300", strata="sa_strata", allocation=allocation)
        _, others = self.drawn()
        in_stratum = ~np.isnan(self.strata)
        self.assertEqual([row["category"] for row in counts["strata"]["of"]], [2, 7, 40])
        self.assertEqual(counts["stratum_null"], (~in_stratum & ~np.isnan(self.label)).sum())
        for row, number in zip(counts["strata"]["of"], expected):
            inside = self.strata == row["category"]
            self.assertEqual(row["available"], (self.negative & inside).sum())
            self.assertEqual(row["kept"], (others & inside).sum())
            self.assertLess(abs(row["kept"] - number), 1)
        self.assertEqual(others.sum(), 300)

    def test_strata_give_equal_numbers(self):
        self.check_strata("equal", [100, 100, 100])

    def test_strata_give_in_proportion_to_their_cells(self):
        sizes = [(self.negative & (self.strata == category)).sum() for category in (2, 7, 40)]
        self.check_strata("proportional", [300 * size / sum(sizes) for size in sizes])

    def test_small_stratum_gives_all_and_the_others_more(self):
        small = np.where(np.arange(ROWS * COLS).reshape(ROWS, COLS) < 5 * COLS, 1.0, 2.0)
        small[:, 20:][small[:, 20:] == 1] = 2
        write("sa_small", small, np.int32)
        counts = self.train(samples="40,400", strata="sa_small", allocation="equal")
        rows = counts["strata"]["of"]
        self.assertLess(rows[0]["available"], 200)
        self.assertEqual([row["kept"] for row in rows], [rows[0]["available"], 400 - rows[0]["available"]])

    def test_buffer_holds_by_distances_to_every_landslide_cell(self):
        counts = self.train(negatives=0, buffer="100,400")
        _, others = self.drawn()
        # every landslide cell of the label counts, also where a predictor is null
        distance = ndimage.distance_transform_edt(~(self.label == 1), sampling=CELL)
        allowed = self.negative & (distance >= 100) & (distance <= 400)
        np.testing.assert_array_equal(others, allowed)
        self.assertEqual(counts["negative_excluded"], (self.negative & ~allowed).sum())
        self.train(negatives=0, buffer="100")
        np.testing.assert_array_equal(self.drawn()[1], self.negative & (distance >= 100))

    def test_thinned_samples_keep_their_distance(self):
        counts = self.train(negatives=3, thinning=100)
        for cells in self.drawn():
            places = CELL * np.argwhere(cells)
            nearest = cKDTree(places).query(places, k=2)[0][:, 1]
            self.assertGreaterEqual(nearest.min(), 100)
        slides, _ = self.drawn()
        # nothing left out without need: each landslide cell has a kept one nearer than the distance
        left_out = CELL * np.argwhere(self.positive & ~slides)
        self.assertLess(cKDTree(CELL * np.argwhere(slides)).query(left_out)[0].max(), 100)
        self.assertEqual(counts["positive"], slides.sum())
        self.assertEqual(counts["negative"], 3 * slides.sum())

    def test_same_sample_with_one_and_two_threads_and_another_with_another_seed(self):
        options = {"samples": "30,200", "strata": "sa_strata", "buffer": 60, "thinning": 60}
        self.train(name="1.slide", nprocs=1, **options)
        first = read("sa_drawn")
        self.train(name="2.slide", nprocs=2, **options)
        np.testing.assert_array_equal(first, read("sa_drawn"))
        self.assertEqual(open(self.path("1.slide"), "rb").read(), open(self.path("2.slide"), "rb").read())
        self.train(name="3.slide", seed=7, **options)
        self.assertTrue((first != read("sa_drawn")).any())

    def test_probability_is_corrected_by_the_ratio_of_both_shares(self):
        counts = self.train(samples="90,120", parameters="rounds=20,max_depth=2")
        for name, flags in (("sa_p", ""), ("sa_q", "u")):
            gs.run_command("r.slide.predict", model=self.path(), output=name, flags=flags, overwrite=True, quiet=True)
        p, q = (read(name)[~np.isnan(self.a)] for name in ("sa_p", "sa_q"))
        b = (120 / self.negative.sum()) / (90 / self.positive.sum())
        np.testing.assert_allclose(p, b * q / (b * q + 1 - q), rtol=2e-6)
        self.assertAlmostEqual(counts["negative_fraction"] / counts["positive_fraction"], b, places=12)

    def test_masked_cells_are_not_drawn_and_name_with_mapset_is_taken(self):
        mapset = gs.gisenv()["MAPSET"]
        gs.mapcalc("sa_west = if(col() <= 75, 1, null())", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="sa_west", quiet=True)
        self.train(samples="20,40", strata=f"sa_strata@{mapset}", label=f"sa_label@{mapset}", buffer=30)
        gs.run_command("r.mask", flags="r", quiet=True)
        slides, others = self.drawn()
        self.assertEqual((slides.sum(), others.sum()), (20, 40))
        self.assertFalse((slides | others)[:, 75:].any())

    def test_more_than_there_is_is_refused_with_numbers(self):
        self.assert_refused("5000 landslide cells", f"of {self.positive.sum()} valid ones", samples="5000,10")
        self.assert_refused("90000 cells without a landslide", samples="10,90000")
        self.assert_refused("1000 landslide cells", "thinning=", samples="1000,10", thinning=500)

    def test_wrong_samples_are_refused(self):
        for samples in ("250,0", "0,250", "-5,10", "a,b", "nan,5", "250", "1,2,3"):
            self.assert_refused("samples", samples=samples)
        self.assert_refused("<negatives>", "<samples>", samples="5,5", negatives=3)

    def test_wrong_buffers_and_distances_are_refused(self):
        for buffer in ("-5", "200,100", "1,2,3", "nan", "inf", "x"):
            self.assert_refused("buffer", buffer=buffer)
        for thinning in ("-1", "nan", "inf", "x"):
            self.assert_refused("thinning", thinning=thinning)
        self.assert_refused("buffer=90000,0 metres", buffer=90000)

    def test_wrong_strata_are_refused(self):
        mapset = gs.gisenv()["MAPSET"]
        gs.mapcalc("sa_null = null()", overwrite=True, quiet=True)
        gs.mapcalc("sa_many = row() * 1000 + col()", overwrite=True, quiet=True)
        self.assert_refused("<sa_nothing> not found", strata="sa_nothing")
        self.assert_refused(f"<sa_a@{mapset}> is no map of strata", strata="sa_a")
        self.assert_refused(f"<sa_null@{mapset}> is null", strata="sa_null")
        self.assert_refused(f"<sa_many@{mapset}> has more than 255 strata", strata="sa_many")
        self.assert_refused("allocation", "strata", allocation="equal")
        self.assert_refused("allocation", strata="sa_strata", allocation="most")

    def test_one_stratum_is_as_none(self):
        gs.mapcalc("sa_one = 5", overwrite=True, quiet=True)
        self.train(negatives=4)
        without = read("sa_drawn")
        self.train(negatives=4, strata="sa_one", allocation="equal")
        np.testing.assert_array_equal(without, read("sa_drawn"))


if __name__ == "__main__":
    test()
