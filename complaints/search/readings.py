"""The ways in which one typed word can be meant: a number, a name, a receipt number, words of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from complaints.search import lexemes
from complaints.search.lexemes import Kind
from complaints.search.tsquery import Lexeme, all_of
from complaints.text.grams import SIZE
from complaints.text.initials import ONSETS, initials, is_initials
from complaints.text.names import MASK_SIGNS, MASKS, clean_name, is_masked, looks_like_person, masked_forms, name_keys
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from django.db.models import Q

    from complaints.search.tsquery import Node

ODD_TAILS = range(5, 8)  # the last digits of a number that are no lexeme of their own
SHORTEST_RECEIPT = 3
# The text field that has lexemes of its own.
INDEXED_APART = ("title",)
SYLLABLES = re.compile(r"[가-힣]+")
_MIXED = re.compile(r"(?=.*[가-힣])(?=.*[ㄱ-ㅎ])[가-힣ㄱ-ㅎ]{2,6}")
_JAMO = re.compile(r"[ㄱ-ㅎ]")
# What may hang on a name that somebody types as it is said: 홍길동의, 홍길동입니다, 홍길동씨가.
_AFTER_NAME = re.compile(
    r"(?:씨|님)?(?:입니다|이에요|예요|이요|에게|한테|께서|이라는|라는|의|이|가|은|는|을|를|께|요)?$"
)
_PER_CONSONANT = 588  # Hangul syllables that begin with one consonant: 21 vowels x 28 endings (Unicode, chapter 3.12)


class Meaning(StrEnum):
    """How a term can be meant; the value is what a hit says about why it matched."""

    PHONE = "전화"
    NAME = "이름"
    MASKED_NAME = "가려진 이름(같은 사람일 수 있음)"
    RECEIPT = "접수번호"
    TEXT = "내용"
    TITLE = "제목"
    BODY = "본문"
    ANSWER = "답변"
    PLACE = "발생 위치"
    CATEGORY = "분야"
    OUTCOME = "결과"
    TYPE = "민원 종류"
    VISIBILITY = "공개 여부"
    OFFICER = "담당자"
    DEPARTMENT = "담당 부서"
    CHANNEL = "창구"
    STATUS = "진행 상황"
    RECEIVED = "접수일"
    DONG = "동"
    KEYWORD = "핵심어"
    IN_TIME = "처리 기한"


# Meanings by which a complaint is found only for those who may read its texts.
WRITTEN = frozenset({Meaning.TEXT, Meaning.TITLE, Meaning.BODY, Meaning.ANSWER, Meaning.PLACE, Meaning.KEYWORD})
# Meanings by which a row is the caller's or the number's own, not one that mentions them.
BY_PERSON = frozenset({Meaning.PHONE, Meaning.NAME, Meaning.MASKED_NAME, Meaning.RECEIPT})


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a term: candidates by index and, where the index alone is not exact, what to look for again.

    `texts` are substrings of one text field in the normal form; `pattern` is a regular expression that one of
    `columns` must match; `received` is a span of time, its end exclusive. `fields` are the text fields that count, all
    of them when empty. `value` is the person's name or digits as such, whatever the notation. `synonym` is the word
    that is looked for in place of the typed one. `lookup` is a condition on a short column that says the same as
    `node`; `condition` decides where `node` and the texts say too much, and `marks` are what to mark in the texts then.
    """

    meaning: Meaning
    node: Node
    value: str
    texts: tuple[str, ...] = ()
    pattern: str = ""
    columns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    received: tuple[datetime, datetime] | None = None
    synonym: str = ""
    lookup: tuple[str, tuple[Any, ...]] | None = None
    condition: Q | None = None
    marks: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """What a hit says about why it matched."""
        return f"동의어 {self.synonym}" if self.synonym else self.meaning.value

    @property
    def is_exact(self) -> bool:
        """Whether the index decides alone."""
        if self.pattern or self.received or self.condition is not None:
            return False
        if self.fields and self.fields != INDEXED_APART:
            return False
        return all(len(text) <= SIZE for text in self.texts)


def number_readings(digits: str, *, typed: str = "") -> Iterator[Reading]:
    """A number of three digits and more: a phone or a part of one, a receipt number, or digits in a text."""
    if len(digits) >= 3:
        yield Reading(Meaning.PHONE, lexemes.phone_query(digits), digits)
    if len(digits) in ODD_TAILS:
        pattern = f"{'[^0-9]*'.join(digits)}(?![0-9])"
        node = lexemes.phone_query(digits[-4:])
        yield Reading(Meaning.PHONE, node, digits, pattern=pattern, columns=("mobile", "phone"))
    yield from receipt_readings(typed or digits)
    yield from text_readings([typed or digits])


def name_readings(word: str) -> Iterator[Reading]:
    """A name, a part of one, initial consonants, a mixture; also names that their source had masked."""
    if is_masked(word):
        form = name_keys(word)[0]
        yield Reading(Meaning.MASKED_NAME, Lexeme(lexemes.marked(Kind.MASKED_NAME, form)), word)
        # 홍ㅇㅇ is masked, or an initial consonant twice.
        if any(sign in MASK_SIGNS for sign in word):
            return
    name = clean_name(word)
    for spoken in dict.fromkeys((name, _without_particle(name))):
        yield from _name_readings(spoken)


def receipt_readings(word: str) -> Iterator[Reading]:
    """A receipt number, or a tail of one that begins at a sign."""
    number = normalise(word)
    if len(number) >= SHORTEST_RECEIPT and any(sign.isdigit() for sign in number):
        yield Reading(Meaning.RECEIPT, lexemes.receipt_query(number), number)


def text_readings(words: Sequence[str]) -> Iterator[Reading]:
    """Texts that contain every one of the words, each as a substring."""
    normal = tuple(filter(None, map(normalise, words)))
    if normal:
        yield Reading(Meaning.TEXT, all_of(*map(lexemes.text_query, normal)), " ".join(normal), texts=normal)


def _name_readings(name: str) -> Iterator[Reading]:
    if len(name) < 2:
        return
    if _MIXED.fullmatch(name):
        spelt = _JAMO.sub(lambda jamo: initials(jamo[0]), name)
        cells = ("complainant_name",)
        yield Reading(Meaning.NAME, lexemes.mixed_name_query(spelt), name, pattern=_pattern(spelt), columns=cells)
        consonants = initials(spelt)
        if masked_forms(consonants):
            node = lexemes.masked_name_query(consonants)
            yield Reading(Meaning.MASKED_NAME, node, name, pattern=_pattern(spelt, MASKS), columns=cells)
        return
    if is_initials(name):
        yield Reading(Meaning.NAME, lexemes.name_query(initials(name)), name)
    elif normalise(name).isalpha():
        yield Reading(Meaning.NAME, lexemes.name_query(name), name)
    if masked_forms(name) and looks_like_person(name):
        yield Reading(Meaning.MASKED_NAME, lexemes.masked_name_query(name), name)


def _without_particle(name: str) -> str:
    bare = _AFTER_NAME.sub("", name)
    return bare if len(bare) >= 3 and looks_like_person(bare) else name


def _pattern(mixed: str, masks: str = "") -> str:
    """`홍ㅅㅊ` as a regular expression on a name cell, in which spaces may stand and `masks` for any letter."""
    return r"\s*".join(f"[{_class(sign)}{re.escape(masks)}]" for sign in mixed)


def _class(sign: str) -> str:
    return f"{_first(sign)}-{_last(sign)}" if sign in ONSETS else sign


def _first(consonant: str) -> str:
    return chr(0xAC00 + ONSETS.index(consonant) * _PER_CONSONANT)


def _last(consonant: str) -> str:
    return chr(ord(_first(consonant)) + _PER_CONSONANT - 1)
