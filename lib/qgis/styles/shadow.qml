<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">
      <colorPalette>
        <paletteEntry value="0" color="#e6e6e6" alpha="255" label="no shadow"/>
        <paletteEntry value="1" color="#28283c" alpha="255" label="own: the slope itself is steeper than the line of sight"/>
        <paletteEntry value="2" color="#7878a0" alpha="255" label="cast from elsewhere"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
</qgis>
