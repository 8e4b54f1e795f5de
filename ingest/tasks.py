"""What workers do: load by id, call one function, record the outcome."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from ingest import inbox, services
from ingest.locks import Busy

if TYPE_CHECKING:
    from celery import Task

logger = logging.getLogger(__name__)

_WAIT_FOR_CHANNEL = 2
_WAIT_FOR_DATABASE = 10


@shared_task(bind=True, max_retries=None)
def import_batch(self: Task[[int], None], batch_id: int) -> None:
    """Import one batch; come back later while its channel is busy or the database is away."""
    try:
        services.run_batch(batch_id)
    except Busy as busy:
        raise self.retry(exc=busy, countdown=_WAIT_FOR_CHANNEL) from busy
    except (OperationalError, InterfaceError) as away:
        raise self.retry(exc=away, countdown=_WAIT_FOR_DATABASE) from away
    except Exception:
        logger.exception("batch %s ended in an error", batch_id)
        message = f"프로그램 오류로 멈췄습니다. 시스템 관리자에게 '자료 들여오기 {batch_id}번'이라고 알려 주세요."
        services.mark_failed(batch_id, message)
        raise


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
