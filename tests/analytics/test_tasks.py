"""When workers refresh: in bites, one at a time, after a burst; the beat takes up what nobody was told of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from analytics import tasks
from analytics.models import ComplaintKeywords, StaleComplaint, StaleMonth
from analytics.refreshing import QUIET_SECONDS
from complaints.records import SourceRecord
from complaints.services import store

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Channel
    from tests.analytics.conftest import File

    OnCommit = Callable[..., Any]
    Sent = list[dict[str, Any]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What was handed to the broker for the analytics."""
    handed: Sent = []

    def hand(name: str, **options: Any) -> None:
        if name.startswith("analytics."):
            handed.append({"name": name, **options})

    monkeypatch.setattr(current_app, "send_task", hand)
    return handed


def settle() -> None:
    """A burst is over."""
    StaleComplaint.objects.update(at=timezone.now() - timedelta(seconds=QUIET_SECONDS + 1))
    StaleMonth.objects.update(at=timezone.now() - timedelta(seconds=QUIET_SECONDS + 1))


def test_each_portion_of_an_import_is_told_and_none_is_counted_before_the_last(
    file: File, sent: Sent, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file("가로등", count=False)
        file("신호등", count=False)
    assert [(each["name"], each["countdown"]) for each in sent] == [("analytics.tasks.refresh", QUIET_SECONDS + 1)] * 2
    tasks.refresh()
    assert not ComplaintKeywords.objects.exists()
    settle()
    tasks.refresh()
    assert (ComplaintKeywords.objects.count(), StaleMonth.objects.count()) == (2, 0)


def test_a_bite_that_is_not_enough_sends_the_next_one(file: File, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    file("가로등", count=False)
    settle()
    monkeypatch.setattr(tasks, "BITE_SECONDS", 0)
    tasks.refresh()
    assert [(each["kwargs"], each["countdown"]) for each in sent] == [({"is_begun": True}, 0)]
    assert StaleComplaint.objects.exists()


def test_the_next_bite_waits_for_no_quiet_moment(file: File) -> None:
    file("가로등", count=False)
    tasks.refresh(is_begun=True)
    assert not StaleComplaint.objects.exists()


def test_alerts_are_looked_for_after_new_figures(file: File, sent: Sent) -> None:
    file("가로등", count=False)
    settle()
    tasks.refresh()
    assert [each["name"] for each in sent] == ["analytics.alert_tasks.raise_alerts"]


def test_what_is_done_sends_nothing(sent: Sent) -> None:
    tasks.refresh()
    assert sent == []


def test_a_store_does_not_fail_without_a_broker(
    windows: dict[str, Channel], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: OnCommit
) -> None:
    monkeypatch.setattr(current_app, "send_task", _away)
    record = SourceRecord(windows["saeol"].pk, "1", timezone.now(), body="가로등")
    with django_capture_on_commit_callbacks(execute=True):
        store([record], origin="test")
    assert StaleComplaint.objects.count() == 1
    settle()
    tasks.refresh()
    assert ComplaintKeywords.objects.count() == 1


def test_the_night_finds_what_was_missed(file: File, sent: Sent) -> None:
    file("가로등")
    ComplaintKeywords.objects.all().delete()
    tasks.tend_nightly()
    assert StaleComplaint.objects.count() == 1
    assert [each["name"] for each in sent] == ["analytics.tasks.refresh"]


@pytest.mark.parametrize("name", ["refresh", "tend_nightly"])
def test_the_beat_knows_its_tasks(name: str) -> None:
    assert f"analytics.tasks.{name}" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert f"analytics.tasks.{name}" in current_app.tasks


def _away(*args: object, **options: object) -> None:
    raise BrokerError
