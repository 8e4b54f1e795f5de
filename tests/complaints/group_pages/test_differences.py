"""Texts compared word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.groups.differences import MOST_WORDS, Kind, compared, unmarked

TEXTS = st.text(alphabet="가나다 \n.<b>", max_size=60) | st.lists(
    st.sampled_from(["맨홀", "맨홀이", "덮개", "\n"])
).map(" ".join)


@given(base=TEXTS, other=TEXTS)
def test_the_other_text_is_whole_in_its_pieces(base: str, other: str) -> None:
    pieces = compared(base, other).pieces
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.MISSING) == other.lstrip()


@given(base=TEXTS, other=TEXTS)
def test_of_versions_the_first_text_can_be_read_too(base: str, other: str) -> None:
    result = compared(base, other)
    if result.is_alike:
        words = " ".join(piece.text for piece in result.pieces if piece.kind is not Kind.ADDED).split()
        assert words == base.split()


@given(text=TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert compared(text, text).is_same
    assert unmarked(text).is_same


@pytest.mark.parametrize(
    ("base", "other", "pieces"),
    [
        (
            "맨홀 덮개가 깨졌습니다",
            "맨홀 덮개가 심하게 깨졌습니다",
            [("same", "맨홀 덮개가 "), ("added", "심하게 "), ("same", "깨졌습니다")],
        ),
        (
            "골목에 맨홀 덮개가 깨졌습니다",
            "골목에 맨홀 뚜껑이 깨졌습니다",
            [("same", "골목에 맨홀 "), ("missing", "덮개가 "), ("added", "뚜껑이 "), ("same", "깨졌습니다")],
        ),
        ("맨홀  덮개", "맨홀\n덮개", [("same", "맨홀\n덮개")]),
        ("", "맨홀", [("added", "맨홀")]),
        (
            "나무가 쓰러져 길을 막음",
            "넘어진 나무를 치워 주십시오",
            [("added", "넘어진 "), ("shared", "나무를 "), ("added", "치워 주십시오")],
        ),
    ],
)
def test_what_differs_is_told(base: str, other: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind.value, piece.text) for piece in compared(base, other).pieces] == pieces


@pytest.mark.parametrize(
    "words", [["가"], ["가", "나"], ["가", "나", "다", "라", "마"], [f"말{n}" for n in range(3000)]]
)
def test_long_texts_take_no_time(words: list[str]) -> None:
    long = " ".join((words * 4000)[:4000])
    started = time.monotonic()
    result = compared(long, f"처음 {long[::-1]}")
    assert time.monotonic() - started < 2
    assert result.pieces[-1].kind is Kind.BEYOND
    assert len(result.pieces[-1].text.split()) == 4001 - MOST_WORDS
