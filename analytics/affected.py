"""Which complaints a change of the dictionary or of the synonyms touches, as queries for their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from analytics.models import ComplaintKeywords, Keyword, WordKind
from analytics.vocabulary import counted_as, is_found_alone, squeezed, used_words
from complaints.models import Complaint
from complaints.search.lexemes import SEPARATOR, TEXT_FIELDS, text_query
from complaints.search.tsquery import any_of
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models import QuerySet

    Ids = QuerySet[Complaint, int] | QuerySet[ComplaintKeywords, int]

_READ_FIELDS = ("title", "body")


def by_dictionary(kind: str, added: Collection[str], removed: Collection[str]) -> Iterator[Ids]:
    """The complaints whose keywords change when words of one kind come into the dictionary and go out of it.

    What is a keyword now is found by its number; what may become one, by the text. Some of them stay as they are.
    """
    first, (_, stop_words) = counted_as(), used_words()
    if kind == WordKind.COMPOUND:
        by_text = {*added, *stop_words.intersection(removed)}
        by_number = set(removed)
    else:
        # What is counted as a stop word is not counted.
        by_text = {*removed, *(word for word, counted in first.items() if counted in removed)}
        by_number = set(added)
    yield from _found(by_text, {first.get(word, word) for word in by_number})


def with_synonyms(words: Collection[str]) -> Iterator[Ids]:
    """The complaints whose keywords may change with a group of synonyms that had or has these words."""
    _, stop_words = used_words()
    group = set(map(squeezed, words))
    # By their numbers are found those that are keywords without the group; the others are parts of other keywords now.
    by_text = group if stop_words & group else {word for word in group if not is_found_alone(word)}
    yield from _found(by_text, group)


def with_text(words: Collection[str]) -> QuerySet[Complaint, int]:
    """The ids of complaints with one of the words in title or body, written in whatever way."""
    normals = sorted(set(filter(None, map(normalise, words))))
    if not normals:
        return Complaint.objects.none().values_list("pk", flat=True)
    holds = Q(*(_holds(field, normal) for normal in normals for field in _READ_FIELDS), _connector=Q.OR)
    return Complaint.objects.filter(holds, search__matches=str(any_of(*map(text_query, normals)))).values_list(
        "pk", flat=True
    )


def with_keywords(words: Collection[str]) -> QuerySet[ComplaintKeywords, int]:
    """The ids of complaints with one of the keywords."""
    numbers = list(Keyword.objects.filter(normal__in=set(map(normalise, words))).values_list("pk", flat=True))
    rows = ComplaintKeywords.objects.filter(keyword_ids__overlap=numbers) if numbers else None
    return (ComplaintKeywords.objects.none() if rows is None else rows).values_list("pk", flat=True)


def _found(by_text: Collection[str], by_number: Collection[str]) -> Iterator[Ids]:
    if by_text:
        yield with_text(by_text)
    if by_number:
        yield with_keywords(by_number)


def _holds(field: str, normal: str) -> Q:
    place = Value(TEXT_FIELDS.index(field) + 1)
    text = Func(F("text_normal"), Value(SEPARATOR), place, function="split_part", output_field=TextField())
    return Q(GreaterThan(StrIndex(text, Value(normal)), 0))
