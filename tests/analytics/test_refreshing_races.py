"""Two sessions at once: marks that a worker is taking off, and rules that change while it reads by the old ones."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from analytics.locks import refreshing_alone
from analytics.models import (
    ComplaintKeywords,
    DictionaryChange,
    DictionaryWord,
    Keyword,
    KeywordMonth,
    MonthTotal,
    ServiceMonth,
    StaleComplaint,
    StaleMonth,
)
from analytics.refreshing import mark_stale, refresh_chunk
from complaints.models import Channel, Complaint, Holiday
from complaints.privacy.reader import Reader
from complaints.records import SourceRecord
from complaints.services import store
from complaints.synonyms.models import SynonymChange, SynonymGroup, SynonymWord
from complaints.synonyms.services import change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model
    from pytest_django import DjangoDbBlocker

WHO = Reader(actor="kim")
CHANNEL = "raced"
# In an order in which no row is gone that another needs.
TABLES: tuple[type[Model], ...] = (
    *(KeywordMonth, MonthTotal, ServiceMonth, ComplaintKeywords, Keyword, StaleComplaint, StaleMonth),
    *(DictionaryChange, DictionaryWord, SynonymChange, SynonymWord, SynonymGroup, Complaint, Channel, Holiday),
)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """A committed complaint that is marked, but not read yet; its number."""
    with django_db_blocker.unblock():
        kept: dict[type[Model], set[Any]] = {
            model: set(model._default_manager.values_list("pk", flat=True)) for model in TABLES
        }
        channel = Channel.objects.create(code=CHANNEL, name="경쟁", short_name="경쟁", position=9)
        received = datetime(2024, 9, 3, tzinfo=UTC)
        [stored] = store([SourceRecord(channel.pk, "R-1", received, body="포트홀이 생겼습니다")], origin="test")
        try:
            assert stored.complaint_id
            yield stored.complaint_id
        finally:
            for model in TABLES:
                model._default_manager.exclude(pk__in=kept[model]).delete()
            connection.close()


def at_once(act: Callable[[], object]) -> threading.Thread:
    """Do it in a session of its own."""

    def run() -> None:
        with closing(connection):
            act()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def marked() -> list[int]:
    return list(StaleComplaint.objects.values_list("pk", flat=True))


def test_a_mark_that_a_worker_takes_off_is_made_anew_after_it(committed: int) -> None:
    with transaction.atomic():
        refresh_chunk()
        marking = at_once(lambda: mark_stale([committed]))
        marking.join(0.3)
        assert marking.is_alive()
    marking.join(10)
    assert marked() == [committed]


def test_a_change_waits_for_what_is_being_read_by_the_old_rules(committed: int) -> None:
    with transaction.atomic():
        refresh_chunk()  # has found 포트홀 as itself, which nobody sees yet
        changing = at_once(lambda: change(None, ["도로파임", "포트홀"], WHO))
        changing.join(0.3)
        assert changing.is_alive()
    changing.join(10)
    assert marked() == [committed]


def test_a_worker_waits_for_a_change_and_reads_by_the_new_rules(committed: int) -> None:
    with transaction.atomic():
        change(None, ["도로파임", "포트홀"], WHO)
        reading = at_once(refresh_chunk)
        reading.join(0.3)
        assert reading.is_alive()
    reading.join(10)
    [number] = ComplaintKeywords.objects.get(pk=committed).keyword_ids
    assert Keyword.objects.get(pk=number).text == "도로파임"


def test_a_worker_that_dies_gives_its_marks_back(committed: int) -> None:
    dead = connection.copy()
    with closing(dead), dead.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("DELETE FROM analytics_stalecomplaint")
        assert refresh_chunk() == 0

    def taken_at_last() -> int:
        time.sleep(0.05)
        return refresh_chunk()

    assert any(taken_at_last() for _ in range(200))


def test_one_worker_refreshes_at_a_time_until_it_ends_or_dies(committed: int) -> None:
    found: list[bool] = []

    def ask() -> None:
        with refreshing_alone() as is_ours:
            found.append(is_ours)

    with refreshing_alone():
        at_once(ask).join()
        at_once(ask).join()
    at_once(ask).join()
    assert found == [False, False, True]
