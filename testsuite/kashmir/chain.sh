#!/bin/sh
# The 2005 Kashmir earthquake, real data: the whole chain without radar, trained in the north, scored in the south.
# Inside a GRASS session in a location with the data's projection (EPSG:32643).
# Usage: kashmir.sh DATA OUT   DATA holds dem.tif, geology.tif, landcover.tif, faults.gpkg, landslides.gpkg; OUT receives
# model, map, picture and scores.
set -eu
data=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
export GRASS_OVERWRITE=1

echo "Kashmir 2005: importing"
for map in dem geology landcover; do
    r.in.gdal --quiet -o input="$data/$map.tif" output=$map
done
g.region raster=dem
r.mapcalc --quiet expression="elevation = float(dem)"
for map in faults landslides; do
    v.in.ogr --quiet -o input="$data/$map.gpkg" output=$map snap=0.01 2>"$out/$map.log" || { cat "$out/$map.log"; exit 1; }
done

# The earthquake of 8 October 2005: polygons first seen in images of 2005 and 2006 are its landslides; cells of older ones
# (2000, 2001) are left out; those first seen in 2009-2014 count as no landslide of this earthquake.
v.to.rast --quiet input=landslides output=coseismic where="Year_obs in (2005, 2006)" use=val value=1
v.to.rast --quiet input=landslides output=older where="Year_obs < 2005" use=val value=1
r.mapcalc --quiet expression="label = if(!isnull(coseismic), 1, if(!isnull(older), null(), 0))"

sh "$here/../terrain_predictors.sh"
v.to.rast --quiet input=faults output=fault_lines use=val value=1
r.grow.distance --quiet input=fault_lines distance=fault_distance

r.slide.train predictors=slope,aspect_sin,aspect_cos,curvature_abs,elevation,ksn,river_distance,drainage_density,log_spi,fault_distance,geology,landcover \
    categorical=geology,landcover label=label method=xgboost negatives=20 split=north_south test=0.3 seed=42 \
    test_map=held_out model="$out/kashmir.slide" --overwrite
r.slide.predict model="$out/kashmir.slide" output=probability

# slope alone, on the very same cells: a score to rank by, no probability
r.mapcalc --quiet expression="slope_alone = if(isnull(probability), null(), slope)"
for map in probability slope_alone; do
    r.slide.eval input=$map truth=label test=held_out format=json >"$out/$map.json"
done
r.slide.eval input=probability truth=label test=held_out
/usr/bin/python3 "$here/../score_table.py" "$out" "Kashmir 2005, southern 30 % of rows" \
    "model without radar=probability" "slope alone=slope_alone" >"$out/scores.txt"
cat "$out/scores.txt"

r.out.gdal -c --quiet --overwrite input=probability output="$out/probability.tif" type=Float32 createopt=COMPRESS=DEFLATE
sh "$here/../probability_picture.sh" "$out/probability.png" probability coseismic "Kashmir 2005: probability; blue: mapped"
echo "Kashmir 2005: map $out/probability.tif, picture $out/probability.png, model $out/kashmir.slide"
