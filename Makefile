# Thin names over plain commands; README shows the commands for people without make.
# Needs Python 3.11 or newer, and nothing else.

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --quiet --no-input
# Tests of one file stay in one process: they share a database or a browser.
PYTEST_ARGS ?= -n 4 --dist worksteal
DEMO_ARGS ?=

.PHONY: demo test lint check bench faults drills lighthouse twilio-contract pages lock sbom clean
.DELETE_ON_ERROR:

demo: $(VENV)/.package
	@$(VENV)/bin/participation demo $(DEMO_ARGS)

test: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.package $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy --strict -p participation
	$(VENV)/bin/lint-imports

check:
	$(MAKE) lint
	$(MAKE) test

bench: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m tests.benchmarks

faults: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m tests.faults

drills: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m tests.drills

# Needs Node; fetches Lighthouse once.
lighthouse: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m tests.browser.lighthouse

# Our questions to Twilio and our stand-in's answers, held against Twilio's published description.
# Needs Node; fetches prism and the description once.
twilio-contract: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m tests.standins.contract

# Pictures of every page for docs/pages.md.
pages: $(VENV)/.package $(VENV)/.dev
	$(RUN) -m tests.browser.shots

# A stamp for each step, so that the second run installs nothing.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements.txt requirements-build.txt
	@echo "Installing what the service needs (once; a minute or two) …"
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@touch $@

# The package itself, in place; its build compiles the catalogues.
$(VENV)/.package: $(VENV)/.runtime pyproject.toml hatch_build.py $(wildcard translations/*/LC_MESSAGES/*.po)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what the tests need (once; a minute or two) …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# After a change of dependencies in pyproject.toml; add UPGRADE=--upgrade once a month (D26).
# The lists name no registry: whoever installs chooses it.
LOCK := .venv-lock/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(UPGRADE)
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet pip-tools
	$(LOCK) -o requirements.txt pyproject.toml
	$(LOCK) -c requirements.txt --extra dev -o requirements-dev.txt pyproject.toml
	$(LOCK) -c requirements.txt -o requirements-build.txt requirements-build.in

# What the service is made of, as CycloneDX, for whoever looks for known holes.
sbom: $(VENV)/.package
	$(VENV)/bin/python -m scripts.parts_list > participation.cdx.json

# Leaves instance/ alone, where a small installation keeps its database.
clean:
	rm -rf $(VENV) .venv-lock build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis instance/demo
	find participation tests translations -name '__pycache__' -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +
