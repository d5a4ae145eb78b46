#!/bin/sh
# The pictures of r.slide.eval's manual page, on the simulated event. Usage, after make all event:
#   sh r.slide.eval/pictures.sh [FOLDER]
# FOLDER, where the PNG files go, is the module's own unless named. Inside a GRASS session in a projected location its
# mapset gets the event and the maps; outside of one a location is made and thrown away.
set -eu
. "$(dirname "$0")/../testsuite/picture_session.sh"

simulate_event rows=400 cols=560 --quiet >/dev/null 2>&1
r.slope.aspect --quiet elevation=elevation aspect=aspect
r.slide.eval --quiet input=probability_true,probability_posterior truth=landslides aspect=aspect \
    panels=roc,precision_recall,aspect \
    chart="$folder/r_slide_eval_roc.png,$folder/r_slide_eval_precision_recall.png,$folder/r_slide_eval_aspect.png" >/dev/null
