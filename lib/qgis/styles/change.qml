<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="-0.5" classificationMax="0.5">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-0.5" maximumValue="0.5">
          <item value="-0.5" color="#0000ff" alpha="255" label="-0.5"/>
          <item value="0" color="#ffffff" alpha="255" label="0"/>
          <item value="0.5" color="#ff0000" alpha="255" label="0.5"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
