# location: EPSG:32645
"""QGIS: forms that say what the modules say, a profile that lists and runs them, and nothing left after removal."""

import filecmp
import glob
import html
import os
import re
import subprocess
import sys

import numpy as np

import grass.script as gs
import grass.script.array as garray
from grass.gunittest.main import test

from qgis_case import QGIS, SUITE, Folder, InQgis

NAMES = "elevation,ksn,pga,landcover"


def forms_of_tree():
    return {os.path.basename(path): path for path in glob.glob(os.path.join(SUITE, "r.slide.*", "qgis", "*.txt"))}


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def files_under(folder):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)


class Forms(Folder):
    def test_forms_of_the_tree_are_those_that_the_modules_make(self):
        script = os.path.join(SUITE, "lib", "qgis", "describe.py")
        subprocess.run([sys.executable, script, self.folder], check=True)
        tree = forms_of_tree()
        self.assertEqual(sorted(tree), sorted(os.listdir(self.folder)))
        for name, path in tree.items():
            self.assertEqual(lines_of(path), lines_of(os.path.join(self.folder, name)), f"{name}: run make qgis-forms")

    def test_every_line_has_a_text_and_every_name_is_there_once(self):
        for name, path in forms_of_tree().items():
            head, lines = lines_of(path)[:3], lines_of(path)[3:]
            self.assertTrue(all(head), name)
            parameters = [line.split("|") for line in lines if not line.startswith("Hardcoded")]
            for parameter in parameters:
                self.assertRegex(parameter[0], r"^\*?QgsProcessingParameter[A-Z]", name)
                self.assertTrue(parameter[2].strip(), f"{name}: {parameter[1]}")
            keys = [parameter[1] for parameter in parameters]
            self.assertEqual(len(keys), len(set(keys)), name)

    def test_a_choice_that_may_be_left_out_has_a_default(self):
        """QGIS would take the first one."""
        for name, path in forms_of_tree().items():
            for line in lines_of(path)[3:]:
                words = line.split("|")
                if words[0].endswith("ParameterEnum") and words[6] == "True":
                    self.assertNotEqual(words[5], "None", f"{name}: {words[1]}")

    def test_files_lie_where_newer_and_older_versions_look(self):
        self.install("install")
        forms = os.path.join(self.profile, "processing", "grassaddons", "description")
        self.assertEqual(sorted(os.listdir(forms)), sorted(forms_of_tree()))
        for name, path in forms_of_tree().items():
            self.assertTrue(filecmp.cmp(path, os.path.join(forms, name), shallow=False), name)
        plugin = os.path.join(self.profile, "python", "plugins", "slide_provider")
        self.assertEqual(sorted(os.listdir(plugin)), ["__init__.py", "metadata.txt"])
        self.assertIn("hasProcessingProvider=yes", lines_of(os.path.join(plugin, "metadata.txt")))
        for line in lines_of(os.path.join(self.profile, "processing", "processing_qgis_styles.conf")):
            key, style = line.rsplit("|", 1)
            algorithm, output = key.split(":", 1)[1].split("|")
            self.assertTrue(os.path.isfile(style), line)
            if algorithm != "r.slide.chain":
                self.assertIn(output, [form.split("|")[1] for form in lines_of(forms_of_tree()[algorithm + ".txt"])[3:]])
        models = os.path.join(self.profile, "processing", "models")
        self.assertEqual(os.listdir(models), ["r.slide.chain.model3"])

    def test_removal_leaves_what_others_put_there_and_nothing_else(self):
        forms = os.path.join(self.profile, "processing", "grassaddons", "description")
        table = os.path.join(self.profile, "processing", "processing_qgis_styles.conf")
        os.makedirs(forms)
        for path, text in ((os.path.join(forms, "r.other.txt"), "r.other\n"), (table, "native:slope|OUTPUT|/slope.qml\n")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        before = {path: lines_of(path) for path in files_under(self.profile)}
        self.install("install")
        self.install("install")
        styles = lines_of(table)
        self.assertEqual(len(styles), len(set(styles)))
        self.install("remove")
        self.assertEqual({path: lines_of(path) for path in files_under(self.profile)}, before)

    def test_removal_from_an_empty_profile_leaves_nothing(self):
        self.install("install")
        self.install("remove")
        self.assertEqual(os.listdir(self.profile), [])


class Chain(InQgis):
    def test_lists_every_form(self):
        said = self.qgis("list")
        for name in forms_of_tree():
            self.assertIn(f"{self.provider}:{name[: -len('.txt')]}\t", said)

    def test_every_form_names_its_parameters_in_help(self):
        for name, path in forms_of_tree().items():
            said = self.qgis("help", f"{self.provider}:{name[: -len('.txt')]}")
            for line in lines_of(path)[3:]:
                if not line.startswith("Hardcoded"):
                    self.assertIn(line.split("|")[2], said, name)
            # what is fixed is none of the user's business, nor may QGIS insist on it
            self.assertNotIn("Hardcoded", said, name)

    def check_contributions(self, model, maps):
        gs.run_command("r.slide.predict", model=self.path("grass.slide"), predictors=NAMES, labels=NAMES,
                       contributions="qg_shap", dominant="qg_dominant", quiet=True)  # fmt: skip
        os.makedirs(self.path("shap"))
        dominant = self.run_algorithm("r.slide.predict.contributions", "dominant", model=model, predictors=maps,
                                      labels=NAMES, contributions=self.path("shap"), dominant="dominant.tif")  # fmt: skip
        self.assert_same(dominant, "qg_dominant")
        for name in NAMES.split(","):
            found = glob.glob(self.path(f"shap/*_{name}.tif"))
            self.assertEqual(len(found), 1, os.listdir(self.path("shap")))
            self.assert_same(found[0], f"qg_shap_{name}")

    def test_chain_from_geotiffs_gives_the_values_of_a_grass_session(self):
        learning = {"parameters": "rounds=20", "seed": 5, "categorical": "landcover"}
        gs.run_command("r.slide.ksn", elevation="elevation", threshold=0.1, ksn_surface="ksn", quiet=True)
        gs.run_command("r.slide.train", predictors=NAMES, labels=NAMES, label="landslides", model=self.path("grass.slide"),
                       quiet=True, **learning)  # fmt: skip
        gs.run_command("r.slide.predict", model=self.path("grass.slide"), predictors=NAMES, labels=NAMES,
                       output="qg_probability", quiet=True)  # fmt: skip

        elevation, pga, landcover, landslides = self.export("elevation", "pga", "landcover", "landslides")
        ksn = self.run_algorithm("r.slide.ksn", "ksn_surface", elevation=elevation, threshold=0.1,
                                 ksn_surface="ksn.tif")  # fmt: skip
        self.assert_same(ksn, "ksn")
        maps = [elevation, ksn, pga, landcover]
        model = self.run_algorithm("r.slide.train", "model", predictors=maps, labels=NAMES, label=landslides,
                                   model="qgis.slide", **learning)  # fmt: skip
        output = self.run_algorithm("r.slide.predict", "output", model=model, predictors=maps, labels=NAMES,
                                    output="probability.tif")  # fmt: skip
        self.assert_same(output, "qg_probability")
        self.check_contributions(model, maps)
        # the model of one is at home in the other
        gs.run_command("r.slide.predict", model=model, predictors=NAMES, labels=NAMES, output="qg_other", quiet=True)
        np.testing.assert_array_equal(garray.array("qg_other"), garray.array("qg_probability"))

    def test_commands_of_the_front_page_run_as_typed(self):
        with open(os.path.join(SUITE, "r.slide.html"), encoding="utf-8") as page:
            block = html.unescape(re.search(r"<pre>\n(qgis_process .*?)</pre>", page.read(), re.S).group(1))
        self.export("elevation", "pga", "landslides")
        os.symlink(QGIS, self.path("qgis_process"))
        env = dict(self.env, PATH=f"{self.folder}:{self.env['PATH']}")
        subprocess.run(["sh", "-c", block], env=env, cwd=self.folder, capture_output=True, check=False, timeout=600)
        predictors = {"predictors": "elevation,fp_ksn,pga", "labels": "elevation,ksn,pga", "quiet": True}
        gs.run_command("r.slide.ksn", elevation="elevation", threshold=0.1, ksn_surface="fp_ksn", quiet=True)
        gs.run_command("r.slide.train", label="landslides", model=self.path("here.slide"), **predictors)
        gs.run_command("r.slide.predict", model=self.path("here.slide"), output="fp_probability", **predictors)
        self.assert_same(self.path("probability.tif"), "fp_probability")


if __name__ == "__main__":
    test()
