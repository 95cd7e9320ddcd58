# What a stranger needs: make demo, make test. Only git, make and a Python >= 3.12 are taken for granted.

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PYTHONS := python3.13 python3.14 python3.12 python3 python
STAMP := $(VENV)/.ready

.PHONY: demo test check lint types imports sample reference bench bench-all browser database clean help

help:
	@echo "make demo    run the embedded estate and print its plan"
	@echo "make test    run the whole test suite"
	@echo "make check   lint, types and import contracts"
	@echo "make bench   benchmarks of the demonstration and of Leeds"
	@echo "make bench-all  all that is to be reached, and whether it is; hours"
	@echo "make sample  make the sample in maps/demo again: run, map, pages"

demo: $(STAMP)
	@$(BIN)/estate-opt demo

test: $(STAMP) browser database
	@$(BIN)/pytest -n auto -q

check: lint types imports

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)
	@$(BIN)/mypy

imports: $(STAMP)
	@$(BIN)/lint-imports

sample: $(STAMP)
	@$(BIN)/python docs/sample.py

reference: $(STAMP)
	@$(BIN)/python -m estate_opt.config.reference models

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

bench-all: $(STAMP)
	@$(BIN)/python -m benchmarks --targets

# What some tests need of the system, where it can be installed: the tests say what is missing where it cannot.
browser:
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || $(call install,chromium)

database:
	@ls /usr/lib/postgresql/*/lib/postgis-3.so >/dev/null 2>&1 || $(call install,postgresql-postgis)

install = if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "installing $(1) for the tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1); } >/dev/null 2>&1 \
	    || echo "$(1) could not be installed; the tests that need it will say so"; \
	fi

$(STAMP): pyproject.toml requirements.lock
	@python=""; for name in $(PYTHONS); do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "estate-opt needs Python 3.12 or newer, and none is on the PATH: install one, for example python3.13." >&2; \
	  exit 1; \
	fi; \
	echo "making the environment in $(VENV) with $$($$python --version)"; \
	rm -rf $(VENV) && $$python -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check "uv>=0.9"
	@$(UV) pip install -q --require-hashes --python $(BIN)/python -r requirements.lock && $(UV) pip install -q --no-deps --python $(BIN)/python -e .
	@touch $(STAMP)

clean:
	rm -rf $(VENV) estate-opt-demo runs .pytest_cache .mypy_cache .ruff_cache .hypothesis
