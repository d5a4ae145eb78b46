#!/bin/sh
# The picture of the chain on the suite's front page, on the simulated event. Needs chromium; after make all event:
#   sh testsuite/front/pictures.sh [FOLDER]
# FOLDER, where the PNG goes, is this one unless named.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
suite=$(cd "$here/../.." && pwd)
folder=$(mkdir -p "${1:-$here}" && cd "${1:-$here}" && pwd)
if [ -z "${GISRC:-}" ]; then
    GRASS_ADDON_BASE=$suite/dist PATH=$(echo "$suite"/testsuite/event/OBJ.*):$PATH \
        exec grass --tmp-location EPSG:32645 --exec sh "$0" "$folder"
fi
export GRASS_OVERWRITE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

simulate_event rows=360 cols=480 prevalence=0.01 --quiet >/dev/null
r.slope.aspect --quiet elevation=elevation slope=slope
r.slide.ksn --quiet elevation=elevation ksn_surface=ksn >/dev/null
r.slide.insar --quiet operation=change pre=coherence_pre co=coherence_co dpm=dpm
r.slide.train --quiet predictors=slope,ksn,pga,dpm label=landslides split=north_south test=0.3 test_map=held_out \
    model="$work/event.slide" >/dev/null
r.slide.predict --quiet model="$work/event.slide" output=probability >/dev/null
r.slide.eval --quiet input=probability truth=landslides test=held_out curves="$work/curves.csv" points=100 >/dev/null

r.relief --quiet input=elevation output=shade zscale=0.7 altitude=40
# a cell for each pixel, and few greys, which keeps the file small
g.region res=90
for map in elevation pga ksn coherence_co shade dpm probability; do
    r.resamp.stats --quiet input=$map output=$map.small method=average
done
r.mapcalc --quiet expression="light = 24 * round(min(255., 120 + shade.small / 2.) / 24.)"
printf '0 black\n255 white\n' | r.colors --quiet map=light rules=-
r.mapcalc --quiet expression="risk = max(0.001, min(1., probability.small))"
printf '0.001 254:247:236\n0.005 253:204:138\n0.02 252:141:89\n0.1 227:74:51\n0.4 179:0:0\n1 110:0:0\n' |
    r.colors --quiet map=risk rules=-
r.mapcalc --quiet expression="lost = max(0., round(dpm.small * 20) / 20.)"
printf '0 247:247:247\n0.1 252:220:205\n0.2 251:106:74\n0.3 165:15:21\n1 103:0:13\n' | r.colors --quiet map=lost rules=-
r.resamp.stats --quiet input=landslides output=slid method=maximum
r.null --quiet map=slid setnull=0
echo '1 0:90:200' | r.colors --quiet map=slid rules=-
r.mapcalc --quiet expression="coherence = round(coherence_co.small * 12) / 12."
printf "0 black\n0.3 black\n0.9 white\n1 white\n" | r.colors --quiet map=coherence rules=-
r.colors --quiet map=elevation.small color=haxby
r.colors --quiet map=pga.small color=viridis
r.colors --quiet map=ksn.small color=viridis

export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_WIDTH=160 GRASS_RENDER_HEIGHT=120 GRASS_RENDER_TRUECOLOR=TRUE
export GRASS_RENDER_FILE_READ=TRUE GRASS_RENDER_BACKGROUNDCOLOR=ffffff
for map in elevation.small pga.small ksn.small risk; do
    GRASS_RENDER_FILE=$work/$map.png d.his hue=$map intensity=light
done
for map in coherence lost light; do
    GRASS_RENDER_FILE=$work/$map.png d.rast --quiet map=$map
done
GRASS_RENDER_FILE=$work/light.png d.rast --quiet map=slid

# precision over recall, into a box of 130 x 90 pixels
curve=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    $2 == "scored" && $column["precision"] != "" {
        printf "%.1f,%.1f ", 604 + 130 * $column["recall"], 594 - 90 * $column["precision"] }' "$work/curves.csv")
sed "s/@CURVE@/$curve/" "$here/chain.html" >"$work/chain.html"
LD_LIBRARY_PATH= HOME=$work chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/browser" \
    --blink-settings=preferredColorScheme=1 --window-size=760,636 \
    --screenshot="$folder/r_slide_chain.png" "file://$work/chain.html" >/dev/null 2>&1
