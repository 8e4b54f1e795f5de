"""Alerts by mail, where mail is set up. A mail holds no personal data: which source, what is amiss, where to look."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from ingest.models import SourceAlert
from ingest.sources.alerts import opened

if TYPE_CHECKING:
    from datetime import datetime

_TRIED_FOR = timedelta(days=3)
logger = logging.getLogger(__name__)


def send_unsent(now: datetime) -> int:
    """Send the open alerts that have not been sent yet, in one mail; how many. What fails is tried again later."""
    if not settings.ALERT_EMAIL:
        return 0
    alerts = list(
        opened().filter(mailed_at=None, raised_at__gt=now - _TRIED_FOR).select_related("source__channel").order_by("pk")
    )
    if not alerts:
        return 0
    subject = f"[{settings.INSTITUTION_NAME} 스마트 민원검색] 자료 받아 오기 알림 {len(alerts)}건"
    body = "\n\n".join(map(_paragraph, alerts))
    try:
        EmailMessage(
            subject, f"{body}\n\n프로그램의 ‘자료 받아 오기’ 화면에서 확인해 주세요.", to=settings.ALERT_EMAIL
        ).send()
    except (SMTPException, OSError) as error:
        logger.warning("mail of %s alerts not sent: %s", len(alerts), type(error).__name__)
        return 0
    SourceAlert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed_at=now)
    return len(alerts)


def _paragraph(alert: SourceAlert) -> str:
    return f"{alert.source.channel.name} · {alert.source.name}: {alert.get_kind_display()}\n{alert.message}"
