"""Pages in every order, forwards and backwards, by both ways of looking, against a sorted list of everything."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from complaints.models import Complaint
from complaints.privacy.roles import Role
from complaints.records import SourceRecord
from complaints.search import looking, paging
from complaints.search.matching import find
from complaints.search.paging import Cursor, Sort, count, exact_numbers, ids, page
from complaints.search.query import parse
from complaints.services import store
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from complaints.models import Channel
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
START = datetime(2024, 1, 1, tzinfo=UTC)
QUERIES = [
    "",
    "소음",
    "공사장소음",
    "공사장소음 또는 악취",
    "소음 -악취",
    "-소음",
    "없는말없는말",
    "홍상철",
    "접수:2024-02",
]


@pytest.fixture
def rows(windows: dict[str, Channel]) -> list[Complaint]:
    dice = random.Random(3)
    records = [
        SourceRecord(
            channel_id=windows["saeol"].pk,
            receipt_number=f"r{number}",
            received_at=START + timedelta(hours=dice.randint(0, 900)),
            due_at=dice.choice([None, START + timedelta(days=dice.randint(0, 30))]),
            title=dice.choice(["", "소음", "악취"]),
            body=" ".join(dice.choices(["공사장 소음", "악취", "주차", "소음"], k=dice.randint(0, 4))),
            complainant_name=dice.choice(["홍상철", "김철수", ""]),
            is_public=dice.random() > 0.2,
        )
        for number in range(150)
    ]
    store(records, origin="test")
    return list(Complaint.objects.all())


@pytest.fixture(params=[(5, 20), (1, 1), (200, 3000)], ids=["short walks", "hardly a walk", "long walks"])
def walks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    probe, longest = request.param
    monkeypatch.setattr(looking, "PROBE", probe)
    monkeypatch.setattr(looking, "LONGEST_WALK", longest)


def in_order(rows: list[Complaint], sort: Sort) -> list[int]:
    def key(row: Complaint) -> Any:
        moment = getattr(row, sort.column)
        return (moment is None, moment or START, row.pk)

    return [row.pk for row in sorted(rows, key=key, reverse=sort.is_descending)]


@pytest.mark.usefixtures("walks")
@pytest.mark.parametrize("typed", QUERIES)
@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.DUE])
def test_pages_put_together_are_the_sorted_list(rows: list[Complaint], sort: Sort, typed: str) -> None:
    found = find(parse(typed), reader(Role.COUNTER))
    expected = in_order(list(found.rows()), sort)
    forwards, cursor = [], None
    while True:
        shown = page(found, sort, cursor, 7)
        forwards += [row.pk for row in shown.rows]
        if shown.next is None:
            break
        cursor = shown.next
    assert forwards == expected == ids(found, sort)
    before = page(found, sort, shown.previous, 7).rows if shown.previous else []
    assert [row.pk for row in before] == expected[: len(expected) - len(shown.rows)][-7:]


@pytest.mark.parametrize("typed", QUERIES)
def test_pages_by_relevance_hold_each_match_once_both_ways(rows: list[Complaint], typed: str) -> None:
    found = find(parse(typed), reader(Role.COUNTER))
    shown = page(found, Sort.RELEVANCE, None, 9)
    forwards = [[row.pk for row in shown.rows]]
    while shown.next:
        shown = page(found, Sort.RELEVANCE, shown.next, 9)
        forwards.append([row.pk for row in shown.rows])
    assert sorted(row for rows_of_page in forwards for row in rows_of_page) == sorted(row.pk for row in found.rows())
    backwards = [[row.pk for row in shown.rows]]
    while shown.previous:
        shown = page(found, Sort.RELEVANCE, shown.previous, 9)
        backwards.insert(0, [row.pk for row in shown.rows])
    assert backwards == forwards


def test_a_word_in_the_title_comes_before_one_in_the_text(complaint: MakeComplaint) -> None:
    older = complaint("1", title="가로등 고장", received_at=START)
    newer = complaint("2", body="가로등이 있습니다", received_at=START + timedelta(days=9))
    own = complaint("3", complainant_name="가로등", received_at=START - timedelta(days=9))
    shown = page(find(parse("가로등"), reader(Role.COUNTER)), Sort.RELEVANCE, None)
    assert [row.pk for row in shown.rows] == [own.pk, older.pk, newer.pk]


def test_the_order_tells_nothing_of_a_text_that_the_reader_may_not_read(complaint: MakeComplaint) -> None:
    hidden = complaint("1", title="홍상철", complainant_name="홍상철", is_public=False, received_at=START)
    plain = complaint("2", complainant_name="홍상철", received_at=START + timedelta(days=9))
    shown = page(find(parse("홍상철"), reader(Role.COUNTER)), Sort.RELEVANCE, None)
    assert [row.pk for row in shown.rows] == [plain.pk, hidden.pk]


@pytest.mark.parametrize("sort", list(Sort))
def test_rows_that_arrive_between_two_pages_shift_nothing(complaint: MakeComplaint, sort: Sort) -> None:
    for number in range(9):
        complaint(f"{number}", body="소음", received_at=START + timedelta(days=number))
    found = find(parse("소음"), reader(Role.COUNTER))
    first = page(found, sort, None, 4)
    rest = [row.pk for row in page(found, sort, first.next, 9).rows]
    complaint("later", title="소음 소음", body="소음", received_at=START + timedelta(days=20))
    complaint("earlier", title="소음 소음", body="소음", received_at=START - timedelta(days=20))
    again = [row.pk for row in page(found, sort, first.next, 9).rows]
    assert [row for row in again if row in rest] == rest


def test_counts_stop_at_the_limit(rows: list[Complaint], monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(parse("소음"), reader(Role.COUNTER))
    every = len(found.rows())
    assert count(found) == (every, False)
    monkeypatch.setattr(paging, "COUNT_LIMIT", every - 1)
    assert count(found) == (every - 1, True)


def test_the_number_itself_comes_before_numbers_that_end_so(complaint: MakeComplaint) -> None:
    exact = complaint("88213")
    complaint("2024-88213")
    complaint("1", body="접수번호 88213 관련")
    query = parse("88213")
    found = find(query, reader(Role.COUNTER))
    assert [row.pk for row in exact_numbers(query, found)] == [exact.pk]
    assert len(found.rows()) == 3


def test_the_number_itself_is_found_among_many_that_end_so(complaint: MakeComplaint) -> None:
    exact = complaint("88213")
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        complaint(f"{letter}-88213")
    query = parse("88213")
    assert [row.pk for row in exact_numbers(query, find(query, reader(Role.COUNTER)))] == [exact.pk]


def test_both_ends_of_a_period_become_months_of_the_index() -> None:
    since, until = START, START + timedelta(days=40)
    found = find(parse("소음"), reader(Role.COUNTER)).narrowed(received=(since, None)).narrowed(received=(None, until))
    assert str(found.candidates).endswith("(':m:2024-01' | ':m:2024-02'))")


@pytest.mark.parametrize("offset", ["+23:59", "+00:00:01.5", "-23:59", ""])
def test_a_made_up_moment_in_a_cursor_gives_a_page(rows: list[Complaint], offset: str) -> None:
    made_up = json.dumps([f"2024-01-20T00:00:00{offset}", 3, 0, 0, None])
    cursor = Cursor.decode(base64.urlsafe_b64encode(made_up.encode()).decode())
    assert page(find(parse("소음"), reader(Role.COUNTER)), Sort.DUE, cursor).rows
