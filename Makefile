# Every target works from a clean clone, without root. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PYTHON := PYTHONPATH=demo-app $(BIN)/python
CODE := receiver rulegen demo-app tests bench

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

.venv/.installed: setup.cfg pyproject.toml .ci/constraints.txt .ci/venv
	@.ci/venv

.PHONY: setup
setup: .venv/.installed ## make the virtual environment

.PHONY: engines
engines: setup ## get Prometheus and Alertmanager, both generations, into .engines
	$(PYTHON) -m engines --generation both

.PHONY: demo
demo: setup ## a predicted out-of-memory, prevented (KUBE_CONTEXT=name: on a real cluster)
	$(PYTHON) -m demo $(if $(KUBE_CONTEXT),--context $(KUBE_CONTEXT))

.PHONY: demo-control-plane
demo-control-plane: setup ## the same on a real control plane of Kubernetes 1.20 on loopback, built from Debian's sources (six minutes, once)
	$(PYTHON) -m demo --control-plane

.PHONY: demo-without
demo-without: setup ## the same leak without the receiver: the pod is killed
	$(PYTHON) -m demo --without-receiver $(if $(KUBE_CONTEXT),--context $(KUBE_CONTEXT))

.PHONY: demo-pages
demo-pages: setup ## the pages of what the last demo left behind
	$(PYTHON) -m demo.pages

.PHONY: generate
generate: setup ## regenerate rules/generated from rules/catalog
	$(BIN)/rulegen generate rules/catalog --out rules/generated

.PHONY: terraform
terraform: setup ## format, validate and test terraform/ (TF_CLI_ARGS_init=-plugin-dir=FOLDER: without network)
	$(BIN)/pytest tests/terraform

.scanners/.installed: .venv/.installed .ci/scanners.txt
	$(BIN)/python -m venv --without-pip .scanners
	$(BIN)/python -m pip --python .scanners/bin/python install -q --disable-pip-version-check -r .ci/scanners.txt
	@touch $@

.PHONY: scan
scan: setup .scanners/.installed ## look for insecure settings in terraform/, with checkov in an environment of its own
	$(BIN)/pytest tests/terraform/test_checkov.py

.PHONY: terraform-readme
terraform-readme: setup ## rewrite the tables of inputs and outputs in the READMEs of terraform/
	$(BIN)/python -m tests.support.terraform_readme

.PHONY: lint
lint: setup ## ruff, mypy --strict, import contracts, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-cache
	$(BIN)/rulegen generate rules/catalog --out rules/generated --check

.PHONY: rules
rules: setup engines ## what CI asks of a change to the catalog: generated, linted, tested with promtool of both majors, priced
	$(BIN)/rulegen generate rules/catalog --out rules/generated --check
	$(BIN)/rulegen lint rules/catalog
	$(BIN)/rulegen test rules/generated $(foreach major,2 3,--promtool .engines/$(major)/usr/bin/promtool)
	$(BIN)/rulegen cost rules/catalog --budget 75000

.PHONY: test
test: setup lint ## set up and run every test
	@$(PYTHON) -m engines --generation both || echo "tests that need these engines will say so and be skipped"
	$(BIN)/pytest -n 4 --dist loadfile

.PHONY: test-cluster
test-cluster: setup ## the conformance tests against a real cluster: KUBECONFIG=file (makes and deletes a namespace)
	@test "$(origin KUBECONFIG)" = "command line" -a -n "$(KUBECONFIG)" || { echo "make test-cluster KUBECONFIG=<file>: which cluster?" >&2; exit 2; }
	CLUSTER_UNDER_TEST="$(KUBECONFIG)" $(BIN)/pytest tests/conformance

.PHONY: test-control-plane
test-control-plane: setup ## the same against a Kubernetes control plane of 1.20 on loopback, built from Debian's sources (six minutes, once)
	$(PYTHON) -m controlplane $(BIN)/pytest tests/conformance

.PHONY: fuzz
fuzz: setup ## every property test with FUZZ_EXAMPLES examples (5000)
	FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),5000) $(BIN)/pytest -m hypothesis

.PHONY: soak
soak: setup engines ## kill the receiver 30 times on each database while alerts keep coming, and check the books
	$(PYTHON) -m tests.soak --kills 30

.PHONY: pictures
pictures: setup demo ## draw docs/pages and docs/slack.png: what the demo's run told, and a scorecard of replayed series
	$(PYTHON) bench/page_pictures.py .demo
	$(PYTHON) bench/slack_picture.py .demo

.PHONY: bench
bench: setup engines ## measure: generating, evaluating, forecasting, accepting (figures are ratios to a yardstick of the same run)
	$(BIN)/python bench/rulegen_generate.py
	$(BIN)/python bench/rulegen_eval.py
	$(BIN)/python bench/forecast.py
	$(PYTHON) bench/load.py
	$(BIN)/python bench/backtest.py
