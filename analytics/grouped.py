"""A list of complaints grouped by caller or by matter: as long as there are distinct ones, as figures count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Case, Count, F, FilteredRelation, Max, Q, Value, When
from django.urls import reverse

from analytics.links import LISTS
from analytics.scopes import By
from complaints.groups.models import Tier
from complaints.listing import Listing
from complaints.models import Complaint
from complaints.search.hits import Hit, hits
from complaints.search.looking import plan_by_index
from complaints.search.paging import PATIENCE_MS
from complaints.search.wider import OF_THE_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import QueryDict

    from complaints.groups.looking import Matter
    from complaints.models import Channel
    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet
    from complaints.search.query import Query

GROUPS = 50  # on one page
# Complaints of one group. Who wrote forty times does not fill the page; what is of one matter stands on its own page.
SHOWN = {By.CALLERS: 5, By.MATTERS: 1}
MOST_PAGES = 100_000


class Totals(NamedTuple):
    """How many groups and complaints there are; each of the `alone` complaints is a group of its own."""

    groups: int
    complaints: int
    alone: int


@dataclass(frozen=True, slots=True)
class Group:
    """One caller or matter: its newest complaints in the list, how many there are in all, and of how many callers."""

    hits: list[Hit]
    number: int
    callers: int

    @property
    def newest(self) -> Hit:
        return self.hits[0]

    @property
    def caller(self) -> str:
        """The caller's name, masked; empty where there is none."""
        return self.newest.complaint.complainant

    @property
    def matter(self) -> Matter | None:
        """The confirmed group; None for a complaint that is a matter of its own."""
        found = self.newest.matter
        return found if found and found.is_sure else None

    @property
    def more(self) -> int:
        return self.number - len(self.hits)


class GroupedList:
    """One page of a list grouped by callers or by matters, that of the newest complaint first.

    Nothing is read before `look`.
    """

    def __init__(self, by: By, params: QueryDict, query: Query, reader: Reader, channels: Sequence[Channel]) -> None:
        self.by, self.params, self.query, self.reader = by, params, query, reader
        self.listing = Listing(params, query, reader, channels)
        self.number = _page_number(params.get("page", ""))
        self.totals: Totals | None = None
        self.groups: list[Group] = []

    @transaction.atomic(savepoint=False)
    def look(self, now: datetime) -> None:
        """Count, and read the groups of the page. A statement that takes too long raises OperationalError."""
        plan_by_index(PATIENCE_MS)
        rows = _keyed(self.listing.found.rows(), self.by)
        self.totals = _totals(rows)
        grouped = _grouped(rows, self.by)[GROUPS * (self.number - 1) : GROUPS * self.number]
        ids = [(newest[: SHOWN[self.by]], number, callers) for newest, number, callers in grouped]
        loaded = Complaint.objects.for_display().order_by().in_bulk([pk for shown, _, _ in ids for pk in shown])
        shown = hits(list(loaded.values()), self.query, self.reader, now)
        by_id = {hit.complaint.id: hit for hit in shown}
        self.groups = [Group([by_id[pk] for pk in newest], number, callers) for newest, number, callers in ids]

    @property
    def complaint_ids(self) -> list[int]:
        """The complaints on the page."""
        return [hit.complaint.id for group in self.groups for hit in group.hits]

    @property
    def conditions(self) -> list[str]:
        """The filters that could be read, in Korean."""
        return [chip.label for chip in self.listing.chips()]

    @property
    def mistakes(self) -> list[str]:
        """What of the address could not be read, as sentences."""
        form = self.listing.filter.form
        return [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors]

    @property
    def complaints_url(self) -> str:
        """The same list ungrouped."""
        return self.listing.first_url

    @property
    def previous_url(self) -> str:
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        is_last = self.totals is None or self.totals.groups <= GROUPS * self.number
        return "" if is_last else self._url(self.number + 1)

    @property
    def first_url(self) -> str:
        return self._url(1)

    def _url(self, number: int) -> str:
        params = self.params.copy()
        for name in OF_THE_PAGE:
            params.pop(name, None)
        if number > 1:
            params["page"] = str(number)
        return f"{reverse(LISTS[self.by])}?{params.urlencode()}"


def _keyed(rows: ComplaintQuerySet, by: By) -> ComplaintQuerySet:
    """With `key`, which those of one group share; a complaint without one stands for itself.

    So it is counted in `analytics.tagging.caller_of` and `analytics.scopes.matter`.
    """
    if by is By.CALLERS:
        return rows.annotate(key=F("caller_key"))
    surely = FilteredRelation("memberships", condition=Q(memberships__tier=Tier.CONFIRMED))
    return rows.annotate(surely=surely, key=F("surely__group_id"))


def _totals(rows: ComplaintQuerySet) -> Totals:
    found = rows.aggregate(
        keys=Count("key", distinct=True), complaints=Count("id"), alone=Count("id", filter=Q(key__isnull=True))
    )
    return Totals(found["keys"] + found["alone"], found["complaints"], found["alone"])


def _grouped(rows: ComplaintQuerySet, by: By) -> QuerySet[Any, Any]:
    """Of each group its complaints, the newest first, how many, and of how many callers; groups by their newest."""
    callers = Count("caller_key", distinct=True) + Count("id", filter=Q(caller_key__isnull=True))
    counted = (
        rows.annotate(alone=Case(When(key__isnull=True, then=F("id"))))
        .values("key", "alone")
        .annotate(
            newest=ArrayAgg("id", order_by=("-received_at", "-id")),
            number=Count("id"),
            callers=Value(1) if by is By.CALLERS else callers,
            last=Max("received_at"),
            last_id=Max("id"),
        )
    )
    return counted.order_by("-last", "-last_id").values_list("newest", "number", "callers")


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and len(text) < 10 else 1
