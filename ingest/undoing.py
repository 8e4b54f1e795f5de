"""Undoing a batch: whether it can be, what it would do, and asking for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from complaints.reverting import changed_since
from ingest.models import UNDER_WAY, BatchState, Fate, ImportBatch, ImportedRow, RowState, UndoneRow
from ingest.services import enqueue_batch

if TYPE_CHECKING:
    from django.db.models import QuerySet


class UndoRefused(Exception):  # noqa: N818 - reads as what was said to the person
    """A batch that cannot be undone now; the text is a Korean sentence."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an undo would do, in complaints: delete those made, put back those changed, leave those changed since.

    `later_batches` are imports of the same window since, which may hold the same complaints unchanged.
    """

    new: int
    changed: int
    kept: int
    later_batches: int


def refusal(batch: ImportBatch) -> str:
    """Why the batch cannot be undone now, in Korean; "" when it can."""
    if batch.state == BatchState.UNDONE:
        return "이미 되돌린 자료입니다. 다시 필요하면 파일을 다시 올려 주세요."
    if batch.state == BatchState.UNDOING:
        return "지금 되돌리고 있습니다. 끝날 때까지 기다려 주세요."
    if batch.state in UNDER_WAY:
        return "아직 들여오는 중입니다. 끝난 뒤에 되돌려 주세요."
    if batch.state == BatchState.WAITING:
        return "아직 들여오지 않은 자료입니다. 들여오지 않으려면 이 자료의 화면에서 들여오지 않기를 골라 주세요."
    return "" if batch.chunks_done else "들여온 것이 없어 되돌릴 것도 없습니다."


@transaction.atomic
def start_undo(batch: ImportBatch, actor: str) -> None:
    """Queue the undo of a batch. Raises UndoRefused when it cannot be undone now."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if reason := refusal(locked):
        raise UndoRefused(reason)
    locked.keep(state=BatchState.UNDOING, undone_by=actor[:60], attempts=0, message="", heartbeat_at=timezone.now())
    transaction.on_commit(lambda: enqueue_batch(batch.pk))


def forecast(batch: ImportBatch) -> Forecast:
    """What an undo would do now."""
    rows = ImportedRow.objects.filter(batch=batch)
    touched = rows.filter(action__in=[RowState.NEW, RowState.CHANGED])
    later = ImportBatch.objects.filter(channel=batch.channel_id, pk__gt=batch.pk, state=BatchState.DONE)
    return Forecast(
        new=touched.filter(action=RowState.NEW).count(),
        changed=touched.filter(action=RowState.CHANGED).count(),
        kept=changed_since(touched.order_by().values("complaint"), batch.origin),
        later_batches=later.filter(count_same__gt=0).count(),
    )


def rows_stored(batch: ImportBatch) -> int:
    """How many rows an undo has a fate for, those that have theirs already counted in."""
    left = ImportedRow.objects.filter(batch=batch, complaint_id__gt=batch.made.get("undo", {}).get("after", 0))
    return left.count() + rows_undone(batch)


def rows_undone(batch: ImportBatch) -> int:
    """How many rows have their fate."""
    number: int = batch.made.get("undo", {}).get("rows", 0)
    return number


def fates(batch: ImportBatch) -> list[tuple[Fate, int]]:
    """How many rows ended in each fate."""
    return [(fate, UndoneRow.objects.filter(batch=batch, fate=fate).count()) for fate in Fate]


def undone_rows(batch: ImportBatch, fate: str = "") -> QuerySet[UndoneRow]:
    """The rows with their fates, in the order of the file; of one fate only where one is named."""
    rows = UndoneRow.objects.filter(batch=batch).order_by("id")
    return rows.filter(fate=fate) if fate else rows
