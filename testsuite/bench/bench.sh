#!/bin/sh
# make bench: speed and memory as ratios, in one run on one machine, against the tool a user would use instead; then the
# tables of deep nets and the whole chain, which may also be had alone.
# Usage: bench.sh [chain|nets]
#   chain  only the whole chain, stage by stage, at ROWS x COLS cells, 3467 x 5573 where not given
#   nets   only the tables of deep nets beside pixel models, and of the patch classifier's detections
# In the environment, ROWS and COLS are the size of the simulated event, not that of the terrain's 19 million cells; SCALE
# (1) that of the tree learners' samples; P2_ROWS and others, see p2.py, that of the experiment on three events; STEPS and
# others, see nets.py, that of the deep nets' runs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
suite=$(cd "$here/../.." && pwd)
PATH=$(echo "$suite"/testsuite/event/OBJ.*):$PATH
export PATH GRASS_ADDON_BASE="$suite/dist" GRASS_PYTHON=/usr/bin/python3 GRASS_OVERWRITE=1 LC_ALL=C.UTF-8
export PYTHONPATH="$suite/testsuite" SLIDE_DATA="${SLIDE_DATA:-$(dirname "$suite")/shared/data}"

# in_grass PROJECTION SCRIPT [ARGUMENT...]
in_grass() {
    projection=$1 script=$2
    shift 2
    grass --tmp-location "$projection" --exec /usr/bin/python3 "$here/$script.py" "$@"
}

chain() {
    in_grass EPSG:32645 chain "${ROWS:-3467}" "${COLS:-5573}"
}

# fails where a net is behind the best pixel model, yet not before the other table is there
nets() {
    behind=0
    in_grass EPSG:32645 nets_table || behind=1
    in_grass EPSG:32645 detection_table
    return $behind
}

case "${1:-}" in
chain | nets)
    "$1"
    exit
    ;;
esac
in_grass EPSG:32611 terrain
in_grass XY score
in_grass XY coherence
for part in unwrap sbas filter; do in_grass EPSG:32645 $part; done
grass --tmp-location EPSG:32645 --exec sh -ec "for part in sampling prediction importance; do
    /usr/bin/python3 '$here/'\$part.py
done"
in_grass EPSG:32645 p1
make -C "$here" --quiet
/usr/bin/python3 "$here/trees.py"
in_grass XY areal_density
in_grass XY nets
/usr/bin/python3 "$here/p2.py"
in_grass EPSG:32645 bench "${ROWS:-1500}" "${COLS:-2000}"
chain
nets
