"""The pages of monthly reports: made by managers, read by all who read the dashboard, never changed or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from analytics.counting import known_months
from analytics.downloads import KINDS
from analytics.models import MonthlyReport
from analytics.months import later, month_of
from analytics.overview import month_name
from analytics.pages import respond, tabs
from analytics.report_files import attachment_of
from analytics.report_forms import ReportForm
from analytics.reporting import COUNTED, StillCountingError, make_report, parts_of, sources_of, title_of
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest


@require(Right.DASHBOARD)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """All reports, the newest month first."""
    return _listed(request, ReportForm(None, _months(), chosen=later(month_of(timezone.localdate()), -1)))


@require(Right.DASHBOARD)
@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report as it was made, to be read and printed."""
    shown = get_object_or_404(MonthlyReport, pk=report_id)
    parts = parts_of(shown)
    context: dict[str, Any] = {
        "report": shown,
        "title": title_of(shown),
        "parts": {part.id.replace("-", "_"): part for part in parts},
        "contents": shown.contents,
        "sources": sources_of(shown),
        "counted": COUNTED,
        "is_running": shown.contents["is_running"],
        "newer": MonthlyReport.objects.filter(month=shown.month, pk__gt=shown.pk).order_by("-pk").first(),
        "month_url": f"{reverse('analytics:month')}?month={shown.month:%Y-%m}&public=1",
    }
    return respond(request, "analytics/report.html", parts, context)


@require(Right.DASHBOARD)
@require_GET
def report_file(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as a workbook, which is recorded."""
    wanted = get_object_or_404(MonthlyReport, pk=report_id)
    detail = {"report": wanted.pk, "month": f"{wanted.month:%Y-%m}", "kind": "xlsx"}
    log.record(reader_of(request), log.Action.EXPORT, request=request, count=0, detail=detail)
    name, content = attachment_of(wanted)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=KINDS["xlsx"], headers=headers)


@require(Right.DICTIONARY)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a report of a month now, beside those that there are."""
    form = ReportForm(request.POST, _months())
    if not form.is_valid():
        return _listed(request, form, status=400)
    month, reader = form.cleaned_data["month"], reader_of(request)
    try:
        with transaction.atomic():
            made = make_report(month, reader.actor)
            detail = {"report": made.pk, "month": f"{month:%Y-%m}", "made": True}
            log.record(reader, log.Action.VIEW, request=request, count=0, detail=detail)
    except StillCountingError as reason:
        messages.warning(request, str(reason))
        return redirect("analytics:reports")
    messages.success(request, f"{title_of(made)}를 만들었습니다.")
    return redirect("analytics:report", report_id=made.pk)


def _listed(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "reports": [(each, month_name(each.month)) for each in _reports()],
        "form": form,
        "may_make": reader_of(request).may(Right.DICTIONARY),
        "tabs": tabs(request),
    }
    return render(request, "analytics/report_list.html", context, status=status)


def _reports() -> Sequence[MonthlyReport]:
    """Without their contents, but for the first sentence and whether the month was over."""
    told = KeyTextTransform("0", KeyTransform("sentences", "contents"))
    running = KeyTransform("is_running", "contents")
    return list(MonthlyReport.objects.defer("contents").annotate(told=told, was_running=running))


def _months() -> Sequence[date]:
    """Those that have complaints, and this one."""
    return sorted({*known_months(), month_of(timezone.localdate())})
