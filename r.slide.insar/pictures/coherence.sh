#!/bin/sh
# The picture of operation=coherence: boxcar, siblings, Bx-S and the planted landslides of the simulated event.
# Inside a GRASS session, projected, with simulate_event on the PATH. Usage: coherence.sh FOLDER
set -eu
file=$1/r_slide_insar_coherence.png
images=$(mktemp -d)
trap 'rm -r "$images"' EXIT
export GRASS_OVERWRITE=1

simulate_event rows=110 cols=110 seed=42 prevalence=0.03 images="$images" >/dev/null
before=$(printf '%s\n' "$images"/image_0[5-9].tif "$images"/image_1[0-2].tif | paste -sd, -)
r.slide.insar --quiet operation=coherence images="$images/image_12.tif,$images/image_13.tif" before="$before" \
    boxcar_coherence=picture_boxcar sibling_coherence=picture_sibling bx_s=picture_bx_s
r.mapcalc --quiet expression="picture_slides = landslides"
printf '0 225:225:225\n1 0:0:0\n' | r.colors --quiet map=picture_slides rules=-

panel=310 # pixels of a map
gap=20
head=34
foot=66
width=$((2 * panel + 3 * gap))
height=$((2 * (head + panel + foot)))
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE="$file" GRASS_RENDER_FILE_READ=TRUE GRASS_RENDER_TRUECOLOR=TRUE
export GRASS_RENDER_WIDTH=$width GRASS_RENDER_HEIGHT=$height GRASS_RENDER_BACKGROUNDCOLOR=ffffff
export GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
rm -f "$file"
# text keeps inside the region: the parts beside the maps have one of their own proportions
g.region -u save=picture_head n=$head s=0 w=0 e=$panel res=1
g.region -u save=picture_foot n=$foot s=0 w=0 e=$panel res=1

place_panel() { # number: left to right, then down
    left=$((gap + $1 % 2 * (panel + gap)))
    right=$((left + panel))
    top=$(($1 / 2 * (head + panel + foot) + head))
    bottom=$((top + panel))
}

draw_panel() { # number, map, title
    place_panel "$1"
    GRASS_RENDER_FRAME="$top,$bottom,$left,$right" d.rast --quiet map="$2"
    WIND_OVERRIDE=picture_head GRASS_RENDER_FRAME="$((top - head)),$top,$left,$right" \
        d.text text="$3" at=0,30 size=46 color=black
}

draw_legend() { # number, map, what it shows, range
    place_panel "$1"
    export WIND_OVERRIDE=picture_foot GRASS_RENDER_FRAME="$bottom,$((bottom + foot)),$left,$right"
    d.legend --quiet raster="$2" at=72,88,9,90 fontsize=12 color=black labelnum=3 range="$4" 2>/dev/null
    d.text text="$3" at=9,12 size=20 color=black
    unset WIND_OVERRIDE
}

draw_panel 0 picture_boxcar "a  Boxcar coherence, 3 x 3"
draw_legend 0 picture_boxcar "coherence [1]" 0,1
draw_panel 1 picture_sibling "b  Sibling coherence, 15 x 15"
draw_legend 1 picture_sibling "coherence [1]" 0,1
draw_panel 2 picture_bx_s "c  Bx-S: a minus b"
draw_legend 2 picture_bx_s "difference of coherence [1]" -0.5,0.5
draw_panel 3 picture_slides "d  Planted landslides"
place_panel 3
WIND_OVERRIDE=picture_foot GRASS_RENDER_FRAME="$bottom,$((bottom + foot)),$left,$right" \
    d.text text="black: landslide, grey: none; cells of 30 m" at=0,72 size=20 color=black
g.remove --quiet -f type=region name=picture_head,picture_foot
g.remove --quiet -f type=raster name=picture_boxcar,picture_sibling,picture_bx_s,picture_slides
