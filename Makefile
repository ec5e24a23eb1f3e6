# Every target works from a clean clone, without root. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PATHS := receiver rulegen tests demo-app

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

.venv/.installed: setup.cfg pyproject.toml .ci/constraints.txt .ci/venv
	@.ci/venv

.PHONY: setup
setup: .venv/.installed ## virtual environment

.PHONY: lint
lint: setup ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PATHS)
	$(BIN)/lint-imports --no-cache

.PHONY: test
test: setup lint ## set up and run every test
	$(BIN)/pytest
