"""Where a matter is, as residents write it, and what only looks like a place."""

from __future__ import annotations

import pytest

from complaints.models import Complaint
from complaints.similarity.places import place_marks, places_of


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("가람로 12 앞 가로등", {"가람로 12"}),
        ("가람로12길 34-1에서", {"가람로12길 34-1"}),
        ("가람로 12길 ３４에서", {"가람로12길 34"}),
        ("별빛대로 101번지", {"별빛대로 101"}),
        ("솔내동 123-4번지 빈터", {"솔내동 123-4"}),
        ("한빛아파트 103동 지하", {"한빛아파트 103동"}),
        ("앞으로 20cm 더 옮기고 도로 3개를 막아", set()),
        ("새로 5명이 왔고 길 2미터가 패였습니다", set()),
        ("가로등이 꺼졌습니다", set()),
    ],
)
def test_addresses_and_houses_are_read_and_counts_are_not(text: str, exact: set[str]) -> None:
    assert places_of(text).exact == exact


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("은하수공원 화장실", {"은하수공원"}),
        ("솔내천 산책로", {"솔내천"}),
        ("미리내역 3번 출구", {"미리내역"}),
        ("은하우체국 버스정류장에서", {"은하우체국"}),
        ("어린이공원과 전통시장, 버스정류장", set()),
    ],
)
def test_places_with_a_name_are_read_and_kinds_of_places_are_not(text: str, named: set[str]) -> None:
    assert places_of(text).named == named


def test_the_marks_tell_nothing_but_whether_two_are_equal() -> None:
    lamp = Complaint(title="가람로 12 앞", body="어둡습니다", address="가온구 버들로 3", latitude=37.5, longitude=127.0)
    bench = Complaint(title="", body="가람로 12 앞 의자", address="", latitude=0.0, longitude=0.0)
    marks = list(place_marks(lamp))
    assert [mark[:2] for mark in marks] == ["=x", "=y", "=g"]
    assert list(place_marks(bench)) == marks[:1]
    assert "가람로" not in "".join(marks)
