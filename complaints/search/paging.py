"""Pages by key: each starts after the last row of the one before, so that arriving rows shift nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Func, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from complaints.models import NUMBERS, Complaint
from complaints.search.lexemes import Kind, marked
from complaints.search.looking import first_ids, plan_by_index
from complaints.search.orders import Cursor, Sort, order_by
from complaints.search.query import Term
from complaints.search.readings import Meaning
from complaints.search.relevance import ranked, ranked_page
from complaints.search.tsquery import Lexeme, any_of
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaints.search.found import Found
    from complaints.search.query import Query

__all__ = ["COUNT_LIMIT", "PAGE_SIZE", "Cursor", "Page", "Sort", "count", "exact_numbers", "ids", "page"]

PAGE_SIZE = 20
COUNT_LIMIT = 10_000
MOST_EXACT = 20
PATIENCE_MS = 5_000  # for one statement of a page


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the cursors of its neighbours."""

    rows: list[Complaint]
    next: Cursor | None
    previous: Cursor | None


@transaction.atomic(savepoint=False)
def page(found: Found, sort: Sort, cursor: Cursor | None, size: int = PAGE_SIZE) -> Page:
    """One page of rows in this order, ready for display; one row more is looked for, which tells of another page."""
    plan_by_index(PATIENCE_MS, walks=True)
    if sort is Sort.RELEVANCE:
        chosen, after, before = ranked_page(found, cursor, size)
        return Page(_load(chosen), after, before)
    backward = cursor is not None and cursor.is_backward
    chosen = first_ids(found, sort, cursor, size + 1)
    more, chosen = len(chosen) > size, chosen[:size]
    rows = _load(chosen[::-1] if backward else chosen)
    if not rows:
        return Page([], None, None)
    has_next, has_previous = (True, more) if backward else (more, cursor is not None)
    return Page(
        rows,
        Cursor.of(rows[-1], sort, is_backward=False) if has_next else None,
        Cursor.of(rows[0], sort, is_backward=True) if has_previous else None,
    )


@transaction.atomic(savepoint=False)
def count(found: Found) -> tuple[int, bool]:
    """How many rows there are, counted to the limit, and whether there are more."""
    plan_by_index(PATIENCE_MS)
    number = found.rows().values("id")[: COUNT_LIMIT + 1].count()
    return min(number, COUNT_LIMIT), number > COUNT_LIMIT


def ids(found: Found, sort: Sort) -> list[int]:
    """Ids of all rows in this order; under relevance the ranked ones, then the others by date."""
    by_date = Sort.NEWEST if sort is Sort.RELEVANCE else sort
    rows = found.rows().order_by(*order_by(by_date, by_date.column, descending=by_date.is_descending))
    every = list(rows.values_list("id", flat=True))
    if sort is not Sort.RELEVANCE:
        return every
    best = dict.fromkeys(row[0] for row in ranked(found, None))
    return [*best, *(row_id for row_id in every if row_id not in best)]


@transaction.atomic(savepoint=False)
def exact_numbers(query: Query, found: Found) -> list[Complaint]:
    """The complaints whose number is exactly the one term that was typed; these are shown before all others."""
    term = query.expression
    numbers = [r.value for r in term.readings if r.meaning is Meaning.RECEIPT] if isinstance(term, Term) else []
    if not numbers:
        return []
    plan_by_index(PATIENCE_MS)
    wanted = set(map(normalise, numbers))
    node = any_of(*(Lexeme(marked(Kind.RECEIPT, number)) for number in wanted))
    same = (Q(Exact(_bare(name), Value(number))) for name in NUMBERS for number in wanted)
    rows = found.narrowed(node=node, where=reduce(or_, same)).rows().for_display()[:MOST_EXACT]
    exact = [row for row in rows if {normalise(getattr(row, name)) for name in NUMBERS} & wanted]
    return sorted(exact, key=lambda row: (row.received_at, row.pk), reverse=True)


def _bare(name: str) -> Func:
    """A number without its signs, as PostgreSQL can say it; `normalise` decides afterwards."""
    return Func(Lower(name), Value("[^[:alnum:]]+"), Value(""), Value("g"), function="regexp_replace")


def _load(chosen: Sequence[int]) -> list[Complaint]:
    loaded = Complaint.objects.for_display().order_by().in_bulk(chosen)
    return [loaded[row_id] for row_id in chosen if row_id in loaded]
