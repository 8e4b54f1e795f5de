"""Indexing anew while the program is in use: only what is derived is written, and no change is lost."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string

from complaints import tasks
from complaints.models import Complaint, ComplaintEvent
from complaints.privacy.access import operator
from complaints.search.lexemes import VERSION
from complaints.search.matching import find
from complaints.search.query import parse
from complaints.search.rebuilding import is_stale, rebuild, stale
from complaints.services import store
from tests.complaints.search.conftest import PATIENCE, apart, beside, record

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from complaints.models import Channel
    from tests.complaints.conftest import Find, MakeComplaint
pytestmark = pytest.mark.django_db


def go_on(_: int) -> bool:
    return True


def spoil(*, version: int) -> None:
    """As if another grammar had written every row."""
    Complaint.objects.update(search=["other"], text_normal="other", search_version=version)


def stored() -> list[Any]:
    return list(Complaint.objects.order_by("id").values_list())


def test_a_stale_row_is_as_an_import_would_have_written_it_and_nothing_else_changes(
    complaint: MakeComplaint,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    complaint("SPP-2409-1", title="소음", complainant_name="홍'상\\철", mobile="010-8271-9634", officer="고길동")
    complaint("2")
    before = stored()
    spoil(version=VERSION - 1)
    with django_capture_on_commit_callbacks() as signals:
        assert rebuild(everything=False, report=go_on) == 2
    assert (stored(), signals, ComplaintEvent.objects.count()) == (before, [], 0)


def test_only_rows_of_older_rules_are_stale(complaint: MakeComplaint, found: Find) -> None:
    complaint("1", body="가로등")
    assert (stale(), is_stale(), rebuild(everything=False, report=go_on)) == (0, False, 0)
    spoil(version=VERSION - 1)
    complaint("2", body="가로등")
    assert (stale(), is_stale(), found("가로등")) == (1, True, {"2"})
    rebuild(everything=False, report=go_on)
    assert (stale(), is_stale(), found("가로등")) == (0, False, {"1", "2"})


def test_everything_means_rows_of_this_version_too(complaint: MakeComplaint, found: Find) -> None:
    complaint("1", body="가로등")
    spoil(version=VERSION)
    assert (rebuild(everything=False, report=go_on), found("가로등")) == (0, set())
    assert (rebuild(everything=True, report=go_on), found("가로등")) == (1, {"1"})


def test_what_is_done_stays_done_when_it_is_stopped(complaint: MakeComplaint) -> None:
    for number in range(5):
        complaint(str(number), body="가로등")
    spoil(version=VERSION - 1)
    assert (rebuild(everything=False, batch=2, report=lambda done: done < 4), stale()) == (4, 1)
    told: list[int] = []

    def tell(done: int) -> bool:
        told.append(done)
        return True

    assert (rebuild(everything=True, batch=2, report=tell), told) == (5, [2, 4, 5])


def test_a_worker_takes_small_bites(complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint("1", body="가로등")
    spoil(version=VERSION - 1)
    monkeypatch.setattr(tasks, "BITE_SECONDS", 0)
    assert (tasks.rebuild_stale(), tasks.rebuild_stale(), stale()) == (1, 0, 0)


@pytest.mark.parametrize("everything", [True, False])
def test_a_change_under_way_is_waited_for_and_not_overwritten(window: Channel, everything: bool) -> None:
    first, is_locked = record(window, 1, body="가로등"), threading.Event()
    apart(lambda: store([first, record(window, 2, body="보안등")], origin="batch:1"))
    apart(lambda: spoil(version=VERSION - 1))

    @transaction.atomic
    def change() -> None:
        store([replace(first, body="맨홀")], origin="batch:2")
        is_locked.set()
        until_somebody_waits()

    change_under_way = beside(change)
    is_locked.wait(20)
    apart(lambda: rebuild(everything=everything, report=go_on))
    change_under_way.result(PATIENCE)
    assert (seen("맨홀"), seen("보안등"), seen("가로등"), stale()) == (["r1"], ["r2"], [], 0)


def test_imports_and_two_rebuildings_at_once_neither_fail_nor_wait_for_ever(window: Channel) -> None:
    records = [record(window, number, body="가로등") for number in range(30)]
    apart(lambda: store(records, origin="batch:1"))

    def rebuild_often() -> None:
        for _ in range(8):
            rebuild(everything=True, batch=7, report=go_on)

    def change_often() -> None:
        for turn in range(8):
            store([replace(each, body=f"맨홀 {turn}") for each in reversed(records)], origin="batch:2")

    for work in [beside(rebuild_often), beside(change_often), beside(rebuild_often)]:
        work.result(PATIENCE)
    assert (len(seen("맨홀7")), seen("가로등")) == (30, [])


def seen(typed: str) -> list[str]:
    return sorted(find(parse(typed), operator()).rows().values_list("receipt_number", flat=True))


def until_somebody_waits() -> None:
    """Until a session of this database waits for a lock of ours."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.02)
    pytest.fail("nobody waited for the row")


@pytest.mark.parametrize(("is_old", "words"), [(True, "나오지 않을 수 있습니다"), (False, "")])
def test_pages_say_that_something_may_be_missing(is_old: bool, words: str) -> None:
    said = render_to_string("complaints/_stale.html", {"index_is_stale": is_old}).strip()
    assert (words in said, bool(said)) == (True, is_old)
