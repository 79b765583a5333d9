# Two commands: `make demo` runs a site with a world worth exploring, `make test` proves it.
# Both need only python3 (3.11 or newer, with venv) and make.

PORT ?= 8000
VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
STAMPS = $(VENV)/stamps
PIP = $(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --no-deps --compile

# Two processes, each file whole in one of them, the longest first (tests/conftest.py).
TWO = -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: demo test browser check bench proof lock messages clean help

help:
	@echo "make demo      a running site with a demo world, on http://localhost:$(PORT)"
	@echo "make test      all plain tests"
	@echo "make browser   tests in a real Chromium"
	@echo "make check     lint, types, layers, spelling, migrations"
	@echo "make messages  the Spanish catalogue: adds what is new, compiles it"
	@echo "make bench     measurements"
	@echo "make proof     everything, the tests marked proof included"

demo: export DEMO := 1
demo: export SITE_URL ?= http://localhost:$(PORT)
demo: $(STAMPS)/site
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: $(STAMPS)/test
	$(BIN)/pytest $(TWO) $(ARGS)

browser: $(STAMPS)/browser
	$(BIN)/pytest $(TWO) -m "browser and not proof" tests/browser $(ARGS)

check: $(STAMPS)/test
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	git ls-files '*.html' | xargs -r $(BIN)/djade --check --target-version 5.2
	git ls-files 'templates/*.html' | xargs -r $(BIN)/djhtml --check --tabwidth 2
	$(BIN)/codespell $$(git ls-files)
	DEBUG=1 DATA_DIR=$${TMPDIR:-/tmp}/citycamp-check $(BIN)/python manage.py makemigrations --check --dry-run

bench: $(STAMPS)/test
	$(BIN)/python -m tests.load.bench $(ARGS)

# Everything: the tests marked proof too, and ten times the examples where a test makes up its own.
proof: $(STAMPS)/browser
	HYPOTHESIS_PROFILE=proof $(BIN)/pytest -m "not browser" $(ARGS)
	$(BIN)/pytest $(TWO) -m browser tests/browser
	$(BIN)/python -m tests.load.bench

# The catalogue and its compiled twin are both committed, so that nothing is built where the site runs.
messages: $(STAMPS)/test
	$(BIN)/python -m tests.messages

# Locks: hashes, every platform, no index host.
lock: $(STAMPS)/test
	for name in requirements requirements-test requirements-browser; do \
	  $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header $(UPGRADE) $$name.in --output-file $$name.txt || exit 1; \
	done

clean:
	rm -rf $(VENV) var

$(STAMPS)/python:
	@command -v $(PYTHON) >/dev/null || { echo "CityCamp needs $(PYTHON), version 3.11 or newer, and it is not here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "CityCamp needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/serving: requirements.txt | $(STAMPS)/python
	@echo "Installing what CityCamp needs, about 20 seconds ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(STAMPS)/test: requirements-test.txt $(STAMPS)/serving
	@$(PIP) -r requirements-test.txt
	@touch $@

$(STAMPS)/browser: requirements-browser.txt $(STAMPS)/test
	@$(PIP) -r requirements-browser.txt
	@touch $@

# Static files are gathered again when one of ours or a library changed.
$(STAMPS)/site: $(STAMPS)/serving citycamp/static_storage.py $(shell find citycamp events sessions wiki mailinglists -path '*/static/*' -type f 2>/dev/null)
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@
