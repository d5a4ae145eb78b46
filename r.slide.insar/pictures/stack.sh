#!/bin/sh
# The picture of operation=stack: two of 24 coherences made from the simulated event's, and the median of winters.
# Inside a GRASS session that holds the event. Usage: stack.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_stack.png
columns=3
lines=1
cells=140
. "$here/panels.sh"

listed=$(mktemp)
trap 'rm -f "$listed"' EXIT
r.neighbors --quiet input=coherence_pre output=picture_smooth method=average size=5
for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
    for year in 2019 2020; do
        name=picture_coherence_$year$month
        # forest and shrub lose most of their coherence in summer, bare ground hardly any; each estimate has its noise
        r.mapcalc --quiet seed="$year$month" expression="$name = min(1., max(0., picture_smooth * \
            (1 - (0.62 - 0.12 * landcover) * (0.5 + 0.5 * cos(30 * ($month - 7)))) + rand(-0.15, 0.15)))"
        echo "$name $year-$month-15" >>"$listed"
    done
done
r.slide.insar --quiet operation=stack file="$listed" season=12-01,02-29 median=picture_median
for map in picture_coherence_201901 picture_coherence_201907 picture_median; do
    greys $map 0.2 1
done

panel 0 0 picture_coherence_201901 "(a) January 2019"
panel 1 0 picture_coherence_201907 "(b) July 2019"
panel 2 0 picture_median "(c) median of the winters"
scale_bar 2 0 1
legend picture_coherence_201901 100 500 "coherence" label_values=0.2,0.4,0.6,0.8,1 digits=1 range=0.2,1
clean_up
