# Every target makes the virtual environment first if it is not there, and needs nothing but Python 3.11 to 3.13.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# Worker processes of pytest; 0 runs the tests in one process.
JOBS   ?= 2
# 0 leaves the coder uncompiled, for those who change it: `make test NATIVE=0`.
NATIVE ?= 1
# Articles in each test of `make faults`.
ARTICLES ?= 2000
# Requests and texts of `make fuzz`.
REQUESTS ?= 20000
TEXTS ?= 100000

.PHONY: help install pure demo test faults fuzz lint types check format bench-jobs bench-store lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## Make the virtual environment from requirements.lock; compile the coder if there is a C compiler
	@deploy/install.sh "$(PYTHON)" "$(VENV)"
	@$(BIN)/python deploy/native.py $(if $(filter 0,$(NATIVE)),--remove)

pure: ## Take away what is compiled of the coder; it runs as plain Python until the next `make install`
	@$(BIN)/python deploy/native.py --remove

demo: install ## Start the stack, code a sample article over HTTP, show what came of it, stop
	@$(BIN)/python examples/demo.py

test: install ## Run all tests
	$(BIN)/python -m pytest -n $(JOBS)

faults: install ## Kill, freeze, fill and lock the parts of a real stack under load (ARTICLES=200 for a short run)
	ARTICLES=$(ARTICLES) $(BIN)/python -m pytest tests/faults/long -m long --durations=0 -v

fuzz: install ## Send made-up requests to a live stack and code made-up texts (REQUESTS=500 TEXTS=1000 for a short run)
	REQUESTS=$(REQUESTS) TEXTS=$(TEXTS) $(BIN)/python -m pytest tests/fuzz -m fuzz -n $(JOBS) --durations=0 -v

lint: install ## Check style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install ## Check types
	$(BIN)/mypy
	$(BIN)/mypy examples/demo.py

check: lint types test ## Everything that CI checks

format: install ## Rewrite the sources in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench-jobs: install ## Measure speed, latency and memory of the whole stack (BENCH="--quick" for a short run)
	$(BIN)/python -m benchmarks.jobs_speed $(BENCH)

bench-store: install ## Measure size and lists of a store of a million events (BENCH="--database URL" for PostgreSQL)
	$(BIN)/python -m benchmarks.store_size $(BENCH)

# Two locks of one resolution: everything for development, and what the image needs. No line names a registry.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --custom-compile-command "make lock"

lock: install ## Resolve all dependencies anew (needs uv)
	$(LOCK) --upgrade pyproject.toml --extra embedded --extra dev --output-file requirements.lock
	sed -n 's/^requires = \["\(hatchling[^"]*\)"\]$$/\1/p' pyproject.toml | \
	  $(LOCK) pyproject.toml - --extra embedded --extra native --constraints requirements.lock --output-file deploy/image.lock

clean: ## Remove the virtual environment and all caches
	-@$(PYTHON) deploy/native.py --remove
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
