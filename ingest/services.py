"""Running batches: looks and imports, in their turn, through failures; and what people decide about them."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from ingest import failures, locks, originals
from ingest.importing import import_file, older
from ingest.looking import look
from ingest.models import UNDER_WAY, BatchPreview, BatchState, ImportBatch
from ingest.readers.errors import FileRefused
from ingest.reversing import reverse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 1.0


def run_batch(batch_id: int, *, now: datetime | None = None) -> ImportBatch:
    """Look at a batch that nobody has confirmed, or import or undo one from where it stands.

    One that has ended, or that waits for a person, is returned as it is.

    Raises locks.Busy while another run works on the same channel or an older batch of it waits.
    """
    with locks.held(locks.BATCH, batch_id):
        batch = ImportBatch.objects.select_related("channel", "account").get(pk=batch_id)
        if batch.is_finished or batch.state == BatchState.WAITING:
            return batch
        try:
            _run(batch, now or timezone.localtime())
        except FileRefused as refusal:
            # Refused before the first portion means that nothing was stored.
            state = BatchState.FAILED if batch.chunks_done else BatchState.REFUSED
            batch.keep(state=state, message=refusal.sentence, finished_at=timezone.now())
        except failures.GivenUp as given_up:
            batch.keep(state=BatchState.FAILED, message=str(given_up), finished_at=timezone.now())
        except locks.Busy:
            waiting = batch.state if batch.state == BatchState.UNDOING else BatchState.QUEUED
            batch.keep(state=waiting, heartbeat_at=timezone.now())
            raise
        if batch.is_finished:
            _forget_look(batch)
    return batch


def _forget_look(batch: ImportBatch) -> None:
    """Delete what was shown to the person who decides, but for the counts, when nothing is to be decided any more."""
    BatchPreview.objects.filter(batch=batch).delete()
    batch.keep(planned={name: value for name, value in batch.planned.items() if name == "counts"})


def _run(batch: ImportBatch, now: datetime) -> None:
    if batch.state == BatchState.UNDOING:
        reverse(batch)
        return
    with originals.opened(batch.sha256) as path:
        if not batch.is_confirmed:
            look(batch, path, now)
        if batch.is_confirmed:
            batch.keep(state=BatchState.RUNNING, heartbeat_at=timezone.now())
            import_file(batch, path, now)


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


@transaction.atomic
def confirm(batch: ImportBatch, actor: str) -> None:
    """Import the good rows of a batch that waits. Raises ImportBatch.DoesNotExist when it does not wait any more."""
    waiting = ImportBatch.objects.select_for_update().get(pk=batch.pk, state=BatchState.WAITING)
    waiting.keep(
        state=BatchState.QUEUED,
        is_confirmed=True,
        attempts=0,
        waits_for=[],
        confirmed_by=actor[:60],
        confirmed_at=timezone.now(),
        heartbeat_at=timezone.now(),
    )
    _forget_look(waiting)
    transaction.on_commit(lambda: enqueue_batch(batch.pk))


@transaction.atomic
def cancel(batch: ImportBatch, actor: str) -> None:
    """Import nothing of a batch that waits. Raises ImportBatch.DoesNotExist when it does not wait any more."""
    waiting = ImportBatch.objects.select_for_update().get(pk=batch.pk, state=BatchState.WAITING)
    waiting.keep(
        state=BatchState.CANCELLED,
        waits_for=[],
        # The names of columns in it are cells of the file where the header was looked for in the wrong row.
        reading={},
        confirmed_by=actor[:60],
        confirmed_at=timezone.now(),
        finished_at=timezone.now(),
    )
    _forget_look(waiting)


@transaction.atomic
def look_again(batch: ImportBatch, **choices: object) -> None:
    """Look at a waiting batch once more, read as a person has said (fields of ImportBatch)."""
    waiting = ImportBatch.objects.select_for_update().get(pk=batch.pk, state=BatchState.WAITING)
    heard = timezone.now()
    waiting.keep(state=BatchState.QUEUED, attempts=0, waits_for=[], heartbeat_at=heard, message="", **choices)
    transaction.on_commit(lambda: enqueue_batch(batch.pk))


@transaction.atomic
def mark_failed(batch_id: int, message: str) -> None:
    """Record that a run ended in an error, unless it had ended before."""
    going = ImportBatch.objects.select_for_update().exclude(state__in=[BatchState.DONE, BatchState.REFUSED])
    if batch := going.filter(pk=batch_id).first():
        batch.keep(state=BatchState.FAILED, message=message, finished_at=timezone.now())
        _forget_look(batch)


def stale_batches(now: datetime) -> list[ImportBatch]:
    """Batches that wait or work, of which nothing was heard for longer than a setting allows and that nobody holds."""
    limit = now - timedelta(seconds=settings.IMPORT_STALE_SECONDS)
    silent = Q(heartbeat_at__lt=limit) | Q(heartbeat_at=None, created_at__lt=limit)
    found = ImportBatch.objects.filter(silent, state__in=UNDER_WAY).order_by("pk")
    # A run that is only slow holds its lock; that of a dead worker went with its session.
    return [batch for batch in found if not locks.is_held(locks.BATCH, batch.pk)]


def requeue(batch: ImportBatch) -> None:
    """Give a silent batch to the workers again; the page says so. Does nothing when it is silent no more."""
    values: dict[str, object] = {"heartbeat_at": timezone.now()}
    if batch.state != BatchState.QUEUED:
        values["message"] = failures.sentence_of_cut(batch)
    if batch.state in {BatchState.LOOKING, BatchState.RUNNING}:
        values["state"] = BatchState.QUEUED
    as_seen = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, heartbeat_at=batch.heartbeat_at)
    if as_seen.update(**values):
        enqueue_batch(batch.pk)


def enqueue_batch(batch_id: int) -> None:
    """Hand the batch to a worker. With the broker away it stays queued and the beat hands it over later."""
    try:
        current_app.send_task("ingest.tasks.import_batch", args=[batch_id], retry=False)
    except BrokerError:
        logger.warning("broker away; batch %s waits for the beat", batch_id)


def _ran_an_older(batch_id: int) -> bool:
    channel_id = ImportBatch.objects.get(pk=batch_id).channel_id
    first = older(batch_id, channel_id).first() if channel_id else None
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
