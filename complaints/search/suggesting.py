"""What is offered while somebody types: receipt numbers, words, departments and windows; never a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Value

from complaints.models import Channel, Complaint, Department
from complaints.privacy.roles import Right
from complaints.search.query import parse
from complaints.synonyms.models import SynonymWord
from complaints.text.given_names import looks_like_given_name
from complaints.text.keyboard import as_latin
from complaints.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from complaints.privacy.reader import Reader

MOST, MOST_OF_A_KIND = 8, 4
LONGEST_TYPED = 60
LONGEST_WORD = 40
_RECEIPT = re.compile(r"(?=.*\d)[0-9A-Za-z가-힣-]{4,40}")
_AFTER_ALL = "\U0010ffff"
_FIELDS = {"부서": "부서", "채널": "창구", "창구": "창구"}
# The table's most frequent categories are in PostgreSQL's own statistics, which ANALYZE keeps: no second count of ours.
_CATEGORIES = """
    SELECT unnest(most_common_vals::text::text[]) FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = %s AND attname = 'category'
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant: as it is shown, of which kind, and what then stands in the box."""

    shown: str
    kind: str
    text: str


def suggestions(typed: str, reader: Reader) -> list[Suggestion]:
    """What begins with what was typed, at most `MOST`; three queries at most.

    Nothing is said to what looks like a person, or like a number that begins no receipt number.
    """
    typed = plain(typed).lstrip()
    if not typed.strip() or len(typed) > LONGEST_TYPED or not reader.may(Right.SEARCH):
        return []
    if any(sign.isdigit() for sign in typed):
        return [Suggestion(number, "접수번호", number) for number in _receipt_numbers(typed.strip())]
    if _is_of_person(typed):
        return []
    return _mixed(dict.fromkeys(_words(typed)))


def _mixed(found: Iterable[Suggestion]) -> list[Suggestion]:
    """The first of each kind, each text once."""
    kept: list[Suggestion] = []
    for each in found:
        is_known = any(other.text == each.text for other in kept)
        if not is_known and sum(other.kind == each.kind for other in kept) < MOST_OF_A_KIND:
            kept.append(each)
    return kept[:MOST]


def _is_of_person(typed: str) -> bool:
    """Whether it looks like a person; what might be a given name may as well be half a word."""
    query = parse(typed)
    return query.is_personal and not (query.persons and all(map(looks_like_given_name, query.persons)))


def _receipt_numbers(begun: str) -> list[str]:
    """Of complaints of all windows, which all who may search see; the highest ones, which are mostly the newest."""
    if not _RECEIPT.fullmatch(begun):
        return []
    # As typed, and in the one letter case in which a source writes all of a number.
    prefixes, channels = {begun, begun.upper(), begun.lower()}, list(Channel.objects.values_list("pk", flat=True))
    found = [_beginning_with(prefix, channel) for prefix in prefixes for channel in channels]
    return sorted(set(found[0].union(*found[1:])), key=str.upper, reverse=True)[:MOST] if found else []


def _beginning_with(prefix: str, channel_id: int) -> QuerySet[Complaint, str]:
    # One window with both bounds, as the index of the natural key is ordered.
    of_window = Complaint.objects.filter(channel=channel_id)
    within = of_window.filter(receipt_number__gte=prefix, receipt_number__lt=prefix + _AFTER_ALL)
    rows = within.filter(receipt_number__startswith=prefix, number_is_made=False).order_by("-receipt_number")
    return rows.values_list("receipt_number", flat=True)[:MOST]


def _words(typed: str) -> Iterator[Suggestion]:
    """Words for the last one of what was typed; compared key by key, so that half a syllable is a beginning too."""
    before, last = re.fullmatch(r"(.*\s)?(\S*)", typed, re.DOTALL).groups(default="")  # type: ignore[union-attr]
    field, colon, begun = last.partition(":")
    wanted, kinds = (begun, {_FIELDS.get(field)}) if colon else (last, {"분야", "낱말", "부서", "창구"})
    keys = _keys(wanted)
    for kind, word in _vocabulary() if last else ():
        if kind in kinds and word != wanted and _keys(word).startswith(keys):
            yield Suggestion(word, kind, before + _asked_for(kind, word))


def _vocabulary() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_CATEGORIES, [Complaint._meta.db_table])  # noqa: SLF001 - the documented way to a table's name
        yield from (("분야", word) for (word,) in cursor.fetchall() if 0 < len(word) <= LONGEST_WORD)
    tables = (
        SynonymWord.objects.order_by().values_list(Value("낱말"), "text"),
        Department.objects.filter(is_active=True).order_by().values_list(Value("부서"), "name"),
        Channel.objects.filter(is_active=True).order_by().values_list(Value("창구"), "name"),
    )
    yield from sorted(tables[0].union(*tables[1:], all=True))


def _asked_for(kind: str, word: str) -> str:
    """A department or window is a field of the query language; anything else is a word."""
    if kind not in _FIELDS.values():
        return word
    return f'{kind}:"{word}"' if " " in word else f"{kind}:{word}"


@lru_cache(maxsize=4096)
def _keys(word: str) -> str:
    return as_latin(plain(word)).lower()
