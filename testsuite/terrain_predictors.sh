#!/bin/sh
# Nine terrain predictors of a landslide model from the map <elevation>, inside a GRASS session, at the current region:
#   slope, aspect_sin, aspect_cos, curvature_abs, ksn, river_distance, drainage_density, log_spi (and elevation itself)
# Besides them it leaves ksn_channel, channels, drainage_area.
# Usage: terrain_predictors.sh [channel threshold in km2, default 1]
set -eu
threshold=${1:-1}

r.slope.aspect --quiet elevation=elevation slope=slope aspect=aspect pcurvature=profile_curvature
# flat cells have no aspect (0 in GRASS): neither north nor east
r.mapcalc --quiet expression="aspect_sin = if(aspect == 0, 0, sin(aspect))"
r.mapcalc --quiet expression="aspect_cos = if(aspect == 0, 0, cos(aspect))"
r.mapcalc --quiet expression="curvature_abs = abs(profile_curvature)"

r.slide.ksn elevation=elevation depression=carve threshold="$threshold" theta=0.45 radius=1000 \
    ksn=ksn_channel ksn_surface=ksn accumulation=drainage_area order=channels \
    distance=river_distance drainage_density=drainage_density log_spi=log_spi
