# location: XY
"""Stopped in the middle, or on a full disk, r.slide.predict leaves no map or column, and what was there as it was."""

import os
import signal

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from full_disk import run_with_files_up_to
from interrupted import assert_leaves_nothing, stopped_at, stopped_when
from prediction_case import PredictionCase
from rasters import read


class Stopped(PredictionCase):
    prefix = "ps"
    region = {"n": 600, "s": 0, "e": 800, "w": 0}
    shape = (600, 800)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        units = np.add.outer(np.arange(600) // 20 * 40, np.arange(800) // 20) + 1
        cls.write("units", units.astype(float), np.int32)

    def everything(self):
        return dict(
            model=self.model, contributions="ps_t_shap", classes="ps_t_classes", class_method="jenks",
            output="ps_t_p", outside="ps_t_outside", dominant="ps_t_dominant", dissimilarity="ps_t_dissimilarity",
            memory=1,  # many small blocks, after each of which it can be stopped
        )  # fmt: skip

    def maps(self):
        return sorted(name for name in gs.list_grouped("raster")[self.mapset] if name.startswith("ps_t_"))

    def clean(self):
        gs.run_command("g.remove", flags="f", type="raster", pattern="ps_t_*", quiet=True)

    def check_interruptions(self, options):
        command = gs.make_command("r.slide.predict", **options)
        assert_leaves_nothing(self, command, self.maps, self.clean)
        gs.run_command("r.slide.predict", quiet=True, **options)
        whole = self.maps()
        self.clean()
        for first in ("ps_t_p", "ps_t_outside"):
            status = stopped_when(command, lambda first=first: first in self.maps())
            # a signal may also come when all is written, before the module has ended
            self.assertIn(self.maps(), [whole] if status == 0 else [whole, []], (first, status))
            self.clean()

    def test_interrupted_it_leaves_no_map(self):
        self.check_interruptions(self.everything())

    def test_a_hangup_under_nohup_stops_nothing_while_maps_appear(self):
        command = ["nohup", *gs.make_command("r.slide.predict", **self.everything())]
        for first in ("ps_t_p", "ps_t_outside"):
            status = stopped_when(command, lambda first=first: first in self.maps(), signal.SIGHUP)
            self.assertEqual((status, "ps_t_p" in self.maps()), (0, True))
            self.clean()

    def test_interrupted_over_units_it_leaves_no_map(self):
        model = self.train("units", units="ps_units", unit_share=0.35, negatives=0, method="logistic", parameters=None)
        self.check_interruptions({"model": model, "units": "ps_units", "output": "ps_t_p", "outside": "ps_t_outside"})

    def test_on_a_full_disk_no_map_is_left_however_far_it_came(self):
        options = self.everything()
        gs.run_command("r.slide.predict", quiet=True, **options)
        folder = os.path.join(*(gs.gisenv()[part] for part in ("GISDBASE", "LOCATION_NAME", "MAPSET")), "fcell")
        size = sorted(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder) if name in self.maps())
        self.clean()
        for limit in (0, size[0] // 2, size[0] - 1, size[-1] - 1):
            failed = run_with_files_up_to(limit, gs.make_command("r.slide.predict", quiet=True, **options))
            self.assertEqual(failed.returncode, 1, (limit, failed.stderr))
            self.assertEqual(self.maps(), [], limit)

    def column_of(self, name):
        """The column as text; None where there is none."""
        if name not in gs.vector_columns("ps_areas"):
            return None
        return gs.read_command("v.db.select", flags="c", map="ps_areas", columns=name)

    def test_stopped_or_on_a_full_disk_a_column_is_written_whole_or_not_at_all(self):
        model = self.train("column", units="ps_units", unit_share=0.35, negatives=0, method="logistic", parameters=None)
        gs.run_command("r.to.vect", flags="v", input="ps_units", output="ps_areas", type="area", quiet=True)
        options = dict(model=model, units="ps_units", vector="ps_areas", column="p")
        command = gs.make_command("r.slide.predict", quiet=True, **options)
        part = (gs.gisenv()[part] for part in ("GISDBASE", "LOCATION_NAME", "MAPSET"))
        size = os.path.getsize(os.path.join(*part, "sqlite", "sqlite.db"))
        for limit in (0, 4096, size // 2, size):
            failed = run_with_files_up_to(limit, command)
            self.assertEqual(failed.returncode, 1, (limit, failed.stderr))
            self.assertIsNone(self.column_of("p"), limit)
        for line in (1, 3, 5, 9):
            if stopped_at(gs.make_command("r.slide.predict", overwrite=True, **options), line) != 0:
                self.assertIsNone(self.column_of("p"), line)
        gs.run_command("r.slide.predict", quiet=True, overwrite=True, **options)
        whole = self.column_of("p")
        self.assertEqual(len(whole.split()), len(np.unique(self.read("units"))))
        gs.run_command("v.db.update", map="ps_areas", column="p", value=7, quiet=True)
        command = gs.make_command("r.slide.predict", quiet=True, overwrite=True, **options)
        self.assertEqual(run_with_files_up_to(4096, command).returncode, 1)
        self.assertEqual(set(self.column_of("p").split()), {"7"})
        gs.run_command("g.remove", flags="f", type="vector", name="ps_areas", quiet=True)

    def test_on_a_full_disk_a_map_that_was_there_is_as_it_was(self):
        gs.run_command("r.slide.predict", model=self.model, output="ps_t_p", quiet=True)
        before = read("ps_t_p")
        command = gs.make_command("r.slide.predict", overwrite=True, quiet=True, **dict(self.everything(), flags="p"))
        for limit in (0, 100_000):
            self.assertNotEqual(run_with_files_up_to(limit, command).returncode, 0)
            self.assertEqual(self.maps(), ["ps_t_p"])
            np.testing.assert_array_equal(read("ps_t_p"), before)


if __name__ == "__main__":
    test()
