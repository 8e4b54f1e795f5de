"""The only writer of complaints: what a window gave becomes rows, history and search lexemes in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from complaints.models import Channel, Complaint, ComplaintEvent
from complaints.privacy.keys import caller_key
from complaints.records import SOURCE_FIELD_NAMES, SourceRecord
from complaints.search.indexing import index
from complaints.signals import complaints_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

# What a person reads in the history; the rest of a row's columns change without a line of their own.
HISTORY_FIELDS = tuple(name for name in SOURCE_FIELD_NAMES if name not in {"channel_id", "receipt_number", "part"})
DERIVED_FIELDS = ("caller_key", "source_digest", "text_normal", "search", "search_version", "updated_at")
BATCH = 1000


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


def plan(records: Sequence[SourceRecord]) -> list[Planned]:
    """What `store` would do, in the order given; reads only. Keys must be unique within one call."""
    stored = _stored_by_key(records)
    return [_planned(record, stored.get(record.key)) for record in records]


def store(records: Sequence[SourceRecord], *, origin: str) -> list[Planned]:
    """Write the records in one transaction and return what became of each, in the order given.

    `origin` names the import in the history ("batch:12"). The signal `complaints_stored` is sent on commit.
    """
    now = timezone.now()
    with transaction.atomic():
        stored = _stored_by_key(records, lock=True)
        plans = [_planned(record, stored.get(record.key)) for record in records]
        new = [_apply(Complaint(created_at=now), item.record, now) for item in plans if item.action is RowAction.NEW]
        _save(new, plans, stored, origin, now)
    made = {complaint_key(row): row.pk for row in new}
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
            batch = waiting.filter(pk__gt=last).defer("search").select_for_update().order_by("id")
            rows = list(batch[:BATCH])
            stored = {complaint_key(row): row for row in rows}
            plans = [_planned(replace(record_of(row), **decided), row) for row in rows]
            _save([], plans, stored, origin, timezone.now())
        total += len(rows)
        if len(rows) < BATCH:
            return total
        last = rows[-1].pk


def mark_loaded(channel_id: int, until: date) -> None:
    """Move on the day until which a window's data are here; an older day changes nothing."""
    behind = Q(loaded_until__lt=until) | Q(loaded_until=None)
    Channel.objects.filter(behind, pk=channel_id).update(loaded_until=until)


def complaint_key(row: Complaint) -> tuple[int, str, str]:
    """The natural key of a stored row."""
    return row.channel_id, row.receipt_number, row.part


def record_of(row: Complaint) -> SourceRecord:
    """A stored row as the record that would leave it as it is; times are local, so that digests are equal too."""
    values: dict[str, Any] = {name: _local(getattr(row, name)) for name in SOURCE_FIELD_NAMES}
    return SourceRecord(**{**values, "flags": tuple(row.flags)})


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _stored_by_key(
    records: Sequence[SourceRecord],
    *,
    lock: bool = False,
) -> dict[tuple[int, str, str], Complaint]:
    rows = Complaint.objects.filter(
        channel_id__in={record.channel_id for record in records},
        receipt_number__in=[record.receipt_number for record in records],
    ).defer("search")
    if lock:
        # Two imports that touch the same rows take them in one order, or they would wait for each other.
        rows = rows.select_for_update().order_by("id")
    return {complaint_key(row): row for row in rows}


def _planned(record: SourceRecord, row: Complaint | None) -> Planned:
    if row is None:
        return Planned(record, RowAction.NEW, None)
    if bytes(row.source_digest) == record.digest():
        return Planned(record, RowAction.SAME, row.pk)
    before = record_of(row)
    changed = tuple(name for name in HISTORY_FIELDS if getattr(before, name) != getattr(record, name))
    return Planned(record, RowAction.CHANGED if changed else RowAction.SAME, row.pk, changed)


def _save(
    new: Sequence[Complaint],
    plans: Sequence[Planned],
    stored: Mapping[tuple[int, str, str], Complaint],
    origin: str,
    now: datetime,
) -> None:
    """Write new rows, and the changed ones of `plans` with their history; told on commit."""
    changes = [(item, stored[item.record.key]) for item in plans if item.action is RowAction.CHANGED]
    # Before the records are applied, for an event tells what a field was.
    events = [event for item, row in changes for event in _events(item, row, origin, now)]
    rows = [*new, *(_apply(row, item.record, now) for item, row in changes)]
    _write(rows)
    ComplaintEvent.objects.bulk_create(events, batch_size=BATCH)
    _announce_on_commit(rows)


def _write(rows: Sequence[Complaint]) -> None:
    # An upsert is one statement for a thousand rows; bulk_update would send a CASE of a thousand arms per column.
    Complaint.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["channel", "receipt_number", "part"],
        update_fields=[
            "department" if name == "department_id" else name for name in (*HISTORY_FIELDS, *DERIVED_FIELDS)
        ],
    )


def _apply(row: Complaint, record: SourceRecord, now: datetime) -> Complaint:
    for name, value in record.values().items():
        setattr(row, name, value)
    row.caller_key = _caller_key(record)
    row.source_digest = record.digest()
    row.updated_at = now
    index(row)
    return row


def _caller_key(record: SourceRecord) -> Any:
    if not (record.mobile or record.phone or record.complainant_name or record.login_id or record.email):
        return None
    return caller_key(
        mobile=record.mobile,
        phone=record.phone,
        name=record.complainant_name,
        admin_dong=record.admin_dong,
        login_id=record.login_id,
        email=record.email,
        fallback="/".join(map(str, record.key)),
    )


def _events(item: Planned, row: Complaint, origin: str, now: datetime) -> Iterable[ComplaintEvent]:
    for name in item.changed:
        yield ComplaintEvent(
            complaint=row,
            at=now,
            field=name,
            old=_as_json(getattr(row, name)),
            new=_as_json(getattr(item.record, name)),
            origin=origin,
        )


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _announce_on_commit(rows: Sequence[Complaint]) -> None:
    if not rows:
        return
    ids = [row.pk for row in rows]
    months = {timezone.localtime(row.received_at).date().replace(day=1) for row in rows}
    transaction.on_commit(lambda: complaints_stored.send(sender=Complaint, complaint_ids=ids, months=months))
