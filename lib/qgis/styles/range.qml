<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="0" classificationMax="1">
      <minMaxOrigin>
        <limits>MinMax</limits>
        <extent>UpdatedCanvas</extent>
        <statAccuracy>Exact</statAccuracy>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="1">
          <colorramp type="gradient" name="[source]">
            <prop k="color1" v="68,1,84,255"/>
            <prop k="color2" v="253,231,37,255"/>
            <prop k="discrete" v="0"/>
            <prop k="rampType" v="gradient"/>
            <prop k="stops" v="0.125;71,45,123,255:0.25;59,82,139,255:0.375;44,114,142,255:0.5;33,144,141,255:0.625;39,173,129,255:0.75;92,200,99,255:0.875;170,220,50,255"/>
          </colorramp>
          <item value="0" color="#440154" alpha="255" label="0"/>
          <item value="0.125" color="#472d7b" alpha="255" label="0.125"/>
          <item value="0.25" color="#3b528b" alpha="255" label="0.25"/>
          <item value="0.375" color="#2c728e" alpha="255" label="0.375"/>
          <item value="0.5" color="#21908d" alpha="255" label="0.5"/>
          <item value="0.625" color="#27ad81" alpha="255" label="0.625"/>
          <item value="0.75" color="#5cc863" alpha="255" label="0.75"/>
          <item value="0.875" color="#aadc32" alpha="255" label="0.875"/>
          <item value="1" color="#fde725" alpha="255" label="1"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
