#!/bin/sh
# A prediction in tiles, each in a GRASS session and a mapset of its own, so that GNU parallel on one machine or a batch
# queue on many, with the location on a disk that all see, can run them side by side; then the tiles become one map.
#
# In a session in the mapset that holds the predictor maps, at the region to predict:
#   tiles.sh cut ROWS COLS               prints the names of ROWS x COLS tiles
#   tiles.sh merge OUTPUT TILE...        makes one map of them; takes their mapsets away
# As a job, outside of any session; MAPSET is the path of that mapset:
#   tiles.sh predict MAPSET MODEL TILE
# Together:
#   tiles=$(tiles.sh cut 2 3)
#   parallel --halt now,fail=1 sh tiles.sh predict /data/gorkha/PERMANENT event.slide ::: $tiles
#   tiles.sh merge probability $tiles
# In a batch queue each job takes one of the names, such as by the number of an array job.
# Exit status: 0 all went well, 2 wrong arguments, else that of what failed; a failed tile can be run again by itself.
set -eu

cut() {
    eval "$(g.region -g | grep -E '^(n|s|w|e|rows|cols)=')"
    # edges on those of cells, from the whole region's, so that tiles meet
    awk -v n="$n" -v s="$s" -v w="$w" -v e="$e" -v rows="$rows" -v cols="$cols" -v down="$1" -v across="$2" 'BEGIN {
        for (i = 0; i < down; i++)
            for (j = 0; j < across; j++) {
                top = int(rows * i / down); foot = int(rows * (i + 1) / down)
                left = int(cols * j / across); right = int(cols * (j + 1) / across)
                printf "tile_%d_%d n=%.12g s=%.12g w=%.12g e=%.12g rows=%d cols=%d\n", i + 1, j + 1, n - (n - s) * top / rows,
                    n - (n - s) * foot / rows, w + (e - w) * left / cols, w + (e - w) * right / cols, foot - top, right - left
            }
    }' | while read -r tile edges; do
        # only the saved region changes, not the current one
        g.region --overwrite -u save="$tile" $edges
        echo "$tile"
    done
}

predict() { # MAPSET MODEL TILE
    model=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
    place=$(dirname "$1")/$3
    rm -rf "$place"
    unset GISRC
    grass -c "$place" --exec sh "$0" in_session "$(basename "$1")" "$model" "$3"
}

in_session() { # MAPSET MODEL TILE
    g.mapsets --quiet operation=add mapset="$1"
    g.region region="$3@$1"
    if g.findfile element=cell file=MASK mapset="$1" >/dev/null; then # a mask holds in its own mapset only
        r.mask --quiet raster="MASK@$1"
    fi
    r.slide.predict --quiet model="$2" output="$3"
}

merge() { # OUTPUT TILE...
    output=$1
    shift
    maps=$(for tile in "$@"; do printf '%s@%s,' "$tile" "$tile"; done)
    r.patch --quiet input="${maps%,}" output="$output"
    r.colors --quiet map="$output" raster="$1@$1"
    eval "$(r.info -e "$1@$1" | grep -E '^(title|units)=')"
    r.support map="$output" title="$title" units="$units" source1="tiles of r.slide.predict" \
        semantic_label="$(r.info -g "$1@$1" | sed -n 's/^semantic_label="*\([^"]*\)"*$/\1/p')"
    g.remove --quiet -f type=region name="$(echo "$@" | tr ' ' ,)"
    location=$(g.gisenv get=GISDBASE)/$(g.gisenv get=LOCATION_NAME)
    for tile in "$@"; do
        rm -rf "${location:?}/$tile"
    done
}

# mapsets of tiles are taken away: never one by another name
case "${1:-}" in
predict) tiles=${4:-} ;;
merge) tiles=$(shift 2 2>/dev/null && echo "$@") ;;
*) tiles= ;;
esac
for tile in $tiles; do
    case $tile in
    */* | *..*) exit 2 ;;
    tile_[0-9]*_[0-9]*) ;;
    *)
        echo "'$tile' is no tile of tiles.sh cut" >&2
        exit 2
        ;;
    esac
done

case "${1:-}:$#" in
cut:3 | predict:4 | in_session:4) "$@" ;;
merge:[3-9] | merge:[1-9][0-9]*) "$@" ;;
*)
    sed -n '2,15s/^# *//p' "$0" >&2
    exit 2
    ;;
esac
