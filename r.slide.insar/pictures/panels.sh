# Panels of maps with captions above them and room for a legend below: sourced by the scripts of single pictures, which
# set file, columns, lines (of panels) and the current region. Pixels count from the upper left corner.
panel_width=${panel_width:-372}
caption=28
footer=52
gap=16
ink=50:50:50
export GRASS_OVERWRITE=1
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
    text $((from - 10)) $((height - footer + 24)) cr 14 "$words"
    on_page d.legend --quiet raster="$map" fontsize=12 color=$ink "$@" \
        at="$(awk "BEGIN {h = $height / 100; w = $width / 100
                          print ($footer - 30) / h \",\" ($footer - 16) / h \",\" $from / w \",\" $to / w}")"
}

# COLOURS is MAP's, ended at -LIMIT and LIMIT.
diverging() { # MAP LIMIT
    printf -- "-%s 33:102:172\n-%s 103:169:207\n0 247:247:247\n%s 239:138:98\n%s 178:24:43\n" \
        "$2" "$(awk "BEGIN {print $2 / 2}")" "$(awk "BEGIN {print $2 / 2}")" "$2" | r.colors --quiet map="$1" rules=-
}
