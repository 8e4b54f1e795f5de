"""A list of complaints as a page shows it: the query, the filters, one page of hits, and the ways out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from complaints.bulk import is_bulk_loading
from complaints.facet_lists import facet_lists
from complaints.facets import Counts, counts
from complaints.filters import ComplaintFilter
from complaints.search.hits import Hit, hits
from complaints.search.matching import find
from complaints.search.namesakes import Narrowing, namesakes
from complaints.search.paging import PAGE_SIZE, Cursor, Sort, exact_numbers, page
from complaints.search.rebuilding import is_stale
from complaints.search.relevance import MOST_RANKED
from complaints.search.wider import OF_THE_PAGE, WaysOut, ways_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import QueryDict

    from complaints.models import Channel
    from complaints.privacy.reader import Reader
    from complaints.search.found import Found
    from complaints.search.query import Query

PRINTED = 200
_SWITCHES = frozenset({"overdue", "repeat"})


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter value and the address without it."""

    label: str
    remove_url: str


class Listing:
    """A list for one reader; the address parameters are `params`.

    Nothing is looked for before `look` and nothing counted before `count`.
    """

    def __init__(self, params: QueryDict, query: Query, reader: Reader, channels: Sequence[Channel]) -> None:
        self.params, self.query, self.reader = params, query, reader
        self.filter = ComplaintFilter(params, channels=channels)
        self._unfiltered = find(query, reader)
        self.found = self.filter.narrowed(self._unfiltered)
        self.sort = Sort(self.filter.form.cleaned_data.get("sort") or Sort.NEWEST)
        self.cursor = Cursor.decode(params.get("page", ""))
        self.is_print = bool(params.get("print"))
        self.exact: list[Hit] = []
        self.others: list[Hit] = []
        self.next_url: str | None = None
        self.previous_url: str | None = None
        self.is_too_slow = False
        self.counts: Counts | None = None
        self.namesakes: list[Narrowing] = []
        self.index_is_stale = self.index_is_missing = False
        self.ways: WaysOut | None = None

    @property
    def hits(self) -> list[Hit]:
        """The rows of the page, those with exactly the number that was typed first."""
        return [*self.exact, *self.others]

    @property
    def total(self) -> int | None:
        """How many there are, perhaps more (`total_is_capped`); None as long as nobody has counted."""
        if self.counts:
            return self.counts.total
        return 0 if self.is_empty else None

    @property
    def total_is_capped(self) -> bool:
        return bool(self.counts and self.counts.is_capped)

    @property
    def ranked_among(self) -> int | None:
        """Among how many of the newest the order by relevance is made; None in other orders."""
        return MOST_RANKED if self.sort is Sort.RELEVANCE else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.hits or self.cursor or self.is_too_slow)

    @property
    def persons(self) -> list[str]:
        """Names and numbers of persons that were typed or are offered, for the access log."""
        return [*self.query.persons, *(self.ways.persons if self.ways else ())]

    def look(self, now: datetime) -> None:
        """Find the rows of the page, and the ways out of an empty one."""
        exact = exact_numbers(self.query, self.found)
        rest = self.found.narrowed(where=~Q(pk__in=[row.pk for row in exact])) if exact else self.found
        shown = page(rest, self.sort, self.cursor, PRINTED if self.is_print else PAGE_SIZE)
        # Going back to the first page brings a cursor as well.
        first = [] if self.cursor and shown.previous else exact
        rows = hits([*first, *shown.rows], self.query, self.reader, now)
        self.exact, self.others = rows[: len(first)], rows[len(first) :]
        self.next_url = self._url(page=shown.next.encode()) if shown.next else None
        self.previous_url = self._url(page=shown.previous.encode()) if shown.previous else None
        if self.is_empty:
            self.ways = ways_out(self.query, self.params, self.filter.labels(), self._find, self.reader)

    def give_up(self) -> None:
        """Show nothing, for it took too long to find."""
        self.is_too_slow, self.exact, self.others = True, [], []
        self.index_is_missing = is_bulk_loading()

    def count(self) -> None:
        """Count the rows, and those of each value of each filter; and say what else takes a moment to know."""
        self.index_is_stale, self.index_is_missing = is_stale(), is_bulk_loading()
        self.counts = counts(self.filter, self._unfiltered)
        if self.counts.total:
            self.namesakes = namesakes(self.query, self.found.rows(), self.counts.total, self.params)

    def context(self) -> dict[str, Any]:
        """What the page's templates take."""
        return {
            "form": self.filter.form,
            "query": self.query.text,
            "read_as": self.query.read_as,
            "page": self,
            "facets": facet_lists(self.filter, self.counts, self._year_url),
            "chips": self.chips(),
            "namesakes": self.namesakes,
            "index_is_stale": self.index_is_stale,
            "index_is_missing": self.index_is_missing,
            "empty_help": {"channels": self.channels(), "ways": self.ways} if self.is_empty else None,
        }

    def chips(self) -> list[Chip]:
        """The active filters, each value removable by itself."""
        return [
            Chip(self._chip_label(name, value), self._url_without(name, value))
            for name in self.filter.filters
            for value in self.filter.values(name)
        ]

    def channels(self) -> list[Channel]:
        """The windows that were searched."""
        chosen = self.filter.values("channel")
        return [each for each in self.filter.channels if (each.code in chosen if chosen else each.is_active)]

    @property
    def first_url(self) -> str:
        """The first page of the list."""
        return self._url()

    @property
    def counted_url(self) -> str:
        """The same page with its counts in place, for browsers without scripts."""
        return self._url(keep=("page",), counts="1")

    @property
    def counts_url(self) -> str:
        """Where the page asks for its counts."""
        return f"{reverse('complaints:facets')}?{self._without_page().urlencode()}"

    @property
    def print_url(self) -> str:
        return self._url(print="1")

    def _find(self, query: Query, params: QueryDict) -> Found:
        return self.filter.of(params).narrowed(find(query, self.reader))

    def _chip_label(self, name: str, value: str) -> str:
        label = str(self.filter.form.fields[name].label)
        if name in _SWITCHES:
            return label
        if name == "channel":
            return next(f"{label}: {channel.short_name}" for channel in self.filter.channels if channel.code == value)
        choices = dict(getattr(self.filter.form.fields[name], "choices", ()))
        return f"{label}: {choices.get(value, value)}"

    def _year_url(self, year: str) -> str:
        days = {"from": date(int(year), 1, 1), "to": date(int(year), 12, 31)}
        return self._url(**{name: str(day) for name, day in days.items()})

    def _url_without(self, name: str, value: str) -> str:
        params = self._without_page()
        params.setlist(name, [other for other in params.getlist(name) if other != value])
        return f"{reverse('complaints:list')}?{params.urlencode()}"

    def _url(self, keep: Sequence[str] = (), **changes: str) -> str:
        params = self._without_page(keep)
        for name, value in changes.items():
            params[name] = value
        return f"{reverse('complaints:list')}?{params.urlencode()}"

    def _without_page(self, keep: Sequence[str] = ()) -> QueryDict:
        params = self.params.copy()
        for name in OF_THE_PAGE:
            if name not in keep:
                params.pop(name, None)
        return params
