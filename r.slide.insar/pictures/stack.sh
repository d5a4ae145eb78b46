#!/bin/sh
# The picture of operation=stack: two of 24 coherences made from the simulated event's, and the median of winters.
# Usage: stack.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export GRASS_OVERWRITE=1
listed=$(mktemp)
trap 'rm -f "$listed"' EXIT
for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
    for year in 2019 2020; do
        name=picture_coherence_$year$month
        # forests lose coherence in summer; each estimate has its noise
        r.mapcalc --quiet seed="$year$month" expression="$name = min(1., max(0., coherence_pre * \
            (0.75 - 0.25 * cos(30 * ($month - 7))) + rand(-0.2, 0.2)))"
        echo "$name $year-$month-15" >>"$listed"
    done
done
r.slide.insar --quiet operation=stack file="$listed" season=12-01,02-29 median=picture_median
for map in picture_coherence_201901 picture_coherence_201907 picture_median; do
    printf '0 68:1:84\n0.25 59:82:139\n0.5 33:145:140\n0.75 94:201:98\n1 253:231:37\n' |
        r.colors --quiet map="$map" rules=-
done
sh "$here/panel_row.sh" "$1/r_slide_insar_stack.png" \
    picture_coherence_201901 "Coherence, January 2019" "range=0,1 labelnum=5" \
    picture_coherence_201907 "Coherence, July 2019" "range=0,1 labelnum=5" \
    picture_median "Median of two winters" "range=0,1 labelnum=5"
g.remove --quiet -f type=raster pattern="picture_*"
