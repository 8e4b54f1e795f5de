# One command is enough: make run
.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak pictures install clean

# The first Python on this machine that is new enough.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; \
	done)
IN_VENV := .venv/bin/python
INSTALL := $(or $(PYTHON),python3) civicsearch/runtime/install.py
WITH_SERVICES := $(IN_VENV) -m civicsearch.runtime exec
# Short measurements of a checkout; `make bench ROWS=1000000` for the marks.
ROWS ?= 100000
USERS ?= 1 10 50
BENCH := --rows $(ROWS) --database civicsearch_bench_$(ROWS)

help: ## 이 도움말
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## 처음부터 끝까지 준비하고 시작합니다. 멈추려면 Ctrl-C
	@$(INSTALL)
	@exec $(IN_VENV) -m civicsearch.runtime up --with-parent

test: ## 검사와 시험을 모두 실행합니다
	@$(INSTALL) --dev --browser
	@$(MAKE) --no-print-directory checks
	$(WITH_SERVICES) -- $(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target journeys tests

# Side by side, for journeys and benches start sites and databases of their own; what they say comes when they are done.
.PHONY: journeys tests
journeys:
	$(IN_VENV) -m pytest tests/journeys tests/bench -m "not soak"
tests:
	$(IN_VENV) -m pytest -m "not soak" --ignore=tests/journeys --ignore=tests/bench

lint: ## 형식, 규칙, 자료형, 가져오기 방향을 검사합니다
	@$(INSTALL) --dev
	@$(MAKE) --no-print-directory checks

.PHONY: checks
checks:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	.venv/bin/lint-imports --no-cache
	.venv/bin/mypy .

bench: ## 성능을 잽니다 (ROWS=건수)
	@$(INSTALL) --dev
	$(WITH_SERVICES) --durable -- sh -c \
		'$(IN_VENV) bench/search.py $(BENCH) --keep && $(IN_VENV) bench/similar.py $(BENCH) && $(IN_VENV) bench/pages.py $(BENCH) --users $(USERS) --discard'

soak: ## 오래 걸리는 장애·부하 시험을 실행합니다
	@$(INSTALL) --dev --browser
	$(WITH_SERVICES) --durable -- $(IN_VENV) -m pytest -m soak

pictures: ## 설명서의 화면 그림을 다시 만듭니다 (make run 이 켜져 있어야 합니다)
	@$(INSTALL) --dev --browser
	$(IN_VENV) docs/make_pictures.py

install: ## 가상환경과 패키지만 준비합니다
	@$(INSTALL)

clean: ## 만들어진 임시 파일을 지웁니다. 자료와 가상환경은 그대로 둡니다
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
