#!/bin/sh
# The pictures of r.slide.predict's manual page, on the simulated event. Usage, after make all event:
#   sh r.slide.predict/pictures.sh [FOLDER]
# FOLDER, where the PNG files go, is the module's own unless named. Inside a GRASS session in a projected location its
# mapset gets the event and the maps; outside of one a location is made and thrown away.
set -eu
. "$(dirname "$0")/../testsuite/picture_session.sh"

width=760
footer=62
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE_READ=TRUE GRASS_RENDER_WIDTH=$width
export GRASS_RENDER_TRUECOLOR=TRUE GRASS_RENDER_BACKGROUNDCOLOR=ffffff GRASS_ENCODING=UTF-8
export GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

# A map over shaded relief, its categories named in one row below.
map_of_categories() { # FILE MAP SIZE
    rows=$(g.region -g | sed -n "s,^rows=,,p")
    cols=$(g.region -g | sed -n "s,^cols=,,p")
    height=$((width * rows / cols + footer))
    export GRASS_RENDER_FILE="$folder/$1" GRASS_RENDER_HEIGHT="$height"
    rm -f "$GRASS_RENDER_FILE"
    export GRASS_RENDER_FRAME="0,$((height - footer)),0,$width"
    d.erase bgcolor=white
    d.shade --quiet shade=picture_light color="$2"
    d.barscale at=2,7 style=line length=2 units=kilometers color=black bgcolor=white fontsize=13
    g.region -u save=picture_page n="$height" s=0 w=0 e=$width res=1
    export WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="0,$height,0,$width"
    legend "$2" "$3"
    unset WIND_OVERRIDE
}

# boxes and names, in steps of a part of the width
legend() { # MAP COUNT
    r.category --quiet map="$1" separator=tab | awk -F'\t' '$2 != ""' >"$names"
    r.colors.out --quiet map="$1" | awk '$2 ~ /:/ && $1 ~ /^[0-9]+$/' >"$colours"
    awk -F'\t' -v width=$width -v height="$height" -v count="$2" '
        FNR == NR { split($0, part, " "); colour[part[1]] = part[2]; next }
        {
            x = 14 + (width - 28) / count * (number % count)
            y = 40 - 25 * int(number / count)
            number++
            print "color", colour[$1]
            print "polygon"
            printf "%f %f\n%f %f\n%f %f\n%f %f\n", 100 * x / width, 100 * (y - 7) / height, 100 * (x + 22) / width,
                100 * (y - 7) / height, 100 * (x + 22) / width, 100 * (y + 7) / height, 100 * x / width, 100 * (y + 7) / height
            printf "%s\t%f,%f\n", $2, 100 * (x + 30) / width, 100 * y / height >places
        }' places="$places" "$colours" "$names" | d.graph
    while IFS="$(printf '\t')" read -r words at; do
        d.text text="$words" at="$at" align=cl size="$(awk "BEGIN {print 1300 / $height}")" color=50:50:50
    done <"$places"
    rm -f "$places"
}

texts=$(mktemp -d)
trap 'rm -rf "$texts"' EXIT
names=$texts/names
colours=$texts/colours
places=$texts/places

simulate_event rows=400 cols=560 prevalence=0.02 --quiet >/dev/null 2>&1
r.slope.aspect --quiet elevation=elevation slope=slope
# short names for the legend: the dominant predictor's labels are the maps' titles
for name in "slope:slope" "pga:shaking (PGA)" "rainfall:rainfall" "landcover:land cover" "lithology:lithology"; do
    r.support --quiet map="${name%%:*}" title="${name#*:}"
done
r.slide.train --quiet predictors=slope,pga,rainfall,landcover,lithology categorical=landcover,lithology \
    label=landslides model="$texts/event.slide" >/dev/null
r.slide.predict --quiet model="$texts/event.slide" output=picture_probability classes=picture_classes \
    class_method=jenks dominant=picture_dominant -p >/dev/null
g.region raster=elevation
r.relief --quiet input=elevation output=picture_shade zscale=0.8 altitude=45 azimuth=315
# pale and in few greys: colours stay what the legend says, and the files small
r.mapcalc --quiet expression="picture_light = 16 * round(min(255., 150 + 0.42 * picture_shade) / 16.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-
map_of_categories r_slide_predict_classes.png picture_classes 5
map_of_categories r_slide_predict_dominant.png picture_dominant 5

# Detections of the patch classifier on maps of backscatter, and the landslides that are there
simulate_event rows=400 cols=500 clusters=0.03 backscatter="$texts/scenes.txt" --quiet >/dev/null 2>&1
r.slide.insar --quiet operation=backscatter file="$texts/scenes.txt" event=2015-04-25 buffer_pre=60 buffer_post=60 \
    prefix=picture_s1 >/dev/null
radar=picture_s1_vv_ascending_diff,picture_s1_vh_ascending_diff,picture_s1_vv_descending_diff,picture_s1_vh_descending_diff
r.slide.train --quiet method=patch predictors=$radar label=clusters split=rows test=0.3 patch=16 stride=8 filters=4 \
    batch=32 epochs=40 rate=0.004 imbalance=3 augment=flip,rotate model="$texts/patch.slide" >/dev/null
r.slide.predict --quiet model="$texts/patch.slide" heat=picture_heat detections=picture_boxes >/dev/null
r.null --quiet map=clusters setnull=0
r.to.vect --quiet input=clusters output=picture_landslides type=area
g.region raster=elevation
height=$((width * 400 / 500 + footer))
export GRASS_RENDER_FILE="$folder/r_slide_predict_detections.png" GRASS_RENDER_HEIGHT=$height
rm -f "$GRASS_RENDER_FILE"
export GRASS_RENDER_FRAME="0,$((height - footer)),0,$width"
d.erase bgcolor=white
r.colors --quiet map=picture_heat rules=- <<COLOURS
0 247:247:247
0.3 229:236:242
0.6 176:203:224
1 86:146:190
COLOURS
d.rast --quiet map=picture_heat
d.vect --quiet map=picture_landslides type=area color=none fill_color=190:60:0
d.vect --quiet map=picture_boxes type=boundary color=20:20:20 width=2
g.region -u save=picture_page n="$height" s=0 w=0 e=$width res=1
export WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="0,$height,0,$width"
border=$(awk "BEGIN {print 100 * ($footer + 0.3 * ($height - $footer)) / $height}")
printf 'color 120:120:120\nlinewidth 1\npolyline\n0 %s\n100 %s\n' "$border" "$border" | d.graph
d.text text="held out below" at="1,$(awk "BEGIN {print $border - 2}")" align=cl size="$(awk "BEGIN {print 1200 / $height}")" \
    color=90:90:90
sign() { # X MARK WORDS
    printf '%s\n' "$2" | d.graph
    d.text text="$3" at="$(awk "BEGIN {print 100 * $1 / $width \",\" 100 * 26 / $height}")" align=cl \
        size="$(awk "BEGIN {print 1300 / $height}")" color=50:50:50
}
symbol() { # NAME X LINE FILL
    awk "BEGIN {printf \"symbol %s 15 %f %f $3 $4\", \"$1\", 100 * $2 / $width, 100 * 26 / $height}"
}
sign 40 "$(symbol basic/box 25 190:60:0 190:60:0)" "landslide of the event"
sign 250 "$(symbol basic/box 235 20:20:20 none)" "detection"
sign 380 "$(symbol basic/box 365 176:203:224 176:203:224)" "heat 0.6"
sign 490 "$(symbol basic/box 475 86:146:190 86:146:190)" "heat 1"
unset WIND_OVERRIDE
