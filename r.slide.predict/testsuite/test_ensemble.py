# location: XY
"""Models with several members: what the output shows, and statistics over the members, against NumPy."""

import os

import numpy as np
from run_costs import peak_megabytes
from prediction_case import PredictionCase, content_of, join_models, write_content

import grass.script as gs
from grass.gunittest.main import test


class Ensemble(PredictionCase):
    prefix = "en"
    region = {"n": 60, "s": 0, "w": 0, "e": 80}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        paths = [cls.train(f"one_{seed}", seed=seed, negatives=0.5) for seed in range(4)]
        cls.joined = os.path.join(cls.folder, "joined.slide")
        join_models(paths, cls.joined, marked=2)
        each = []
        for path in paths:
            gs.run_command("r.slide.predict", model=path, output=cls.name("one"), overwrite=True, quiet=True)
            each.append(cls.read("one"))
        cls.each = np.array(each)

    def test_members_differ(self):
        self.assertGreater(np.ptp(self.each[:, :, 3:], axis=0).min(), 0)

    def test_statistics_are_those_of_the_members_own_maps(self):
        self.predict(
            self.joined, median="en_t_median", mean="en_t_mean", stddev="en_t_sd", quantile=[0.05, 0.9],
            quantile_map=["en_t_low", "en_t_high"],
        )  # fmt: skip
        close = {"rtol": 1e-6, "atol": 1e-7}
        np.testing.assert_allclose(self.read("t_median"), np.median(self.each, 0), **close)
        np.testing.assert_allclose(self.read("t_mean"), self.each.mean(0), **close)
        np.testing.assert_allclose(self.read("t_sd"), self.each.std(0, ddof=1), **close)
        np.testing.assert_allclose(self.read("t_low"), np.quantile(self.each, 0.05, axis=0), **close)
        np.testing.assert_allclose(self.read("t_high"), np.quantile(self.each, 0.9, axis=0), **close)

    def test_output_is_the_marked_member_or_on_demand_the_median(self):
        self.predict(self.joined, output="en_t_out", mean="en_t_mean")
        np.testing.assert_array_equal(self.read("t_out"), self.each[2])
        self.predict(self.joined, output="en_t_out", combine="median")
        np.testing.assert_allclose(self.read("t_out"), np.median(self.each, 0), rtol=1e-6)

    def test_same_bits_with_any_nprocs_and_memory(self):
        self.predict(self.joined, median="en_t_median", stddev="en_t_sd", memory=1)
        first = self.read("t_median"), self.read("t_sd")
        self.predict(self.joined, median="en_t_median", stddev="en_t_sd", nprocs=3)
        np.testing.assert_array_equal(self.read("t_median"), first[0])
        np.testing.assert_array_equal(self.read("t_sd"), first[1])

    def test_what_one_member_shows_takes_the_memory_of_one(self):
        """Of thirty forests one is held for what the member of median score shows, and all for their median."""
        forest = self.train("forest", method="forest", parameters="trees=150,max_depth=16", applicability=0)
        many = os.path.join(self.folder, "many.slide")
        join_models([forest] * 30, many, marked=7)
        size = sum(len(content) for content in content_of(many).values()) / 1e6

        def peak(model, **options):
            options = {"memory": 1, "overwrite": True, **options}
            return peak_megabytes(gs.make_command("r.slide.predict", model=model, **options))

        one, all_members = peak(forest, output="en_t_one"), peak(many, median="en_t_median")
        shown = peak(many, output="en_t_out", contributions="en_t_shap", outside="en_t_outside")
        print(
            f"REPORT 30 forests, {size:.0f} MB of files: {shown:.0f} MB to map one, {all_members:.0f} MB for the median, "
            f"one alone {one:.0f} MB",
            flush=True,
        )
        np.testing.assert_array_equal(self.read("t_out"), self.read("t_one"))
        self.assertGreater(all_members - one, 30)
        self.assertLess(shown - one, 0.2 * (all_members - one))

    def test_a_damaged_member_is_refused_where_it_is_needed(self):
        """The checksum of a member's file is held against its bytes when they are read, whoever is marked."""
        content = content_of(self.joined)
        name = next(name for name in content if name.startswith("member_2/"))
        content[name] = content[name].replace(b"base_score", b"base_scare", 1)
        damaged = os.path.join(self.folder, "damaged.slide")
        write_content(damaged, content)
        self.refuse("damaged.slide", "checksum", model=damaged, median="en_t_out")
        self.predict(damaged, output="en_t_out")
        np.testing.assert_array_equal(self.read("t_out"), self.each[2])

    def test_one_member_has_no_standard_deviation(self):
        self.refuse("one member", "repeats=", stddev="en_t_out")

    def test_quantiles_and_names_must_be_as_many(self):
        self.refuse("2 numbers", "1 names", model=self.joined, quantile=[0.1, 0.2], quantile_map="en_t_out")

    def test_one_name_for_two_maps_is_refused(self):
        self.refuse("'en_t_out'", "both name", model=self.joined, median="en_t_out", mean="en_t_out")

    def test_maps_say_what_they_are(self):
        self.predict(self.joined, output="en_t_out", quantile=0.25, quantile_map="en_t_low")
        self.assertIn("quantile 0.25", gs.raster_info("en_t_low")["title"])
        self.assertIn("number 3 is the one of median score", gs.read_command("r.info", flags="h", map="en_t_out"))


if __name__ == "__main__":
    test()
