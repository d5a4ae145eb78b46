#!/bin/sh
# The pictures of r.slide.ksn's manual page, on the simulated event. Usage, after make all event:
#   sh r.slide.ksn/pictures.sh [FOLDER]
# FOLDER, where the PNG files go, is the module's own unless named. Inside a GRASS session in a projected location its
# mapset gets the event and the maps; outside of one a location is made and thrown away.
set -eu
. "$(dirname "$0")/../testsuite/picture_session.sh"

width=760
footer=58
ink=50:50:50
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE_READ=TRUE GRASS_RENDER_WIDTH=$width
export GRASS_RENDER_TRUECOLOR=TRUE GRASS_RENDER_BACKGROUNDCOLOR=ffffff GRASS_ENCODING=UTF-8
export GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

# A white picture, and a region of one unit a pixel, since d.text keeps inside the region.
begin_picture() { # FILE HEIGHT
    height=$2
    export GRASS_RENDER_FILE="$folder/$1" GRASS_RENDER_HEIGHT="$height"
    rm -f "$GRASS_RENDER_FILE"
    g.region -u save=picture_page n="$height" s=0 w=0 e=$width res=1
    whole_page
    d.erase bgcolor=white
}

whole_page() {
    export WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="0,$height,0,$width"
}

# A map of the current region that is as wide as the picture, its footer left free.
begin_map() { # FILE
    rows=$(g.region -g | sed -n "s,^rows=,,p")
    cols=$(g.region -g | sed -n "s,^cols=,,p")
    begin_picture "$1" $((width * rows / cols + footer))
    unset WIND_OVERRIDE
    export GRASS_RENDER_FRAME="0,$((height - footer)),0,$width"
}

# Text that begins at a place in pixels from the lower left corner; aligned as d.text has it.
text() { # X Y ALIGN SIZE WORDS
    d.text text="$5" at="$(awk "BEGIN {print 100 * $1 / $width \",\" 100 * $2 / $height}")" align="$3" \
        size="$(awk "BEGIN {print 100 * $4 / $height}")" color=$ink
}

scale_bar() { # KILOMETRES
    d.barscale at=2,7 style=line length="$1" units=kilometers color=black bgcolor=white fontsize=13
}

# Ksn's colours in the footer or beside a plot, in pixels from the lower left corner.
ksn_legend() { # BOTTOM TOP LEFT RIGHT
    d.legend --quiet raster=picture_colours range=52,182 label_values=60,90,120,150,180 digits=0 fontsize=13 color=$ink \
        at="$(awk "BEGIN {h = $height / 100; w = $width / 100; print $1 / h \",\" $2 / h \",\" $3 / w \",\" $4 / w}")"
}

knickpoint_sign() { # X Y
    printf 'width 1.5\nsymbol basic/circle 6.5 %s black white\n' \
        "$(awk "BEGIN {print 100 * $1 / $width, 100 * $2 / $height}")" | d.graph
}

simulate_event rows=400 cols=560 --quiet >/dev/null 2>&1
r.slide.ksn --quiet elevation=elevation threshold=0.5 gradient=chi window=500m ksn=picture_ksn chi=picture_chi \
    direction=picture_direction conditioned=picture_bed channels=picture_channels segment_length=300 \
    knickpoints=picture_knickpoints slope_units=picture_units slope_unit_areas=picture_areas >/dev/null
g.region raster=elevation
r.relief --quiet input=elevation output=picture_shade zscale=0.8 altitude=45 azimuth=315
# pale and in few greys: it stays behind what is drawn on it, and the files small
r.mapcalc --quiet expression="picture_light = 12 * round(min(255., 150 + 0.42 * picture_shade) / 12.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-
printf '50 68:1:84\n83.75 59:82:139\n117.5 33:145:140\n151.25 94:201:98\n185 253:231:37\n' |
    r.colors --quiet map=picture_ksn rules=-
# without a unit, which the legend would write in a place of its own
r.mapcalc --quiet expression="picture_colours = picture_ksn"
r.colors --quiet map=picture_colours raster=picture_ksn

# --- channels by Ksn ---
begin_map r_slide_ksn_channels.png
d.rast --quiet map=picture_light
v.colors --quiet map=picture_channels use=attr column=ksn_fit raster=picture_ksn
d.vect --quiet map=picture_channels type=line color=black width_column=strahler width_scale=2
d.vect --quiet map=picture_channels type=line width_column=strahler width_scale=1.4
d.vect --quiet map=picture_knickpoints icon=basic/circle size=11 color=black fill_color=white width=1.5
scale_bar 2
whole_page
ksn_legend 26 44 410 740
text 395 35 cr 16 "Kₛₙ (m⁰·⁹)"
knickpoint_sign 22 33
text 34 35 cl 16 "knickpoint"

# --- elevation against chi of the basin with the most channels ---
unset WIND_OVERRIDE
plot=$(mktemp -d)
trap 'rm -rf "$plot"' EXIT
# a channel cell a line: east, north, direction, chi, elevation, Ksn
r.stats --quiet -1gn input=picture_direction,picture_chi,picture_bed,picture_ksn separator=space \
    output="$plot/cells"
v.out.ascii --quiet input=picture_knickpoints columns=drop_m format=point separator=space output="$plot/knickpoints"
seq 40 200 | r.what.color --quiet -i input=picture_ksn format='%d %d %d' | tr ':' ' ' >"$plot/colours"
left=78
right=720
bottom=68
begin_picture r_slide_ksn_chi.png 470
top=450
awk -v width=$width -v height="$height" -v left=$left -v right=$right -v bottom=$bottom -v top=$top '
    function x(chi) { return sprintf("%.3f", 100 / width * (left + (right - left) * chi / most)) }
    function y(bed) { return sprintf("%.3f", 100 / height * (bottom + (top - bottom) * (bed - low) / (high - low))) }
    function line(x1, y1, x2, y2) { print "move", x1, y1; print "draw", x2, y2 }
    FILENAME ~ /colours$/ { colour[$1] = $2 ":" $3 ":" $4; next }
    FILENAME ~ /knickpoints$/ { knickpoint[$1 " " $2] = $4; next }
    { id = $1 " " $2; place[++count] = id; east[id] = $1; north[id] = $2; way[id] = $3; chi[id] = $4; bed[id] = $5; ksn[id] = $6 }
    END {
        split("1 0 -1 -1 -1 0 1 1", to_east)
        split("1 1 1 0 -1 -1 -1 0", to_north)
        for (i = 1; i <= count; i++) {
            id = place[i]
            below = (east[id] + 30 * to_east[way[id]]) " " (north[id] + 30 * to_north[way[id]])
            if (way[id] > 0 && below in way)
                receiver[id] = below
        }
        for (i = 1; i <= count; i++) {
            id = place[i]
            for (outlet = id; outlet in receiver; outlet = receiver[outlet])
                ;
            basin[id] = outlet
            if (++cells[outlet] > cells[largest])
                largest = outlet
        }
        most = 9; low = 600; high = 1500
        print "width 1\ncolor 225:225:225"
        for (tick = 1; tick < most; tick++)
            line(x(tick), y(low), x(tick), y(high))
        for (tick = low + 100; tick < high; tick += 100)
            line(x(0), y(tick), x(most), y(tick))
        print "width 2.5"
        for (i = 1; i <= count; i++) {
            id = place[i]
            if (basin[id] == largest && id in receiver) {
                print "color", colour[int(ksn[id] + 0.5)]
                line(x(chi[id]), y(bed[id]), x(chi[receiver[id]]), y(bed[receiver[id]]))
            }
        }
        print "width 1.5"
        for (id in knickpoint)
            if (basin[id] == largest)
                print "symbol basic/circle 7", x(chi[id]), y(bed[id]), "black white"
        print "width 1.5\ncolor 50:50:50"
        line(x(0), y(low), x(most), y(low))
        line(x(0), y(low), x(0), y(high))
    }' "$plot/colours" "$plot/knickpoints" "$plot/cells" >"$plot/drawing"
d.graph input="$plot/drawing"
for chi in 0 1 2 3 4 5 6 7 8 9; do
    text $((left + (right - left) * chi / 9)) $((bottom - 8)) uc 14 $chi
done
for bed in 600 700 800 900 1000 1100 1200 1300 1400 1500; do
    text $((left - 7)) $((bottom + (top - bottom) * (bed - 600) / 900)) cr 14 $bed
done
text $(((left + right) / 2)) 20 cc 16 "χ (m), reference area 1 m²"
d.text text="Elevation (m)" at=1.6,55 align=cc size=3.4 rotation=90 color=$ink
ksn_legend 110 128 430 700
text 420 119 cr 16 "Kₛₙ (m⁰·⁹)"
knickpoint_sign 425 152
text 440 155 cl 16 "knickpoint"

# --- slope units by the way they face, away from the edge of the map ---
unset WIND_OVERRIDE
g.region n=n-1500 s=s+3900 w=w+5100 e=e-2550
v.to.rast --quiet input=picture_areas output=picture_aspect use=attr attribute_column=aspect 2>/dev/null
printf '0 248:208:125\n90 150:215:175\n180 145:190:240\n270 230:165:195\n360 248:208:125\n' |
    r.colors --quiet map=picture_aspect rules=-
begin_map r_slide_ksn_slope_units.png
d.his hue=picture_aspect intensity=picture_light
d.vect --quiet map=picture_areas type=boundary color=60:60:60 width=1.2
scale_bar 1
whole_page
text 20 31 cl 16 "mean aspect"
x=170
for aspect in east=248:208:125 north=150:215:175 west=145:190:240 south=230:165:195; do
    awk "BEGIN {
        left = 100 * $x / $width; right = 100 * ($x + 36) / $width; low = 100 * 20 / $height; high = 100 * 38 / $height
        print \"color ${aspect#*=}\npolygon\"
        print left, low; print right, low; print right, high; print left, high
    }" | d.graph
    text $((x + 46)) 29 cl 16 "${aspect%=*}"
    x=$((x + 145))
done
g.remove --quiet -f type=region name=picture_page
