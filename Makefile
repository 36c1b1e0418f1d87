# All that a fresh Debian machine with Python 3.11 needs: `make run`, `make test`.

.DEFAULT_GOAL := help
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
PY := .venv/bin/python
UV := .tools/bin/uv
UV_VERSION := 0.13.9
SYSTEM_RUN := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
SYSTEM_TEST := chromium poppler-utils postgresql redis-server softhsm2

.PHONY: help run test check stress bench sbom vendor clean

help: ## show what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: .venv/ready ## set up, then serve the portal with demo content on http://127.0.0.1:8000
	@.venv/bin/portal db upgrade
	@.venv/bin/portal demo
	@.venv/bin/portal serve

test: .venv/ready-dev .tools/test-system .tools/swift/ready ## set up, then run every test
	@$(PY) -m pytest -n 2 --dist loadgroup

check: .venv/ready-dev ## format, lint, types, catalogue, migrations
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) -m pytest tests/architecture

stress: .venv/ready-dev .tools/test-system .tools/swift/ready ## try one-time acts 50 times by 16 at once, 200 kills, 5,000 uploads
	@PORTAL_TEST_ROUNDS=50 PORTAL_TEST_KILLS=200 PORTAL_TEST_UPLOADS=5000 $(PY) -m pytest -m "hammered or killed" -n 2

bench: .venv/ready-dev .tools/test-system .tools/swift/ready ## measure what performance is promised, as ratios
	@$(PY) -m tests.bench

sbom: $(UV) ## list what is built in, with versions and hashes, as CycloneDX in sbom.cdx.json
	@$(UV) export --frozen --no-dev --no-emit-project --quiet --format cyclonedx1.5 --output-file sbom.cdx.json

vendor: .venv/ready-dev ## copy front-end files from npm packages into the tree (committed; needs npm)
	npm ci --ignore-scripts --no-audit --no-fund
	$(PY) .ci/vendor.py

clean: ## forget the environment (keeps var/)
	rm -rf .venv .tools

.venv/ready: pyproject.toml uv.lock $(UV) .tools/run-system
	@$(UV) sync --frozen --quiet --inexact --no-dev --system-certs --python "$$(.ci/python)"
	@touch $@

.venv/ready-dev: .venv/ready
	@$(UV) sync --frozen --quiet --system-certs --python "$$(.ci/python)"
	@touch $@

$(UV): .tools/python-venv
	@"$$(.ci/python)" -m venv .tools
	@.tools/bin/python -m pip install --quiet uv==$(UV_VERSION)
	@touch $@

.tools/python-venv:
	@mkdir -p .tools
	@"$$(.ci/python)" -c 'import ensurepip, venv' 2>/dev/null || .ci/system python3-venv
	@touch $@

.tools/run-system: Makefile
	@mkdir -p .tools
	@.ci/system $(SYSTEM_RUN)
	@touch $@

.tools/swift/ready: tests/servers/swift-requirements.txt $(UV)
	@$(UV) venv --quiet --clear --system-certs --python "$$(.ci/python)" .tools/swift
	@$(UV) pip install --quiet --system-certs --require-hashes --only-binary :all: \
	  --python .tools/swift/bin/python -r $<
	@touch $@

.tools/test-system: Makefile
	@mkdir -p .tools
	@.ci/system $(SYSTEM_TEST)
	@touch $@
