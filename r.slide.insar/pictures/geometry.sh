#!/bin/sh
# The picture of operation=geometry: visibility of the simulated landscape in four panels.
# Inside a GRASS session that holds the simulated event. Usage: geometry.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_geometry.png
columns=2
lines=2
cells=160
footer=62
. "$here/panels.sh"

look() { # NAME HEADING INCIDENCE [OPTIONS]
    r.slide.insar --quiet operation=geometry elevation=elevation visibility="$1" heading="$2" incidence="$3" \
        ${4:+"$4"} ${5:+"$5"}
}
# the walks go beyond what is shown
unset WIND_OVERRIDE
look picture_a -13 34
look picture_b -167 34 others=picture_a seen=picture_d
look picture_c -13 70
r.relief --quiet input=elevation output=picture_shade zscale=0.7 altitude=40
# few greys keep the file small
r.mapcalc --quiet expression="picture_light = 15 * round(min(255., 190 + picture_shade / 4.) / 15.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-
export WIND_OVERRIDE=picture_part

show() { # COLUMN LINE MAP CAPTION
    caption_of "$1" "$2" "$4"
    in_panel "$1" "$2" d.his hue="$3" intensity=picture_light
    box "$1" "$2"
}
key() { # X LINE COLOUR WORDS: a box of the legend
    low=$((footer - 24 - $2 * 26))
    printf 'color %s\npolygon\n %d %d\n %d %d\n %d %d\n %d %d\n' "$3" "$1" $low $(($1 + 24)) $low \
        $(($1 + 24)) $((low + 14)) "$1" $((low + 14)) | on_page d.graph -m
    text $(($1 + 31)) $((height - low - 9)) cl 14 "$4"
}

show 0 0 picture_a "(a) ascending, incidence 34 degrees"
show 1 0 picture_b "(b) descending, incidence 34 degrees"
show 0 1 picture_c "(c) ascending, incidence 70 degrees"
show 1 1 picture_d "(d) seen from (a) and (b)"
scale_bar 0 1 1
key 2 0 230:230:230 "clear"
key 140 0 146:197:222 "foreshortened"
key 2 1 213:94:0 "layover"
key 140 1 40:40:60 "shadow"
right=$((panel_width + gap + 2))
key $right 0 86:180:233 "both"
key $((right + 120)) 0 240:228:196 "one"
key $((right + 230)) 0 213:94:0 "neither"
clean_up
