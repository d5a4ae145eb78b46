"""Detections of the patch classifier: planted clusters are found, windows reach every edge, boxes are the best."""

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from net_case import CELL, COLS, ROWS, NetCase
from rasters import read, write

PATCH = 16


class Detections(NetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planted = np.zeros((ROWS, COLS))
        random = np.random.default_rng(3)
        for row, col in zip(random.integers(0, ROWS // PATCH, 22), random.integers(0, COLS // PATCH, 22)):
            cls.planted[row * PATCH : (row + 1) * PATCH, col * PATCH : (col + 1) * PATCH] = 1
        write("net_planted", cls.planted, np.int32)
        write("net_echo", random.normal(size=(ROWS, COLS)) + 1.5 * cls.planted)
        cls.inputs = {"predictors": "net_echo,net_smooth", "label": "net_planted"}
        cls.train(
            "patch", "patch.slide", patch=PATCH, stride=PATCH, filters=4, batch=16, epochs=30, rate=0.003, seed=5,
            **cls.inputs,
        )  # fmt: skip

    def detect(self, **options):
        """Boxes as (row, col) of their north-western cells, and their scores, best first."""
        found = self.predict("patch.slide", heat="net_heat", detections="net_boxes", **options)
        table = gs.vector_db_select("net_boxes")
        columns = table["columns"]
        rows = [dict(zip(columns, values)) for values in table["values"].values()]
        self.assertEqual(len(rows), found["detections"])
        return sorted(rows, key=lambda row: -float(row["score"]))

    def test_windows_side_by_side_agree_with_their_heat(self):
        """With windows that do not overlap, heat is the score of the one window; ROWS and COLS are multiples."""
        rows = self.detect(window_stride=PATCH, score=0.5)
        heat = read("net_heat")
        self.assertFalse(np.isnan(heat).any())
        blocks = heat.reshape(ROWS // PATCH, PATCH, COLS // PATCH, PATCH)
        self.assertEqual(np.ptp(blocks, axis=(1, 3)).max(), 0)
        scores = blocks[:, 0, :, 0]
        np.testing.assert_allclose(
            [float(row["score"]) for row in rows], np.sort(scores[scores >= 0.5])[::-1], rtol=1e-5
        )
        planted = self.planted[::PATCH, ::PATCH] == 1
        hit, false = (planted & (scores >= 0.5)).sum(), (~planted & (scores >= 0.5)).sum()
        f1 = 2 * hit / (hit + false + planted.sum())
        print(f"REPORT F1 of the patch classifier {f1:.3f}: {hit} of {planted.sum()} planted patches, {false} false")
        self.assertGreater(f1, 0.8)

    def test_heat_is_the_mean_of_all_windows_and_they_reach_the_last_row_and_column(self):
        """In a region that no number of steps fits, from windows side by side of shifted regions."""
        try:
            gs.run_command("g.region", s=4 * CELL, e=(COLS - 3) * CELL, res=CELL)
            rows, cols = ROWS - 4, COLS - 3
            self.predict("patch.slide", heat="net_heat", window_stride=8)
            found = read("net_heat")
            starts = [
                sorted({*range(0, length - PATCH + 1, 8), length - PATCH}) for length in (rows, cols)
            ]
            total, count = np.zeros((rows, cols)), np.zeros((rows, cols))
            score = self.scores(starts)
            for i, row in enumerate(starts[0]):
                for j, col in enumerate(starts[1]):
                    total[row : row + PATCH, col : col + PATCH] += score[i, j]
                    count[row : row + PATCH, col : col + PATCH] += 1
            self.assertGreater(count.min(), 0)
            np.testing.assert_allclose(found, total / count, atol=1e-5)
        finally:
            gs.run_command("g.region", s=0, e=COLS * CELL, n=ROWS * CELL, w=0, res=CELL)

    def scores(self, starts):
        """Of windows at all these starts, each found in a region where windows lie side by side."""
        score = np.full((len(starts[0]), len(starts[1])), np.nan)
        saved = gs.region()
        for i_phase in {row % PATCH for row in starts[0]}:
            for j_phase in {col % PATCH for col in starts[1]}:
                down = [i for i, row in enumerate(starts[0]) if row % PATCH == i_phase]
                across = [j for j, col in enumerate(starts[1]) if col % PATCH == j_phase]
                north = saved["n"] - starts[0][down[0]] * CELL
                west = saved["w"] + starts[1][across[0]] * CELL
                gs.run_command(
                    "g.region", n=north, s=north - len(down) * PATCH * CELL, w=west,
                    e=west + len(across) * PATCH * CELL, res=CELL,
                )  # fmt: skip
                self.predict("patch.slide", heat="net_part", window_stride=PATCH)
                score[np.ix_(down, across)] = read("net_part")[::PATCH, ::PATCH]
        gs.run_command("g.region", n=saved["n"], s=saved["s"], e=saved["e"], w=saved["w"], res=CELL)
        return score

    def test_of_overlapping_windows_the_best_stays_and_areas_carry_all_boxes(self):
        rows = self.detect(window_stride=8, score=0.5, overlap=0.2)
        self.assertGreater(len(rows), 5)
        areas = gs.read_command("v.to.db", map="net_boxes", option="bbox", flags="p", quiet=True, separator="comma")
        box = {}
        for line in areas.splitlines():
            values = line.split(",")
            if values[0].isdigit():
                box[values[0]] = [float(value) for value in values[1:5]]
        self.assertEqual(set(box), {row["cat"] for row in rows})
        for north, south, east, west in box.values():
            self.assertAlmostEqual(north - south, PATCH * CELL)
            self.assertAlmostEqual(east - west, PATCH * CELL)
        kept = [box[row["cat"]] for row in rows]
        for i, one in enumerate(kept):
            for other in kept[:i]:
                high = max(0, min(one[0], other[0]) - max(one[1], other[1]))
                wide = max(0, min(one[2], other[2]) - max(one[3], other[3]))
                self.assertLessEqual(high * wide / (2 * (PATCH * CELL) ** 2 - high * wide), 0.2 + 1e-9)

    def test_contributions_of_a_box_add_up_to_the_change_in_its_logit(self):
        rows = self.detect(window_stride=PATCH, score=0.5, steps=200)
        shifts = [step["shift"][0] for step in self.description("patch.slide")["members"][0]["transforms"]]
        for name, shift in zip(("net_echo", "net_smooth"), shifts):
            write(name + "_mean", np.full((ROWS, COLS), shift))
        self.predict(
            "patch.slide", heat="net_base", flags="o", predictors="net_echo_mean,net_smooth_mean",
            map="net_echo:net_echo_mean,net_smooth:net_smooth_mean",
        )  # fmt: skip
        base = read("net_base")[0, 0]
        for row in rows[:5]:
            p = float(row["score"])
            change = np.log(p / (1 - p)) - np.log(base / (1 - base))
            found = float(row["contribution_net_echo"]) + float(row["contribution_net_smooth"])
            self.assertLess(abs(found - change), 0.05 * abs(change) + 0.01)

    def test_windows_with_more_than_one_null_cell_are_passed_over(self):
        echo = read("net_echo")
        echo[0, 0] = np.nan
        echo[20, 20:22] = np.nan
        write("net_gaps", echo)
        self.predict(
            "patch.slide", heat="net_heat", window_stride=PATCH, flags="o", predictors="net_gaps,net_smooth",
            map="net_echo:net_gaps",
        )  # fmt: skip
        heat = read("net_heat")
        expected = np.zeros((ROWS, COLS), dtype=bool)
        expected[0, 0] = expected[16:32, 16:32] = True
        np.testing.assert_array_equal(np.isnan(heat), expected)

    def test_nothing_found_is_an_empty_map_and_what_is_not_right_is_named(self):
        self.assertEqual(self.detect(score=1), [])
        given = {"module": "r.slide.predict", "model": self.path("patch.slide")}
        self.refused("heat=", **given, output="net_no")
        self.refused("leaves gaps", **given, heat="net_no", window_stride=17)
        gs.run_command("g.region", n=10 * CELL, s=0)
        try:
            self.refused("smaller than the model's patches", **given, heat="net_no")
        finally:
            gs.run_command("g.region", n=ROWS * CELL, s=0, res=CELL)


if __name__ == "__main__":
    test()
