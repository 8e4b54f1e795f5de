"""`manage.py load_reference`: channels, departments, status words and column names; safe to run again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ingest.reference import load_reference


class Command(BaseCommand):
    help = "기준 자료(민원창구, 부서, 상태 낱말, 열 이름)를 넣습니다. 다시 실행해도 됩니다."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        load_reference(settings.BASE_DIR / "fixtures" / "reference.json")
        self.stdout.write("기준 자료를 넣었습니다.")
