"""What a query finds for a reader, its filters included: what the index says of it, and what decides after that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, F, Func, Q

from complaints.models import Complaint
from complaints.search.lexemes import received_query
from complaints.search.tsquery import all_of

if TYPE_CHECKING:
    from complaints.querysets import ComplaintQuerySet
    from complaints.search.tsquery import Node

MOST_YEARS = 10  # longer spans are nearly everything, of which the index says nothing
Bounds = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Found:
    """The complaints that match, as far as the reader may know.

    `candidates` are what the index can say: every match and perhaps more; None when it can say nothing. `again` decides
    about a candidate, by its columns. `received` bounds the time of receipt, both ends inclusive. `is_narrow` says that
    a few hundred of a million rows can match at most, `is_filtered` that short columns decide about most rows. For the
    order by relevance: `words` in the normal form, `persons` what says that a row is found by its caller or number,
    `readable` the rows whose texts count (None: all).
    """

    candidates: Node | None = None
    again: Q = field(default_factory=Q)
    received: Bounds = (None, None)
    is_narrow: bool = False
    is_filtered: bool = False
    words: tuple[str, ...] = ()
    persons: Node | None = None
    readable: Q | None = None
    is_nothing: bool = False

    def narrowed(self, *, node: Node | None = None, where: Q | None = None, received: Bounds = (None, None)) -> Found:
        """Under one filter more: `node` is what the index can say of it, `where` the whole condition on columns."""
        bounds = _inside(self.received, received)
        # The second of two ends, which come as two filters, makes a span.
        span = _span(bounds) if received != (None, None) else None
        nodes = [part for part in (self.candidates, node, span) if part is not None]
        return replace(
            self,
            candidates=all_of(*nodes) if nodes else None,
            # What is asked first is what costs least.
            again=where & self.again if where is not None else self.again,
            received=bounds,
            is_filtered=self.is_filtered or (node is not None and where is not None),
        )

    @property
    def matches(self) -> Q:
        """What decides about any row, the bounds of time left out."""
        return self.again if self.candidates is None else self.again & Q(search__matches=str(self.candidates))

    def rows(self) -> ComplaintQuerySet:
        """The rows, unordered; the plan is the search index's wherever the index can say anything."""
        if self.is_nothing:
            return Complaint.objects.none()
        return self.dated().filter(self.matches).order_by()

    def dated(self) -> ComplaintQuerySet:
        """All rows inside the bounds; `at` and `due` are the dates in a form that no index serves.

        The planner underestimates how often pieces of one word occur together, and picks a walk along the dates where
        that reads the whole table. Once there are candidates, the choice is taken from it.
        """
        if self.candidates is None:
            return Complaint.objects.filter(self.during("received_at"))
        return Complaint.objects.annotate(at=_bare("received_at"), due=_bare("due_at")).filter(self.during("at"))

    def during(self, column: str) -> Q:
        """The bounds as a condition on a column or annotation."""
        since, until = self.received
        return Q(**({f"{column}__gte": since} if since else {}), **({f"{column}__lte": until} if until else {}))


def _bare(column: str) -> Func:
    return Func(F(column), template="(%(expressions)s + interval '0')", output_field=DateTimeField())


def _inside(one: Bounds, other: Bounds) -> Bounds:
    since = max(filter(None, (one[0], other[0])), default=None)
    until = min(filter(None, (one[1], other[1])), default=None)
    return since, until


def _span(bounds: Bounds) -> Node | None:
    """What the index can say of two bounds; None for open ends and for spans longer than it is worth."""
    since, until = bounds
    if since is None or until is None or until < since or until - since > timedelta(days=366 * MOST_YEARS):
        return None
    return received_query(since, until)
