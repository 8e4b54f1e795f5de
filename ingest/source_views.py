"""Pages of the sources. No personal data is in them; the first rows of a query are shown masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.privacy.access import Right, reader_of, require
from ingest.models import Source, SourceAlert, SourceKind, SourceRun
from ingest.source_forms import AcknowledgeForm, DatabaseForm, InboxForm
from ingest.sources import database, keeping
from ingest.sources.addresses import SourceError
from ingest.sources.lateness import is_late

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

_RUNS_SHOWN = 50
_ALERTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One source with its last run, its next one, and what is amiss."""

    source: Source
    last: SourceRun | None
    next_at: datetime | None
    is_late: bool
    alerts: list[SourceAlert]


@require(Right.UPLOAD)
@require_GET
def source_list(request: HttpRequest) -> HttpResponse:
    """All sources, and the alerts that have not ended."""
    keeping.ensure_inboxes()
    now = timezone.now()
    sources = list(Source.objects.select_related("channel").prefetch_related("alerts"))
    newest = SourceRun.objects.order_by("source_id", "-id").distinct("source_id").prefetch_related("batches")
    last = {run.source_id: run for run in newest}
    lines = [
        Line(
            source,
            last.get(source.pk),
            source.due_after(now),
            source.is_watched and is_late(source, now),
            [alert for alert in source.alerts.all() if alert.ended_at is None],
        )
        for source in sources
    ]
    return render(
        request, "ingest/source_list.html", {"lines": lines, "has_alerts": any(line.alerts for line in lines)}
    )


@require(Right.UPLOAD)
@require_GET
def source_detail(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source: what is amiss, when it runs, and what each run brought."""
    return render(request, "ingest/source_detail.html", _context(_source(source_id)))


@require(Right.UPLOAD)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("url")
def source_edit(request: HttpRequest, source_id: int | None = None) -> HttpResponse:
    """A query, new or not, or a window's folder."""
    source = _source(source_id) if source_id else Source(kind=SourceKind.DATABASE)
    kind = InboxForm if source.is_inbox else DatabaseForm
    form = kind(request.POST if request.method == "POST" else None, instance=source)
    if form.is_valid():
        saved = form.apply() if isinstance(form, DatabaseForm) else form.save(commit=False)
        keeping.save(saved, reader_of(request), request)
        messages.success(request, f"‘{saved.name}’을(를) 저장했습니다.")
        return redirect("ingest:source", saved.pk)
    context = {"form": form, "source": source, "is_new": source_id is None}
    return render(request, "ingest/source_form.html", context, status=400 if form.errors else 200)


@require(Right.UPLOAD)
@require_POST
def source_run(request: HttpRequest, source_id: int) -> HttpResponse:
    """Fetch a source now."""
    source = _source(source_id)
    try:
        is_handed_over = keeping.ask_run(source, reader_of(request), request)
    except keeping.AlreadyRunning:
        messages.info(request, "이미 받는 중입니다. 끝나면 아래의 기록에 나옵니다.")
    else:
        later = (
            "작업 중개가 꺼져 있어 켜지면 받습니다."
            if not is_handed_over
            else "받기 시작합니다. 결과는 아래의 기록에 나옵니다."
        )
        messages.success(request, later)
    return redirect("ingest:source", source.pk)


@require(Right.UPLOAD)
@require_POST
def source_trial(request: HttpRequest, source_id: int) -> HttpResponse:
    """The columns and the first rows of a query, masked; nothing is imported."""
    source = get_object_or_404(Source.objects.select_related("channel"), pk=source_id, kind=SourceKind.DATABASE)
    context = _context(source)
    keeping.record_trial(source, reader_of(request), request)
    try:
        context["sample"] = database.sample(source)
    except SourceError as refusal:
        context["refusal"] = str(refusal)
    return render(request, "ingest/source_detail.html", context)


@require(Right.UPLOAD)
@require_http_methods(["GET", "POST"])
def source_delete(request: HttpRequest, source_id: int) -> HttpResponse:
    """Forget a query, after a page that says what stays."""
    source = get_object_or_404(Source, pk=source_id, kind=SourceKind.DATABASE)
    if request.method == "POST":
        keeping.remove(source, reader_of(request), request)
        messages.success(request, f"‘{source.name}’을(를) 지웠습니다. 들여온 민원은 그대로입니다.")
        return redirect("ingest:sources")
    return render(request, "ingest/source_delete.html", {"source": source})


@require(Right.UPLOAD)
@require_POST
def alert_acknowledge(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Note that somebody has seen an alert."""
    alert = get_object_or_404(SourceAlert.objects.select_related("source"), pk=alert_id)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "메모는 200자까지 적을 수 있습니다. 줄여서 다시 적어 주세요.")
    elif keeping.acknowledge(alert, form.cleaned_data["note"], reader_of(request), request):
        messages.success(request, "알림을 확인한 것으로 적었습니다. 다음에 자료가 제대로 오면 저절로 끝납니다.")
    else:
        messages.info(request, "이미 확인했거나 끝난 알림입니다.")
    return redirect("ingest:source", alert.source_id)


def _source(source_id: int) -> Source:
    return get_object_or_404(Source.objects.select_related("channel"), pk=source_id)


def _context(source: Source) -> dict[str, object]:
    now = timezone.now()
    alerts = list(source.alerts.all()[:_ALERTS_SHOWN])
    runs = list(source.runs.prefetch_related("batches")[:_RUNS_SHOWN])
    return {
        "source": source,
        "runs": runs,
        "is_running": any(run.is_running for run in runs),
        "open_alerts": [alert for alert in alerts if alert.ended_at is None],
        "ended_alerts": [alert for alert in alerts if alert.ended_at is not None],
        "next_at": source.due_after(now),
        "is_late": source.is_watched and is_late(source, now),
    }
