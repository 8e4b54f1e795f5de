"""What every test needs: the services that `make test` starts."""

import os

import pytest


def pytest_configure() -> None:
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        pytest.exit(
            "시험에는 데이터베이스가 필요합니다. make test 로 실행하거나 "
            "python -m civicsearch.runtime exec -- python -m pytest ... 로 실행하십시오.",
            returncode=3,
        )
