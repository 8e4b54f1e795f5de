"""The page of one month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from analytics.links import page_url
from analytics.months import later
from analytics.overview import IN_CLOUD, channels, cloud, month_name, movement_tables, top_table, trend
from analytics.pages import asked, respond
from analytics.ranking import ranked_words
from analytics.rising import movements
from analytics.service import figures
from complaints.channels import channels_of
from complaints.privacy.access import Right, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from analytics.numbers import Chart, Table
    from analytics.pages import Asked


@require(Right.DASHBOARD)
@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """What people complained about in a month, what changed, and where it came in."""
    page = asked(request)
    scope, shown = page.scope, page.month
    words = ranked_words(scope, shown, IN_CLOUD)
    moved = movements(scope, shown)
    parts: dict[str, Table | Chart] = {
        "top": top_table(scope, shown, words),
        "cloud": cloud(scope, shown, words),
        "trend": trend(scope, shown),
        "channels": channels(scope, shown, channels_of(request)),
        **movement_tables(scope, shown, moved),
    }
    context = {
        **parts,
        "form": page.form,
        "title": month_name(shown),
        "is_running": page.is_running,
        "figures": figures(scope, shown, shown),
        "previous": _month_url(page, -1),
        "next": _month_url(page, 1),
    }
    return respond(request, "analytics/month.html", list(parts.values()), context)


def _month_url(page: Asked, number: int) -> str:
    """The month before or after, as far as there are any."""
    month = later(page.month, number)
    return page_url("analytics:month", page.scope, month=f"{month:%Y-%m}") if month in page.months else ""
