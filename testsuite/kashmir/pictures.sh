#!/bin/sh
# Pictures of the maps that chain.sh leaves. Inside its GRASS session. Usage: pictures.sh OUT
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
export GRASS_OVERWRITE=1

sh "$here/../probability_picture.sh" "$out/probability.png" probability coseismic "Kashmir 2005: probability; blue: mapped"

# one scale from no chance to certain: a unit is far likelier than a cell to hold a landslide
r.mapcalc --quiet expression="picture_units = unit_probability"
r.colors --quiet map=picture_units rules=- <<'END'
0 254:247:236
0.1 253:204:138
0.3 252:141:89
0.6 227:74:51
1 127:0:0
END
LEGEND="range=0,1 digits=1 label_step=0.2" sh "$here/../picture.sh" "$out/units.png" elevation picture_units \
    "Slope units: probability; blue: mapped" coseismic

r.mapcalc --quiet expression="picture_outside = if(applicable == 0, 1, null())"
r.mapcalc --quiet expression="picture_distance = min(0.4, dissimilarity)"
r.colors --quiet map=picture_distance rules=- <<'END'
0 255:255:204
0.1 199:233:180
0.2 65:182:196
0.3 34:94:168
0.4 8:29:88
END
LEGEND="range=0,0.4 digits=1" sh "$here/../picture.sh" "$out/dissimilarity.png" elevation picture_distance \
    "Dissimilarity; orange: outside" picture_outside 240:120:0

r.mapcalc --quiet expression="picture_folds = folds_units"
printf '1 230:159:0\n2 86:180:233\n3 0:158:115\n4 240:228:66\n5 204:121:167\n' | r.colors --quiet map=picture_folds rules=-
LEGEND="-v" sh "$here/../picture.sh" "$out/folds.png" elevation picture_folds \
    "Folds of slope units; black: mapped" coseismic 0:0:0
g.remove --quiet -f type=raster pattern="picture_*"
