"""What somebody typed, read as terms: each with every way in which it can be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from complaints.search.named import field_names, named_readings
from complaints.search.readings import (
    SYLLABLES,
    Meaning,
    Reading,
    name_readings,
    number_readings,
    receipt_readings,
    text_readings,
)
from complaints.search.syntax import Both, Either, FieldWord, Phrase, Syntax, Without, Words, read
from complaints.text.names import looks_like_person
from complaints.text.normal import normalise
from complaints.text.phones import find_phones, parse_phone
from complaints.text.plain import plain
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_QUERY = 200
MOST_TERMS = 12
LONGEST_NAME = 4
_BETWEEN_WORDS = re.compile(r"[\s/,;:()\[\]{}<>!?~'\"|&]+")
_AREA_CODE = re.compile(r"0\d{1,2}")
_SPACED_RECEIPT = re.compile(r"(?:[A-Za-z]{2,4}|[가-힣]{1,4})?(?:\s+\d+){2,}|[A-Za-z]{2,4}\s+\d+|\d{4}(?:\s+\d+)+")
_CALLED_NUMBER = re.compile(r"(\d{3,})번\D{0,3}")
_LATIN_NAME = re.compile(r"[A-Za-z][a-z]{2,}")
_TITLES = frozenset({"님", "씨", "선생님", "귀하", "고객님", "민원인"})
# Latin words that every office types in small letters and that name nobody.
_LATIN_WORDS = frozenset({"cctv", "led", "wifi", "apt", "sns", "app", "bus"})


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query; a complaint must match each, in any of its meanings."""

    shown: str
    readings: tuple[Reading, ...]

    @property
    def explanation(self) -> str:
        """How the term was read, for the page."""
        meanings = [reading.meaning for reading in self.readings if reading.meaning is not Meaning.MASKED_NAME]
        return f"‘{self.shown}’ — {' 또는 '.join(dict.fromkeys(meanings))}"

    @property
    def persons(self) -> list[str]:
        """Names and digits in it that may be somebody's, which stay out of addresses and logs; errs towards yes."""
        return list(dict.fromkeys(reading.value for reading in self.readings if _names_somebody(reading)))

    @property
    def is_narrow(self) -> bool:
        """Whether it is a number of four digits and more: a few hundred of a million complaints.

        A name is not, for a word that looks like one may stand in every tenth text.
        """
        return any(reading.meaning is Meaning.PHONE and len(reading.value) >= 4 for reading in self.readings)


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


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that was typed, read; one without any text matches every complaint."""

    text: str
    expression: Expression | None = None

    @property
    def wanted(self) -> list[Term]:
        """The terms that a complaint may match."""
        return list(_terms_of(self.expression))

    @property
    def terms(self) -> list[Term]:
        """All terms, the excluded ones too."""
        return list(_terms_of(self.expression, excluded=True))

    @property
    def is_unreadable(self) -> bool:
        """Whether something was typed in which there is nothing to look for."""
        return bool(self.text) and self.expression is None

    @property
    def persons(self) -> list[str]:
        """Names and digits of persons, whatever the notation."""
        return [person for term in self.terms for person in term.persons]

    @property
    def is_personal(self) -> bool:
        """Whether it holds what looks like a name, a number or an address of a person, which no URL may hold."""
        return bool(self.persons) or "@" in self.text

    @property
    def is_broad(self) -> bool:
        """Whether it may match many complaints: no term that must hold is a number."""
        parts = self.expression.parts if isinstance(self.expression, AllTerms) else (self.expression,)
        return self.expression is not None and not any(isinstance(part, Term) and part.is_narrow for part in parts)

    @property
    def read_as(self) -> list[str]:
        """How each term was read, in Korean."""
        if self.is_unreadable:
            return [f"‘{self.text}’에는 찾을 글자나 숫자가 없습니다. 이름, 전화번호, 접수번호나 낱말을 넣어 주세요."]
        return _explanations(self.expression)

    @property
    def texts(self) -> list[str]:
        """What to mark in the texts of a hit, in the normal form."""
        return [text for term in self.wanted for reading in term.readings for text in reading.texts]

    @property
    def loggable(self) -> str:
        """The query as the access log may keep it: words as typed, values of persons left out."""
        hidden = "[개인정보]"
        return " ".join(hidden if term.persons or "@" in self.text else term.shown for term in self.terms)


def parse(text: str) -> Query:
    """Read what was typed as well as it can be read; never fails."""
    typed = unicodedata.normalize("NFC", plain(text.replace("\x00", " ")))[:LONGEST_QUERY].strip()
    return Query(typed, _expression(read(typed, field_names())))


def _expression(tree: Syntax) -> Expression | None:
    match tree:
        case Words(text):
            return _all(_words_side_by_side(text))
        case Phrase(text):
            return _all([_phrase(text)])
        case FieldWord(name, value):
            return _all([_named(name, value)])
        case Both(parts):
            return _all(filter(None, map(_expression, parts)))
        case Either(parts):
            return _any(filter(None, map(_expression, parts)))
        case Without(part):
            inside = _expression(part)
            return NoTerm(inside) if inside else None


def _all(parts: Iterable[Expression]) -> Expression | None:
    kept = tuple(part for part in parts if not isinstance(part, Term) or part.readings)[:MOST_TERMS]
    return kept[0] if len(kept) == 1 else AllTerms(kept) if kept else None


def _any(parts: Iterable[Expression]) -> Expression | None:
    kept = tuple(parts)[:MOST_TERMS]
    return kept[0] if len(kept) == 1 else AnyTerm(kept) if kept else None


def _terms_of(expression: Expression | None, *, excluded: bool = False) -> Iterator[Term]:
    match expression:
        case Term():
            yield expression
        case AllTerms(parts) | AnyTerm(parts):
            for part in parts:
                yield from _terms_of(part, excluded=excluded)
        case NoTerm(part) if excluded:
            yield from _terms_of(part, excluded=True)


def _explanations(expression: Expression | None) -> list[str]:
    match expression:
        case Term():
            return [expression.explanation]
        case AllTerms(parts):
            return [sentence for part in parts for sentence in _explanations(part)]
        case AnyTerm(parts):
            return [" 또는 ".join(f"({', '.join(_explanations(part))})" for part in parts)]
        case NoTerm(part):
            return [f"다음은 빼고: {', '.join(_explanations(part))}"]
    return []


def _words_side_by_side(text: str) -> list[Expression]:
    return list(_with_receipt(text, [term for term in _terms(text) if term.readings]))


def _terms(typed: str) -> Iterator[Term]:
    rest = typed
    for start, end, phone in reversed(find_phones(rest)):
        yield Term(rest[start:end].strip(), tuple(number_readings(phone.digits)))
        rest = f"{rest[:start]} {rest[end:]}"
    words = [word for word in _BETWEEN_WORDS.split(rest) if word and normalise(word)]
    yield from map(_term, _groups([word for word in words if word not in _TITLES or len(words) == 1]))


def _named(name: str, value: str) -> Term:
    """A field that the value says nothing to is read as a word of the text."""
    readings = named_readings(name, value) if normalise(value) else ()
    return Term(f"{name}:{value}", readings or tuple(text_readings([f"{name}{value}"])))


def _phrase(phrase: str) -> Term:
    """Words in quotes stand side by side; a single name or number in quotes is still one."""
    shown = f'"{phrase}"'
    phone = parse_phone(phrase)
    if phone:
        return Term(shown, tuple(number_readings(phone.digits)))
    return Term(shown, (*name_readings(phrase), *receipt_readings(phrase), *text_readings([phrase])))


def _groups(words: list[str]) -> Iterator[list[str]]:
    """Words, with those that make one name (홍 길 동, 홍 길동) or one number (010 9634) taken together."""
    while words:
        taken = _name_ahead(words) or _number_ahead(words) or 1
        yield words[:taken]
        words = words[taken:]


def _name_ahead(words: list[str]) -> int:
    """How many of the first words make one name of which the family name stands alone."""
    if len(words[0]) != 1 or not SYLLABLES.fullmatch(words[0]):
        return 0
    for taken in range(min(LONGEST_NAME, len(words)), 1, -1):
        joined = "".join(words[:taken])
        lengths = {len(word) for word in words[1:taken]}
        is_spelt = lengths == {1} or taken == 2
        if is_spelt and SYLLABLES.fullmatch(joined) and len(joined) <= LONGEST_NAME and looks_like_person(joined):
            return taken
    return 0


def _number_ahead(words: list[str]) -> int:
    is_split = len(words) > 1 and _AREA_CODE.fullmatch(words[0]) and re.fullmatch(r"\d{3,8}", words[1])
    return 2 if is_split else 0


def _term(words: list[str]) -> Term:
    shown = " ".join(words)
    if len(words) > 1 and words[0].isdigit():
        # An area code says little; the digits after it decide.
        return Term(shown, tuple(number_readings(words[1])))
    if len(words) > 1:
        joined = "".join(words)
        # Spelt out (홍 길 동) it is one word; a family name apart (홍 길동) may as well be two (강 산책로).
        is_spelt = len(words) == len(joined) > 2
        return Term(shown, (*name_readings(joined), *text_readings([joined] if is_spelt else words)))
    return Term(shown, tuple(_word_readings(words[0])))


def _word_readings(word: str) -> Iterator[Reading]:
    phone = parse_phone(word)
    digits = re.sub(r"\D", "", word)
    called = _CALLED_NUMBER.fullmatch(word)
    if phone:
        yield from number_readings(phone.digits, typed=digits)
    elif digits and not re.search(r"[^\W\d_]", word):
        yield from number_readings(digits)
    elif called:
        yield from number_readings(called[1])
    else:
        yield from name_readings(word)
        yield from receipt_readings(word)
        yield from text_readings([word])


def _with_receipt(typed: str, terms: list[Term]) -> list[Term]:
    """A receipt number typed with spaces (SPP 2409 1234567) fits each of its pieces."""
    whole = list(receipt_readings(typed)) if _SPACED_RECEIPT.fullmatch(typed) else []
    return [replace(term, readings=(*term.readings, *whole)) for term in terms]


def _names_somebody(reading: Reading) -> bool:
    if reading.meaning is Meaning.PHONE:
        return len(reading.value) >= 4
    if reading.meaning not in {Meaning.NAME, Meaning.OFFICER}:
        return False
    if _LATIN_NAME.fullmatch(reading.value):
        return reading.value.lower() not in _LATIN_WORDS
    return looks_like_person(reading.value) and not is_common_word(reading.value)
