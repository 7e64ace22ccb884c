# tuopin: two commands. `make demo` sets everything up and works; `make test` sets everything up and proves it.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PYTHON ?= python3
PROCESSES ?= 2
ARGS ?=
# Compiled modules are kept beside their sources, whatever the shell says: a command then starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test prove fuzz wheel check messages reference lock bench clean

setup: $(STAMP) $(VENV)/.messages $(VENV)/.maps

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tuopin needs Python 3.11 or newer; point PYTHON at one: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages (a few minutes the first time, seconds afterwards) ..."
	@if command -v uv >/dev/null 2>&1; then \
	  UV_PYTHON_DOWNLOADS=never uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi
	@$(BIN)/python tools/link_source.py
	@$(BIN)/python -m compileall -q src/tuopin
	@DJANGO_SETTINGS_MODULE=tuopin.config.settings $(BIN)/python -c 'import django; django.setup(); import tuopin.config.urls'
	@touch $(STAMP)

$(VENV)/.messages: $(STAMP) $(wildcard src/tuopin/locale/*/LC_MESSAGES/django.po)
	@$(BIN)/python tools/compile_messages.py
	@touch $@

$(VENV)/.maps: $(STAMP) tools/make_maps.py
	@$(BIN)/python tools/make_maps.py
	@touch $@

demo: setup
	@$(BIN)/tuopin demo $(ARGS)

test: setup check
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder $(ARGS)

# The long versions of what `make test` checks in short: hours, not minutes. ARGS="G9 --scale 0.1" runs one in part.
prove: setup
	@$(BIN)/python -m tools.prove $(ARGS)

# Made-up input for everything that reads what people send, two minutes each. ARGS="photo --seconds 3600" for one, longer.
fuzz: setup
	@$(BIN)/python -m tools.fuzz $(ARGS)

# The wheel, built from this checkout and worked with in a fresh environment from an empty folder: two to three minutes.
wheel: setup
	@$(BIN)/python tools/try_wheel.py

check: setup
	@$(BIN)/ruff check src tests tools bench
	@$(BIN)/lint-imports

messages: setup
	@$(BIN)/python tools/collect_messages.py
	@$(BIN)/python tools/compile_messages.py

reference: setup
	@$(BIN)/python tools/write_reference.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra maps --extra s3 --extra dev pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras pyproject.toml -o bench/requirements.lock
	@$(BIN)/python tools/write_sbom.py

clean:
	rm -rf $(VENV) .tuopin
