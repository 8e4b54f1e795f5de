"""The only writer of the importer's tables: receiving files, running batches, and what became of them."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from complaints.models import Channel
from complaints.services import mark_loaded
from complaints.text.identifiers import remove_identifiers
from ingest import failures, locks, originals
from ingest.catalogue import all_formats
from ingest.departments import DepartmentDirectory
from ingest.freshness import Arrivals
from ingest.mapping import to_remember
from ingest.models import BatchState, ColumnMapping, ImportBatch, RowProblem, SourceKind
from ingest.pipeline import chunks
from ingest.readers.errors import FileRefused
from ingest.readers.limits import Limits
from ingest.readers.process import read_rows
from ingest.sheets import clean
from ingest.storing import Tally, problem_row, rehearse_chunk, store_chunk
from ingest.survey import Survey, Surveyor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from complaints.privacy.models import Account
    from ingest.sheets import SheetRow

logger = logging.getLogger(__name__)

CHUNK = 1000
MOST_ATTEMPTS = 5
_BEAT_SECONDS = 2.0
_WAIT_SECONDS = 1.0
_PIECE = 1 << 20


def receive_upload(file: UploadedFile[Any], channel: Channel | None, account: Account) -> ImportBatch:
    """Keep an uploaded file and queue its import. Without a channel it is recognised by its header."""
    return _receive(
        file.chunks(),
        file.name or "",
        ImportBatch(channel=channel, account=account, actor=account.employee_number, source_kind=SourceKind.UPLOAD),
    )


def receive_path(
    path: Path,
    channel_code: str | None,
    *,
    source_kind: str = SourceKind.COMMAND,
    who: str = "",
    enqueue: bool = True,
) -> ImportBatch:
    """Keep a file of this machine and queue its import. Raises Channel.DoesNotExist for an unknown code."""
    channel = Channel.objects.get(code=channel_code) if channel_code else None
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(_PIECE), b"")
        return _receive(
            pieces,
            path.name,
            ImportBatch(channel=channel, actor=who[:60], source_kind=source_kind),
            enqueue=enqueue,
        )


def run_batch(batch_id: int, *, now: datetime | None = None) -> ImportBatch:
    """Import a batch from where it stands; one that has ended is returned as it is.

    Raises locks.Busy while another run works on the same channel or an older batch of it waits.
    """
    with locks.held(locks.BATCH, batch_id):
        batch = ImportBatch.objects.select_related("channel", "account").get(pk=batch_id)
        if batch.is_finished:
            return batch
        _save(batch, state=BatchState.RUNNING, heartbeat_at=timezone.now())
        try:
            with originals.opened(batch.sha256) as path:
                _import(batch, path, now or timezone.localtime())
        except FileRefused as refusal:
            # Refused before the first portion means that nothing was stored.
            state = BatchState.FAILED if batch.chunks_done else BatchState.REFUSED
            _save(batch, state=state, message=refusal.sentence, finished_at=timezone.now())
        except locks.Busy:
            _save(batch, state=BatchState.QUEUED, heartbeat_at=timezone.now())
            raise
    return batch


def run_told(batch_id: int) -> ImportBatch:
    """The same, but an error nobody thought of fails the batch, in words for its page. Raises failures.ProgramError."""
    return failures.told(batch_id, run_batch, mark_failed)


def run_in_turn(batch_id: int, *, pause: Callable[[float], None] = time.sleep) -> ImportBatch:
    """Run a batch in the foreground as soon as it is its turn; older ones that nobody runs are run first.

    Raises failures.ProgramError when an unforeseen error has failed the batch.
    """
    while True:
        try:
            return run_told(batch_id)
        except locks.Busy:
            if not _ran_an_older(batch_id):
                pause(_WAIT_SECONDS)


def rehearse(path: Path, channel_code: str | None, *, now: datetime | None = None) -> tuple[Survey, Tally]:
    """What importing a file would come to; nothing is written. Raises a kind of FileRefused."""
    moment = now or timezone.localtime()
    name, _ = remove_identifiers(path.name)
    survey = _survey(_rows(path, name), channel_code, name, moment)
    directory, total = DepartmentDirectory(), Tally()
    for chunk in chunks(_rows(path, name), survey, moment, CHUNK):
        tally = rehearse_chunk(chunk, directory)
        total.states.update(tally.states)
        total.problems.update(tally.problems)
    return survey, total


def mark_failed(batch_id: int, message: str) -> None:
    """Record that a run ended in an error, unless it had ended before."""
    ImportBatch.objects.filter(pk=batch_id).exclude(state__in=[BatchState.DONE, BatchState.REFUSED]).update(
        state=BatchState.FAILED,
        message=message,
        finished_at=timezone.now(),
    )


def stale_batches(now: datetime) -> list[ImportBatch]:
    """Batches that wait or work but have not been heard of for longer than a setting allows."""
    limit = now - timedelta(seconds=settings.IMPORT_STALE_SECONDS)
    silent = Q(heartbeat_at__lt=limit) | Q(heartbeat_at=None, created_at__lt=limit)
    return list(ImportBatch.objects.filter(silent, state__in=[BatchState.QUEUED, BatchState.RUNNING]).order_by("pk"))


def requeue(batch: ImportBatch) -> None:
    """Give a silent batch to the workers again; the page says so until it goes on."""
    if batch.state == BatchState.RUNNING:
        message = "작업 프로그램이 멈추어 이어서 들여옵니다. 이미 들여온 줄은 다시 들여오지 않습니다."
        _save(batch, state=BatchState.QUEUED, message=message)
    ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=timezone.now())
    enqueue_batch(batch.pk)


def enqueue_batch(batch_id: int) -> None:
    """Hand the batch to a worker. With the broker away it stays queued and the beat hands it over later."""
    try:
        current_app.send_task("ingest.tasks.import_batch", args=[batch_id], retry=False)
    except BrokerError:
        logger.warning("broker away; batch %s waits for the beat", batch_id)


def _receive(pieces: Iterable[bytes], name: str, batch: ImportBatch, *, enqueue: bool = True) -> ImportBatch:
    original = originals.keep(pieces)
    # A browser may send a whole path, and a name may hold somebody's number.
    bare = PureWindowsPath(PurePosixPath(name).name).name
    batch.file_name, removed = remove_identifiers(bare)
    batch.file_name = batch.file_name[:255]
    batch.removed = dict(removed)
    batch.sha256, batch.file_bytes = original.sha256, original.size
    batch.save()
    if enqueue:
        transaction.on_commit(lambda: enqueue_batch(batch.pk))
    return batch


def _import(batch: ImportBatch, path: Path, now: datetime) -> None:
    survey = None
    if batch.channel_id is None:
        survey = _survey(_beating(path, batch), None, batch.file_name, now)
        batch.channel_id = survey.known.channel_id
        _save(batch, channel_id=batch.channel_id)
    with locks.held(locks.CHANNEL, batch.channel_id):
        if _older(batch.pk, batch.channel_id).exists():
            raise locks.Busy
        _begin(batch)
        if batch.state == BatchState.FAILED:
            return
        if survey is None:
            code = batch.channel.code if batch.channel else None
            survey = _survey(_beating(path, batch), code, batch.file_name, now)
        _note_survey(batch, survey)
        directory, arrivals = DepartmentDirectory(), Arrivals()
        for number, chunk in enumerate(chunks(_beating(path, batch), survey, now, CHUNK)):
            arrivals.add(chunk)
            if number >= batch.chunks_done:
                store_chunk(batch, chunk, directory)
        with transaction.atomic():
            if newest := arrivals.newest(min(survey.ends_on or now.date(), now.date())):
                mark_loaded(survey.known.channel_id, newest)
            _save(batch, state=BatchState.DONE, finished_at=timezone.now(), message="")


def _older(batch_id: int, channel_id: int) -> QuerySet[ImportBatch]:
    """The batches of a channel that come before this one and have not ended, in their order."""
    waiting = ImportBatch.objects.filter(channel_id=channel_id, pk__lt=batch_id)
    return waiting.filter(state__in=[BatchState.QUEUED, BatchState.RUNNING]).order_by("pk")


def _ran_an_older(batch_id: int) -> bool:
    channel_id = ImportBatch.objects.get(pk=batch_id).channel_id
    first = _older(batch_id, channel_id).first() if channel_id else None
    if first is None:
        return False
    try:
        run_told(first.pk)
    except locks.Busy:
        return False
    except failures.ProgramError:
        # It has failed and stands in nobody's way any more.
        return True
    return True


def _begin(batch: ImportBatch) -> None:
    if batch.attempts >= MOST_ATTEMPTS:
        message = (
            f"{MOST_ATTEMPTS}번 시도했지만 끝내지 못했습니다. 파일을 나누어 올리거나 시스템 관리자에게 알려 주세요."
        )
        _save(batch, state=BatchState.FAILED, message=message, finished_at=timezone.now())
        return
    started = batch.started_at or timezone.now()
    _save(batch, attempts=batch.attempts + 1, started_at=started, heartbeat_at=timezone.now(), message="")


def _note_survey(batch: ImportBatch, survey: Survey) -> None:
    """Keep the size, the sheets, the mapping of the file and what is wrong with whole sheets."""
    with transaction.atomic():
        mappings = [_remember(survey.known.channel_id, to_remember(one.plan.columns)) for one in survey.sheets.values()]
        RowProblem.objects.filter(batch=batch, row_number=0).delete()
        RowProblem.objects.bulk_create(problem_row(batch, sheet, 0, problem) for sheet, problem in survey.problems)
        _save(
            batch,
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


def _survey(rows: Iterable[SheetRow], channel_code: str | None, file_name: str, now: datetime) -> Survey:
    formats = all_formats()
    chosen = next((known for known in formats if known.code == channel_code), None)
    if channel_code and chosen is None:
        raise FileRefused
    return Surveyor(formats, chosen, file_name, now, _confirmed()).look(rows)


def _confirmed() -> _Remembered:
    return _Remembered(
        [
            (one.channel.code, one.columns)
            for one in ColumnMapping.objects.filter(is_confirmed=True).select_related("channel")
        ],
    )


class _Remembered:
    """Mappings that a person has confirmed, found by the names of the columns."""

    def __init__(self, mappings: Sequence[tuple[str, Mapping[str, Mapping[str, object]]]]) -> None:
        self._mappings = mappings

    def __call__(self, code: str, headers: Sequence[str]) -> Mapping[str, Mapping[str, object]] | None:
        named = Counter(header for header in headers if header)
        return next(
            (columns for owner, columns in self._mappings if owner == code and columns.keys() == named.keys()), None
        )


def _rows(path: Path, file_name: str, while_waiting: Callable[[], None] | None = None) -> Iterator[SheetRow]:
    limits = Limits(file_bytes=settings.IMPORT_MAX_BYTES)
    return map(clean, read_rows(path, file_name, limits, while_waiting=while_waiting))


def _beating(path: Path, batch: ImportBatch) -> Iterator[SheetRow]:
    """The rows of a batch's file, while its heart beats every other second, also before the first row comes."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last > _BEAT_SECONDS:
            last = time.monotonic()
            _save(batch, heartbeat_at=timezone.now())

    for row in _rows(path, batch.file_name, beat):
        beat()
        yield row


def _save(batch: ImportBatch, **values: object) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(values))
