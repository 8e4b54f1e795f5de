"""Pages of the importer. Those who upload see no personal data: values are shown masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from complaints.forms import typed_id
from complaints.models import StatusWord
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.masking import mask_cell
from complaints.privacy.models import Account, Action
from ingest.forms import UploadForm, WordForm
from ingest.models import BatchState, ImportBatch, RowState
from ingest.outcome_views import outcome_context
from ingest.receiving import receive_upload
from ingest.review_views import review_context
from ingest.shown import shown_name
from ingest.words import decide, entries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ingest.models import RowProblem

_BATCHES_SHOWN = 100
_PROBLEMS_SHOWN = 200


@require(Right.UPLOAD)
@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    """The newest imports."""
    batches = ImportBatch.objects.select_related("channel", "account")[:_BATCHES_SHOWN]
    undecided = StatusWord.objects.filter(is_decided=False).count()
    waiting = ImportBatch.objects.filter(state=BatchState.WAITING).count()
    listed = [(batch, _counts_shown(batch)) for batch in batches]
    context = {"entries": listed, "undecided_words": undecided, "waiting": waiting}
    return render(request, "ingest/batch_list.html", context)


@require(Right.UPLOAD)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Receive one or several files."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batches = _receive(request, form)
        if len(batches) == 1:
            return redirect("ingest:detail", batches[0].pk)
        messages.success(request, f"파일 {len(batches)}개를 받았습니다. 차례로 들여옵니다.")
        return redirect("ingest:list")
    context = {"form": form, "max_upload_bytes": settings.IMPORT_MAX_BYTES}
    return render(request, "ingest/upload_form.html", context, status=400 if form.errors else 200)


@require(Right.UPLOAD)
@require_GET
def batch_detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How far an import is, what has to be decided, what became of its rows, what is wrong with them."""
    batch = get_object_or_404(ImportBatch.objects.select_related("channel", "account"), pk=batch_id)
    context = {
        "batch": batch,
        "problems": _problems(batch),
        "problems_total": 0 if batch.is_running else batch.problems.count(),
        "undecided": _undecided(batch),
        **outcome_context(batch),
        **review_context(batch),
    }
    is_part = bool(getattr(request, "htmx", False))
    # A run that is watched asks every second; the rows of a file that then waits are seen once.
    if not is_part or batch.state == BatchState.WAITING:
        log.record(reader_of(request), Action.VIEW, request=request, detail={"batch": batch.pk})
    if is_part:
        return render(request, "ingest/_batch_progress.html", context)
    return render(request, "ingest/batch_detail.html", context)


@require(Right.UPLOAD)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The status words of all windows, and the meaning that a person gives to one of them."""
    form = None
    if request.method == "POST":
        form = WordForm(get_object_or_404(StatusWord, pk=typed_id(request.POST.get("word", ""))), request.POST)
        if form.is_valid():
            count = decide(form, reader_of(request), request)
            messages.success(request, f"‘{form.word.word}’의 뜻을 정해 기다리던 민원 {count:,}건에 적용했습니다.")
            return redirect("ingest:words")
    else:
        log.record(reader_of(request), Action.VIEW, request=request, detail={"page": "words"})
    found = entries(form)
    context = {
        "open_entries": [entry for entry in found if entry.is_open],
        "decided_entries": [entry for entry in found if not entry.is_open],
    }
    return render(request, "ingest/word_list.html", context, status=400 if form else 200)


@transaction.atomic
def _receive(request: HttpRequest, form: UploadForm) -> list[ImportBatch]:
    account = cast("Account", request.user)
    channel = form.cleaned_data["channel"]
    batches = [receive_upload(file, channel, account) for file in form.cleaned_data["files"]]
    detail = {"batches": [batch.pk for batch in batches], "channel": channel.code if channel else ""}
    log.record(reader_of(request), Action.UPLOAD, request=request, count=len(batches), detail=detail)
    return batches


def _counts_shown(batch: ImportBatch) -> list[tuple[str, int | None]]:
    """The six counts; of a batch that waits those that are expected, None where nobody knows yet."""
    counts = batch.planned.get("counts", {}) if batch.state == BatchState.WAITING else batch.counts
    return [(state.value, counts.get(state)) for state in RowState]


def _problems(batch: ImportBatch) -> list[RowProblem]:
    if batch.is_running:
        return []
    problems = list(batch.problems.all()[:_PROBLEMS_SHOWN])
    for problem in problems:
        problem.value, problem.column = mask_cell(problem.value), shown_name(problem.column)
    return problems


def _undecided(batch: ImportBatch) -> list[str]:
    if batch.channel_id is None or batch.state != BatchState.DONE:
        return []
    words = StatusWord.objects.filter(channel_id=batch.channel_id, is_decided=False)
    return list(words.values_list("word", flat=True))
