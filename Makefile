# Start with `make demo` and `make test`. Both install what they need, as far as this user may.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup browser demo test generated lint types unit e2e dist sdk-types test-native coverage-page partner-suite partner-suite-js bench pictures lock clean

setup: $(VENV)/.stamp

$(VENV)/.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "h5kit needs Python 3.11 or newer with the venv module; name one with PYTHON=..." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	$(BIN)/python -m tools.static_files --if-changed
	$(BIN)/python -m tools.translations
	$(BIN)/h5kit demo $(ARGS)

# One more worker than cores: tests wait for locks, leases and browsers in turn.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)

# Keeps the output of each of several jobs together, if this make can.
SYNC := $(if $(filter output-sync,$(.FEATURES)),-O)

# Jobs that wait for pip and npm run beside jobs that compute.
test: setup browser
	$(MAKE) --no-print-directory -j 2 $(SYNC) lint types sdk-types partner-suite partner-suite-js
	$(MAKE) --no-print-directory unit
	$(MAKE) --no-print-directory e2e

browser: setup
	$(BIN)/python -m tools.browser

lint: setup
	$(BIN)/python -m tools.translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m tools.plain_messages

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/python -m tools.translations
	$(BIN)/python -m tests.postgres
	$(BIN)/python -m pytest -n $(WORKERS) tests

e2e: browser
	$(BIN)/python -m tools.translations
	rm -rf test-results/messages
	$(BIN)/python -m pytest -n $(WORKERS) e2e
	$(BIN)/python -m e2e.coverage_page

coverage-page: browser
	rm -rf test-results/messages
	$(BIN)/python -m pytest -n $(WORKERS) e2e/test_messages.py e2e/test_reset.py
	$(BIN)/python -m e2e.coverage_page

partner-suite: browser
	$(BIN)/python examples/run_partner_suite.py $(ARGS)

# sdk-types first: only one of them may install Node.js.
partner-suite-js: browser sdk-types
	$(BIN)/python -m tools.typescript_suite

dist: setup
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -w dist .
	$(BIN)/python -m tools.npm_package dist

sdk-types: setup
	$(BIN)/python -m tools.sdk_types

generated: setup
	$(BIN)/python -m tools.message_names
	$(BIN)/python -m tools.translations update
	$(BIN)/python -m tools.settings_pages
	$(BIN)/python -m tools.events_schema
	$(BIN)/python -m tools.sync_pages
	$(BIN)/python -m tools.static_files
	$(BIN)/python -m tools.json_schemas
	$(BIN)/python -m bench.report_page

test-native: setup
	$(BIN)/python -m native.ensure
	$(BIN)/python -m pytest native

bench: setup
	$(BIN)/python -m bench
	$(BIN)/python -m bench.loop_stops
	$(BIN)/python -m tests.postgres
	$(BIN)/python -m bench.kills sqlite 200
	$(BIN)/python -m bench.kills postgresql 200
	$(BIN)/python -m bench.crowd 500

pictures: browser
	$(BIN)/python -m bench.pictures

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
