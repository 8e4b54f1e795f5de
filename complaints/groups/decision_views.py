"""Deciding about a group: what it would change is shown first, done by a POST, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from complaints.decisions import DecisionRefusedError
from complaints.forms import typed_id
from complaints.groups import deciding, looking
from complaints.groups.forms import AddForm, DecisionForm, picked
from complaints.groups.membership import Membership
from complaints.groups.models import Group, GroupDecision
from complaints.groups.views import JUST_DECIDED, members_or_404, render_group
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.gate import present
from complaints.search.matching import find
from complaints.search.paging import exact_numbers
from complaints.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from complaints.privacy.access import Reader
    from complaints.privacy.gate import Presented

CHANGED = "그사이 이 묶음이 바뀌었습니다. 지금의 민원을 보고 다시 판단해 주세요."
NOTHING_PICKED = "나눌 민원을 골라 주세요. 표에서 다른 사안인 민원의 칸에 표시합니다."
ALL_PICKED = "모두 고르면 나눌 것이 없습니다. 다른 사안인 민원만 골라 주세요."
ALREADY_IN = "이미 이 묶음에 있는 민원입니다."
NOT_FOUND = "그런 접수번호의 민원이 없습니다."
UNREADABLE = "비공개 민원이라 처리 부서만 더할 수 있습니다."
MOST_LISTED = 20


@require(Right.DECIDE_GROUPS)
@require_GET
def group_split(request: HttpRequest, group_id: int) -> HttpResponse:
    """What splitting the picked members off would leave; nothing is done yet."""
    members = members_or_404(request, group_id)
    chosen = members.whole_units(picked(request.GET, members.ids))
    if not chosen or len(chosen) == len(members):
        messages.error(request, ALL_PICKED if chosen else NOTHING_PICKED)
        return redirect("groups:detail", group_id)
    rest = [pk for pk in members.ids if pk not in set(chosen)]
    parts = [("나눌 민원", chosen), ("남을 민원", rest)]
    return _confirm(request, members, "split", chosen, parts)


@require(Right.DECIDE_GROUPS)
@require_POST
def group_add(request: HttpRequest, group_id: int) -> HttpResponse:
    """The complaint of a number and the group to which it would come; nothing is done yet."""
    form, members = AddForm(request.POST), members_or_404(request, group_id)
    if not form.is_valid():
        return render_group(request, members, form)
    reader = reader_of(request)
    found = _with_number(form.cleaned_data["number"], reader)
    own = [row.pk for row in found if _may_read(row, reader)]
    new = [pk for pk in own if pk not in set(members.ids)]
    if not new:
        why = ALREADY_IN if own else UNREADABLE if found else NOT_FOUND
        form.add_error("number", f"{why} 번호를 확인해 주세요.")
        return render_group(request, members, form)
    return _confirm(request, members, "add", new, [("더할 민원", new), ("지금 묶음의 민원", members.ids)])


@require(Right.DECIDE_GROUPS)
@require_POST
def group_decide(request: HttpRequest, group_id: int) -> HttpResponse:
    """Confirm, split or add; refused when the group is not what was shown."""
    group = Group.objects.filter(pk=group_id).first()
    form = DecisionForm(request.POST)
    members = group and Membership(group, reader_of(request))
    if not members:
        messages.error(request, CHANGED)
        return redirect("groups:list")
    if not form.is_valid():
        messages.error(request, form.fault)
    elif form.cleaned_data["seen"] != members.seen:
        messages.error(request, CHANGED)
    else:
        return _decide(request, members, form)
    return redirect("groups:detail", group_id)


@require(Right.DECIDE_GROUPS)
@require_POST
def decision_undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back; to the group in which its first complaint is then."""
    reader = reader_of(request)
    try:
        decision = deciding.undo(decision_id, reader, request)
    except DecisionRefusedError as reason:
        messages.error(request, str(reason))
        return redirect("groups:decisions")
    messages.success(request, "판단을 되돌렸습니다. 판단 이력에는 남아 있습니다.")
    matters = looking.matters(deciding.complaints_of(decision), reader)
    if request.POST.get("from") == "group" and matters:
        return redirect("groups:detail", next(iter(matters.values())).group_id)
    return redirect("groups:decisions")


def _decide(request: HttpRequest, members: Membership, form: DecisionForm) -> HttpResponse:
    try:
        decision, said, complaint_id = _decided(request, members, form)
    except DecisionRefusedError as reason:
        messages.error(request, str(reason))
        return redirect("groups:detail", members.group.pk)
    messages.success(request, said)
    request.session[JUST_DECIDED] = decision.pk
    matter = looking.matters([complaint_id], reader_of(request)).get(complaint_id)
    return redirect("groups:detail", matter.group_id) if matter else redirect("groups:list")


def _decided(request: HttpRequest, members: Membership, form: DecisionForm) -> tuple[GroupDecision, str, int]:
    """The decision, what is said of it, and a complaint whose group is shown next. Raises DecisionRefusedError."""
    reader, note, act = reader_of(request), form.cleaned_data["note"], form.cleaned_data["act"]
    if act == "split":
        chosen = members.whole_units(picked(request.POST, members.ids))
        rest = [pk for pk in members.ids if pk not in set(chosen)]
        decision = deciding.say_different(chosen, rest, reader, note, request)
        return decision, f"민원 {len(chosen):,}건을 다른 사안으로 나누었습니다.", rest[0]
    if act == "add":
        complaint_id = typed_id(request.POST.get("complaint", "")) or 0
        row = Complaint.objects.filter(pk=complaint_id).only("is_public", "department_id").first()
        if row and not _may_read(row, reader):
            raise DecisionRefusedError(UNREADABLE)
        # Of very many the newest will do: the others are one matter with these.
        decision = deciding.say_same([complaint_id, *members.ids[: deciding.MOST - 1]], reader, note, request)
        return decision, "민원을 이 묶음에 더했습니다.", complaint_id
    decision = deciding.say_same(members.ids, reader, note, request)
    return decision, f"민원 {len(members):,}건을 같은 사안으로 확인했습니다.", members.ids[0]


@transaction.atomic
def _confirm(
    request: HttpRequest, members: Membership, act: str, chosen: Sequence[int], parts: Sequence[tuple[str, list[int]]]
) -> HttpResponse:
    """The page that asks once more, with the complaints concerned."""
    reader, now = reader_of(request), timezone.now()
    ids = [pk for _, part in parts for pk in part[:MOST_LISTED]]
    rows = Complaint.objects.for_display().order_by().in_bulk(ids)
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=sorted(rows))
    shown: dict[int, Presented] = {pk: present(row, reader, now) for pk, row in rows.items()}
    listed = [
        {
            "label": label,
            "number": len(part),
            "complaints": [shown[pk] for pk in part[:MOST_LISTED] if pk in shown],
            "others": max(len(part) - MOST_LISTED, 0),
        }
        for label, part in parts
    ]
    context = {"members": members, "group": members.group, "act": act, "picked": chosen, "parts": listed}
    return render(request, "groups/confirm.html", context)


def _may_read(row: Complaint, reader: Reader) -> bool:
    return reader.may_read_text(is_public=row.is_public, department_id=row.department_id)


def _with_number(typed: str, reader: Reader) -> list[Complaint]:
    """The complaints that have exactly this number, under any of the names of a number, newest first."""
    query = parse(f"번호:{''.join(typed.split())}")
    return exact_numbers(query, find(query, reader))
