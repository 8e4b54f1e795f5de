"""A list of complaints grouped by caller: as long as there are distinct callers, as the figures count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Case, Count, F, Max, Q, When
from django.urls import reverse

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

    from complaints.models import Channel
    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet
    from complaints.search.query import Query

GROUPS = 50  # on one page
SHOWN = 5  # complaints of one caller; who wrote forty times does not fill the page
MOST_PAGES = 100_000
_WITHOUT_CALLER = Q(caller_key__isnull=True)


class Totals(NamedTuple):
    """How many distinct callers and complaints there are; each of the `nameless` complaints counts as a caller."""

    callers: int
    complaints: int
    nameless: int


@dataclass(frozen=True, slots=True)
class Group:
    """One caller with the newest of their complaints in the list, and how many more there are."""

    hits: list[Hit]
    number: int

    @property
    def caller(self) -> str:
        """The caller's name, masked; empty where there is none."""
        return self.hits[0].complaint.complainant

    @property
    def more(self) -> int:
        return self.number - len(self.hits)


class CallerList:
    """One page of a list grouped by caller, the caller of the newest complaint first. Nothing is read before `look`."""

    def __init__(self, params: QueryDict, query: Query, reader: Reader, channels: Sequence[Channel]) -> None:
        self.params, self.query, self.reader = params, query, reader
        self.listing = Listing(params, query, reader, channels)
        self.number = _page_number(params.get("page", ""))
        self.totals: Totals | None = None
        self.groups: list[Group] = []

    @transaction.atomic(savepoint=False)
    def look(self, now: datetime) -> None:
        """Count, and read the groups of the page. A statement that takes too long raises OperationalError."""
        plan_by_index(PATIENCE_MS)
        rows = self.listing.found.rows()
        self.totals = _totals(rows)
        grouped = _grouped(rows)[GROUPS * (self.number - 1) : GROUPS * self.number]
        ids = [(number, newest[:SHOWN]) for number, newest in grouped]
        loaded = Complaint.objects.for_display().order_by().in_bulk([pk for _, shown in ids for pk in shown])
        shown = hits(list(loaded.values()), self.query, self.reader, now)
        by_id = {hit.complaint.id: hit for hit in shown}
        self.groups = [Group([by_id[pk] for pk in newest], number) for number, newest in ids]

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
        is_last = self.totals is None or self.totals.callers <= GROUPS * self.number
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
        return f"{reverse('analytics:callers')}?{params.urlencode()}"


def _totals(rows: ComplaintQuerySet) -> Totals:
    """A caller is a caller key; a complaint without one stands for itself, as in `analytics.tagging.caller_of`."""
    found = rows.aggregate(
        callers=Count("caller_key", distinct=True), complaints=Count("id"), nameless=Count("id", filter=_WITHOUT_CALLER)
    )
    return Totals(found["callers"] + found["nameless"], found["complaints"], found["nameless"])


def _grouped(rows: ComplaintQuerySet) -> QuerySet[Any, Any]:
    """How many complaints each caller has, and which, the newest first; callers by their newest."""
    by_caller = rows.annotate(nameless=Case(When(_WITHOUT_CALLER, then=F("id")))).values("caller_key", "nameless")
    counted = by_caller.annotate(
        number=Count("id"),
        newest=ArrayAgg("id", order_by=("-received_at", "-id")),
        last=Max("received_at"),
        last_id=Max("id"),
    )
    return counted.order_by("-last", "-last_id").values_list("number", "newest")


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and len(text) < 10 else 1
