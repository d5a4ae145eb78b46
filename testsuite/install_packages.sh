#!/bin/sh
# Installs the Debian packages named, where they are missing: as root at once, otherwise by telling the one command.
set -eu

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: install what provides $* yourself." >&2
    exit 0
fi

missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Some Debian packages are missing. As root, or with sudo, run:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
fi
echo "Installing$missing"
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
