"""What somebody typed, read as terms: each with every way in which it can be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.privacy.keys import person_hash
from complaints.search.expressions import (
    AllTerms,
    AnyTerm,
    Expression,
    NoTerm,
    Term,
    all_terms,
    any_term,
    explanations,
    terms_of,
    told,
)
from complaints.search.named import field_names
from complaints.search.syntax import NOTHING, Both, Either, FieldWord, Phrase, Syntax, Without, Words, read
from complaints.search.words import candidates, field_term, phrase_term, terms_side_by_side
from complaints.synonyms.table import synonyms_among
from complaints.text.normal import normalise
from complaints.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["AllTerms", "AnyTerm", "Expression", "NoTerm", "Query", "Term", "parse"]

LONGEST_QUERY = 200
MOST_TERMS = 12
# No text that people type: neither a page nor PostgreSQL takes them all.
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that was typed, read; one without any text matches every complaint.

    `dropped` are the terms beyond `MOST_TERMS`, which are not looked for.
    """

    text: str
    expression: Expression | None = None
    dropped: tuple[Term, ...] = ()

    @property
    def wanted(self) -> list[Term]:
        """The terms that a complaint may match."""
        return list(terms_of(self.expression))

    @property
    def terms(self) -> list[Term]:
        """All terms, the excluded ones too."""
        return list(terms_of(self.expression, excluded=True))

    @property
    def is_unreadable(self) -> bool:
        """Whether something was typed in which there is nothing to look for."""
        return bool(self.text) and self.expression is None

    @property
    def persons(self) -> list[str]:
        """Names and digits of persons, whatever the notation."""
        return [person for term in self.terms for person in term.persons]

    @property
    def person_hashes(self) -> list[str]:
        """The same as the access log keeps them."""
        return [person_hash(value) for value in self.persons]

    @property
    def is_personal(self) -> bool:
        """Whether it holds what looks like a name, a number or an address of a person, which no URL may hold."""
        return "@" in self.text or any(term.persons for term in (*self.terms, *self.dropped))

    @property
    def is_broad(self) -> bool:
        """Whether it may match many complaints: no term that must hold is a number."""
        parts = self.expression.parts if isinstance(self.expression, AllTerms) else (self.expression,)
        return self.expression is not None and not any(isinstance(part, Term) and part.is_narrow for part in parts)

    @property
    def read_as(self) -> list[str]:
        """How the query was read, in Korean: a sentence for each part, then what of it was left out."""
        if self.is_unreadable:
            return [f"‘{self.text}’에는 찾을 글자나 숫자가 없습니다. 이름, 전화번호, 접수번호나 낱말을 넣어 주세요."]
        return [*explanations(self.expression), *self._left_out()]

    @property
    def texts(self) -> list[str]:
        """What to mark in the texts of a hit, in the normal form."""
        return [text for term in self.wanted for reading in term.readings for text in reading.texts or reading.marks]

    @property
    def loggable(self) -> str:
        """The query as the access log may keep it: words as typed, values of persons left out.

        Beside a number or a name every word that may be a given name is left out as well.
        """
        is_personal = self.is_personal
        return " ".join("[개인정보]" if is_personal and self._is_hidden(term) else term.shown for term in self.terms)

    def _is_hidden(self, term: Term) -> bool:
        """Whether a term of a query that names somebody stays out of the log."""
        return "@" in self.text or bool(term.persons) or term.may_be_name

    def _left_out(self) -> Iterator[str]:
        if self.dropped:
            words = told([term.shown for term in self.dropped])
            yield f"한 번에 {MOST_TERMS}가지까지 찾습니다. 다음은 빼고 찾았습니다: {words}"
        # A space at which the text was cut is gone.
        if len(self.text) >= LONGEST_QUERY - 1:
            yield f"검색어는 앞의 {LONGEST_QUERY}자까지만 읽습니다."


def parse(text: str) -> Query:
    """Read what was typed as well as it can be read; never fails."""
    typed = _typed(text)
    tree = read(typed, field_names())
    if tree == NOTHING and normalise(typed):
        # Nothing but operators: somebody looks for the word.
        tree = Words(typed)
    builder = _Builder(synonyms_among(candidates(tree)))
    return Query(typed, builder.expression(tree), tuple(builder.dropped))


def _typed(text: str) -> str:
    """The text in one notation: composed, signs of any width as ASCII, single spaces; the same when typed again."""
    # Much longer than what is read, so that spaces are no reason to read less.
    start = _UNSPEAKABLE.sub(" ", text.strip()[: 10 * LONGEST_QUERY])
    composed = unicodedata.normalize("NFC", plain(unicodedata.normalize("NFC", start)))
    return " ".join(composed.split())[:LONGEST_QUERY].strip()


class _Builder:
    """Turns the tree of a query into terms, up to as many as are looked for."""

    def __init__(self, synonyms: Mapping[str, tuple[str, ...]]) -> None:
        self.dropped: list[Term] = []
        self._synonyms = synonyms
        self._left = MOST_TERMS

    def expression(self, tree: Syntax) -> Expression | None:
        """None where there is nothing to look for."""
        match tree:
            case Words(text):
                return all_terms(self._kept(terms_side_by_side(text, self._synonyms)))
            case Phrase():
                return all_terms(self._kept([phrase_term(tree)]))
            case FieldWord():
                return all_terms(self._kept([field_term(tree, self._synonyms)]))
            case Both(parts):
                return all_terms(map(self.expression, parts))
            case Either(parts):
                return any_term(map(self.expression, parts))
            case Without(part):
                inside = self.expression(part)
                return NoTerm(inside) if inside else None

    def _kept(self, terms: Iterable[Term]) -> Iterator[Term]:
        for term in terms:
            if not term.readings:
                continue
            if self._left:
                self._left -= 1
                yield term
            else:
                self.dropped.append(term)
