"""What the page of service figures is asked for: whole months, by their names or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms

from analytics.forms import ScopeForm
from analytics.months import MONTHS_A_YEAR, later

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import QueryDict

    from analytics.forms import Offices

SEPTEMBER = 9  # in which the year begins over which the ministry evaluates offices (decree, article 50)


class Span(NamedTuple):
    """Whole months, both included."""

    first: date
    last: date


class Preset(NamedTuple):
    """Months that have a name."""

    label: str
    span: Span


def presets(this: date) -> list[Preset]:
    """The periods that are asked for most, by the month that it is now; what has not ended yet goes up to now."""
    year, evaluation = this.replace(month=1), evaluation_year(this)
    before, year_before = later(this, -1), later(year, -MONTHS_A_YEAR)
    evaluation_before = later(evaluation, -MONTHS_A_YEAR)
    return [
        Preset("이번 달", Span(this, this)),
        Preset("지난달", Span(before, before)),
        Preset("올해", Span(year, this)),
        Preset("지난해", Span(year_before, later(year, -1))),
        Preset("이번 평가년도", Span(evaluation, this)),
        Preset("지난 평가년도", Span(evaluation_before, later(evaluation, -1))),
    ]


def evaluation_year(month: date) -> date:
    """The September with which the evaluation year of a month begins."""
    return month.replace(year=month.year - (month.month < SEPTEMBER), month=SEPTEMBER)


class ServiceForm(ScopeForm):
    """Two months, and the filters; complaints are what is counted."""

    first = forms.ChoiceField(label="첫 달", required=False)
    last = forms.ChoiceField(label="끝 달", required=False)
    periods = (("first", "last"),)

    def __init__(self, data: QueryDict | dict[str, Any], offices: Offices, months: Iterable[date]) -> None:
        super().__init__(data, offices)
        del self.fields["by"]
        self.offer_months(months)
