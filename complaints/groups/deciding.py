"""What people decide of complaints: one matter or not. Each decision is recorded and the groups follow at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.decisions import NOTE_LENGTH, NOTE_TOO_LONG, DecisionRefusedError
from complaints.groups.grouping import lock_groups, regroup
from complaints.groups.models import GroupDecision, Named, Verdict
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.models import Action
from complaints.privacy.roles import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.http import HttpRequest

    from complaints.privacy.reader import Reader

MOST = 2000  # complaints at once; the longest campaigns of a district are half of that


def say_same(ids: Iterable[int], reader: Reader, note: str = "", request: HttpRequest | None = None) -> GroupDecision:
    """All these complaints are one matter, whatever was said before.

    Raises DecisionRefusedError, and PermissionError without the right, as all functions here.
    """
    return _decide(Verdict.SAME, (set(ids), set()), reader, note, request)


def say_different(
    left_ids: Iterable[int],
    right_ids: Iterable[int],
    reader: Reader,
    note: str = "",
    request: HttpRequest | None = None,
) -> GroupDecision:
    """No complaint on the left is one matter with one on the right, whatever was said before.

    What keeps those of one side together, or not, stays as it is. Raises DecisionRefusedError.
    """
    return _decide(Verdict.DIFFERENT, (set(left_ids), set(right_ids)), reader, note, request)


@transaction.atomic
def undo(decision_id: int, reader: Reader, request: HttpRequest | None = None) -> GroupDecision:
    """Take a decision back; earlier ones on the same complaints hold again. Raises DecisionRefusedError."""
    _authorise(reader)
    lock_groups()
    decision = GroupDecision.standing(decision_id)
    ids = complaints_of(decision)
    _refuse_unreadable(ids, reader)
    decision.take_back(reader)
    _record(decision, reader, ids, request, undone=True)
    regroup(ids)
    return decision


def complaints_of(decision: GroupDecision, side: int | None = None) -> list[int]:
    """The complaints that a decision names, or those of one side, as far as they are there now."""
    named = decision.named.all() if side is None else decision.named.filter(side=side)
    keys = set(named.values_list("channel_id", "receipt_number", "part"))
    rows = Complaint.objects.filter(
        channel_id__in={channel for channel, _, _ in keys}, receipt_number__in={number for _, number, _ in keys}
    )
    found = rows.order_by("received_at", "id").values_list("pk", "channel_id", "receipt_number", "part")
    return [pk for pk, *key in found if tuple(key) in keys]


@transaction.atomic
def _decide(
    verdict: Verdict, sides: tuple[set[int], set[int]], reader: Reader, note: str, request: HttpRequest | None
) -> GroupDecision:
    _authorise(reader)
    note = note.strip()
    _refuse_nonsense(verdict, sides, note)
    # The order of the numbers is that in which decisions hold, so they are given one after another.
    lock_groups()
    named = _named(sides)
    _refuse_unreadable(sides[0] | sides[1], reader)
    decision = GroupDecision.objects.create(
        verdict=verdict, note=note, account_id=reader.account_id, actor=reader.actor
    )
    for one in named:
        one.decision = decision
    Named.objects.bulk_create(named)
    ids = sorted(sides[0] | sides[1])
    _record(decision, reader, ids, request, undone=False)
    regroup(ids)
    return decision


def _authorise(reader: Reader) -> None:
    if not reader.may(Right.DECIDE_GROUPS):
        raise PermissionError("같은 사안인지 판단할 권한이 없습니다.")


def _refuse_nonsense(verdict: Verdict, sides: tuple[Collection[int], Collection[int]], note: str) -> None:
    left, right = map(set, sides)
    if verdict is Verdict.SAME and len(left) < 2:
        raise DecisionRefusedError("같은 사안으로 묶으려면 민원을 두 건 이상 고르십시오.")
    if verdict is Verdict.DIFFERENT and not (left and right):
        raise DecisionRefusedError("다른 사안으로 나누려면 양쪽에 민원을 한 건 이상 두십시오.")
    if left & right:
        raise DecisionRefusedError("같은 민원이 양쪽에 있습니다. 한쪽에만 두고 다시 나누십시오.")
    if len(left | right) > MOST:
        raise DecisionRefusedError(f"한 번에 {MOST:,}건까지 판단할 수 있습니다. 나누어 판단하십시오.")
    if len(note) > NOTE_LENGTH:
        raise DecisionRefusedError(NOTE_TOO_LONG)


def _refuse_unreadable(ids: Collection[int], reader: Reader) -> None:
    """Nobody decides on texts that he may not read."""
    rows = Complaint.objects.filter(pk__in=ids).order_by().values_list("is_public", "department_id").distinct()
    if not all(reader.may_read_text(is_public=is_public, department_id=owner) for is_public, owner in rows):
        raise DecisionRefusedError("비공개 민원이 들어 있어 그 민원의 처리 부서만 판단하거나 되돌릴 수 있습니다.")


def _named(sides: tuple[Collection[int], Collection[int]]) -> list[Named]:
    """The complaints by their natural keys, not yet saved."""
    side_of = {pk: side for side, ids in enumerate(sides) for pk in ids}
    rows = Complaint.objects.filter(pk__in=side_of).order_by("id")
    found = list(rows.values_list("pk", "channel_id", "receipt_number", "part"))
    if len(found) < len(side_of):
        raise DecisionRefusedError("고른 민원 가운데 없어진 것이 있습니다. 화면을 새로 열고 다시 고르십시오.")
    return [
        Named(side=side_of[pk], channel_id=channel, receipt_number=number, part=part)
        for pk, channel, number, part in found
    ]


def _record(
    decision: GroupDecision, reader: Reader, ids: Collection[int], request: HttpRequest | None, *, undone: bool
) -> None:
    # The reason given is free text, which may name a person: the log only points to the decision.
    detail = {"decision": decision.pk, "verdict": decision.verdict, "undone": undone}
    log.record(reader, Action.DECIDE, request=request, complaint_ids=ids, detail=detail)
