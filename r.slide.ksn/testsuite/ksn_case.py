"""What the tests of r.slide.ksn share: running it, reading maps as arrays, expecting failures."""

import json
import subprocess

import grass.script as gs
import grass.script.array as garray
import numpy as np
from grass.gunittest.case import TestCase

STRAIGHT_AND_DIAGONAL = {1: (-1, 1), 2: (-1, 0), 3: (-1, -1), 4: (0, -1), 5: (1, -1), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


def ksn(**options):
    """Runs r.slide.ksn; its summary as a dictionary."""
    return json.loads(gs.read_command("r.slide.ksn", format="json", overwrite=True, quiet=True, **options))


def cells(name):
    """A map as an array of the current region, null as NaN."""
    return np.array(garray.array(mapname=name, null=np.nan), dtype=float)


def area_at_outlets(accumulation, direction):
    """The water that leaves the map, as an area."""
    return np.nansum(np.where(cells(direction) <= 0, cells(accumulation), 0.0))


class KsnCase(TestCase):
    """Refusals, and a region that each test may change."""

    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()

    def map_exists(self, name):
        return bool(gs.find_file(name, element="cell", mapset=".")["file"])

    def assert_refused(self, *words, **options):
        """The module exits with 1, its message holds the words, and no output map is left."""
        command = gs.make_command("r.slide.ksn", **options)
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        for key in ("ksn", "ksn_surface", "accumulation", "direction", "channels"):
            if key in options:
                self.assertFalse(self.map_exists(options[key]), options[key])
