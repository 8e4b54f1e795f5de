"""From words as they were typed to terms: which of them belong together, and every way in which each can be meant."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.search.expressions import Term
from complaints.search.named import misread, named_readings, takes_synonyms
from complaints.search.readings import (
    SYLLABLES,
    Reading,
    name_readings,
    number_readings,
    receipt_readings,
    text_readings,
)
from complaints.search.syntax import Both, Either, FieldWord, Phrase, Syntax, Without, Words
from complaints.text.names import clean_name, looks_like_person
from complaints.text.normal import normalise
from complaints.text.phones import find_phones, parse_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Synonyms = Mapping[str, tuple[str, ...]]

LONGEST_NAME = 4
LONGEST_RUN = 4  # words that are looked for together among the synonyms (도로 파임)
_BETWEEN_WORDS = re.compile(r"[\s/,;:()\[\]{}<>!?~'\"|&]+")
_AREA_CODE = re.compile(r"0\d{1,2}")
_SPACED_RECEIPT = re.compile(r"(?:[A-Za-z]{2,4}|[가-힣]{1,4})?(?:\s+\d+){2,}|[A-Za-z]{2,4}\s+\d+|\d{4}(?:\s+\d+)+")
_CALLED_NUMBER = re.compile(r"(\d{3,})번\D{0,3}")
_TITLES = frozenset({"님", "씨", "선생님", "귀하", "고객님", "민원인"})
# Fields of which any value is a person, whatever it looks like.
_OF_PERSONS = frozenset({"이름", "민원인"})
NO_SYNONYMS: Synonyms = {}


def candidates(tree: Syntax) -> Iterator[str]:
    """The words of a query and their runs, in the normal form, that may stand in the table of synonyms."""
    match tree:
        case Words(text):
            words = list(map(normalise, _split(text)))
            for start in range(len(words)):
                yield from ("".join(words[start:end]) for end in range(start + 1, start + 1 + LONGEST_RUN))
        case FieldWord(name, value, is_quoted=False) if takes_synonyms(name):
            yield normalise(value)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from candidates(part)
        case Without(part):
            yield from candidates(part)


def terms_side_by_side(text: str, synonyms: Synonyms) -> list[Term]:
    """Words without an operator between them."""
    return _with_receipt(text, [term for term in _terms(text, synonyms) if term.readings])


def phrase_term(phrase: Phrase) -> Term:
    """Words in quotes stand side by side; a single name or number in quotes is still one."""
    shown, text = f'"{phrase.text}"', phrase.text
    phone = parse_phone(text)
    if phone:
        return Term(shown, tuple(number_readings(phone.digits)))
    readings = (*name_readings(text), *receipt_readings(text), *text_readings([text]))
    return Term(shown, readings, mentioned=_mentioned(text))


def field_term(field: FieldWord, synonyms: Synonyms) -> Term:
    """A field; one that the value says nothing to is read as words of the text, and the page says so."""
    name, value = field.name, field.value
    shown = f'{name}:"{value}"' if field.is_quoted else f"{name}:{value}"
    others = () if field.is_quoted else synonyms.get(normalise(value), ())
    readings = named_readings(name, value, others)
    if readings:
        return Term(shown, readings, mentioned=_mentioned_by(name, value) if _may_mention(name) else ())
    texts = tuple(text_readings([f"{name}{value}"]))
    return Term(shown, texts, note=misread(name, shown, value), mentioned=_mentioned_by(name, value))


def _may_mention(name: str) -> bool:
    return name in _OF_PERSONS or takes_synonyms(name)


def _mentioned_by(name: str, value: str) -> tuple[str, ...]:
    """Persons in the value of a field."""
    if name in _OF_PERSONS:
        person = clean_name(value)
        return (person,) if normalise(person) else ()
    return _mentioned(value)


def _mentioned(text: str) -> tuple[str, ...]:
    """Persons who stand in a longer text."""
    return tuple(person for term in _terms(text, NO_SYNONYMS) for person in term.persons)


def _split(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(text) if word and normalise(word)]


def _terms(typed: str, synonyms: Synonyms) -> Iterator[Term]:
    rest = typed
    for start, end, phone in reversed(find_phones(rest)):
        yield Term(rest[start:end].strip(), tuple(number_readings(phone.digits)))
        rest = f"{rest[:start]} {rest[end:]}"
    words = _split(rest)
    spoken = [word for word in words if word not in _TITLES or len(words) == 1]
    yield from (_term(group, synonyms) for group in _groups(spoken, synonyms))


def _groups(words: list[str], synonyms: Synonyms) -> Iterator[list[str]]:
    """Words, with those taken together that make one synonym (도로 파임), name (홍 길동) or number (010 9634)."""
    while words:
        taken = _synonym_ahead(words, synonyms) or _name_ahead(words) or _number_ahead(words) or 1
        yield words[:taken]
        words = words[taken:]


def _synonym_ahead(words: list[str], synonyms: Synonyms) -> int:
    sizes = range(min(LONGEST_RUN, len(words)), 1, -1)
    return next((size for size in sizes if normalise("".join(words[:size])) in synonyms), 0)


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


def _term(words: list[str], synonyms: Synonyms) -> Term:
    shown, joined = " ".join(words), "".join(words)
    others = tuple(_synonym_readings(synonyms.get(normalise(joined), ())))
    if len(words) == 1:
        return Term(shown, (*_word_readings(words[0]), *others))
    if _number_ahead(words) and not others:
        # An area code says little; the digits after it decide.
        return Term(shown, tuple(number_readings(words[1])))
    # Spelt out (홍 길 동) it is one word; a family name apart (홍 길동) may as well be two (강 산책로).
    is_spelt = len(words) == len(joined) > 2
    names = name_readings(joined) if _name_ahead(words) == len(words) else ()
    return Term(shown, (*names, *text_readings([joined] if is_spelt else words), *others))


def _synonym_readings(words: Iterable[str]) -> Iterator[Reading]:
    for word in words:
        yield from (replace(reading, synonym=word) for reading in text_readings([word]))


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
