"""The report that is made by itself: tried again, and told to an administrator when it fails."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

import pytest
from celery.schedules import crontab
from django.conf import settings as configured
from django.core import mail
from django.utils import timezone

from analytics.models import MonthlyReport, StaleComplaint
from analytics.months import later, month_of
from analytics.report_tasks import make_monthly_report, tell_administrators
from analytics.reporting import NIGHT_WORK
from civicsearch.celery import app

if TYPE_CHECKING:
    from tests.analytics.conftest import File

TASK = "analytics.report_tasks.make_monthly_report"


def test_it_makes_the_report_of_the_month_before(file: File) -> None:
    month = later(month_of(timezone.localdate()), -1)
    file("가로등이 꺼졌습니다.", callers=range(6), day=f"{month:%Y-%m}-03")
    first, second = make_monthly_report(), make_monthly_report()
    made = MonthlyReport.objects.get()
    assert (first, second) == (made.pk, None)
    assert (made.month, made.actor) == (month, NIGHT_WORK)


def test_the_beat_knows_it_and_a_worker_finds_it() -> None:
    app.loader.import_default_modules()
    schedule = configured.CELERY_BEAT_SCHEDULE["make-monthly-report"]
    assert schedule["task"] == TASK
    assert TASK in app.tasks
    assert schedule["schedule"] == crontab(hour=6, minute=0, day_of_month="1-7")


def test_what_cannot_be_made_is_tried_again_and_told(db: None, settings: Any, monkeypatch: Any) -> None:
    settings.ALERT_EMAIL = ["admin@example.kr"]
    monkeypatch.setattr(make_monthly_report, "max_retries", 2)
    StaleComplaint.objects.create(pk=1)
    make_monthly_report.apply()
    (sent,) = mail.outbox
    assert sent.to == ["admin@example.kr"]
    assert "월간 보고서를 만들지 못했습니다" in sent.subject
    assert "다시 세고 있어" in sent.body


def test_a_mail_of_a_failure_holds_nothing_of_it(settings: Any) -> None:
    settings.ALERT_EMAIL = ["admin@example.kr"]
    assert tell_administrators(ValueError("홍길동 010-1234-5678"))
    assert "ValueError" in mail.outbox[0].body
    assert "홍길동" not in mail.outbox[0].body


@pytest.mark.parametrize("addresses", [[], ["admin@example.kr"]])
def test_without_a_mail_server_it_is_only_logged(settings: Any, monkeypatch: Any, addresses: list[str]) -> None:
    def refuse(*args: Any, **kwargs: Any) -> int:
        raise smtplib.SMTPServerDisconnected

    settings.ALERT_EMAIL = addresses
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert not tell_administrators(ValueError())
