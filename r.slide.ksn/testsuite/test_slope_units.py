# location: EPSG:32645
"""Slope units of r.slide.ksn: areas, aspects, connection and the search for the best, by NumPy and r.slope.aspect."""

import json

import grass.script as gs
import numpy as np
from grass.gunittest.main import test
from scipy import ndimage

from ksn_case import KsnCase, ksn
from rasters import read

CELL = 30.0
ROWS, COLS = 240, 320
RULE = dict(unit_threshold=2, clean_size=0.01, reduction=3)


def table_of(vector):
    """Columns of a vector map's table by name, as arrays in the order of cat."""
    answer = gs.read_command("v.db.select", map=vector, format="json", quiet=True)
    records = sorted(json.loads(answer)["records"], key=lambda record: record["cat"])
    return {key: np.array([record[key] for record in records], dtype=float) for key in records[0]}


def unit_vectors(elevation):
    """Cosine and sine of aspect by r.slope.aspect, NaN where the ground is level and along the edge."""
    gs.run_command("r.slope.aspect", elevation=elevation, aspect="aspect", overwrite=True, quiet=True)
    degrees = read("aspect")
    degrees[degrees == 0.0] = np.nan
    return np.cos(np.radians(degrees)), np.sin(np.radians(degrees))


def sums(values, units, count):
    """Sum of the values over each unit 1 to count."""
    some = np.isfinite(values) & np.isfinite(units)
    return np.bincount(units[some].astype(int), weights=values[some], minlength=count + 1)[1:]


def neighbours(units):
    """Pairs of units that share an edge of cells, the lower number first."""
    beside = [np.stack([units[:, :-1], units[:, 1:]]), np.stack([units[:-1], units[1:]])]
    pairs = np.concatenate([pair.reshape(2, -1) for pair in beside], axis=1)
    pairs = np.sort(pairs[:, np.isfinite(pairs).all(axis=0)], axis=0)
    return np.unique(pairs[:, pairs[0] != pairs[1]], axis=1).astype(int)


class SlopeUnits(KsnCase):
    @classmethod
    def setUpClass(cls):
        gs.run_command("simulate_event", rows=ROWS, cols=COLS, seed=42, overwrite=True)
        super().setUpClass()
        gs.run_command("g.region", raster="elevation")
        cls.summary = ksn(
            elevation="elevation",
            slope_units="u",
            slope_unit_areas="u_areas",
            conditioned="z",
            area_min=0.1,
            variance_min=0.2,
            **RULE,
        )
        cls.units, cls.table = read("u"), table_of("u_areas")
        cls.count = int(np.nanmax(cls.units))
        cls.cosine, cls.sine = unit_vectors("z")

    def test_every_valid_cell_lies_in_one_of_the_units_that_are_counted(self):
        np.testing.assert_array_equal(np.isnan(self.units), np.isnan(read("elevation")))
        np.testing.assert_array_equal(np.unique(self.units), np.arange(1, self.count + 1))
        self.assertEqual(self.summary["slope_units"][0]["units"], self.count)
        self.assertGreater(self.count, 50)

    def test_every_unit_hangs_together_over_the_edges_of_cells(self):
        for number, place in enumerate(ndimage.find_objects(np.nan_to_num(self.units).astype(int)), 1):
            self.assertEqual(ndimage.label(self.units[place] == number)[1], 1, number)

    def test_areas_in_the_table_are_those_of_the_raster_map(self):
        area = sums(np.full(self.units.shape, CELL**2 / 1e6), self.units, self.count)
        np.testing.assert_array_equal(self.table["cat"], np.arange(1, self.count + 1))
        np.testing.assert_allclose(self.table["area_km2"], area, rtol=1e-9)
        self.assertGreaterEqual(area.min(), RULE["clean_size"])
        self.assertAlmostEqual(self.table["area_km2"].sum() / (ROWS * COLS * CELL**2 / 1e6), 1.0, places=9)

    def test_aspect_and_its_variance_are_those_of_r_slope_aspect(self):
        inside = np.zeros(self.units.shape, dtype=bool)
        inside[1:-1, 1:-1] = True
        whole = sums(~inside * 1.0, self.units, self.count) == 0
        self.assertGreater(whole.sum(), 30)
        east, north = sums(self.cosine, self.units, self.count), sums(self.sine, self.units, self.count)
        sloping = sums(np.isfinite(self.cosine) * 1.0, self.units, self.count)
        variance = 1.0 - np.hypot(east, north) / sloping
        np.testing.assert_allclose(self.table["aspect_variance"][whole], variance[whole], atol=1e-5)
        turned = np.radians(self.table["aspect"]) - np.arctan2(north, east)
        turned = np.abs((turned + np.pi) % (2 * np.pi) - np.pi)
        self.assertLess(np.degrees(turned[whole & (variance < 0.9)].max()), 0.01)

    def test_the_vector_map_has_as_many_areas_as_there_are_units(self):
        topology = gs.vector_info_topo("u_areas")
        self.assertEqual(topology["areas"], self.count)
        self.assertEqual(topology["centroids"], self.count)
        self.assertEqual(self.table["cat"].size, self.count)

    def test_internal_variance_and_morans_index_are_those_of_the_map_and_its_table(self):
        area, variance = self.table["area_km2"], self.table["aspect_variance"]
        printed = self.summary["slope_units"][0]
        self.assertAlmostEqual(printed["internal_variance"], (area * variance).sum() / area.sum(), places=6)
        facing = np.exp(1j * np.radians(self.table["aspect"]))
        deviation = facing - facing.mean()
        one, other = neighbours(self.units) - 1
        products = (deviation[one] * deviation[other].conj()).real.sum()
        moran = self.count * products / (one.size * (np.abs(deviation) ** 2).sum())
        self.assertAlmostEqual(printed["external_index"], moran, places=6)

    def test_units_are_smaller_and_face_one_way_more_where_the_rule_is_stricter(self):
        coarse = ksn(elevation="elevation", slope_units="v", area_min=0.3, variance_min=0.5, **RULE)["slope_units"][0]
        fine = self.summary["slope_units"][0]
        self.assertLess(coarse["units"], fine["units"])
        self.assertGreater(coarse["internal_variance"], fine["internal_variance"])

    def test_units_end_at_a_mask(self):
        gs.mapcalc("inside = if((row() - 120.)^2 + (col() - 160.)^2 < 100.^2, 1, null())", overwrite=True)
        gs.run_command("r.mask", raster="inside", quiet=True)
        try:
            options = dict(elevation="elevation", slope_units="w", slope_unit_areas="w_areas", area_min=0.1, **RULE)
            found = ksn(**options)["slope_units"][0]["units"]
        finally:
            gs.run_command("r.mask", flags="r", quiet=True)
        np.testing.assert_array_equal(np.isnan(read("w")), np.isnan(read("inside")))
        self.assertEqual(gs.vector_info_topo("w_areas")["areas"], found)


class Search(KsnCase):
    areas, variances = (0.05, 0.1, 0.2, 0.4), (0.1, 0.2, 0.4)

    @classmethod
    def setUpClass(cls):
        gs.run_command("simulate_event", rows=ROWS, cols=COLS, seed=42, overwrite=True)
        super().setUpClass()
        gs.run_command("g.region", raster="elevation")
        cls.options = dict(
            elevation="elevation",
            slope_units="s",
            area_min=",".join(map(str, cls.areas)),
            variance_min=",".join(map(str, cls.variances)),
            flags="o",
            **RULE,
        )
        cls.summary = ksn(**cls.options)
        cls.rows = cls.summary["slope_unit_search"]
        cls.units = read("s")

    def test_every_pair_of_values_is_a_row_of_the_table(self):
        pairs = {(round(row["area_min_km2"], 9), round(row["variance_min"], 9)) for row in self.rows}
        self.assertEqual(pairs, {(area, variance) for area in self.areas for variance in self.variances})
        self.assertEqual(len(self.rows), len(pairs))

    def test_the_objective_is_the_sum_of_both_terms_scaled_by_their_ranges_and_the_best_is_taken(self):
        internal = np.array([row["internal_variance"] for row in self.rows])
        external = np.array([row["external_index"] for row in self.rows])
        truth = (internal.max() - internal) / np.ptp(internal) + (external.max() - external) / np.ptp(external)
        np.testing.assert_allclose([row["objective"] for row in self.rows], truth, atol=1e-9)
        best, taken = self.rows[int(np.argmax(truth))], self.summary["slope_units"][0]
        for key in ("area_min_km2", "variance_min", "units", "internal_variance", "external_index"):
            self.assertEqual(taken[key], best[key])
        self.assertEqual(best["units"], np.nanmax(self.units))

    def test_a_row_of_the_table_is_what_a_run_with_its_values_gives(self):
        for row in (self.rows[0], self.rows[-1]):
            options = dict(area_min=row["area_min_km2"], variance_min=row["variance_min"], **RULE)
            alone = ksn(elevation="elevation", slope_units="t", **options)["slope_units"][0]
            for key in ("units", "internal_variance", "external_index"):
                self.assertEqual(alone[key], row[key])

    def test_the_best_of_the_search_is_the_map_of_a_run_with_its_values(self):
        taken = self.summary["slope_units"][0]
        options = dict(area_min=taken["area_min_km2"], variance_min=taken["variance_min"], **RULE)
        ksn(elevation="elevation", slope_units="t", **options)
        np.testing.assert_array_equal(read("t"), self.units)

    def test_plain_output_is_a_table_with_a_header(self):
        plain = gs.read_command("r.slide.ksn", quiet=True, overwrite=True, **self.options).splitlines()
        begin = plain.index("slope_unit_search:")
        header = plain[begin + 1].split("|")
        self.assertEqual(header, list(self.rows[0]))
        for line, row in zip(plain[begin + 2 :], self.rows):
            np.testing.assert_allclose([float(value) for value in line.split("|")], list(row.values()), rtol=1e-5)


if __name__ == "__main__":
    test()
