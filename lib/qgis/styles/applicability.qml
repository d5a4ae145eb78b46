<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">
      <colorPalette>
        <paletteEntry value="0" color="#d55e00" alpha="255" label="outside the area of applicability"/>
        <paletteEntry value="1" color="#009e73" alpha="255" label="inside"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
</qgis>
