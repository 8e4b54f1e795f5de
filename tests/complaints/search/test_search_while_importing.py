"""Searches while an import runs in another connection: no error, nothing half seen, nothing missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from complaints.privacy.roles import Role
from complaints.search.matching import find
from complaints.search.paging import Sort, count, page
from complaints.search.query import parse
from complaints.services import store
from tests.complaints.conftest import reader
from tests.complaints.search.conftest import PATIENCE, apart, beside, record

if TYPE_CHECKING:
    from complaints.models import Channel, Complaint
    from complaints.records import SourceRecord
    from complaints.search.found import Found

pytestmark = pytest.mark.django_db
ROWS, BATCH = 2000, 250


def imported(window: Channel) -> list[SourceRecord]:
    """Each row says three times which one it is: in its number, its phone and its text."""
    return [
        record(
            window, number, body=f"{number:04} 가로등 고장", mobile=f"010-5555-{number:04}", complainant_name="홍상철"
        )
        for number in range(ROWS)
    ]


def found(typed: str) -> Found:
    return find(parse(typed), reader(Role.COUNTER))


def first_page(typed: str) -> list[Complaint]:
    return page(found(typed), Sort.NEWEST, None).rows


def test_what_was_there_stays_found_and_what_arrives_is_whole(window: Channel) -> None:
    earlier = record(window, 9000, body="맨홀 9000", mobile="010-8271-9000", complainant_name="홍상철")
    apart(lambda: store([earlier], origin="batch:1"))
    rows = imported(window)

    def import_all() -> None:
        for start in range(0, ROWS, BATCH):
            store(rows[start : start + BATCH], origin="batch:2")

    importing = beside(import_all)
    counts, is_done = [0], False
    while not is_done:
        is_done = importing.done()
        assert [row.receipt_number for row in first_page("8271-9000")] == ["r9000"]
        for typed in ("등고장", "홍상철", f"{counts[-1]:04}"):
            assert all(is_whole(row) for row in first_page(typed))
        counts.append(count(found("등고장"))[0])
        assert counts[-1] >= counts[-2]
    importing.result(PATIENCE)
    assert (counts[-1], {number % BATCH for number in counts}) == (ROWS, {0})


def is_whole(row: Complaint) -> bool:
    number = f"{int(row.receipt_number.removeprefix('r')):04}"
    return row.mobile.endswith(number) and number in row.text_normal


def test_a_row_that_changes_is_found_by_its_old_words_or_its_new_ones_at_any_moment(window: Channel) -> None:
    rows = [replace(each, body="가로등") for each in imported(window)[:60]]
    apart(lambda: store(rows, origin="batch:1"))

    def change_often() -> None:
        for turn in range(20):
            store([replace(each, body=("맨홀", "가로등")[turn % 2]) for each in rows], origin="batch:2")

    changing = beside(change_often)
    while not changing.done():
        assert count(found("가로등 또는 맨홀")) == (60, False)
        for typed in ("가로등", "맨홀"):
            texts = found(typed).rows().values_list("text_normal", flat=True)
            assert all(typed in text for text in texts)
    changing.result(PATIENCE)
