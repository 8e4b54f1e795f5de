"""What follows when complaints were stored or taken back: they are marked at once, and read by a worker soon after."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import transaction
from django.dispatch import receiver
from kombu.exceptions import OperationalError as BrokerError

from complaints import locks
from complaints.bulk import is_bulk_loading
from complaints.groups.detecting import detect
from complaints.signals import complaints_stored
from complaints.similarity import frequencies, past, reading, vectors
from complaints.similarity.models import Likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

logger = logging.getLogger(__name__)


@receiver(complaints_stored, dispatch_uid="following")
def on_stored(complaint_ids: Iterable[int], **kwargs: Any) -> None:
    """Complaints were stored or removed; none of them if only what they count for has changed."""
    del kwargs
    if ids := list(complaint_ids):
        reading.mark_unread(ids)
        enqueue()


def enqueue(*, is_begun: bool = False) -> None:
    """Have a worker read in a moment, or go on; with the broker away the beat does."""
    countdown = 0 if is_begun else reading.QUIET_SECONDS + 1
    try:
        current_app.send_task(
            "complaints.tasks.follow_up", kwargs={"is_begun": is_begun}, retry=False, countdown=countdown
        )
    except BrokerError:
        logger.warning("broker away; what was stored is read by the beat")


def follow_up(go_on: Callable[[], bool]) -> bool:
    """Read what is marked, then the past, then compute vectors, as long as `go_on` says so; whether all is done.

    Nothing while another worker does, or while many complaints are loaded at once.
    """
    with locks.tried(locks.FOLLOWING) as is_ours:
        if not is_ours or is_bulk_loading():
            return True
        while go_on():
            if not (ids := _begun()):
                break
            read_chunk(ids)
            if frequencies.refresh():
                # Hundreds in a new installation; in one restored from a dump not all of a million.
                reading.mark_unread(Likeness.objects.order_by("-pk").values_list("pk", flat=True)[: past.PORTION])
        else:
            return False
        vectors.embed_missing(go_on)
        return go_on()


def _begun() -> list[int]:
    """The next complaints to read, of the past if there are no others; their attempt is counted."""
    return reading.begin() or (reading.begin() if past.mark_missing() else [])


@transaction.atomic
def read_chunk(ids: Sequence[int]) -> None:
    """Read complaints and look for the same matter in others; all or none of it."""
    reading.take_off(ids)
    reading.read(ids)
    detect(ids)
