"""`manage.py receive_sources [NUMBER ...]`: fetch sources in the foreground, all active ones without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from complaints.privacy.access import operator
from ingest.locks import Busy
from ingest.models import RunOutcome, Source
from ingest.sources.keeping import ensure_inboxes
from ingest.sources.running import run_source

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "자료 받아 오기에 적힌 곳에서 지금 받습니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", type=int, help="받을 곳의 번호(없으면 쉬지 않는 모든 곳)")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        ensure_inboxes()
        numbers = options["numbers"]
        sources = list(Source.objects.filter(pk__in=numbers) if numbers else Source.objects.filter(is_active=True))
        if unknown := set(numbers) - {source.pk for source in sources}:
            known = ", ".join(f"{source.pk} {source.name}" for source in Source.objects.all())
            raise CommandError(f"그런 번호가 없습니다: {', '.join(map(str, unknown))}. 쓸 수 있는 번호: {known}")
        for source in sources:
            self._fetch(source)

    def _fetch(self, source: Source) -> None:
        try:
            run = run_source(source.pk, actor=operator().actor, is_scheduled=False)
        except Busy:
            self.stdout.write(f"{source.name}: 이미 받는 중입니다.")
            return
        told = f" {run.message}" if run.message else ""
        self.stdout.write(f"{source.name}: {RunOutcome(run.outcome).label}, {run.rows:,}행.{told}")
