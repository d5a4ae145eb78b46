#!/bin/sh
# The pictures of r.slide.train's manual page, on the simulated event. Usage, after make all event:
#   sh r.slide.train/pictures.sh [FOLDER]
# FOLDER, where the PNG files go, is the module's own unless named. Inside a GRASS session in a projected location its
# mapset gets the event and the maps; outside of one a location is made and thrown away.
set -eu
. "$(dirname "$0")/../testsuite/picture_session.sh"

simulate_event rows=400 cols=560 prevalence=0.02 --quiet >/dev/null 2>&1
r.slope.aspect --quiet elevation=elevation slope=slope
r.mapcalc --quiet "ksn = log(ksn_true)"
r.mapcalc --quiet "los = abs(los_true)"
r.mapcalc --quiet "dpm = coherence_pre - coherence_co"
r.slide.train --quiet predictors=slope,ksn,pga,los,dpm,coherence_post,rainfall,lithology,landcover label=landslides \
    negatives=10 test=0.3 importance=permutation,gain importance_chart="$folder/importance.png" \
    ablation="terrain=slope,ksn;ground=lithology,landcover;rain=rainfall;shaking=pga,los;radar=dpm,coherence_post" \
    ablation_chart="$folder/ablation.png" \
    screening=correlation screening_chart="$folder/correlation.png" model="$folder/event.slide" >/dev/null
rm "$folder/event.slide"
