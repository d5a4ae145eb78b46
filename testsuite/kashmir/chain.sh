#!/bin/sh
# The 2005 Kashmir earthquake, real data, without radar: models of cells and of slope units, with geology and land cover as
# categories; trained in the north and scored in the south, cross-validated in blocks; where they may be trusted; a report.
# Inside a GRASS session in a location with the data's projection (EPSG:32643).
# Usage: chain.sh DATA OUT   DATA holds dem.tif, geology.tif, landcover.tif, faults.gpkg, landslides.gpkg; OUT receives
# models, maps, pictures, scores and the report.
#   NEGATIVES in the environment: cells without a landslide for each landslide cell in cross-validation (default 0: all)
set -eu
data=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
export GRASS_OVERWRITE=1
block=3000 # metres, as a ninth of the map's height

stage() {
    printf '\n== %s\n' "$1"
}

stage "1/7 Importing"
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

stage "2/7 r.slide.ksn: channel steepness, distances, slope units; GRASS's r.slope.aspect and r.grow.distance"
sh "$here/../terrain_predictors.sh" >"$out/terrain.txt"
v.to.rast --quiet input=faults output=fault_lines use=val value=1
r.grow.distance --quiet input=fault_lines distance=fault_distance
r.slide.ksn --quiet elevation=elevation unit_threshold=2 area_min=0.05 slope_units=units slope_unit_areas=unit_areas | tail -3

predictors=slope,aspect,curvature_abs,elevation,ksn,river_distance,drainage_density,log_spi,fault_distance,geology,landcover
statistic="slope:mean,sd,max elevation:mean,range log_spi:mean,max fault_distance:mean,min"

train() { # cells|units SPLIT NAME [options]
    part=$1 how=$2 name=$3
    shift 3
    [ "$part" = cells ] || set -- units=units "statistic=$statistic" "$@"
    r.slide.train --quiet predictors=$predictors categorical=geology,landcover circular=aspect label=label split="$how" \
        seed=42 nprocs=2 model="$out/$name.slide" format=json "$@" \
        >"$out/train_$name.json"
}

stage "3/7 r.slide.train: cells and slope units of the northern 70 % of rows"
train cells north_south cells negatives=20 test=0.3 test_map=held_out \
    importance=permutation importance_table="$out/importance.csv" importance_chart="$out/importance.png"
train units north_south units negatives=0 test=0.3 test_map=held_out_units

stage "4/7 r.slide.train: cross-validation, five folds of blocks of $block m and five at random"
for part in cells units; do
    negatives=0
    [ $part = cells ] && negatives=${NEGATIVES:-0}
    train $part blocks ${part}_blocks negatives="$negatives" test=0 block=$block folds=5 applicability=0 \
        fold_table="$out/folds_${part}_blocks.csv" fold_map=folds_$part cv_estimates="$out/estimates_${part}_blocks.csv"
    train $part random ${part}_random negatives="$negatives" test=0 folds=5 applicability=0 \
        fold_table="$out/folds_${part}_random.csv"
done

stage "5/7 r.slide.predict: probability, classes, what drives it, where the model may be trusted"
r.slide.predict model="$out/cells.slide" output=probability classes=classes class_method=jenks dominant=driver \
    outside=outside dissimilarity=dissimilarity applicability=applicable nprocs=2 format=json >"$out/predict_cells.json"
r.slide.predict model="$out/units.slide" units=units output=unit_probability vector=unit_areas column=probability nprocs=2 \
    >"$out/predict_units.txt"

stage "6/7 r.slide.eval: scores in the south"
# all on the same cells: slope alone is a score to rank by, no probability
r.mapcalc --quiet expression="slope_alone = if(isnull(probability), null(), slope)"
r.mapcalc --quiet expression="south = if(isnull(probability) ||| isnull(unit_probability), null(), held_out)"
r.mapcalc --quiet expression="south_inside = if(south == 1 && applicable == 1, 1, 0)"
r.mapcalc --quiet expression="south_outside = if(south == 1 && applicable == 0, 1, 0)"
score() { # MAP TRUTH TEST NAME [options]
    input=$1 truth=$2 test=$3 name=$4
    shift 4
    r.slide.eval --quiet input="$input" truth="$truth" test="$test" format=json "$@" >"$out/$name.json"
}
score probability label south cells intervals=blocks block=$block nprocs=2
score probability label south_inside cells_inside
score probability label south_outside cells_outside
score slope_alone label south slope
score unit_probability label south units_on_cells
# whole units, by their area: does any landslide touch the unit? The model of cells expects a number of landslide cells.
r.stats.zonal --quiet base=units cover=label method=max output=unit_label
r.stats.zonal --quiet base=units cover=probability method=sum output=cells_in_units
score unit_probability unit_label held_out_units units_by_area
score cells_in_units unit_label held_out_units cells_by_area
r.slide.eval --quiet input=probability truth=label test=south threshold=0.05 best=f1 breaks=0.001,0.005,0.02,0.1 \
    aspect=aspect report="$out/report.html" model="$out/cells.slide" predictors=$predictors \
    dependence=slope,fault_distance,geology nprocs=2 >"$out/report.txt"
r.slide.eval --quiet input=unit_probability truth=unit_label test=held_out_units best=f1 breaks=0.1,0.3,0.6,0.8 \
    report="$out/report_units.html" nprocs=2 >"$out/report_units.txt"
/usr/bin/python3 "$here/figures.py" "$out" >"$out/figures.txt"
cat "$out/figures.txt"

stage "7/7 Maps and pictures"
for map in probability unit_probability dissimilarity; do
    r.out.gdal -c --quiet input=$map output="$out/$map.tif" type=Float32 createopt=COMPRESS=DEFLATE
done
for map in classes driver applicable; do
    r.out.gdal -c --quiet input=$map output="$out/$map.tif" type=Byte createopt=COMPRESS=DEFLATE 2>"$out/export.log"
done
sh "$here/pictures.sh" "$out"
cat <<END
Kashmir 2005 is done. Real data, no radar.
  reports   $out/report.html (cells)  $out/report_units.html (slope units); they open in any browser
  figures   $out/figures.txt
  pictures  $out/*.png
  maps      $out/*.tif
  models    $out/*.slide
END
