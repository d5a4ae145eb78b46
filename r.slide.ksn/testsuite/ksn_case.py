"""What the tests of r.slide.ksn share: running it, reading maps as arrays, expecting failures."""

import functools
import json
import subprocess
from xml.etree import ElementTree

import grass.script as gs
import grass.script.array as garray
import numpy as np
from grass.gunittest.case import TestCase
from rasters import read

STRAIGHT_AND_DIAGONAL = {1: (-1, 1), 2: (-1, 0), 3: (-1, -1), 4: (0, -1), 5: (1, -1), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


def ksn(**options):
    """Runs r.slide.ksn; its summary as a dictionary."""
    return json.loads(gs.read_command("r.slide.ksn", format="json", overwrite=True, quiet=True, **options))


def attempt(**options):
    """Runs r.slide.ksn whatever comes of it: returncode, stdout and stderr as text."""
    command = gs.make_command("r.slide.ksn", **options)
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


@functools.lru_cache(maxsize=None)
def output_options():
    """The options that name output maps, as the module describes itself: (raster maps, vector maps)."""
    described = subprocess.run(["r.slide.ksn", "--interface-description"], stdout=subprocess.PIPE, check=True).stdout
    kinds = {"raster": [], "vector": []}
    for option in ElementTree.fromstring(described).iter("parameter"):
        prompt = option.find("gisprompt")
        if prompt is not None and prompt.get("age") == "new":
            kinds[prompt.get("prompt")].append(option.get("name"))
    return kinds["raster"], kinds["vector"]


def every_output(prefix):
    """All output maps there are, each named by the prefix and its option, and what they need besides."""
    names = {option: prefix + option for kind in output_options() for option in kind}
    return dict(names, surface="kernel", dem_error="1,60", members=2)


def write_map(name, values):
    """A map of floats of the current region from an array; NaN becomes null."""
    raster = garray.array(dtype=np.float64)
    raster[...] = values
    raster.write(mapname="whole", null=np.nan, overwrite=True)
    gs.mapcalc(f"{name} = float(whole)", overwrite=True)


def table(vector):
    """The attributes of a vector map by category; what is null, as NaN."""
    lines = gs.read_command("v.db.select", map=vector, separator="|").splitlines()
    names = lines[0].split("|")
    rows = [dict(zip(names, (float(v) if v else np.nan for v in line.split("|")))) for line in lines[1:]]
    return {int(row["cat"]): row for row in rows}


def cell_of(east, north, region):
    """Number of the cell, counted along rows, whose centre is there."""
    row, col = (region["n"] - north) / region["nsres"] - 0.5, (east - region["w"]) / region["ewres"] - 0.5
    assert abs(row - round(row)) < 1e-3 and abs(col - round(col)) < 1e-3, (east, north)
    return round(row) * region["cols"] + round(col)


def points(vector):
    """The cells on which the points of a vector map lie, by category."""
    rows = gs.read_command("v.out.ascii", input=vector, format="point", separator="|").splitlines()
    region = gs.region()
    return {int(cat): cell_of(float(x), float(y), region) for x, y, cat in (row.split("|")[:3] for row in rows)}


def lines(vector):
    """The cells on which the vertices of each line lie, by category, in the line's own order."""
    region, found, vertices, left = gs.region(), {}, [], 0
    for row in gs.read_command("v.out.ascii", input=vector, format="standard").splitlines():
        fields = row.split()
        if fields and fields[0] == "L":
            vertices, left = [], int(fields[1])
        elif left > 0:
            vertices.append(cell_of(float(fields[0]), float(fields[1]), region))
            left -= 1
        elif vertices:
            found[int(fields[1])], vertices = vertices, []
    return found


def steepest_descent(elevation, cell):
    """Slope and direction to the steepest of the eight neighbours, 0 where none is lower."""
    rows, cols = elevation.shape
    padded = np.pad(elevation, 1, constant_values=np.inf)
    slope, way = np.zeros(elevation.shape), np.zeros(elevation.shape)
    for direction, (south, east) in STRAIGHT_AND_DIAGONAL.items():
        neighbour = padded[1 + south : 1 + south + rows, 1 + east : 1 + east + cols]
        fall = (elevation - neighbour) / (cell * np.hypot(south, east))
        steeper = fall > slope
        slope[steeper] = fall[steeper]
        way[steeper] = direction
    return slope, way


def receivers(direction, cell):
    """The cell that each one drains into, counted along rows, and the way to it in m; itself and 0 at outlets."""
    index = np.arange(direction.size).reshape(direction.shape)
    receiver, step = index.copy(), np.zeros(direction.shape)
    for number, (south, east) in STRAIGHT_AND_DIAGONAL.items():
        there = direction == number
        receiver[there] = index[there] + south * direction.shape[1] + east
        step[there] = cell * np.hypot(south, east)
    return receiver.ravel(), step.ravel()


def area_at_outlets(accumulation, direction):
    """The water that leaves the map, as an area."""
    return np.nansum(np.where(read(direction) <= 0, read(accumulation), 0.0))


class KsnCase(TestCase):
    """Refusals, and a region that each test may change."""

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()

    def map_exists(self, name, element="cell"):
        return bool(gs.find_file(name, element=element, mapset=".")["file"])

    def assert_none_left(self, options):
        """No output map of these options is there, be it raster or vector."""
        for element, keys in zip(("cell", "vector"), output_options()):
            for key in keys:
                if key in options:
                    name = options[key].split("@")[0]
                    self.assertFalse(self.map_exists(name, element), f"{key}={name} was left")

    def assert_refused(self, *words, **options):
        """The module exits with 1, its message holds the words, and no output map is left."""
        done = attempt(**options)
        self.assertEqual(done.returncode, 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assert_none_left(options)


SIMULATED_SHAPE = 120, 160


class Simulated(KsnCase):
    """The simulated landscape in 120 x 160 cells, with a threshold that give it channels."""

    common = dict(elevation="elevation", threshold=0.1)

    @classmethod
    def setUpClass(cls):
        gs.run_command("simulate_event", rows=SIMULATED_SHAPE[0], cols=SIMULATED_SHAPE[1], seed=42, overwrite=True)
        super().setUpClass()

    def setUp(self):
        gs.run_command("g.region", raster="elevation")
