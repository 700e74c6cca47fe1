# Two commands matter: `make demo` and `make test`. Both work on a bare machine with Python 3.11, make and git.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
NPX ?= npx
CATALOGUES := $(wildcard kinkeeper/locale/*/LC_MESSAGES/django.po)

.PHONY: setup setup-test demo run test test-deps prove check fix bench lock styles messages clean

setup: $(VENV)/installed

$(VENV)/python:
	@$(PYTHON) --version >/dev/null 2>&1 || { echo "Python 3.11 or newer is needed. Name yours: make demo PYTHON=python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11. Name a newer one: make demo PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation -e .
	@touch $@

setup-test: $(VENV)/installed-for-tests

$(VENV)/installed-for-tests: $(VENV)/installed requirements-test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-test.lock
	@touch $@

demo: setup
	$(BIN)/kinkeeper demo

run: setup
	$(BIN)/kinkeeper serve

test-deps: setup-test
	$(BIN)/python tools/test_deps.py

test: test-deps check
	$(BIN)/python tools/run_tests.py

# Every proof, whole, on two cores: writes docs/reference/proofs.md. `make prove WORDS=--quick` for a share of each.
prove: test-deps
	$(BIN)/python -m proofs $(WORDS)

check: setup-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup-test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup-test
	$(BIN)/kinkeeper bench all

# The locks carry hashes and no registry's address. Needs uv, as a developer's tool only.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements.in -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-test.in -o requirements-test.lock

# Compiles the style sheet. Needs Node, as a developer's tool only: the result is committed.
styles:
	cd styles && npm install --no-package-lock --no-audit --no-fund && npm run build

# Draws up the strings to translate, brings each language's catalogue up to date and compiles it.
messages: setup
	@mkdir -p kinkeeper/locale
	$(BIN)/pybabel --quiet extract --mapping babel.cfg --output kinkeeper/locale/messages.pot kinkeeper
	@for one in $(CATALOGUES); do \
		$(BIN)/pybabel --quiet update --domain django --input-file kinkeeper/locale/messages.pot --output-file $$one --locale $$(basename $${one%/LC_MESSAGES/django.po}) && \
		$(BIN)/pybabel --quiet compile --input-file $$one --output-file $${one%.po}.mo --locale $$(basename $${one%/LC_MESSAGES/django.po}) || exit 1; done

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
