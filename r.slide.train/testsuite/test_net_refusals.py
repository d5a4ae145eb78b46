"""What goes wrong with nets is told by name and remedy, and leaves no model and no map: memory, disk, device, files."""

import os
import resource
import subprocess
import zipfile

import grass.script as gs
from grass.gunittest.main import test

from full_disk import run_with_files_up_to
from net_case import NetCase, torchscript

GIGABYTE = 2**30


class NetRefusals(NetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.train("cnn", epochs=1, filters=2, stride=16)
        cls.train("unet", "unet.slide", epochs=1, filters=2, stride=16)

    def short_of_memory(self, command, gigabytes):
        """What a run says that may take so much of addresses and fails; nothing new is in the folder."""
        before = sorted(os.listdir(self.folder))
        limit = int(gigabytes * GIGABYTE)
        run = subprocess.run(
            command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)), capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        return " ".join(run.stderr.split())

    def test_a_batch_beyond_memory_is_told_with_its_size(self):
        options = {"epochs": 1, "stride": 1, "batch": 20000, "filters": 256, "test": 0}
        said = self.short_of_memory(self.command("cnn", "large.slide", **options), 4)
        self.assertIn("Not enough memory to train on a batch of", said)
        self.assertIn("batch=", said)

    def test_a_net_beyond_memory_is_told(self):
        said = self.short_of_memory(self.command("cnn", "large.slide", epochs=1, filters=4096), 4)
        self.assertIn("Not enough memory to create the net", said)
        self.assertIn("filters=", said)

    def test_a_tile_beyond_memory_is_told(self):
        self.train("cnn", "wide.slide", epochs=1, filters=64, stride=64, oversample=1)
        gs.run_command("g.region", n=10000 * 30, e=10000 * 30, res=30)
        words = ["r.slide.predict", f"model={self.path('wide.slide')}", "output=net_p", "tile=4096"]
        said = self.short_of_memory(words, 4)
        gs.run_command("g.region", n=self.size[0] * 30, e=self.size[1] * 30, res=30)
        self.assertIn("Not enough memory", said)
        self.assertIn("tile=", said)
        self.assertFalse(gs.find_file("net_p")["name"])

    def test_a_device_that_is_not_there_is_named(self):
        if "CUDA" in self.description()["net"]["engine"]:
            self.skipTest("libtorch has CUDA here")
        model = {"method": "cnn", "model": self.path("no.slide"), "device": "cuda"}
        self.refused("device=cuda", "device=cpu", **model, **self.options(epochs=1, filters=2))
        self.refused(
            "device=cuda", "device=cpu", module="r.slide.predict", model=self.path("m.slide"), output="net_p", device="cuda"
        )
        self.assertFalse(gs.find_file("net_p")["name"])

    def test_torchscript_files_that_cannot_be_taken_are_named(self):
        torchscript(self.path("sum.pt"), "torch.sum(x, [1], True)")
        torchscript(self.path("three.pt"), "torch.reshape(x, [1, 3, -1])")
        torchscript(self.path("small.pt"), "torch.slice(torch.sum(x, [1], True), 2, 0, 5)")
        with open(self.path("sum.pt"), "rb") as whole, open(self.path("cut.pt"), "wb") as cut:
            cut.write(whole.read()[:-100])
        open(self.path("empty.pt"), "wb").close()
        given = {"method": "import", "predictors": "net_rough,net_smooth", "model": self.path("no.slide"), "patch": 16}
        self.refused("three.pt", "cannot take images [1, 2, 16, 16]", "invalid", **given, file=self.path("three.pt"))
        self.refused("small.pt", "gave [1, 1, 5, 16]", "one logit a cell", **given, file=self.path("small.pt"))
        self.refused("cut.pt", "cannot be read, whole", **given, file=self.path("cut.pt"))
        self.refused("empty.pt", "cannot be read", **given, file=self.path("empty.pt"))
        self.refused("absent.pt", **given, file=self.path("absent.pt"))
        backbone = {"method": "deeplabv3", "model": self.path("no.slide"), **self.options(epochs=1, filters=64)}
        self.refused("backbone", "cannot be read, whole", **backbone, backbone=self.path("cut.pt"))
        self.refused("backbone has no <conv1.weight>", "ResNet-50", **backbone, backbone=self.path("sum.pt"))
        self.refused("filters=32", "ResNet-50 has 64", **{**backbone, "filters": 32}, backbone=self.path("sum.pt"))

    def with_weights(self, name, weights):
        """The CNN's model file with other weights."""
        with zipfile.ZipFile(self.path("m.slide")) as model, zipfile.ZipFile(self.path(name), "w") as other:
            for file in model.namelist():
                other.writestr(file, weights if file == "net.pt" else model.read(file))

    def test_weights_that_are_not_those_of_training_are_named(self):
        self.with_weights("cut.slide", self.weights()[:-1000])
        self.with_weights("other.slide", self.weights("unet.slide"))
        given = {"module": "r.slide.predict", "output": "net_p"}
        self.refused("cut.slide", "is damaged", "checksum", **given, model=self.path("cut.slide"))
        self.refused("other.slide", "is damaged", "checksum", **given, model=self.path("other.slide"))
        self.assertFalse(gs.find_file("net_p")["name"])

    def test_places_that_cannot_be_written_are_told_before_training(self):
        given = {"method": "cnn", **self.options(epochs=1, filters=2)}
        self.refused("none/m.slide", "cannot be written", **given, model=self.path("none/m.slide"))
        self.refused("none/h.csv", **given, model=self.path("no.slide"), history=self.path("none/h.csv"))
        self.refused("none/h.png", **given, model=self.path("no.slide"), history_chart=self.path("none/h.png"))
        torchscript(self.path("sum.pt"), "torch.sum(x, [1], True)")
        self.refused(
            "none/m.slide", method="import", predictors="net_rough", file=self.path("sum.pt"),
            model=self.path("none/m.slide"),
        )  # fmt: skip

    def test_a_full_disk_leaves_no_model(self):
        command = self.command("cnn", "full.slide", epochs=1, filters=8, stride=16)
        before = sorted(os.listdir(self.folder))
        run = run_with_files_up_to(20000, command)
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("cannot be written", run.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before)


if __name__ == "__main__":
    test()
