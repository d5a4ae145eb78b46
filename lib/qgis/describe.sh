#!/bin/sh
# Writes the forms anew into the modules' qgis folders, from the modules as built; where QGIS is, its model of the chain.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
suite=$(cd "$here/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
GRASS_ADDON_BASE=$suite/dist grass --tmp-location XY --exec /usr/bin/python3 "$here/describe.py" "$folder" >/dev/null 2>&1
for module in ksn insar train predict eval; do
    mkdir -p "$suite/r.slide.$module/qgis"
    rm -f "$suite/r.slide.$module/qgis"/*.txt
    mv "$folder/r.slide.$module".*txt "$suite/r.slide.$module/qgis/"
done
if /usr/bin/python3 -c 'import qgis.core' 2>/dev/null; then
    /usr/bin/python3 "$here/model.py" "$here/models/r.slide.chain.model3" 2>/dev/null
fi
