# location: EPSG:32645
"""theta=auto finds the concavity that a landscape was made with, says how surely, and says where it does not fit."""

import subprocess

import grass.script as gs
import numpy as np
from grass.gunittest.main import test

from ksn_case import KsnCase, ksn
from steady import Steady, climb, event_relief, write

PLANTED = {0.35: 25.0, 0.45: 100.0, 0.55: 400.0}  # Ksn in m^(2 theta) by theta
ROUGHNESS = 1.0  # m, standard deviation of white noise on the elevations


def run_plain(**options):
    """The lines on standard output, and the messages, of a run."""
    command = gs.make_command("r.slide.ksn", overwrite=True, **options)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines(), " ".join(done.stderr.split())


class PlantedTheta(KsnCase):
    @classmethod
    def setUpClass(cls):
        cls.relief = event_relief()
        super().setUpClass()
        noise = np.random.default_rng(7).normal(0.0, ROUGHNESS, cls.relief.shape)
        for theta, planted in PLANTED.items():
            land = Steady(cls.relief, theta, lambda chi, planted=planted: planted)
            write(cls.name(theta), land.elevation)
            write(cls.name(theta) + "_rough", land.elevation + noise)

    @staticmethod
    def name(theta):
        return f"steady_{round(100 * theta)}"

    def estimate(self, name):
        summary = ksn(elevation=name, theta="auto", threshold=0.2, ksn="k")
        row = summary["theta_of_basins"][0]
        self.assertEqual(row["basin"], "all")
        self.assertEqual(summary["theta"], row["chi_theta"])
        print({key: row[key] for key in row if "theta" in key or "er" in key}, name)
        return summary, row

    def test_planted_theta_is_found_by_chi_and_by_slope_and_area(self):
        for theta in PLANTED:
            summary, row = self.estimate(self.name(theta))
            self.assertAlmostEqual(summary["theta"], theta, delta=0.02)
            self.assertAlmostEqual(row["slope_area_theta"], theta, delta=0.02)
            self.assertEqual(row["verdict"], "fits")
            # an exact landscape leaves an interval of nearly no width, finer than the search for theta
            self.assertLess(row["chi_lower"], theta + 1e-4)
            self.assertGreater(row["chi_upper"], theta - 1e-4)

    def test_planted_theta_is_found_on_rough_elevations_and_lies_in_the_interval(self):
        for theta in PLANTED:
            summary, row = self.estimate(self.name(theta) + "_rough")
            self.assertAlmostEqual(summary["theta"], theta, delta=0.02)
            self.assertLess(row["chi_lower"], theta)
            self.assertGreater(row["chi_upper"], theta)
            self.assertLess(row["chi_upper"] - row["chi_lower"], 0.2)

    def test_each_basin_of_an_exact_landscape_has_the_planted_theta(self):
        for theta in PLANTED:
            basins = self.estimate(self.name(theta))[0]["theta_of_basins"][1:]
            self.assertGreater(len(basins), 3)
            for row in basins:
                self.assertAlmostEqual(row["chi_theta"], theta, delta=0.02)
                self.assertGreaterEqual(row["nodes"], 50)
                self.assertGreaterEqual(row["relief_m"], 50.0)

    def test_maps_are_made_with_the_theta_that_was_found(self):
        for theta, planted in PLANTED.items():
            summary = ksn(elevation=self.name(theta), theta="auto", threshold=0.2, ksn="k")
            self.assertAlmostEqual(summary["ksn_median"] / planted, 1.0, delta=0.01)
            self.assertIn(f"m^{2 * summary['theta']:.2g}", gs.read_command("r.info", map="k"))

    def test_the_plain_table_holds_the_numbers_of_the_json_one(self):
        options = {"elevation": self.name(0.45) + "_rough", "theta": "auto", "threshold": 0.2, "ksn": "k"}
        table, (lines, messages) = ksn(**options)["theta_of_basins"], run_plain(**options)
        header = lines.index("theta_of_basins:") + 1
        columns = lines[header].split("|")
        self.assertEqual(columns, list(table[0]))
        for row, line in zip(table, lines[header + 1 :]):
            for column, text in zip(columns, line.split("|")):
                if isinstance(row[column], str) or row[column] is None:
                    self.assertEqual(text, row[column] or "nan")
                else:
                    self.assertAlmostEqual(float(text), row[column], delta=1e-6 * abs(row[column]))
        self.assertEqual(len(lines) - header - 1, len(table))
        self.assertIn("confidence", messages)


class NoThetaToFind(KsnCase):
    @classmethod
    def setUpClass(cls):
        cls.relief = event_relief()
        super().setUpClass()

    def assert_told(self, name, *words, **options):
        summary = ksn(elevation=name, theta="auto", threshold=0.2, ksn="k", **options)
        lines, messages = run_plain(elevation=name, theta="auto", threshold=0.2, ksn="k", **options)
        self.assertNotEqual(summary["theta_of_basins"][0]["verdict"], "fits")
        self.assertIn("WARNING", messages)
        self.assertIn(words[0], messages)
        for word in words[1:]:
            self.assertIn(word, summary["theta_of_basins"][0]["verdict"])
        self.assertIn(f"theta: {summary['theta']:.7g}", lines)

    def test_rivers_that_are_steeper_downstream_are_said_not_to_fit(self):
        # slope grows as A^0.1: no concavity between 0.05 and 0.95
        land = Steady(self.relief, 0.45, lambda chi: 100.0)
        write("steady", land.elevation)
        ksn(elevation="steady", direction="d")
        write("convex", climb(land.receiver, 0.02 * land.area**0.1 * land.step).reshape(land.elevation.shape))
        self.assert_told("convex", "No theta fits", "range", input_direction="d")

    def test_a_ksn_that_differs_within_basins_is_said_not_to_fit(self):
        # six times as steep north of a line that crosses most basins
        rows, cols = self.relief.shape
        north = np.arange(rows * cols) // cols < rows // 2
        write("stepped", Steady(self.relief, 0.45, lambda chi: np.where(north, 300.0, 50.0)).elevation)
        self.assert_told("stepped", "is doubtful", "not straight in chi")

    def test_level_country_has_the_customary_theta_and_a_warning(self):
        gs.mapcalc("gentle = 0.01 * row()", overwrite=True)
        summary = ksn(elevation="gentle", theta="auto", threshold=0.01, ksn="k")
        self.assertEqual(summary["theta"], 0.45)
        self.assertEqual(summary["basins_used_for_theta"], 0)
        self.assertIn("customary", run_plain(elevation="gentle", theta="auto", threshold=0.01, ksn="k")[1])


if __name__ == "__main__":
    test()
