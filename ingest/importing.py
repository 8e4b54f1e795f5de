"""The import of one batch whose rows somebody wants, from where it stands."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from complaints.services import mark_loaded
from ingest import locks
from ingest.departments import DepartmentDirectory
from ingest.freshness import Arrivals
from ingest.mapping import to_remember
from ingest.models import UNATTENDED, UNDER_WAY, BatchState, ColumnMapping, ImportBatch, RowProblem
from ingest.opening import beating_rows, survey_of
from ingest.pipeline import chunks
from ingest.storing import problem_row, store_chunk

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from ingest.survey import Survey

CHUNK = 1000
MOST_ATTEMPTS = 5


def import_file(batch: ImportBatch, path: Path, now: datetime) -> None:
    survey = None
    if batch.channel_id is None:
        survey = survey_of(beating_rows(path, batch), None, batch.file_name, now)
        batch.channel_id = survey.known.channel_id
        batch.keep(channel_id=batch.channel_id)
    with locks.held(locks.CHANNEL, batch.channel_id):
        if older(batch.pk, batch.channel_id).exists():
            raise locks.Busy
        _begin(batch)
        if batch.state == BatchState.FAILED:
            return
        if survey is None:
            code = batch.channel.code if batch.channel else None
            survey = survey_of(beating_rows(path, batch), code, batch.file_name, now)
        _note_survey(batch, survey)
        directory, arrivals = DepartmentDirectory(), Arrivals()
        for number, chunk in enumerate(chunks(beating_rows(path, batch), survey, now, CHUNK)):
            arrivals.add(chunk)
            if number >= batch.chunks_done:
                store_chunk(batch, chunk, directory)
        with transaction.atomic():
            if newest := arrivals.newest(min(survey.ends_on or now.date(), now.date())):
                mark_loaded(survey.known.channel_id, newest)
            batch.keep(state=BatchState.DONE, finished_at=timezone.now(), message="")


def older(batch_id: int, channel_id: int) -> QuerySet[ImportBatch]:
    """The batches of a channel that come before this one and will be imported or undone, in their order."""
    decided = Q(is_confirmed=True) | Q(source_kind__in=UNATTENDED)
    return ImportBatch.objects.filter(decided, channel_id=channel_id, pk__lt=batch_id, state__in=UNDER_WAY).order_by(
        "pk"
    )


def _begin(batch: ImportBatch) -> None:
    if batch.attempts >= MOST_ATTEMPTS:
        message = (
            f"{MOST_ATTEMPTS}번 시도했지만 끝내지 못했습니다. 파일을 나누어 올리거나 시스템 관리자에게 알려 주세요."
        )
        batch.keep(state=BatchState.FAILED, message=message, finished_at=timezone.now())
        return
    started = batch.started_at or timezone.now()
    batch.keep(attempts=batch.attempts + 1, started_at=started, heartbeat_at=timezone.now(), message="")


def _note_survey(batch: ImportBatch, survey: Survey) -> None:
    """Keep the size, the sheets, the mapping of the file and what is wrong with whole sheets."""
    with transaction.atomic():
        mappings = [_remember(survey.known.channel_id, to_remember(one.plan.columns)) for one in survey.sheets.values()]
        RowProblem.objects.filter(batch=batch, row_number=0).delete()
        RowProblem.objects.bulk_create(problem_row(batch, sheet, 0, problem) for sheet, problem in survey.problems)
        batch.keep(
            rows_in_file=survey.rows_in_file,
            mapping_id=mappings[0].pk,
            sheets=[
                {"name": one.name, "header_row": one.header.last_row, "columns": list(one.header.names)}
                for one in survey.sheets.values()
            ],
        )


def _remember(channel_id: int, columns: dict[str, dict[str, object]]) -> ColumnMapping:
    signature = hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()[:32]
    found = ColumnMapping.objects.filter(channel_id=channel_id, signature=signature).first()
    if found:
        return found
    newest = ColumnMapping.objects.filter(channel_id=channel_id).aggregate(newest=Max("version"))["newest"] or 0
    return ColumnMapping.objects.create(
        channel_id=channel_id,
        version=newest + 1,
        signature=signature,
        columns=columns,
    )
