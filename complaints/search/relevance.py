"""The most fitting first: words in the title before words in the text, many before one, the newest of equals first."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Least, Length, Replace, StrIndex

from complaints.models import Complaint
from complaints.search.lexemes import SEPARATOR
from complaints.search.looking import first_ids
from complaints.search.orders import Cursor, Sort

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.expressions import Combinable, Expression

    from complaints.search.found import Found

MOST_RANKED = 2000  # the newest matches, among which the order is made
IN_TITLE = 10
PER_OCCURRENCE = 1
MOST_OCCURRENCES = 5
AS_PERSON = 100

Ranked = tuple[int, int, "datetime"]


def ranked(found: Found, newest_id: int | None) -> list[Ranked]:
    """Id, score and time of receipt of the newest matches, best first; none that arrived after `newest_id`."""
    known = found.narrowed(where=Q(id__lte=newest_id)) if newest_id else found
    ids = first_ids(known, Sort.NEWEST, None, MOST_RANKED)
    rows = Complaint.objects.filter(pk__in=ids).annotate(score=_score(found))
    return list(rows.order_by("-score", "-received_at", "-id").values_list("id", "score", "received_at"))


def ranked_page(found: Found, cursor: Cursor | None, size: int) -> tuple[list[int], Cursor | None, Cursor | None]:
    """Ids of one page, and the cursors of the next and of the previous page."""
    order = ranked(found, cursor.newest_id if cursor else None)
    newest_id = (cursor and cursor.newest_id) or max((row[0] for row in order), default=None)
    start = _start(order, cursor, size)
    shown = order[start : start + size]

    def place(row: Ranked, *, is_backward: bool) -> Cursor:
        return Cursor(row[2], row[0], is_backward, row[1], newest_id)

    after = place(shown[-1], is_backward=False) if shown and start + size < len(order) else None
    before = place(shown[0], is_backward=True) if shown and start else None
    return [row[0] for row in shown], after, before


def _start(order: list[Ranked], cursor: Cursor | None, size: int) -> int:
    """Where in the order the page begins."""
    if cursor is None or cursor.at is None:
        return 0
    edge = (cursor.score, cursor.at, cursor.id)
    keys = [(score, at, row_id) for row_id, score, at in order]
    if cursor.is_backward:
        return max(0, sum(key > edge for key in keys) - size)
    return sum(key >= edge for key in keys)


def _score(found: Found) -> Expression | Combinable:
    """Nothing of a text that the reader may not read shows in the order."""
    person = found.persons
    by_person = (
        Case(When(Q(search__matches=str(person)), then=Value(AS_PERSON)), default=Value(0)) if person else Value(0)
    )
    if not found.words:
        return by_person
    in_text: Combinable = reduce(add, (_of_word(word) for word in found.words))
    if found.readable is None:
        return by_person + in_text
    return by_person + Case(When(found.readable, then=in_text), default=Value(0), output_field=IntegerField())


def _of_word(word: str) -> Combinable:
    text = F("text_normal")
    title = Func(text, Value(SEPARATOR), Value(1), function="split_part", output_field=TextField())
    without = Length(Replace(text, Value(word), Value("")))
    occurrences = Least((Length(text) - without) / Value(len(word)), Value(MOST_OCCURRENCES))
    in_title = Least(StrIndex(title, Value(word)), Value(1)) * Value(IN_TITLE)
    return in_title + occurrences * Value(PER_OCCURRENCE)
