#!/bin/sh
# make kashmir: the whole chain on the 2005 Kashmir earthquake, real data. Leaves a GRASS location, models, maps, pictures,
# figures and a report in demo/kashmir/. SLIDE_DATA in the environment is the folder that holds lsat_kaghan.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
suite=$(cd "$here/../.." && pwd)
out=$suite/demo/kashmir
location=$out/grassdata/kashmir
data=${SLIDE_DATA:-$(dirname "$suite")/shared/data}/lsat_kaghan
[ -d "$data" ] || { echo "No folder $data: SLIDE_DATA names the folder that holds lsat_kaghan." >&2; exit 1; }

export GRASS_ADDON_BASE="$suite/dist" GRASS_PYTHON=/usr/bin/python3 LC_ALL=C.UTF-8
rm -rf "$out"
mkdir -p "$out/grassdata"
grass -c EPSG:32643 -e "$location" >"$out/kashmir.log" 2>&1
exec grass "$location/PERMANENT" --exec sh "$here/chain.sh" "$data" "$out"
