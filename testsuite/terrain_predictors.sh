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

r.slide.ksn elevation=elevation depression=carve threshold="$threshold" theta=0.45 \
    ksn=ksn_channel ksn_surface=ksn accumulation=drainage_area channels=channels log_spi=log_spi

metric=euclidean
[ "$(g.region -p | awk '$1 == "projection:" {print $2}')" = 3 ] && metric=geodesic
r.grow.distance --quiet -m input=channels distance=river_distance metric=$metric
# channel length per area in a box of 2 km: each channel cell counts one cell's width
eval "$(g.region -m)"
r.mapcalc --quiet expression="channel_cell = if(isnull(channels), 0., 1000. / sqrt($nsres * $ewres))"
box_north_south=$(g.region -g | awk -F= -v metres="$nsres" '$1 == "nsres" {print $2 / metres * 1000}')
box_east_west=$(g.region -g | awk -F= -v metres="$ewres" '$1 == "ewres" {print $2 / metres * 1000}')
r.resamp.filter --quiet input=channel_cell output=drainage_density filter=box \
    x_radius="$box_east_west" y_radius="$box_north_south"
g.remove --quiet -f type=raster name=channel_cell
