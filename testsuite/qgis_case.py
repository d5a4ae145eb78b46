"""What the tests of QGIS share: a home with the forms installed, algorithms run in it, maps out and back."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.case import TestCase

SUITE = os.environ["SLIDE_SUITE"]
QGIS = shutil.which("qgis_process.bin")
PROFILE = os.path.join(".local", "share", "QGIS", "QGIS3", "profiles", "default")


class Folder(TestCase):
    """A home of its own, where `install` puts what make install-qgis does."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="r_slide_qgis_")
        self.profile = os.path.join(self.folder, PROFILE)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def install(self, what):
        script = os.path.join(SUITE, "lib", "qgis", "install.sh")
        subprocess.run(["sh", script, what, self.profile], check=True, stdout=subprocess.DEVNULL)


def version():
    """QGIS's, such as (3, 22)."""
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    said = subprocess.run([QGIS, "--version"], env=env, capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.search(r"QGIS (\d+)\.(\d+)", said).groups())


if QGIS is None:
    print("REPORT SKIPPED: no qgis_process.bin, so that the forms were not tried in QGIS (package qgis)", flush=True)


@unittest.skipIf(QGIS is None, "no qgis_process.bin")
class InQgis(Folder):
    """The simulated event in the GRASS session, QGIS with the forms beside it."""

    @classmethod
    def setUpClass(cls):
        cls.version = version()
        # newer ones list the forms themselves, under GRASS
        cls.provider, cls.plugin = ("grass", "grassprovider") if cls.version >= (3, 34) else ("slide", "slide_provider")
        cls.use_temp_region()
        cls.runModule("simulate_event", rows=90, cols=110, prevalence=0.03)

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()

    def setUp(self):
        super().setUp()
        self.install("install")
        runtime = os.path.join(self.folder, "run")
        os.makedirs(runtime, mode=0o700)
        # nothing of the session that this test runs in
        self.env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": self.folder,
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": runtime,
            "GRASS_ADDON_BASE": os.path.join(SUITE, "dist"),
        }
        self.qgis("plugins", "enable", self.plugin)

    def qgis(self, *arguments):
        """What it says; its exit status says nothing."""
        done = subprocess.run(
            [QGIS, *arguments], env=self.env, cwd=self.folder, capture_output=True, text=True, check=False, timeout=300
        )
        return done.stdout + done.stderr

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_algorithm(self, algorithm, destination, **options):
        """Path of its output, which must be there."""
        path = self.path(options.pop(destination))
        arguments = [f"{destination}={path}"]
        for key, value in options.items():
            arguments += [f"{key}={one}" for one in (value if isinstance(value, list) else [value])]
        said = self.qgis("run", f"{self.provider}:{algorithm}", "--", *arguments)
        self.assertTrue(os.path.isfile(path), said)
        return path

    def export(self, *names):
        for name in names:
            gs.run_command("r.out.gdal", flags="c", input=name, output=self.path(name + ".tif"), overwrite=True, quiet=True)
        return [self.path(name + ".tif") for name in names]

    def values_of(self, path):
        gs.run_command("r.in.gdal", flags="o", input=path, output="qg_read", overwrite=True, quiet=True)
        return np.array(garray.array("qg_read", null=np.nan))

    def assert_same(self, path, name):
        found, expected = self.values_of(path), np.array(garray.array(name, null=np.nan))
        self.assertGreater(np.isfinite(expected).sum(), 5000)
        np.testing.assert_array_equal(found, expected)
