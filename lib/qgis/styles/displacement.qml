<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="-100" classificationMax="100">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-100" maximumValue="100">
          <item value="-100" color="#00007f" alpha="255" label="-100"/>
          <item value="-10" color="#0000bf" alpha="255" label="-10"/>
          <item value="-1" color="#0000ff" alpha="255" label="-1"/>
          <item value="-0.1" color="#5555ff" alpha="255" label="-0.1"/>
          <item value="-0.01" color="#aaaaff" alpha="255" label="-0.01"/>
          <item value="0" color="#ffffff" alpha="255" label="0"/>
          <item value="0.01" color="#ffaaaa" alpha="255" label="0.01"/>
          <item value="0.1" color="#ff5555" alpha="255" label="0.1"/>
          <item value="1" color="#ff0000" alpha="255" label="1"/>
          <item value="10" color="#bf0000" alpha="255" label="10"/>
          <item value="100" color="#7f0000" alpha="255" label="100"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
