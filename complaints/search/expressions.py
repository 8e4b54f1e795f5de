"""What a query was read as: terms with their readings, joined by all, any and not, and how that is said in Korean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.search.readings import Meaning, Reading
from complaints.text.given_names import has_name_syllables, looks_like_given_name
from complaints.text.names import looks_like_person
from complaints.text.normal import normalise
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Meanings of which the value says more than the typed word: which of the office's own words were found for it.
_CHOSEN = frozenset(
    {
        Meaning.DEPARTMENT,
        Meaning.CHANNEL,
        Meaning.STATUS,
        Meaning.OUTCOME,
        Meaning.TYPE,
        Meaning.VISIBILITY,
        Meaning.KEYWORD,
        Meaning.IN_TIME,
    }
)
_MOST_TOLD = 5
_LATIN_NAME = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]{3,}")
_CHINESE_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,4}")
_YEAR = re.compile(r"19\d\d|20\d\d")
# Latin words that every office types and that name nobody.
_LATIN_WORDS = frozenset(
    {
        "app",
        "apt",
        "bus",
        "cctv",
        "gps",
        "gtx",
        "ktx",
        "led",
        "lng",
        "lpg",
        "pdf",
        "pvc",
        "sms",
        "sns",
        "spp",
        "url",
        "wifi",
    }
)
_MOST_SYLLABLES = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query; a complaint must match each, in any of its meanings.

    `note` is a sentence about what was typed but could not be read as meant. `mentioned` are persons whatever
    the readings: those within a longer text, a phrase for example, and the value of a field that asks for persons.
    """

    shown: str
    readings: tuple[Reading, ...]
    note: str = ""
    mentioned: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        """How the term was read, for the page."""
        synonyms = f"(동의어: {told(self.synonyms)})" if self.synonyms else ""
        return f"‘{self.shown}’{synonyms} — {' 또는 '.join(self._meanings)}"

    @property
    def brief(self) -> str:
        """The same within a longer sentence."""
        synonyms = f", 동의어 {told(self.synonyms)}" if self.synonyms else ""
        return f"‘{self.shown}’({'·'.join(self._meanings)}{synonyms})"

    @property
    def synonyms(self) -> list[str]:
        """The words that are looked for in place of the typed one."""
        return list(dict.fromkeys(reading.synonym for reading in self.readings if reading.synonym))

    @property
    def persons(self) -> list[str]:
        """Names and digits in it that may be somebody's, which stay out of addresses and logs; errs towards yes."""
        own = (reading.value for reading in self.readings if _names_somebody(reading, is_word=bool(self.synonyms)))
        return list(dict.fromkeys([*own, *self.mentioned]))

    @property
    def may_be_name(self) -> bool:
        """Whether a person may be called so, which is to be feared beside a number or a name."""
        words = (reading.value for reading in self.readings if reading.meaning is Meaning.NAME and not self.synonyms)
        return any(map(_may_be_given, words))

    @property
    def is_narrow(self) -> bool:
        """Whether it is a number of four digits and more: a few hundred of a million complaints.

        A year is not, nor a name, for a word that looks like one may stand in every tenth text.
        """
        numbers = (reading.value for reading in self.readings if reading.meaning is Meaning.PHONE)
        return any(len(number) > 4 or (len(number) == 4 and not _YEAR.fullmatch(number)) for number in numbers)

    @property
    def _meanings(self) -> list[str]:
        typed = (reading for reading in self.readings if not reading.synonym)
        return list(dict.fromkeys(_meaning(each) for each in typed if each.meaning is not Meaning.MASKED_NAME))


@dataclass(frozen=True, slots=True)
class AllTerms:
    """Every part must match."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """One part must match."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NoTerm:
    """The part must not match."""

    part: Expression


Expression = Term | AllTerms | AnyTerm | NoTerm


def all_terms(parts: Iterable[Expression | None]) -> Expression | None:
    """The parts that there are, joined by AND; one stays itself."""
    kept = tuple(part for part in parts if part is not None)
    return kept[0] if len(kept) == 1 else AllTerms(kept) if kept else None


def any_term(parts: Iterable[Expression | None]) -> Expression | None:
    """The parts that there are, joined by OR; one stays itself."""
    kept = tuple(part for part in parts if part is not None)
    return kept[0] if len(kept) == 1 else AnyTerm(kept) if kept else None


def terms_of(expression: Expression | None, *, excluded: bool = False) -> Iterator[Term]:
    """The terms that a complaint may match, from left to right; those that it must not match only when `excluded`."""
    match expression:
        case Term():
            yield expression
        case AllTerms(parts) | AnyTerm(parts):
            for part in parts:
                yield from terms_of(part, excluded=excluded)
        case NoTerm(part) if excluded:
            yield from terms_of(part, excluded=True)


def explanations(expression: Expression | None) -> list[str]:
    """How a query was read, a sentence for each part that must hold."""
    match expression:
        case Term():
            return [expression.note or expression.explanation]
        case AllTerms(parts):
            return [sentence for part in parts for sentence in explanations(part)]
        case None:
            return []
    notes = [term.note for term in terms_of(expression, excluded=True) if term.note]
    said = _said(expression)
    return [said[1:-1] if isinstance(expression, AnyTerm) else said, *notes]


def told(words: list[str]) -> str:
    """The first few of some words, and how many more there are."""
    more = f" 외 {len(words) - _MOST_TOLD}개" if len(words) > _MOST_TOLD else ""
    return ", ".join(words[:_MOST_TOLD]) + more


def _said(expression: Expression) -> str:
    match expression:
        case Term():
            return expression.brief
        case AllTerms(parts):
            return f"({' + '.join(map(_said, parts))})"
        case AnyTerm(parts):
            return f"({' 또는 '.join(map(_said, parts))})"
        case NoTerm(part):
            return f"{_said(part)} 제외"


def _meaning(reading: Reading) -> str:
    return f"{reading.meaning}: {reading.value}" if reading.meaning in _CHOSEN else reading.meaning.value


def _may_be_given(word: str) -> bool:
    """Whether it is a given name, perhaps with a particle; of two syllables even where it is a common word (하늘)."""
    if not has_name_syllables(word) or len(word) > _MOST_SYLLABLES:
        return False
    return len(word) == 2 or not is_common_word(word)


def _names_somebody(reading: Reading, *, is_word: bool) -> bool:
    """`is_word` when the word stands among the synonyms, in which no name of a caller may stand."""
    if reading.meaning is Meaning.PHONE:
        return len(reading.value) >= 4
    if is_word or reading.meaning not in {Meaning.NAME, Meaning.OFFICER}:
        return False
    if looks_like_given_name(reading.value):
        return True
    normal = normalise(reading.value)
    if _LATIN_NAME.fullmatch(normal):
        return normal not in _LATIN_WORDS
    if _CHINESE_NAME.fullmatch(normal):
        return True
    return looks_like_person(reading.value) and not is_common_word(reading.value)
