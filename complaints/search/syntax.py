"""The query language as a tree: words side by side, phrases, fields, OR, exclusion, parentheses.

    query   := either
    either  := both (("OR" | "또는" | "|") both)*
    both    := single ("AND" | "그리고" | "&")? single ...
    single  := ("-" | "NOT" | "제외")* one | word "제외"
    one     := "(" either ")" | field ":" value | field ":" "(" either ")" | phrase | words

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
_AFTERWARDS = frozenset({"제외"})
_NOT = frozenset({"NOT"}) | _AFTERWARDS
OPERATORS = _OR | _AND | _NOT
_QUOTES = '"“”'
_TOKEN = re.compile(
    r"""(?P<phrase>"[^"]*"?|“[^”]*”?)|(?P<sign>[()|&])|(?P<minus>(?<![^\s(|&])-(?=\S))|(?P<word>[^\s()|&"“]+)"""
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
    """`담당:홍길동`: one named field and what it is asked for; `name` in lower case."""

    name: str
    value: str
    is_quoted: bool = False


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
NOTHING = Both(())


def read(text: str, field_names: Collection[str] = ()) -> Syntax:
    """The tree of a query; `field_names` are the words that name a field before a colon, in lower case."""
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
        return _joined(Either, [part for part in parts if part != NOTHING])

    def _both(self, depth: int) -> Syntax:
        parts: list[Syntax] = []
        while self._at < len(self._tokens) and not self._sees(_OR | ({")"} if depth else set())):
            # A closing parenthesis that nothing has opened stands for nothing.
            if self._take(_AND | {")"}):
                continue
            if parts and self._sees(_AFTERWARDS) and self._ends_after():
                self._at += 1
                _exclude_last(parts)
                continue
            part = self._single(depth)
            if part is not None:
                _append(parts, part)
        return _joined(Both, parts)

    def _single(self, depth: int) -> Syntax | None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "minus" or text in _NOT:
            return self._without(depth)
        if text == "(":
            return self._parenthesis(depth)
        if kind == "phrase":
            return Phrase(text.strip(_QUOTES))
        return self._field(text, depth) or Words(text)

    def _without(self, depth: int) -> Syntax | None:
        is_excluded = True
        while self._at < len(self._tokens) and (self._tokens[self._at][0] == "minus" or self._sees(_NOT)):
            is_excluded = not is_excluded
            self._at += 1
        if self._at >= len(self._tokens) or self._sees(_OR | _AND | {")"}):
            return None
        part = self._single(depth)
        return Without(part) if part is not None and is_excluded else part

    def _parenthesis(self, depth: int) -> Syntax | None:
        if depth >= DEEPEST:
            return None
        inside = self.either(depth + 1)
        self._take({")"})
        return None if inside == NOTHING else inside

    def _field(self, text: str, depth: int) -> Syntax | None:
        name, _, value = text.partition(":")
        if not self._names_field(text):
            return None
        name = name.lower()
        return FieldWord(name, value) if value or self._at >= len(self._tokens) else self._value_ahead(name, depth)

    def _value_ahead(self, name: str, depth: int) -> Syntax:
        """The value of a field after which nothing stood (담당: 홍길동)."""
        kind, text = self._tokens[self._at]
        if kind == "phrase":
            self._at += 1
            return FieldWord(name, text.strip(_QUOTES), is_quoted=True)
        if kind == "word" and text not in OPERATORS and not self._names_field(text):
            self._at += 1
            return FieldWord(name, text)
        inside = self._parenthesis(depth) if self._take({"("}) else None
        return _of_field(name, inside) if inside else FieldWord(name, "")

    def _names_field(self, text: str) -> bool:
        name, colon, _ = text.partition(":")
        return bool(colon) and name.lower() in self._fields

    def _ends_after(self) -> bool:
        """Whether nothing follows the next token that could be excluded."""
        following = self._tokens[self._at + 1 : self._at + 2]
        return not following or following[0][1] in _OR | _AND | {")"}

    def _sees(self, words: Collection[str]) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][1] in words

    def _take(self, words: Collection[str]) -> bool:
        seen = self._sees(words)
        self._at += seen
        return seen


def _joined(kind: type[Both | Either], parts: list[Syntax]) -> Syntax:
    return parts[0] if len(parts) == 1 else kind(tuple(parts)) if parts else NOTHING


def _append(parts: list[Syntax], part: Syntax) -> None:
    """Words side by side stay one piece, for several may make one name or number."""
    if isinstance(part, Words) and parts and isinstance(parts[-1], Words):
        parts[-1] = Words(f"{parts[-1].text} {part.text}")
    else:
        parts.append(part)


def _exclude_last(parts: list[Syntax]) -> None:
    """`견인 제외`: the word, or whatever else stands before the operator."""
    last = parts.pop()
    if isinstance(last, Words):
        *before, word = last.text.split()
        parts += [Words(" ".join(before))] if before else []
        last = Words(word)
    parts.append(last if isinstance(last, Without) else Without(last))


def _of_field(name: str, tree: Syntax) -> Syntax:
    """`제목:(소음 OR 악취)`: each word inside as one of the field."""
    match tree:
        case Words(text):
            return _joined(Both, [FieldWord(name, word) for word in text.split()])
        case Phrase(text):
            return FieldWord(name, text, is_quoted=True)
        case Both(parts):
            return Both(tuple(_of_field(name, part) for part in parts))
        case Either(parts):
            return Either(tuple(_of_field(name, part) for part in parts))
        case Without(part):
            return Without(_of_field(name, part))
    return tree
