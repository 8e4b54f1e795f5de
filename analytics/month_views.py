"""The page of one month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

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
        "month_value": f"{shown:%Y-%m}",
        "is_running": page.is_running,
        "figures": figures(scope, shown, shown),
    }
    return respond(request, "analytics/month.html", list(parts.values()), context)
