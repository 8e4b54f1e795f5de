"""Pages of past answers: those of complaints like a pasted text or a stored complaint, and one of them as a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.channels import channels_of
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.drafts import draft
from complaints.privacy.gate import present
from complaints.search import tickets
from complaints.similarity import vectors
from complaints.similarity.cards import cards
from complaints.similarity.finding import similar_to, similar_to_text
from complaints.similarity.forms import ConditionsForm, TargetForm, TextForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from complaints.similarity.finding import Answers

IN_PANEL, ON_PAGE = 5, 10
# Texts are long, and whoever answers needs the last few.
KEPT_UNDER, MOST_KEPT = "similar_texts", 5


@sensitive_post_parameters("text")
@require(Right.SIMILAR)
@require_http_methods(["GET", "POST"])
def similar_to_typed(request: HttpRequest) -> HttpResponse:
    """Past answers for a text. It is sent by POST and answered by an address that holds nothing of it."""
    if request.method == "POST":
        form = TextForm(request.POST)
        if not form.is_valid():
            return render(request, "similarity/text.html", {"form": form, "conditions": _conditions(request)})
        ticket = tickets.keep(request.session, form.cleaned_data["text"], key=KEPT_UNDER, most=MOST_KEPT)
        return redirect(f"{reverse('similarity:text')}?s={ticket}")
    ticket = request.GET.get("s", "")
    text = tickets.recall(request.session, ticket, key=KEPT_UNDER) if ticket else ""
    if text is None:
        messages.info(request, "붙여 넣은 지 오래되어 글이 남아 있지 않습니다. 다시 붙여 넣으십시오.")
        return redirect("similarity:text")
    conditions = _conditions(request)
    context = {"form": TextForm(initial={"text": text}), "conditions": conditions, "ticket": ticket}
    if text:
        with transaction.atomic():
            found = similar_to_text(text, reader_of(request), filters=conditions.filters(), limit=ON_PAGE)
            _record(request, found, {"similar_to": "text", "characters": len(text)})
        context |= _results(request, found)
    return render(request, "similarity/text.html", context)


@require(Right.SIMILAR)
@require_GET
def similar_to_complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Past answers for a stored complaint: a page, or the part of the complaint's page that is loaded after it."""
    complaint, reader = _complaint(complaint_id), reader_of(request)
    is_panel = _wants_part(request)
    conditions = _conditions(request)
    shown = present(complaint, reader, timezone.now())
    context: dict[str, Any] = {"complaint": shown, "complaint_id": complaint.pk, "conditions": conditions}
    if not shown.is_restricted:
        with transaction.atomic():
            limit = IN_PANEL if is_panel else ON_PAGE
            found = similar_to(complaint, reader, filters=conditions.filters(), limit=limit)
            _record(request, found, {"similar_to": complaint.pk})
        context |= _results(request, found)
    if is_panel:
        # Asked by the page itself, and slow: saved now, the session would lose what was searched for meanwhile.
        request.session.modified = False
        return render(request, "similarity/_panel.html", context)
    return render(request, "similarity/complaint.html", context)


@require(Right.SIMILAR)
@require_POST
def answer_draft(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """An answer to go on with for another complaint, without the persons for whom it was written."""
    source, reader = _complaint(complaint_id), reader_of(request)
    if not source.answer:
        raise Http404("답변이 없는 민원입니다.")
    try:
        with transaction.atomic():
            made = draft(source, reader)
            target = _target(request)
            ids = [source.pk, *([target.pk] if target else [])]
            detail = {"source": source.pk, "target": target.pk if target else None}
            log.record(reader, log.Action.COPY, request=request, complaint_ids=ids, detail=detail)
    except PermissionError as reason:
        log.record(
            reader, log.Action.REFUSED, request=request, complaint_ids=[source.pk], detail={"path": request.path}
        )
        raise PermissionDenied(str(reason)) from None
    now = timezone.now()
    context = {
        "draft": made,
        "source": present(source, reader, now),
        "target": present(target, reader, now) if target else None,
    }
    return render(request, "similarity/draft.html", context)


def _complaint(complaint_id: int) -> Complaint:
    found = Complaint.objects.for_display().filter(pk=complaint_id).first()
    if found is None:
        raise Http404("그런 민원이 없습니다.")
    return found


def _target(request: HttpRequest) -> Complaint | None:
    """The complaint that is being answered, where one is named and is there."""
    form = TargetForm(request.POST)
    target = form.cleaned_data["target"] if form.is_valid() else None
    return Complaint.objects.for_display().filter(pk=target).first() if target else None


def _conditions(request: HttpRequest) -> ConditionsForm:
    return ConditionsForm(request.GET, channels=channels_of(request))


def _results(request: HttpRequest, found: Answers) -> dict[str, Any]:
    return {
        "cards": cards(found.results, reader_of(request), timezone.now()),
        "held_back": found.held_back,
        "by_vector": found.by_vector,
        "is_incomplete": found.by_vector and vectors.is_behind(),
    }


def _record(request: HttpRequest, found: Answers, detail: dict[str, Any]) -> None:
    """What was shown is recorded; what was typed is not, for it may name anybody."""
    ids = [similar.complaint_id for similar in found.results]
    log.record(reader_of(request), log.Action.SEARCH, request=request, complaint_ids=ids, detail=detail)


def _wants_part(request: HttpRequest) -> bool:
    details: Any = getattr(request, "htmx", None)
    return bool(details) and not details.history_restore_request
