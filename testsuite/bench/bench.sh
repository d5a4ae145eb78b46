#!/bin/sh
# make bench: speed and memory as ratios, in one run on one machine, against the tool a user would use instead.
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
[ "${1:-}" = chain ] &&
    exec grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/chain.py" "${ROWS:-3467}" "${COLS:-5573}"
if [ "${1:-}" = nets ]; then
    behind=0
    grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/nets_table.py" || behind=1
    grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/detection_table.py"
    exit $behind
fi
grass --tmp-location EPSG:32611 --exec /usr/bin/python3 "$here/terrain.py"
grass --tmp-location XY --exec /usr/bin/python3 "$here/score.py"
grass --tmp-location XY --exec /usr/bin/python3 "$here/coherence.py"
grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/unwrap.py"
grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/sbas.py"
grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/filter.py"
grass --tmp-location EPSG:32645 --exec sh -ec "for part in sampling prediction importance; do
    /usr/bin/python3 '$here/'\$part.py
done"
grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/p1.py"
make -C "$here" --quiet
/usr/bin/python3 "$here/trees.py"
grass --tmp-location XY --exec /usr/bin/python3 "$here/nets.py"
/usr/bin/python3 "$here/p2.py"
exec grass --tmp-location EPSG:32645 --exec /usr/bin/python3 "$here/bench.py" "${ROWS:-1500}" "${COLS:-2000}"
