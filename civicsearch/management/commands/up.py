"""`manage.py up`: everything on one machine, as `make run` does."""

import os
import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "데이터베이스, 대기열, 웹 서버, 작업 처리기를 모두 시작하고 Ctrl-C 까지 돌봅니다"
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own type

    def handle(self, *_args: object, **_options: object) -> None:
        os.execv(sys.executable, [sys.executable, "-m", "civicsearch.runtime", "up"])  # noqa: S606
