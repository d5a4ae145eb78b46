<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="-1" classificationMax="1">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-1" maximumValue="1">
          <item value="-1" color="#2166ac" alpha="255" label="-1.00"/>
          <item value="-0.666667" color="#67a9cf" alpha="255" label="-0.67"/>
          <item value="-0.333333" color="#d1e5f0" alpha="255" label="-0.33"/>
          <item value="0" color="#f7f7f7" alpha="255" label="0.00"/>
          <item value="0.333333" color="#fddbc7" alpha="255" label="0.33"/>
          <item value="0.666667" color="#ef8a62" alpha="255" label="0.67"/>
          <item value="1" color="#b2182b" alpha="255" label="1.00"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
