# One command each. `make app` and `make test` set themselves up in .venv.
PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile \
          --constraint requirements.lock
UV     := 0.13.9
# uv takes a third of pip's time. It does not read where pip was told to look; where it is not to be
# had, or does not find everything, pip installs: a new one, for one as old as its Python takes
# longer to choose than to install.
LINKS   = $${PIP_FIND_LINKS:-$$($(BIN)/python -m pip config get global.find-links 2>/dev/null)}
INSTALL = { $(PIP) uv==$(UV) && UV_FIND_LINKS="$(LINKS)" $(BIN)/uv pip install --quiet \
          --python $(BIN)/python --constraint requirements.lock $(1); } \
          || { $(PIP) --upgrade pip; $(PIP) $(1); }

# Only what the page and its jobs load is compiled, on a core each: all of it would take longer than
# the rest of installing.
COMPILE = $(BIN)/python -c "from icu_core.ui import stubs; stubs.leave_out(); import icu_core.ui.layout" & \
          $(BIN)/python -c "from importlib import import_module; from icu_core import jobs; \
            [*map(import_module, jobs.PRELOADED)]" && wait $$!

AXE    := 4.14.1

unexport PYTHONDONTWRITEBYTECODE # else every process of the tests compiles our code again

.PHONY: app test check lint crash audit licences bench world pictures axe lock clean

app: .venv/app.ready            ## start the page on http://127.0.0.1:7860
	$(BIN)/python app.py

test: .venv/dev.ready axe       ## all tests that run with every change
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: lint                     ## style, types, architecture
	$(BIN)/python -m pytest tests/test_architecture.py

lint: .venv/dev.ready           ## style and types; the architecture is one of the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

crash: .venv/dev.ready          ## the long tests: kills, load, endurance; keeps tests/crash/RESULT.md
	$(BIN)/python -m pytest -m slow --keep-results
	$(MAKE) audit

audit: .venv/dev.ready          ## known vulnerabilities in requirements.lock; needs the network
	-$(PIP) pip-audit
	$(BIN)/python -m tests.supply audit

licences: .venv/dev.ready       ## under which licence each installed package is
	$(BIN)/python -m tests.supply licences

bench: .venv/dev.ready          ## one table: where the time goes, against the naive definitions
	$(BIN)/python -m tests.bench

world: .venv/app.ready          ## build the embedded world and its model anew
	$(BIN)/python -m icu_core.world build

pictures: .venv/dev.ready       ## the pictures of the README, made anew in a browser
	$(BIN)/python -m tests.pictures

axe:                            ## axe-core for the tests in the browser; without npm they skip it
	-@test -f build/node_modules/axe-core/axe.min.js || npm install --silent --no-save --no-audit \
	  --no-fund --prefix build axe-core@$(AXE) || echo "axe-core was not fetched; its tests skip."

lock: .venv/app.ready           ## pin today's newest versions; then run every test
	$(PIP) uv==$(UV)
	echo 'torch==2.13.0' > build-constraint.txt
	$(BIN)/uv pip compile --universal --python-version 3.10 --quiet --no-annotate --no-header \
	  --constraint build-constraint.txt requirements.txt requirements-dev.txt \
	  | grep -Ev '^(nvidia-|cuda-|triton)' > requirements.lock
	rm build-constraint.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/app.ready: .venv/bin/python requirements.txt requirements.lock
	$(call INSTALL,--requirement requirements.txt)
	$(COMPILE)
	touch $@

.venv/dev.ready: .venv/bin/python requirements.txt requirements-dev.txt requirements.lock
	$(call INSTALL,--requirement requirements.txt --requirement requirements-dev.txt)
	$(COMPILE)
	touch .venv/app.ready $@
