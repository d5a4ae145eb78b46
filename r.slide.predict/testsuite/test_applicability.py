# location: XY
"""Where the model extrapolates: predictors outside their range, dissimilarity and area of applicability, by NumPy."""

import json
import os
import zipfile

import numpy as np
from prediction_case import PredictionCase, content_of, write_content
from scipy.spatial.distance import cdist, pdist

import grass.script as gs
from grass.gunittest.main import test


def features(a, b, cover):
    """As the learner sees them: two quantities, four categories."""
    return np.column_stack([a, b] + [cover == category for category in (1, 2, 3, 4)]).astype(float)


class Applicability(PredictionCase):
    prefix = "ap"
    region = {"n": 60, "s": 0, "w": 0, "e": 80}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_cells = cls.train("all", negatives=0)
        valid = ~np.isnan(cls.a)
        cls.samples = features(cls.a[valid].astype(np.float32), cls.b[valid].astype(np.float32), cls.cover[valid])

    def stored(self, model):
        return json.loads(content_of(model)["model.json"])["applicability"]

    def weights(self, model):
        """Importances are stored as importance / standard deviation."""
        weight = np.zeros(6)
        for entry in self.stored(model)["scaling"]:
            weight[entry["feature"]] = entry["factor"]
        return weight

    def far_maps(self):
        """The western half as at training, the eastern one farther and farther away."""
        shift = np.where(np.arange(80) < 40, 0, (np.arange(80) - 39) * 0.3)
        a, b = self.a + shift, self.b + 2 * shift
        cover = np.where(np.arange(80) < 60, self.cover, 9)
        self.write("t_a", a)
        self.write("t_b", b)
        self.write("t_cover", cover, np.int32)
        return a, b, cover

    maps = ["ap_a:ap_t_a", "rate:ap_t_b", "ap_cover:ap_t_cover"]

    def test_scaling_is_by_mean_and_standard_deviation_of_the_training_samples(self):
        stored = self.stored(self.all_cells)
        self.assertEqual(stored["samples"], len(self.samples))
        for entry in stored["scaling"]:
            self.assertAlmostEqual(entry["centre"], self.samples[:, entry["feature"]].mean(), places=6)

    def test_mean_distance_and_threshold_are_those_of_the_definition(self):
        stored = self.stored(self.all_cells)
        scaled = self.samples * self.weights(self.all_cells)
        mean = pdist(scaled).mean()
        self.assertAlmostEqual(stored["mean_distance"] / mean, 1, places=5)
        distance = cdist(scaled, scaled)
        np.fill_diagonal(distance, np.inf)
        index = distance.min(1) / mean
        low, high = np.quantile(index, [0.25, 0.75])
        whisker = index[index <= high + 1.5 * (high - low)].max()
        self.assertAlmostEqual(stored["threshold"] / whisker, 1, places=4)

    def test_dissimilarity_is_the_nearest_distance_over_the_mean_one(self):
        a, b, cover = self.far_maps()
        self.predict(
            self.all_cells, map=self.maps, dissimilarity="ap_t_di", applicability="ap_t_aoa", outside="ap_t_outside"
        )
        valid, weights = ~np.isnan(self.a), self.weights(self.all_cells)
        places = features(a[valid].astype(np.float32), b[valid].astype(np.float32), cover[valid]) * weights
        scaled = self.samples * weights
        expected = cdist(places, scaled).min(1) / pdist(scaled).mean()
        index, inside = self.read("t_di"), self.read("t_aoa")
        np.testing.assert_allclose(index[valid], expected, rtol=1e-4, atol=1e-6)
        self.assertTrue((index[:, 3:40] < 1e-6).all())
        threshold = self.stored(self.all_cells)["threshold"]
        np.testing.assert_array_equal(inside[valid], index[valid] <= threshold)
        self.assertGreater(np.nanmean(inside[:, :40]), 0.99)
        self.assertLess(np.nanmean(inside[:, 70:]), 0.1)

    def test_outside_counts_predictors_beyond_the_range_seen_in_training(self):
        a, b, cover = self.far_maps()
        self.predict(self.all_cells, map=self.maps, outside="ap_t_outside")
        valid = ~np.isnan(self.a)
        expected = np.zeros(self.shape)
        for new, old in ((a, self.a), (b, self.b)):
            new, old = new.astype(np.float32), old.astype(np.float32)[valid]
            expected += (new < old.min()) | (new > old.max())
        expected += cover == 9
        np.testing.assert_array_equal(self.read("t_outside")[valid], expected[valid])
        self.assertEqual(expected[valid].max(), 3)

    def test_same_bits_with_any_nprocs_and_memory(self):
        self.far_maps()
        self.predict(map=self.maps, dissimilarity="ap_t_di", memory=1)
        first = self.read("t_di")
        self.predict(map=self.maps, dissimilarity="ap_t_di", nprocs=3)
        np.testing.assert_array_equal(self.read("t_di"), first)

    def test_training_keeps_as_many_samples_as_asked_and_the_same_with_any_nprocs(self):
        one, other = (self.train(f"few_{n}", applicability=50, nprocs=n) for n in (1, 3))
        self.assertEqual(self.stored(one)["samples"], 50)
        self.assertEqual(content_of(one), content_of(other))

    def test_held_out_samples_set_the_threshold(self):
        held = self.train("held", test=0.25)
        with zipfile.ZipFile(held) as archive:
            counts = json.loads(archive.read("model.json"))["members"][0]["counts"]
        self.assertEqual(self.stored(held)["judged"], counts["test_positive"] + counts["test_negative"])

    def test_model_without_samples_is_refused(self):
        none = self.train("none", applicability=0)
        self.assertNotIn("applicability.bin", content_of(none))
        self.refuse("applicability= above 0", model=none, dissimilarity="ap_t_out")
        self.refuse("applicability= above 0", model=none, applicability="ap_t_out")

    def test_damaged_samples_are_refused_by_name(self):
        content = content_of(self.model)
        for name, samples in (("cut", content["applicability.bin"][:-4]), ("nan", b"\xff" * 4)):
            path = os.path.join(self.folder, name + ".slide")
            rest = content["applicability.bin"][len(samples) :] if name == "nan" else b""
            write_content(path, {**content, "applicability.bin": samples + rest})
            self.refuse(name + ".slide", "damaged", model=path, dissimilarity="ap_t_out")
            gs.run_command("r.slide.predict", model=path, output="ap_t_out", quiet=True)  # needs none of them
            gs.run_command("g.remove", flags="f", type="raster", name="ap_t_out", quiet=True)

    def test_maps_say_what_they_are(self):
        self.predict(dissimilarity="ap_t_di", applicability="ap_t_aoa")
        labels = gs.read_command("r.category", map="ap_t_aoa")
        self.assertIn("inside", labels)
        history = " ".join(gs.read_command("r.info", flags="h", map="ap_t_di").replace("|", " ").split())
        self.assertIn(f"nearest of {self.stored(self.model)['samples']} training samples", history)


if __name__ == "__main__":
    test()
