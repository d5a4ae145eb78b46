#!/bin/sh
# Simulated files in the place of those that the tutorial (r.slide.html) has one download, by the same names, projections
# and kinds of file. Nothing in them is data. After make all event:
#   stand_ins.sh FOLDER [ROWS COLS]
set -eu
suite=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
rows=${2:-400}
cols=${3:-500}
if [ -z "${TUTORIAL_SESSION:-}" ]; then
    unset GISRC GISBASE WIND_OVERRIDE
    TUTORIAL_SESSION=own PATH=$(echo "$suite"/testsuite/event/OBJ.*):$PATH \
        exec grass --tmp-location EPSG:32645 --exec sh "$0" "$folder" "$rows" "$cols"
fi
export GRASS_OVERWRITE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# geographic MAP FILE: as grids are delivered, in degrees, a cell of about one arc-second
geographic() {
    r.out.gdal --quiet -c input="$1" output="$work/$1.tif" format=GTiff type=Float32 nodata=-9999
    gdalwarp -q -overwrite -t_srs EPSG:4326 -tr 0.000277778 0.000277778 -r bilinear "$work/$1.tif" "$folder/$2"
}

# polygons MAP FILE
polygons() {
    v.out.ogr --quiet input="$1" type=area output="$work/$1.gpkg" format=GPKG
    rm -f "$folder/$2"
    ogr2ogr -t_srs EPSG:4326 -nln "$1" "$folder/$2" "$work/$1.gpkg"
}

simulate_event rows="$rows" cols="$cols" --quiet >/dev/null
geographic elevation srtm.tif
geographic pga shakemap_pga.tif
geographic coherence_pre coherence_20150222_20150405.tif
geographic coherence_co coherence_20150405_20150517.tif
r.mapcalc --quiet expression="slid = if(landslides, 1, null())"
r.to.vect --quiet input=slid output=inventory type=area
polygons inventory inventory.gpkg
# what was mapped: all but a strip along the edge
g.region n=n-300 s=s+300 w=w+300 e=e-300
v.in.region --quiet output=mapped
polygons mapped mapped.gpkg
