#!/bin/sh
# The picture of operation=sbas: a landslide that creeps and steps forward in an earthquake, under atmosphere and noise.
# Inside a GRASS session; it makes its own maps. Usage: sbas.sh FOLDER
set -eu
here=$(dirname "$0")
file=$1/r_slide_insar_sbas.png
columns=2
lines=2
g.region -u save=picture_part n=3108000 s=3096000 w=300000 e=316000 res=100
export WIND_OVERRIDE=picture_part
. "$here/panels.sh"
listed=$(mktemp)
network=$(mktemp)
values=$(mktemp)
trap 'rm -f "$listed" "$network" "$values"' EXIT

# 16 dates, 24 days apart from 2018-01-06, with their perpendicular baselines; pairs up to three dates apart
dates="20180106 20180130 20180223 20180319 20180412 20180506 20180530 20180623 20180717 20180810 20180903 20180927 \
    20181021 20181114 20181208 20190101"
baselines="0 62 -35 88 21 -60 45 -12 70 -81 15 52 -40 96 -22 33"
landslide="exp(0. - ((x() - 308000.) / 1800.) ^ 2 - ((y() - 3102500.) / 2600.) ^ 2)"
i=0
for date in $dates; do # radians away; it moves 55 mm a year away, and 30 mm more by the event of 2018-09-06
    r.mapcalc --quiet expression="picture_at_$i = 4 * 3.14159265 / 55.5 * ((55. * 24 * $i / 365.25 + \
        if($i > 10, 30., 0.)) * $landslide + 4. * sin(47. * $i) * sin((x() - 300000.) / 90. + 101. * $i) * \
        cos((y() - 3096000.) / 110. + 63. * $i))"
    i=$((i + 1))
done
echo "$dates" | tr -s ' ' '\n' | awk -v of="$baselines" 'BEGIN {split(of, b, " ")} NF {d[++n] = $1}
    END {for (i = 1; i <= n; i++) for (j = i + 1; j <= n && j <= i + 3; j++)
             if ((i + j) % 5) print d[i], d[j], i - 1, j - 1, b[i], b[j]}' >"$network"
while read -r earlier later i j one other; do
    r.mapcalc --quiet seed=$((100 * i + j)) expression="picture_${earlier}_$later = picture_at_$j - picture_at_$i + \
        0.25 * (rand(-1., 1.) + rand(-1., 1.) + rand(-1., 1.))"
    echo "picture_${earlier}_$later $earlier $later $((other - one))" >>"$listed"
done <"$network"
r.slide.insar --quiet operation=sbas file="$listed" wavelength=0.0555 producer=isce unit=mm reference=302000,3098000,500 \
    event=2018-09-06 step=picture_step velocity=picture_velocity series=picture_series >/dev/null
diverging picture_velocity 60
diverging picture_step 60
r.mapcalc --quiet expression="picture_shown = picture_velocity" # without the unit, which the legend names
diverging picture_shown 60

axes() { # COLUMN LINE: a frame with the years' dates below
    in_panel "$1" "$2" d.graph <<GRAPH
color 120:120:120
polyline
12 14
12 98
98 98
98 14
12 14
GRAPH
}
label() { # COLUMN LINE X Y ALIGN WORDS: per cent of the panel
    in_panel "$1" "$2" d.text text="$6" at="$3,$4" align="$5" size=4 color=$ink
}
months() { # COLUMN LINE
    label "$1" "$2" 14 6 cl "Jan 2018"
    label "$1" "$2" 55 6 cc "Jul 2018"
    label "$1" "$2" 97 6 cr "Jan 2019"
}

show() { # COLUMN MAP CAPTION
    caption_of "$1" 0 "$3"
    in_panel "$1" 0 d.rast --quiet map="$2"
    printf 'color black\nwidth 2\nsymbol basic/x 3 308000 3102500 black black\n' | in_panel "$1" 0 d.graph -m
    printf 'symbol basic/circle 2.5 302000 3098000 black white\n' | in_panel "$1" 0 d.graph -m
    box "$1" 0
}
show 0 picture_velocity "(a) velocity; circle: reference"
show 1 picture_step "(b) step at the earthquake"
scale_bar 0 0 3

caption_of 0 1 "(c) network: perpendicular baseline (m)"
axes 0 1
awk '{x1 = 14 + 82 * $3 / 15; x2 = 14 + 82 * $4 / 15; y1 = 56 + 0.36 * $5; y2 = 56 + 0.36 * $6
      print "color 150:150:150\nmove", x1, y1 "\ndraw", x2, y2
      at[$3] = x1 " " y1; at[$4] = x2 " " y2}
     END {for (i in at) print "symbol basic/circle 2.2", at[i], "33:102:172 33:102:172"}' "$network" | in_panel 0 1 d.graph
for metres in -100 0 100; do
    label 0 1 11 "$(awk "BEGIN {print 56 + 0.36 * $metres}")" cr "$metres"
done
months 0 1

caption_of 1 1 "(d) displacement at the cross (mm)"
axes 1 1
maps=$(for date in $dates; do printf ',picture_series_%s' "$date"; done)
r.what map="${maps#,}" coordinates=308000,3102500 | cut -d'|' -f4- | tr '|' '\n' >"$values"
awk '{x = 14 + 82 * (NR - 1) / 15; y = 92 + 0.78 * $1; print "symbol basic/circle 2.2", x, y, "178:24:43 178:24:43"}
     END {print "color 120:120:120\nmove", 14 + 82 * 243 / 360, "14\ndraw", 14 + 82 * 243 / 360, "98"}' "$values" |
    in_panel 1 1 d.graph
for mm in 0 -50 -100; do
    label 1 1 11 "$(awk "BEGIN {print 92 + 0.78 * $mm}")" cr "$mm"
done
label 1 1 68 90 cr "earthquake"
months 1 1
legend picture_shown $((width / 2 - 60)) $((width - 60)) "velocity (mm/yr), step (mm)" \
    label_values=-60,-30,0,30,60 digits=0 range=-60,60
unset WIND_OVERRIDE
t.remove --quiet -f inputs=picture_series >/dev/null 2>&1 || true
g.remove --quiet -f type=region name=picture_page,picture_part
g.remove --quiet -f type=raster pattern="picture_*"
