"""PostgreSQL moves new rows from the pending list into the index while others look."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from complaints.models import Channel, Complaint, ComplaintEvent
from complaints.privacy.roles import Role
from complaints.records import SourceRecord
from complaints.search.matching import find
from complaints.search.query import parse
from complaints.services import store
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.utils import CursorWrapper

INDEX = "complaint_search"
CHANNEL = "written"
ROWS = 1000  # less than the four megabytes of the pending list
TYPED = {"가로등 -힣힣": 0, "가로등 -상태:접수": 0, "힣힣": ROWS // 2}


@pytest.fixture
def waiting_rows(db: None) -> Iterator[None]:
    """Committed complaints in the pending list, every second of which a clerk of the counter may not read."""
    with ThreadPoolExecutor(1) as pool:
        try:
            pool.submit(_elsewhere, _write).result()
            yield
        finally:
            pool.submit(_elsewhere, _remove).result()


def _elsewhere(act: Callable[[CursorWrapper], int]) -> int:
    """On a connection of its own, committed."""
    try:
        with connection.cursor() as cursor:
            return act(cursor)
    finally:
        connection.close()


def _write(cursor: CursorWrapper) -> int:
    _move_into_the_index(cursor)
    channel = Channel.objects.create(code=CHANNEL, name="쓰는 창구", short_name="쓰는", position=9)
    store([_record(channel, number) for number in range(ROWS)], origin="test")
    return ROWS


def _move_into_the_index(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT gin_clean_pending_list(%s)", [INDEX])
    return int(cursor.fetchone()[0])


def _remove(cursor: CursorWrapper) -> int:
    ComplaintEvent.objects.filter(complaint__channel__code=CHANNEL).delete()
    Complaint.objects.filter(channel__code=CHANNEL).delete()
    Channel.objects.filter(code=CHANNEL).delete()
    # Whoever listens to what is stored has noted it.
    cursor.execute("TRUNCATE analytics_stalecomplaint, analytics_stalemonth")
    return 0


def _record(channel: Channel, number: int) -> SourceRecord:
    # Lexemes are moved in their order: the first words of a row are in the index long before the last.
    body = " ".join(f"가로등{chr(0xAC01 + (number * 7 + place) % 9000)}" for place in range(60))
    return SourceRecord(
        channel_id=channel.pk,
        receipt_number=f"{number}",
        received_at=datetime(2024, 9, 3, tzinfo=UTC),
        body=f"{body} 힣힣",
        is_public=number % 2 == 0,
    )


def test_a_row_half_way_into_the_index_is_not_taken_for_one_without_the_excluded_word(waiting_rows: None) -> None:
    clerk, looks = reader(Role.COUNTER), 0
    with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        moved = pool.submit(_elsewhere, _move_into_the_index)
        while not moved.done():
            assert {typed: find(parse(typed), clerk).rows().count() for typed in TYPED} == TYPED
            looks += 1
    assert moved.result() > 0 < looks
