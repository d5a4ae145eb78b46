#!/bin/sh
# The picture of operation=change: coherences of the simulated event, averaged to some thirty looks, in which whole
# landslides lose three fifths across it. Inside a GRASS session that holds the event. Usage: change.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_change.png
columns=3
lines=1
cells=100
. "$here/panels.sh"

r.mapcalc --quiet seed=3 expression="picture_seed = if(landslides == 1 && rand(0., 1.) < 0.15, 1, null())"
r.grow --quiet input=picture_seed output=picture_grown radius=3.5 new=1
r.mapcalc --quiet expression="picture_slides = if(isnull(picture_grown), 0, 1)"
for time in pre co post; do
    r.neighbors --quiet input=coherence_$time output=picture_$time method=average size=3
done
r.mapcalc --quiet expression="picture_co = picture_co * if(picture_slides, 0.4, 1)"
r.slide.insar --quiet operation=change pre=picture_pre co=picture_co post=picture_post cecl=picture_cecl \
    max=picture_max
diverging picture_cecl 0.6
diverging picture_max 0.6
dark_landslides picture_slides

panel 0 0 picture_cecl "(a) CECL: pre - co"
panel 1 0 picture_max "(b) larger of CECL and PECI"
panel 2 0 picture_slides "(c) planted landslides"
scale_bar 2 0 0.5
legend picture_cecl 140 490 "coherence lost" label_values=-0.6,-0.3,0,0.3,0.6 digits=1 range=-0.6,0.6
clean_up
