"""What a change of a group would do to the search: how many complaints each word finds, and all of them together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.search.limits import TooSlowError, time_limit
from complaints.search.matching import find
from complaints.search.paging import count
from complaints.search.query import Query, Term
from complaints.search.readings import text_readings
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaints.privacy.reader import Reader

LIMIT_MS = 800
LONGEST_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Number:
    """How many complaints; None when that took too long."""

    value: int | None
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One word: how many complaints it finds by itself, and what becomes of it."""

    word: str
    alone: Number
    is_new: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """The words of a group before and after; `before` and `after` are what any of them finds."""

    lines: list[Line]
    before: Number | None
    after: Number | None


def preview(old: Sequence[str], new: Sequence[str], reader: Reader) -> Preview:
    """What the search finds for this reader with the old words and with the new ones."""
    counter = _Counter(reader)
    before, after = (counter.number(words) if words else None for words in (old, new))
    known, kept = {normalise(word) for word in old}, {normalise(word) for word in new}
    lines = [Line(word, counter.number([word]), is_new=normalise(word) not in known) for word in new]
    removed = [word for word in old if normalise(word) not in kept]
    return Preview([*lines, *(Line(word, counter.number([word]), is_removed=True) for word in removed)], before, after)


class _Counter:
    """Counts for a few seconds in all."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._until = time.monotonic() + LONGEST_SECONDS

    def number(self, words: Sequence[str]) -> Number:
        """How many complaints contain one of the words."""
        if time.monotonic() > self._until:
            return Number(None)
        readings = tuple(reading for word in words for reading in text_readings([word]))
        found = find(Query(" ".join(words), Term(" ".join(words), readings)), self._reader)
        try:
            with time_limit(LIMIT_MS):
                return Number(*count(found))
        except TooSlowError:
            return Number(None)
