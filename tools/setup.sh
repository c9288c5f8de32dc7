#!/usr/bin/env bash
# Brings a Debian-like machine to where declass runs: system packages, a virtual environment, locked libraries.
# Safe to run again; it does only what is missing. With --tests also what only the tests need.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "declass needs Python 3.11 or newer; '$python' is missing or older. Set PYTHON=/path/to/python3.11 and run this again."
    exit 1
}

# What Debian has and PyPI has not: Spanish and Portuguese for OCR, the sandbox, npm for the reader's fonts and
# viewer, Chromium for its tests, and venv where Python was cut up.
want=()
data=/usr/share/tesseract-ocr/5/tessdata
[ -e "$data/spa.traineddata" ] || want+=(tesseract-ocr-spa)
[ -e "$data/por.traineddata" ] || want+=(tesseract-ocr-por)
command -v bwrap >/dev/null || want+=(bubblewrap)
command -v npm >/dev/null || want+=(nodejs npm)
[ "${1:-}" != --tests ] || command -v chromium >/dev/null || want+=(chromium)
"$python" -c 'import venv, ensurepip' 2>/dev/null || want+=(python3-venv)
if [ ${#want[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        say "Installing ${want[*]} ..."
        "${as_root[@]}" apt-get update -qq
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${want[@]}" >/dev/null
    else
        say "Missing: ${want[*]}. To install them: sudo apt-get install ${want[*]}"
        say "Without them declass still runs: no Spanish or Portuguese OCR, a weaker sandbox, a plainer reader."
    fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
# errors only: what pip says of its own indexes is no newcomer's business
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet --quiet "$@"; }
stamp=.venv/.locked  # what was installed last, to know whether anything changed
if ! cmp -s <(cat requirements.lock pyproject.toml) "$stamp"; then
    say "Installing the locked libraries, once (a minute or two) ..."
    pip install --require-hashes -r requirements.lock
    pip install --no-deps --no-build-isolation -e .  # hatchling and editables are in the lock
    cat requirements.lock pyproject.toml >"$stamp"
fi
.venv/bin/python -m compileall -q src/declass  # else a machine that writes no bytecode compiles it at every start
tools/frontend.sh
