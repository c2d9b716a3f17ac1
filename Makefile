# make demo    set up and ask the sample articles a question
# make test    set up and run the tests
# make check   what CI runs: lint, types, tests
#
# On Linux a plain torch brings gigabytes of CUDA that this project does not use.
# Where PyTorch's CPU package index can be reached (its install page names it):
#     make demo TORCH_INDEX=<that index>

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INDEX_FLAGS := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
DEMO_INDEX := $(VENV)/sample.index

.PHONY: demo test check lint types clean

demo: $(VENV)/.installed
	@$(BIN)/crosscheck index index/sample_articles --index $(DEMO_INDEX)
	@$(BIN)/crosscheck ask "What did the UK say about Taiwan?" --index $(DEMO_INDEX)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: lint types test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt $(INDEX_FLAGS) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt $(INDEX_FLAGS) --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
