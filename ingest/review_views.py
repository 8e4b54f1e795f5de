"""The page on which a person decides about a file that waits. Values are shown masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from complaints.privacy.access import Right, reader_of, require
from ingest import reviewing
from ingest.models import BatchPreview, BatchState, ImportBatch, RowState, WaitsFor
from ingest.readers.errors import FileRefused
from ingest.review_forms import MOST_DECIDED, PasswordForm, ReviewForm
from ingest.roles import ROLE_LABELS
from ingest.sentences import IDENTIFIER_NAMES, RULES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_GONE = "이미 다른 사람이 정했거나 처리 중인 자료입니다. 지금 상태를 확인해 주세요."
_STALE = "그 사이에 파일을 다시 살펴보았습니다. 새 결과를 확인하고 다시 눌러 주세요."
_CHANGED = "읽는 법이 바뀌어 다시 살펴봅니다. 새 결과를 확인한 뒤 들여와 주세요."
_OVERTAKEN = "살펴본 뒤에 이 창구의 다른 자료가 들어오거나 되돌려져 다시 살펴봅니다. 새 결과를 확인한 뒤 들여와 주세요."
_ROWS_OF_FURTHER_SHEETS = 20
_SHEETS_IN_FULL = 3
# The kinds whose rows a person should see first.
_ORDER = (RowState.REJECTED, RowState.CHANGED, RowState.NEW, RowState.MERGED, RowState.SAME, RowState.NOT_A_ROW)


@require(Right.UPLOAD)
@require_POST
def review(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Read the file otherwise, import its good rows, or leave it alone."""
    batch = get_object_or_404(ImportBatch.objects.select_related("channel", "account"), pk=batch_id)
    try:
        answer = _act(request, batch)
    except ImportBatch.DoesNotExist:
        answer = None
    if answer is None:
        messages.warning(request, _GONE)
    return answer or redirect("ingest:detail", batch.pk)


@require(Right.UPLOAD)
@require_POST
@sensitive_post_parameters("password")
def password(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Open a locked workbook with a password that is used once."""
    batch = get_object_or_404(ImportBatch.objects.select_related("channel", "account"), pk=batch_id)
    if WaitsFor.PASSWORD not in batch.waits_for:
        messages.warning(request, _GONE)
        return redirect("ingest:detail", batch.pk)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            reviewing.unlock(batch, form.cleaned_data["password"], reader_of(request), request)
        except FileRefused as refusal:
            form.add_error("password", refusal.sentence)
        except ImportBatch.DoesNotExist:
            messages.warning(request, _GONE)
            return redirect("ingest:detail", batch.pk)
        else:
            return redirect("ingest:detail", batch.pk)
    context = {"batch": batch, **review_context(batch), "password_form": form}
    return render(request, "ingest/batch_detail.html", context, status=400)


def review_context(batch: ImportBatch, form: ReviewForm | None = None) -> dict[str, Any]:
    """What the page of a waiting file shows; `form` is one that was sent and is shown again."""
    if batch.state != BatchState.WAITING:
        return {}
    preview = BatchPreview.objects.filter(batch=batch).first()
    form = form or ReviewForm(batch, preview)
    counts = batch.planned.get("counts", {})
    return {
        "form": form,
        "counts": [(state.label, state, counts.get(state, 0)) for state in RowState],
        "good": sum(counts.get(state, 0) for state in (RowState.NEW, RowState.CHANGED, RowState.SAME, RowState.MERGED)),
        "may_import": bool(counts),
        "kinds": _kinds(preview, counts),
        "sheets": _sheets(form),
        "sheet_options": form.sheet_options,
        "sheet_errors": form.errors.get("sheets", []) if form.is_bound else [],
        "missing": [ROLE_LABELS[role] for sheet in form.sheets for role in sheet.get("missing", [])],
        "planned": _planned(batch),
        "password_form": PasswordForm() if WaitsFor.PASSWORD in batch.waits_for else None,
        "most_decided": MOST_DECIDED,
    }


def _act(request: HttpRequest, batch: ImportBatch) -> HttpResponse | None:
    reader = reader_of(request)
    if batch.state != BatchState.WAITING:
        return None
    if request.POST.get("act") == "none":
        reviewing.import_nothing(batch, reader, request)
        return redirect("ingest:detail", batch.pk)
    form = ReviewForm(batch, BatchPreview.objects.filter(batch=batch).first(), request.POST)
    if not form.is_valid():
        context = {"batch": batch, **review_context(batch, form)}
        return render(request, "ingest/batch_detail.html", context, status=400)
    if form.is_stale:
        messages.warning(request, _STALE)
    elif request.POST.get("act") == "import" and not (why := _reason_to_look_again(batch, form)):
        reviewing.import_good_rows(batch, form, reader, request)
    else:
        if request.POST.get("act") == "import":
            messages.warning(request, why)
        reviewing.read_again(batch, form, reader, request)
    return redirect("ingest:detail", batch.pk)


def _reason_to_look_again(batch: ImportBatch, form: ReviewForm) -> str:
    """Why the file cannot be imported as it was seen; "" where it can."""
    if form.wants_other_reading or not batch.planned.get("counts"):
        return _CHANGED
    return _OVERTAKEN if reviewing.is_overtaken(batch) else ""


def _kinds(preview: BatchPreview | None, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The samples by kind of row, each with the names of its columns by sheet."""
    if preview is None:
        return []
    names = {sheet["name"]: sheet.get("names", []) for sheet in preview.sheets}
    return [
        {
            "state": state,
            "label": state.label,
            "number": counts.get(state, 0),
            "rows": rows,
            "names": names.get(rows[0]["sheet"], []),
        }
        for state in _ORDER
        if (rows := preview.samples.get(state)) and counts
    ]


def _sheets(form: ReviewForm) -> list[dict[str, Any]]:
    """The sheets that were looked at, with their first rows and the fields of the header."""
    found: list[dict[str, Any]] = []
    for number, sheet in enumerate(form.sheets):
        if not sheet.get("lines"):
            continue
        header = form[f"header-{number}"]
        shown = sheet["lines"] if len(found) < _SHEETS_IN_FULL else sheet["lines"][:_ROWS_OF_FURTHER_SHEETS]
        found.append(
            {
                **sheet,
                "lines": shown,
                "header_field": header,
                "header_value": header.value() or "",
                "depth_field": form[f"depth-{number}"],
                "width": max(len(cells) for _, cells in shown),
            }
        )
    return found


def _planned(batch: ImportBatch) -> dict[str, Any]:
    """What was counted, in words."""
    planned = batch.planned
    problems = planned.get("problems", {})
    return {
        "problems": [(RULES[code].sentence.format(detail="…"), number) for code, number in problems.items()],
        "removed": [(IDENTIFIER_NAMES.get(kind, kind), number) for kind, number in planned.get("removed", {}).items()],
        "words": planned.get("words", []),
        "departments": planned.get("departments", []),
        "vanishing": planned.get("vanishing", 0),
        "change": planned.get("change", {}),
    }
