"""What workers do: load by id, call one function, record the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import shared_task
from django.utils import timezone

from ingest import retention, services
from ingest.failures import AWAY
from ingest.locks import Busy, Taken
from ingest.sources import inbox, keeping, lateness, mail, running

if TYPE_CHECKING:
    from celery import Task

_WAIT_FOR_CHANNEL = 2
_WAIT_FOR_DATABASE = 5
_WAIT_FOR_COPIES = 300
# The next round of the beat asks again anyway.
_ROUND_RETRIES = {"countdown": 5, "max_retries": 3}
_ASKED_OFTEN = 5


@shared_task(bind=True, max_retries=None)
def import_batch(self: Task[[int], None], batch_id: int) -> None:
    """Import one batch; come back later while its channel is busy or the database is away.

    Ends in failures.ProgramError, whose text and trace hold no value of a row, where the program is wrong.
    """
    try:
        services.run_told(batch_id)
    except Taken as taken:
        # Whoever has it in hand goes on with it, and the beat hands it over should that one die.
        if self.request.retries >= _ASKED_OFTEN:
            return
        raise self.retry(exc=taken, countdown=_WAIT_FOR_CHANNEL) from taken
    except Busy as busy:
        raise self.retry(exc=busy, countdown=_WAIT_FOR_CHANNEL) from busy
    except AWAY as away:
        raise self.retry(exc=away, countdown=_WAIT_FOR_DATABASE) from away


@shared_task(autoretry_for=AWAY, retry_kwargs=_ROUND_RETRIES)
def requeue_stale_batches() -> int:
    """Hand batches whose worker died to another one; the number of them."""
    stale = services.stale_batches(timezone.now())
    for batch in stale:
        services.requeue(batch)
    return len(stale)


@shared_task(bind=True, max_retries=None)
def run_source(
    self: Task[[int], None],
    source_id: int,
    actor: str = running.NIGHT_WORK,
    is_scheduled: bool = True,
    run_id: int | None = None,
) -> None:
    """Fetch one source; come back for files that were still being copied, and while the database is away."""
    try:
        run = running.run_source(source_id, actor=actor, is_scheduled=is_scheduled, run_id=run_id)
    except Busy:
        # Another worker fetches it at this moment.
        return
    except AWAY as away:
        raise self.retry(exc=away, countdown=_WAIT_FOR_DATABASE) from away
    if run.growing and self.request.retries < _ASKED_OFTEN:
        raise self.retry(countdown=_WAIT_FOR_COPIES, args=(source_id, actor, is_scheduled))


@shared_task(autoretry_for=AWAY, retry_kwargs=_ROUND_RETRIES)
def tend_sources() -> None:
    """Give new windows their folders, see to runs that wait or were cut short, note what is late, send alerts."""
    keeping.ensure_inboxes()
    running.tend(timezone.now())
    lateness.mark_late(timezone.now())
    mail.send_unsent(timezone.now())


@shared_task(autoretry_for=AWAY, retry_kwargs=_ROUND_RETRIES)
def tend_originals() -> int:
    """Delete the originals and the delivered files whose period is over; the number of files."""
    now = timezone.now()
    return retention.delete_expired_originals(now) + inbox.delete_old(now)
