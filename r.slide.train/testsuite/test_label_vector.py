"""Labels from vector maps: the cells of v.to.rast and of r.in, radii by brute force, attributes, masks."""

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from sampling_case import CELL, COLS, ROWS, SamplingCase, read
from rasters import write

class LabelVector(SamplingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(3)
        cls.blocks = np.zeros((ROWS, COLS))
        for i, (row, col) in enumerate(zip(random.integers(5, ROWS - 9, 25), random.integers(5, COLS - 9, 25))):
            cls.blocks[row : row + 4, col : col + 3] = i + 1
        write("sa_blocks", np.where(cls.blocks > 0, cls.blocks, np.nan), np.int32)
        quiet = {"quiet": True, "overwrite": True}
        gs.run_command("r.to.vect", flags="v", input="sa_blocks", output="sa_areas", type="area", **quiet)
        cls.points = random.uniform([0, 0], [COLS * CELL, ROWS * CELL], (60, 2))
        text = "\n".join(f"{x}|{y}|{i + 1}" for i, (x, y) in enumerate(cls.points))
        gs.write_command("v.in.ascii", input="-", output="sa_points", stdin=text, cat=3, **quiet)
        gs.run_command("v.db.addtable", map="sa_points", columns="number integer", quiet=True)
        gs.run_command("v.db.update", map="sa_points", column="number", query_column="100 - cat", quiet=True)

    def assert_landslides(self, expected, inside=None, **options):
        """Landslide cells are `expected`, and all others of the region, or of `inside`, are none."""
        inside = np.ones((ROWS, COLS), bool) if inside is None else inside
        number = int((expected & inside).sum())
        # all landslide cells and one other are drawn, so that the map of what is drawn tells them
        counts = self.train(label=None, predictors="sa_b", samples=f"{number},1", test=0, **options)
        drawn = read("sa_drawn") >= 0
        self.assertEqual(counts["positive_available"], number)
        self.assertEqual(counts["negative_available"], int(inside.sum()) - number)
        self.assertEqual(drawn.sum(), number + 1)
        self.assertTrue(drawn[expected & inside].all())

    def to_raster(self, name, **options):
        gs.run_command("v.to.rast", input=name, output="sa_burnt", use="val", value=1, overwrite=True, quiet=True, **options)
        return read("sa_burnt") == 1

    def test_areas_are_the_cells_they_were_made_from(self):
        self.assert_landslides(self.blocks > 0, label_vector="sa_areas")
        self.assertEqual(self.description()["label"]["map"], "sa_areas@" + gs.gisenv()["MAPSET"])

    def test_areas_between_cells_are_those_of_v_to_rast(self):
        gs.run_command("v.transform", input="sa_areas", output="sa_turned", xshift=11, yshift=-17, zrotation=7,
                       overwrite=True, quiet=True)  # fmt: skip
        self.assert_landslides(self.to_raster("sa_turned"), label_vector="sa_turned")

    def test_points_are_their_cells(self):
        expected = np.zeros((ROWS, COLS), bool)
        expected[ROWS - 1 - (self.points[:, 1] // CELL).astype(int), (self.points[:, 0] // CELL).astype(int)] = True
        self.assert_landslides(expected, label_vector="sa_points")
        np.testing.assert_array_equal(expected, self.to_raster("sa_points"))

    def test_radius_takes_the_cells_within_it(self):
        rows, cols = np.mgrid[:ROWS, :COLS]
        near = np.zeros((ROWS, COLS), bool)
        for x, y in self.points:
            row, col = ROWS - 1 - int(y // CELL), int(x // CELL)
            near |= CELL * np.hypot(rows - row, cols - col) <= 90
        self.assert_landslides(near, label_vector="sa_points", radius=90)

    def test_where_and_layer_choose_features(self):
        self.assert_landslides((self.blocks > 0) & (self.blocks <= 10), label_vector="sa_areas", where="cat <= 10")
        self.assert_landslides(self.to_raster("sa_points", where="number > 60"), label_vector="sa_points",
                               where="number > 60", layer=1)  # fmt: skip

    def test_cells_outside_the_mask_are_neither(self):
        gs.mapcalc("sa_west = if(col() <= 75, 1, null())", overwrite=True, quiet=True)
        gs.run_command("r.mask", raster="sa_west", quiet=True)
        mapset = gs.gisenv()["MAPSET"]
        inside = np.broadcast_to(np.arange(COLS) < 75, (ROWS, COLS))
        self.assert_landslides(self.blocks > 0, inside=inside, label_vector=f"sa_areas@{mapset}")

    def test_model_is_that_of_the_raster_label(self):
        write("sa_burnt", (self.blocks > 0).astype(float), np.int32)
        self.train(name="vector.slide", label=None, label_vector="sa_areas", buffer=60)
        self.train(name="raster.slide", label="sa_burnt", buffer=60)
        vector, raster = self.description("vector.slide"), self.description("raster.slide")
        self.assertEqual(vector["members"], raster["members"])

    def test_wrong_vectors_are_refused_and_leave_no_map(self):
        gs.run_command("v.edit", map="sa_empty", tool="create", overwrite=True, quiet=True)
        gs.write_command("v.in.ascii", input="-", output="sa_far", stdin="-9e5|-9e5|1", cat=3, overwrite=True, quiet=True)
        options = {"label": None}
        self.assert_refused("Vector map <sa_nothing> not found", label_vector="sa_nothing", **options)
        self.assert_refused("No landslide cells in <sa_far", label_vector="sa_far", **options)
        self.assert_refused("sa_empty", label_vector="sa_empty", **options)
        self.assert_refused("<sa_areas> where height > 3", label_vector="sa_areas", where="height > 3", **options)
        self.assert_refused("No landslide cells in <sa_areas", label_vector="sa_areas", where="cat > 900", **options)
        self.assert_refused("sa_areas", label_vector="sa_areas", layer=7, **options)
        self.assert_refused("No cells without a landslide", label_vector="sa_points", radius=1e7, **options)

    def test_wrong_combinations_are_refused(self):
        self.assert_refused("label=", "label_vector=", label=None)
        self.assert_refused("<label>", "<label_vector>", label_vector="sa_areas")
        self.assert_refused("<where>", "<label_vector>", where="cat > 1")
        self.assert_refused("<radius>", "<label_vector>", radius=30)
        for radius in ("-1", "nan", "x"):
            self.assert_refused("radius", label=None, label_vector="sa_points", radius=radius)


if __name__ == "__main__":
    test()
