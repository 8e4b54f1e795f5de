"""Where a word came up: by channel, department, dong and category."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from analytics.links import listing_url
from analytics.numbers import Column, Number, Table, Words, counted, hidden_together
from analytics.scopes import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from analytics.models import Keyword
    from analytics.scopes import Scope
    from complaints.models import Channel, Department

LONGEST = 15


class Place(NamedTuple):
    """A place as it is called, and the scope and filters of its list."""

    name: str
    scope: Scope
    conditions: dict[str, str]


def places(
    scope: Scope,
    word: Keyword,
    since: date,
    until: date,
    channels: Mapping[int, Channel],
    departments: Mapping[int, Department],
) -> list[Table]:
    """A table for each way of asking where, of complaints that tell it; what is small is hidden as everywhere."""

    def by_channel(key: object) -> Place | None:
        channel = channels.get(int(str(key)))
        return Place(channel.name, replace(scope, channel=channel), {}) if channel else None

    def by_department(key: object) -> Place | None:
        department = departments.get(int(str(key)))
        return Place(department.name, replace(scope, department=department), {}) if department else None

    def by_text(name: str) -> Callable[[object], Place | None]:
        return lambda key: Place(str(key), scope, {name: str(key)}) if key else None

    asked = (
        ("channels", "창구", "channel_id", by_channel),
        ("departments", "담당 부서", "department_id", by_department),
        ("dongs", "동", "complaint__admin_dong", by_text("dong")),
        ("categories", "분야", "complaint__category", by_text("category")),
    )
    rows = scope.readable(since, until).filter(keyword_ids__contains=[word.pk])
    tables = []
    for id_, label, column, named in asked:
        summed = rows.values_list(column).annotate(**scope.counts())
        cells = [
            (place.name, tally, _number(word, since, until, place, tally))
            for key, *numbers in summed.order_by()
            if (place := named(key))
            for tally in [Tally(*numbers)]
        ]
        shown = hidden_together(scope, [(tally, number) for _, tally, number in cells])
        rows_shown = [(Words(name), number) for (name, _, _), number in zip(cells, shown, strict=True)]
        columns = (Column(label), Column(scope.by.label, is_number=True))
        tables.append(Table(id_, f"{label}별", columns, _ordered(rows_shown), empty="민원에 적혀 있지 않습니다."))
    return tables


def _number(word: Keyword, since: date, until: date, place: Place, tally: Tally) -> Number:
    return counted(place.scope, tally, listing_url(place.scope, since, until, [word.text], **place.conditions))


def _ordered(rows: Sequence[tuple[Words, Number]]) -> tuple[tuple[Words, Number], ...]:
    """The largest first, those that are hidden last."""
    return tuple(sorted(rows, key=lambda row: (row[1].value is None, -(row[1].value or 0), row[0].text))[:LONGEST])
