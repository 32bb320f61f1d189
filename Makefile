# SPDX-License-Identifier: EUPL-1.2
# The work is done by tools/*.py; this file only names it.

PYTHON ?= python3
PORT ?= 8000
PROFILE ?=
PY := .venv/bin/python
export PORT PROFILE

.DEFAULT_GOAL := help
.PHONY: help run test quick lint fix bench crash messages lock setup clean python

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: python ## start with a synthetic demo municipality on 127.0.0.1 (PORT=8000, PROFILE=fjordby)
	@$(PYTHON) tools/start.py

test: ready ## the whole suite: SQLite, PostgreSQL, real browser (ONLY=sqlite,postgres,browser; ARGS="-k word")
	@$(PY) tools/run_tests.py

quick: ready ## the quick tests on SQLite only (ARGS="-k word")
	@ONLY=quick $(PY) tools/run_tests.py

lint: ready ## style, types, rooms, templates, sizes, messages, repository
	@$(PY) tools/lint.py

fix: ready ## let ruff mend what it can
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format --quiet .

bench: ready ## measured speed, each figure with its reference
	@$(PY) -m bench $(ARGS)

crash: ready ## kill a server 200 times while people write, and look whether anything was lost (ARGS="--control")
	@$(PY) -m tests.crash $(ARGS)

messages: ready ## bring the Danish catalogue up to date with the code, and say what lacks a translation
	@$(PY) tools/messages.py update

lock: python ## choose package versions anew and write the lock files (UPGRADE=1 takes the newest)
	@$(PYTHON) tools/lock.py

setup: ready ## prepare this checkout without starting anything

clean: ## remove everything that make has made, except the database and keys in var/
	rm -rf .tools .venv node_modules src/roedtraad/web/static/vendor tests/vendor build dist
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} + ; find src -name '*.mo' -delete

.PHONY: ready
ready: python
	@$(PYTHON) tools/setup.py --all

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || \
	  { echo "There is no $(PYTHON) here. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or name it: make run PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Rødtråd needs Python 3.11 or newer; $(PYTHON) is older. Install a newer one and name it: make run PYTHON=python3.12"; exit 1; }
