"""What the tests of r.slide.predict share: a small landscape with a planted law, and a model of it."""

import json
import os
import zipfile

import numpy as np

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule
from map_case import MapCase
from rasters import exists, read, write


def content_of(model):
    """The files inside a model file."""
    with zipfile.ZipFile(model) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_content(model, content):
    """A model file of these files."""
    with zipfile.ZipFile(model, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def join_models(paths, joined, marked):
    """One model file whose members are those of several; which one is marked is said by number from 0."""
    first = None
    with zipfile.ZipFile(joined, "w") as archive:
        for number, path in enumerate(paths):
            content = content_of(path)
            model = json.loads(content["model.json"])
            member = model["members"][0]
            name = f"member_{number + 1}/{member['pieces'][0]['file']}"
            archive.writestr(name, content[member["pieces"][0]["file"]])
            member["pieces"][0]["file"] = name
            if first is None:
                first = model
            else:
                first["members"].append(member)
        first["marked"] = marked
        first.pop("applicability", None)
        archive.writestr("model.json", json.dumps(first))


class PredictionCase(MapCase):
    """Three predictors with known effects in the region `region`, maps and files whose names begin with `prefix`."""

    prefix = "pc"
    region = {}
    shape = (60, 80)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runModule("g.region", rows=cls.shape[0], cols=cls.shape[1], **cls.region)
        cls.mapset = gs.gisenv()["MAPSET"]
        random = np.random.default_rng(11)
        cls.a = random.uniform(-2, 2, cls.shape)
        cls.b = random.uniform(-2, 2, cls.shape)
        cls.cover = random.integers(1, 5, cls.shape).astype(float)
        logit = -1 + 1.5 * cls.a - 0.7 * cls.b + 1.2 * (cls.cover == 2)
        cls.label = (random.random(cls.shape) < 1 / (1 + np.exp(-logit))).astype(float)
        cls.a[:, :3] = np.nan
        cls.write("a", cls.a)
        cls.write("b", cls.b)
        cls.write("cover", cls.cover, np.int32)
        cls.write("label", cls.label, np.int32)
        gs.run_command("r.support", map=cls.name("b"), title="rate of change", semantic_label="rate", quiet=True)
        cls.model = cls.train("m")

    def tearDown(self):
        super().tearDown()
        gs.run_command("g.remove", flags="f", type="raster", pattern=f"{self.prefix}_t_*", quiet=True)

    @classmethod
    def name(cls, name):
        return f"{cls.prefix}_{name}"

    @classmethod
    def write(cls, name, values, dtype=np.float32):
        write(cls.name(name), values, dtype)

    @classmethod
    def read(cls, name):
        return read(cls.name(name))

    @classmethod
    def train(cls, name, **options):
        """Path of a model."""
        path = os.path.join(cls.folder, name + ".slide")
        options = {"negatives": 1, "test": 0, "parameters": "rounds=30", **options}
        gs.run_command(
            "r.slide.train", predictors=[cls.name(p) for p in ("a", "b", "cover")], categorical=cls.name("cover"),
            label=cls.name("label"), model=path, quiet=True, overwrite=True, **options,
        )  # fmt: skip
        return path

    def predict(self, model=None, **options):
        """Standard output."""
        module = SimpleModule("r.slide.predict", model=model or self.model, overwrite=True, **options)
        self.assertModule(module)
        return module.outputs.stdout

    def refuse(self, *words, model=None, leaves=("t_out",), **options):
        """The module must fail, say the words and leave no map."""
        module = SimpleModule("r.slide.predict", model=model or self.model, **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        for name in leaves:
            self.assertFalse(exists(self.name(name)), name)
