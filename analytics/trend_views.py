"""The page of words through time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from analytics.counting import known_months
from analytics.forms import Offices, TrendForm
from analytics.months import last_day, later, month_of
from analytics.pages import respond
from analytics.ranking import ranked_words
from analytics.spelling import keywords_of
from analytics.trends import MOST_WORDS, Unit, shortened, trend_chart
from complaints.privacy.access import Right, reader_of, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from analytics.scopes import Scope

_USUAL_MONTHS = 12
_USUAL_WORDS = 3


@require(Right.DASHBOARD)
@require_GET
def trend(request: HttpRequest) -> HttpResponse:
    """Up to five words by day, week or month; unless others are asked for, the first words of the newest month."""
    months = known_months()
    data = request.GET.copy()
    data.setdefault("unit", Unit.MONTH.value)
    data.setdefault("since", later(months[-1], 1 - _USUAL_MONTHS).isoformat())
    data.setdefault("until", last_day(months[-1]).isoformat())
    form = TrendForm(data, Offices.of(request))
    scope = form.scope(reader_of(request))
    typed = _words(form.chosen.get("words", "")) or _usual(scope, months[-1])
    found = keywords_of(typed[:MOST_WORDS])
    since, until, unit = _period(form, months)
    known = list(dict.fromkeys(keyword for keyword in found.values() if keyword))
    chart = trend_chart(scope, known, shortened(since, until, unit), until, unit)
    context = {
        "form": form,
        "title": "낱말의 흐름",
        "chart": chart if known else None,
        "unknown": [word for word, keyword in found.items() if not keyword],
        "dropped": typed[MOST_WORDS:],
        "is_shortened": shortened(since, until, unit) != since,
        "words": known,
    }
    return respond(request, "analytics/trend.html", [chart] if known else [], context)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (word.strip() for word in text.replace("\x00", "").split(",")))))


def _usual(scope: Scope, month: date) -> list[str]:
    return [each.text for each in ranked_words(scope, month, _USUAL_WORDS)]


def _period(form: TrendForm, months: Sequence[date]) -> tuple[date, date, Unit]:
    """The days as they were chosen, whole months where months are the steps; what could not be read is as usual."""
    chosen = form.chosen
    unit = Unit(chosen.get("unit") or Unit.MONTH)
    until = chosen.get("until") or last_day(months[-1])
    since = chosen.get("since") or later(month_of(until), 1 - _USUAL_MONTHS)
    return (month_of(since), last_day(month_of(until)), unit) if unit is Unit.MONTH else (since, until, unit)
