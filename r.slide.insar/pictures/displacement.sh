#!/bin/sh
# The picture of operation=displacement: phase with a ramp, and the motion that is left without it.
# Inside a GRASS session that holds the simulated event. Usage: displacement.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_displacement.png
columns=2
lines=1
. "$here/panels.sh"

# a ramp such as orbits leave, of three fringes, on top of the event's phase
r.mapcalc --quiet expression="picture_phase = phase + 12. * row() / nrows() + 7. * col() / ncols()"
# what may have moved is excluded, and the edge: the most coherent place of all lies on the fault
r.mapcalc --quiet expression="picture_near = pga > 0.25 || row() < 20 || row() > nrows() - 20 || col() < 20 || \
    col() > ncols() - 20"
place=$(r.slide.insar operation=displacement phase=picture_phase wavelength=0.236 producer=isce output=picture_los \
    unit=cm ramp=plane exclude=picture_near reference=auto coherence=coherence_co radius=300 2>&1 |
    tr -d '\n' | sed -n 's/.*reference=\([0-9.]*,[0-9.]*\).*/\1/p')
limit=$(r.univar -g picture_los | awk -F= '/^(min|max)=/ {v = $2 < 0 ? -$2 : $2; if (v > most) most = v} END {print int(most / 20 + 1) * 20}')
r.relief --quiet input=elevation output=picture_shade zscale=0.7 altitude=45
# few greys and few hues keep the file small
r.mapcalc --quiet expression="picture_light = 25 * round(min(250., 170 + picture_shade / 3.) / 25.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-
r.mapcalc --quiet expression="picture_turned = 0.7853982 * (0.5 + (floor(picture_phase / 0.7853982) % 8 + 8) % 8)"
printf '0 86:180:233\n2.0944 240:228:66\n4.1888 204:121:167\n6.2832 86:180:233\n' | r.colors --quiet map=picture_turned rules=-
diverging picture_los "$limit"

panel 0 0 picture_turned "(a) phase with a ramp, in fringes"
scale_bar 0 0 2
caption_of 1 0 "(b) displacement toward the satellite"
in_panel 1 0 d.his hue=picture_los intensity=picture_light
box 1 0
printf 'width 2\nsymbol basic/circle 3.5 %s black white\n' "$(echo "$place" | tr ',' ' ')" | in_panel 1 0 d.graph -m
legend picture_turned 130 $((panel_width - 12)) "phase (rad)" label_values=0,2,4,6 digits=0 range=-0.001,6.2832
text $((panel_width + gap + 12)) $((height - footer + 24)) cl 14 "○ reference"
legend picture_los $((panel_width + gap + 215)) $((width - 24)) "LOS (cm)" \
    label_values="-$limit,0,$limit" digits=0 range="-$limit,$limit"
clean_up
