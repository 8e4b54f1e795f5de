"""What importing a file would come to, counted and with samples; nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from complaints.models import Complaint
from complaints.services import RowAction, plan, record_of
from ingest.converters import split_departments
from ingest.departments import DepartmentDirectory
from ingest.models import RowState
from ingest.pipeline import chunks
from ingest.records import to_record
from ingest.shown import masked_cells, old_and_new, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from complaints.services import Planned
    from ingest.pipeline import Chunk, Item
    from ingest.readings import Reading
    from ingest.sheets import SheetRow
    from ingest.survey import Survey

MOST_SHOWN = 100
PORTION = 1000
_STATE_OF = {RowAction.NEW: RowState.NEW, RowAction.CHANGED: RowState.CHANGED, RowAction.SAME: RowState.SAME}


@dataclass(slots=True)
class Rehearsal:
    """Rows by state, problems by code, undecided words and new departments with their rows, and samples by state.

    Every value in a sample is masked. `removed` counts unique identifiers, `matched` the stored complaints that the
    file holds; `first` and `last` are the days of receipt that it spans.
    """

    states: Counter[RowState] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    samples: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    matched: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, chunk: Chunk, directory: DepartmentDirectory) -> None:
        """Take in one portion of the file."""
        good = [item for item in chunk.items if not item.reading.is_rejected]
        planned = plan([to_record(one.reading, self._department(one.reading, directory)) for one in good])
        self.states[RowState.NOT_A_ROW] += chunk.not_rows
        self.states[RowState.REJECTED] += len(chunk.items) - len(good)
        self.states[RowState.MERGED] += sum(len(item.merged) for item in good)
        self.states.update(_STATE_OF[one.action] for one in planned)
        self.removed += chunk.removed
        for item in chunk.items:
            self._count(item.reading)
        for one in planned:
            self._span(one)
        self._sample(chunk.items, good, planned)

    def _department(self, reading: Reading, directory: DepartmentDirectory) -> int | None:
        name = reading.department_name
        found = directory.find(name) if name else None
        if name and found is None:
            if directory.is_first_sight(name):
                reading.tell("department_new", "department" if "department" in reading.cells else "officer_line")
            self.departments[split_departments(name)[0]] += 1
        return found

    def _count(self, reading: Reading) -> None:
        for problem in reading.problems:
            self.problems[problem.code] += 1
            if problem.code == "status_undecided" and problem.detail and not reading.is_rejected:
                self.words[problem.detail] += 1

    def _span(self, one: Planned) -> None:
        self.matched += one.action is not RowAction.NEW
        received = one.record.received_at
        self.first = min(self.first or received, received)
        self.last = max(self.last or received, received)

    def _sample(self, items: Sequence[Item], good: Sequence[Item], planned: Sequence[Planned]) -> None:
        for item in items:
            if item.reading.is_rejected and self._has_room(RowState.REJECTED):
                self.samples[RowState.REJECTED].append(_row(item.reading) | {"problems": told(item.reading)})
        changed: list[tuple[Reading, Planned]] = []
        for item, one in zip(good, planned, strict=True):
            state = _STATE_OF[one.action]
            if state == RowState.CHANGED:
                changed.append((item.reading, one))
            elif self._has_room(state):
                self.samples[state].append(_row(item.reading))
            for reading in item.merged:
                if self._has_room(RowState.MERGED):
                    self.samples[RowState.MERGED].append(_row(reading))
        self._sample_changed(changed[: MOST_SHOWN - len(self.samples[RowState.CHANGED])])

    def _sample_changed(self, changed: Sequence[tuple[Reading, Planned]]) -> None:
        """With the old and the new value of each field that differs; reads the stored rows."""
        if not changed:
            return
        stored = Complaint.objects.filter(pk__in=[one.complaint_id for _, one in changed]).defer("search")
        before = {row.pk: record_of(row) for row in stored}
        self.samples[RowState.CHANGED] += [
            {
                **_row(reading),
                "changes": old_and_new(before[one.complaint_id], one.record, one.changed),
            }
            for reading, one in changed
            if one.complaint_id in before
        ]

    def _has_room(self, state: RowState) -> bool:
        return len(self.samples[state]) < MOST_SHOWN

    def vanishing(self, channel_id: int) -> int:
        """About how many stored complaints of the file's days the file does not hold."""
        if self.first is None or self.last is None:
            return 0
        since, until = (timezone.localtime(moment).date() for moment in (self.first, self.last))
        stored = Complaint.objects.filter(
            channel_id=channel_id,
            received_at__gte=_midnight(since),
            received_at__lt=_midnight(until + timedelta(days=1)),
        )
        return max(0, stored.count() - self.matched)


def rehearsed(
    rows: Iterable[SheetRow], survey: Survey, now: datetime, beat: Callable[[int], object] = lambda _: None
) -> Rehearsal:
    """The rehearsal of a whole file; `beat` hears of the rows done after each portion."""
    found, directory, done = Rehearsal(), DepartmentDirectory(), 0
    for chunk in chunks(rows, survey, now, PORTION):
        found.add(chunk, directory)
        done += chunk.rows
        beat(done)
    return found


def _row(reading: Reading) -> dict[str, Any]:
    return {"sheet": reading.row.sheet, "row": reading.row.number, "cells": masked_cells(reading.row.texts)}


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
