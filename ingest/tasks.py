"""What workers do: load by id, call one function, record the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from ingest import inbox, services
from ingest.locks import Busy

if TYPE_CHECKING:
    from celery import Task

_WAIT_FOR_CHANNEL = 2
_WAIT_FOR_DATABASE = 10


@shared_task(bind=True, max_retries=None)
def import_batch(self: Task[[int], None], batch_id: int) -> None:
    """Import one batch; come back later while its channel is busy or the database is away.

    Ends in failures.ProgramError, whose text and trace hold no value of a row, where the program is wrong.
    """
    try:
        services.run_told(batch_id)
    except Busy as busy:
        raise self.retry(exc=busy, countdown=_WAIT_FOR_CHANNEL) from busy
    except (OperationalError, InterfaceError) as away:
        raise self.retry(exc=away, countdown=_WAIT_FOR_DATABASE) from away


@shared_task
def requeue_stale_batches() -> int:
    """Hand batches whose worker died to another one; the number of them."""
    stale = services.stale_batches(timezone.now())
    for batch in stale:
        services.requeue(batch)
    return len(stale)


@shared_task
def import_inbox() -> int:
    """Import what lies in the inbox folders; the number of files."""
    return inbox.collect()
