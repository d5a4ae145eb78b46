"""The deep nets' plugin: nothing of it is loaded before a net is used, and a wrong one is refused by what to do."""

import os
import shutil
import subprocess

import grass.script as gs
from grass.gunittest.main import test

from net_case import NetCase, torchscript

MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")

OTHER_VERSION = """
#include "learn/net.h"
const struct net_border *slide_net_border(void)
{
    static const struct net_border border = {.version = NET_BORDER_VERSION + 7};

    return &border;
}
"""


def program(name):
    return os.path.join(os.environ["GRASS_ADDON_BASE"], "bin", name)


def loaded(words):
    """The shared libraries that a run loads, at its start or later, as the loader tells them; the run must succeed."""
    run = subprocess.run(words, env={**os.environ, "LD_DEBUG": "files"}, capture_output=True, text=True, check=True)
    return {line.split("file=")[1].split()[0] for line in run.stderr.splitlines() if "file=" in line}


class NetPlugin(NetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inputs = {"predictors": "net_rough,net_smooth", "label": "net_label"}
        torchscript(cls.path("sum.pt"), "torch.sum(x, [1], True)")
        gs.run_command(
            "r.slide.train", method="import", predictors="net_rough,net_smooth", file=cls.path("sum.pt"), patch=16,
            model=cls.path("sum.slide"), quiet=True,
        )  # fmt: skip

    def with_plugin(self, make):
        """The environment of an addon folder with the plugin that make(path) makes; None: without one."""
        base = self.path("addons")
        shutil.rmtree(base, ignore_errors=True)
        folder = os.path.join(base, "etc", "r.slide")
        os.makedirs(folder)
        if make:
            make(os.path.join(folder, "libslide_net.so"))
        return {**os.environ, "GRASS_ADDON_BASE": base}

    def assert_both_refuse(self, env, *words):
        self.refused(
            *words, module=program("r.slide.train"), env=env, method="cnn", model=self.path("no.slide"),
            **self.options(epochs=1, filters=2),
        )  # fmt: skip
        self.refused(
            *words, module=program("r.slide.predict"), env=env, model=self.path("sum.slide"), output="net_no"
        )
        self.assertFalse(gs.find_file("net_no")["name"])

    def test_no_module_is_linked_with_libtorch(self):
        for module in MODULES:
            linked = subprocess.run(["ldd", program(module)], capture_output=True, text=True, check=True).stdout
            self.assertIn("libgrass_gis", linked)
            for word in ("torch", "libc10", "dnnl", "slide_net"):
                self.assertNotIn(word, linked, module)

    def test_libtorch_is_loaded_for_nets_alone(self):
        words = ["r.slide.train", *(f"{key}={value}" for key, value in self.inputs.items()), "--overwrite"]
        pixels = loaded(words + ["parameters=rounds=5", f"model={self.path('pixels.slide')}"])
        self.assertFalse([name for name in pixels if "torch" in name or "slide_net" in name])
        described = loaded(["r.slide.train", "-i", f"model={self.path('sum.slide')}"])
        self.assertFalse([name for name in described if "torch" in name or "slide_net" in name])
        net = loaded(["r.slide.predict", f"model={self.path('sum.slide')}", "output=net_p", "--overwrite"])
        self.assertTrue([name for name in net if "libtorch" in name])

    def test_a_missing_plugin_is_told_with_what_to_install(self):
        self.assert_both_refuse(self.with_plugin(None), "libtorch-dev", "libslide_net.so")
        self.refused(
            "libtorch-dev", module=program("r.slide.train"), env=self.with_plugin(None), method="import",
            predictors="net_rough", file=self.path("sum.pt"), model=self.path("no.slide"),
        )  # fmt: skip

    def test_models_of_nets_are_described_without_the_plugin(self):
        words = [program("r.slide.train"), "-i", f"model={self.path('sum.slide')}"]
        said = subprocess.run(words, env=self.with_plugin(None), capture_output=True, text=True, check=True).stdout
        self.assertIn("import", said)

    def test_a_plugin_of_another_version_is_refused(self):
        def make(path):
            headers = os.path.join(os.environ["SLIDE_SUITE"], "lib")
            subprocess.run(
                ["gcc", "-shared", "-fPIC", "-I", headers, "-x", "c", "-", "-o", path], input=OTHER_VERSION, text=True, check=True
            )

        self.assert_both_refuse(self.with_plugin(make), "is of version 8", "needs version 1", "build and install")

    def test_a_damaged_plugin_is_told(self):
        def make(path):
            with open(path, "w", encoding="ascii") as file:
                file.write("no library")

        self.assert_both_refuse(self.with_plugin(make), "libslide_net.so", "too short")


if __name__ == "__main__":
    test()
