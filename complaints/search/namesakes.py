"""Several callers of one name: their list for one dong, year or window, each with its number; names are never told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone

from complaints.models import Channel
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.looking import plan_by_index
from complaints.search.readings import Meaning
from complaints.search.wider import OF_THE_PAGE, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from complaints.querysets import ComplaintQuerySet
    from complaints.search.query import Query

TOO_MANY = 20
MILLISECONDS = 150
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that narrows the list, its address, and how many complaints are left."""

    label: str
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The most frequent values of one property."""

    label: str
    choices: list[Choice]


def namesakes(query: Query, rows: ComplaintQuerySet, total: int, params: QueryDict) -> list[Narrowing]:
    """Ways to narrow the `rows` found by a name, of which there are `total`; none if they are few or one caller's.

    `params` are those of the list's address. Two queries of `MILLISECONDS` each and one for the windows' names; nothing
    is offered if that is not enough.
    """
    if total <= TOO_MANY or not any(_is_by_name(query)):
        return []
    try:
        with time_limit(MILLISECONDS):
            plan_by_index(MILLISECONDS)
            if len(rows.order_by().values("caller_key").distinct()[:2]) < 2:
                return []
            year = ExtractYear("received_at", tzinfo=timezone.get_current_timezone())
            dated = rows.order_by().annotate(year=year)
            groups = list(dated.values_list("admin_dong", "year", "channel_id").annotate(number=Count("id")))
    except TooSlowError:
        return []
    return [narrowing for narrowing in _narrowings(groups, params) if len(narrowing.choices) > 1]


def _is_by_name(query: Query) -> Iterator[bool]:
    for term in query.wanted:
        persons = term.persons
        yield from (reading.meaning is Meaning.NAME and reading.value in persons for reading in term.readings)


def _narrowings(groups: list[tuple[str, int, int, int]], params: QueryDict) -> Iterator[Narrowing]:
    dongs, years, windows = Counter[str](), Counter[int](), Counter[int]()
    for dong, year, channel_id, number in groups:
        dongs[dong] += number
        years[year] += number
        windows[channel_id] += number
    del dongs[""]
    channels = Channel.objects.in_bulk(windows)
    yield Narrowing(
        "동", [_choice(params, dong, number, dong=dong) for dong, number in dongs.most_common(MOST_CHOICES)]
    )
    yield Narrowing(
        "접수 연도",
        [_choice(params, f"{year}년", years[year], **_bounds(params, year)) for year in sorted(years)[-MOST_CHOICES:]],
    )
    yield Narrowing(
        "창구",
        [
            _choice(params, channels[key].short_name, number, channel=channels[key].code)
            for key, number in windows.most_common(MOST_CHOICES)
        ],
    )


def _bounds(params: QueryDict, year: int) -> dict[str, str]:
    """The part of the year that lies inside the period of the list."""
    since, until = day_of(params, "from"), day_of(params, "to")
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {"from": str(max(first, since or first)), "to": str(min(last, until or last))}


def _choice(params: QueryDict, label: str, number: int, **changes: str) -> Choice:
    """The list's own address, in which a person stands as a ticket, with one value more."""
    narrowed = params.copy()
    for name in OF_THE_PAGE:
        narrowed.pop(name, None)
    for name, value in changes.items():
        narrowed[name] = value
    return Choice(label, f"{reverse('complaints:list')}?{narrowed.urlencode()}", number)
