"""A look at a file before it is imported: what would become of its rows; nothing of it is stored as a complaint."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from complaints.text.identifiers import remove_identifiers
from ingest import failures
from ingest.choices import Choice
from ingest.limits import limits_from_settings
from ingest.mapping import MissingColumns, NoHeader, OtherChannel, UnknownChannel
from ingest.models import BatchPreview, BatchState, WaitsFor
from ingest.opening import beating_rows, rows_of, survey_of, surveyor
from ingest.preview import keep_preview, planned_of
from ingest.readers.errors import EncryptedFile, FileRefused, NoHeaderThere, NoSuchSheet
from ingest.readers.process import sheet_list
from ingest.rehearsing import rehearsed
from ingest.spool import Spool

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingest.models import ImportBatch
    from ingest.readers.choice import SheetInfo
    from ingest.rehearsing import Rehearsal
    from ingest.survey import Survey, Surveyor

_BEAT_SECONDS = 0.9
# How packed workbooks and the older ones begin.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What a person can mend on the page of the file; all other refusals are final.
_MENDED_BY = {
    NoHeader.code: [WaitsFor.HEADER.value],
    NoHeaderThere.code: [WaitsFor.HEADER.value],
    NoSuchSheet.code: [WaitsFor.HEADER.value],
    MissingColumns.code: [WaitsFor.COLUMNS.value],
    UnknownChannel.code: [WaitsFor.CHANNEL.value],
    OtherChannel.code: [WaitsFor.CHANNEL.value],
    EncryptedFile.code: [WaitsFor.PASSWORD.value],
}


def look(batch: ImportBatch, path: Path, now: datetime) -> None:
    """Look through the batch's file; afterwards it waits for a person, or is confirmed where none is needed.

    Raises a kind of FileRefused for a file that nobody can mend here.
    """
    batch.keep(state=BatchState.LOOKING, planned={})
    failures.begin_attempt(batch)
    looker = surveyor(_code(batch), batch.file_name, now, Choice.of(batch.reading), proposes=True)
    with Spool() as spool:
        rows = beating_rows(path, batch, lambda number: {"rows_in_file": number})
        try:
            survey = looker.look(spool.through(rows))
        except FileRefused as refusal:
            _wait_for_repair(batch, path, looker, refusal)
            return
        batch.keep(rows_in_file=survey.rows_in_file)
        rehearsal = rehearsed(spool.again(), survey, now, _Beat(batch))
    _conclude(batch, path, looker, survey, rehearsal)


def decisions_needed(survey: Survey) -> list[str]:
    """What nobody but a person can say; nothing is mapped silently."""
    columns = (column for sheet in survey.sheets.values() for column in sheet.plan.columns.columns)
    return [WaitsFor.COLUMNS.value] if any(column.role and column.confidence < 1 for column in columns) else []


def rehearse(path: Path, channel_code: str | None, *, now: datetime | None = None) -> tuple[Survey, Rehearsal]:
    """What importing a file would come to; nothing is written. Raises a kind of FileRefused."""
    name, _ = remove_identifiers(path.name)
    moment = now or timezone.localtime()
    with Spool() as spool:
        survey = survey_of(spool.through(rows_of(path, name)), channel_code, name, moment)
        return survey, rehearsed(spool.again(), survey, moment)


def _conclude(batch: ImportBatch, path: Path, looker: Surveyor, survey: Survey, rehearsal: Rehearsal) -> None:
    planned = planned_of(batch, survey, rehearsal)
    needed = decisions_needed(survey) or ([WaitsFor.COLUMNS.value] if planned["change"] else [])
    values: dict[str, Any] = {"channel_id": survey.known.channel_id, "planned": planned}
    with transaction.atomic():
        # Whoever has chosen how it is read looks at what came of it, also where nobody did at first.
        if batch.is_unattended and not needed and not BatchPreview.objects.filter(batch=batch).exists():
            values["is_confirmed"] = True
        else:
            values |= {"state": BatchState.WAITING, "waits_for": needed or [WaitsFor.REVIEW.value]}
            keep_preview(batch, looker, _sheets(path, batch), rehearsal, is_text=is_text(path))
        batch.keep(**values, attempts=0, started_at=None, message="", heartbeat_at=timezone.now())


def _wait_for_repair(batch: ImportBatch, path: Path, looker: Surveyor, refusal: FileRefused) -> None:
    """Let a person mend what kept the file from being read; raises the refusal again where she cannot."""
    # What her own choice has led to she can choose otherwise.
    needed = _MENDED_BY.get(refusal.code) or ([WaitsFor.HEADER.value] if batch.reading else [])
    if not needed:
        raise refusal
    locked = WaitsFor.PASSWORD.value in needed
    with transaction.atomic():
        keep_preview(batch, looker, [] if locked else _sheets(path, batch), None, is_text=is_text(path))
        batch.keep(
            state=BatchState.WAITING,
            waits_for=needed,
            planned={},
            message=refusal.sentence,
            attempts=0,
            started_at=None,
            heartbeat_at=timezone.now(),
        )


def _sheets(path: Path, batch: ImportBatch) -> list[SheetInfo]:
    choice = Choice.of(batch.reading).of_reader
    return sheet_list(path, batch.file_name, limits_from_settings(), choice=choice)


def is_text(path: Path) -> bool:
    """Whether the file is a text, whose encoding a person may know better than its bytes tell."""
    with path.open("rb") as file:
        return not file.read(8).startswith(_WORKBOOKS)


class _Beat:
    """Tells every second how many rows have been rehearsed."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch, self._last = batch, time.monotonic()

    def __call__(self, rows: int) -> None:
        if time.monotonic() - self._last > _BEAT_SECONDS:
            self._last = time.monotonic()
            self._batch.keep(heartbeat_at=timezone.now(), planned={"seen": rows})


def _code(batch: ImportBatch) -> str | None:
    return batch.channel.code if batch.channel else None
