# Two commands do everything on a fresh machine: `make guide` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHELL  := /bin/bash
.SHELLFLAGS := -o pipefail -c

.PHONY: guide test suite test-fast fast-answers fast-texts test-thorough check lint types bench conformance clean

guide: $(VENV)/.ready paper
	@$(BIN)/tiaowen guide --out site --pdf

# Two processes at a time take the types and the groups of tests, the longest first. Workers that share all tests
# would each import all of them, which takes half a minute. Each line of output appears whole, as soon as it ends.
TOGETHER := @$(MAKE) --no-print-directory --keep-going -j 2
BY_LINE  := | sed -u ""

test:
	$(TOGETHER) $(VENV)/.ready-test system
	@$(MAKE) --no-print-directory lint
	$(TOGETHER) $(SUITES) types

TESTS_browser := -m browser tests/render
TESTS_render  := -m "not browser" tests/render
TESTS_verify  := tests/kb/verify
TESTS_desk    := $(addprefix tests/kb/,cli desk versions)
TESTS_answers := $(addprefix tests/kb/,assess cases checks core explain graph importing loading model screen serve)
TESTS_rest    := tests $(addprefix --ignore ,tests/benchmarks tests/render $(TESTS_verify) $(TESTS_desk) $(TESTS_answers))
SUITES        := $(addprefix suite-,browser verify desk render answers rest)
suite: $(VENV)/.ready-test
	$(TOGETHER) $(SUITES)

# A test that hangs ends the run of its group after five minutes, with the stack of every thread.
LIMITED := -o faulthandler_timeout=300 -o faulthandler_exit_on_timeout=true --durations=5
suite-%: $(VENV)/.ready-test
	TIAOWEN_WHOLE_TEST=1 $(BIN)/pytest --benchmark-disable $(LIMITED) $(TESTS_$*) $(BY_LINE)

# In under a minute: the tests of the model, the core, the answers, the corpus and the checks, without round trips of lines.
FAST_ANSWERS := $(addprefix tests/kb/,assess cases checks explain) --ignore tests/kb/assess/test_properties.py
FAST_TEXTS   := $(addprefix tests/kb/,graph core loading model) tests/test_structure.py tests/test_unused.py \
  --ignore tests/kb/loading/rulelines --ignore tests/kb/loading/lines
test-fast: $(VENV)/.ready-test
	$(TOGETHER) fast-answers fast-texts

fast-answers: $(VENV)/.ready-test
	$(BIN)/pytest $(FAST_ANSWERS) $(BY_LINE)

fast-texts: $(VENV)/.ready-test
	$(BIN)/pytest $(FAST_TEXTS) $(BY_LINE)

# The sampling tests with four times as many examples, and every benchmark once.
test-thorough: $(VENV)/.ready-test system
	TIAOWEN_THOROUGH=1 TIAOWEN_WHOLE_TEST=1 $(BIN)/pytest -n 2 --dist worksteal --benchmark-disable

check: $(VENV)/.ready
	$(BIN)/tiaowen check

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-test
	$(BIN)/mypy

bench: $(VENV)/.ready-test
	@$(INSTALL) --editable ".[benchmark,paper]"
	$(BIN)/pytest tests/benchmarks --benchmark-only --benchmark-columns=min,median,max,rounds

conformance: $(VENV)/.ready-test
	@$(BIN)/python -m tests.corpus.suite build

clean:
	rm -rf site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

# A plain installation with light wheels only. Modules are compiled when they are first imported, as most never are.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint requirements.lock
$(VENV)/.ready: pyproject.toml requirements.lock
	@rm -f $(VENV)/.ready-paper
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "安装依赖 · installing dependencies …"
	@$(INSTALL) --editable .
	@touch $@

# What the tests need, in one installation with what the guide needs.
$(VENV)/.ready-test: pyproject.toml requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "安装依赖 · installing dependencies …"
	@$(INSTALL) --editable ".[test,browser,workbench,screen,serve,desk,paper]"
	@touch $(VENV)/.ready $(VENV)/.ready-paper $@

# The requirements of PDF. Without them the guide is built without PDF, and the command says what is missing.
.PHONY: paper
paper: $(VENV)/.ready
	@SUDO="sudo -n" bash .ci/system.sh paper || true
	@test -e $(VENV)/.ready-paper || { \
	  $(INSTALL) --editable ".[paper]" \
	  && touch $(VENV)/.ready-paper; } || true

# Installs Debian's chromium without a window, the libraries for PDF and a Chinese font for the tests, where they are missing.
.PHONY: system
system:
	@bash .ci/system.sh
