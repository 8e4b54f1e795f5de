"""Mails to subscribers: rising keywords and monthly reports. A mail holds words and numbers of public complaints only.

Nothing is noted to be sent, and nothing sent, where mail is not set up.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from analytics.models import Delivery, Subscription
from analytics.overview import said_ratio
from complaints.privacy.access import Right, reader_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from analytics.models import KeywordAlert, MonthlyReport

# After its creation a mail is tried at these times.
TRIES = (timedelta(0), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4), timedelta(hours=24))
BITE_SECONDS = 20  # a server that does not answer takes no worker for long; the rest goes in the next round
SHOWN_DAYS = 30
logger = logging.getLogger(__name__)


def deliver_alerts(alerts: Iterable[KeywordAlert]) -> None:
    """Note what is to be sent of newly raised alerts."""
    raised = list(alerts)
    _note(Delivery(subscription=each, alert=alert) for each in _subscriptions(alerts=True) for alert in raised)


def deliver_report(report: MonthlyReport) -> None:
    """Note that a report is to be sent to who wants it."""
    _note(Delivery(subscription=each, report=report) for each in _subscriptions(reports=True))


def send_due(now: datetime) -> int:
    """Send what is to be sent now, the alerts of a subscriber in one mail and each report in one; how many mails.

    What fails is tried again later, and told to the administrators after the last time.
    """
    if not settings.SENDS_MAIL:
        return 0
    end = time.monotonic() + BITE_SECONDS
    given_up: list[Delivery] = []
    sent = 0
    for batch in _batches(now):
        if time.monotonic() > end:
            break
        sent += _send(batch, now, given_up)
    if given_up:
        _tell_administrators(given_up)
    return sent


def failed_deliveries() -> QuerySet[Delivery]:
    """The mails of the last weeks that are not tried any more, the newest first."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    given_up = Delivery.objects.filter(sent_at=None, attempts__gte=len(TRIES), created_at__gt=since)
    return given_up.select_related("subscription__account", "report", "alert__keyword").order_by("-pk")


def try_again(subscription: Subscription) -> None:
    """Begin anew with what could not be sent to an address that has changed."""
    subscription.deliveries.filter(sent_at=None).update(attempts=0, failure="", created_at=timezone.now())


def _subscriptions(**wish: bool) -> QuerySet[Subscription]:
    return Subscription.objects.filter(**wish) if settings.SENDS_MAIL else Subscription.objects.none()


def _note(deliveries: Iterable[Delivery]) -> None:
    """What is noted already stays as it is."""
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def _due(now: datetime) -> QuerySet[Delivery]:
    times = Q(pk__in=[])
    for attempts, wait in enumerate(TRIES):
        times |= Q(attempts=attempts, created_at__lte=now - wait)
    return Delivery.objects.filter(times, sent_at=None)


def _batches(now: datetime) -> list[list[int]]:
    """What makes one mail each: the alerts of a subscriber, then every report."""
    alerts: dict[int, list[int]] = defaultdict(list)
    reports = []
    for pk, subscription_id, alert_id in _due(now).order_by("pk").values_list("pk", "subscription_id", "alert_id"):
        if alert_id:
            alerts[subscription_id].append(pk)
        else:
            reports.append([pk])
    return [*alerts.values(), *reports]


@transaction.atomic
def _send(ids: list[int], now: datetime, given_up: list[Delivery]) -> bool:
    """Send one mail; whether it went. Rows that another worker is sending, or has sent, are left to it."""
    rows = _due(now).filter(pk__in=ids).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    taken = list(rows.select_related("subscription__account", "report", "alert__keyword"))
    batch = [delivery for delivery in taken if _is_wanted(delivery)]
    Delivery.objects.filter(pk__in={row.pk for row in taken} - {row.pk for row in batch}).delete()
    if not batch:
        return False
    failure = _failure_of(_mail(batch))
    for delivery in batch:
        delivery.attempts += 1
        delivery.failure = failure
        delivery.sent_at = None if failure else now
    Delivery.objects.bulk_update(batch, ["attempts", "failure", "sent_at"])
    given_up += [delivery for delivery in batch if failure and delivery.attempts >= len(TRIES)]
    return not failure


def _is_wanted(delivery: Delivery) -> bool:
    """Whether the subscriber still may and wants to know, and it still holds."""
    wish = delivery.subscription
    if not reader_for(wish.account).may(Right.DASHBOARD):
        return False
    if delivery.alert:
        return wish.alerts and not delivery.alert.is_over
    return wish.reports


def _mail(batch: list[Delivery]) -> EmailMessage:
    first = batch[0]
    if first.report is None:
        alerts = [delivery.alert for delivery in batch if delivery.alert]
        subject, body = f"급증 낱말 {len(alerts)}개", "\n".join(map(_line, alerts))
        where = "‘현황’의 급증 낱말 화면"
    else:
        subject = f"{first.report.month.year}년 {first.report.month.month}월 민원 보고서"
        body = f"{subject}입니다. 공개 민원만 세었습니다. 붙인 엑셀 파일에 표가 있습니다."
        where = "‘현황’의 보고서 화면"
    mail = EmailMessage(
        f"[{settings.INSTITUTION_NAME} 스마트 민원검색] {subject}",
        f"{body}\n\n프로그램의 {where}에서 볼 수 있습니다. 메일은 같은 곳의 ‘메일 받기’에서 끌 수 있습니다.",
        to=[first.subscription.email],
    )
    if first.report:
        # The modules make workbooks, which few processes need.
        from analytics.downloads import KINDS
        from analytics.report_files import attachment_of

        mail.attach(*attachment_of(first.report), KINDS["xlsx"])
    return mail


def _line(alert: KeywordAlert) -> str:
    return (
        f"{alert.keyword.text}: {alert.month.year}년 {alert.month.month}월에 {alert.callers:,}명, "
        f"{alert.complaints:,}건 (전의 {said_ratio(alert.ratio, alert.callers).text})"
    )


def _failure_of(mail: EmailMessage) -> str:
    """Send it; why that did not work, empty where it did."""
    try:
        mail.send()
    except SMTPRecipientsRefused:
        return "메일 서버가 받는 주소를 거절했습니다. 주소를 확인해 주세요."
    except SMTPAuthenticationError:
        return "메일 서버가 이 프로그램의 로그인을 거절했습니다. EMAIL_URL을 확인해 주세요."
    except SMTPException as error:
        logger.warning("mail to a subscriber not sent: %s", type(error).__name__)
        return "메일 서버가 메일을 받지 않았습니다."
    except ValueError:
        # Of an address that no mail can be written to.
        return "받는 주소로는 메일을 쓸 수 없습니다. 주소를 확인해 주세요."
    except OSError as error:
        logger.warning("mail to a subscriber not sent: %s", type(error).__name__)
        return "메일 서버에 연결되지 않았습니다. 서버가 켜져 있는지, EMAIL_URL이 맞는지 확인해 주세요."
    return ""


def _tell_administrators(given_up: list[Delivery]) -> None:
    """Which mails are not tried any more; without addresses. The page of the installation's state lists them too."""
    if not settings.ALERT_EMAIL:
        return
    reasons = "\n".join(sorted({delivery.failure for delivery in given_up}))
    mail = EmailMessage(
        f"[{settings.INSTITUTION_NAME} 스마트 민원검색] 보내지 못한 메일 {len(given_up)}건",
        f"여러 번 보냈으나 받는 이에게 닿지 않았습니다.\n{reasons}\n\n프로그램의 ‘운영 상태’ 화면에서 확인해 주세요.",
        to=settings.ALERT_EMAIL,
    )
    if failure := _failure_of(mail):
        logger.error("administrators not told of %s mails: %s", len(given_up), failure)
