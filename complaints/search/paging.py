"""Pages by key: each starts after the last row of the one before, so that arriving rows shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import F, Q

from complaints.search.windows import newest

if TYPE_CHECKING:
    from django.db.models.expressions import OrderBy

    from complaints.models import Complaint
    from complaints.querysets import ComplaintQuerySet
    from complaints.search.query import Query

PAGE_SIZE = 20
COUNT_LIMIT = 10_000
YEARS = range(1900, 2200)


class Sort(StrEnum):
    """The orders of a list; ties are broken by id in the same direction."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"

    @property
    def column(self) -> str:
        return "due_at" if self is Sort.DUE else "received_at"

    @property
    def is_descending(self) -> bool:
        return self is Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row at which a page begins, exclusive; backwards for the page before it."""

    at: datetime | None
    id: int
    is_backward: bool = False

    def encode(self) -> str:
        """Opaque text for an address."""
        raw = json.dumps([self.at and self.at.isoformat(), self.id, int(self.is_backward)])
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """The cursor behind the text; None, which is the first page, for anything else."""
        try:
            at, row_id, backward = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            moment = None if at is None else datetime.fromisoformat(at)
            number = int(row_id)
        except (ValueError, TypeError, OverflowError, binascii.Error):
            return None
        if moment and (moment.tzinfo is None or moment.year not in YEARS):
            return None
        return cls(moment, number, bool(backward)) if 0 <= number < 2**63 else None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the cursors of its neighbours."""

    rows: list[Complaint]
    next: Cursor | None
    previous: Cursor | None


def page(
    rows: ComplaintQuerySet,
    sort: Sort,
    cursor: Cursor | None,
    size: int = PAGE_SIZE,
    *,
    query: Query | None = None,
) -> Page:
    """One page of rows in this order, with one row more fetched to know whether there is another page.

    `query` is what the rows were found by; the newest of its matches are looked for through the search index.
    """
    backward = cursor is not None and cursor.is_backward
    descending = sort.is_descending != backward
    ordered = _beyond(rows, sort, cursor, descending=descending) if cursor else rows
    if query and query.expression and sort is Sort.NEWEST and not backward:
        found = newest(ordered, size + 1, before=cursor.at if cursor else None, in_months=query.is_broad)
    else:
        found = list(ordered.order_by(*_order(sort, descending=descending))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        return _page(found[::-1], sort, has_next=True, has_previous=more)
    return _page(found, sort, has_next=more, has_previous=cursor is not None)


def _order(sort: Sort, *, descending: bool) -> tuple[OrderBy, str]:
    """Rows without a date come last, and so first when a page is walked backwards."""
    column = F(sort.column)
    if descending:
        return column.desc(nulls_first=True if sort is Sort.DUE else None), "-id"
    return column.asc(nulls_last=True if sort is Sort.DUE else None), "id"


def _beyond(rows: ComplaintQuerySet, sort: Sort, cursor: Cursor, *, descending: bool) -> ComplaintQuerySet:
    side = "lt" if descending else "gt"
    if cursor.at is None:
        without = Q(**{f"{sort.column}__isnull": True, f"id__{side}": cursor.id})
        return rows.filter(without | Q(**{f"{sort.column}__isnull": False}) if descending else without)
    beyond = Q(**{f"{sort.column}__{side}": cursor.at}) | Q(**{sort.column: cursor.at, f"id__{side}": cursor.id})
    if sort is Sort.DUE:
        return rows.filter(beyond if descending else beyond | Q(due_at__isnull=True))
    # Redundant, but a plain bound lets PostgreSQL start in the middle of the index.
    return rows.filter(beyond, **{f"{sort.column}__{side}e": cursor.at})


def _page(rows: list[Complaint], sort: Sort, *, has_next: bool, has_previous: bool) -> Page:
    if not rows:
        return Page([], None, None)
    return Page(
        rows,
        _cursor(rows[-1], sort, is_backward=False) if has_next else None,
        _cursor(rows[0], sort, is_backward=True) if has_previous else None,
    )


def count(rows: ComplaintQuerySet) -> tuple[int, bool]:
    """How many rows there are, counted to the limit, and whether there are more."""
    number = rows.order_by().values("id")[: COUNT_LIMIT + 1].count()
    return min(number, COUNT_LIMIT), number > COUNT_LIMIT


def _cursor(row: Complaint, sort: Sort, *, is_backward: bool) -> Cursor:
    return Cursor(getattr(row, sort.column), row.pk, is_backward)
