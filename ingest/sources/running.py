"""One fetch of one source from its beginning to its end, through failures; and what its imports came to."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from ingest import locks
from ingest.failures import AWAY, ProgramError, note
from ingest.models import (
    UNDER_WAY,
    UNFINISHED,
    BatchState,
    ImportBatch,
    RowState,
    RunOutcome,
    Source,
    SourceKind,
    SourceRun,
)
from ingest.readers.errors import EmptyFile, FileRefused
from ingest.receiving import receive_path
from ingest.services import run_in_turn
from ingest.sources import alerts, database, inbox
from ingest.sources.addresses import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

# The first half of the lock's two numbers, beside those of batches and channels.
SOURCE = 72_003
NIGHT_WORK = "야간 작업"
MOST_ATTEMPTS = 5
_PATIENCE = timedelta(seconds=60)
_NO_NAME = re.compile(r"[^\w가-힣 ().-]+")
_EMPTY = EmptyFile().sentence
_LOST = f"{MOST_ATTEMPTS}번 시도했지만 작업 프로그램이 중간에 멈췄습니다. 시스템 관리자에게 알려 주세요."


def run_source(
    source_id: int,
    *,
    actor: str = NIGHT_WORK,
    is_scheduled: bool = True,
    run_id: int | None = None,
    now: datetime | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> SourceRun:
    """Fetch a source and import what came. A run that was asked for or cut short before is taken up again.

    With `run_id`, only if that run has not ended yet.

    Raises locks.Busy while another worker fetches it, Source.DoesNotExist, and errors of our own database.
    """
    with locks.held(SOURCE, source_id):
        source = Source.objects.select_related("channel").get(pk=source_id)
        if run_id and (ended := SourceRun.objects.filter(pk=run_id).exclude(outcome__in=UNFINISHED).first()):
            return ended
        run = _begun(source, actor, is_scheduled=is_scheduled, now=now or timezone.now())
        if run.attempts > MOST_ATTEMPTS:
            return _given_up(run)
        problems = _fetched(source, run, pause)
        run.message = "\n".join(problems)
        return close(run)


def close(run: SourceRun) -> SourceRun:
    """Say how a run ended, once its imports have; move the watermark and the alerts on. Otherwise it stays open."""
    batches = list(run.batches.all())
    if any(batch.state in UNDER_WAY for batch in batches):
        run.save()
        return run
    if run.source.is_inbox:
        run.rows, run.sha256 = sum(map(_rows, batches)), _digest([batch.sha256 for batch in batches])
    with transaction.atomic():
        run.outcome = RunOutcome.FAILED if run.message else _outcome(run, batches)
        run.finished_at = timezone.now()
        run.save()
        _move_on(run)
        alerts.judge(run, batches)
    return run


def tend(now: datetime) -> int:
    """Close the runs whose imports a person or another worker has ended since; hand on those that nobody has in hand.

    For the beat. How many runs there were to see to.
    """
    waiting = list(SourceRun.objects.filter(outcome=RunOutcome.WAITING).select_related("source"))
    for run in waiting:
        _tend_waiting(run)
    lost = [run for run in _unfinished(now) if not locks.is_held(SOURCE, run.source_id)]
    for run in lost:
        # One whose imports go on elsewhere is closed when they end.
        if run.outcome == RunOutcome.RUNNING and run.batches.exists() and not run.source.is_inbox:
            close(run)
        else:
            enqueue(run)
    return len(waiting) + len(lost)


def enqueue(run: SourceRun) -> bool:
    """Hand a run to a worker; False with the broker away, when the beat does so later."""
    try:
        args = [run.source_id, run.actor, run.is_scheduled, run.pk]
        current_app.send_task("ingest.tasks.run_source", args=args, retry=False, expires=_PATIENCE.total_seconds())
    except BrokerError:
        logger.warning("broker away; run %s waits for the beat", run.pk)
        return False
    return True


def _unfinished(now: datetime) -> QuerySet[SourceRun]:
    runs = SourceRun.objects.filter(outcome__in=UNFINISHED, at__lt=now - _PATIENCE)
    return runs.select_related("source__channel")


def _tend_waiting(run: SourceRun) -> None:
    decided = [batch for batch in run.batches.all() if batch.is_finished]
    if run.source.is_inbox:
        for batch in decided:
            try:
                inbox.put_away(batch, run.source)
            except OSError as error:
                note(f"inbox of {run.source.folder}", error)
    if len(decided) == run.batches.count():
        close(run)


def _begun(source: Source, actor: str, *, is_scheduled: bool, now: datetime) -> SourceRun:
    run = SourceRun.objects.filter(source=source, outcome__in=UNFINISHED).first()
    if run is None:
        run = SourceRun(source=source, actor=actor[:60], is_scheduled=is_scheduled)
    if run.attempts == 0:
        run.at, run.watermark_before = now, source.watermark_value
    run.source = source
    run.outcome, run.attempts = RunOutcome.RUNNING, run.attempts + 1
    run.save()
    return run


def _given_up(run: SourceRun) -> SourceRun:
    run.message = _LOST
    return close(run)


def _fetched(source: Source, run: SourceRun, pause: Callable[[float], None]) -> list[str]:
    """Fetch and import; sentences on what went wrong."""
    if source.is_inbox:
        told = inbox.collect(source, run, pause)
        run.growing = told.growing
        return told.problems
    # A run that was cut short in its import goes on there, by the workers that tend imports.
    if run.batches.exists():
        return []
    if _waits(source):
        return ["지난번에 받은 자료가 확인을 기다리고 있어 새로 받지 않았습니다. 먼저 그 자료를 확인해 주세요."]
    try:
        _import_query(source, run)
    except (SourceError, FileRefused, ProgramError) as refusal:
        return [str(refusal)]
    except (locks.Busy, *AWAY):
        raise
    except Exception as error:  # noqa: BLE001 - a driver of another database may raise anything, with values in it
        note(f"source {source.pk}", error)
        return ["프로그램 오류로 받지 못했습니다. 시스템 관리자에게 알려 주세요."]
    return []


def _import_query(source: Source, run: SourceRun) -> None:
    with tempfile.TemporaryDirectory(prefix="civicsearch-source-") as place:
        name = _NO_NAME.sub("_", source.name).strip(" .")
        path = Path(place) / f"{name}_{timezone.localtime(run.at):%Y-%m-%d}.csv"
        fetched = database.fetch(source, path)
        run.rows, run.sha256, run.watermark_after = fetched.rows, fetched.digest, fetched.watermark
        if not fetched.rows:
            return
        with transaction.atomic():
            run.save()
            batch = receive_path(
                path, source.channel.code, source_kind=SourceKind.DATABASE, who=run.actor, enqueue=False
            )
            if source.is_full:
                batch.keep(is_full=True)
            run.batches.add(batch)
    run_in_turn(batch.pk)


def _waits(source: Source) -> bool:
    return ImportBatch.objects.filter(source_runs__source=source, state=BatchState.WAITING).exists()


def _outcome(run: SourceRun, batches: Sequence[ImportBatch]) -> RunOutcome:
    states = {batch.state for batch in batches}
    if not batches:
        return RunOutcome.MISSING if run.source.is_inbox else RunOutcome.EMPTY
    if any(batch.state in {BatchState.FAILED, BatchState.REFUSED} and batch.message != _EMPTY for batch in batches):
        return RunOutcome.FAILED
    if BatchState.WAITING in states:
        return RunOutcome.WAITING
    if states == {BatchState.CANCELLED}:
        return RunOutcome.CANCELLED
    return RunOutcome.DONE if run.rows else RunOutcome.EMPTY


def _move_on(run: SourceRun) -> None:
    """What is known after a good run: how fresh the source is, and from where the next query goes on."""
    source = run.source
    is_quiet = run.outcome == RunOutcome.EMPTY and source.is_incremental
    if run.outcome != RunOutcome.DONE and not is_quiet:
        return
    Source.objects.filter(Q(fresh_at=None) | Q(fresh_at__lt=run.at), pk=source.pk).update(fresh_at=run.at)
    if run.watermark_after:
        # Not where somebody has set another value since.
        Source.objects.filter(pk=source.pk, watermark_value=run.watermark_before).update(
            watermark_value=run.watermark_after
        )


def _rows(batch: ImportBatch) -> int:
    planned = batch.planned.get("counts", {}).get(RowState.NOT_A_ROW.value, 0)
    return max(0, batch.rows_in_file - (batch.count_not_a_row or planned))


def _digest(digests: Sequence[str]) -> str:
    if len(digests) < 2:
        return "".join(digests)
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
