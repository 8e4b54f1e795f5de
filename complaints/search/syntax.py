"""The query language as a tree: words side by side, phrases, fields, OR, exclusion, parentheses.

    query   := either
    either  := both (("OR" | "또는" | "|") both)*
    both    := single ("AND" | "그리고" | "&")? single ...
    single  := ("-" | "NOT" | "제외") single | "(" either ")" | field ":" value | phrase | words

What does not fit is read as well as it can be: a lonely operator is dropped, a missing parenthesis is added, and
below the nesting limit parentheses stand for nothing. Reading never fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

DEEPEST = 6
_OR = frozenset({"OR", "또는", "|", "||"})
_AND = frozenset({"AND", "그리고", "&", "&&"})
_NOT = frozenset({"NOT", "제외"})
_TOKEN = re.compile(
    r"""(?P<phrase>"[^"]*"?|“[^”]*”?)|(?P<sign>[()|&])|(?P<minus>(?<![^\s(])-(?=\S))|(?P<word>[^\s()|&"“]+)"""
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand side by side without an operator, as they were typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood in quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldWord:
    """`담당:홍길동`: one named field and what it is asked for; `name` as it was typed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds."""

    parts: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: Syntax


Syntax = Words | Phrase | FieldWord | Both | Either | Without


def read(text: str, field_names: Collection[str] = ()) -> Syntax:
    """The tree of a query; `field_names` are the words that name a field before a colon."""
    return _Reader(text, frozenset(field_names)).either(0)


class _Reader:
    """Walks over the tokens once, from left to right."""

    def __init__(self, text: str, field_names: frozenset[str]) -> None:
        self._tokens = [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(text)]
        self._at = 0
        self._fields = field_names

    def either(self, depth: int) -> Syntax:
        parts = [self._both(depth)]
        while self._take(_OR):
            parts.append(self._both(depth))
        kept = tuple(part for part in parts if part != Both(()))
        return kept[0] if len(kept) == 1 else Either(kept) if kept else Both(())

    def _both(self, depth: int) -> Syntax:
        parts: list[Syntax] = []
        while self._at < len(self._tokens) and not self._sees(_OR | ({")"} if depth else set())):
            # A closing parenthesis that nothing has opened stands for nothing.
            if self._take(_AND | {")"}):
                continue
            part = self._single(depth)
            if part is not None:
                _append(parts, part)
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _single(self, depth: int) -> Syntax | None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "minus" or text in _NOT:
            return self._without(depth)
        if text == "(":
            return self._parenthesis(depth)
        if kind == "phrase":
            return Phrase(text.strip('"“”'))
        return self._field(text) or Words(text)

    def _without(self, depth: int) -> Syntax | None:
        if self._at >= len(self._tokens) or self._sees(_OR | _AND | {")"}):
            return None
        part = self._single(depth)
        return Without(part) if part is not None else None

    def _parenthesis(self, depth: int) -> Syntax | None:
        if depth >= DEEPEST:
            return None
        inside = self.either(depth + 1)
        self._take({")"})
        return None if inside == Both(()) else inside

    def _field(self, text: str) -> FieldWord | None:
        name, colon, value = text.partition(":")
        if not colon or name.lower() not in self._fields:
            return None
        if not value and self._at < len(self._tokens) and self._tokens[self._at][0] in {"phrase", "word"}:
            value = self._tokens[self._at][1]
            self._at += 1
        return FieldWord(name.lower(), value.strip('"“”'))

    def _sees(self, words: Collection[str]) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][1] in words

    def _take(self, words: Collection[str]) -> bool:
        seen = self._sees(words)
        self._at += seen
        return seen


def _append(parts: list[Syntax], part: Syntax) -> None:
    """Words side by side stay one piece, for several may make one name or number."""
    if isinstance(part, Words) and parts and isinstance(parts[-1], Words):
        parts[-1] = Words(f"{parts[-1].text} {part.text}")
    else:
        parts.append(part)
