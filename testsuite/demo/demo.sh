#!/bin/sh
# make demo: the whole chain on the simulated earthquake. Leaves a GRASS location, models, pictures and a score table in demo/.
# ROWS, COLS and SEED in the environment change the size and the draw.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
suite=$(cd "$here/../.." && pwd)
out=$suite/demo
location=$out/grassdata/event_utm45n

PATH=$(echo "$suite"/testsuite/event/OBJ.*):$PATH
export PATH GRASS_ADDON_BASE="$suite/dist" GRASS_PYTHON=/usr/bin/python3 GRASS_OVERWRITE=1 LC_ALL=C.UTF-8

rm -rf "$out/grassdata"
mkdir -p "$out/grassdata"
grass -c EPSG:32645 -e "$location" >"$out/demo.log" 2>&1
grass "$location/PERMANENT" --exec sh "$here/chain.sh" "$out" "${ROWS:-1000}" "${COLS:-1200}" "${SEED:-42}"

cat <<END

The demo is done. Everything here is simulated; the landslides were drawn from a law that is known.
  pictures  $out/ksn.png  $out/dpm.png  $out/probability.png
  models    $out/terrain.slide (without radar)  $out/radar.slide (with radar)
  scores    $out/scores.txt
  report    $out/report.html (opens in any browser)
  maps      GRASS_ADDON_BASE=$suite/dist grass $location/PERMANENT
END
