# declass: make demo shows it at work, make test proves it, make check is what a change must pass.
.DEFAULT_GOAL := help
BIN := .venv/bin
DEMO := demo

.PHONY: help setup demo test check lint docs messages lock bench clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## install what declass needs (system packages where allowed, libraries by lock file)
	@tools/setup.sh

demo: setup  ## make the fictional sample, build an archive from it, show what it found
	@tools/demo.sh $(DEMO)

test:  ## run every test
	@tools/setup.sh --tests
	$(BIN)/python -m pytest -q

lint: setup  ## format, lint, types, floors of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup  ## write the generated reference pages anew
	$(BIN)/python -m declass.cli.reference docs/reference

messages: setup  ## bring the translations up to date with the strings in the code
	$(BIN)/python -m declass.cli.messages src/declass/locale

check: lint test  ## all that a change must pass

lock: setup  ## resolve the lock file anew from pyproject.toml
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	    --custom-compile-command "make lock" --all-extras --group dev pyproject.toml -o requirements.lock

bench:  ## list the benchmarks, each run with .venv/bin/python
	@for file in bench/*/*.py; do printf '%-32s ' "$$file"; sed -n '1s/"""//gp' "$$file"; done

clean:  ## remove the demo and caches; the environment stays
	rm -rf $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache bench/out
