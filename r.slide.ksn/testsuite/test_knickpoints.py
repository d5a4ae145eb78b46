# location: EPSG:32645
"""Knickpoints of a planted step of uplift are found where they are, with their drop, and nowhere else."""

import numpy as np
from grass.gunittest.main import test

from ksn_case import KsnCase, ksn, points, table
from network import Network
from steady import Steady, event_relief, write

THRESHOLD = 0.2  # km2
TOLERANCE = 10.0  # m
GENTLE, STEEP = 100.0, 200.0


class Steps(KsnCase):
    @classmethod
    def setUpClass(cls):
        cls.relief = event_relief()
        super().setUpClass()

    def find(self, land, elevation, **options):
        """Runs the module on this elevation; the knickpoints by cell, and the stems of the planted drainage."""
        write("stepped", elevation)
        summary = ksn(
            elevation="stepped", knickpoints="kp", tolerance=TOLERANCE, threshold=THRESHOLD, ksn="k", **options
        )
        if summary["knickpoints"] == 0:
            return {}, []
        rows, cells = table("kp"), points("kp")
        self.assertEqual(len(rows), summary["knickpoints"])
        self.assertEqual(set(rows), set(cells))
        self.assertEqual(len(set(cells.values())), len(cells))
        network = Network(land.receiver, land.step, land.area, land.area >= THRESHOLD * 1e6)
        return {cells[cat]: row for cat, row in rows.items()}, list(network.stems())

    @staticmethod
    def breaks(land, stem):
        """Places in the stem where the step down has another Ksn than the step above; ends are none."""
        return [i for i in range(1, len(stem) - 1) if land.ksn[stem[i]] != land.ksn[stem[i - 1]]]

    @staticmethod
    def planted(land, stem, place):
        """How high the only break of a stem stands above the line between its ends."""
        up = land.chi[stem[0]] - land.chi[stem[place]]
        down = land.chi[stem[place]] - land.chi[stem[-1]]
        return (land.ksn[stem[place]] - land.ksn[stem[place - 1]]) * up * down / (up + down)

    def assert_as_planted(self, land, found, stems, cells, drop):
        """Every stem with one break that drops enough has its knickpoint within `cells` of it, the drop right to
        `drop`, and no other; none without a break has one."""
        crossing = straight = 0
        for stem in stems:
            breaks = self.breaks(land, stem)
            # its end belongs to the longer stem, its source is no knickpoint
            here = [i for i in range(1, len(stem) - 1) if stem[i] in found]
            for i in here:
                self.assertTrue(any(abs(i - place) <= cells for place in breaks), (i, breaks))
            if not breaks:
                straight += 1
                self.assertEqual(here, [])
            if len(breaks) != 1:
                continue
            expected = self.planted(land, stem, breaks[0])
            if abs(expected) > 1.2 * TOLERANCE:
                crossing += 1
                self.assertEqual(len(here), 1, expected)
                row = found[stem[here[0]]]
                self.assertAlmostEqual(row["drop_m"] / expected, 1.0, delta=drop)
                self.assertAlmostEqual(row["ksn_above"] / land.ksn[stem[breaks[0] - 1]], 1.0, delta=drop)
                self.assertAlmostEqual(row["ksn_below"] / land.ksn[stem[breaks[0]]], 1.0, delta=drop)
            elif abs(expected) < 0.8 * TOLERANCE:
                self.assertEqual(here, [], expected)
        print(f"{crossing} stems cross the step, {straight} do not; {len(found)} knickpoints")
        return crossing, straight

    def uplifted_in_the_middle(self):
        """The middle half of the rows rises twice as fast, between two lines from west to east."""
        rows, cols = self.relief.shape
        row = np.arange(rows * cols) // cols
        return Steady(self.relief, 0.45, lambda chi: np.where(np.abs(row - rows / 2) < rows / 4, STEEP, GENTLE))

    def test_a_step_along_lines_is_found_on_every_stem_that_crosses_them_and_nowhere_else(self):
        land = self.uplifted_in_the_middle()
        found, stems = self.find(land, land.elevation)
        crossing, straight = self.assert_as_planted(land, found, stems, 1, 0.05)
        self.assertGreaterEqual(crossing, 6)
        self.assertGreater(straight, 4)
        rows, cols = self.relief.shape
        self.assertTrue(all(abs(abs(cell // cols - rows / 2) - rows / 4) <= 2 for cell in found))

    def test_a_step_that_has_climbed_to_one_chi_everywhere_is_found_at_that_chi(self):
        first = Steady(self.relief, 0.45, lambda chi: GENTLE)
        height = np.median(first.chi[first.area >= THRESHOLD * 1e6])
        land = Steady(first.elevation, 0.45, lambda chi: np.where(chi > height, STEEP, GENTLE))
        found, stems = self.find(land, land.elevation)
        crossing, straight = self.assert_as_planted(land, found, stems, 1, 0.05)
        self.assertGreaterEqual(crossing, 6)
        self.assertGreater(straight, 4)
        for cell, row in found.items():
            self.assertLess(abs(row["chi"] - height), 3.0 * land.step[cell] * land.area[cell] ** -0.45)
            self.assertLess(row["drop_m"], 0.0)

    def test_a_step_is_found_within_three_cells_on_rough_elevations(self):
        land = self.uplifted_in_the_middle()
        rough = land.elevation + np.random.default_rng(5).normal(0.0, 0.5, self.relief.shape)
        # the noise moves some divides: the drainage is kept, as it would be with streams that are known
        write("smooth_land", land.elevation)
        ksn(elevation="smooth_land", direction="d")
        found, stems = self.find(land, rough, input_direction="d")
        self.assertGreaterEqual(self.assert_as_planted(land, found, stems, 3, 0.15)[0], 6)

    def test_attributes_of_place_are_those_of_the_cell(self):
        land = self.uplifted_in_the_middle()
        found, _ = self.find(land, land.elevation, chi="x", streams="s")
        for cell, row in found.items():
            self.assertAlmostEqual(row["elevation"], land.elevation.ravel()[cell], delta=1e-3)
            self.assertAlmostEqual(row["chi"] / land.chi[cell], 1.0, places=6)
            self.assertAlmostEqual(row["area_km2"] / (land.area[cell] * 1e-6), 1.0, places=6)
            distance, here = 0.0, cell
            while land.receiver[here] != here:
                distance += land.step[here]
                here = land.receiver[here]
            self.assertAlmostEqual(row["distance_m"], distance, delta=1e-3)

    def test_a_steady_landscape_has_none(self):
        for theta, planted in ((0.35, 25.0), (0.45, 100.0), (0.55, 400.0)):
            land = Steady(self.relief, theta, lambda chi, planted=planted: planted)
            self.assertEqual(self.find(land, land.elevation, theta=theta), ({}, []))

    def test_a_waterfall_has_its_height_as_drop_at_its_top_and_its_foot(self):
        land = Steady(self.relief, 0.45, lambda chi: GENTLE)
        network = Network(land.receiver, land.step, land.area, land.area >= THRESHOLD * 1e6)
        stem = max(network.stems(), key=len)
        top = stem[len(stem) // 2]
        above = np.zeros(land.area.size, dtype=bool)
        above[top] = True
        for _ in range(land.area.size):
            more = above | above[land.receiver]
            if (more == above).all():
                break
            above = more
        write("smooth_land", land.elevation)
        ksn(elevation="smooth_land", direction="d")
        found, _ = self.find(land, land.elevation + 80.0 * above.reshape(self.relief.shape), input_direction="d")
        foot = land.receiver[top]
        self.assertEqual(set(found), {top, foot})
        self.assertGreater(found[top]["drop_m"], 0.7 * 80.0)
        self.assertLess(found[foot]["drop_m"], -0.7 * 80.0)
        self.assertAlmostEqual(found[top]["ksn_above"] / GENTLE, 1.0, delta=0.02)
        self.assertAlmostEqual(found[foot]["ksn_below"] / GENTLE, 1.0, delta=0.02)


if __name__ == "__main__":
    test()
