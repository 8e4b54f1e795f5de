"""The complaints of one department given to another, with their history and what they are found by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.models import Channel, Complaint, ComplaintEvent
from complaints.records import SOURCE_FIELD_NAMES
from complaints.services import lock_windows, record_of, store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Destination = Callable[[Sequence[Complaint]], dict[int, int]]

FIELD = "department_id"
BATCH = 1000


def move(source_id: int, target_id: int, *, origin: str, most: int) -> int:
    """Give complaints of one department to another, oldest rows first; how many there were, `most` or a few more.

    In transactions of a thousand rows, each with an event under `origin`; called again for the rest, or after it was
    cut short.
    """
    return _walk(source_id, origin, most, lambda rows: {row.pk: target_id for row in rows})


def move_back(target_id: int, *, undone: str, origin: str, most: int) -> int:
    """Give back what was moved under the origin `undone` and has stayed where it was put; how many, as above."""
    return _walk(target_id, origin, most, lambda rows: _where_from(rows, target_id, undone))


def _walk(department_id: int, origin: str, most: int, destination: Destination) -> int:
    moved = last = 0
    while moved < most:
        with transaction.atomic():
            lock_windows(Channel.objects.values_list("pk", flat=True))
            waiting = Complaint.objects.filter(department_id=department_id, pk__gt=last).only(*SOURCE_FIELD_NAMES)
            rows = list(waiting.select_for_update().order_by("id")[:BATCH])
            to = destination(rows)
            store([replace(record_of(row), department_id=to[row.pk]) for row in rows if row.pk in to], origin=origin)
        moved += len(to)
        if len(rows) < BATCH:
            break
        last = rows[-1].pk
    return moved


def _where_from(rows: Sequence[Complaint], target_id: int, undone: str) -> dict[int, int]:
    """Where each row was before, if the undone move is the last that happened to its department."""
    events = ComplaintEvent.objects.filter(complaint__in=rows, field=FIELD).order_by("id")
    last = {event.complaint_id: event for event in events}
    return {
        row_id: event.old
        for row_id, event in last.items()
        if event.origin == undone and event.new == target_id and event.old is not None
    }
