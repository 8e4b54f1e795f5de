"""Two texts word by word: where they differ, or, if they are no versions of one text, what they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from complaints.text.normal import normalise
from complaints.text.particles import without_particle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WORDS = 1500  # of each text; what follows is shown as it stands
ALIKE = 0.4  # share of words in common, from which on two texts are versions of one
_WORD = re.compile(r"\S+\s*")
_SHORTEST_SHARED = 2


class Kind(StrEnum):
    """What a piece of a text is, beside the text that it is compared with."""

    SAME = "same"
    ADDED = "added"
    MISSING = "missing"
    SHARED = "shared"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words, with the space behind them."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A text in pieces. Not alike: shared words are marked instead of differences."""

    pieces: list[Piece]
    is_alike: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but spaces."""
        return all(piece.kind is Kind.SAME for piece in self.pieces)


def unmarked(text: str) -> Compared:
    """A text that is compared with none."""
    return Compared([Piece(Kind.SAME, text)] if text else [], is_alike=True)


def compared(base: str, other: str) -> Compared:
    """`other` beside `base`: put together, its SAME, ADDED, SHARED and BEYOND pieces are the whole of it."""
    bases, others = _WORD.findall(base.lstrip()), _WORD.findall(other.lstrip())
    beyond = [Piece(Kind.BEYOND, "".join(others[MOST_WORDS:]))] if len(others) > MOST_WORDS else []
    bases, others = bases[:MOST_WORDS], others[:MOST_WORDS]
    matcher = SequenceMatcher(None, [word.strip() for word in bases], [word.strip() for word in others])
    is_alike = bases == others or matcher.ratio() >= ALIKE
    pieces = list(_changes(matcher, bases, others) if is_alike else _shared(bases, others))
    return Compared([*pieces, *beyond], is_alike)


def _changes(matcher: SequenceMatcher[str], bases: Sequence[str], others: Sequence[str]) -> Iterator[Piece]:
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(Kind.SAME, "".join(others[other_start:other_end]))
            continue
        if start < end:
            yield Piece(Kind.MISSING, "".join(bases[start:end]))
        if other_start < other_end:
            yield Piece(Kind.ADDED, "".join(others[other_start:other_end]))


def _shared(bases: Sequence[str], others: Sequence[str]) -> Iterator[Piece]:
    known = {key for word in bases if len(key := _key(word)) >= _SHORTEST_SHARED}
    for is_shared, words in groupby(others, lambda word: _key(word) in known):
        yield Piece(Kind.SHARED if is_shared else Kind.ADDED, "".join(words))


def _key(word: str) -> str:
    return without_particle(normalise(word))
