"""The report that is made by itself on the first days of a month, of the month before."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from celery import Task, shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from analytics.reporting import StillCountingError, make_scheduled

if TYPE_CHECKING:
    from billiard.einfo import ExceptionInfo

_WAIT_SECONDS, _TRIES = 600, 36  # six hours; the beat begins anew on the next day
logger = logging.getLogger(__name__)


# Only the stubs know a subscript.
class _ToldTask(Task):  # type: ignore[type-arg]
    """A task whose failure, after its last try, reaches an administrator."""

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: ExceptionInfo) -> None:
        """Say so by mail, without anything of the failure but its kind, which may hold no value of a row."""
        del task_id, args, kwargs, einfo
        tell_administrators(exc)


@shared_task(bind=True, base=_ToldTask, max_retries=_TRIES)
def make_monthly_report(self: Task[[], int | None]) -> int | None:
    """Make the report of the month before, unless it is there; its number."""
    try:
        report = make_scheduled(timezone.localdate())
    except (StillCountingError, OperationalError, InterfaceError) as error:
        raise self.retry(exc=error, countdown=_WAIT_SECONDS) from error
    return report.pk if report else None


def tell_administrators(exc: Exception) -> bool:
    """Mail that the report could not be made; whether that went."""
    reason = str(exc) if isinstance(exc, StillCountingError) else f"프로그램이 멈추었습니다({type(exc).__name__})."
    logger.error("monthly report not made: %s", type(exc).__name__)
    if not settings.ALERT_EMAIL:
        return False
    mail = EmailMessage(
        f"[{settings.INSTITUTION_NAME} 스마트 민원검색] 월간 보고서를 만들지 못했습니다",
        f"지난달의 보고서를 여러 번 만들려고 했으나 만들지 못했습니다.\n{reason}\n\n"
        "매달 7일까지 아침마다 다시 만듭니다. 그 전이나 뒤에는 ‘현황’의 보고서 화면에서 직접 만들 수 있습니다.",
        to=settings.ALERT_EMAIL,
    )
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        logger.warning("mail of a report not sent: %s", type(error).__name__)
        return False
    return True
