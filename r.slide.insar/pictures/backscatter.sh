#!/bin/sh
# The picture of operation=backscatter: speckled images over the simulated landscape, in which landslides brighten by
# 4 dB; medians before and after, and the difference. Inside a GRASS session that holds the event.
# Usage: backscatter.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_backscatter.png
columns=3
lines=1
cells=100
. "$here/panels.sh"

listed=$(mktemp)
trap 'rm -f "$listed"' EXIT
r.relief --quiet input=elevation output=picture_light azimuth=260 altitude=51 zscale=1
r.mapcalc --quiet seed=3 expression="picture_seed = if(landslides == 1 && rand(0., 1.) < 0.15, 1, null())"
r.grow --quiet input=picture_seed output=picture_grown radius=3.5 new=1
r.mapcalc --quiet expression="picture_slides = if(isnull(picture_grown), 0, 1)"
image() { # DATE SEED GAIN: six looks of exponential speckle
    r.mapcalc --quiet seed="$2" expression="picture_image_$2 = 10 * log(10 ^ ((-17 + 0.042 * picture_light + \
        $3 * picture_slides) / 10) * -(log(rand(0.0001, 1.)) + log(rand(0.0001, 1.)) + log(rand(0.0001, 1.)) + \
        log(rand(0.0001, 1.)) + log(rand(0.0001, 1.)) + log(rand(0.0001, 1.))) / 6., 10)"
    echo "picture_image_$2 $1 vv ascending" >>"$listed"
}
image 2018-07-14 1 0
image 2018-07-26 2 0
image 2018-08-07 3 0
image 2018-08-19 4 0
image 2018-08-31 5 0
image 2018-09-08 6 4
image 2018-09-12 7 4
image 2018-09-18 8 4
r.slide.insar --quiet operation=backscatter file="$listed" event=2018-09-06 prefix=picture
greys picture_vv_ascending_pre -18 -2
greys picture_vv_ascending_post -18 -2
diverging picture_vv_ascending_diff 6

panel 0 0 picture_vv_ascending_pre "(a) median before"
panel 1 0 picture_vv_ascending_post "(b) median after"
panel 2 0 picture_vv_ascending_diff "(c) after - before"
scale_bar 2 0 0.5
legend picture_vv_ascending_pre 155 495 "backscatter (dB)" label_values=-18,-14,-10,-6,-2 digits=0 range=-18,-2
legend picture_vv_ascending_diff 620 750 "change (dB)" label_values=-6,0,6 digits=0 range=-6,6
clean_up
