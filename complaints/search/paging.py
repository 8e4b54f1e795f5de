"""Pages by key: each starts after the last row of the one before, so that arriving rows shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from complaints.models import Complaint
    from complaints.querysets import ComplaintQuerySet

PAGE_SIZE = 20
COUNT_LIMIT = 10_000


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

    at: datetime
    id: int
    is_backward: bool = False

    def encode(self) -> str:
        """Opaque text for an address."""
        raw = json.dumps([self.at.isoformat(), self.id, int(self.is_backward)])
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """The cursor behind the text; None, which is the first page, for anything else."""
        try:
            at, row_id, backward = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            moment = datetime.fromisoformat(at)
            number = int(row_id)
        except (ValueError, TypeError, binascii.Error):
            return None
        return cls(moment, number, bool(backward)) if moment.tzinfo and 0 <= number < 2**63 else None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the cursors of its neighbours."""

    rows: list[Complaint]
    next: Cursor | None
    previous: Cursor | None


def page(rows: ComplaintQuerySet, sort: Sort, cursor: Cursor | None, size: int = PAGE_SIZE) -> Page:
    """One page of rows in this order, with one row more fetched to know whether there is another page."""
    ordered = rows.filter(due_at__isnull=False) if sort is Sort.DUE else rows
    backward = cursor is not None and cursor.is_backward
    descending = sort.is_descending != backward
    if cursor:
        ordered = _beyond(ordered, sort, cursor, descending=descending)
    sign = "-" if descending else ""
    found = list(ordered.order_by(f"{sign}{sort.column}", f"{sign}id")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        return _page(found[::-1], sort, has_next=True, has_previous=more)
    return _page(found, sort, has_next=more, has_previous=cursor is not None)


def _beyond(rows: ComplaintQuerySet, sort: Sort, cursor: Cursor, *, descending: bool) -> ComplaintQuerySet:
    side = "lt" if descending else "gt"
    return rows.filter(
        Q(**{f"{sort.column}__{side}": cursor.at}) | Q(**{sort.column: cursor.at, f"id__{side}": cursor.id}),
        # Redundant, but a plain bound lets PostgreSQL start in the middle of the index.
        **{f"{sort.column}__{side}e": cursor.at},
    )


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
