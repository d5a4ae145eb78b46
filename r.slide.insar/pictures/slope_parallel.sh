#!/bin/sh
# The picture of operation=slope_parallel: slopes that all creep by 50 mm a year, as the satellite sees them, its
# sensitivity to them, and the velocity along the slope that comes back where it is sensitive enough.
# Inside a GRASS session that holds the simulated event. Usage: slope_parallel.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_slope_parallel.png
columns=3
lines=1
cells=200
. "$here/panels.sh"
panel_width=242

view="heading=-13 incidence=34"
# the share of a motion down the slope that the satellite sees does not depend on the motion
r.mapcalc --quiet expression="picture_none = 0. * elevation"
r.slide.insar --quiet operation=slope_parallel input=picture_none elevation=elevation $view output=picture_still \
    sensitivity=picture_share least_sensitivity=0.001
r.mapcalc --quiet seed=6 expression="picture_los = 50. * picture_share + 2. * (rand(-1., 1.) + rand(-1., 1.) + \
    rand(-1., 1.))"
r.slide.insar --quiet operation=slope_parallel input=picture_los elevation=elevation $view output=picture_slid
r.relief --quiet input=elevation output=picture_shade zscale=0.7 altitude=40
# few greys and few hues keep the file small
r.mapcalc --quiet expression="picture_light = 25 * round(min(250., 180 + picture_shade / 3.5) / 25.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-
r.mapcalc --quiet expression="picture_seen = 5. * round(picture_los / 5.)"
r.mapcalc --quiet expression="picture_part_seen = 0.1 * round(10. * picture_share)"
r.mapcalc --quiet expression="picture_down = 5. * round(picture_slid / 5.)"
diverging picture_seen 50
printf -- '-1 84:48:5\n-0.5 191:129:45\n0 245:245:245\n0.5 53:151:143\n1 0:60:48\n' |
    r.colors --quiet map=picture_part_seen rules=-
printf -- '-1000 33:102:172\n-1 33:102:172\n0 255:247:236\n25 253:187:132\n50 227:74:51\n75 127:0:0\n1000 127:0:0\n' |
    r.colors --quiet map=picture_down rules=-

show() { # COLUMN MAP CAPTION
    caption_of "$1" 0 "$3"
    in_panel "$1" 0 d.his hue="$2" intensity=picture_light
    box "$1" 0
}
show 0 picture_seen "(a) line-of-sight velocity"
show 1 picture_part_seen "(b) sensitivity C"
show 2 picture_down "(c) velocity along the slope"
scale_bar 0 0 2
second=$((panel_width + gap))
legend picture_seen 70 $((panel_width - 16)) "mm/yr" label_values=-50,0,50 digits=0 range=-50,50
legend picture_part_seen $((second + 40)) $((second + panel_width - 16)) "C" label_values=-1,0,1 digits=0 range=-1,1
legend picture_down $((2 * second + 70)) $((2 * second + panel_width - 16)) "mm/yr" label_values=0,25,50,75 digits=0 \
    range=0,75
clean_up
