#!/bin/sh
# The picture of operation=change: coherences of the simulated event, averaged to some thirty looks, in which whole
# landslides lose three fifths across it. Usage: change.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export GRASS_OVERWRITE=1
r.mapcalc --quiet seed=3 expression="picture_seed = if(landslides == 1 && rand(0., 1.) < 0.15, 1, null())"
r.grow --quiet input=picture_seed output=picture_grown radius=3.5 new=1
r.mapcalc --quiet expression="picture_slides = if(isnull(picture_grown), 0, 1)"
for time in pre co post; do
    r.neighbors --quiet input=coherence_$time output=picture_$time method=average size=3
done
r.mapcalc --quiet expression="picture_co = picture_co * if(picture_slides, 0.4, 1)"
r.slide.insar --quiet operation=change pre=picture_pre co=picture_co post=picture_post cecl=picture_cecl \
    max=picture_max
printf '0 235:235:235\n1 40:40:40\n' | r.colors --quiet map=picture_slides rules=-
sh "$here/panel_row.sh" "$1/r_slide_insar_change.png" \
    picture_cecl "CECL: pre - co" "range=-0.5,0.5 labelnum=5" \
    picture_max "Larger of CECL and PECI" "range=-0.5,0.5 labelnum=5" \
    picture_slides "Planted landslides" ""
g.remove --quiet -f type=raster pattern="picture_*"
