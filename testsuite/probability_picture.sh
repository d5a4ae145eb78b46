#!/bin/sh
# A picture of a probability map in logarithmic colours, since most cells are far below 1, with landslides on top in blue.
# Inside a GRASS session with <elevation>. Usage: probability_picture.sh FILE.png PROBABILITY LANDSLIDES TITLE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
r.mapcalc --quiet expression="picture_probability = max(0.001, min(1., $2))"
r.colors --quiet map=picture_probability rules=- <<'END'
0.001 254:247:236
0.005 253:204:138
0.02 252:141:89
0.1 227:74:51
0.4 179:0:0
1 110:0:0
END
LEGEND="-l range=0.001,1 digits=3 label_values=0.001,0.01,0.1,1" sh "$here/picture.sh" "$1" elevation picture_probability "$4" "$3"
g.remove --quiet -f type=raster name=picture_probability
