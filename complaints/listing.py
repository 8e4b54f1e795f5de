"""A list of complaints as a page shows it: the query, the filters, one page of hits, and the ways out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from complaints.filters import ComplaintFilter
from complaints.models import Channel
from complaints.search.hits import hits
from complaints.search.matching import find
from complaints.search.paging import Cursor, Sort, count, page
from complaints.search.query import Query

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from complaints.privacy.reader import Reader

FILTERS = ("channel", "status", "department", "from", "to", "overdue")


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter value and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wider search and how many complaints it would find."""

    label: str
    url: str
    count: int


class Listing:
    """One page of results for one reader; the address parameters are `params`."""

    def __init__(self, params: QueryDict, query: Query, reader: Reader, now: datetime) -> None:
        self.params, self.query, self.reader = params, query, reader
        self.found = find(query, reader)
        self.filter = ComplaintFilter(params)
        narrowed = self.filter.narrowed(self.found)
        sort = Sort(self.filter.form.cleaned_data.get("sort") or Sort.NEWEST)
        shown = page(narrowed, sort, Cursor.decode(params.get("page", "")))
        self.hits = hits(shown.rows, query, reader, now)
        self.total, self.total_is_capped = count(narrowed)
        self.next_url = self._url(page=shown.next.encode()) if shown.next else None
        self.previous_url = self._url(page=shown.previous.encode()) if shown.previous else None

    def context(self) -> dict[str, Any]:
        """What the page's templates take."""
        return {
            "form": self.filter.form,
            "query": self.query.text,
            "read_as": self.query.read_as,
            "page": self,
            "chips": self.chips(),
            "empty_help": None if self.hits else {"channels": self.channels(), "suggestions": self.suggestions()},
        }

    def chips(self) -> list[Chip]:
        """The active filters, each value removable by itself."""
        form = self.filter.form
        return [
            Chip(
                f"{form.fields[name].label}: {label}" if label else str(form.fields[name].label),
                self._url_without(name, raw),
            )
            for name in FILTERS
            for raw, label in self._labels(name)
        ]

    def channels(self) -> list[Channel]:
        """The windows that were searched."""
        chosen = self.params.getlist("channel")
        rows = Channel.objects.filter(is_active=True)
        return list(rows.filter(code__in=chosen) if chosen else rows)

    def suggestions(self) -> list[Suggestion]:
        """Wider searches that find something: without the filters, and by one term alone."""
        wider = []
        if any(self.params.getlist(name) for name in FILTERS):
            wider.append(("조건 없이 찾기", self._url(drop=FILTERS), self.found))
        if len(self.query.terms) > 1 and not self.query.is_personal:
            base = reverse("complaints:list")
            for term in self.query.terms:
                alone = Query(term.shown, term)
                address = f"{base}?{urlencode({'q': term.shown})}"
                wider.append((f"‘{term.shown}’만으로 찾기", address, find(alone, self.reader)))
        counted = [Suggestion(label, url, count(rows)[0]) for label, url, rows in wider]
        return [suggestion for suggestion in counted if suggestion.count]

    def _labels(self, name: str) -> list[tuple[str, str]]:
        value = self.filter.form.cleaned_data.get(name)
        if not value:
            return []
        if name == "channel":
            return [(channel.code, channel.short_name) for channel in value]
        if name == "status":
            labels = dict(self.filter.form.fields["status"].choices)
            return [(word, str(labels[word])) for word in value]
        return [(self.params.get(name, ""), "" if value is True else str(value))]

    def _url_without(self, name: str, raw: str) -> str:
        params = self.params.copy()
        params.setlist(name, [value for value in params.getlist(name) if value != raw])
        params.pop("page", None)
        return f"{reverse('complaints:list')}?{params.urlencode()}"

    def _url(self, drop: tuple[str, ...] = (), **changes: str) -> str:
        params = self.params.copy()
        for name in ("page", *drop):
            params.pop(name, None)
        for name, value in changes.items():
            params[name] = value
        return f"{reverse('complaints:list')}?{params.urlencode()}"
