"""A complaint as a repeat: for all who search, and the sheet of evidence for those who decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from complaints.groups.repeat_evidence import evidence, lines
from complaints.groups.repeats import review_of
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.gate import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from complaints.groups.repeat_evidence import Line

# What one sheet of paper holds: of more, the first ones and the last ones.
MOST_ON_SHEET, FIRST_ON_SHEET = 12, 2


@require(Right.SEARCH)
@require_GET
def repeat(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """The submissions of the same content by this complaint's person, and what article 23 says of them."""
    return render(request, "groups/repeat.html", _reviewed(request, complaint_id, is_sheet=False))


@require(Right.DECIDE_GROUPS)
@require_GET
def sheet(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """The evidence on one sheet of paper, for people to weigh and to sign."""
    context = _reviewed(request, complaint_id, is_sheet=True)
    if not (context["review"] and context["review"].is_repeat):
        messages.info(request, "검토서는 같은 사람이 같은 내용을 두 번 이상 낸 민원에만 만듭니다.")
        return redirect("groups:repeat", complaint_id)
    found = context["lines"]
    first, last = _on_sheet(found)
    parts = {"first": first, "last": last, "left_out": len(found) - len(first) - len(last)}
    return render(request, "groups/repeat_sheet.html", context | parts)


@transaction.atomic
def _reviewed(request: HttpRequest, complaint_id: int, *, is_sheet: bool) -> dict[str, Any]:
    """What both pages say; looking at it is recorded."""
    reader, now = reader_of(request), timezone.now()
    complaint = Complaint.objects.for_display().filter(pk=complaint_id).first()
    if complaint is None:
        raise Http404("그런 민원이 없습니다.")
    review = review_of(complaint, reader)
    turns = review.turns if review else []
    ids = [turn.submission.complaint_id for turn in turns]
    if is_sheet and ids:
        # What came after the reviewed one says nothing about it.
        until = ids.index(complaint_id) + 1
        turns, ids = turns[:until], ids[:until]
    rows = Complaint.objects.for_display().filter(pk__in=ids)
    found = lines(turns, {row.pk: present(row, reader, now) for row in rows})
    detail = {"sheet": "repeat", "printed": True} if is_sheet and review and review.is_repeat else None
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=ids or [complaint.pk], detail=detail)
    return {
        "complaint": present(complaint, reader, now),
        "review": review,
        "lines": found,
        "evidence": evidence(found),
        "may_decide": reader.may(Right.DECIDE_GROUPS),
    }


def _on_sheet(found: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines above and below those that are left out; a row of the table says how many they are."""
    if len(found) <= MOST_ON_SHEET:
        return found, []
    return found[:FIRST_ON_SHEET], found[FIRST_ON_SHEET + 1 - MOST_ON_SHEET :]
