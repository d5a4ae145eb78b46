#!/bin/sh
# The picture of operation=geometry: visibility of the simulated landscape in four panels.
# Inside a GRASS session that holds the simulated event. Usage: geometry.sh FOLDER
set -eu
file=$1/r_slide_insar_geometry.png
cells=160 # of the landscape's north-western corner
panel=316 # pixels a side
caption=30
footer=62
gap=16
width=$((2 * panel + gap))
height=$((2 * (caption + panel) + footer))

export GRASS_OVERWRITE=1
eval "$(g.region -g | grep -E '^(n|w|nsres|ewres)=')"
g.region -u save=picture_part n="$n" w="$w" s="$(echo "$n $nsres" | awk "{print \$1 - $cells * \$2}")" \
    e="$(echo "$w $ewres" | awk "{print \$1 + $cells * \$2}")" nsres="$nsres" ewres="$ewres"
g.region -u save=picture_page n="$height" s=0 w=0 e="$width" res=1
look() { # NAME HEADING INCIDENCE [OPTIONS]
    r.slide.insar --quiet operation=geometry elevation=elevation visibility="$1" heading="$2" incidence="$3" \
        ${4:+"$4"} ${5:+"$5"}
}
look picture_a -13 34
look picture_b -167 34 others=picture_a seen=picture_d
look picture_c -13 66
r.relief --quiet input=elevation output=picture_shade zscale=0.7 altitude=40
r.mapcalc --quiet expression="picture_light = min(255., 170 + picture_shade / 3.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-

export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE="$file" GRASS_RENDER_FILE_READ=TRUE
export GRASS_RENDER_WIDTH=$width GRASS_RENDER_HEIGHT=$height GRASS_RENDER_TRUECOLOR=TRUE
export GRASS_RENDER_BACKGROUNDCOLOR=ffffff GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
rm -f "$file"
page="0,$height,0,$width" # top, bottom, left, right in pixels

write() { # X Y PIXELS TEXT, from the upper left corner
    WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="$page" d.text -p text="$4" at="$1,$2" color=black \
        size="$(echo "$3 $height" | awk '{print 100 * $1 / $2}')"
}
show() { # COLUMN ROW MAP CAPTION
    left=$(($1 * (panel + gap)))
    top=$((caption + $2 * (caption + panel)))
    write $((left + 2)) $((top - 9)) 14 "$4"
    WIND_OVERRIDE=picture_part GRASS_RENDER_FRAME="$top,$((top + panel)),$left,$((left + panel))" \
        d.his hue="$3" intensity=picture_light
}
key() { # X ROW COLOUR TEXT: a box of the legend
    low=$((footer - 24 - $2 * 26))
    printf 'color %s\npolygon\n %d %d\n %d %d\n %d %d\n %d %d\n' "$3" "$1" $low $(($1 + 24)) $low \
        $(($1 + 24)) $((low + 14)) "$1" $((low + 14)) |
        WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="$page" d.graph -m
    write $(($1 + 31)) $((height - low - 1)) 13 "$4"
}

show 0 0 picture_a "(a) ascending, incidence 34 degrees"
show 1 0 picture_b "(b) descending, incidence 34 degrees"
show 0 1 picture_c "(c) ascending, incidence 66 degrees"
show 1 1 picture_d "(d) seen from (a) and (b)"
WIND_OVERRIDE=picture_part GRASS_RENDER_FRAME="$((2 * caption + panel)),$((2 * (caption + panel))),0,$panel" \
    d.barscale at=3,8 length=1 units=kilometers style=classic color=black bgcolor=white fontsize=12
key 2 0 230:230:230 "clear"
key 130 0 146:197:222 "foreshortened"
key 2 1 213:94:0 "layover"
key 130 1 40:40:60 "shadow"
right=$((panel + gap + 2))
key $right 0 86:180:233 "both"
key $((right + 100)) 0 240:228:196 "one"
key $((right + 190)) 0 213:94:0 "neither"
g.remove --quiet -f type=region name=picture_part,picture_page
g.remove --quiet -f type=raster name=picture_a,picture_b,picture_c,picture_d,picture_shade,picture_light
