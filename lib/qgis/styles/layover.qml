<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1">
      <colorPalette>
        <paletteEntry value="0" color="#e6e6e6" alpha="255" label="no layover"/>
        <paletteEntry value="1" color="#d55e00" alpha="255" label="active: the slope itself is steeper than the incidence angle"/>
        <paletteEntry value="2" color="#f0b27a" alpha="255" label="passive: another place has the same slant range"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
</qgis>
