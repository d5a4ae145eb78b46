#!/bin/sh
# The forms that the manual pages show, r_slide_*_form.png, filled in as in their examples.
#   manual_forms.sh FOLDER
# In an environment with the modules in dist/ as addons and simulate_event, of make event, on the PATH.
set -eu
. "$(dirname "$0")/form_session.sh"

# keep MODULE PAGE OPTION=VALUE...
keep() {
    module=$1
    page=$2
    shift 2
    form "$module" "$@"
    mv "$folder/${module}_form_$page.png" "$folder/$(echo "$module" | tr . _)_form.png"
    rm -f "$folder/${module}"_form_*.png
}

simulate_event rows=120 cols=140 --quiet >/dev/null
keep r.slide.ksn 3 elevation=elevation threshold=0.5 ksn=ksn channels=channels
keep r.slide.insar 3 operation=change pre=coherence_pre co=coherence_co dpm=dpm
keep r.slide.train 1 predictors=slope,ksn,pga,dpm label=landslides model=event.slide
keep r.slide.predict 5 model=event.slide output=probability classes=classes
keep r.slide.eval 3 input=probability truth=landslides best=f1
