#!/bin/sh
# A picture of one map draped over the hillshade of <elevation>, with legend, scale bar and, if named, a mask on top.
# Inside a GRASS session. Usage: picture.sh FILE.png ELEVATION MAP TITLE [ON_TOP] [COLOUR]
#   LEGEND in the environment adds to d.legend's options, such as "-l range=0.001,1"
#   ON_TOP: raster whose cells are drawn in COLOUR (R:G:B, default 0:90:200)
set -eu
file=$1
elevation=$2
map=$3
title=$4
on_top=${5:-}
colour=${6:-0:90:200}

eval "$(g.region -g | grep -E '^(rows|cols)=')"
width=1200
picture_height=$((width * rows / cols))
footer=80
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE="$file" GRASS_RENDER_FILE_READ=TRUE
export GRASS_RENDER_WIDTH=$width GRASS_RENDER_HEIGHT=$((picture_height + footer)) GRASS_RENDER_TRUECOLOR=TRUE
export GRASS_RENDER_BACKGROUNDCOLOR=ffffff GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf GRASS_OVERWRITE=1
rm -f "$file"

r.relief --quiet input="$elevation" output=picture_shade zscale=0.7 altitude=40
r.mapcalc --quiet expression="picture_light = min(255., 130 + picture_shade / 2.)"
printf '0 black\n255 white\n' | r.colors --quiet map=picture_light rules=-
# the map in the upper part of the picture, title and legend below it
frame="0,$picture_height,0,$width" # top, bottom, left, right in pixels
export GRASS_RENDER_FRAME="$frame"
d.his hue="$map" intensity=picture_light
if [ -n "$on_top" ]; then
    r.mapcalc --quiet expression="picture_marked = if(isnull($on_top) ||| $on_top == 0, null(), 1)"
    r.grow --quiet input=picture_marked output=picture_on_top radius=1.01 new=1
    echo "1 $colour" | r.colors --quiet map=picture_on_top rules=-
    d.rast --quiet map=picture_on_top
    g.remove --quiet -f type=raster name=picture_on_top,picture_marked
fi
d.barscale at=2,6 style=classic color=black bgcolor=white fontsize=14 2>/dev/null || true
# below it title and legend, in a region with the footer's own proportions: d.text keeps inside the region
g.region -u save=picture_footer n="$(awk "BEGIN {print $footer / 1000}")" s=0 w=0 e="$(awk "BEGIN {print $width / 1000}")" res=0.001
export WIND_OVERRIDE=picture_footer GRASS_RENDER_FRAME="$picture_height,$GRASS_RENDER_HEIGHT,0,$width"
d.text text="$title" at=1,40 size=24 color=black
d.legend --quiet ${LEGEND:-} raster="$map" at=32,58,62,96 fontsize=15 color=black
unset WIND_OVERRIDE
g.remove --quiet -f type=region name=picture_footer
g.remove --quiet -f type=raster name=picture_shade,picture_light
