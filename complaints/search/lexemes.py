"""The grammar of the search column: what a complaint writes into it, and what a question asks of it.

Text stands as bare pieces of three characters of its normal form. Every other kind begins with a colon and its letter
(":p:9634"); the normal form has only letters and digits, so that no prefix of a text ever reaches another kind.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from complaints.search.tsquery import Lexeme, Node, all_of, any_of
from complaints.text.grams import SIZE, grams, pieces
from complaints.text.initials import initials
from complaints.text.names import is_masked, masked_forms, name_keys
from complaints.text.normal import normalise
from complaints.text.phones import phone_cell_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

# Raised with every change of this grammar or of the text functions under it: rows of a lower version are stale.
VERSION = 2
TEXT_FIELDS = ("title", "body", "answer", "follow_up_answer", "incident_location", "category")
# Between two texts of a row; never in the normal form, so that no match runs across.
SEPARATOR = "\n"
LONGEST = 100  # characters of one lexeme; PostgreSQL takes 2,046 bytes
MOST_MONTHS = 24  # a longer span is asked for by its years
SHORTEST_PREFIX = 5  # of a receipt number; shorter ones are asked for as they stand
# No complaint carries this lexeme.
NOTHING = Lexeme(":nothing")
_SEGMENT = re.compile(r"[^0-9A-Za-z가-힣]+")


class Kind(StrEnum):
    """What a marked lexeme speaks of."""

    ANSWERED = "a"
    CHANNEL = "c"
    DEPARTMENT = "d"
    CATEGORY = "f"
    DONG = "g"
    MASKED_NAME = "k"
    MONTH = "m"
    NAME = "n"
    OFFICER = "o"
    OUTCOME = "x"
    PHONE = "p"
    RECEIPT = "r"
    STATUS = "s"
    TITLE = "i"
    TYPE = "t"
    VISIBILITY = "v"
    YEAR = "y"


_MARKS = {kind: f":{kind}:" for kind in Kind}
# The same few districts and categories stand in all rows.
_normal_word = lru_cache(maxsize=20_000)(normalise)


def marked(kind: Kind, value: object) -> str:
    """The lexeme of one kind, for example ":p:9634"."""
    return f"{_MARKS[kind]}{value}"[:LONGEST]


def text_of(complaint: Any) -> str:
    """All searchable text of a complaint in the normal form, its fields kept apart."""
    return SEPARATOR.join(normalise(getattr(complaint, name)) for name in TEXT_FIELDS)


def lexemes_of(complaint: Any, text_normal: str) -> list[str]:
    """Every lexeme of one complaint; `text_normal` is `text_of` it."""
    texts = text_normal.split(SEPARATOR)
    title = _MARKS[Kind.TITLE]
    return [
        *set().union(*map(pieces, texts)),
        *[title + gram for gram in grams(texts[0])],
        *marks_of(complaint),
    ]


def marks_of(complaint: Any) -> list[str]:
    """The lexemes of one complaint that are not pieces of its texts."""
    return [marked(kind, value) for kind, value in dict.fromkeys(_marks(complaint)) if value != ""]


def _marks(complaint: Any) -> Iterator[tuple[Kind, object]]:
    received = timezone.localtime(complaint.received_at)
    yield Kind.CHANNEL, complaint.channel_id
    yield Kind.STATUS, complaint.status
    yield Kind.OUTCOME, complaint.outcome
    yield Kind.TYPE, complaint.complaint_type
    yield Kind.VISIBILITY, int(complaint.is_public)
    yield Kind.YEAR, f"{received:%Y}"
    yield Kind.MONTH, f"{received:%Y-%m}"
    yield Kind.DONG, _normal_word(complaint.admin_dong)
    yield Kind.CATEGORY, _normal_word(complaint.category)
    yield Kind.ANSWERED, int(bool(complaint.answer))
    if complaint.department_id is not None:
        yield Kind.DEPARTMENT, complaint.department_id
    for key in name_keys(complaint.officer):
        yield Kind.OFFICER, key
    yield from _caller_marks(complaint)
    for number in (complaint.receipt_number, complaint.application_number, complaint.original_receipt_number):
        yield from ((Kind.RECEIPT, key) for key in receipt_keys(number))


def _caller_marks(complaint: Any) -> Iterator[tuple[Kind, object]]:
    name = complaint.complainant_name
    kind = Kind.MASKED_NAME if is_masked(name) else Kind.NAME
    yield from ((kind, key) for key in name_keys(name))
    for cell in (complaint.mobile, complaint.phone):
        yield from ((Kind.PHONE, key) for key in phone_cell_keys(cell))


def receipt_keys(number: str) -> list[str]:
    """A number in the normal form, and each of its tails that begins at a sign: "SPP-2409-123" also as "123"."""
    if not number:
        return []
    segments = [segment for segment in map(normalise, _SEGMENT.split(number)) if segment]
    return ["".join(segments[start:]) for start in range(len(segments))]


def text_query(normal: str) -> Node:
    """Candidates for texts that contain `normal` (normal form, not empty); exact up to `SIZE` characters."""
    return _grams_query(normal, "")


def title_query(normal: str) -> Node:
    """The same for titles."""
    return _grams_query(normal, marked(Kind.TITLE, ""))


def _grams_query(normal: str, prefix: str) -> Node:
    if len(normal) < SIZE:
        return Lexeme(prefix + normal, is_prefix=True)
    starts = range(len(normal) - SIZE + 1)
    return all_of(*dict.fromkeys(Lexeme(prefix + normal[start : start + SIZE]) for start in starts))


def phone_query(digits: str) -> Node:
    """Complaints with this number, tail or middle group."""
    return Lexeme(marked(Kind.PHONE, digits))


def name_query(name: str) -> Node:
    """Complaints whose caller's name contains `name` (two or more syllables, or initial consonants)."""
    return Lexeme(marked(Kind.NAME, normalise(name)), is_prefix=True)


def mixed_name_query(pattern: str) -> Node:
    """Candidates for names like `홍ㅅㅊ`, by the initials of all."""
    return Lexeme(marked(Kind.NAME, initials(pattern)), is_prefix=True)


def masked_name_query(name: str) -> Node:
    """Complaints whose source had masked a name that may be this one of two to four letters (홍상철 finds 홍*철)."""
    return any_of(*(Lexeme(marked(Kind.MASKED_NAME, form)) for form in masked_forms(name)))


def receipt_query(normal: str) -> Node:
    """Complaints with a number, or a tail of one, that begins so."""
    return Lexeme(marked(Kind.RECEIPT, normal), is_prefix=len(normal) >= SHORTEST_PREFIX)


def one_of(kind: Kind, values: Iterable[object]) -> Node:
    """Complaints with one of these values; `values` must not be empty."""
    return any_of(*(Lexeme(marked(kind, value)) for value in values))


def received_query(first: datetime, last: datetime) -> Node:
    """Complaints received in one of the months between two moments, both included; of a long span, of its years."""
    begin, end = timezone.localtime(first), timezone.localtime(last)
    numbers = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    if len(numbers) > MOST_MONTHS:
        return one_of(Kind.YEAR, range(begin.year, end.year + 1))
    return one_of(Kind.MONTH, [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers])
