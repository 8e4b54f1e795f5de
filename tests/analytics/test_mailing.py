"""Mails go once, to who wants them and may read them, and what fails is tried again and then told."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from analytics.mailing import TRIES, deliver_alerts, deliver_report, failed_deliveries, send_due, try_again
from analytics.models import Delivery, Keyword, KeywordAlert, MonthlyReport, Subscription
from complaints.privacy.models import Account
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import LazySettings

    from tests.analytics.conftest import Login

    Subscribe = Callable[..., Subscription]

MONTH = date(2024, 9, 1)


@pytest.fixture(autouse=True)
def _mail(settings: LazySettings, db: None) -> None:
    settings.SENDS_MAIL = True
    settings.ALERT_EMAIL = ["it@example.kr"]


@pytest.fixture
def subscribe() -> Subscribe:
    def made(number: str = "2024001", **wishes: bool) -> Subscription:
        account = Account.objects.create_account(number, "a long enough sentence", name="홍직원", role=Role.MANAGER)
        return Subscription.objects.create(account=account, email=f"{number}@example.kr", **wishes)

    return made


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Makes the mail server refuse whatever is for a subscriber."""

    def refuse(error: Exception, *, all_mails: bool = False) -> None:
        def send(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
            if all_mails or messages[0].to != ["it@example.kr"]:
                raise error
            mail.outbox.extend(messages)
            return len(messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send)

    return refuse


def alert(text: str = "침수") -> KeywordAlert:
    keyword = Keyword.objects.create(text=text, normal=text)
    return KeywordAlert.objects.create(month=MONTH, keyword=keyword, complaints=1250, callers=1200, ratio=4.25)


def report() -> MonthlyReport:
    return MonthlyReport.objects.create(month=MONTH, actor="밤 작업", contents={})


def soon() -> datetime:
    return timezone.now() + timedelta(seconds=1)


def test_the_alerts_of_a_subscriber_go_in_one_mail_once(subscribe: Subscribe) -> None:
    subscribe()
    deliver_alerts([alert("침수"), alert("배수구")])
    assert (send_due(soon()), send_due(soon())) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["2024001@example.kr"]
    assert sent.subject == "[구청 스마트 민원검색] 급증 낱말 2개"
    assert "침수: 2024년 9월에 1,200명, 1,250건 (전의 4.2배)" in sent.body
    assert "홍직원" not in sent.body
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_the_same_alert_is_not_sent_twice(subscribe: Subscribe) -> None:
    subscribe()
    found = alert()
    deliver_alerts([found])
    deliver_alerts([found])
    assert (send_due(soon()), Delivery.objects.count()) == (1, 1)


def test_a_report_goes_with_its_workbook(subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch) -> None:
    made = SimpleNamespace(attachment_of=lambda found: (f"{found.month:%Y-%m}.xlsx", b"PK"))
    monkeypatch.setitem(sys.modules, "analytics.report_files", made)
    subscribe()
    deliver_report(report())
    assert send_due(soon()) == 1
    (sent,) = mail.outbox
    assert "2024년 9월 민원 보고서" in sent.subject
    assert [(name, content) for name, content, _ in sent.attachments] == [("2024-09.xlsx", b"PK")]


@pytest.mark.parametrize(("wishes", "mails"), [({"alerts": False}, 0), ({"reports": False}, 1)])
def test_only_what_is_wanted_goes(subscribe: Subscribe, wishes: dict[str, bool], mails: int) -> None:
    subscribe(**wishes)
    deliver_alerts([alert()])
    assert send_due(soon()) == mails


@pytest.mark.parametrize(
    "change",
    [
        lambda: Account.objects.update(role=Role.ADMIN),
        lambda: Account.objects.update(is_active=False),
        lambda: Subscription.objects.update(alerts=False),
        lambda: KeywordAlert.objects.update(is_over=True),
    ],
)
def test_what_does_not_hold_any_more_is_left_out(subscribe: Subscribe, change: Callable[[], int]) -> None:
    subscribe()
    deliver_alerts([alert()])
    change()
    assert (send_due(soon()), mail.outbox, Delivery.objects.count()) == (0, [], 0)


def test_without_a_mail_server_nothing_is_noted_or_sent(subscribe: Subscribe, settings: LazySettings) -> None:
    wish = subscribe()
    settings.SENDS_MAIL = False
    deliver_alerts([alert()])
    deliver_report(report())
    assert Delivery.objects.count() == 0
    Delivery.objects.create(subscription=wish, report=report())
    assert (send_due(soon()), mail.outbox) == (0, [])


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ConnectionRefusedError(), "연결되지 않았습니다"),
        (SMTPRecipientsRefused({}), "주소를 거절했습니다"),
        (SMTPAuthenticationError(535, b""), "로그인을 거절했습니다"),
        (SMTPServerDisconnected(), "받지 않았습니다"),
        (UnicodeError(), "쓸 수 없습니다"),
    ],
)
def test_what_fails_says_why_and_waits_longer_each_time(
    subscribe: Subscribe, refusing: Callable[[Exception], None], error: Exception, why: str
) -> None:
    subscribe()
    deliver_alerts([alert()])
    refusing(error)
    begin = Delivery.objects.get().created_at
    tried = []
    for minutes in range(0, 26 * 60, 5):
        before = Delivery.objects.get().attempts
        send_due(begin + timedelta(minutes=minutes))
        if Delivery.objects.get().attempts > before:
            tried.append(timedelta(minutes=minutes))
    assert tuple(tried) == TRIES
    assert why in Delivery.objects.get().failure


def fail_for_good(refusing: Callable[[Exception], None]) -> None:
    refusing(ConnectionRefusedError())
    Delivery.objects.update(attempts=len(TRIES) - 1, created_at=timezone.now() - TRIES[-1])
    send_due(timezone.now())


def test_the_last_failure_reaches_the_administrators(
    subscribe: Subscribe, refusing: Callable[[Exception], None]
) -> None:
    subscribe()
    deliver_alerts([alert("침수"), alert("배수구")])
    fail_for_good(refusing)
    (sent,) = mail.outbox
    assert sent.to == ["it@example.kr"]
    assert "보내지 못한 메일 2건" in sent.subject
    assert "2024001" not in sent.body
    assert send_due(timezone.now() + timedelta(days=1)) == 0
    assert failed_deliveries().count() == 2


def test_administrators_find_it_on_the_page_of_the_state(
    subscribe: Subscribe, refusing: Callable[[Exception], None], login: Login
) -> None:
    subscribe()
    deliver_alerts([alert()])
    admin = login(Role.ADMIN)
    assert "보내지 못한 메일" not in admin.get("/status/").content.decode()
    fail_for_good(refusing)
    page = admin.get("/status/").content.decode()
    assert "급증 낱말 ‘침수’" in page
    assert "2024001@example.kr" not in page


def test_a_mail_server_that_is_away_for_administrators_too_stops_nothing(
    subscribe: Subscribe, refusing: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    subscribe()
    deliver_alerts([alert()])
    refusing(ConnectionRefusedError(), all_mails=True)
    Delivery.objects.update(attempts=len(TRIES) - 1, created_at=timezone.now() - TRIES[-1])
    assert send_due(timezone.now()) == 0
    assert "administrators not told of 1 mails" in caplog.text


def test_one_who_cannot_be_reached_keeps_nobody_waiting(subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == ["a@example.kr"]:
            raise SMTPRecipientsRefused({})
        mail.outbox.extend(messages)
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    for number in "abc":
        subscribe(number)
    deliver_alerts([alert()])
    assert send_due(soon()) == 2
    assert [sent.to for sent in mail.outbox] == [["b@example.kr"], ["c@example.kr"]]


def test_another_address_begins_anew(subscribe: Subscribe, refusing: Callable[[Exception], None]) -> None:
    wish = subscribe()
    deliver_alerts([alert()])
    fail_for_good(refusing)
    try_again(wish)
    assert failed_deliveries().count() == 0
    send_due(soon())
    assert Delivery.objects.get().attempts == 1
