"""The worker's half of an undo: a batch's rows taken back in portions, each with its fate, then all that came along."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from complaints.models import Channel, Complaint, ComplaintEvent, Department, StatusWord
from complaints.reverting import revert
from ingest import failures, locks
from ingest.models import BatchState, ColumnMapping, Fate, ImportBatch, ImportedRow, RowState, UndoneRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.reverting import Reverted

PORTION = 1000


def reverse(batch: ImportBatch) -> None:
    """Take back what is still there of a batch; one that was cut short goes on where it stopped.

    Raises locks.Busy while another run works on the channel, failures.GivenUp after too many attempts.
    """
    with locks.held(locks.CHANNEL, batch.channel_id or 0):
        failures.begin_attempt(batch)
        while _reverse_portion(batch):
            failures.note_progress(batch)
        try:
            _finish(batch)
        except locks.Busy:
            # To wait for its turn is no attempt that failed.
            batch.keep(attempts=0)
            raise


@transaction.atomic
def _reverse_portion(batch: ImportBatch) -> bool:
    """Take back the next complaints with all their rows; False when none is left."""
    done = batch.made.get("undo", {"after": 0, "rows": 0})
    stored = ImportedRow.objects.filter(batch=batch, complaint_id__gt=done["after"])
    ids = list(stored.order_by("complaint_id").values_list("complaint_id", flat=True).distinct()[:PORTION])
    if not ids:
        return False
    rows = list(stored.filter(complaint_id__in=ids).defer("cells").order_by("id"))
    made = {row.complaint_id for row in rows if row.complaint_id and row.action == RowState.NEW}
    changed = {
        row.complaint_id: row.complaint_before for row in rows if row.complaint_id and row.action == RowState.CHANGED
    }
    fates = revert(made, changed, origin=batch.origin)
    words = _words(fates)
    UndoneRow.objects.bulk_create(
        [_undone(row, fates[row.complaint_id or 0], words, is_new=row.complaint_id in made) for row in rows],
        batch_size=PORTION,
    )
    # Where a value came from is told by the rows that are left.
    taken_back = [row.pk for row in rows if fates[row.complaint_id or 0].is_done]
    ImportedRow.objects.filter(pk__in=taken_back).delete()
    made_now = {**batch.made, "undo": {"after": ids[-1], "rows": done["rows"] + len(rows)}}
    batch.keep(made=made_now, heartbeat_at=timezone.now())
    return True


def _undone(row: ImportedRow, reverted: Reverted, words: Mapping[str, str], *, is_new: bool) -> UndoneRow:
    fate, reason = _fate(reverted, words)
    return UndoneRow(
        batch_id=row.batch_id,
        sheet=row.sheet,
        row_number=row.row_number,
        receipt_number=reverted.receipt_number,
        action=row.action,
        fate=fate,
        reason=reason[:200],
        complaint_id=None if is_new and reverted.is_done else row.complaint_id,
    )


def _fate(reverted: Reverted, words: Mapping[str, str]) -> tuple[Fate, str]:
    if reverted.changed_by is not None:
        return Fate.KEPT, _changed_by(reverted.changed_by, words)
    if reverted.held_by:
        return Fate.IMPOSSIBLE, f"‘{reverted.held_by}’에서 쓰고 있어 지울 수 없습니다."
    if reverted.lacks_history:
        return Fate.IMPOSSIBLE, "고치기 전의 값이 이력에 없습니다."
    return Fate.REVERSED, ""


def _changed_by(origin: str, words: Mapping[str, str]) -> str:
    kind, _, number = origin.partition(":")
    if kind == "batch":
        return f"들여오기 {number}번이 그 뒤에 고쳤습니다."
    if kind == "word":
        return f"상태 낱말 ‘{words.get(number, '')}’의 뜻을 정해 그 뒤에 바뀌었습니다."
    if kind == "department":
        return "부서를 합치거나 나누어 그 뒤에 바뀌었습니다."
    return f"그 뒤에 다른 작업({origin})이 고쳤습니다." if origin else "그 뒤에 고쳤습니다."


def _words(fates: Mapping[int, Reverted]) -> dict[str, str]:
    """The status words whose meaning has changed some of these complaints, by their id as text."""
    origins = {one.changed_by for one in fates.values() if one.changed_by and one.changed_by.startswith("word:")}
    ids = [int(number) for origin in origins if (number := origin.partition(":")[2]).isdecimal()]
    return {str(pk): word for pk, word in StatusWord.objects.filter(pk__in=ids).values_list("pk", "word")}


@transaction.atomic
def _finish(batch: ImportBatch) -> None:
    """Take back what came along with the rows, where nothing uses it, and close the batch."""
    _take_back_departments(batch)
    _take_back_words(batch)
    _take_back_mappings(batch)
    _take_back_day(batch)
    fates = [UndoneRow.objects.filter(batch=batch, fate=fate).count() for fate in Fate]
    told = [f"{fate.label} {number:,}행" for fate, number in zip(Fate, fates, strict=True)]
    now = timezone.now()
    message = f"되돌리기를 마쳤습니다. {', '.join(told)}입니다."
    batch.keep(state=BatchState.UNDONE, undone_at=now, heartbeat_at=now, message=message)


def _take_back_departments(batch: ImportBatch) -> None:
    unused = Department.objects.filter(
        pk__in=batch.made.get("departments", []), aliases=[], phone="", renamed_to=None, is_active=True
    )
    if not unused.exists():
        return
    # A run on another channel knows the departments since it began, and would give one to a complaint.
    if ImportBatch.objects.filter(state=BatchState.RUNNING).exists():
        raise locks.Busy
    for relation in Department._meta.related_objects:  # noqa: SLF001 - public in all but name
        users = relation.related_model._base_manager.filter(**{f"{relation.field.name}__isnull": False})  # noqa: SLF001
        unused = unused.exclude(pk__in=users.order_by().values(relation.field.attname))
    ids = set(unused.values_list("pk", flat=True))
    # The history of a complaint names departments that it had.
    named = ComplaintEvent.objects.filter(Q(old__in=ids) | Q(new__in=ids), field="department_id")
    ids -= {value for pair in named.values_list("old", "new") for value in pair}
    Department.objects.filter(pk__in=ids).delete()


def _take_back_words(batch: ImportBatch) -> None:
    undecided = StatusWord.objects.filter(pk__in=batch.made.get("status_words", []), is_decided=False)
    found = set(undecided.values_list("word", flat=True))
    waiting = Complaint.objects.filter(channel=batch.channel, status_is_decided=False, source_status__in=found)
    used = waiting.order_by().values_list("source_status", flat=True).distinct() if found else []
    undecided.filter(word__in=found.difference(used)).delete()


def _take_back_mappings(batch: ImportBatch) -> None:
    """Also those that a person confirmed for this file, for an undo may be because they were wrong."""
    used = ImportBatch.objects.exclude(pk=batch.pk).exclude(state=BatchState.UNDONE).exclude(mapping=None)
    unused = ColumnMapping.objects.filter(pk__in=batch.made.get("mappings", []))
    ids = list(unused.exclude(pk__in=used.values("mapping")).values_list("pk", flat=True))
    ImportBatch.objects.filter(mapping__in=ids).update(mapping=None)
    ColumnMapping.objects.filter(pk__in=ids).delete()
    confirmed = ColumnMapping.objects.filter(channel=batch.channel, is_confirmed=True)
    for replaced in ColumnMapping.objects.filter(pk__in=batch.made.get("mappings_replaced", [])):
        if not any(other.columns.keys() == replaced.columns.keys() for other in confirmed.all()):
            replaced.is_confirmed = True
            replaced.save(update_fields=["is_confirmed"])


def _take_back_day(batch: ImportBatch) -> None:
    """The day until which data are here is the newest that the other imports have brought."""
    if "loaded_until" not in batch.made:
        return
    brought = ImportBatch.objects.filter(channel=batch.channel, made__has_key="loaded_until").order_by("pk")
    known = list(brought.values_list("pk", "state", "made__loaded_until"))
    days = [day["newest"] for pk, state, day in known if state == BatchState.DONE and pk != batch.pk]
    # What was there before the first import that is known of.
    days.append(known[0][2]["before"] or "")
    newest = max(days)
    Channel.objects.filter(import_batches=batch).update(loaded_until=date.fromisoformat(newest) if newest else None)
