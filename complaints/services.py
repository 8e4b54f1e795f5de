"""The only writer of complaints: what a window gave becomes rows, history and search lexemes in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from complaints.models import Channel, Complaint, ComplaintEvent
from complaints.records import SOURCE_FIELD_NAMES, SourceRecord
from complaints.signals import complaints_stored
from complaints.writing import Row, insert, new_ids, update

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from complaints.querysets import ComplaintQuerySet

Key = tuple[int, str, str]

# What a person reads in the history; the rest of a row's columns change without a line of their own.
HISTORY_FIELDS = tuple(name for name in SOURCE_FIELD_NAMES if name not in {"channel_id", "receipt_number", "part"})
BATCH = 1000
# First half of the lock under which a window's complaints are written; the other half is the window.
_WRITING = 72_010


class RowAction(StrEnum):
    """What storing a record does to the table."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One record, what will become of it, and the fields that differ from the stored row."""

    record: SourceRecord
    action: RowAction
    complaint_id: int | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """A stored complaint, as it was and as it will be."""

    id: int
    before: SourceRecord
    item: Planned


class _Stored(NamedTuple):
    id: int
    digest: bytes


def plan(records: Sequence[SourceRecord]) -> list[Planned]:
    """What `store` would do, in the order given; reads only. Keys must be unique within one call."""
    plans, _ = _compared(records, _stored(records))
    return plans


def store(records: Sequence[SourceRecord], *, origin: str) -> list[Planned]:
    """Write the records in one transaction and return what became of each, in the order given.

    `origin` names the import in the history ("batch:12"). The signal `complaints_stored` is sent on commit.
    """
    with transaction.atomic():
        lock_windows({record.channel_id for record in records})
        plans, changes = _compared(records, _stored(records, lock=True))
        new = [item.record for item in plans if item.action is RowAction.NEW]
        made = dict(zip([record.key for record in new], _save(new, changes, origin), strict=True))
    return [replace(p, complaint_id=made[p.record.key]) if p.action is RowAction.NEW else p for p in plans]


def redecide(
    channel_id: int,
    word: str,
    *,
    status: str,
    outcome: str,
    flags: Iterable[str],
    origin: str,
) -> int:
    """Give what a person decided of a source word to the stored complaints that wait for it; how many there were.

    In transactions of a thousand rows, each as `store` would write them; a call that was cut short is called again.
    """
    decided: dict[str, Any] = {
        "status": status,
        "outcome": outcome,
        "flags": tuple(sorted(flags)),
        "status_is_decided": True,
    }
    waiting = Complaint.objects.filter(channel_id=channel_id, source_status=word, status_is_decided=False)
    total = last = 0
    while True:
        with transaction.atomic():
            lock_windows([channel_id])
            batch = _only_source(waiting.filter(pk__gt=last)).select_for_update().order_by("id")
            before = {row.pk: record_of(row) for row in batch[:BATCH]}
            plans = {row_id: _planned(replace(record, **decided), row_id, record) for row_id, record in before.items()}
            _save([], [_Change(row_id, before[row_id], item) for row_id, item in plans.items() if item.changed], origin)
        total += len(before)
        if len(before) < BATCH:
            return total
        last = max(before)


def lock_windows(channel_ids: Iterable[int]) -> None:
    """Until the end of the transaction nobody else writes to these windows: what is new here stays new.

    Taken before the locks of rows by all who write complaints, or two of them could wait for each other.
    """
    with connection.cursor() as cursor:
        for channel_id in sorted(set(channel_ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_WRITING, channel_id])


def mark_loaded(channel_id: int, until: date) -> None:
    """Move on the day until which a window's data are here; an older day changes nothing."""
    behind = Q(loaded_until__lt=until) | Q(loaded_until=None)
    Channel.objects.filter(behind, pk=channel_id).update(loaded_until=until)


def complaint_key(row: Complaint) -> Key:
    """The natural key of a stored row."""
    return row.channel_id, row.receipt_number, row.part


def record_of(row: Complaint) -> SourceRecord:
    """A stored row as the record that would leave it as it is; times are local, so that digests are equal too."""
    values: dict[str, Any] = {name: _local(getattr(row, name)) for name in SOURCE_FIELD_NAMES}
    return SourceRecord(**{**values, "flags": tuple(row.flags)})


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _stored(records: Sequence[SourceRecord], *, lock: bool = False) -> dict[Key, _Stored]:
    rows = Complaint.objects.filter(
        channel_id__in={record.channel_id for record in records},
        receipt_number__in=[record.receipt_number for record in records],
    )
    if lock:
        # Whoever else changes these rows takes them in one order, or both would wait for each other.
        rows = rows.select_for_update().order_by("id")
    found = rows.values_list("channel_id", "receipt_number", "part", "pk", "source_digest")
    return {(channel, number, part): _Stored(pk, bytes(digest)) for channel, number, part, pk, digest in found}


def _only_source(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    """Without what is derived, which is most of a row."""
    return rows.only(*SOURCE_FIELD_NAMES)


def _compared(
    records: Sequence[SourceRecord],
    stored: Mapping[Key, _Stored],
) -> tuple[list[Planned], list[_Change]]:
    """What becomes of each record; only of rows that differ more than the digest is read."""
    differing = [
        row.id for record in records if (row := stored.get(record.key)) is not None and row.digest != record.digest()
    ]
    before = {row.pk: record_of(row) for row in _only_source(Complaint.objects.filter(pk__in=differing))}
    plans = []
    for record in records:
        row = stored.get(record.key)
        plans.append(_planned(record, row.id if row else None, before.get(row.id) if row else None))
    changes = [
        _Change(item.complaint_id, before[item.complaint_id], item)
        for item in plans
        if item.complaint_id is not None and item.changed
    ]
    return plans, changes


def _planned(record: SourceRecord, row_id: int | None, before: SourceRecord | None) -> Planned:
    """`before` is None where the row has the digest of the record, or where there is no row."""
    if row_id is None:
        return Planned(record, RowAction.NEW, None)
    if before is None:
        return Planned(record, RowAction.SAME, row_id)
    changed = tuple(name for name in HISTORY_FIELDS if getattr(before, name) != getattr(record, name))
    return Planned(record, RowAction.CHANGED if changed else RowAction.SAME, row_id, changed)


def _save(new: Sequence[SourceRecord], changes: Sequence[_Change], origin: str) -> list[int]:
    """Write new complaints, and changed ones with their history; told on commit. The ids of the new ones."""
    now = timezone.now()
    added = list(map(Row, new_ids(len(new)), new)) if new else []
    changed = [Row(change.id, change.item.record) for change in changes]
    insert(added, now)
    update(changed, now)
    events = [event for change in changes for event in _events(change, origin, now)]
    ComplaintEvent.objects.bulk_create(events, batch_size=BATCH)
    _announce_on_commit([*added, *changed])
    return [row.id for row in added]


def _events(change: _Change, origin: str, now: datetime) -> Iterable[ComplaintEvent]:
    for name in change.item.changed:
        yield ComplaintEvent(
            complaint_id=change.id,
            at=now,
            field=name,
            old=_as_json(getattr(change.before, name)),
            new=_as_json(getattr(change.item.record, name)),
            origin=origin,
        )


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _announce_on_commit(rows: Sequence[Row]) -> None:
    if not rows:
        return
    ids = [row.id for row in rows]
    months = {timezone.localtime(row.record.received_at).date().replace(day=1) for row in rows}
    transaction.on_commit(lambda: complaints_stored.send(sender=Complaint, complaint_ids=ids, months=months))
