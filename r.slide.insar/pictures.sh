#!/bin/sh
# The pictures of r.slide.insar's manual page, on the simulated event. Usage, after make all event:
#   sh r.slide.insar/pictures.sh [FOLDER]
# FOLDER, where the PNG files go, is the module's own unless named. Inside a GRASS session in a projected location its
# mapset gets the event; outside of one a location is made and thrown away.
set -eu
. "$(dirname "$0")/../testsuite/picture_session.sh"

images=$(mktemp -d)
trap 'rm -r "$images"' EXIT
simulate_event rows=400 cols=500 images="$images" --quiet >/dev/null 2>&1
for picture in displacement coherence change stack backscatter geometry decomposition filter unwrap sbas network slope_parallel; do
    sh "$here/pictures/$picture.sh" "$folder" "$images"
done
