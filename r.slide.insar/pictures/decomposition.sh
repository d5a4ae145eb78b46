#!/bin/sh
# The picture of operation=decomposition: a swelling source seen by two tracks, and what it does up and east.
# Inside a GRASS session; it makes its own maps. Usage: decomposition.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_decomposition.png
columns=2
lines=2
g.region -u save=picture_part n=3108000 s=3096000 w=300000 e=316000 res=50
export WIND_OVERRIDE=picture_part
. "$here/panels.sh"

# a point source at 2.5 km depth (Mogi 1958), 10 cm above it; tracks heading 348 and 192 degrees, incidence 39 degrees
r.mapcalc --quiet expression="eval(e = x() - 308000., n = y() - 3102000., r = (e * e + n * n + 2500. * 2500.) ^ 1.5, \
    k = 10. * 2500. ^ 2)
picture_east_true = k * e / r"
r.mapcalc --quiet expression="eval(e = x() - 308000., n = y() - 3102000., r = (e * e + n * n + 2500. * 2500.) ^ 1.5)
picture_up_true = 10. * 2500. ^ 3 / r"
r.mapcalc --quiet expression="picture_a = picture_up_true * cos(39) - picture_east_true * sin(39) * sin(78)"
r.mapcalc --quiet expression="picture_d = picture_up_true * cos(39) - picture_east_true * sin(39) * sin(282)"
r.slide.insar --quiet operation=decomposition ascending=picture_a descending=picture_d incidence_ascending=39 \
    incidence_descending=39 azimuth_ascending=348 azimuth_descending=192 azimuth_is=heading vertical=picture_up \
    east=picture_east
for map in picture_a picture_d picture_up picture_east; do
    diverging $map 10
done

arrow() { # COLUMN LINE EAST TO_EAST HEAD: from the satellite, above north 3106700, where it looks
    printf 'color black\nwidth 2\nmove %s 3106700\ndraw %s 3107110\nsymbol basic/circle 2.2 %s 3106700 black black\n' \
        "$3" "$4" "$3" | in_panel "$1" "$2" d.graph -m
    printf 'color black\npolygon\n%s 3107160\n%s 3107280\n%s 3106870\n' "$5" "$4" "$4" | in_panel "$1" "$2" d.graph -m
}
panel 0 0 picture_a "(a) ascending track, toward the satellite"
arrow 0 0 301200 303150 303650
panel 1 0 picture_d "(b) descending track, toward the satellite"
arrow 1 0 314800 312850 312350
panel 0 1 picture_up "(c) up"
panel 1 1 picture_east "(d) east"
scale_bar 0 1 3
legend picture_up $((width / 2 - 60)) $((width - 60)) "displacement (cm)" label_values=-10,-5,0,5,10 digits=0 range=-10,10
clean_up
