# Sourced by the scripts that draw wxGUI's forms, their arguments as they are: leaves $suite, $folder (the first argument,
# made) and the others in "$@", in a GRASS session on a display of its own. Needs grass-gui, xvfb, imagemagick, "make all".
suite=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${R_SLIDE_DISPLAY:-}" ]; then # -noreset: it would go away for a moment whenever a form closes
    R_SLIDE_DISPLAY=own exec xvfb-run -a -s "-screen 0 1400x1100x24 -noreset" sh "$0" "$@"
fi
if [ -z "${R_SLIDE_SESSION:-}" ]; then
    R_SLIDE_SESSION=own GRASS_PYTHON=/usr/bin/python3 GRASS_ADDON_BASE=$suite/dist exec \
        grass --tmp-location EPSG:32645 --exec sh "$0" "$@" </dev/null
fi
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift

# form MODULE [OPTION=VALUE...]: a picture of each page, and what form_pictures.py says
form() {
    name=$1
    shift
    # what GTK and wxPython grumble on a bare machine is of no use where all went well; a window may wait for ever
    timeout 200 /usr/bin/python3 "$suite/testsuite/form_pictures.py" "$name" "$folder" "$@" 2>"$folder/form_errors.txt" || {
        cat "$folder/form_errors.txt" >&2
        exit 1
    }
    rm -f "$folder/form_errors.txt"
}
