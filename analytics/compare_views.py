"""The page of two periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from analytics.comparing import Comparison, Period
from analytics.counting import known_months
from analytics.forms import CompareForm, Offices
from analytics.months import later, parse_month
from analytics.pages import respond
from complaints.privacy.access import Right, reader_of, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse, QueryDict

    from analytics.numbers import Chart, Table

YEAR = 12


@require(Right.DASHBOARD)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The words of two periods; unless others are asked for, of the newest month and the same one a year before."""
    months = known_months()
    form = CompareForm(_with_periods(request.GET, months), Offices.of(request), months)
    compared = Comparison(
        form.scope(reader_of(request)),
        _period(form.chosen, "first", months),
        _period(form.chosen, "second", months),
    )
    parts: dict[str, Table | Chart] = {
        "totals": compared.totals(),
        "chart": compared.chart(),
        "words": compared.words(),
    }
    return respond(
        request, "analytics/compare.html", list(parts.values()), {**parts, "form": form, "title": "기간 비교"}
    )


def _with_periods(params: QueryDict, months: Sequence[date]) -> QueryDict:
    """An address with all four months, those that are missing by custom."""
    newest = months[-1]
    usual = {"first": max(months[0], later(newest, -YEAR)), "second": newest}
    data = params.copy()
    for name, month in usual.items():
        data.setdefault(f"{name}_from", data.get(f"{name}_to") or f"{month:%Y-%m}")
        data.setdefault(f"{name}_to", data.get(f"{name}_from"))
    return data


def _period(chosen: dict[str, str], name: str, months: Sequence[date]) -> Period:
    """A period as it was chosen; one that could not be read is the newest month."""
    first = parse_month(chosen.get(f"{name}_from", ""))
    last = parse_month(chosen.get(f"{name}_to", ""))
    first = first or last or months[-1]
    return Period(first, last if last and last >= first else first)
