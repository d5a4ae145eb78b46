#!/bin/sh
# One model of several earthquakes, each in a location of its own, whose samples GNU parallel on one machine or a batch
# queue on many draws side by side; then one model is trained on all of them.
#
# As a job for each event, outside of any session; MAPSET is the path of the mapset with its maps, whose region counts, and
# the event is called as its location; OPTIONs are those of r.slide.train:
#   events.sh sample MAPSET TABLE OPTION...
# At last, outside of any session or in one; split=event test=0 folds=0 leaves out one event after
# the other:
#   events.sh train MODEL TABLE[,TABLE...] OPTION...
# Together:
#   parallel --halt now,fail=1 sh events.sh sample /data/{}/PERMANENT {}.gpkg predictors=slope,pga label=landslides \
#       ::: gorkha lombok palu
#   sh events.sh train all.slide gorkha.gpkg,lombok.gpkg,palu.gpkg split=event test=0 folds=0
# Exit status: 0 all went well, 2 wrong arguments, else that of what failed; a failed event can be run again by itself.
set -eu

usage() {
    sed -n '2,16s/^# *//p' "$0" >&2
    exit 2
}

[ $# -ge 3 ] || usage
work=$1 place=$2 table=$3
shift 3
unset GISRC
case $work in
sample)
    event=$(basename "$(dirname "$place")")
    exec grass "$place" --exec r.slide.train --quiet event="$event" table_out="$table" "$@"
    ;;
train) exec grass --tmp-location XY --exec r.slide.train --quiet model="$place" table="$table" "$@" ;;
*) usage ;;
esac
