#!/usr/bin/env bash
# The demo: a fictional agency's records become an archive; see what it found.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-demo}
bold='' plain=''
[ -t 1 ] && bold=$'\033[1m' plain=$'\033[0m'
step() { # print the command as a person would type it, and run it
    printf '\n%s$ declass' "$bold"
    for word in "$@"; do
        case $word in *[!A-Za-z0-9_./:=-]*) word="'${word//\'/\'\\\'\'}'" ;; esac
        printf ' %s' "$word"
    done
    printf '%s\n' "$plain"
    .venv/bin/declass "$@"
}

rm -rf "$folder"
mkdir -p "$folder"
export DECLASS_ARCHIVE="$folder/archive"
step sample "$folder/sample" --records 14
for day in 1999-06-30 2012-04-17 2024-11-08; do
    step add "$folder/sample/records/${day%%-*}" --collection 'Coastal Inquiry' --released "$day"
done
step import "$folder/sample/records/inventory.csv" --name 'List of the Coastal Inquiry'
step status
step search '"harbour strike" AND crane' --limit 3
step search 'huelga puerto lang:es' --limit 3 --facet decade
step show "$(.venv/bin/declass search '"harbour strike" AND crane' --limit 1 --format jsonl | sed 's/.*"record": "\([^"]*\)".*/\1/')"
step withheld --summary
step compare
step changes --grade certain --record "$(.venv/bin/declass changes --grade certain --format jsonl | sed -n '1s/.*"record": "\([^"]*\)".*/\1/p')"
step verify
printf '\nThe archive is in %s. Go on with:\n  .venv/bin/declass --archive %s search YOUR WORDS\n  .venv/bin/declass --archive %s serve\n' \
    "$DECLASS_ARCHIVE" "$DECLASS_ARCHIVE" "$DECLASS_ARCHIVE"
