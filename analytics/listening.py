"""Hears of what was stored, removed or given another meaning, and marks what has to be counted again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from kombu.exceptions import OperationalError as BrokerError

from analytics.affected import with_synonyms
from analytics.locks import change_vocabulary
from analytics.refreshing import QUIET_SECONDS, mark_found, mark_stale
from analytics.service import months_across
from complaints.models import Holiday
from complaints.signals import complaints_stored
from complaints.synonyms.models import SynonymChange

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

logger = logging.getLogger(__name__)


@receiver(complaints_stored, dispatch_uid="analytics")
def on_stored(complaint_ids: Iterable[int], months: Iterable[date], **kwargs: Any) -> None:
    """Complaints were stored or removed."""
    del kwargs
    mark_stale(complaint_ids, months)
    enqueue_refresh()


@receiver(post_save, sender=SynonymChange, dispatch_uid="analytics")
def on_synonyms(instance: SynonymChange, **kwargs: Any) -> None:
    """A group of synonyms was changed; in the transaction of the change, as a rule."""
    del kwargs
    with transaction.atomic():
        change_vocabulary()
        for found in with_synonyms({*instance.old, *instance.new}):
            mark_found(found)
        transaction.on_commit(enqueue_refresh)


def enqueue_refresh(*, is_begun: bool = False) -> None:
    """Hand what is marked to a worker, in a moment; with the broker away the beat does."""
    countdown = 0 if is_begun else QUIET_SECONDS + 1
    _hand_over("analytics.tasks.refresh", kwargs={"is_begun": is_begun}, countdown=countdown)


def enqueue_alerts() -> None:
    """Have a worker look at what the new figures say; with the broker away the beat does."""
    _hand_over("analytics.alert_tasks.raise_alerts")


def _hand_over(task: str, **options: Any) -> None:
    try:
        current_app.send_task(task, retry=False, **options)
    except BrokerError:
        logger.warning("broker away; %s waits for the beat", task)


@receiver(post_save, sender=Holiday, dispatch_uid="analytics")
@receiver(post_delete, sender=Holiday, dispatch_uid="analytics")
def on_holiday(instance: Holiday, **kwargs: Any) -> None:
    """A day became a holiday, or is none any more: what was answered across it took a day less, or more."""
    del kwargs
    mark_stale(months=months_across(instance.day))
    transaction.on_commit(enqueue_refresh)
