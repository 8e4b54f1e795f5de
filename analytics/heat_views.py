"""The page of months beside keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from analytics.overview import IN_HEAT, heat_map, month_name
from analytics.pages import asked, respond
from analytics.ranking import ranked_words
from complaints.privacy.access import Right, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require(Right.DASHBOARD)
@require_GET
def heat(request: HttpRequest) -> HttpResponse:
    """The most frequent words of a month through the twelve months up to it."""
    page = asked(request)
    chart = heat_map(page.scope, page.month, ranked_words(page.scope, page.month, IN_HEAT))
    context = {"form": page.form, "title": month_name(page.month), "chart": chart}
    return respond(request, "analytics/heat.html", [chart], context)
