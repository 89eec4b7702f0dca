# All set-up is done here: a machine with Python 3.11+, pip and make needs nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check lint format bench lock clean

demo: $(STAMP)  ## evaluate the five example units and show what was published beside it
	$(BIN)/jixiao demo

test: $(STAMP)  ## lint, types, import contracts, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto $(PYTEST_ARGS)

lint: $(STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

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
