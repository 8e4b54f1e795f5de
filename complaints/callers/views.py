"""Pages of callers: the card, decisions about who is who, and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from complaints.callers.card import card_of
from complaints.callers.deciding import decide, undo
from complaints.callers.forms import DecisionForm
from complaints.callers.history import decisions_about, entries
from complaints.callers.models import CallerDecision, Verdict
from complaints.decisions import DecisionRefusedError
from complaints.forms import typed_id
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.gate import present
from complaints.views import LAST_LIST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 30
_CUT_OFF = (
    "이 판단으로, 함께 이어져 있던 다른 민원인의 민원 {number:,}건도 이 민원인에게서 떨어졌습니다."
    " 같은 사람이면 그 민원에서 ‘같은 사람’을 다시 누르십시오."
)


@require(Right.SEARCH)
@require_GET
@transaction.atomic
def card(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Everything of one caller, from one of the complaints."""
    complaint = get_object_or_404(Complaint.objects.for_display(), pk=complaint_id)
    reader, now = reader_of(request), timezone.now()
    pages = {name: request.GET.get(name, "") for name in ("page", "possible")}
    shown = card_of(complaint, reader, now, **pages)
    ids = [complaint.pk, *(pk for pk in (shown.ids if shown else ()) if pk != complaint.pk)]
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=ids, detail={"page": "caller"})
    context = {
        "own": present(complaint, reader, now),
        "card": shown,
        "may_decide": reader.may(Right.LINK_CALLERS),
        "back_url": request.session.get(LAST_LIST),
    }
    return render(request, "callers/card.html", context)


@require(Right.LINK_CALLERS)
@require_POST
def decide_callers(request: HttpRequest) -> HttpResponse:
    """The callers of two complaints are the same person, or are not."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.sentence())
        first = form.cleaned_data.get("first")
        return redirect("callers:card", first) if first else redirect("complaints:home")
    first, verdict = form.cleaned_data["first"], Verdict(form.cleaned_data["verdict"])
    try:
        made = decide(
            first,
            form.cleaned_data["second"],
            verdict,
            reader_of(request),
            note=form.cleaned_data["note"],
            request=request,
        )
    except DecisionRefusedError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"‘{verdict.label}’으로 남겼습니다. 판단 이력에서 되돌릴 수 있습니다.")
        if made.cut_off:
            messages.warning(request, _CUT_OFF.format(number=made.cut_off))
    return redirect("callers:card", first)


@require(Right.SEARCH)
@require_GET
@transaction.atomic
def decisions(request: HttpRequest) -> HttpResponse:
    """Who decided what about callers, the newest first; with `of`, about one complaint's caller."""
    reader, now = reader_of(request), timezone.now()
    of = _complaint_of(request.GET.get("of", ""))
    page = Paginator(decisions_about(of), PER_PAGE).get_page(request.GET.get("page"))
    shown = entries(list(page.object_list), reader, now)
    ids = {side.id for entry in shown for side in (entry.first, entry.second) if side}
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=sorted(ids), detail={"page": "callers"})
    context = {
        "page": page,
        "entries": shown,
        "of": present(of, reader, now) if of else None,
        "may_decide": reader.may(Right.LINK_CALLERS),
    }
    return render(request, "callers/decisions.html", context)


@require(Right.LINK_CALLERS)
@require_POST
def undo_decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back."""
    get_object_or_404(CallerDecision, pk=decision_id)
    try:
        undo(decision_id, reader_of(request), request=request)
    except DecisionRefusedError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "판단을 되돌렸습니다. 민원인의 화면에 바로 나타납니다.")
    of = _complaint_of(request.POST.get("of", ""))
    return redirect(f"{reverse('callers:decisions')}{f'?of={of.pk}' if of else ''}")


def _complaint_of(typed: str) -> Complaint | None:
    if not typed:
        return None
    return get_object_or_404(Complaint.objects.for_display(), pk=typed_id(typed))
