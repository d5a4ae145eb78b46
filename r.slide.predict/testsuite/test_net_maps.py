"""Maps by nets: tiles leave no trace, nulls and masks are kept, spreads and contributions add up."""

from contextlib import contextmanager

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from net_case import COLS, ROWS, NetCase
from rasters import read, write


def logit(p):
    with np.errstate(divide="ignore"):  # of 1
        return np.log(p / (1 - p))


class NetMaps(NetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        holes = cls.rough.copy()
        holes[70:90, 50:90] = np.nan
        holes[0, 3] = holes[ROWS - 1, COLS - 1] = np.nan
        write("net_holes", holes)
        cls.null = np.isnan(holes)
        cls.with_holes = {"predictors": "net_holes,net_smooth", "map": "net_rough:net_holes", "flags": "o"}
        cls.train("cnn", "cnn.slide", epochs=3, dropout=0.2, stride=16)
        cls.train("unet", "unet.slide", epochs=1, filters=2, stride=16)

    def assert_tiles_leave_no_trace(self, model, tiles, whole):
        self.predict(model, output="net_whole", tile=whole, **self.with_holes)
        expected = read("net_whole")
        np.testing.assert_array_equal(np.isnan(expected), self.null)
        self.assertGreater(np.nanstd(expected), 1e-3)
        for tile in tiles:
            self.predict(model, output="net_tiled", tile=tile, **self.with_holes)
            found = read("net_tiled")
            np.testing.assert_array_equal(np.isnan(found), self.null)
            worst = np.nanmax(np.abs(found - expected))
            print(f"REPORT {model} tiles of {tile}: {worst:.1e} from the whole map")
            self.assertLess(worst, 1e-5)

    def test_tiles_of_a_cnn_equal_the_whole_map(self):
        """It sees 8 cells far."""
        self.assert_tiles_leave_no_trace("cnn.slide", (17, 40, 97), 160)

    @contextmanager
    def on_wide_maps(self):
        """A region whose sides are no multiple of anything; gives rows and columns."""
        gs.run_command("g.region", s="s-5430", e="e+4170", res=30)
        shape = (gs.region()["rows"], gs.region()["cols"])
        random = np.random.default_rng(1)
        holes = random.normal(size=shape)
        holes[200:230, 100:190] = np.nan
        write("net_wide", holes)
        write("net_wide_smooth", random.normal(100, 1, size=shape))
        null, given = self.null, self.with_holes
        try:
            self.null = np.isnan(holes)
            self.with_holes = {
                "predictors": "net_wide,net_wide_smooth", "flags": "o",
                "map": "net_rough:net_wide,net_smooth:net_wide_smooth",
            }  # fmt: skip
            yield shape
        finally:
            self.null, self.with_holes = null, given
            gs.run_command("g.region", n=ROWS * 30, s=0, e=COLS * 30, w=0, res=30)

    def test_tiles_of_a_unet_equal_the_whole_map(self):
        """It sees 94 cells far where tiles meet at multiples of 16; the region's sides need not be any."""
        with self.on_wide_maps():
            self.assert_tiles_leave_no_trace("unet.slide", (208, 240, 256), 352)

    def logits_of(self, rows, cols, shape):
        """Of these cells as if the region had no others, in a map of the whole region."""
        top = gs.region()["n"]
        gs.run_command(
            "g.region", n=top - rows.start * 30, s=top - rows.stop * 30, w=cols.start * 30, e=cols.stop * 30, res=30
        )
        self.predict("deeplabv3.slide", output="net_part", tile=256, **self.with_holes)
        found = np.zeros(shape)
        found[rows, cols] = logit(read("net_part"))
        gs.run_command("g.region", n=top, s=top - shape[0] * 30, w=0, e=shape[1] * 30, res=30)
        return found

    def test_tiles_of_deeplabv3_give_way_to_each_other_along_a_cosine(self):
        """It sees all of a tile. Tiles of 256 begin 128 apart and change over cells 160 to 223, each a region's own map."""
        share = 0.5 - 0.5 * np.cos(np.pi * np.clip((np.arange(512) - 160 + 0.5) / 64, 0, 1))
        with self.on_wide_maps() as shape:
            ends = [((1 - share[:cells], slice(0, 256)), (share[:cells], slice(128, cells))) for cells in shape]
            tiles = [(np.outer(high, wide), rows, cols) for high, rows in ends[0] for wide, cols in ends[1]]
            for seed in range(1, 20):
                self.train("deeplabv3", "deeplabv3.slide", epochs=2, filters=2, patch=32, stride=16, seed=seed)
                parts = [self.logits_of(rows, cols, shape) for _, rows, cols in tiles]
                self.predict("deeplabv3.slide", output="net_tiled", tile=256, **self.with_holes)
                self.predict("deeplabv3.slide", output="net_whole", tile=352, **self.with_holes)
                found, whole = logit(read("net_tiled")), logit(read("net_whole"))
                # nearer to 1 a probability of single precision does not tell its logit: by how a processor rounds, another
                # net has such ones
                if max(np.nanmax(each) for each in (found, whole, *parts)) < 6:
                    break
            else:
                self.fail("every net is too sure")
            np.testing.assert_array_equal(np.isnan(found), self.null)
        print(f"REPORT deeplabv3: tiles differ by up to {np.nanmax(np.abs(found - whole)):.1e} from the whole map")
        np.testing.assert_allclose(found, sum(weight * part for (weight, _, _), part in zip(tiles, parts)), atol=1e-4)
        # it does see beyond its tile, so that the blend was tried
        self.assertGreater(np.nanmax(np.abs(found - whole)), 1e-3)

    def test_a_mask_nulls_cells_and_counts_as_null_in_the_surroundings(self):
        self.predict("cnn.slide", output="net_masked_map", **self.with_holes)
        gs.run_command("r.mask", raster="net_holes", quiet=True)
        self.predict("cnn.slide", output="net_mask")
        np.testing.assert_array_equal(np.isnan(read("net_mask")), self.null)
        gs.run_command("r.mask", flags="r", quiet=True)
        write("net_smooth_holes", np.where(self.null, np.nan, self.smooth))
        self.predict(
            "cnn.slide", output="net_both", flags="o", map="net_rough:net_holes,net_smooth:net_smooth_holes",
            predictors="net_holes,net_smooth_holes",
        )  # fmt: skip
        found, expected = read("net_mask"), read("net_both")
        np.testing.assert_allclose(found[~self.null], expected[~self.null], atol=1e-6)
        # a null in one map leaves the other one's value to be seen
        self.assertGreater(np.nanmax(np.abs(found - read("net_masked_map"))), 1e-6)

    def test_threads_and_memory_change_nothing(self):
        self.predict("cnn.slide", output="net_two", nprocs=2)
        self.predict("cnn.slide", output="net_one", nprocs=1, memory=1)
        self.assertLess(np.abs(read("net_two") - read("net_one")).max(), 1e-5)

    def test_contributions_add_up_to_the_change_in_the_sum_of_logits(self):
        """From the mean of the training cells, which a null-free map of these means predicts."""
        self.predict("cnn.slide", output="net_p", contributions="net_c", dominant="net_dominant", steps=64, tile=512)
        change = read("net_c_net_rough").sum() + read("net_c_net_smooth").sum()
        steps = {step["predictor"]: step for step in self.description("cnn.slide")["members"][0]["transforms"]}
        for name in ("net_rough", "net_smooth"):
            shift = self.shift_of(steps, name)
            write(name + "_mean", np.full((ROWS, COLS), shift))
        self.predict(
            "cnn.slide", output="net_base", flags="o", predictors="net_rough_mean,net_smooth_mean",
            map="net_rough:net_rough_mean,net_smooth:net_smooth_mean",
        )  # fmt: skip
        expected = logit(read("net_p")).sum() - logit(read("net_base")).sum()
        print(f"REPORT contributions {change:.2f}, change in logits {expected:.2f}")
        self.assertLess(abs(change - expected), 0.01 * np.abs(logit(read("net_p")) - logit(read("net_base"))).sum())
        strongest = np.argmax(np.abs([read("net_c_net_rough"), read("net_c_net_smooth")]), axis=0) + 1
        np.testing.assert_array_equal(read("net_dominant"), strongest)
        # the roughness decides, and it is found there
        self.assertGreater(np.abs(read("net_c_net_rough")).sum(), np.abs(read("net_c_net_smooth")).sum())

    def shift_of(self, steps, name):
        step = steps[name]
        return step["features"][0]["shift"] if "features" in step else step["shift"][0]

    def test_dropout_spreads_predictions_and_more_passes_steady_them(self):
        for name in ("net_sd", "net_sd_again"):
            self.predict("cnn.slide", output="net_p", stddev=name, dropout_passes=8)
        found = read("net_sd")
        np.testing.assert_array_equal(found, read("net_sd_again"))
        self.assertGreater(found.mean(), 1e-4)
        self.assertLess(found.max(), 0.5)
        self.refused(
            "dropout=0", module="r.slide.predict", model=self.path("unet.slide"), stddev="net_no", dropout_passes=4
        )
        self.refused("repeats=", module="r.slide.predict", model=self.path("unet.slide"), stddev="net_no")

    def test_members_are_combined_cell_by_cell(self):
        self.train("cnn", "two.slide", epochs=1, filters=2, repeats=2, stride=16)
        self.predict("two.slide", mean="net_mean", stddev="net_sd", quantile="0,1", quantile_map="net_low,net_high")
        low, high = read("net_low"), read("net_high")
        self.assertGreater((high - low).min(), 0)
        np.testing.assert_allclose(read("net_mean"), (low + high) / 2, atol=1e-6)
        np.testing.assert_allclose(read("net_sd"), (high - low) / np.sqrt(2), atol=1e-6)

    def test_what_a_net_cannot_is_named(self):
        given = {"module": "r.slide.predict", "model": self.path("unet.slide")}
        self.refused("at least 208", "multiple of 16", **given, output="net_no", tile=100)
        self.refused("method=patch", **given, detections="net_no")
        self.refused("repeats=", "dropout_passes=", **given, stddev="net_no")
        self.refused("applicability", **given, applicability="net_no")
        self.assertFalse(gs.find_file("net_no")["name"])

    def test_the_history_says_what_the_map_is(self):
        self.predict("cnn.slide", output="net_p")
        said = " ".join(gs.read_command("r.info", flags="h", map="net_p").split())
        self.assertIn("not calibrated", said)
        self.assertIn("model sha256", said)


if __name__ == "__main__":
    test()
