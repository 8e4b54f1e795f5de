"""The page of service figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.views.decorators.http import require_GET

from analytics.counting import known_months
from analytics.forms import Offices
from analytics.links import page_url
from analytics.months import month_of, months_between, parse_month
from analytics.overview import month_name
from analytics.pages import respond
from analytics.service_forms import ServiceForm, Span, presets
from analytics.service_tables import Service
from complaints.models import Department
from complaints.privacy.access import Right, reader_of, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from analytics.numbers import Chart, Table
    from analytics.scopes import Scope


@require(Right.DASHBOARD)
@require_GET
def service(request: HttpRequest) -> HttpResponse:
    """What became of the complaints of some months; unless others are asked for, of the newest month's year."""
    known, named = known_months(), presets(month_of(timezone.localdate()))
    months = months_between(min(known[0], *(each.span.first for each in named)), month_of(timezone.localdate()))
    offices = Offices.of(request)
    usual = Span(max(known[0], known[-1].replace(month=1)), known[-1])
    form = ServiceForm(_with_months(request.GET, usual), offices, months)
    scope, span = form.scope(reader_of(request)), _span(form.chosen, usual)
    found = Service(scope, span)
    by_month, flow = found.by_month()
    parts: dict[str, Table | Chart] = {
        "by_channel": found.by_channel(offices.channels),
        "by_department": found.by_department(Department.objects.select_related("renamed_to")),
        "by_month": by_month,
        "flow": flow,
    }
    context: dict[str, Any] = {
        **parts,
        "form": form,
        "title": _title(span),
        "is_running": span.last >= month_of(timezone.localdate()),
        "presets": [(each.label, _url(scope, each.span), each.span == span) for each in named],
        "figures": found.figures,
        "is_one_month": span.first == span.last,
        "is_empty": found.is_empty,
        "usual": _title(usual),
        "usual_url": _url(scope, usual),
    }
    return respond(request, "analytics/service.html", list(parts.values()), context)


def _with_months(params: QueryDict, usual: Span) -> QueryDict:
    """An address with both months; one that is missing is the other."""
    first, last = params.get("first", ""), params.get("last", "")
    if not first and not last:
        first, last = (f"{month:%Y-%m}" for month in usual)
    data = params.copy()
    data["first"], data["last"] = first or last, last or first
    return data


def _span(chosen: dict[str, str], usual: Span) -> Span:
    """The months as they were chosen; what could not be read is as usual."""
    first, last = (parse_month(chosen.get(name) or "") for name in ("first", "last"))
    if first is None:
        return Span(last, last) if last else usual
    return Span(first, last if last and last >= first else first)


def _title(span: Span) -> str:
    first, last = month_name(span.first), month_name(span.last)
    return first if span.first == span.last else f"{first}부터 {last}까지"


def _url(scope: Scope, span: Span) -> str:
    return page_url("analytics:service", scope, first=f"{span.first:%Y-%m}", last=f"{span.last:%Y-%m}")
