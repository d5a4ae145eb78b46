# location: EPSG:32645
"""QGIS: the model of the whole chain, a series with its dates, a report as the module wrote it."""

import os
import subprocess
import sys
import xml.etree.ElementTree

import numpy as np

import grass.script as gs
from grass.gunittest.main import test

from qgis_case import PROFILE, SUITE, InQgis

MODEL = os.path.join(SUITE, "lib", "qgis", "models", "r.slide.chain.model3")
INPUTS = {"elevation": "elevation", "shaking": "pga", "coherence_pre": "coherence_pre", "coherence_co": "coherence_co",
          "landslides": "landslides"}  # fmt: skip
OUTPUTS = {"ksn:ksn": "ksn.tif", "change:dpm": "dpm.tif", "train:model": "chain.slide", "train:test_map": "test.tif",
           "predict:probability": "probability.tif", "eval:report": "report.htm", "eval:scores": "scores.html"}  # fmt: skip
LABELS = "slope,ksn,shaking,dpm"


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Model(InQgis):
    def run_model(self, name):
        tifs = self.export(*INPUTS.values())
        arguments = [f"{key}={path}" for key, path in zip(INPUTS, tifs)]
        arguments += [f"{key}={self.path(file)}" for key, file in OUTPUTS.items()]
        said = self.qgis("run", name, "--", "channels=0.1", "held_out=0.3", *arguments)
        for file in OUTPUTS.values():
            self.assertTrue(os.path.isfile(self.path(file)), file + said)

    def run_in_grass(self):
        """The same by hand; the scores as they are printed."""
        gs.run_command("r.slide.ksn", elevation="elevation", threshold=0.1, ksn_surface="ch_ksn", flow_slope="ch_slope",
                       quiet=True, overwrite=True)  # fmt: skip
        gs.run_command("r.slide.insar", operation="change", pre="coherence_pre", co="coherence_co", dpm="ch_dpm",
                       quiet=True, overwrite=True)  # fmt: skip
        predictors = {"predictors": "ch_slope,ch_ksn,pga,ch_dpm", "labels": LABELS, "quiet": True, "overwrite": True}
        gs.run_command("r.slide.train", label="landslides", split="north_south", test=0.3, test_map="ch_test",
                       model=self.path("grass.slide"), **predictors)  # fmt: skip
        gs.run_command("r.slide.predict", model=self.path("grass.slide"), output="ch_probability", **predictors)
        return gs.read_command("r.slide.eval", input="ch_probability", truth="landslides", test="ch_test", quiet=True)

    def test_model_of_the_tree_is_the_one_that_its_script_writes(self):
        if self.version != (3, 22):
            self.skipTest("the model of the tree is written by QGIS 3.22, others put more into it")
        again = self.path("again.model3")
        script = os.path.join(SUITE, "lib", "qgis", "model.py")
        subprocess.run([sys.executable, script, again], env=self.env, check=True, capture_output=True)
        self.assertEqual(text_of(again).splitlines(), text_of(MODEL).splitlines())

    def test_its_steps_are_forms_that_newer_versions_list_under_these_names(self):
        options = xml.etree.ElementTree.parse(MODEL).iter("Option")
        steps = [option.get("value") for option in options if option.get("name") == "alg_id"]
        self.assertEqual(len(steps), 5)
        forms = os.path.join(self.folder, PROFILE, "processing", "grassaddons", "description")
        for step in steps:
            provider, name = step.split(":")
            self.assertEqual(provider, "grass")
            self.assertIn(name + ".txt", os.listdir(forms))

    def test_chain_from_geotiffs_gives_the_values_of_a_grass_session(self):
        self.run_model("model:r.slide.chain")
        scores = self.run_in_grass()
        for file, name in (("ksn.tif", "ch_ksn"), ("dpm.tif", "ch_dpm"), ("test.tif", "ch_test"),
                           ("probability.tif", "ch_probability")):  # fmt: skip
            self.assert_same(self.path(file), name)
        printed = text_of(self.path("scores.html"))
        for line in scores.splitlines()[1:]:
            self.assertIn(line, printed)
        report = text_of(self.path("report.htm"))
        self.assertTrue(report.startswith("<!DOCTYPE html>"))
        self.assertNotIn("</br>", report)

    def test_the_file_itself_runs_too(self):
        self.run_model(MODEL)


class Series(InQgis):
    def test_sbas_takes_the_dates_that_layers_cannot_tell(self):
        dates = ("20150104", "20150116", "20150128")
        spans = [f"{a}_{b}" for i, a in enumerate(dates) for b in dates[i + 1 :]]
        names = [f"qg_pair_{letter}" for letter in "abc"]
        for name, days in zip(names, (12, 24, 12)):
            gs.mapcalc(f"{name} = {days} * (0.02 + 0.0001 * row())", overwrite=True, quiet=True)
        tifs = self.export(*names)
        options = {"wavelength": 0.0555, "dates": ",".join(spans)}
        producer = {"producer": 8, "positive": "toward"}  # other
        path = self.run_algorithm("r.slide.insar.sbas", "velocity", velocity="velocity.tif", input=tifs, **options,
                                  **producer)  # fmt: skip
        gs.run_command("r.slide.insar", operation="sbas", input=names, velocity="qg_velocity", producer="other",
                       positive="toward", quiet=True, **options)  # fmt: skip
        self.assert_same(path, "qg_velocity")
        per_year = 365.25 * 0.0555 / (4 * np.pi) * (0.02 + 0.0001 * np.arange(1, 91))
        np.testing.assert_allclose(self.values_of(path)[:, 0], per_year, rtol=1e-5)


if __name__ == "__main__":
    test()
