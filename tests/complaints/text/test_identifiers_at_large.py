"""How many of the identifiers in thousands of complaints are found, and how much else is taken for one."""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from complaints.text.identifiers import remove_identifiers
from tests.complaints.text.identifier_texts import Made, made_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    Read = list[tuple[Made, set[tuple[int, int, str]]]]

TEXTS = 5_000
_KINDS = {
    "주민등록번호": "resident",
    "외국인등록번호": "foreigner",
    "운전면허번호": "licence",
    "여권번호": "passport",
    "카드번호": "card",
    "계좌번호": "account",
}
_MARK = re.compile(rf"\[({'|'.join(_KINDS)}) 삭제\]")


def _removed(text: str, cleaned: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of what was taken out, read off what is left between the marks."""
    first, *rest = _MARK.split(cleaned)
    place = len(first)
    for kind, left in zip(rest[::2], rest[1::2], strict=True):
        end = text.index(left, place) if left else len(text)
        yield place, end, _KINDS[kind]
        place = end + len(left)


@pytest.fixture(scope="module")
def read() -> Read:
    """The texts with what was taken out of each."""
    rng = random.Random(20240903)
    texts = [made_text(rng) for _ in range(TEXTS)]
    return [(made, set(_removed(made.text, remove_identifiers(made.text)[0]))) for made in texts]


def test_recall_and_precision_of_each_kind_are_99_percent(read: Read) -> None:
    there = Counter(kind for made, _ in read for *_, kind in made.truth)
    found = Counter(kind for _, removed in read for *_, kind in removed)
    right = Counter(kind for made, removed in read for *_, kind in removed & set(made.truth))
    told = {kind: (there[kind], right[kind] / there[kind], right[kind] / max(1, found[kind])) for kind in there}
    assert set(told) == set(_KINDS.values())
    assert all(recall >= 0.99 and precision >= 0.99 for _, recall, precision in told.values()), told


def test_numbers_that_only_look_like_identifiers_stay(read: Read) -> None:
    hit = Counter(
        name
        for made, removed in read
        for start, end, name in made.traps
        if any(start < last and first < end for first, last, _ in removed)
    )
    total = sum(len(made.traps) for made, _ in read)
    assert total > 2 * TEXTS
    assert hit.total() <= total / 1000, hit


def test_the_texts_hold_what_they_say(read: Read) -> None:
    names = {name for made, _ in read for *_, name in made.traps}
    assert {"office account", "receipt", "phone", "business", "link", "lot"} <= names
    assert all(
        any(map(str.isdigit, made.text[start:end])) for made, _ in read for start, end, _ in made.truth + made.traps
    )
