"""A look at a file before it is imported: what would become of its rows; nothing of it is stored as a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.text.identifiers import remove_identifiers
from ingest.departments import DepartmentDirectory
from ingest.importing import CHUNK
from ingest.models import BatchState, RowState, WaitsFor
from ingest.opening import beating_rows, rows_of, survey_of
from ingest.pipeline import chunks
from ingest.storing import Tally, rehearse_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from ingest.models import ImportBatch
    from ingest.sheets import SheetRow
    from ingest.survey import Survey


def look(batch: ImportBatch, path: Path, now: datetime) -> None:
    """Look through the batch's file; afterwards it waits for a person, or is confirmed where none is needed."""
    batch.keep(state=BatchState.LOOKING, heartbeat_at=timezone.now(), message="")
    survey, tally = _rehearsed(lambda: beating_rows(path, batch), _code(batch), batch.file_name, now)
    batch.channel_id = survey.known.channel_id
    batch.planned = {
        "counts": {state.value: tally.states[state] for state in RowState},
        "problems": dict(tally.problems),
    }
    batch.rows_in_file = survey.rows_in_file
    needed = decisions_needed(survey)
    if batch.is_unattended and not needed:
        batch.is_confirmed = True
    else:
        batch.state, batch.waits_for = BatchState.WAITING, needed or [WaitsFor.REVIEW.value]
    batch.save()


def decisions_needed(survey: Survey) -> list[str]:
    """What nobody but a person can say; nothing is mapped silently."""
    columns = (column for sheet in survey.sheets.values() for column in sheet.plan.columns.columns)
    return [WaitsFor.COLUMNS.value] if any(column.role and column.confidence < 1 for column in columns) else []


def rehearse(path: Path, channel_code: str | None, *, now: datetime | None = None) -> tuple[Survey, Tally]:
    """What importing a file would come to; nothing is written. Raises a kind of FileRefused."""
    name, _ = remove_identifiers(path.name)
    return _rehearsed(lambda: rows_of(path, name), channel_code, name, now or timezone.localtime())


def _rehearsed(
    rows: Callable[[], Iterator[SheetRow]], channel_code: str | None, name: str, now: datetime
) -> tuple[Survey, Tally]:
    survey = survey_of(rows(), channel_code, name, now)
    directory, total = DepartmentDirectory(), Tally()
    for chunk in chunks(rows(), survey, now, CHUNK):
        tally = rehearse_chunk(chunk, directory)
        total.states.update(tally.states)
        total.problems.update(tally.problems)
    return survey, total


def _code(batch: ImportBatch) -> str | None:
    return batch.channel.code if batch.channel else None
