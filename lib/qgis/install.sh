#!/bin/sh
# Puts the r.slide modules into the Processing toolbox of a QGIS profile, or takes them out again.
#   install.sh install|remove [PROFILE]
# QGIS 3.34 and newer read processing/grassaddons/description themselves; older ones need the plugin slide_provider.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
profile=${2:-$HOME/.local/share/QGIS/QGIS3/profiles/default}
forms=$profile/processing/grassaddons/description
plugin=$profile/python/plugins/slide_provider
styles=$profile/processing/r.slide
models=$profile/processing/models
table=$profile/processing/processing_qgis_styles.conf

forget_styles() {
    [ -f "$table" ] || return 0
    grep -v ':r\.slide\.' "$table" >"$table.part" || true
    mv "$table.part" "$table"
    [ -s "$table" ] || rm "$table"
}

remove() {
    rm -rf "$plugin" "$styles"
    rm -f "$forms"/r.slide.*.txt "$models"/r.slide.*.model3
    forget_styles
    for folder in "$forms" "${forms%/*}" "$models" "$profile/processing" "${plugin%/*}" "$profile/python"; do
        [ ! -d "$folder" ] || rmdir --ignore-fail-on-non-empty "$folder"
    done
}

register_styles() {
    while read -r algorithm output style; do
        for provider in slide grass7 grass model; do
            printf '%s:%s|%s|%s\n' $provider "$algorithm" "$output" "$styles/$style.qml"
        done
    done <"$here/styles/styles.txt" >>"$table"
}

install_all() {
    remove
    mkdir -p "$forms" "$plugin" "$styles" "$models"
    cp "$here"/../../r.slide.*/qgis/*.txt "$forms/"
    cp "$here"/slide_provider/__init__.py "$here"/slide_provider/metadata.txt "$plugin/"
    cp "$here"/models/r.slide.*.model3 "$models/"
    cp "$here"/styles/*.qml "$styles/"
    register_styles
    echo "QGIS: the forms are in $forms"
    echo "QGIS 3.34 and newer list them under GRASS. In an older one tick 'r.slide' under Plugins > Manage and Install Plugins."
    echo "The model r.slide.chain, in $models, runs the whole chain; it is listed under Models."
    echo "The modules must be a GRASS addon of yours (make install) for QGIS to run them."
}

case ${1:-} in
install) install_all ;;
remove) remove ;;
*) echo "usage: install.sh install|remove [PROFILE]" >&2 && exit 1 ;;
esac
