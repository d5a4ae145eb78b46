"""Draws rasters as QGIS shows them, a pixel for each cell.  With QGIS's Python, outside of a GRASS session:

    qgis_picture.py RASTER STYLE PICTURE [RASTER STYLE PICTURE...]

says for each whether the style was taken, and the texts of its legend's classes.
"""

import sys

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QColor
from qgis.core import QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsPalettedRasterRenderer, QgsRasterLayer


def draw(raster, style, picture):
    layer = QgsRasterLayer(raster, "layer")
    message, taken = layer.loadNamedStyle(style)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(layer.width(), layer.height()))
    settings.setBackgroundColor(QColor(255, 255, 255))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    renderer = layer.renderer()
    labels = [one.label for one in renderer.classes()] if isinstance(renderer, QgsPalettedRasterRenderer) else []
    print("|".join([style, "taken" if taken and layer.isValid() else f"refused: {message}", *labels]), flush=True)


def main():
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    words = sys.argv[1:]
    for i in range(0, len(words), 3):
        draw(*words[i : i + 3])
    sys.stdout.flush()


if __name__ == "__main__":
    main()
