#!/bin/sh
# The whole chain as a shell script, to start your own from: from elevation, shaking, two coherence maps and landslides to
# a scored probability map. In a GRASS session:
#   chain.sh ELEVATION SHAKING COHERENCE_BEFORE COHERENCE_ACROSS LANDSLIDES PROBABILITY MODEL.slide
# Prints AUC-PR and the prevalence beside it. Exit status: 0 all went well, 2 wrong arguments or no GRASS session, else
# that of the module that failed, which has said why.
set -eu
[ $# = 7 ] && [ -n "${GISRC:-}" ] || {
    sed -n '2,6s/^# //p' "$0" >&2
    exit 2
}
elevation=$1 shaking=$2 before=$3 across=$4 landslides=$5 probability=$6 model=$7

g.region raster="$elevation"
r.slope.aspect --quiet elevation="$elevation" slope=chain_slope
r.slide.ksn --quiet elevation="$elevation" ksn_surface=chain_ksn >/dev/null
r.slide.insar --quiet operation=change pre="$before" co="$across" dpm=chain_dpm
r.slide.train --quiet predictors=chain_slope,chain_ksn,chain_dpm,"$shaking" label="$landslides" split=north_south test=0.3 \
    test_map=chain_held_out model="$model" >/dev/null
r.slide.predict --quiet model="$model" output="$probability" >/dev/null
r.slide.eval --quiet input="$probability" truth="$landslides" test=chain_held_out format=json |
    sed -n 's/^  "\(auc_pr\|prevalence\)": \([0-9.e-]*\),*$/\1 \2/p'
