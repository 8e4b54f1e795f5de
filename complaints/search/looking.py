"""The first matches in an order, without reading all of them.

Two ways, each of whose cost is bounded. A word that stands in many rows is found by walking along the order and reading
each row: a few hundred rows hold a page. A word that stands in few is found by the search index, its candidates sorted.
A short walk tells which of the two it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connection

from complaints.models import Complaint
from complaints.search.orders import Sort, beyond, order_by

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from complaints.search.found import Found
    from complaints.search.orders import Cursor

PROBE = 80  # rows of the first walk: about 0.6 ms
LONGEST_WALK = 3000  # rows of the second: about 20 ms, and one match in 150 for a page
MOST_WALKED_FOR_ONE = 4  # rows for each of many matches, where the longest walk does not hold so many
BY_COLUMNS = 10  # times as many rows of either, where short columns decide about most of them
MARGIN = 1.5  # a walk is made longer than the probe lets expect
EVERYTHING = 2**31
# What a condition may ask of a row; long texts stay where they are until one is asked for.
DECIDING = (
    "id", "channel_id", "department_id", "received_at", "due_at", "answered_at", "status", "outcome", "complaint_type",
    "category", "is_public", "officer", "admin_dong", "complainant_name", "mobile", "phone", "caller_key", "answer",
    "text_normal", "search",
)  # fmt: skip
_TABLE = Complaint._meta.db_table  # noqa: SLF001 - Django's documented way to the name of a table


def plan_by_index(milliseconds: int, *, walks: bool = False) -> None:
    """For the rest of the transaction: statements end after this time, or the limit that is set already, and nobody
    reads the table from end to end.

    The planner knows nothing of pages, and parallel workers cost a short query more than they give. Only a page that
    `walks` along an order may read rows by that order; a count that did so would read nearly all of them. Counts by
    value are made in memory, for their values are few, which the planner cannot know.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout',"
            " coalesce(nullif(current_setting('statement_timeout'), '0'), %s), true),"
            " set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', %s, true),"
            " set_config('hash_mem_multiplier', '16', true), set_config('max_parallel_workers_per_gather', '0', true)",
            [str(milliseconds), "on" if walks else "off"],
        )


def first_ids(found: Found, sort: Sort, cursor: Cursor | None, number: int) -> list[int]:
    """Ids of the first `number` matches beyond the cursor in this order, backwards when the cursor looks back."""
    if found.is_nothing:
        return []
    look = _Look(found, sort, cursor)
    if found.candidates is None:
        return look.along_the_order(number)
    walked = None if found.is_narrow else look.walk(number)
    return look.by_index(number) if walked is None else walked


class _Look:
    """One look for the first matches."""

    def __init__(self, found: Found, sort: Sort, cursor: Cursor | None) -> None:
        self.found, self.sort, self.cursor = found, sort, cursor
        self.descending = sort.is_descending != (cursor is not None and cursor.is_backward)

    def along_the_order(self, number: int) -> list[int]:
        """What the index can say nothing of: read in the order until there are enough."""
        rows = Complaint.objects.filter(self.found.again, self.found.during("received_at"))
        return list(self._ordered(rows, self.sort.column).values_list("id", flat=True)[:number])

    def walk(self, number: int) -> list[int] | None:
        """The matches among the next rows of the order; None if they are too thinly sown."""
        scale = BY_COLUMNS if self.found.is_filtered else 1
        ids = self._among(PROBE * scale, number)
        # One match in the probe may be chance: where the index decides alone, it costs less than a walk in vain.
        if (0 if self.found.again else 1) < len(ids) < number:
            further = int(PROBE * scale * number / len(ids) * MARGIN)
            longest = max(LONGEST_WALK, MOST_WALKED_FOR_ONE * number) * scale
            ids = self._among(further, number) if further <= longest else []
        return ids if len(ids) == number else None

    def by_index(self, number: int) -> list[int]:
        """The candidates of the index, sorted, and decided about one after the other until there are enough."""
        rows = self.found.dated().filter(search__matches=str(self.found.candidates))
        ordered = self._ordered(rows, "due" if self.sort is Sort.DUE else "at")
        if not self.found.again:
            return list(ordered.values_list("id", flat=True)[:number])
        return _first_of(ordered[:EVERYTHING], self.found.again, number)

    def _among(self, rows_read: int, number: int) -> list[int]:
        rows, where = Complaint.objects.all(), self.found.matches
        if self.sort is Sort.DUE:
            where &= self.found.during("received_at")
        else:
            rows = rows.filter(self.found.during("received_at"))
        return _first_of(self._ordered(rows, self.sort.column)[:rows_read], where, number)

    def _ordered(self, rows: QuerySet[Complaint], column: str) -> QuerySet[Complaint]:
        if self.cursor:
            rows = rows.filter(beyond(self.sort, column, self.cursor, descending=self.descending))
        return rows.order_by(*order_by(self.sort, column, descending=self.descending))


def _first_of(rows: QuerySet[Complaint], where: Q, number: int) -> list[int]:
    """Ids of the first of `rows`, which are ordered and sliced, that fulfil `where`; no row after them is looked at.

    PostgreSQL keeps the order of a limited subquery and puts no condition from outside into it.
    """
    try:
        inner, inner_params = rows.values(*DECIDING).query.sql_with_params()
        outer, outer_params = Complaint.objects.filter(where).order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return []
    statement = outer.replace(f'FROM "{_TABLE}"', f'FROM ({inner}) AS "{_TABLE}"', 1)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT %s", [*inner_params, *outer_params, number])
        return [row[0] for row in cursor.fetchall()]
