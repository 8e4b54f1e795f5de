"""What somebody typed, read as terms: each with every way in which it can be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from complaints.search import lexemes
from complaints.search.tsquery import all_of
from complaints.text.initials import is_initials
from complaints.text.names import clean_name, looks_like_person, masked_forms
from complaints.text.normal import normalise
from complaints.text.phones import find_phones, parse_phone
from complaints.text.plain import plain
from complaints.text.words import is_common_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.search.tsquery import Node

LONGEST_QUERY = 200
MOST_TERMS = 12
ODD_TAILS = range(5, 8)  # the last digits of a number that are no lexeme of their own
_PHRASE = re.compile(r'"([^"]*)"|“([^”]*)”')
_SYLLABLES = re.compile(r"[가-힣]+")
_MIXED = re.compile(r"(?=.*[가-힣])(?=.*[ㄱ-ㅎ])[가-힣ㄱ-ㅎ]{2,6}")


class Meaning(StrEnum):
    """How a term can be meant; the value is what a hit says about why it matched."""

    PHONE = "전화"
    NAME = "이름"
    MASKED_NAME = "가려진 이름(같은 사람일 수 있음)"
    RECEIPT = "접수번호"
    TEXT = "내용"


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a term: candidates by index and, where the index alone is not exact, what to look for again.

    `texts` are substrings of one text field in the normal form; `pattern` is a regular expression that one of
    `columns` must match.
    """

    meaning: Meaning
    node: Node
    value: str
    texts: tuple[str, ...] = ()
    pattern: str = ""
    columns: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the index decides alone."""
        return not self.pattern and all(len(text) <= 2 for text in self.texts)


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


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that was typed, read; an empty query matches every complaint."""

    text: str
    terms: tuple[Term, ...] = ()
    persons: tuple[str, ...] = field(default=())

    @property
    def is_personal(self) -> bool:
        """Whether it holds what looks like a name or a number of a person, which no address may hold."""
        return bool(self.persons)

    @property
    def read_as(self) -> list[str]:
        """How each term was read, in Korean."""
        return [term.explanation for term in self.terms]

    @property
    def texts(self) -> list[str]:
        """What to mark in the texts of a hit, in the normal form."""
        return [text for term in self.terms for reading in term.readings for text in reading.texts]

    @property
    def loggable(self) -> str:
        """The query as the access log may keep it: words as typed, values of persons left out."""
        return " ".join("[개인정보]" if term.shown in self.persons else term.shown for term in self.terms)


def parse(text: str) -> Query:
    """Read what was typed as well as it can be read; never fails."""
    typed = unicodedata.normalize("NFC", plain(text.replace("\x00", " ")))[:LONGEST_QUERY].strip()
    terms = [term for term in _terms(typed) if term.readings][:MOST_TERMS]
    persons = tuple(term.shown for term in terms if _is_person(term))
    return Query(typed, tuple(terms), persons)


def _terms(typed: str) -> Iterator[Term]:
    rest = typed
    for found in _PHRASE.finditer(typed):
        phrase = found.group(1) or found.group(2) or ""
        yield Term(found.group(0), tuple(_text_readings(phrase)))
        rest = rest.replace(found.group(0), " ", 1)
    for start, end, phone in reversed(find_phones(rest)):
        yield Term(rest[start:end].strip(), tuple(_number_readings(phone.digits)))
        rest = f"{rest[:start]} {rest[end:]}"
    yield from map(_term, _words(rest))


def _words(rest: str) -> Iterator[tuple[str, ...]]:
    """Words, a family name standing alone together with the given name after it."""
    words = rest.split()
    while words:
        word = words.pop(0)
        is_family_name = len(word) == 1 and _SYLLABLES.fullmatch(word)
        if is_family_name and words and _SYLLABLES.fullmatch(words[0]) and looks_like_person(word + words[0]):
            yield word, words.pop(0)
        else:
            yield (word,)


def _term(words: tuple[str, ...]) -> Term:
    shown = " ".join(words)
    if len(words) > 1:
        parts = [normalise(word) for word in words]
        both = all_of(*(lexemes.text_query(part) for part in parts))
        return Term(
            shown,
            (*_name_readings("".join(words)), Reading(Meaning.TEXT, both, shown, texts=tuple(parts))),
        )
    word = words[0]
    phone = parse_phone(word)
    digits = re.sub(r"\D", "", word)
    if phone:
        return Term(shown, tuple(_number_readings(phone.digits, typed=digits)))
    if digits and not re.search(r"[^\W\d_]", word):
        return Term(shown, tuple(_number_readings(digits)))
    return Term(shown, (*_name_readings(word), *_receipt_readings(word), *_text_readings(word)))


def _number_readings(digits: str, *, typed: str = "") -> Iterator[Reading]:
    if len(digits) >= 3:
        yield Reading(Meaning.PHONE, lexemes.phone_query(digits), digits)
    if len(digits) in ODD_TAILS:
        node, pattern = lexemes.phone_query(digits[-4:]), rf"{r'[^0-9]*'.join(digits)}(?![0-9])"
        yield Reading(Meaning.PHONE, node, digits, pattern=pattern, columns=("mobile", "phone"))
    yield from _receipt_readings(typed or digits)
    yield from _text_readings(typed or digits)


def _name_readings(word: str) -> Iterator[Reading]:
    name = clean_name(word)
    if len(name) < 2:
        return
    if _MIXED.fullmatch(name):
        node = lexemes.mixed_name_query(name)
        yield Reading(Meaning.NAME, node, name, pattern=_pattern(name), columns=("complainant_name",))
    elif is_initials(name) or normalise(name).isalpha():
        yield Reading(Meaning.NAME, lexemes.name_query(name), name)
    if masked_forms(name) and looks_like_person(name):
        yield Reading(Meaning.MASKED_NAME, lexemes.masked_name_query(name), name)


def _receipt_readings(word: str) -> Iterator[Reading]:
    number = normalise(word)
    if len(number) >= 3 and any(sign.isdigit() for sign in number):
        yield Reading(Meaning.RECEIPT, lexemes.receipt_query(number), number)


def _text_readings(word: str) -> Iterator[Reading]:
    normal = normalise(word)
    if normal:
        yield Reading(Meaning.TEXT, lexemes.text_query(normal), normal, texts=(normal,))


def _pattern(mixed: str) -> str:
    """`홍ㅅㅊ` as a regular expression on a name cell, in which spaces may stand."""
    return r"\s*".join(f"[{_first(sign)}-{_last(sign)}]" if sign in _CONSONANTS else sign for sign in mixed)


_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PER_CONSONANT = 588  # Hangul syllables that begin with one consonant: 21 vowels x 28 endings (Unicode, chapter 3.12)


def _first(consonant: str) -> str:
    return chr(0xAC00 + _CONSONANTS.index(consonant) * _PER_CONSONANT)


def _last(consonant: str) -> str:
    return chr(ord(_first(consonant)) + _PER_CONSONANT - 1)


def _is_person(term: Term) -> bool:
    """Errs towards yes: what may be a person stays out of addresses and logs."""
    for reading in term.readings:
        if reading.meaning is Meaning.PHONE and len(reading.value) >= 4:
            return True
        if reading.meaning is Meaning.NAME and looks_like_person(reading.value) and not is_common_word(reading.value):
            return True
    return False
