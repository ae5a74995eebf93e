# Every target sets up what it needs first; `make help` lists them.
# PYTHON=…  the interpreter to build .venv with (3.11 or later)
# PORT=… VAR=…  where `make run` listens and keeps its data (default 8000, with LAN=1 8443; var/)

PYTHON ?= python3
SAMPLE ?= committee
LAN ?=
STATIONS ?=
PORT ?=
VAR ?=
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow check bench lock setup-run setup-test

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: setup-test  ## everything for running and testing, into .venv (nothing to do when it is there)

run: setup-run  ## a sitting on this machine; SAMPLE=congress the other sample, SAMPLE=empty your own, STATIONS=1 or 2 with scrutineers, LAN=1 for tablets in the hall
	@exec $(BIN)/yijue run --sample $(SAMPLE) $(if $(LAN),--lan) $(if $(STATIONS),--stations $(STATIONS)) $(if $(PORT),--port $(PORT)) $(if $(VAR),--var $(VAR))

test: setup-test  ## the whole suite, in random order, in under ten minutes
	@$(BIN)/python -m pytest -q -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder

test-slow: setup-test  ## the tests that take minutes each
	@$(BIN)/python -m pytest -q -m slow

check: setup-test  ## ruff, mypy, and that every module can be imported
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python scripts/import_all.py

bench: setup-test  ## how fast this machine is, and how near the product comes to it
	@$(BIN)/python bench/run.py --evidence

lock:
	@scripts/lock.sh

setup-run:
	@$(PYTHON) scripts/setup.py run

setup-test:
	@$(PYTHON) scripts/setup.py test
