"""Writes the whole chain as a model of QGIS's Processing toolbox.  With QGIS's Python:  model.py FILE.model3

The algorithms are named as QGIS 3.34 and newer names them; for older ones the plugin says which ones are meant.
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_HASH_SEED"] = "0"  # attributes in the same order each time

from PyQt5.QtCore import QPointF
from qgis.core import (QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm,
                       QgsProcessingModelChildParameterSource, QgsProcessingModelOutput, QgsProcessingModelParameter,
                       QgsProcessingParameterDefinition, QgsProcessingParameterNumber,
                       QgsProcessingParameterRasterLayer)  # fmt: skip

NAME = "r.slide.chain"
HELP = {
    "ALG_DESC": (
        "Landslide probability from elevation, shaking and coherence, with scores. Trains a model on the northern part of the layers, maps the probability of a landslide in all of them, and scores it "
        "on the southern part, which the model never saw. All layers in one projection, extent and resolution."
    ),
    "ALG_CREATOR": "r.slide",
    "landslides": "1 where a landslide was mapped, 0 where none was, no data where nobody looked",
}

INPUTS = (
    ("elevation", "Elevation [m]"),
    ("shaking", "Shaking, such as peak ground acceleration"),
    ("coherence_pre", "Coherence of a pair before the earthquake"),
    ("coherence_co", "Coherence of the pair that spans the earthquake"),
    ("landslides", "Mapped landslides: 1, elsewhere 0"),
)
# defaults are those of the modules, which a script that leaves them out would get
NUMBERS = (
    ("held_out", "Share of the layers in the south that is kept for scoring", 0.2, 0.01, 0.9),
    ("channels", "Smallest drainage area of a channel [km2]", 1.0, 0.0, 1e6),
)


def given(name):
    return QgsProcessingModelChildParameterSource.fromModelParameter(name)


def made(child, output):
    return QgsProcessingModelChildParameterSource.fromChildOutput(child, output)


def fixed(value):
    return QgsProcessingModelChildParameterSource.fromStaticValue(value)


LABELS = fixed("slope,ksn,shaking,dpm")
PREDICTORS = (made("ksn", "flow_slope"), made("ksn", "ksn_surface"), given("shaking"), made("change", "dpm"))

# algorithm, what it does, its parameters, and those of its outputs that the user gets
STEPS = {
    "ksn": (
        "r.slide.ksn",
        "Channel steepness and slope",
        {"elevation": [given("elevation")], "threshold": [given("channels")]},
        {"ksn_surface": ("ksn", "Channel steepness Ksn")},
    ),
    "change": (
        "r.slide.insar.change",
        "Damage proxy",
        {"pre": [given("coherence_pre")], "co": [given("coherence_co")]},
        {"dpm": ("dpm", "Damage proxy: coherence lost")},
    ),
    "train": (
        "r.slide.train",
        "Model",
        {
            "predictors": PREDICTORS,
            "labels": [LABELS],
            "label": [given("landslides")],
            "split": [fixed("north_south")],
            "test": [given("held_out")],
        },
        {"model": ("model", "Model file"), "test_map": ("test_map", "Held-out part")},
    ),
    "predict": (
        "r.slide.predict",
        "Landslide probability",
        {"model": [made("train", "model")], "predictors": PREDICTORS, "labels": [LABELS]},
        {"output": ("probability", "Landslide probability")},
    ),
    "eval": (
        "r.slide.eval",
        "Scores on the held-out part",
        {"input": [made("predict", "output")], "truth": [given("landslides")], "test": [made("train", "test_map")]},
        {"report": ("report", "Report"), "html": ("scores", "Scores")},
    ),
}  # fmt: skip

PLACES = {"ksn": (1, 0), "change": (1, 2), "train": (2, 1), "predict": (3, 1), "eval": (4, 1)}


def parameter_at(row, definition):
    component = QgsProcessingModelParameter(definition.name())
    component.setPosition(QPointF(120, 80 + 90 * row))
    return component


def add_parameters(model):
    definitions = [QgsProcessingParameterRasterLayer(name, text) for name, text in INPUTS]
    for name, text, default, least, most in NUMBERS:
        number = QgsProcessingParameterNumber(name, text, QgsProcessingParameterNumber.Double, default, False, least, most)
        number.setFlags(number.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        definitions.append(number)
    for row, definition in enumerate(definitions):
        model.addModelParameter(definition, parameter_at(row, definition))
    model.setParameterOrder([definition.name() for definition in definitions])


def outputs_of(child, finals):
    outputs = {}
    for row, (output_name, (name, text)) in enumerate(finals.items()):
        output = QgsProcessingModelOutput(name, text)
        output.setChildId(child)
        output.setChildOutputName(output_name)
        # an optional output that the user turns off would be missing where another step reads it
        output.setMandatory(name not in ("report", "scores"))
        column, line = PLACES[child]
        output.setPosition(QPointF(160 + 300 * column + 60, 150 + 180 * line + 60 * row))
        outputs[name] = output
    return outputs


def add_steps(model):
    for name, (algorithm, text, parameters, outputs) in STEPS.items():
        child = QgsProcessingModelChildAlgorithm("grass:" + algorithm)
        child.setChildId(name)
        child.setDescription(text)
        column, line = PLACES[name]
        child.setPosition(QPointF(160 + 300 * column, 80 + 180 * line))
        for key, sources in parameters.items():
            child.addParameterSources(key, list(sources))
        child.setModelOutputs(outputs_of(name, outputs))
        model.addChildAlgorithm(child)


def main():
    model = QgsProcessingModelAlgorithm(NAME, "Landslides (r.slide)")
    model.setHelpContent(HELP)
    add_parameters(model)
    add_steps(model)
    if not model.toFile(sys.argv[1]):
        sys.exit(f"{sys.argv[1]} cannot be written")


if __name__ == "__main__":
    main()
