# Sourced by the scripts that draw a manual page's pictures, their arguments as they are: leaves $folder, where the PNG
# files go, the script's own unless named. Outside of a GRASS session the script is run again in a location made for it
# and thrown away. It needs "make all event".
here=$(cd "$(dirname "$0")" && pwd)
suite=$(dirname "$here")
folder=$(mkdir -p "${1:-$here}" && cd "${1:-$here}" && pwd)
if [ -z "${GISRC:-}" ]; then
    GRASS_ADDON_BASE=$suite/dist PATH=$(echo "$suite"/testsuite/event/OBJ.*):$PATH \
        exec grass --tmp-location EPSG:32645 --exec sh "$0" "$folder"
fi
export GRASS_OVERWRITE=1
