"""The page of months beside keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from analytics.counting import words_by_month
from analytics.links import listing_url
from analytics.months import last_day, later, months_between
from analytics.numbers import Chart, Series, counted
from analytics.overview import month_name
from analytics.pages import asked, respond
from analytics.ranking import ranked_words
from analytics.scopes import NOTHING
from complaints.privacy.access import Right, require

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from analytics.ranking import Ranked
    from analytics.scopes import Scope

WORDS = 20
MONTHS = 12


@require(Right.DASHBOARD)
@require_GET
def heat(request: HttpRequest) -> HttpResponse:
    """The most frequent words of a month through the twelve months up to it."""
    page = asked(request)
    chart = heat_map(page.scope, page.month, ranked_words(page.scope, page.month, WORDS))
    context = {"form": page.form, "title": month_name(page.month), "chart": chart}
    return respond(request, "analytics/heat.html", [chart], context)


def heat_map(scope: Scope, month: date, words: list[Ranked]) -> Chart:
    """A row for each word, a column for each month."""
    months = months_between(later(month, 1 - MONTHS), month)
    tallies = words_by_month(scope, months[0], month, [each.keyword_id for each in words])
    series = tuple(
        Series(
            word.text,
            tuple(
                counted(
                    scope,
                    tallies.get(each, {}).get(word.keyword_id, NOTHING),
                    listing_url(scope, each, last_day(each), [word.text]),
                )
                for each in months
            ),
        )
        for word in words
    )
    title = f"{month_name(month)} 많이 나온 말의 열두 달"
    return Chart("heat", "heat", title, "낱말", tuple(f"{each:%Y-%m}" for each in months), series, scope.unit)
