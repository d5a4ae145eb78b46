#!/bin/sh
# The picture of operation=coherence: boxcar, siblings, Bx-S and the planted landslides of the simulated event.
# Inside a GRASS session that holds the event; IMAGES is the folder of its complex images.
# Usage: coherence.sh FOLDER IMAGES
set -eu
here=$(dirname "$0")
images=$2
file=$1/r_slide_insar_coherence.png
columns=2
lines=2
cells=100
. "$here/panels.sh"

before=$(printf '%s\n' "$images"/image_0[5-9].tif "$images"/image_1[0-2].tif | paste -sd, -)
r.slide.insar --quiet operation=coherence bias=touzi images="$images/image_12.tif,$images/image_13.tif" \
    before="$before" output=picture_boxcar sibling_coherence=picture_sibling bxs=picture_bxs
r.mapcalc --quiet expression="picture_slides = landslides"
greys picture_boxcar 0 1
greys picture_sibling 0 1
diverging picture_bxs 0.6
dark_landslides picture_slides

panel 0 0 picture_boxcar "(a) boxcar coherence, 3 x 3 pixels"
panel 1 0 picture_sibling "(b) sibling coherence, 15 x 15 pixels"
panel 0 1 picture_bxs "(c) Bx-S: (a) minus (b)"
panel 1 1 picture_slides "(d) planted landslides"
scale_bar 1 1 0.5
legend picture_boxcar 100 360 "coherence" label_values=0,0.5,1 digits=1 range=0,1
legend picture_bxs 480 740 "Bx-S" label_values=-0.6,0,0.6 digits=1 range=-0.6,0.6
clean_up
