"""Pages that write results to files: the purpose is asked first, and each file is its reader's own."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.exports import sealing, services
from complaints.exports.columns import columns
from complaints.exports.forms import ExportForm
from complaints.exports.models import Export, FileFormat
from complaints.exports.selection import Selection, TicketGoneError, rows
from complaints.exports.writers import csv_lines, write_xlsx
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.search import tickets
from complaints.search.limits import TooSlowError, time_limit
from complaints.search.paging import count, ids
from complaints.search.query import parse

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from complaints.privacy.models import Account
    from complaints.privacy.reader import Reader

DIRECT_ROWS = 2000
SLOWEST_COUNT = 2000  # milliseconds
SLOWEST_SEARCH = 5000  # milliseconds
LISTED = 50
TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


@require(Right.EXPORT)
@require_http_methods(["GET", "POST"])
def export_new(request: HttpRequest) -> HttpResponseBase:
    """Ask what for, then answer with the file, or have a worker write a large one."""
    if parse(request.GET.get("q", "")).is_personal:
        return redirect(_address_without_person(request))
    try:
        selection = Selection.of_address(request.GET, request.session)
    except TicketGoneError:
        messages.error(request, "검색한 지 오래되어 무엇을 찾았는지 알 수 없습니다. 다시 검색한 뒤 내려받으십시오.")
        return redirect("complaints:home")
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _export(request, selection, form)
    return _ask(request, selection, form)


@require(Right.EXPORT)
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """The reader's own newest exports."""
    return render(request, "exports/export_list.html", {"exports": _own(request)[:LISTED], "direct_rows": DIRECT_ROWS})


@require(Right.EXPORT)
@require_GET
def export_detail(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far an export is, and its file once it is written."""
    export = get_object_or_404(_own(request), pk=export_id)
    template = "exports/_progress.html" if getattr(request, "htmx", False) else "exports/export_detail.html"
    return render(request, template, {"export": export})


@require(Right.EXPORT)
@require_POST
def export_cancel(request: HttpRequest, export_id: int) -> HttpResponse:
    """Stop an export that is under way."""
    export = get_object_or_404(_own(request), pk=export_id)
    if not services.cancel(export):
        messages.warning(request, "이미 끝난 내려받기입니다.")
    return redirect("exports:detail", export.pk)


@require(Right.EXPORT)
@require_GET
def export_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The file of an export, for whoever asked for it and still may read what is in it."""
    export = get_object_or_404(_own(request), pk=export_id)
    reader = reader_of(request)
    if not export.is_ready:
        raise Http404("파일이 없습니다. 24시간이 지나 지웠거나 아직 쓰는 중입니다.")
    if export.department_id != reader.department_id:
        raise PermissionDenied("파일을 만든 뒤 부서가 바뀌어 받을 수 없습니다. 다시 내려받으십시오.")
    try:
        pieces = sealing.opened(export.stored_as)
    except sealing.SealError as error:
        raise Http404("파일이 서버에 없습니다. 다시 내려받으십시오.") from error
    log.record(
        reader,
        log.Action.EXPORT,
        request=request,
        query=export.searched,
        count=export.rows_written,
        purpose=export.purpose,
        detail={"export": export.pk, "step": "fetched"},
    )
    name = _file_name(reader, export.finished_at or export.created_at, export.file_format)
    return _attached(StreamingHttpResponse(pieces), export.file_format, name)


def _own(request: HttpRequest) -> QuerySet[Export]:
    return Export.objects.filter(account=cast("Account", request.user))


@transaction.atomic
def _ask(request: HttpRequest, selection: Selection, form: ExportForm) -> HttpResponse:
    reader = reader_of(request)
    total, is_more = _count(selection, reader)
    if selection.query.is_personal:
        services.record_look(reader, selection, request)
    context = {
        "form": form,
        "searched": selection.query.text,
        "conditions": selection.conditions(),
        "total": total,
        "is_more": is_more,
        "is_large": _is_large(total, is_more=is_more),
        "column_labels": [column.label for column in columns(with_callers=False)],
        "back": request.GET.urlencode(),
    }
    return render(request, "exports/export_new.html", context, status=400 if form.errors else 200)


def _export(request: HttpRequest, selection: Selection, form: ExportForm) -> HttpResponseBase:
    reader, given = reader_of(request), form.cleaned_data
    wanted = _few(selection, reader)
    if wanted is None:
        export = services.ask(
            selection,
            cast("Account", request.user),
            given["file_format"],
            given["other_purpose"],
            with_callers=given["with_callers"],
            request=request,
        )
        return redirect("exports:detail", export.pk)
    services.record(
        reader,
        selection,
        given["other_purpose"],
        {"step": "fetched"},
        request=request,
        complaint_ids=wanted,
        count=len(wanted),
    )
    return _answer(request, selection, wanted, given)


def _answer(request: HttpRequest, selection: Selection, wanted: list[int], given: dict[str, Any]) -> HttpResponseBase:
    reader, now = reader_of(request), timezone.now()
    shown = columns(with_callers=given["with_callers"])
    written = rows(wanted, shown, reader, now)
    searched = services.describe(selection)
    told = services.about(cast("Account", request.user), searched, given["other_purpose"], len(wanted), now)
    name = _file_name(reader, now, given["file_format"])
    if given["file_format"] == FileFormat.CSV:
        lines = csv_lines(shown, written, services.ending(told))
        return _attached(StreamingHttpResponse(line.encode() for line in lines), FileFormat.CSV, name)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(out, shown, written, told)
    out.seek(0)
    return _attached(FileResponse(out), FileFormat.XLSX, name)


def _attached(response: HttpResponseBase, file_format: str, name: str) -> HttpResponseBase:
    response["Content-Type"] = TYPES[FileFormat(file_format)]
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _file_name(reader: Reader, moment: datetime, file_format: str) -> str:
    return f"민원_{timezone.localtime(moment):%Y%m%d-%H%M}_{reader.actor}.{file_format}"


def _count(selection: Selection, reader: Reader) -> tuple[int | None, bool]:
    """How many rows there are and whether there are more; None when counting takes too long."""
    found, _ = selection.found(reader)
    try:
        with time_limit(SLOWEST_COUNT):
            return count(found)
    except TooSlowError:
        return None, True


def _is_large(total: int | None, *, is_more: bool) -> bool:
    return total is None or is_more or total > DIRECT_ROWS


def _few(selection: Selection, reader: Reader) -> list[int] | None:
    """The ids, in order, of results that can be answered at once; None for many or slow ones."""
    total, is_more = _count(selection, reader)
    if _is_large(total, is_more=is_more):
        return None
    try:
        with time_limit(SLOWEST_SEARCH):
            return ids(*selection.found(reader))
    except TooSlowError:
        return None


def _address_without_person(request: HttpRequest) -> str:
    params = request.GET.copy()
    params["s"] = tickets.keep(request.session, params.pop("q")[-1])
    return f"{request.path}?{params.urlencode()}"
