#!/bin/sh
# The picture of operation=unwrap: the event's phase wrapped, unwrapped again, and where that came out on another cycle
# than the event's phase. Inside a GRASS session that holds the simulated event. Usage: unwrap.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_unwrap.png
columns=3
lines=1
panel_width=248
. "$here/panels.sh"

cycle=6.283185307179586
r.mapcalc --quiet expression="picture_wrapped = phase - $cycle * floor(phase / $cycle + 0.5)"
r.slide.insar --quiet operation=unwrap phase=picture_wrapped coherence=coherence_co output=picture_unwrapped >/dev/null
# cycles are counted from the commonest
r.mapcalc --quiet expression="picture_cycles = round((picture_unwrapped - phase) / $cycle)"
common=$(r.stats --quiet -cn picture_cycles | sort -k2,2nr | awk 'NR == 1 {print $1}')
r.mapcalc --quiet expression="picture_off = abs(picture_cycles - $common)"
# few values keep the file small; a new map has no unit that d.legend would write over the panels
r.mapcalc --quiet expression="picture_radians = round(picture_unwrapped - $common * $cycle, 1.)"
r.mapcalc --quiet expression="picture_fringes = 0.5235988 * (0.5 + floor(picture_wrapped / 0.5235988))"
printf -- '-3.141593 86:180:233\n-1.0472 240:228:66\n1.0472 204:121:167\n3.141593 86:180:233\n' |
    r.colors --quiet map=picture_fringes rules=-
r.colors --quiet map=picture_radians color=viridis
most=$(r.info -r picture_off | sed -n 's/^max=//p')
printf '0 232:232:232\n1 230:159:0\n%s 120:20:0\n' "$((most > 1 ? most : 2))" | r.colors --quiet map=picture_off rules=-

draw() { # COLUMN MAP CAPTION
    in_panel "$1" 0 d.rast --quiet map="$2"
    caption_of "$1" 0 "$3"
    box "$1" 0
}

draw 0 picture_fringes "(a) wrapped phase"
draw 1 picture_radians "(b) unwrapped phase"
draw 2 picture_off "(c) whole cycles off"
in_panel 0 0 d.barscale at=4,14 length=4 units=kilometers style=line color=black bgcolor=white fontsize=12
second=$((panel_width + gap))
legend picture_fringes 60 $((panel_width - 16)) "rad" label_values=-3,0,3 digits=0 range=-3.1415,3.1415
legend picture_radians $((second + 60)) $((second + panel_width - 16)) "rad" labelnum=4 digits=0
legend picture_off $((2 * second + 72)) $((2 * second + panel_width - 16)) "cycles" labelnum=3 digits=0
g.remove --quiet -f type=region name=picture_page
g.remove --quiet -f type=raster \
    name=picture_wrapped,picture_unwrapped,picture_cycles,picture_off,picture_radians,picture_fringes
