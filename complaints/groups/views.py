"""Pages of complaints that are one matter: their list, and each group with its members side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from complaints.channels import channels_of
from complaints.groups import history, looking
from complaints.groups.answers import former_names, outdated
from complaints.groups.comparing import comparison, why_linked
from complaints.groups.forms import AddForm, picked
from complaints.groups.listing import GroupListing
from complaints.groups.membership import MOST_COMPARED, Membership
from complaints.groups.models import Group, Tier
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.gate import present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from complaints.privacy.reader import Reader

MEMBERS_SHOWN = 50
DECISIONS_SHOWN = 5
DECISIONS_PER_PAGE = 50
# What the session keeps of a decision until the next page has offered to undo it.
JUST_DECIDED = "group_decision"


@require(Right.SEARCH)
@require_GET
@transaction.atomic
def group_list(request: HttpRequest) -> HttpResponse:
    """The groups of one tier, newest first."""
    listing = GroupListing(request.GET, reader_of(request), channels_of(request))
    listing.look(timezone.now())
    log.record(listing.reader, log.Action.VIEW, request=request, complaint_ids=listing.complaint_ids)
    context = {"page": listing, "form": listing.form, "chips": listing.chips(), **_may(request, listing.reader)}
    return render(request, "groups/group_list.html", context)


@require(Right.SEARCH)
@require_GET
def group_detail(request: HttpRequest, group_id: int) -> HttpResponse:
    """One group, two to four of its members side by side."""
    return render_group(request, members_or_404(request, group_id))


@require(Right.SEARCH)
@require_GET
def group_of(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """To the group of a complaint: the confirmed one, else the one to check, else back to the complaint.

    One whose texts the reader may not read is answered for as one that is in no group.
    """
    matter = looking.matters([complaint_id], reader_of(request)).get(complaint_id)
    if matter:
        return redirect("groups:detail", matter.group_id)
    if not Complaint.objects.filter(pk=complaint_id).exists():
        raise Http404("그런 민원이 없습니다.")
    messages.info(request, "이 민원과 같은 사안으로 보이는 민원이 없습니다.")
    return redirect("complaints:detail", complaint_id)


@require(Right.SEARCH)
@require_GET
@transaction.atomic
def decision_list(request: HttpRequest) -> HttpResponse:
    """Who decided what and when, the newest first, undone ones too."""
    reader = reader_of(request)
    page = Paginator(history.decisions(), DECISIONS_PER_PAGE).get_page(request.GET.get("page"))
    entries = history.entries(page.object_list, reader)
    ids = [complaint_id for entry in entries for complaint_id in entry.complaint_ids]
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=dict.fromkeys(ids))
    return render(request, "groups/decision_list.html", {"page": page, "entries": entries, **_may(request, reader)})


def members_or_404(request: HttpRequest, group_id: int) -> Membership:
    """The members of a group; a group of which the reader may read none is not there for this reader."""
    group = Group.objects.filter(pk=group_id).first()
    members = Membership(group, reader_of(request)) if group else None
    if members is None or (members.hidden and not members.ids):
        raise Http404("그런 묶음이 없습니다. 그사이 다른 묶음과 합쳐졌거나 나뉘었을 수 있습니다.")
    return members


@transaction.atomic
def render_group(request: HttpRequest, members: Membership, add_form: AddForm | None = None) -> HttpResponse:
    """The page of a group; with the form of a complaint to be added where that could not be done."""
    reader = reader_of(request)
    page = Paginator(members.ids, MEMBERS_SHOWN).get_page(request.GET.get("page"))
    ticked = picked(request.GET, members.ids)
    beside = members.compared(ticked)
    linked = {pk for link in members.links for pk in (link.first_id, link.second_id)}
    rows = Complaint.objects.for_display().order_by().in_bulk({*page.object_list, *beside, *linked})
    log.record(reader, log.Action.VIEW, request=request, complaint_ids=sorted(rows))
    marks = _outdated(rows, reader)
    context = {
        "group": members.group,
        "members": members,
        "windows": [each for each in channels_of(request) if each.pk in members.channel_ids],
        "units": _units(members, page, rows, reader, marks),
        "page": page,
        "beside": beside,
        "too_many": len(ticked) > MOST_COMPARED,
        "most_compared": MOST_COMPARED,
        "comparison": _comparison([rows[pk] for pk in beside if pk in rows], reader, marks),
        "links": why_linked(members.links, rows, reader, timezone.now()),
        "entries": history.entries(history.about(rows.values(), DECISIONS_SHOWN), reader),
        "wider": members.ids and members.is_sure and looking.group_of(members.ids[0], Tier.TO_CHECK),
        "add_form": add_form or AddForm(),
        **_may(request, reader),
    }
    return render(request, "groups/group_detail.html", context, status=400 if add_form else 200)


def _units(
    members: Membership,
    page: Page[int],
    rows: Mapping[int, Complaint],
    reader: Reader,
    marks: Mapping[int, list[str]],
) -> list[dict[str, Any]]:
    """What of each unit stands on this page of the members."""
    now, shown = timezone.now(), set(page.object_list)
    units = []
    for unit in members.units:
        ids = [pk for pk in unit.ids if pk in shown and pk in rows]
        if ids:
            of_unit = [{"complaint": present(rows[pk], reader, now), "outdated": marks.get(pk)} for pk in ids]
            units.append({"unit": unit, "members": of_unit})
    return units


def _comparison(rows: Sequence[Complaint], reader: Reader, marks: Mapping[int, list[str]]) -> Any:
    if len(rows) < 2:
        return None
    said = history.said_same(rows)
    return comparison(rows, reader, timezone.now(), marks, lambda one, other: (one, other) in said)


def _outdated(rows: Mapping[int, Complaint], reader: Reader) -> dict[int, list[str]]:
    """What speaks against each answer of these complaints, all of which this reader may read."""
    answered = [row for row in rows.values() if row.answer]
    newest = looking.newest_answers([row.pk for row in answered], reader)
    former = former_names() if answered else {}
    return {row.pk: told for row in answered if (told := outdated(row, newest.get(row.pk), former))}


def _may(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """Whether the reader may decide, and what was decided just now."""
    return {"may_decide": reader.may(Right.DECIDE_GROUPS), "just_decided": request.session.pop(JUST_DECIDED, None)}
