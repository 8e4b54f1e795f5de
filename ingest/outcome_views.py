"""What became of an import, and what a person does about it: rejected rows, vanished complaints, undoing."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.gate import present
from complaints.privacy.models import Action
from ingest import undoing
from ingest.models import BatchState, Fate, ImportBatch
from ingest.rejects import write_rejects

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

_PAGE_ROWS = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REJECTS_PURPOSE = "거절된 행 고치기"


def outcome_context(batch: ImportBatch) -> dict[str, Any]:
    """What `ingest/_batch_outcome.html` needs beside `batch`: little while a run goes on, for the page asks often."""
    if batch.state == BatchState.UNDOING:
        return {"undo_rows": undoing.rows_undone(batch), "undo_total": undoing.rows_stored(batch)}
    if batch.is_running:
        return {}
    return {
        "may_undo": not undoing.refusal(batch),
        "fates": undoing.fates(batch) if "undo" in batch.made else [],
        "corrections": list(batch.corrections.order_by("pk").values_list("pk", flat=True)),
    }


@require(Right.UPLOAD)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What undoing would do, and its start."""
    batch = _batch(batch_id)
    if request.method == "POST":
        try:
            _start_undo(request, batch)
        except undoing.UndoRefused as refused:
            messages.error(request, str(refused))
        return redirect("ingest:detail", batch.pk)
    refusal = undoing.refusal(batch)
    context = {"batch": batch, "refusal": refusal, "forecast": None if refusal else undoing.forecast(batch)}
    return render(request, "ingest/undo_confirm.html", context)


@require(Right.UPLOAD)
@require_GET
def fates(request: HttpRequest, batch_id: int) -> HttpResponse:
    """In what the undoing ended for each row, and why."""
    batch = _batch(batch_id)
    chosen = request.GET.get("fate", "")
    chosen = chosen if chosen in Fate.values else ""
    context = {
        "batch": batch,
        "page": _page(request, undoing.undone_rows(batch, chosen)),
        "fates": undoing.fates(batch),
        "chosen": chosen,
    }
    log.record(reader_of(request), Action.VIEW, request=request, detail={"batch": batch.pk, "page": "fates"})
    return render(request, "ingest/undo_fates.html", context)


@require(Right.UPLOAD)
@require_GET
def vanished(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The complaints that a full export no longer held."""
    batch = _batch(batch_id)
    reader, now = reader_of(request), timezone.now()
    listed = batch.vanished.select_related("complaint__channel", "complaint__department").defer(
        "complaint__search", "complaint__text_normal", "complaint__body", "complaint__answer"
    )
    page = _page(request, listed.order_by("id"))
    cases = [present(one.complaint, reader, now) for one in page]
    detail = {"batch": batch.pk, "page": "vanished"}
    log.record(reader, Action.VIEW, request=request, complaint_ids=[case.id for case in cases], detail=detail)
    return render(request, "ingest/vanished_list.html", {"batch": batch, "page": page, "cases": cases})


@require(Right.UPLOAD)
@require_GET
def rejects(request: HttpRequest, batch_id: int) -> FileResponse:
    """The rejected rows as they came, for whoever uploads to put right; the log says that they left."""
    batch = _batch(batch_id)
    if batch.is_running or not batch.count_rejected:
        raise Http404("거절된 행이 없습니다. 들여오는 중이면 끝난 뒤에 받아 주세요.")
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    count = write_rejects(batch, out)
    out.seek(0)
    log.record(
        reader_of(request),
        Action.EXPORT,
        request=request,
        count=count,
        purpose=REJECTS_PURPOSE,
        detail={"batch": batch.pk, "rows": "rejected"},
    )
    name = f"거절된 행_들여오기 {batch.pk}번.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=_XLSX)


def _batch(batch_id: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("channel", "account"), pk=batch_id)


@transaction.atomic
def _start_undo(request: HttpRequest, batch: ImportBatch) -> None:
    reader = reader_of(request)
    undoing.start_undo(batch, reader.actor)
    log.record(reader, Action.UPLOAD, request=request, detail={"batch": batch.pk, "step": "undo"})


def _page(request: HttpRequest, rows: QuerySet[Model]) -> Any:
    return Paginator(rows, _PAGE_ROWS).get_page(request.GET.get("page"))
