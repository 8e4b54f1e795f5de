"""What workers do for alerts and mails."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from analytics import alerts, mailing


@shared_task
def raise_alerts() -> int:
    """Look for keywords that rise, and send what is to be sent of them; how many are new."""
    found = sum(map(alerts.raise_alerts, alerts.months_to_watch(timezone.localdate())))
    mailing.send_due(timezone.now())
    return found


@shared_task
def send_mails() -> int:
    """Send what is to be sent; how many mails."""
    return mailing.send_due(timezone.now())
