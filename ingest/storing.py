"""One portion of a file into the tables, in one transaction with the batch's own counters. Used by services only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint, StatusWord
from complaints.services import RowAction, lock_windows, store
from ingest.models import ImportBatch, ImportedRow, RowProblem, RowState
from ingest.records import to_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from complaints.records import SourceRecord
    from complaints.services import Planned
    from ingest.departments import DepartmentDirectory
    from ingest.pipeline import Chunk, Item
    from ingest.readings import Reading
    from ingest.sentences import Problem

_WIDTH = 200
_STATE_OF = {RowAction.NEW: RowState.NEW, RowAction.CHANGED: RowState.CHANGED, RowAction.SAME: RowState.SAME}


@dataclass(slots=True)
class Tally:
    """What a portion came to: rows by state, problems by code."""

    states: Counter[RowState] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)


def store_chunk(batch: ImportBatch, chunk: Chunk, directory: DepartmentDirectory) -> Tally:
    """Store the portion and count it in the batch, or do neither."""
    with transaction.atomic():
        # Before the departments and words that the portion makes, as whoever decides about them does.
        lock_windows([batch.channel_id or 0])
        good = [item for item in chunk.items if not item.reading.is_rejected]
        records = [to_record(item.reading, _department(batch, item.reading, directory)) for item in good]
        touched = _last_touched(records)
        planned = store(records, origin=batch.origin)
        tally = _tally(chunk, good, planned)
        _keep_rows(batch, chunk, good, planned, touched)
        _note_undecided(batch, good)
        for state, number in tally.states.items():
            name = f"count_{state.value}"
            setattr(batch, name, getattr(batch, name) + number)
        batch.removed = dict(Counter(batch.removed) + chunk.removed)
        batch.chunks_done += 1
        batch.heartbeat_at = timezone.now()
        counters = [f"count_{state.value}" for state in RowState]
        batch.save(update_fields=[*counters, "removed", "made", "chunks_done", "heartbeat_at"])
    return tally


def note_made(batch: ImportBatch, kind: str, ids: Iterable[int]) -> None:
    """Remember what the import has made beside complaints, so that an undo can take it back; the caller saves."""
    batch.made = {**batch.made, kind: [*batch.made.get(kind, []), *ids]}


def _last_touched(records: Sequence[SourceRecord]) -> dict[int, datetime]:
    """When the stored complaints of these records were changed last, by id."""
    rows = Complaint.objects.filter(
        channel_id__in={record.channel_id for record in records},
        receipt_number__in=[record.receipt_number for record in records],
    )
    return dict(rows.order_by().values_list("pk", "updated_at"))


def _department(batch: ImportBatch, reading: Reading, directory: DepartmentDirectory) -> int | None:
    if not reading.department_name:
        return None
    found, is_new = directory.find_or_add(reading.department_name)
    if is_new:
        note_made(batch, "departments", [found])
        reading.tell("department_new", "department" if "department" in reading.cells else "officer_line")
    return found


def _tally(chunk: Chunk, good: list[Item], planned: list[Planned]) -> Tally:
    tally = Tally()
    tally.states[RowState.NOT_A_ROW] = chunk.not_rows
    tally.states[RowState.REJECTED] = len(chunk.items) - len(good)
    tally.states[RowState.MERGED] = sum(len(item.merged) for item in good)
    tally.states.update(_STATE_OF[one.action] for one in planned)
    for item in chunk.items:
        tally.problems.update(problem.code for problem in item.reading.problems)
    return tally


def _keep_rows(
    batch: ImportBatch, chunk: Chunk, good: list[Item], planned: list[Planned], touched: dict[int, datetime]
) -> None:
    rows: list[ImportedRow] = []
    problems: list[RowProblem] = []
    for item in chunk.items:
        if item.reading.is_rejected:
            rows.append(_row(batch, item.reading, RowState.REJECTED))
            problems.extend(_problems(batch, item.reading))
    for item, one in zip(good, planned, strict=True):
        # Rows that were the same leave a count only: a nightly full export would add millions.
        if one.action is RowAction.SAME:
            continue
        row = _row(batch, item.reading, _STATE_OF[one.action], one.complaint_id)
        row.complaint_before = touched.get(one.complaint_id or 0)
        rows.append(row)
        rows.extend(_row(batch, reading, RowState.MERGED, one.complaint_id) for reading in item.merged)
        problems.extend(_problems(batch, item.reading))
    ImportedRow.objects.bulk_create(rows, batch_size=500)
    RowProblem.objects.bulk_create(problems, batch_size=1000)


def _row(batch: ImportBatch, reading: Reading, state: RowState, complaint_id: int | None = None) -> ImportedRow:
    return ImportedRow(
        batch=batch,
        sheet=reading.row.sheet[:100],
        row_number=reading.row.number,
        cells=list(reading.row.texts),
        action=state,
        complaint_id=complaint_id,
    )


def _problems(batch: ImportBatch, reading: Reading) -> list[RowProblem]:
    return [problem_row(batch, reading.row.sheet, reading.row.number, problem) for problem in reading.problems]


def problem_row(batch: ImportBatch, sheet: str, number: int, problem: Problem) -> RowProblem:
    """A problem as it is stored."""
    return RowProblem(
        batch=batch,
        sheet=sheet[:100],
        row_number=number,
        column=problem.column[:_WIDTH],
        value=problem.value[:_WIDTH],
        code=problem.code,
        severity=problem.severity.value,
        detail=problem.detail[:_WIDTH],
    )


def _note_undecided(batch: ImportBatch, good: list[Item]) -> None:
    words = {
        problem.detail
        for item in good
        for problem in item.reading.problems
        if problem.code == "status_undecided" and problem.detail
    }
    channel_id = batch.channel_id
    if words and channel_id:
        # Somebody may decide on the same word at this moment.
        found = [
            StatusWord.objects.get_or_create(channel_id=channel_id, word=word, defaults={"is_decided": False})
            for word in sorted(words)
        ]
        note_made(batch, "status_words", [word.pk for word, is_new in found if is_new])
