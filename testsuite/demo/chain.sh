#!/bin/sh
# From a DEM, radar maps and an inventory to a scored probability map, inside a GRASS session.
# Usage: chain.sh OUT ROWS COLS SEED
set -eu
out=$1
rows=$2
cols=$3
seed=$4
here=$(cd "$(dirname "$0")" && pwd)
export GRASS_OVERWRITE=1

stage() {
    printf '\n== %s\n' "$1"
}

stage "1/6 The simulated earthquake: $rows x $cols cells of 30 m, seed $seed"
simulate_event rows="$rows" cols="$cols" seed="$seed"

stage "2/6 r.slide.ksn: flow routing, channel steepness, distance and density of channels; GRASS's r.slope.aspect"
sh "$here/../terrain_predictors.sh"

stage "3/6 r.slide.insar: line-of-sight displacement and coherence change"
r.slide.insar operation=displacement phase=phase wavelength=0.236 producer=isce output=los
r.mapcalc --quiet expression="los_abs = abs(los)"
r.slide.insar operation=change pre=coherence_pre co=coherence_co post=coherence_post dpm=dpm cecl=cecl peci=peci

stage "4/6 r.slide.train: XGBoost on the northern 70 % of rows: without radar, with the damage proxy map, with coherences"
terrain=slope,aspect_sin,aspect_cos,curvature_abs,elevation,ksn,river_distance,drainage_density,log_spi,pga,rainfall,landcover
for model in terrain radar coherence; do
    predictors=$terrain
    [ $model = radar ] && predictors=$terrain,los_abs,dpm
    [ $model = coherence ] && predictors=$terrain,los_abs,coherence_pre,coherence_co,coherence_post
    r.slide.train predictors=$predictors categorical=landcover label=landslides method=xgboost negatives=20 \
        split=north_south test=0.3 seed=42 test_map=held_out model="$out/$model.slide"
done

stage "5/6 r.slide.predict: probability of a landslide in every cell"
for model in terrain radar coherence; do
    r.slide.predict model="$out/$model.slide" output=probability_$model
done

stage "6/6 r.slide.eval: scores on the southern 30 % of rows, beside the best that any model can do"
# a difference of coherences knows less than they do: it has a best possible of its own
/usr/bin/python3 "$here/../planted_coherence.py" probability_dpm
# the predictors' maps lack some cells at the region's edge: the ceilings are scored on the cells the models were
r.mapcalc --quiet expression="scored = if(isnull(probability_radar) ||| isnull(probability_terrain), null(), held_out)"
for map in probability_terrain probability_true probability_radar probability_dpm probability_coherence \
    probability_posterior; do
    r.slide.eval input=$map truth=landslides test=scored format=json >"$out/$map.json"
done
/usr/bin/python3 "$here/../score_table.py" "$out" "southern 30 % of rows, simulated" \
    "model without radar=probability_terrain" "  best possible without radar=probability_true" \
    "model with the damage proxy map=probability_radar" "  best possible with that map=probability_dpm" \
    "model with the coherences=probability_coherence" "  best possible with coherences=probability_posterior" \
    >"$out/scores.txt"
cat "$out/scores.txt"
r.slide.eval input=probability_terrain,probability_radar truth=landslides test=scored threshold=0.05 best=f1 \
    breaks=0.001,0.005,0.02,0.1 aspect=aspect report="$out/report.html" model="$out/radar.slide" predictors=$terrain,los_abs,dpm \
    dependence=slope,dpm nprocs=2 >"$out/report.txt"

picture="sh $here/../picture.sh"
r.grow --quiet input=ksn_channel output=ksn_shown radius=1.5
r.colors --quiet map=ksn_shown raster=ksn
$picture "$out/ksn.png" elevation ksn_shown "Channel steepness Ksn (simulated)"
# coherence gained is no damage: shown as none, as in the Gorkha study's "no damage" to "high damage"
r.mapcalc --quiet expression="dpm_shown = max(0., dpm)"
r.colors --quiet map=dpm_shown rules=- <<END
0 247:247:247
0.25 252:220:205
0.5 251:106:74
0.8 165:15:21
1 103:0:13
END
$picture "$out/dpm.png" elevation dpm_shown "Damage proxy: coherence lost (simulated)"
sh "$here/../probability_picture.sh" "$out/probability.png" probability_radar landslides "Landslide probability; blue: mapped"
