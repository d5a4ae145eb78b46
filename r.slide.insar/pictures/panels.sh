# Panels of maps with captions above them and room for a legend below: sourced by the scripts of single pictures, which
# set file, columns, lines (of panels) and the current region; with cells=N its middle N x N cells are shown. Pixels
# count from the upper left corner.
caption=28
footer=${footer:-52}
gap=16
panel_width=$(((760 - (columns - 1) * gap) / columns))
ink=50:50:50
export GRASS_OVERWRITE=1
if [ -n "${cells:-}" ]; then
    g.region -u save=picture_part $(g.region -g | awk -F= -v cells="$cells" '{of[$1] = $2} END {
        s = of["s"] + int((of["rows"] - cells) / 2) * of["nsres"]
        w = of["w"] + int((of["cols"] - cells) / 2) * of["ewres"]
        printf "s=%.6f n=%.6f w=%.6f e=%.6f", s, s + cells * of["nsres"], w, w + cells * of["ewres"] }')
    export WIND_OVERRIDE=picture_part
fi
panel_height=$(g.region -g | awk -F= -v width="$panel_width" '{of[$1] = $2} END {printf "%d", width * of["rows"] / of["cols"]}')
width=$((columns * panel_width + (columns - 1) * gap))
height=$((lines * (caption + panel_height) + footer))
g.region -u save=picture_page n="$height" s=0 w=0 e="$width" res=1
page="0,$height,0,$width" # top, bottom, left, right
export GRASS_RENDER_IMMEDIATE=cairo GRASS_RENDER_FILE="$file" GRASS_RENDER_FILE_READ=TRUE GRASS_ENCODING=UTF-8
export GRASS_RENDER_WIDTH=$width GRASS_RENDER_HEIGHT=$height GRASS_RENDER_TRUECOLOR=TRUE
export GRASS_RENDER_BACKGROUNDCOLOR=ffffff GRASS_FONT=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
rm -f "$file"

on_page() { # COMMAND
    WIND_OVERRIDE=picture_page GRASS_RENDER_FRAME="$page" "$@"
}

text() { # X Y ALIGN PIXELS WORDS
    on_page d.text -p text="$5" at="$1,$2" align="$3" color=$ink \
        size="$(awk "BEGIN {print 100 * $4 / $height}")"
}

frame_of() { # COLUMN LINE
    top=$((caption + $2 * (caption + panel_height)))
    left=$(($1 * (panel_width + gap)))
    echo "$top,$((top + panel_height)),$left,$((left + panel_width))"
}

in_panel() { # COLUMN LINE COMMAND
    frame=$(frame_of "$1" "$2")
    shift 2
    GRASS_RENDER_FRAME="$frame" "$@"
}

box() { # COLUMN LINE
    printf 'color 120:120:120\nmove 0.2 0.2\ndraw 99.8 0.2\ndraw 99.8 99.8\ndraw 0.2 99.8\ndraw 0.2 0.2\n' |
        in_panel "$1" "$2" d.graph
}

caption_of() { # COLUMN LINE WORDS
    text $(($1 * (panel_width + gap) + 2)) $((caption + $2 * (caption + panel_height) - 8)) ll 14 "$3"
}

scale_bar() { # COLUMN LINE KILOMETRES
    in_panel "$1" "$2" d.barscale at=3,9 length="$3" units=kilometers style=line color=black bgcolor=white fontsize=12
}

# The colours of a map in the footer, between two columns of pixels, with its name and unit to the left.
legend() { # MAP LEFT RIGHT WORDS [OPTIONS of d.legend]
    map=$1 from=$2 to=$3 words=$4
    shift 4
    # a copy has no unit, which d.legend would write over the map
    r.mapcalc --quiet expression="picture_legend = 1. * $map"
    r.colors --quiet map=picture_legend raster="$map"
    text $((from - 10)) $((height - footer + 24)) cr 14 "$words"
    on_page d.legend --quiet raster=picture_legend fontsize=12 color=$ink "$@" \
        at="$(awk "BEGIN {h = $height / 100; w = $width / 100
                          print ($footer - 30) / h \",\" ($footer - 16) / h \",\" $from / w \",\" $to / w}")"
}

# Blue below zero, red above it, as far as LIMIT and the same beyond.
diverging() { # MAP LIMIT
    awk -v limit="$2" 'BEGIN {
        print -1000 * limit, "33:102:172"; print -limit, "33:102:172"; print -limit / 2, "103:169:207"
        print 0, "247:247:247"; print limit / 2, "239:138:98"; print limit, "178:24:43"; print 1000 * limit, "178:24:43"
    }' | r.colors --quiet map="$1" rules=-
}

# Black up to LOW, white from HIGH.
greys() { # MAP LOW HIGH
    printf -- "-1000 black\n%s black\n%s white\n1000 white\n" "$2" "$3" | r.colors --quiet map="$1" rules=-
}

# Landslides dark on a pale ground.
dark_landslides() { # MAP
    printf '0 235:235:235\n1 40:40:40\n' | r.colors --quiet map="$1" rules=-
}

panel() { # COLUMN LINE MAP CAPTION
    caption_of "$1" "$2" "$4"
    in_panel "$1" "$2" d.rast --quiet map="$3"
    box "$1" "$2"
}

# What the pictures made, when they are done.
clean_up() {
    unset WIND_OVERRIDE
    g.remove --quiet -f type=region pattern="picture_*"
    g.remove --quiet -f type=raster pattern="picture_*"
}
