<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="0" classificationMax="1">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="1">
          <item value="0" color="#000004" alpha="255" label="0.00"/>
          <item value="0.111111" color="#1b0c41" alpha="255" label="0.11"/>
          <item value="0.222222" color="#4a0c6b" alpha="255" label="0.22"/>
          <item value="0.333333" color="#781c6d" alpha="255" label="0.33"/>
          <item value="0.444444" color="#a52c60" alpha="255" label="0.44"/>
          <item value="0.555556" color="#cf4446" alpha="255" label="0.56"/>
          <item value="0.666667" color="#ed6925" alpha="255" label="0.67"/>
          <item value="0.777778" color="#fb9b06" alpha="255" label="0.78"/>
          <item value="0.888889" color="#f7d13d" alpha="255" label="0.89"/>
          <item value="1" color="#fcffa4" alpha="255" label="1.00"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
</qgis>
