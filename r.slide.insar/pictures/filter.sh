#!/bin/sh
# The picture of operation=filter: an interferogram of a sinking bowl over slopes that lose coherence, as it is formed and
# filtered by one strength and by coherence.
# Inside a GRASS session, projected. Usage: filter.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_filter.png
columns=3
lines=1
panel_width=250
g.region -u save=picture_before --overwrite
g.region n=3105400 s=3100000 w=500000 e=505400 res=30
. "$here/panels.sh"

# two complex images with a planted phase, coherence 0.45 in the west and 0.1 in the east, two by seven looks each
g.region -u save=picture_pixels nsres=15 ewres=4.285714285714286
export WIND_OVERRIDE=picture_pixels
r.mapcalc --quiet expression="picture_planted = 26. * exp(-((x() - 502500.)^2 + (y() - 3102600.)^2) / 2.4e6) + (y() - 3100000.) / 700."
r.mapcalc --quiet expression="picture_kept = 0.45 - 0.35 / (1. + exp((503900. - x()) / 250.))"
seed=10
for part in first_re first_im noise_re noise_im; do
    seed=$((seed + 1))
    r.mapcalc --quiet seed=$seed \
        expression="picture_$part = sqrt(-2. * log(rand(0.000001, 1.))) * cos(rand(0., 360.))"
done
degrees="57.29577951 * picture_planted"
mix() { # PART: kept of the first image, the rest noise
    echo "(picture_kept * picture_first_$1 + sqrt(1. - picture_kept^2) * picture_noise_$1)"
}
r.mapcalc --quiet expression="picture_second_re = $(mix re) * cos($degrees) + $(mix im) * sin($degrees)"
r.mapcalc --quiet expression="picture_second_im = $(mix im) * cos($degrees) - $(mix re) * sin($degrees)"
unset WIND_OVERRIDE

r.slide.insar --quiet operation=interferogram real=picture_first_re,picture_second_re \
    imaginary=picture_first_im,picture_second_im looks=2x7 output=picture_formed boxcar_coherence=picture_coherence
r.slide.insar --quiet operation=filter phase=picture_formed output=picture_filtered window=32
r.slide.insar --quiet operation=filter phase=picture_formed output=picture_weighted window=32 strength=coherence \
    coherence=picture_coherence
# few colours keep the file small; the wheel closes where phase wraps
for map in formed filtered weighted; do
    r.mapcalc --quiet expression="picture_turned_$map = 0.3926990817 * (0.5 + floor(picture_$map / 0.3926990817))"
    printf -- '-3.1416 86:180:233\n-1.0472 240:228:66\n1.0472 204:121:167\n3.1416 86:180:233\n' |
        r.colors --quiet map=picture_turned_$map rules=-
done

column=0
draw() { # MAP TITLE
    caption_of "$column" 0 "$2"
    in_panel "$column" 0 d.rast --quiet map="picture_turned_$1"
    box "$column" 0
    column=$((column + 1))
}
draw formed "(a) interferogram, 2 x 7 looks"
draw filtered "(b) filtered, strength 0.8"
draw weighted "(c) filtered by coherence"
scale_bar 0 0 1
legend picture_turned_formed 120 $((panel_width + 110)) "phase (rad)" label_values=-3,0,3 digits=0 \
    range=-3.1416,3.1416
text $((panel_width + 150)) $((height - footer + 24)) cl 14 "coherence 0.45 in the west, 0.1 in the east"
unset WIND_OVERRIDE
g.region region=picture_before
g.remove --quiet -f type=region name=picture_page,picture_pixels,picture_before
g.remove --quiet -f type=raster pattern="picture_*"
