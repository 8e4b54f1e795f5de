"""What is amiss with a source: raised after a run, ended by itself when a later run is well, kept for ever."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ingest.models import AlertKind, BatchState, ImportBatch, RunOutcome, SourceAlert, SourceRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from ingest.models import Source

_LAST_RUNS = 7
_FEWEST_RUNS = 2  # less is no custom yet


def judge(run: SourceRun, batches: Sequence[ImportBatch]) -> None:
    """Raise what is amiss after a run that has ended, and end what is not any more."""
    if not _waits(run.source):
        opened().filter(source=run.source, kind=AlertKind.WAITING).update(ended_at=timezone.now())
    if _tells_nothing(run):
        return
    found = dict(_faults(run, batches))
    with transaction.atomic():
        still = {alert.kind: alert for alert in opened().filter(source=run.source).select_for_update()}
        SourceAlert.objects.filter(pk__in=[alert.pk for kind, alert in still.items() if kind not in found]).update(
            ended_at=timezone.now()
        )
        raised = [
            SourceAlert(source=run.source, run=run, kind=kind, message=message)
            for kind, message in found.items()
            if kind not in still
        ]
        # A run and the beat may tell the same at the same moment.
        SourceAlert.objects.bulk_create(raised, ignore_conflicts=True)


def opened() -> QuerySet[SourceAlert]:
    """The alerts that have not ended."""
    return SourceAlert.objects.filter(ended_at=None)


def end_all(source: Source) -> None:
    """End the alerts of a source that is not fetched any more."""
    opened().filter(source=source).update(ended_at=timezone.now())


def unseen() -> int:
    """How many open alerts nobody has acknowledged, for the head of an administrator's pages."""
    return opened().filter(acknowledged_at=None).count()


def _tells_nothing(run: SourceRun) -> bool:
    """Whether nothing follows from a run: of an idle look, of files nobody wanted, and where a newer run has told."""
    is_idle = run.outcome == RunOutcome.MISSING and (run.growing > 0 or not run.is_scheduled)
    newer = SourceRun.objects.filter(source=run.source, pk__gt=run.pk).exclude(finished_at=None)
    return is_idle or run.outcome == RunOutcome.CANCELLED or newer.exists()


def _waits(source: Source) -> bool:
    return ImportBatch.objects.filter(source_runs__source=source, state=BatchState.WAITING).exists()


def _faults(run: SourceRun, batches: Sequence[ImportBatch]) -> Iterator[tuple[AlertKind, str]]:
    if run.outcome == RunOutcome.FAILED:
        yield AlertKind.FAILED, _told(run, batches)
    if _waits(run.source):
        yield (
            AlertKind.WAITING,
            "받은 자료에 사람이 정해야 할 것이 있어 들여오지 않고 기다립니다. 자료를 열어 확인해 주세요.",
        )
    if not run.source.is_watched:
        return
    if run.outcome == RunOutcome.MISSING and run.source.fresh_at:
        yield (
            AlertKind.MISSING,
            "정한 시각에 받은 폴더에 파일이 없었습니다. 내보내기가 되었는지 창구 담당자에게 확인해 주세요.",
        )
    if run.outcome == RunOutcome.EMPTY and not run.source.is_incremental:
        yield AlertKind.EMPTY, "받은 자료에 민원이 한 건도 없습니다. 내보내기의 조건과 기간을 확인해 주세요."
    if usual := _halved(run):
        yield (
            AlertKind.HALVED,
            f"{run.rows:,}행으로, 평소({usual:,}행)의 절반도 되지 않습니다. 내보내기의 조건과 기간을 확인해 주세요.",
        )
    if _is_unchanged(run, batches):
        yield AlertKind.UNCHANGED, "이틀 밤 이어서 같은 자료입니다. 내보내기가 멈추지 않았는지 확인해 주세요."


def _told(run: SourceRun, batches: Sequence[ImportBatch]) -> str:
    if run.message:
        return run.message
    bad = [batch.message for batch in batches if batch.state in {BatchState.FAILED, BatchState.REFUSED}]
    return "\n".join(dict.fromkeys(bad))


def _before(run: SourceRun) -> QuerySet[SourceRun]:
    return SourceRun.objects.filter(source=run.source, pk__lt=run.pk)


def _halved(run: SourceRun) -> int:
    """The usual number of rows, where a full run has less than half of it; else 0."""
    if run.source.is_incremental or not run.rows:
        return 0
    well = _before(run).filter(outcome__in=[RunOutcome.DONE, RunOutcome.WAITING], rows__gt=0)
    rows = list(well.values_list("rows", flat=True)[:_LAST_RUNS])
    usual = int(median(rows)) if len(rows) >= _FEWEST_RUNS else 0
    return usual if run.rows * 2 < usual else 0


def _is_unchanged(run: SourceRun, batches: Sequence[ImportBatch]) -> bool:
    """Whether it brought what an earlier day brought already."""
    if run.outcome not in {RunOutcome.DONE, RunOutcome.EMPTY}:
        return False
    midnight = timezone.localtime(run.at).replace(hour=0, minute=0, second=0, microsecond=0)
    before = _before(run).filter(outcome__in=[RunOutcome.DONE, RunOutcome.EMPTY], at__lt=midnight).first()
    if before is None:
        return False
    if not run.rows:
        return run.source.is_incremental and not before.rows
    brought = sum(batch.count_new + batch.count_changed for batch in batches)
    return run.sha256 == before.sha256 or (run.rows == before.rows and brought == 0)
