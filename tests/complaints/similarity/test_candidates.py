"""Where is looked: rare words as far as they go, frequent ones together."""

from __future__ import annotations

import pytest

from complaints.similarity.candidates import TOGETHER, WALK, Branch, branches, narrowing
from complaints.similarity.frequencies import Frequencies

MILLION = 1_000_000
SHARES = {"민원": 0.5, "도로": 0.2, "주차": 0.1, "가로등": 0.05, "포트홀": 0.002, "맨홀": 0.003, "볼라드": 0.001}


def followed(*words: str, rows: int = MILLION, shares: dict[str, float] | None = None) -> list[set[str]]:
    known = Frequencies(SHARES if shares is None else shares, rows, 0.0001)
    return [set(branch.words) for branch in branches(words, known)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), []),
        (("없던말",), [{"없던말"}]),
        (("민원", "없던말", "볼라드"), [{"없던말"}, {"볼라드"}, {"민원"}]),
        (("민원",), [{"민원"}]),
        (("포트홀", "맨홀"), [{"포트홀", "맨홀"}]),
        (("도로", "주차"), [{"도로", "주차"}]),
        (("민원", "도로", "주차"), [{"주차", "도로", "민원"}]),
        (("도로", "포트홀", "맨홀"), [{"포트홀", "맨홀"}, {"포트홀", "도로", "맨홀"}]),
    ],
)
def test_rare_words_alone_and_frequent_ones_together(words: tuple[str, ...], expected: list[set[str]]) -> None:
    assert followed(*words) == expected


def test_of_a_small_table_every_word_is_followed() -> None:
    assert followed(*SHARES, rows=1000) == [{word} for word in sorted(SHARES, key=lambda word: SHARES[word])]


def test_without_statistics_all_weigh_the_same() -> None:
    known = Frequencies()
    assert {known.weight(word) for word in ("가", "나")} == {known.weight("다")}
    assert branches(["가", "나"], known) == [Branch((word,), known.weight(word), 0.001) for word in ("가", "나")]


@pytest.mark.parametrize("rows", [10, 10_000, MILLION, 10 * MILLION])
def test_what_is_expected_stays_within_bounds(rows: int) -> None:
    words = [f"낱말{number}" for number in range(200)]
    known = Frequencies({word: (number + 1) / 200 for number, word in enumerate(words)}, rows, 0.002)
    found = branches(words, known)
    alone = sum(rows * known.share(branch.words[0]) for branch in found if len(branch.words) == 1)
    assert alone <= WALK
    for branch in found:
        expected = float(rows)
        for word in branch.words:
            expected *= known.share(word)
        assert len(branch.words) == 1 or expected <= TOGETHER


def test_a_rare_word_weighs_more() -> None:
    known = Frequencies(SHARES, MILLION, 0.0001)
    weights = [known.weight(word) for word in ("민원", "도로", "가로등", "맨홀", "볼라드", "없던말")]
    assert weights == sorted(weights)
    assert known.length(["민원", "맨홀"]) == pytest.approx((weights[0] ** 2 + weights[3] ** 2) ** 0.5)


def test_marks_of_most_complaints_are_left_to_the_rows() -> None:
    known = Frequencies(marks={"=a": 0.9, "=c1": 0.4, "=m2024-08": 0.3, "=m2024-09": 0.3})
    asked = [["=a"], ["=c1"], ["=c2"], ["=m2024-08"], ["=m2024-08", "=m2024-09"]]
    assert narrowing(asked, known) == [["=c1"], ["=c2"], ["=m2024-08"]]
