"""How many complaints each value of a filter would leave, under the query and all other filters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Func, IntegerField, Q, Value
from django.utils import timezone

from complaints.filters import ANSWERED, overdue, repeated
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.looking import plan_by_index
from complaints.search.paging import PATIENCE_MS, count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models.expressions import Combinable

    from complaints.filters import ComplaintFilter
    from complaints.search.found import Found

PASS_MS = 500
MOST_REPEATED = 5_000  # complaints of which each caller's others are asked for: about 4 microseconds each
FIRST_YEAR = 1980  # what is older, or later than next year, is a mistake of its source
Values = dict[str, int]


def _said(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def _year(place: int) -> str:
    return str(FIRST_YEAR + place - 1) if 0 < place <= timezone.localdate().year + 2 - FIRST_YEAR else ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property of every complaint; `own` are the filters that choose among its values, itself if none are named.

    `said` writes a value as it stands in an address; one that is missing becomes nothing.
    """

    name: str
    value: Combinable
    own: tuple[str, ...] = ()
    said: Callable[[Any], str] = _said

    @property
    def filters(self) -> tuple[str, ...]:
        return self.own or (self.name,)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many complaints there are, whether more than that, and how many for each value of each facet.

    A facet that took too long is missing, and so is a total (None). Values are written as in an address.
    """

    total: int | None = None
    is_capped: bool = False
    facets: dict[str, Values] = field(default_factory=dict)


def counts(asked: ComplaintFilter, found: Found) -> Counts:
    """One pass for all facets of which nothing is chosen, and one for each of the others, with all filters but its own.

    Each pass reads every match once and has `PASS_MS`.
    """
    plan_by_index(PATIENCE_MS)
    chosen = {name for name in asked.filters if asked.values(name)}
    free = [[facet for facet in group if not chosen.intersection(facet.filters)] for group in _groups()]
    narrowed = asked.narrowed(found)
    try:
        facets = _counted(narrowed, list(filter(None, free)))
    except TooSlowError:
        # What is too much under every filter is too much under fewer.
        return Counts(*_total(narrowed))
    total, is_capped = (_sum(facets), False) if facets else _total(narrowed)
    for facet in chain(*_groups()):
        if facet.name not in facets:
            facets |= _alone(asked.narrowed(found, but=facet.filters), facet)
    if total is not None and total <= MOST_REPEATED:
        # The other complaints of each caller are read along their own index.
        plan_by_index(PATIENCE_MS, walks=True)
        facets |= _alone(asked.narrowed(found, but=["repeat"]), _repeat())
    return Counts(total, is_capped, facets)


def _groups() -> tuple[tuple[Facet, ...], ...]:
    """What is counted together: properties of few values as one combination, the others each for itself."""
    return (
        (
            Facet("channel", F("channel_id")),
            Facet("status", F("status")),
            Facet("outcome", F("outcome")),
            Facet("answered", _truth(ANSWERED)),
            Facet("public", F("is_public")),
            Facet("overdue", _truth(overdue())),
        ),
        (Facet("year", _year_place(), ("from", "to"), _year),),
        (Facet("department", F("department_id")),),
        (Facet("officer", F("officer")),),
        (Facet("dong", F("admin_dong")),),
        (Facet("category", F("category")),),
    )


def _year_place() -> Combinable:
    """The place of the year of receipt, which begins here at midnight; faster than taking each date apart."""
    years = range(FIRST_YEAR, timezone.localdate().year + 3)
    begins = [timezone.make_aware(datetime(year, 1, 1)) for year in years]  # noqa: DTZ001 - made aware at once
    bounds = Value(begins, output_field=ArrayField(DateTimeField()))
    return Func(F("received_at"), bounds, function="width_bucket", output_field=IntegerField())


def _repeat() -> Facet:
    """Asks the other complaints about each caller, so that it costs as much as all others together."""
    return Facet("repeat", _truth(repeated()))


def _truth(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _alone(found: Found, facet: Facet) -> dict[str, Values]:
    try:
        return _counted(found, [[facet]])
    except TooSlowError:
        return {}


def _sum(facets: dict[str, Values]) -> int:
    """Each row has one value of each facet."""
    return sum(next(iter(facets.values())).values())


def _total(found: Found) -> tuple[int | None, bool]:
    try:
        with time_limit(PATIENCE_MS):
            return count(found)
    except TooSlowError:
        return None, False


def _counted(found: Found, groups: Sequence[Sequence[Facet]]) -> dict[str, Values]:
    """The numbers of all values of these facets in one pass. Raises TooSlowError."""
    facets = [facet for group in groups for facet in group]
    counted: dict[str, Counter[str]] = {facet.name: Counter() for facet in facets}
    if facets:
        with time_limit(PASS_MS):
            rows = _rows(found, groups)
        for members, values, number in rows:
            for place in members:
                counted[facets[place].name][facets[place].said(values[place])] += number
    return {name: dict(values) for name, values in counted.items()}


def _rows(found: Found, groups: Sequence[Sequence[Facet]]) -> list[tuple[range, Sequence[Any], int]]:
    """For each combination of values in a group: the group's places among all facets, the values, their number."""
    facets = [facet for group in groups for facet in group]
    columns = [f"of_{facet.name}" for facet in facets]
    named = dict(zip(columns, (facet.value for facet in facets), strict=True))
    places = _places(groups)
    sets = ", ".join(f"({', '.join(columns[place] for place in members)})" for members in places)
    try:
        inner, params = found.rows().order_by().values(**named).query.sql_with_params()
    except EmptyResultSet:
        return []
    listed = ", ".join(columns)
    statement = (
        f"SELECT GROUPING({listed}), COUNT(*), {listed}"  # noqa: S608 - every name is our own
        f" FROM ({inner}) AS matched GROUP BY GROUPING SETS ({sets})"
    )
    # GROUPING has a bit for each column, the first one highest, which is set where the column is left out.
    masks = {_mask(members, len(columns)): members for members in places}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [(masks[mask], values, number) for mask, number, *values in cursor.fetchall()]


def _places(groups: Sequence[Sequence[Facet]]) -> list[range]:
    places, start = [], 0
    for group in groups:
        places.append(range(start, start + len(group)))
        start += len(group)
    return places


def _mask(members: Iterable[int], width: int) -> int:
    return (1 << width) - 1 - sum(1 << (width - 1 - place) for place in members)
