#!/bin/sh
# Pictures of every page of the modules' forms in wxGUI, for looking at, and what is cut off or set by itself.
#   forms.sh FOLDER [MODULE...]
set -eu
. "$(dirname "$0")/form_session.sh"
for module in ${*:-r.slide.ksn r.slide.insar r.slide.train r.slide.predict r.slide.eval}; do
    form "$module"
done
