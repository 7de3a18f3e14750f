# `make` alone explains the commands. Everything lives in .venv; nothing is installed outside it.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet
PYTEST := $(BIN)/pytest -q
OUT ?= .tovholder/demo

.DEFAULT_GOAL := help
.PHONY: help setup demo up test check fix bench chaos simulate docs catalogues lock hooks wheel clean

help:  ## Show the commands.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## Make .venv with exactly the locked packages.

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit(f"Tovholder needs Python 3.11 or newer, and $(PYTHON) is {sys.version.split()[0]}. Choose another one: make PYTHON=python3.12 $(or $(MAKECMDGOALS),setup)")'
	@echo "Setting up .venv (once; a minute or two) ..."
	@$(PYTHON) -m venv .venv 2>/dev/null || $(PYTHON) -m venv --without-pip .venv
	@$(PIP) --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## Play the reference programme with three municipalities, in virtual time.
	$(BIN)/tovholder rehearse rekrutteringsvaerksted-2022 --cast rehearsal/casts/mixed.yaml --out $(OUT)

up: $(READY)  ## Start everything for real use on this machine.
	$(BIN)/tovholder up

test: $(READY)  ## The whole test suite.
	$(PYTEST) -n 3 --dist worksteal -m "not engine and not browser"
	$(PYTEST) -m "engine or browser"

check: $(READY)  ## Format, lint, types, and the house's own rules.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(PYTEST) tests/test_house.py tests/test_sizes.py tests/test_never_written.py tests/test_packaging.py tests/test_documented.py

fix: $(READY)  ## Let ruff repair what it can.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## Measure on this machine and write docs/reference/benchmarks.md.
	$(BIN)/python -m bench $(BENCH)

simulate: $(READY)  ## Live through 1,000 seeded worlds; SIMULATE="--seed 17 --trace" tells of one.
	$(BIN)/python -m tests.simulation $(SIMULATE)

chaos: $(READY)  ## Kill, stop, fill up and mislead installations; CHAOS="--seeds 2" is shorter than half an hour.
	$(BIN)/python -m tests.chaos $(CHAOS)

docs: $(READY)  ## Write the generated pages of docs/reference anew.
	$(BIN)/python -m docs.generate

catalogues: $(READY)  ## Bring the catalogues up to date with the templates.
	$(BIN)/python -m docs.catalogues

lock: $(READY)  ## Make requirements.lock anew from pyproject.toml.
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group dev pyproject.toml --output-file requirements.lock

hooks: $(READY)  ## Check before every commit, by pre-commit.
	$(BIN)/pre-commit install

wheel: $(READY)  ## Build the wheel into dist/.
	$(BIN)/python -m hatchling build --target wheel

clean:  ## Remove what can be made again (not the data folder .tovholder).
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
