# location: EPSG:32645
"""The patch classifier finds planted clusters in simulated backscatter: F1 above 0.8 on held-out ground, boxes where landslides are."""

import os
import tempfile

import numpy as np

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

import detections_on_event as event
import rasters

ROWS, COLS, BUFFERS = 480, 480, (60, 60)


class Detections(TestCase):
    @classmethod
    def setUpClass(cls):
        event.make_stacks(ROWS, COLS, 42, 0.04, [BUFFERS])
        cls.folder = tempfile.TemporaryDirectory()
        cls.model = os.path.join(cls.folder.name, "patch.slide")
        cls.told = event.train(
            cls.model, BUFFERS, "ascending", stride=8, epochs=30, filters=16, rate=0.002, imbalance=4, parameters="alpha=0.5"
        )

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_f1_of_held_out_patches_is_above_0_8(self):
        told = self.told
        print(
            f"REPORT patch classifier on backscatter: F1 {told['test_f1']:.3f}, precision {told['test_precision']:.3f}, "
            f"recall {told['test_recall']:.3f} of {told['test_positive']} patches with landslides and "
            f"{told['test_negative']} without, trained in {told['seconds']:.0f} s"
        )
        self.assertGreater(told["test_f1"], 0.8)

    def test_boxes_on_ground_that_was_not_trained_on_find_most_planted_clusters(self):
        env = event.south_env(0.33)
        found = event.detect(self.model, "boxes", env)
        hits = event.hits(found, "ascending", env)
        print(
            f"REPORT detections: {hits['boxes']} boxes, of which {hits['touching']} meet a landslide (laid at random: "
            f"{hits['touching_by_chance']:.1f}); {hits['met']} of {hits['slides']} landslides of 20 cells and more are met "
            f"(at random: {hits['met_by_chance']:.1f})"
        )
        self.assertGreater(hits["touching"], 0.8 * hits["boxes"])
        self.assertGreater(hits["touching"], 1.5 * hits["touching_by_chance"])
        self.assertGreater(hits["met"], 0.5 * hits["slides"])
        self.assertGreater(hits["met"], 1.5 * hits["met_by_chance"])

    def test_no_box_lies_beyond_the_swath(self):
        boxes = event.detect(self.model, "boxes_all", None)
        null = np.isnan(rasters.read(event.predictors(BUFFERS, "ascending").split(",")[0]))
        self.assertTrue(null.any())
        for rows, cols in boxes:
            self.assertFalse(null[rows, cols].all())


if __name__ == "__main__":
    test()
