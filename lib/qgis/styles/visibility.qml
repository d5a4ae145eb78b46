<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">
      <colorPalette>
        <paletteEntry value="0" color="#e6e6e6" alpha="255" label="clear"/>
        <paletteEntry value="1" color="#92c5de" alpha="255" label="foreshortened"/>
        <paletteEntry value="2" color="#d55e00" alpha="255" label="layover"/>
        <paletteEntry value="3" color="#28283c" alpha="255" label="shadow"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
</qgis>
