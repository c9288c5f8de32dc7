#!/usr/bin/env bash
# The demo: a fictional agency's records become an archive; see what it found.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-demo}
declass=.venv/bin/declass
step() { printf '\n\033[1m$ %s\033[0m\n' "$*"; "$@"; }

rm -rf "$folder"
mkdir -p "$folder"
export DECLASS_ARCHIVE="$folder/archive"
step $declass sample "$folder/sample"
for year in 1999 2012 2024; do
    step $declass add "$folder/sample/records/$year" --collection "Coastal Inquiry" --released "$year"
done
step $declass import "$folder/sample/records/inventory.csv" --name "Publisher's list"
step $declass status
step $declass search '"harbour strike" AND customs' --limit 5
step $declass search 'huelga puerto lang:es' --limit 5
step $declass verify
printf '\nThe archive is in %s. Try: %s --archive %s search YOUR WORDS\n' "$DECLASS_ARCHIVE" "$declass" "$DECLASS_ARCHIVE"
