"""What is amiss with a source is told once, by the page and by mail, and ends when it is well again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from ingest.models import AlertKind, Source, SourceAlert, SourceRun
from ingest.sources import alerts, inbox, running
from ingest.sources.keeping import ensure_inboxes
from ingest.sources.mail import send_unsent
from tests.ingest.conftest import MAYOR, post, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries, Settings

    Night = Callable[..., SourceRun]

FIRST = datetime(2024, 9, 2, 2, 0, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def source(reference: None) -> Source:
    ensure_inboxes()
    return Source.objects.select_related("channel").get(channel__code="mayor")


@pytest.fixture
def night(source: Source) -> Night:
    """One night on which so many rows lie in the folder, or no file: `night(0, rows=10)`."""

    def run(number: int, rows: int | None = None, *, start: int = 0, is_scheduled: bool = True) -> SourceRun:
        if rows is not None:
            lines = [post(str(start + row)) for row in range(rows)]
            write_csv(inbox.folder_of(source) / "목록.csv", [MAYOR, *lines])
        now = FIRST + timedelta(days=number)
        return running.run_source(source.pk, now=now, is_scheduled=is_scheduled, pause=lambda _: None)

    return run


def open_kinds() -> list[str]:
    return sorted(alerts.opened().values_list("kind", flat=True))


def test_a_folder_that_was_never_used_is_not_missed(night: Night) -> None:
    night(0)
    assert open_kinds() == []


def test_a_file_that_does_not_come_any_more_is_missed_until_it_comes(night: Night) -> None:
    night(0, rows=3)
    night(1)
    assert open_kinds() == [AlertKind.MISSING]
    night(2, rows=3, start=100)
    assert open_kinds() == []
    assert SourceAlert.objects.get().ended_at is not None


def test_an_alert_that_lasts_is_one_alert(night: Night) -> None:
    night(0, rows=3)
    night(1)
    night(2)
    assert SourceAlert.objects.count() == 1


def test_a_folder_that_somebody_looks_into_by_day_is_not_missed(night: Night) -> None:
    night(0, rows=3)
    night(1, is_scheduled=False)
    assert open_kinds() == []


@pytest.mark.parametrize("rows", [0, None])
def test_an_empty_file_is_told(night: Night, source: Source, rows: int | None) -> None:
    if rows is None:
        (inbox.folder_of(source) / "빈.csv").touch()
    night(0, rows=rows)
    assert open_kinds() == [AlertKind.EMPTY]


@pytest.mark.parametrize(("rows", "is_told"), [(4, True), (5, False), (30, False)])
def test_less_than_half_the_usual_is_told(night: Night, rows: int, is_told: bool) -> None:
    for number, usual in enumerate((9, 10, 200)):
        night(number, rows=usual, start=1000 * number)
    night(3, rows=rows, start=9000)
    assert (open_kinds() == [AlertKind.HALVED]) is is_told


def test_what_is_usual_takes_two_nights(night: Night) -> None:
    night(0, rows=10)
    night(1, rows=2, start=100)
    assert open_kinds() == []


def test_the_same_on_two_nights_is_told_and_ends_with_something_new(night: Night) -> None:
    night(0, rows=5)
    night(1, rows=5)
    assert open_kinds() == [AlertKind.UNCHANGED]
    night(2, rows=5, start=3)
    assert open_kinds() == []


def test_the_same_twice_on_one_day_is_no_alert(night: Night) -> None:
    night(0, rows=5)
    night(0, rows=5)
    assert open_kinds() == []


def test_a_source_that_is_not_watched_tells_failures_only(night: Night, source: Source) -> None:
    Source.objects.update(is_watched=False)
    night(0, rows=5)
    night(1, rows=5)
    night(2)
    assert open_kinds() == []
    (inbox.folder_of(source) / "사진.xlsx").write_bytes(b"\x89PNG\r\n")
    night(3)
    assert open_kinds() == [AlertKind.FAILED]


def test_a_mail_tells_the_alert_once_and_nothing_personal(night: Night, settings: Settings) -> None:
    settings.ALERT_EMAIL = ["it@example.kr"]
    night(0, rows=3)
    night(1)
    now = SourceAlert.objects.get().raised_at
    assert (send_unsent(now), send_unsent(now)) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["it@example.kr"]
    assert "구청장 받은 폴더: 자료가 오지 않음" in sent.body
    assert not {"홍길동", "8271"} & set(sent.body.split())


def test_without_mail_nothing_is_sent(night: Night, settings: Settings) -> None:
    settings.ALERT_EMAIL = []
    night(0, rows=3)
    night(1)
    assert (send_unsent(FIRST), mail.outbox) == (0, [])


def test_a_mail_that_cannot_be_sent_is_sent_later(
    night: Night, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> int:
        raise ConnectionRefusedError

    settings.ALERT_EMAIL = ["it@example.kr"]
    night(0, rows=3)
    night(1)
    now = SourceAlert.objects.get().raised_at
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", away)
        assert send_unsent(now) == 0
    assert send_unsent(now) == 1


def test_counting_for_the_head_takes_one_query(night: Night, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    night(0, rows=3)
    night(1)
    with django_assert_num_queries(1):
        assert alerts.unseen() == 1
    SourceAlert.objects.update(acknowledged_at=FIRST)
    assert alerts.unseen() == 0
