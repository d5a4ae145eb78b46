#!/bin/sh
# The picture of operation=backscatter: speckled images over the simulated landscape, in which landslides brighten by
# 4 dB; medians before and after, and the difference. Usage: backscatter.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export GRASS_OVERWRITE=1
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
for map in picture_vv_ascending_pre picture_vv_ascending_post; do
    printf -- '-40 black\n-18 black\n-2 white\n40 white\n' | r.colors --quiet map="$map" rules=-
done
printf -- '-40 0:90:180\n-6 0:90:180\n0 white\n6 200:40:0\n40 200:40:0\n' |
    r.colors --quiet map=picture_vv_ascending_diff rules=-
sh "$here/panel_row.sh" "$1/r_slide_insar_backscatter.png" \
    picture_vv_ascending_pre "Before [dB]" "range=-18,-2 labelnum=5" \
    picture_vv_ascending_post "After [dB]" "range=-18,-2 labelnum=5" \
    picture_vv_ascending_diff "After - before [dB]" "range=-6,6 labelnum=5"
g.remove --quiet -f type=raster pattern="picture_*"
