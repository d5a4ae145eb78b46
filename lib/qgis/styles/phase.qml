<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="-3.141593" classificationMax="3.141593">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-3.141593" maximumValue="3.141593">
          <item value="-3.141593" color="#ff5555" alpha="255" label="-pi"/>
          <item value="-2.094395" color="#aaaa00" alpha="255" label="-2 pi / 3"/>
          <item value="-1.047198" color="#55ff55" alpha="255" label="-pi / 3"/>
          <item value="0" color="#00aaaa" alpha="255" label="0"/>
          <item value="1.047198" color="#5555ff" alpha="255" label="pi / 3"/>
          <item value="2.094395" color="#aa00aa" alpha="255" label="2 pi / 3"/>
          <item value="3.141593" color="#ff5555" alpha="255" label="pi"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
