"""What tests of training share: maps from arrays, a folder, runs that answer as JSON, refusals that leave nothing."""

import csv
import json
import os
import subprocess
import zipfile

import grass.script as gs
from grass.gunittest.gmodules import SimpleModule

from map_case import MapCase


class TrainCase(MapCase):
    """Maps of the class begin with its `prefix` and go at its end, with the folder."""

    def train(self, name="m.slide", **options):
        options = {key: value for key, value in {**self.inputs, **options}.items() if value is not None}
        return json.loads(
            gs.read_command("r.slide.train", model=self.path(name), format="json", overwrite=True, quiet=True, **options)
        )

    def message_of(self, **options):
        """What a run says."""
        options = {key: value for key, value in {**self.inputs, **options}.items() if value is not None}
        command = gs.make_command("r.slide.train", model=self.path("said.slide"), overwrite=True, **options)
        return " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stderr.split())

    def description(self, name="m.slide"):
        with zipfile.ZipFile(self.path(name)) as model:
            return json.loads(model.read("model.json"))

    def payload(self, name="m.slide", file="xgboost.json"):
        with zipfile.ZipFile(self.path(name)) as model:
            return model.read(file)

    def rows_of(self, name):
        with open(self.path(name), newline="") as file:
            return list(csv.DictReader(file))

    def bytes_of(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def assert_refused(self, *words, maps=(), **options):
        """Exit status 1, a message with these words, nothing new in the folder, none of these maps."""
        before = sorted(os.listdir(self.folder))
        options = {key: value for key, value in {**self.inputs, **options}.items() if value is not None}
        module = SimpleModule("r.slide.train", model=self.path("refused.slide"), **options)
        self.assertModuleFail(module)
        message = " ".join(module.outputs.stderr.split())
        for word in words:
            self.assertIn(word, message)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        for name in maps:
            self.assertFalse(gs.find_file(name)["name"])
