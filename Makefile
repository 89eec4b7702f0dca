# All set-up is done here: a machine with Python 3.11+, pip and make needs nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# A file stays with one worker, which makes its fixtures once; tests/conftest.py says which files begin.
PYTEST := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder
# Images of systems often forbid to keep compiled modules; every process that the tests start would compile all of them.
test: export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo serve test check lint format messages bench lock clean

demo: $(STAMP)  ## evaluate the five example units and show what was published beside it
	$(BIN)/jixiao demo

serve: $(STAMP)  ## the web application with its demo district, on http://127.0.0.1:8000/
	$(BIN)/jixiao serve --demo --data demo-data

test: $(STAMP)  ## lint, types, import contracts, tests; those of the web application also on a real PostgreSQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) $(PYTEST_ARGS)
	$(BIN)/python tests/web/support/with_postgres.py $(PYTEST) tests/web $(PYTEST_ARGS)

lint: $(STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

messages: $(STAMP)  ## bring the English words of the web application up to date with the sources, and compile them
	$(BIN)/python tests/web/support/messages.py

bench: $(STAMP)  ## every benchmark prints its figures; see benchmarks/README.md
	for script in benchmarks/*.py; do $(BIN)/python $$script; done

lock: $(STAMP)  ## renew requirements.lock (hashes, no addresses); needs uv
	uv pip compile --universal --generate-hashes --all-extras --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 --quiet pyproject.toml -o requirements.lock

$(STAMP): pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf $(VENV) demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
