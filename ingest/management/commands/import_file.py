"""`manage.py import_file --channel CODE PATH [--dry-run]`: import one file in the foreground."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from complaints.models import Channel
from complaints.privacy import log
from complaints.privacy.access import operator
from complaints.privacy.models import Action
from ingest.failures import ProgramError
from ingest.looking import rehearse
from ingest.models import BatchState, RowState, SourceKind
from ingest.readers.errors import FileRefused
from ingest.receiving import receive_path
from ingest.sentences import RULES
from ingest.services import run_in_turn

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping


class Command(BaseCommand):
    help = "민원창구에서 내려받은 파일 하나를 들여옵니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="파일 경로")
        parser.add_argument("--channel", default="", help="민원창구 코드(없으면 열 이름으로 알아봅니다)")
        parser.add_argument("--dry-run", action="store_true", help="저장하지 않고 결과만 보여 줍니다")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        path, code = options["path"], options["channel"]
        if not path.is_file():
            raise CommandError(f"파일이 없습니다: {path}")
        if code and not Channel.objects.filter(code=code).exists():
            known = ", ".join(Channel.objects.values_list("code", flat=True))
            raise CommandError(f"'{code}' 창구가 없습니다. 쓸 수 있는 코드: {known}")
        try:
            self._rehearse(path, code) if options["dry_run"] else self._import(path, code)
        except FileRefused as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _rehearse(self, path: Path, code: str) -> None:
        survey, tally = rehearse(path, code or None)
        self.stdout.write(f"{survey.known.name}: 저장하지 않고 살펴보았습니다.")
        self._counts({state.value: tally.states[state] for state in RowState}, survey.rows_in_file)
        for problem, number in tally.problems.most_common():
            self.stdout.write(f"  {number:,}건: {RULES[problem].sentence.format(detail='…')}")

    def _import(self, path: Path, code: str) -> None:
        reader = operator()
        batch = receive_path(path, code or None, source_kind=SourceKind.COMMAND, who=reader.actor, enqueue=False)
        try:
            batch = run_in_turn(batch.pk)
        except ProgramError as error:
            raise CommandError(str(error)) from None
        finally:
            batch.refresh_from_db()
            log.record(reader, Action.UPLOAD, count=batch.rows_in_file, detail={"batch": batch.pk})
        if batch.state != BatchState.DONE:
            raise CommandError(batch.message)
        self.stdout.write(f"{batch.channel}: {batch.pk}번으로 들여왔습니다(1초에 {batch.rows_per_second:,}줄).")
        self._counts(batch.counts, batch.rows_in_file)

    def _counts(self, counts: Mapping[str, int], rows: int) -> None:
        parts = [f"{RowState(state).label} {number:,}" for state, number in counts.items()]
        self.stdout.write(f"  {', '.join(parts)} = 파일의 줄 {rows:,}")
