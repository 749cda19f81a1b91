# Kongbun: `make` alone says what there is. Needs git, make and Python 3.11 or newer, nothing else.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv/.stamp
LOCAL := .venv/bin/python -m deploy.local
BENCHES := $(sort $(basename $(notdir $(wildcard bench/[a-z]*.py))))

.PHONY: help demo test check up down status logs faults bench test-pythons clean

##@ Run it
help: ## this list
	@printf 'Kongbun (กองบุญ)\n'
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: up ## start everything and see a fund through a month
	@.venv/bin/kongbun demo

up: $(VENV) ## start PostgreSQL, RabbitMQ and the four services
	@$(LOCAL) up

down: ## stop what this clone started; data and keys stay
	@if [ -d .local ]; then $(MAKE) -s $(VENV) && $(LOCAL) down; else echo "Nothing runs here."; fi

status: $(VENV) ## what runs, where, and whether it is ready
	@$(LOCAL) status

logs: $(VENV) ## follow the logs (S="funds rabbitmq": of these only)
	@$(LOCAL) logs $(S)

##@ Work on it
check: $(VENV) ## format, lint, types, import rules, tidiness
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest -q tests/test_tidy.py

test: check ## check, then all tests (starts its own servers)
	.venv/bin/pytest
	@echo "Not run: other versions of Python (make test-pythons), long faults (make faults), speed (make bench)."

test-pythons: $(VENV) ## the kernel's tests on every other Python there is
	@.venv/bin/python deploy/pythons.py

faults: $(VENV) ## kill services, broker and database under load, at length
	.venv/bin/pytest tests/faults -m faults

bench: $(VENV) ## measure; B=rpc: that one only
	@for name in $(or $(B),$(BENCHES)); do \
	  if [ ! -f "bench/$$name.py" ]; then \
	    echo "There is no bench/$$name.py; there are: $(BENCHES)"; exit 2; fi; \
	  echo "== $$name"; .venv/bin/python -m "bench.$$name" || exit $$?; done

##@ Start over
clean: ## stop everything; delete data, files, KEYS and caches
	@if [ -d .local ]; then $(MAKE) -s $(VENV) && $(LOCAL) clean; fi
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

# Made anew when a dependency changes; PYTHON=python3.13 picks the interpreter.
$(VENV): pyproject.toml uv.lock deploy/venv.sh
	@PYTHON="$(PYTHON)" sh deploy/venv.sh
