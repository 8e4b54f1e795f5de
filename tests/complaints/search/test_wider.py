"""Ways out of a search that finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from complaints.filters import ComplaintFilter
from complaints.privacy.roles import Role
from complaints.search import wider
from complaints.search.expressions import AllTerms
from complaints.search.limits import TooSlowError
from complaints.search.matching import find
from complaints.search.query import Query, parse
from complaints.search.wider import WaysOut, ways_out, written
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from complaints.privacy.reader import Reader
    from complaints.search.found import Found
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
LABELS = {
    "channel": "창구",
    "status": "진행 상황",
    "from": "접수일(부터)",
    "to": "접수일(까지)",
    "overdue": "기한 지난 것만",
}


def ways(typed: str, filters: str = "", who: Reader | None = None) -> WaysOut:
    someone = who or reader(Role.COUNTER)

    def look(query: Query, params: QueryDict) -> Found:
        return ComplaintFilter(params).narrowed(find(query, someone))

    return ways_out(parse(typed), QueryDict(filters), LABELS, look, someone)


def told(found: WaysOut) -> list[tuple[str, int | None]]:
    return [(way.label, way.number) for way in (*found.corrections, *found.wider)]


@pytest.fixture
def lamps(complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="김철수", body="가로등이 깜박입니다", status="answered")
    complaint("2", channel="mayor", complainant_name="홍상철", body="가로등 고장", status="received")


@pytest.mark.usefixtures("lamps")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rlacjftn", [("‘김철수’ 찾기", 1)]),
        ("홍상쳘", [("‘홍상철’ 찾기", 1)]),
        ("가로둥", [("‘가로등’ 찾기", 2)]),
        ("가로등을", [("조사를 떼고 ‘가로등’ 찾기", 2)]),
        ("가로등 맨홀", [("‘가로등’만으로 찾기", 2), ("낱말 가운데 하나라도 있으면 찾기", 2)]),
        (
            "가로등 고장 맨홀",
            [("‘맨홀’ 빼고 찾기", 1), ("낱말 가운데 하나라도 있으면 찾기", 2)],
        ),
        ("가로등 -고장 -깜박", [("‘-고장’ 빼고 찾기", 1), ("‘-깜박’ 빼고 찾기", 1)]),
        ("맨홀", []),
        ("!?", []),
    ],
)
def test_only_what_finds_something_is_offered(typed: str, offered: list[tuple[str, int]]) -> None:
    assert told(ways(typed)) == offered


@pytest.mark.usefixtures("lamps")
@pytest.mark.parametrize(
    ("filters", "offered"),
    [
        ("status=withdrawn", [("조건 없이 찾기", 2)]),
        (
            "channel=mayor&status=answered",
            [("조건 없이 찾기", 2), ("‘진행 상황’ 조건만 빼고 찾기", 1), ("‘창구’ 조건만 빼고 찾기", 1)],
        ),
        ("from=2024-09-04&to=2024-09-30", [("조건 없이 찾기", 2), ("기간을 두 배로 늘려 찾기", 2)]),
        ("from=2024-10-01&to=2024-10-02", [("조건 없이 찾기", 2)]),
        ("from=0001-01-01&to=0001-01-02", [("조건 없이 찾기", 2)]),
        ("from=x&channel=patrol", [("조건 없이 찾기", 2), ("‘창구’ 조건만 빼고 찾기", 2)]),
    ],
)
def test_filters_in_the_way_are_taken_off_one_by_one(filters: str, offered: list[tuple[str, int]]) -> None:
    assert sorted(told(ways("가로등", filters))) == sorted(offered)


@pytest.mark.usefixtures("lamps")
def test_words_are_corrected_only_when_no_filter_is_in_the_way() -> None:
    assert ways("가로등", "channel=patrol").corrections == []
    assert [way.url for way in ways("가로둥", "channel=patrol&sort=oldest").corrections] == [
        "/complaints/?sort=oldest&q=%EA%B0%80%EB%A1%9C%EB%93%B1"
    ]


@pytest.mark.usefixtures("lamps")
def test_a_person_never_stands_in_an_address() -> None:
    corrected = ways("홍상쳘 맨홀", "sort=oldest")
    unfiltered = ways("김철수", "s=ticket&channel=patrol").wider[0]
    fewer = ways("김철수 맨홀", "s=ticket&sort=oldest").wider[0]
    assert (unfiltered.url, fewer.url, fewer.query.text) == ("/complaints/?s=ticket", None, "김철수")
    assert fewer.fields == [("sort", "oldest")]
    assert all(way.url is None for way in corrected.corrections)


@pytest.mark.usefixtures("lamps")
def test_the_persons_that_are_offered_are_told_for_the_log() -> None:
    assert (ways("홍상쳘").persons, ways("가로둥").persons) == (["홍상철"], [])


def test_what_nobody_else_may_read_is_not_offered(complaint: MakeComplaint) -> None:
    complaint("1", is_public=False, body="가로등 고장")
    assert told(ways("가로등을 맨홀")) == []
    assert told(ways("가로등", "channel=mayor")) == []


@pytest.mark.usefixtures("lamps")
def test_complaints_are_asked_for_at_most_ten_times() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ways("가로둥이 홍상쳘 rlacjftn ㅊㅊㅅㅍ -맨홀", "channel=patrol&status=answered&from=2024-01-01&overdue=true")
    assert 5 < sum('"complaints_complaint"' in query["sql"] for query in asked) <= 10


@pytest.mark.usefixtures("lamps")
def test_what_takes_too_long_to_count_is_offered_without_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(milliseconds: int) -> None:
        raise TooSlowError

    monkeypatch.setattr(wider, "time_limit", never)
    assert told(ways("가로등", "channel=patrol"))[0] == ("조건 없이 찾기", None)


@pytest.mark.usefixtures("lamps")
def test_nothing_more_is_counted_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wider, "ALL_MILLISECONDS", 0)
    assert told(ways("가로등", "channel=patrol")) == []


def test_many_are_counted_to_a_limit(lamps: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wider, "MOST_COUNTED", 1)
    (way, *_) = ways("가로등을").wider
    assert (way.number, way.is_capped) == (1, True)


@pytest.mark.parametrize(
    "typed",
    [
        "가로등 고장",
        "홍 상철 9634",
        '"어린이 보호구역" -견인',
        "(학교 OR 통학) 주차",
        "담당:홍길동 -(가 OR 나)",
        '담당:"홍 길동" 맨홀',
    ],
)
def test_a_query_written_out_is_read_the_same(typed: str) -> None:
    query = parse(typed)
    assert isinstance(query.expression, AllTerms)
    assert parse(" ".join(map(written, query.expression.parts))).expression == query.expression
