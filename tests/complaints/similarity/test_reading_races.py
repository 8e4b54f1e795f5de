"""Two who write and read at the same time: nothing is lost, nothing is read by two."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from celery import current_app
from django.db import DatabaseError, connection, connections

from complaints import following
from complaints.models import Channel, Complaint
from complaints.records import SourceRecord
from complaints.services import record_of, store
from complaints.similarity import reading
from complaints.similarity.models import Likeness, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_django import DjangoDbBlocker

CHANNEL = "raced"
# In an order in which no row is gone that another needs.
TABLES = (
    *("analytics_stalecomplaint", "analytics_stalemonth", "groups_pair", "similarity_unread", "similarity_vector"),
    *("similarity_likeness", "complaints_complaintevent", "complaints_complaint"),
)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[int]]:
    """Three committed complaints that are marked, but not read yet; their numbers."""
    monkeypatch.setattr(current_app, "send_task", lambda *_, **__: None)
    with django_db_blocker.unblock():
        for model in (Unread, Likeness):
            model.objects.all().delete()
        channel = Channel.objects.create(code=CHANNEL, name="경쟁", short_name="경쟁", position=9)
        received = datetime(2024, 9, 3, tzinfo=UTC)
        records = [SourceRecord(channel.pk, f"R-{n}", received, body="가로등이 꺼졌습니다") for n in range(3)]
        try:
            yield [row.complaint_id or 0 for row in store(records, origin="test")]
        finally:
            with connection.cursor() as cursor:
                for table in TABLES:
                    cursor.execute(f"DELETE FROM {table}")
            channel.delete()
            connection.close()


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_complaint_that_is_changed_while_it_is_read_is_read_again(
    committed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Complaint.objects.get(pk=committed[0])
    threads: list[threading.Thread] = []
    as_read = reading.read

    def slowly(ids: Sequence[int]) -> None:
        as_read(ids)
        threads.append(in_thread(lambda: store([replace(record_of(row), body="보안등")], origin="x")))
        # Its change is stored at once; its mark waits for our own to be taken off.
        threads[0].join(1)
        assert threads[0].is_alive()
        assert Complaint.objects.get(pk=row.pk).body == "보안등"

    monkeypatch.setattr(reading, "read", slowly)
    following.follow_up(lambda: not threads)
    threads[0].join()
    assert list(Unread.objects.values_list("complaint_id", "attempts")) == [(row.pk, 0)]
    monkeypatch.setattr(reading, "read", as_read)
    following.follow_up(lambda: True)
    assert "'보안등'" in str(Likeness.objects.values_list("terms", flat=True).get(pk=row.pk))


def test_a_worker_that_is_killed_leaves_all_to_the_next(committed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    as_read = reading.read

    def killed(ids: Sequence[int]) -> None:
        as_read(ids)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def work() -> None:
        with pytest.raises(DatabaseError):
            following.follow_up(lambda: True)

    monkeypatch.setattr(reading, "read", killed)
    in_thread(work).join()
    tried = dict(Unread.objects.values_list("complaint_id", "attempts"))
    assert (Likeness.objects.count(), tried) == (0, dict.fromkeys(committed, 1))
    monkeypatch.setattr(reading, "read", as_read)
    assert following.follow_up(lambda: True)
    assert (Likeness.objects.count(), Unread.objects.count()) == (3, 0)


def test_of_two_workers_one_reads(committed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    as_read, results = reading.read, []

    def slowly(ids: Sequence[int]) -> None:
        in_thread(lambda: results.append((following.follow_up(lambda: True), Likeness.objects.count()))).join()
        as_read(ids)

    monkeypatch.setattr(reading, "read", slowly)
    following.follow_up(lambda: True)
    assert (results, Likeness.objects.count()) == ([(True, 0)], len(committed))
