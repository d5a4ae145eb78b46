<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">
      <colorPalette>
        <paletteEntry value="1" color="#440154" alpha="255" label="very low"/>
        <paletteEntry value="2" color="#3b528b" alpha="255" label="low"/>
        <paletteEntry value="3" color="#21918c" alpha="255" label="medium"/>
        <paletteEntry value="4" color="#5ec962" alpha="255" label="high"/>
        <paletteEntry value="5" color="#fde725" alpha="255" label="very high"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
</qgis>
