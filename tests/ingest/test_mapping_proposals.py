"""Columns that no alias knows are judged by their values; what changed since the last file is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mapping import as_chosen, propose
from ingest.proposals import completed, difference
from ingest.values import guesses
from tests.ingest.test_mapping import KNOWN, rows

if TYPE_CHECKING:
    from ingest.formats import ChannelFormat

LONG = "가로등이 사흘째 꺼져 있어 밤길이 매우 어둡습니다. 지나는 사람이 많으니 서둘러 고쳐 주십시오. {}"


@pytest.mark.parametrize(
    ("values", "role"),
    [
        ([f"2024-09-{day:02} 10:20" for day in range(1, 9)], "received_at"),
        ([f"2024.9.{day}." for day in range(1, 9)], "received_at"),
        ([f"010-8271-{number:04}" for number in range(8)], "contact"),
        ([f"a{number}@example.kr" for number in range(8)], "email"),
        (["답변완료", "접수", "이송", "접수"], "status_word"),
        (["도로과", "교통행정과", "민원담당관", "도로과"], "department"),
        ([f"가람로 {number}번길 {number}" for number in range(10, 18)], "address"),
        (["홍길동", "김영희", "박민수", "이서연"], "complainant_name"),
        ([f"2024-제{number}호" for number in range(1000, 1008)], "receipt_number"),
        ([LONG.format(number) for number in range(8)], "body"),
        ([f"가로등 고장 신고합니다 {number}" for number in range(8)], "title"),
    ],
)
def test_a_column_is_known_by_its_values(all_windows: list[ChannelFormat], values: list[str], role: str) -> None:
    known = next(one for one in all_windows if one.code == "mayor")
    assert guesses(values, known)[0][0] == role


@pytest.mark.parametrize("values", [["1", "2", "3", "4"], ["", "-", ""], ["2024-09-03"], ["네", "아니요", "네", "네"]])
def test_what_could_be_anything_is_proposed_for_nothing(all_windows: list[ChannelFormat], values: list[str]) -> None:
    assert guesses(values, all_windows[1]) == []


@given(st.lists(st.text(max_size=60), max_size=30))
def test_values_alone_are_never_sure(values: list[str]) -> None:
    assert all(0 < confidence < 1 for _, confidence in guesses(values, KNOWN))


def test_no_proposal_takes_the_place_of_a_known_column() -> None:
    table = rows(*([f"2024-{number}", f"번호-{number}", "도로과"] for number in range(1000, 1008)))
    plan = completed(propose(["접수번호", "다른 번호", "처리주무부서"], KNOWN), KNOWN, [KNOWN], table)
    assert [column.role for column in plan.columns] == ["receipt_number", None, "department"]


def test_a_column_of_identifiers_is_proposed_for_nothing() -> None:
    table = rows(*([f"가나-{number}"] for number in range(1000, 1008)))
    assert completed(propose(["주민등록번호"], KNOWN), KNOWN, [KNOWN], table).columns[0].role is None


def test_what_a_person_chose_takes_the_role_from_the_column_that_had_it() -> None:
    plan = as_chosen(propose(["접수번호", "관리번호"], KNOWN), {"관리번호": "receipt_number"}, KNOWN)
    assert [(one.role, one.confidence, one.reason) for one in plan.columns] == [
        (None, 0.0, ""),
        ("receipt_number", 1.0, "person"),
    ]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"가": "title"}, {"가": "title"}, {}),
        ({"가": "title"}, {"가": "title", "나": None}, {"new": ["나"], "gone": [], "renamed": []}),
        ({"가": "title", "나": None}, {"가": "title"}, {"new": [], "gone": ["나"], "renamed": []}),
        ({"가": "title"}, {"나": "title"}, {"new": [], "gone": [], "renamed": [["가", "나"]]}),
        (
            {"처리결과내용": None},
            {"처리결과내용들": None},
            {"new": [], "gone": [], "renamed": [["처리결과내용", "처리결과내용들"]]},
        ),
        ({"가": "title"}, {"나": "body"}, {"new": ["나"], "gone": ["가"], "renamed": []}),
    ],
)
def test_the_difference_of_columns_is_told(before: dict[str, Any], now: dict[str, Any], told: dict[str, Any]) -> None:
    entries = [{name: {"role": role} for name, role in columns.items()} for columns in (before, now)]
    assert difference(*entries).kept() == told
