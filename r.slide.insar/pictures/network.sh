#!/bin/sh
# The chart that operation=sbas draws of its network: two subsets of pairs over their perpendicular baselines.
# Inside a GRASS session; it makes its own maps. Usage: network.sh FOLDER
set -eu
g.region -u save=picture_small rows=5 cols=5
export WIND_OVERRIDE=picture_small GRASS_OVERWRITE=1
listed=$(mktemp)
trap 'rm -f "$listed"' EXIT

# pairs up to three dates apart, of 20 dates with a winter without images
awk 'BEGIN {
    split("20180106 20180130 20180223 20180319 20180412 20180506 20180530 20180623 20180717 20180810 20180903 " \
          "20190202 20190226 20190322 20190415 20190509 20190602 20190626 20190720 20190813", date, " ")
    split("0 62 -35 88 21 -60 45 -12 70 -81 15 52 -40 96 -22 33 -70 10 58 -15", baseline, " ")
    for (i = 1; i <= 20; i++)
        for (j = i + 1; j <= 20 && j <= i + 3; j++)
            if ((i > 11) == (j > 11) && (i + j) % 5)
                print "picture_" date[i] "_" date[j], date[i], date[j], baseline[j] - baseline[i]
}' >"$listed"
while read -r map rest; do
    r.mapcalc --quiet seed=1 expression="$map = rand(-1., 1.)"
done <"$listed"
r.slide.insar --quiet operation=sbas file="$listed" wavelength=0.0555 producer=isce velocity=picture_velocity \
    network="$1/r_slide_insar_network.png" >/dev/null
unset WIND_OVERRIDE
g.remove --quiet -f type=region name=picture_small
g.remove --quiet -f type=raster pattern="picture_*"
