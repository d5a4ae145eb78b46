"""What the tests of nets share: a region where neighbours tell more than cells, small nets, and TorchScript files."""

import csv
import json
import os
import subprocess
import zipfile

import numpy as np
from scipy import ndimage

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule

from map_case import MapCase
from rasters import write

ROWS, COLS, CELL = 160, 144, 30.0


def boxes(shape, count, size, random):
    """Ones in squares scattered over a region."""
    values = np.zeros(shape)
    for row, col in zip(random.integers(1, shape[0] - size, count), random.integers(1, shape[1] - size, count)):
        values[row : row + size, col : col + size] = 1
    return values


def torchscript(path, forward):
    """A TorchScript file without weights, whose forward(x) gives the expression; made as torch.jit.save lays it out."""
    code = (
        "class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
        f"  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n    return {forward}\n"
    )
    state = b"\x80\x02c__torch__\nNet\nq\x00)\x81}(X\x08\x00\x00\x00training\x89ub."
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("net/version", "3\n")
        file.writestr("net/data.pkl", state)
        file.writestr("net/constants.pkl", b"\x80\x02).")
        file.writestr("net/code/__torch__.py", code)


class NetCase(MapCase):
    """Landslides where the speckle of a map is rough: a cell's own value says nothing, its surroundings all.

    Maps begin with net_, and go at the end with the folder.
    """

    prefix = "net_"
    small = {"patch": 16, "stride": 8, "filters": 8, "batch": 16, "nprocs": 2, "test": 0.3}
    size = (ROWS, COLS)
    cell = CELL  # side, in the location's units

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", n=cls.size[0] * cls.cell, s=0, e=cls.size[1] * cls.cell, w=0, res=cls.cell)
        random = np.random.default_rng(8)
        cls.label = boxes(cls.size, cls.size[0] * cls.size[1] // 320, 6, random)
        cls.rough = random.normal(size=cls.size) * np.where(cls.label == 1, 2.0, 1.0)
        cls.rough /= np.abs(cls.rough) ** 0.5
        cls.smooth = ndimage.gaussian_filter(random.normal(size=cls.size), 6) * 20 + 100
        write("net_rough", cls.rough)
        write("net_smooth", cls.smooth)
        write("net_label", cls.label, np.int32)

    @classmethod
    def options(cls, **options):
        inputs = {"predictors": "net_rough,net_smooth", "label": "net_label", **cls.small, **options}
        return {key: value for key, value in inputs.items() if value is not None}

    @classmethod
    def train(cls, method, name="m.slide", **options):
        """What the module prints, as JSON."""
        return json.loads(
            gs.read_command(
                "r.slide.train", method=method, model=cls.path(name), format="json", overwrite=True, quiet=True,
                **cls.options(**options)
            )
        )  # fmt: skip

    @classmethod
    def command(cls, method, name, **options):
        """The words of a run, for a process that is watched."""
        words = {"method": method, "model": cls.path(name), **cls.options(**options)}
        return ["r.slide.train", "--overwrite"] + [
            f"{key}={','.join(value) if isinstance(value, list) else value}" for key, value in words.items()
        ]

    def predict(self, name="m.slide", **options):
        """What the module prints, as JSON."""
        return json.loads(
            gs.read_command(
                "r.slide.predict", model=self.path(name), format="json", overwrite=True, quiet=True,
                **{"nprocs": 2, **options}
            )
        )  # fmt: skip

    @classmethod
    def weights(cls, name="m.slide", file="net.pt"):
        with zipfile.ZipFile(cls.path(name)) as model:
            return model.read(file)

    @classmethod
    def description(cls, name="m.slide"):
        with zipfile.ZipFile(cls.path(name)) as model:
            return json.loads(model.read("model.json"))

    def rows_of(self, name):
        with open(self.path(name), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def told(self, module, **options):
        """The messages of a run that succeeds, in one line."""
        run = SimpleModule(module, overwrite=True, **options)
        self.assertModule(run)
        return " ".join(run.outputs.stderr.split())

    def refused(self, *words, module="r.slide.train", env=None, **options):
        """Exit status 1, a message with these words, nothing new in the folder."""
        before = sorted(os.listdir(self.folder))
        process = gs.start_command(module, stderr=subprocess.PIPE, env=env, **options)
        message = " ".join(process.communicate()[1].decode().split())
        self.assertEqual(process.returncode, 1, message)
        for word in words:
            self.assertIn(word, message)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
