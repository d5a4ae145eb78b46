<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">
      <colorPalette>
        <paletteEntry value="1" color="#009e73" alpha="255" label="hit"/>
        <paletteEntry value="2" color="#d55e00" alpha="255" label="miss"/>
        <paletteEntry value="3" color="#f0e442" alpha="255" label="false alarm"/>
        <paletteEntry value="4" color="#e1e1e1" alpha="255" label="correct rejection"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
</qgis>
