# Every target does its own set-up: the virtual environment, the pinned packages, and TeX where it is missing.
EXAM = problems/exams/default.yaml
FOR = graders
KEY = output/solutions.pdf
SEED = 1
SEEDS = 0..999
UV = uv
VENV = .venv
NODE = tests/node/node_modules
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

# Unless PYTHON is given, it is the one that the environment was made with, or else python3.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(or $(lastword $(shell cat $(VENV)/made-for 2>/dev/null)),python3)
endif

# A value or a name of a file is a command to nobody: make does not expand it, and the shell finds it in the environment.
override EXAM := $(value EXAM)
override FOR := $(value FOR)
override KEY := $(value KEY)
override SEED := $(value SEED)
override SEEDS := $(value SEEDS)
export PYTHON EXAM FOR KEY SEED SEEDS UV

# The environment is made anew for another PYTHON, and where the folder was moved: it holds absolute paths.
export MADE_FOR := $(CURDIR) $(PYTHON)
ifneq ($(shell cat $(VENV)/made-for 2>/dev/null),$(MADE_FOR))
NEED_PYTHON := python
.PHONY: $(VENV)/made-for
endif

.PHONY: help exam solutions layout room gallery verify check stress test lint golden coverage fuzz hostile protections bench lock wheel clean distclean need-tex need-tests need-browser
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

help: ## Show this list
	@echo "make TARGET [EXAM=problems/sheet-a.yaml] [PYTHON=python3.12]"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1	\2/p' Makefile | while IFS='	' read -r target what; do printf '  %-12s %s\n' "$$target" "$$what"; done

exam: need-tex $(VENV)/runtime ## Exam sheet of EXAM, into output/
	@$(BIN)/gen exam -- "$$EXAM"

solutions: need-tex $(VENV)/runtime ## Worked answer key of EXAM, into output/ or its folder for staff (FOR=students: to publish)
	@$(BIN)/gen solutions --for "$$FOR" -- "$$EXAM"

gallery: need-tests $(VENV)/runtime ## Sheet and key of every problem, into output/gallery/, and docs/gallery.md
	@$(BIN)/python tools/gallery.py

layout: need-tex $(VENV)/runtime ## Store the place of each item beside EXAM
	@$(BIN)/gen layout -- "$$EXAM"

room: need-tex $(VENV)/runtime ## Whether the stored layout of EXAM has room for all seeds that it promises
	@$(BIN)/gen layout --check -- "$$EXAM"

verify: $(VENV)/runtime ## Solve and set KEY again, and compare with its certificate
	@$(BIN)/gen verify -- "$$KEY"

check: $(VENV)/runtime ## Check all problem files, without TeX
	@$(BIN)/gen check

stress: $(VENV)/runtime ## Draw, solve and verify SEEDS of every problem, without TeX; plots in output/stress.html
	@$(BIN)/gen stress --seeds "$$SEEDS"

test: need-tests need-browser $(NODE)/.package-lock.json lint ## Linters, type checks and all tests
	@$(BIN)/python -m compileall -q gen tests # many tests start gen anew, where the environment may forbid Python to keep what it compiles
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder tests

fuzz: $(VENV)/dev ## Random cells, keys and requirements by the thousand, others with each SEED=1, 2, 3 ...
	$(BIN)/pytest --hypothesis-profile=fuzz --hypothesis-seed="$$SEED" tests/test_arrays.py tests/test_random_keys.py tests/test_variants_refused.py tests/test_formula_answers.py tests/test_claims_that_arrive.py tests/test_course.py tests/hostile/test_any_file.py -k "random or telling or whatever or textbook or interrupted"
	@if ! $(BIN)/python -c 'import atheris' 2>/dev/null; then echo "(without the package atheris nothing is guided by what it reaches)"; else \
		for kind in files formulas; do $(BIN)/python -m tests.hostile.guided $$kind 600 build/fuzz/$$kind || exit 1; done; fi

hostile: need-tests $(VENV)/dev ## All attacks, by LaTeX as well
	$(BIN)/pytest -m "hostile or not hostile" tests/hostile

lint: $(VENV)/dev ## Linters and type checks only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

golden: need-tests $(NODE)/.package-lock.json $(VENV)/dev ## Write the expected texts of the tests anew
	$(BIN)/pytest tests --golden

coverage: need-tests $(NODE)/.package-lock.json $(VENV)/dev ## Lines and branches of gen/ that the tests reach: 95 % or more
	$(BIN)/coverage run -m pytest -q tests
	$(BIN)/coverage report

protections: need-tests $(NODE)/.package-lock.json $(VENV)/dev ## Take out each protection in turn: a test must miss it
	@$(BIN)/python tools/protections.py

bench: need-tex $(VENV)/runtime ## What the stages cost, as ratios within one run
	@$(BIN)/python benchmarks/exam.py
	@$(BIN)/python benchmarks/horizons.py
	@$(BIN)/python benchmarks/variants.py
	@$(BIN)/python benchmarks/preview.py

# Programs of others that tests run: what they say of pages, of speech and of schemas.
$(NODE)/.package-lock.json: tests/node/package-lock.json | need-browser
	@echo "Installing the packages of tests/node/package-lock.json"
	@cd tests/node && npm ci --silent
	@touch $@

lock: ## Make the lock files anew from pyproject.toml (LOCK=--upgrade: newest versions)
	@sh tools/lock $(LOCK)

wheel: $(VENV)/runtime ## A wheel of gen to install on other machines, into dist/
	@rm -rf build dist
	@$(PIP) wheel --no-deps --no-build-isolation --no-index --wheel-dir dist .
	@rm -rf build worked_exam.egg-info
	@ls dist/*.whl

clean: ## Remove output and caches
	[ ! -d output ] || find output -mindepth 1 -maxdepth 1 ! -name .gitignore -exec rm -rf {} +
	rm -rf build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find gen tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## Remove the virtual environment, too
	rm -rf $(VENV) $(NODE) worked_exam.egg-info

need-tex:
	@sh tools/need $(NEED_PYTHON) tex

need-tests:
	@sh tools/need $(NEED_PYTHON) tex poppler

need-browser:
	@sh tools/need browser node

$(VENV)/made-for:
	@sh tools/need python
	@printf 'Making $(VENV) with %s\n' "$$PYTHON"
	@"$$PYTHON" -m venv --clear $(VENV)
	@printf '%s\n' "$$MADE_FOR" >$@

$(VENV)/runtime: requirements.txt pyproject.toml $(VENV)/made-for
	@echo "Installing the packages of requirements.txt"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/runtime
	@echo "Installing the packages of requirements-dev.txt"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
