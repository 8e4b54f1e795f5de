"""`manage.py load_reference`: channels, departments, status words, column names and synonyms; for a first start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from complaints.synonyms.reference import load_synonyms
from ingest.reference import load_reference


class Command(BaseCommand):
    help = "처음 켤 때 기준 자료(민원창구, 부서, 상태 낱말, 열 이름, 동의어)를 넣습니다. 있는 것은 바꾸지 않습니다."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        path = settings.BASE_DIR / "fixtures" / "reference.json"
        is_first = load_reference(path)
        load_synonyms(path)
        self.stdout.write("기준 자료를 넣었습니다." if is_first else "창구가 이미 있어 그대로 두었습니다.")
