# location: EPSG:32645
"""r.slide.ksn leaves no map behind when it fails late or is interrupted, and says how much memory it needs."""

import subprocess
import sys
import time

import grass.script as gs
from grass.gunittest.main import test

from interrupted import assert_leaves_nothing
from run_costs import core_seconds
from ksn_case import KsnCase, Simulated, attempt, every_output, output_options


class Failures(Simulated):
    """A run that fails, however late, or that is interrupted leaves no map behind."""

    def assert_fails_without_a_trace(self, *words, **options):
        options = dict(every_output("gone_"), **options)
        self.assert_refused(*words, **options, **self.common)
        self.assertEqual(self.left(), [])

    def left(self):
        """Maps and tables that a run left behind."""
        maps = gs.read_command("g.list", type="raster,vector", pattern="gone_*").split()
        tables = gs.read_command("db.tables", flags="p", quiet=True, errors="ignore") or ""
        return maps + [table for table in tables.split() if table.startswith("gone_")]

    def test_a_name_that_a_vector_map_may_not_have(self):
        for option in output_options()[1]:
            self.assert_fails_without_a_trace("gone_1.5", **{option: "gone_1.5"})

    def test_a_database_that_cannot_be_written(self):
        gs.run_command("db.connect", driver="sqlite", database="/proc/no_such_folder/tables.db")
        try:
            self.assert_fails_without_a_trace("/proc/no_such_folder")
        finally:
            gs.run_command("db.connect", flags="d", quiet=True, overwrite=True)
            gs.run_command("db.connect", driver="sqlite", database="$GISDBASE/$LOCATION_NAME/$MAPSET/sqlite/sqlite.db")

    def test_a_table_that_is_in_the_way_of_the_last_vector_map(self):
        # one table of this name there already, of no map: the areas are the last thing that is written
        gs.run_command("db.execute", sql="CREATE TABLE gone_slope_unit_areas (cat INTEGER)", quiet=True)
        try:
            self.assert_refused("gone_slope_unit_areas", **every_output("gone_"), **self.common)
            maps = gs.read_command("g.list", type="raster,vector", pattern="gone_*").split()
            self.assertEqual(maps, [])
        finally:
            gs.run_command("db.execute", sql="DROP TABLE IF EXISTS gone_slope_unit_areas", quiet=True)

    def test_an_interrupted_run(self):
        gs.run_command("g.region", raster="elevation", res=6)
        smoothly = dict(input="elevation", method="bilinear", quiet=True, overwrite=True)
        gs.run_command("r.resamp.interp", output="wide", **smoothly)
        options = dict(every_output("gone_"), elevation="wide", threshold=0.01, area_min=0.05)
        def remove():
            gs.run_command("g.remove", flags="f", type="raster,vector", pattern="gone_*", quiet=True)

        def left():
            time.sleep(0.3)  # what it had started itself may end a moment later
            return self.left()

        assert_leaves_nothing(self, gs.make_command("r.slide.ksn", **options), left, remove)


PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
sys.exit(code)
"""


class Memory(KsnCase):
    """On 1500 x 2000 cells of rough ground, full of pits."""

    @classmethod
    def setUpClass(cls):
        gs.run_command("simulate_event", rows=300, cols=400, seed=42, overwrite=True)
        super().setUpClass()
        gs.run_command("g.region", raster="elevation", res=6)
        smoothly = dict(input="elevation", method="bilinear", quiet=True, overwrite=True)
        gs.run_command("r.resamp.interp", output="smooth", **smoothly)
        gs.mapcalc("rough = float(smooth + rand(-1., 1.))", seed=1, overwrite=True)
        gs.mapcalc("rain = 1 + 0.001 * row()", overwrite=True)

    @classmethod
    def tearDownClass(cls):
        gs.run_command("g.remove", flags="f", type="raster,vector", pattern="m_*", quiet=True)
        super().tearDownClass()

    def needed(self, **options):
        """What the module says it needs, in bytes: from its refusal to run in 1 MB."""
        done = attempt(elevation="rough", memory=1, **options)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("1500 x 2000", done.stderr)
        return float(done.stderr.split("About ")[1].split(" MB")[0]) * 1e6

    def test_a_run_that_needs_more_than_memory_says_so_before_it_starts(self):
        used = core_seconds()
        self.assert_refused("memory=10", "MB", elevation="rough", ksn="m_none", memory=10)
        self.assertLess(core_seconds() - used, 1.0)
        needed = self.needed(ksn="m_none")
        self.assertEqual(attempt(elevation="rough", direction="m_d", memory=int(needed / 1e6) + 1).returncode, 0)

    def test_peak_memory_lies_between_a_third_of_what_it_says_and_that(self):
        sets = {
            "direction": dict(direction="m_d"),
            "ksn, carved": dict(ksn="m_k", accumulation="m_a", direction="m_d"),
            "ksn, filled": dict(ksn="m_k", accumulation="m_a", direction="m_d", depression="fill"),
            "given directions": dict(ksn="m_k", input_direction="m_d"),
            "weights": dict(ksn="m_k", accumulation="m_q", weight="rain"),
            "many channels": dict(ksn="m_k", ksn_error="m_e", gradient="smooth", threshold=0.01, channels="m_c"),
            "surface": dict(ksn_surface="m_s", flow_distance="m_f", hand="m_h", distance="m_l"),
            "kernel": dict(ksn_surface="m_s", ksn_surface_sd="m_sd", surface="kernel", radius=100),
            "densities": dict(drainage_density="m_dd", ksn_density="m_kd", ksn_class="m_kc", radius=100),
            "basins": dict(basins="m_b", half_basins="m_hb"),
            "slope units": dict(slope_units="m_u", unit_threshold=1, area_min=0.02, clean_size=0.002),
            "ensemble": dict(ksn_sd="m_sd", dem_error="1,12", members=2),
        }
        wrong = []
        for name, options in sets.items():
            command = gs.make_command("r.slide.ksn", elevation="rough", overwrite=True, quiet=True, **options)
            done = subprocess.run(
                [sys.executable, "-c", PEAK, *command], stdout=subprocess.PIPE, text=True, check=True
            )
            peak, needed = float(done.stdout.split()[-1]), self.needed(overwrite=True, **options)
            print(f"REPORT {name}: peak {peak / 1e6:.0f} MB of {needed / 1e6:.0f} MB that are said to be needed")
            if not needed / 3.0 <= peak <= needed:
                wrong.append(name)
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    test()
