# location: EPSG:32645
"""QGIS: each operation of r.slide.insar runs from its own form, and gives what it gives in a GRASS session."""

import os

import grass.script as gs
from grass.gunittest.main import test

from qgis_case import InQgis

DEGREES = "3.14159265358979 / 180"
# the maps that operations want, besides those of the event
MAPS = (
    f"phase_w = {DEGREES} * (((7 * row() + 3 * col()) % 360) - 180)",
    f"phase_u = {DEGREES} * (7 * row() + 3 * col())",
    "incidence_a = 39 + 0.01 * col()",
    "incidence_d = 35 + 0.01 * row()",
    "azimuth_a = 78. + 0.0001 * row()",
    "azimuth_d = 282. + 0.0001 * row()",
    "los_a = 0.001 * row()",
    "los_d = 0.001 * col()",
)
# operation, the output, its maps, its other options, and those whose choices QGIS counts from 0
RUNS = (
    ("displacement", "output", {"phase": "phase_u"}, {"wavelength": "sentinel1"}, {"producer": "gamma", "unit": "cm"}),
    ("change", "dpm", {"pre": "coherence_pre", "co": "coherence_co"}, {}, {}),
    ("geometry", "visibility", {"elevation": "elevation", "incidence": "incidence_a"}, {"heading": -13}, {}),
    ("stack", "median", {"input": ["coherence_pre", "coherence_co", "pga"]}, {}, {}),
    ("decomposition", "vertical", {"ascending": "los_a", "descending": "los_d", "incidence_ascending": "incidence_a",
     "incidence_descending": "incidence_d", "azimuth_ascending": "azimuth_a", "azimuth_descending": "azimuth_d"},
     {}, {"azimuth_is": "look"}),
    ("unwrap", "output", {"phase": "phase_w", "coherence": "coherence_pre"}, {}, {}),
    ("filter", "output", {"phase": "phase_w", "coherence": "coherence_pre"}, {"strength": "coherence", "window": 16}, {}),
    ("slope_parallel", "output", {"input": "los_a", "elevation": "elevation", "incidence": "incidence_a"}, {"heading": -13}, {}),
)  # fmt: skip
PLACES = {"gamma": 1, "cm": 1, "look": 0}


class Operations(InQgis):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for expression in MAPS:
            cls.runModule("r.mapcalc", expression=expression, overwrite=True)

    def compare(self, operation, output, maps, options, choices):
        def of_maps(change):
            return {key: [change(one) for one in name] if isinstance(name, list) else change(name) for key, name in maps.items()}

        # QGIS hands on the maps of a raster layer in the precision of its file
        files = of_maps(lambda name: self.export(name)[0])
        found = self.run_algorithm(f"r.slide.insar.{operation}", output, **{output: f"{operation}.tif"}, **files, **options,
                                   **{key: PLACES[name] for key, name in choices.items()})  # fmt: skip
        expected = f"op_{operation}"
        gs.run_command("r.slide.insar", operation=operation, **{output: expected}, **of_maps(str), **options, **choices,
                       quiet=True, overwrite=True)  # fmt: skip
        self.assert_same(found, expected)

    def test_each_gives_what_a_grass_session_gives(self):
        for run in RUNS:
            self.compare(*run)

    def test_images_in_files_with_the_region_given(self):
        """There is no layer that could tell the region."""
        os.mkdir(self.path("images"))
        self.runModule("simulate_event", rows=90, cols=110, prevalence=0.03, images=self.path("images"), overwrite=True)
        names = ",".join(self.path(f"images/image_{number}.tif") for number in (12, 13))
        place = gs.region()
        region = ",".join(str(place[side]) for side in "wesn") + " [EPSG:32645]"
        for operation in ("interferogram", "coherence"):
            options = {"images": names, "looks": "3x3"}
            found = self.run_algorithm(f"r.slide.insar.{operation}", "output", output=f"{operation}.tif", **options,
                                       GRASS_REGION_PARAMETER=region, GRASS_REGION_CELLSIZE_PARAMETER=30)  # fmt: skip
            gs.run_command("r.slide.insar", operation=operation, output=f"op_{operation}", quiet=True, overwrite=True, **options)
            # the tool on the command line has no project whose projection the file could be given
            self.assert_same(found, f"op_{operation}")


if __name__ == "__main__":
    test()
