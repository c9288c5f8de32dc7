#!/usr/bin/env bash
# Installs what the reader's pages load (fonts, page viewer, partial updates) by lock file into the package.
# Safe to run again; it does only what is missing. The files are packed into the wheel and never committed.
set -euo pipefail
cd "$(dirname "$0")/.."
into=src/declass/web/static/vendor
cmp -s frontend/package-lock.json "$into/.locked" && [ "${1:-}" != --again ] && exit 0
command -v npm >/dev/null || {
    echo "npm is missing, so the reader's fonts and page viewer are not installed: sudo apt-get install npm" >&2
    exit 0
}
echo "Installing the reader's fonts and page viewer ..." >&2
npm ci --prefix frontend --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
from=frontend/node_modules
rm -rf "$into"
mkdir -p "$into/fonts" "$into/licences"
for face in source-sans-3 source-serif-4; do
    cp "$from/@fontsource-variable/$face/files/$face"-latin{,-ext}-wght-{normal,italic}.woff2 "$into/fonts/"
    cp "$from/@fontsource-variable/$face/LICENSE" "$into/licences/$face.txt"
done
cp "$from/htmx.org/dist/htmx.min.js" "$from/openseadragon/build/openseadragon/openseadragon.min.js" "$into/"
cp "$from/htmx.org/LICENSE" "$into/licences/htmx.txt"
cp "$from/openseadragon/LICENSE.txt" "$into/licences/openseadragon.txt"
cp frontend/package-lock.json "$into/.locked"  # last: says that the folder is whole
