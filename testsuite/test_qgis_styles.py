# location: EPSG:32645
"""QGIS: outputs load in the colours that the modules give them in GRASS, classes with their names."""

import os
import re
import subprocess
import sys

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from qgis_case import SUITE, InQgis

DEGREES = "3.14159265358979 / 180"
ZERO_CENTRED = "displacement"
# style: an output that styles.txt gives it
MAPS = {
    "probability": "prob",
    "coherence": "coherence_co",
    "change": "dpm",
    "phase": "filtered",
    "displacement": "los",
    "visibility": "visibility",
    "layover": "layover",
    "shadow": "shadow",
    "outcomes": "outcomes",
    "applicability": "applicable",
    "ksn_class": "ksn_class",
    "range": "twi",
}


def pixels(path):
    """Of a PPM file, whose header may hold comments."""
    with open(path, "rb") as file:
        head = re.match(rb"P6\s(?:#.*\n)*(\d+)\s+(\d+)\s(?:#.*\n)*255\s", data := file.read())
    return np.frombuffer(data[head.end() :], np.uint8).reshape(int(head[2]), int(head[1]), 3).astype(int)


class Styles(InQgis):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"quiet": True, "overwrite": True}
        gs.mapcalc(f"wrapped = {DEGREES} * (((7 * row() + 3 * col()) % 360) - 180)", **quiet)
        gs.mapcalc("unwrapped = if(col() < 50, 1, -1) * 0.05 * row()", **quiet)
        gs.run_command("r.slope.aspect", elevation="elevation", slope="slope", **quiet)
        gs.run_command("r.slide.ksn", elevation="elevation", threshold=0.1, ksn_class="ksn_class", twi="twi", **quiet)
        run = {"operation": "filter", "phase": "wrapped", "output": "filtered"}
        gs.run_command("r.slide.insar", **run, **quiet)
        run = {"operation": "displacement", "phase": "unwrapped", "wavelength": "sentinel1", "producer": "isce", "output": "los"}
        gs.run_command("r.slide.insar", **run, **quiet)
        gs.run_command("r.slide.insar", operation="change", pre="coherence_pre", co="coherence_co", dpm="dpm", **quiet)
        # a steep look for layover, a flat one for shadow
        gs.run_command("r.slide.insar", operation="geometry", elevation="elevation", incidence=20, heading=-13,
                       visibility="visibility", layover="layover", **quiet)  # fmt: skip
        gs.run_command("r.slide.insar", operation="geometry", elevation="elevation", incidence=75, heading=-13,
                       shadow="shadow", **quiet)  # fmt: skip

    def predicted(self):
        quiet = {"quiet": True, "overwrite": True}
        model = self.path("styles.slide")
        run = {"predictors": "slope,pga,dpm", "label": "landslides", "parameters": "rounds=20"}
        gs.run_command("r.slide.train", model=model, **run, **quiet)
        gs.run_command("r.slide.predict", model=model, output="prob", applicability="applicable", **quiet)
        gs.run_command("r.slide.eval", input="prob", truth="landslides", threshold=0.2, outcomes="outcomes", **quiet)

    def drawn(self):
        """{style: (as QGIS, as GRASS, classes of the legend)}."""
        words = []
        for style, name in MAPS.items():
            # as QGIS's own provider exports them
            gs.run_command("r.out.gdal", flags="tm", input=name, output=self.path(f"{style}.tif"), quiet=True)
            gs.run_command("r.out.ppm", input=name, output=self.path(f"{style}_grass.ppm"), quiet=True)
            words += [self.path(f"{style}.tif"), self.style(style), self.path(f"{style}.ppm")]
        script = os.path.join(SUITE, "testsuite", "qgis_picture.py")
        done = subprocess.run([sys.executable, script, *words], env=self.env, capture_output=True, text=True, check=False)
        legends = dict(line.split("|", 1) for line in done.stdout.splitlines() if "|" in line)
        self.assertEqual(len(legends), len(MAPS), done.stderr)
        return {
            style: (pixels(self.path(f"{style}.ppm")), pixels(self.path(f"{style}_grass.ppm")), legends[self.style(style)])
            for style in MAPS
        }

    def style(self, name):
        return os.path.join(self.profile, "processing", "r.slide", name + ".qml")

    def check_zero_centred(self, drawn, name):
        """Red is toward, blue is away, whatever the unit."""
        told = gs.read_command("r.stats", flags="n1", input=name, quiet=True).split()
        values = np.array(told, float).reshape(drawn.shape[:2])
        reds = drawn[..., 0] - drawn[..., 2]
        self.assertTrue(np.all(reds[values > 1e-3] > 0))
        self.assertTrue(np.all(reds[values < -1e-3] < 0))
        order = np.argsort(values.ravel())
        self.assertTrue(np.all(np.diff(reds.ravel()[order]) >= -1))

    def check_classes(self, name, legend):
        told = gs.read_command("r.category", map=name, separator="|", quiet=True).splitlines()
        for line in told:
            self.assertIn(line.split("|")[1], legend.split("|")[1:])

    def test_every_style_is_tried(self):
        with open(os.path.join(SUITE, "lib", "qgis", "styles", "styles.txt"), encoding="utf-8") as table:
            self.assertEqual({line.split()[2] for line in table}, set(MAPS))

    def test_colours_are_those_of_grass(self):
        self.predicted()
        for style, (qgis, grass, legend) in self.drawn().items():
            self.assertEqual(legend.split("|")[0], "taken", style)
            self.assertGreater(len(np.unique(grass.reshape(-1, 3), axis=0)), 1, f"{style}: a map of one colour tells nothing")
            if style == ZERO_CENTRED:
                self.check_zero_centred(qgis, MAPS[style])
                continue
            apart = np.abs(qgis - grass).max()
            print(f"REPORT style {style}: at most {apart} of 255 from GRASS's colours")
            self.assertLess(apart, 24, style)
            if "|" in legend:
                self.check_classes(MAPS[style], legend)


if __name__ == "__main__":
    test()
