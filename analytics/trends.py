"""How often words came up by day, week and month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, TextChoices
from django.db.models.functions import TruncWeek

from analytics.counting import words_by_month
from analytics.links import listing_url
from analytics.months import last_day, months_between
from analytics.numbers import Chart, Series, counted
from analytics.scopes import NOTHING, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.models import Keyword
    from analytics.scopes import Scope

MOST_WORDS = 5
LONGEST = {"day": 92, "week": 53 * 7, "month": 10 * 366}  # days that a chart still shows legibly
_WEEK = 7
_STEPS = {"day": F("day"), "week": TruncWeek("day")}


class Unit(TextChoices):
    """The length of a step."""

    MONTH = "month", "달"
    WEEK = "week", "주"
    DAY = "day", "날"


def trend_chart(scope: Scope, words: Sequence[Keyword], since: date, until: date, unit: Unit) -> Chart:
    """A line for each word over these days, by months over whole ones; a week at either end may be cut."""
    steps = _steps(since, until, unit)
    found = _by_step(scope, words, since, until, unit)
    series = tuple(
        Series(
            word.text,
            tuple(
                counted(scope, found[word.pk].get(begin, NOTHING), listing_url(scope, first, last, [word.text]))
                for begin, first, last in steps
            ),
        )
        for word in words
    )
    title = f"{', '.join(word.text for word in words)}: {since:%Y-%m-%d}부터 {until:%Y-%m-%d}까지"
    labels = tuple(f"{begin:%Y-%m}" if unit is Unit.MONTH else f"{first:%m-%d}" for begin, first, _ in steps)
    if unit is not Unit.MONTH and since.year != until.year:
        labels = tuple(f"{first:%Y-%m-%d}" for _, first, _ in steps)
    return Chart("trend", "line", title, unit.label, labels, series, scope.unit)


def shortened(since: date, until: date, unit: Unit) -> date:
    """The first day from which a chart of these steps is still legible."""
    return max(since, until - timedelta(days=LONGEST[unit] - 1))


def _steps(since: date, until: date, unit: Unit) -> list[tuple[date, date, date]]:
    """Of each step its key, and its first and last day within the period."""
    if unit is Unit.MONTH:
        found = [(month, month, last_day(month)) for month in months_between(since, until)]
    else:
        length = _WEEK if unit is Unit.WEEK else 1
        first = since - timedelta(days=since.weekday()) if unit is Unit.WEEK else since
        number = (until - first).days // length + 1
        begins = [first + timedelta(days=length * place) for place in range(number)]
        found = [(begin, begin, begin + timedelta(days=length - 1)) for begin in begins]
    return [(begin, max(first, since), min(last, until)) for begin, first, last in found]


def _by_step(
    scope: Scope, words: Sequence[Keyword], since: date, until: date, unit: Unit
) -> dict[int, dict[date, Tally]]:
    """The tally of each word in each step, by the step's key."""
    found: dict[int, dict[date, Tally]] = defaultdict(dict)
    if unit is Unit.MONTH:
        for month, tallies in words_by_month(scope, since, until, [word.pk for word in words]).items():
            for word, tally in tallies.items():
                found[word][month] = tally
        return found
    for each in words:
        rows = scope.readable(since, until).filter(keyword_ids__contains=[each.pk])
        steps = rows.annotate(step=_STEPS[unit]).values_list("step").order_by().annotate(**scope.counts())
        found[each.pk] = {step: Tally(*numbers) for step, *numbers in steps}
    return found
