#!/bin/sh
# Pictures of the modules' forms in wxGUI, for looking at, and what is cut off. Needs grass-gui, xvfb and imagemagick, and
# "make all".
#   forms.sh FOLDER [MODULE...]
set -eu
suite=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
if [ -z "${DISPLAY:-}" ]; then # -noreset: it would go away for a moment whenever a form closes
    exec xvfb-run -a -s "-screen 0 1400x1100x24 -noreset" sh "$suite/testsuite/forms.sh" "$folder" "$@"
fi
if [ -z "${GISRC:-}" ]; then
    GRASS_PYTHON=/usr/bin/python3 GRASS_ADDON_BASE=$suite/dist exec \
        grass --tmp-location EPSG:32645 --exec sh "$suite/testsuite/forms.sh" "$folder" "$@" </dev/null
fi
for module in ${*:-r.slide.ksn r.slide.insar r.slide.train r.slide.predict r.slide.eval}; do
    /usr/bin/python3 "$suite/testsuite/form_pictures.py" "$module" "$folder" 2>"$folder/form_errors.txt" || {
        cat "$folder/form_errors.txt" >&2
        exit 1
    }
    rm -f "$folder/form_errors.txt" # what GTK and wxPython grumble on a bare machine
done
