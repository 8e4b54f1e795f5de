"""The orders of a list, and the place in one at which a page begins."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import F, Q

if TYPE_CHECKING:
    from django.db.models.expressions import OrderBy

    from complaints.models import Complaint

YEARS = range(1900, 2200)


class Sort(StrEnum):
    """The orders of a list; ties are broken by id in the same direction."""

    NEWEST = "newest"
    RELEVANCE = "relevance"
    OLDEST = "oldest"
    DUE = "due"

    @property
    def column(self) -> str:
        return "due_at" if self is Sort.DUE else "received_at"

    @property
    def is_descending(self) -> bool:
        return self in {Sort.NEWEST, Sort.RELEVANCE}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row at which a page begins, exclusive; backwards for the page before it.

    Under relevance `score` is the row's, and `newest_id` the last complaint that counts, so that what arrives later
    shifts nothing.
    """

    at: datetime | None
    id: int
    is_backward: bool = False
    score: int = 0
    newest_id: int | None = None

    def encode(self) -> str:
        """Opaque text for an address."""
        at = self.at and self.at.isoformat()
        raw = json.dumps([at, self.id, int(self.is_backward), self.score, self.newest_id])
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor | None:
        """The cursor behind the text; None, which is the first page, for anything else."""
        try:
            at, row_id, backward, score, newest_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            moment = None if at is None else datetime.fromisoformat(at)
            numbers = [int(row_id), int(score), int(newest_id or 0)]
            if moment and (moment.tzinfo is None or moment.year not in YEARS):
                return None
        except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
            return None
        if not all(0 <= number < 2**63 for number in numbers):
            return None
        # In UTC, for PostgreSQL takes fewer offsets than Python.
        return cls(moment and moment.astimezone(UTC), numbers[0], bool(backward), numbers[1], numbers[2] or None)

    @classmethod
    def of(cls, row: Complaint, sort: Sort, *, is_backward: bool) -> Cursor:
        """The place of a row in an order by a column."""
        return cls(getattr(row, sort.column), row.pk, is_backward)


def order_by(sort: Sort, column: str, *, descending: bool) -> tuple[OrderBy, str]:
    """Rows without a date come last, and so first when a page is walked backwards."""
    by = F(column)
    if descending:
        return by.desc(nulls_first=True if sort is Sort.DUE else None), "-id"
    return by.asc(nulls_last=True if sort is Sort.DUE else None), "id"


def beyond(sort: Sort, column: str, cursor: Cursor, *, descending: bool) -> Q:
    """The rows after the cursor; `column` is the order's own or an annotation of the same value."""
    side = "lt" if descending else "gt"
    if cursor.at is None:
        without = Q(**{f"{column}__isnull": True, f"id__{side}": cursor.id})
        return without | Q(**{f"{column}__isnull": False}) if descending else without
    past = Q(**{f"{column}__{side}": cursor.at}) | Q(**{column: cursor.at, f"id__{side}": cursor.id})
    if sort is Sort.DUE:
        return past if descending else past | Q(**{f"{column}__isnull": True})
    # Redundant, but a plain bound lets PostgreSQL start in the middle of the index.
    return past & Q(**{f"{column}__{side}e": cursor.at})
