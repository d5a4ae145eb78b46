#!/bin/sh
# The pictures of r.slide.train's manual page, on the simulated event. Usage, after make all event:
#   sh r.slide.train/pictures.sh [FOLDER]
# FOLDER, where the PNG files go, is the module's own unless named. Inside a GRASS session in a projected location its
# mapset gets the event and the maps; outside of one a location is made and thrown away.
set -eu
. "$(dirname "$0")/../testsuite/picture_session.sh"

width=760
height=344
ink=50:50:50
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE_READ=TRUE GRASS_RENDER_WIDTH=$width GRASS_RENDER_HEIGHT=$height
export GRASS_RENDER_TRUECOLOR=TRUE GRASS_RENDER_BACKGROUNDCOLOR=ffffff GRASS_ENCODING=UTF-8
export GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

# Which cells are drawn: three ways side by side, the land cover pale behind them.
panel() { # LEFT TITLE OPTIONS...
    left=$1
    title=$2
    shift 2
    unset WIND_OVERRIDE
    r.slide.train --quiet predictors=elevation label_vector=landslide_polygons parameters=rounds=1 test=0 \
        model="$scratch" test_map=drawn "$@" >/dev/null
    r.mapcalc --quiet expression="signs = if(!isnull(drawn), if(isnull(slides), 8, 7), if(isnull(slides), landcover, 6))"
    r.colors --quiet map=signs rules=- <<COLOURS
1 221:232:215
2 232:236:218
3 243:239:222
4 238:230:240
5 236:232:228
6 214:164:140
7 190:60:0
8 0:84:150
COLOURS
    export GRASS_RENDER_FRAME="30,$((height - 42)),$left,$((left + 248))"
    d.his hue=signs intensity=light
    export WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="0,$height,0,$width"
    text $((left + 2)) $((height - 20)) 12 "$title"
}

# Text that begins at a place in pixels from the lower left corner.
text() { # X Y SIZE WORDS
    d.text text="$4" at="$(awk "BEGIN {print 100 * $1 / $width \",\" 100 * $2 / $height}")" \
        size="$(awk "BEGIN {print 100 * $3 / $height}")" color=$ink
}

square() { # X COLOUR WORDS
    printf 'symbol basic/box 11 %s %s %s\n' \
        "$(awk "BEGIN {print 100 * $1 / $width, 100 * 20 / $height}")" "$2" "$2" | d.graph
    text $(($1 + 12)) 16 11 "$3"
}

scratch=$(g.tempfile pid=$$)
simulate_event rows=98 cols=90 seed=5 prevalence=0.02 --quiet >/dev/null 2>&1
v.to.rast --quiet input=landslide_polygons output=slides use=val value=1
r.relief --quiet input=elevation output=shade altitude=40
r.mapcalc --quiet expression="light = if(isnull(shade), 235., min(255., 190 + shade / 3.))"
printf '0 black\n255 white\n' | r.colors --quiet map=light rules=-
export GRASS_RENDER_FILE="$folder/r_slide_train_sampling.png"
rm -f "$GRASS_RENDER_FILE"
g.region -u save=picture_page n=$height s=0 w=0 e=$width res=1
WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="0,$height,0,$width" d.erase bgcolor=white
panel 2 "negatives=2" negatives=2
panel 256 "samples=60,120 buffer=90,450" samples=60,120 buffer=90,450
panel 510 "negatives=1 thinning=150" negatives=1 thinning=150
square 12 214:164:140 "landslide, not drawn"
square 192 190:60:0 "landslide, drawn"
square 340 0:84:150 "other cell, drawn"
text 500 16 11 "pale: land cover"
rm -f "$scratch"

# What counts in a model of the whole event, what leaving a group out costs, and what goes together
simulate_event rows=400 cols=560 prevalence=0.02 --quiet >/dev/null 2>&1
r.slope.aspect --quiet elevation=elevation slope=slope
r.mapcalc --quiet "ksn = log(ksn_true)"
r.mapcalc --quiet "los = abs(los_true)"
r.mapcalc --quiet "dpm = coherence_pre - coherence_co"
r.slide.train --quiet predictors=slope,ksn,pga,los,dpm,coherence_post,rainfall,lithology,landcover label=landslides \
    negatives=10 test=0.3 importance=permutation,gain importance_chart="$folder/r_slide_train_importance.png" \
    ablation="terrain=slope,ksn;ground=lithology,landcover;rain=rainfall;shaking=pga,los;radar=dpm,coherence_post" \
    ablation_chart="$folder/r_slide_train_ablation.png" \
    screening=correlation screening_chart="$folder/r_slide_train_correlation.png" model="$folder/event.slide" >/dev/null
rm "$folder/event.slide"

# How a small U-Net learned what only neighbours show
simulate_event rows=400 cols=500 clusters=0.03 --quiet >/dev/null 2>&1
r.slope.aspect --quiet elevation=elevation slope=slope
r.slide.train --quiet method=unet predictors=slope,pga,texture_before,texture_after label=clusters split=rows test=0.3 \
    patch=32 stride=16 batch=16 filters=8 rate=0.003 epochs=30 augment=flip,rotate \
    history_chart="$folder/r_slide_train_history.png" model="$folder/event.slide" >/dev/null
rm "$folder/event.slide"
