"""The r.slide modules in the Processing toolbox of QGIS 3.22, whose GRASS provider reads no folder of the user's."""

import os

from qgis.core import QgsApplication

try:
    from grassprovider.Grass7AlgorithmProvider import Grass7AlgorithmProvider as GrassProvider
except ImportError:  # QGIS 3.34 and newer, whose own provider reads the same folder
    GrassProvider = None


def description_folder():
    return os.path.join(QgsApplication.qgisSettingsDirPath(), "processing", "grassaddons", "description")


def name_as_newer_versions_do():
    """The model of the whole chain names the algorithms as QGIS 3.34 and newer do: grass:NAME."""
    registry = QgsApplication.processingRegistry()
    for file_name in os.listdir(description_folder()):
        name = file_name[: -len(".txt")]
        if name.startswith("r.slide."):
            registry.addAlgorithmAlias("grass:" + name, "slide:" + name)


class SlidePlugin:
    def __init__(self):
        self.provider = None

    def initProcessing(self):
        if GrassProvider is None:
            return
        name_as_newer_versions_do()

        class SlideProvider(GrassProvider):
            descriptionFolder = description_folder()

            def load(self):
                # not the base's, which would add its settings a second time
                self.refreshAlgorithms()
                return True

            def unload(self):
                pass

            def id(self):
                return "slide"

            def name(self):
                return "r.slide"

            def longName(self):
                return "r.slide: landslides"

        self.provider = SlideProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider:
            QgsApplication.processingRegistry().removeProvider(self.provider)


def classFactory(iface):
    return SlidePlugin()
