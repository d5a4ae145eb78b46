#!/bin/sh
# Maps of the region's middle, 100 x 100 cells at most, side by side, each with a title above and a legend below.
# Inside a GRASS session. Usage: panel_row.sh FILE.png MAP TITLE LEGEND_OPTIONS [MAP TITLE LEGEND_OPTIONS ...]
set -eu
file=$1
shift
count=$(($# / 3))
gap=14
width=$(((780 - gap) / count - gap))
above=30
below=46
export GRASS_OVERWRITE=1
trap 'unset WIND_OVERRIDE; g.remove --quiet -f type=region name=panel_map,panel_strip' EXIT

middle() { # the middle of LOW to HIGH in cells of SIZE, as "low high"
    awk -v low="$1" -v high="$2" -v size="$3" 'BEGIN {
        cells = (high - low) / size; cut = cells > 100 ? int((cells - 100) / 2) : 0
        printf "%.12g %.12g", low + cut * size, high - cut * size }'
}

# titles and legends keep inside the region: one with the proportions of their strip
strip() {
    g.region -u save=panel_strip n="$1" s=0 w=0 e="$width" res=1
    export WIND_OVERRIDE=panel_strip
}

eval "$(g.region -g | grep -E '^([nswe]|nsres|ewres)=')"
set_region() {
    g.region -u save=panel_map s="$1" n="$2" w="$3" e="$4"
}
set_region $(middle "$s" "$n" "$nsres") $(middle "$w" "$e" "$ewres")
export WIND_OVERRIDE=panel_map
eval "$(g.region -g | grep -E '^(rows|cols)=')"
picture=$((width * rows / cols))
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE="$file" GRASS_RENDER_FILE_READ=TRUE
export GRASS_RENDER_WIDTH=$((gap + count * (width + gap))) GRASS_RENDER_HEIGHT=$((above + picture + below))
export GRASS_RENDER_TRUECOLOR=TRUE GRASS_RENDER_BACKGROUNDCOLOR=ffffff
export GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
rm -f "$file"
left=$gap
while [ $# -ge 3 ]; do
    right=$((left + width))
    export WIND_OVERRIDE=panel_map GRASS_RENDER_FRAME="$above,$((above + picture)),$left,$right"
    d.rast --quiet map="$1"
    strip "$above"
    export GRASS_RENDER_FRAME="0,$above,$left,$right"
    d.text text="$2" at=0,35 size=44 color=black
    strip "$below"
    export GRASS_RENDER_FRAME="$((above + picture)),$((above + picture + below)),$left,$right"
    if [ -n "$3" ]; then
        d.legend --quiet raster="$1" at=52,80,8,92 fontsize=11 color=black $3
    fi
    left=$((right + gap))
    shift 3
done
