"""The import of one batch whose rows somebody wants, from where it stands."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from complaints.bulk import bulk_loading, pays_off
from complaints.models import Channel
from complaints.services import mark_loaded
from ingest import failures, locks
from ingest.ahead import ahead
from ingest.departments import DepartmentDirectory
from ingest.freshness import Arrivals
from ingest.header import corrected_batch
from ingest.mapping import to_remember
from ingest.models import UNATTENDED, UNDER_WAY, BatchState, ColumnMapping, ExportFormat, ImportBatch, RowProblem
from ingest.opening import Rows, beating_rows, survey_of
from ingest.pipeline import chunks
from ingest.spool import Spool
from ingest.storing import note_made, problem_row, store_chunk
from ingest.vanished import Held

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from ingest.pipeline import Chunk
    from ingest.survey import Sheet, Survey

# A page that shows progress waits for the end of a portion: half a second, two on a busy machine.
CHUNK = 500


def import_file(batch: ImportBatch, path: Path, now: datetime) -> None:
    """Import the rows that are not stored yet. Raises locks.Busy, failures.GivenUp or a kind of FileRefused."""
    with Spool() as spool:
        survey = None
        if batch.channel_id is None:
            survey = _survey(batch, path, now, spool)
            batch.keep(channel_id=survey.known.channel_id)
        with locks.held(locks.CHANNEL, batch.channel_id or 0):
            if older(batch.pk, batch.channel_id or 0).exists():
                raise locks.Busy
            failures.begin_attempt(batch)
            survey = survey or _survey(batch, path, now, spool)
            _note_survey(batch, survey)
            # Each portion that is stored is a heartbeat; this is for the time before the first.
            coming = ahead(chunks(spool.again(), survey, now, CHUNK), lambda: batch.keep(heartbeat_at=timezone.now()))
            bulk = bulk_loading() if batch.is_bulk and pays_off(survey.rows_in_file) else nullcontext()
            # Closed here and not by the garbage collector, whose turn may come when the thread is gone.
            with closing(coming) as portions, bulk:
                _store(batch, portions, min(survey.ends_on or now.date(), now.date()))


def _survey(batch: ImportBatch, path: Path, now: datetime, spool: Spool) -> Survey:
    """The first pass, whose rows are set aside for the second."""
    rows = beating_rows(path, batch, lambda number: {"rows_in_file": max(number, batch.rows_in_file)})
    code = batch.channel.code if batch.channel else None
    return survey_of(Rows(spool.through(rows), rows.choice), code, batch.file_name, now)


def _store(batch: ImportBatch, portions: Iterable[Chunk], until: date) -> None:
    """Store the portions that are not stored yet, and close the batch. `until` is the last day that the file tells."""
    directory, arrivals = DepartmentDirectory(), Arrivals()
    held = Held() if batch.is_full else None
    for number, chunk in enumerate(portions):
        arrivals.add(chunk)
        if held:
            held.add(chunk)
        if number >= batch.chunks_done:
            store_chunk(batch, chunk, directory)
            failures.note_progress(batch)
    with transaction.atomic():
        if newest := arrivals.newest(until):
            _mark_loaded(batch, newest)
        if held:
            held.list_vanished(batch, arrivals.oldest(), newest)
        batch.keep(state=BatchState.DONE, finished_at=timezone.now(), message="")


def _mark_loaded(batch: ImportBatch, newest: date) -> None:
    """Move on the day until which the window's data are here; an undo asks where it stood and what brought it on."""
    channel = Channel.objects.get(import_batches=batch)
    before = channel.loaded_until.isoformat() if channel.loaded_until else None
    batch.keep(made={**batch.made, "loaded_until": {"before": before, "newest": newest.isoformat()}})
    mark_loaded(channel.pk, newest)


def older(batch_id: int, channel_id: int) -> QuerySet[ImportBatch]:
    """The batches of a channel that come before this one and will be imported or undone, in their order."""
    decided = Q(is_confirmed=True) | Q(source_kind__in=UNATTENDED)
    return ImportBatch.objects.filter(decided, channel_id=channel_id, pk__lt=batch_id, state__in=UNDER_WAY).order_by(
        "pk"
    )


def _note_survey(batch: ImportBatch, survey: Survey) -> None:
    """Keep the size, the sheets, the mapping of the file and what is wrong with whole sheets."""
    with transaction.atomic():
        remembered = [
            _remember(survey.known.channel_id, to_remember(one.plan.columns)) for one in survey.sheets.values()
        ]
        mappings = [mapping for mapping, _ in remembered]
        corrects = _corrected(batch, survey)
        always_full = ExportFormat.objects.filter(channel=survey.known.channel_id, is_full_export=True)
        note_made(batch, "mappings", [mapping.pk for mapping, is_new in remembered if is_new])
        RowProblem.objects.filter(batch=batch, row_number=0).delete()
        RowProblem.objects.bulk_create(problem_row(batch, sheet, 0, problem) for sheet, problem in survey.problems)
        batch.keep(
            rows_in_file=survey.rows_in_file,
            mapping_id=mappings[0].pk,
            made=batch.made,
            sheets=[_described(one) for one in survey.sheets.values()],
            corrects=corrects,
            # Rows that were put right are never all that there is.
            is_full=corrects is None and (batch.is_full or always_full.exists()),
        )


def _described(sheet: Sheet) -> dict[str, object]:
    return {
        "name": sheet.name,
        "header_row": sheet.header.last_row,
        "columns": list(sheet.header.names),
        "year": sheet.plan.year_hint,
        "month": sheet.plan.month_hint,
    }


def _corrected(batch: ImportBatch, survey: Survey) -> ImportBatch | None:
    """The import whose rejected rows the file holds, put right."""
    marks = [corrected_batch(sheet.header) for sheet in survey.sheets.values()]
    numbers = [number for number in marks if number is not None]
    return ImportBatch.objects.filter(pk__in=numbers, pk__lt=batch.pk, channel=batch.channel).first()


def _remember(channel_id: int, columns: dict[str, dict[str, object]]) -> tuple[ColumnMapping, bool]:
    """The mapping with these columns, and whether it had to be made."""
    signature = hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()[:32]
    found = ColumnMapping.objects.filter(channel_id=channel_id, signature=signature).first()
    if found:
        return found, False
    newest = ColumnMapping.objects.filter(channel_id=channel_id).aggregate(newest=Max("version"))["newest"] or 0
    made = ColumnMapping.objects.create(
        channel_id=channel_id,
        version=newest + 1,
        signature=signature,
        columns=columns,
    )
    return made, True
