"""What people decide about two callers: the same person or not. Complaints stay as their windows gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.callers.links import has_caller
from complaints.callers.models import CallerDecision, Verdict
from complaints.callers.persons import in_order, named_key, person_of
from complaints.decisions import NOTE_LENGTH, DecisionRefusedError
from complaints.models import Complaint
from complaints.privacy import log
from complaints.privacy.roles import Right
from complaints.similarity.reading import mark_unread

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from complaints.privacy.reader import Reader


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and how many complaints of third callers it has cut off from the first one's."""

    decision: CallerDecision
    cut_off: int


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a decision is about: two caller keys, or two finer ones of the `shared` key."""

    first: UUID
    second: UUID
    shared: UUID | None = None


@transaction.atomic
def decide(
    first_id: int,
    second_id: int,
    verdict: Verdict,
    reader: Reader,
    *,
    note: str = "",
    request: HttpRequest | None = None,
) -> Decided:
    """The callers of two complaints are one person, or are not, whatever was said before.

    Of two complaints with one key (a telephone that several people use) the decision is about telephone and name.
    Raises DecisionRefusedError, and PermissionError without the right.
    """
    _authorise(reader)
    first, second = _complaint(first_id), _complaint(second_id)
    keys = _keys(first, second)
    if _standing(keys) == verdict or (verdict == Verdict.SAME and keys.shared and _standing(keys) is None):
        raise DecisionRefusedError(f"두 민원의 민원인은 이미 ‘{verdict.label}’으로 되어 있습니다.")
    before = person_of(keys.first), person_of(keys.second)
    left, right = sorted([(keys.first, first.pk), (keys.second, second.pk)])
    decision = CallerDecision.objects.create(
        first_key=left[0],
        second_key=right[0],
        shared_key=keys.shared,
        verdict=verdict,
        first_id=left[1],
        second_id=right[1],
        note=note.strip()[:NOTE_LENGTH],
        account_id=reader.account_id,
        actor=reader.actor,
    )
    _record(decision, reader, request)
    _read_again(before[0].union(before[1], _keys_of(decision)))
    cut_off = before[0] - {keys.second} if verdict == Verdict.DIFFERENT else before[0] | before[1]
    cut_off -= person_of(keys.first)
    return Decided(decision, Complaint.objects.filter(caller_key__in=cut_off).count())


@transaction.atomic
def undo(decision_id: int, reader: Reader, *, request: HttpRequest | None = None) -> CallerDecision:
    """Take a decision back; an earlier one about the same two holds again.

    Raises DecisionRefusedError, and PermissionError without the right.
    """
    _authorise(reader)
    decision = CallerDecision.standing(decision_id)
    before = _keys_of(decision)
    decision.take_back(reader)
    _record(decision, reader, request)
    _read_again(before | _keys_of(decision))
    return decision


def _authorise(reader: Reader) -> None:
    if not reader.may(Right.LINK_CALLERS):
        raise PermissionError("민원인을 잇거나 나눌 권한이 없습니다.")


def _complaint(complaint_id: int) -> Complaint:
    found = Complaint.objects.for_display().filter(pk=complaint_id).first()
    if found is None:
        raise DecisionRefusedError("그 사이에 없어진 민원입니다. 화면을 새로 열고 다시 고르십시오.")
    if not has_caller(found):
        raise DecisionRefusedError("민원인이 없는 민원이라 같은 사람인지 정할 수 없습니다.")
    return found


def _keys(first: Complaint, second: Complaint) -> _Keys:
    one, other = first.caller_key, second.caller_key
    if first.pk == second.pk or one is None or other is None:
        raise DecisionRefusedError("서로 다른 두 민원을 고르십시오.")
    if one != other:
        return _Keys(one, other)
    finer, other_finer = (named_key(one, each.complainant_name) for each in (first, second))
    refusal = why_inseparable(first, second)
    if finer is None or other_finer is None or refusal:
        raise DecisionRefusedError(refusal)
    return _Keys(finer, other_finer, shared=one)


def why_inseparable(first: Complaint, second: Complaint) -> str:
    """Why nobody can say that these two are of different people, as a Korean sentence; empty if it can be said."""
    if first.caller_key is None or first.caller_key != second.caller_key:
        return ""
    finer, other_finer = (named_key(first.caller_key, each.complainant_name) for each in (first, second))
    if finer is None or other_finer is None:
        return (
            "연락처가 같고 한쪽 민원에는 이름이 없어 두 사람으로 나눌 수 없습니다."
            " 원래 창구에서 민원인의 이름이나 전화를 바로잡아 다시 들여오십시오."
        )
    if finer == other_finer:
        return (
            "이름과 연락처나 사는 동이 모두 같아 두 사람으로 나눌 수 없습니다."
            " 정말 다른 사람이면 원래 창구에서 민원인의 전화를 바로잡아 다시 들여오십시오."
        )
    return ""


def _standing(keys: _Keys) -> str | None:
    """What was last said of these two."""
    first, second = in_order(keys.first, keys.second)
    said = CallerDecision.objects.filter(first_key=first, second_key=second, undone_at=None)
    return said.values_list("verdict", flat=True).first()


def _keys_of(decision: CallerDecision) -> frozenset[UUID]:
    """The caller keys of all whom a decision concerns now."""
    if decision.shared_key:
        return frozenset({decision.shared_key})
    return person_of(decision.first_key) | person_of(decision.second_key)


def _record(decision: CallerDecision, reader: Reader, request: HttpRequest | None) -> None:
    # The reason given is free text, which may name a person: the log only points to the decision.
    detail = {"callers": decision.pk, "verdict": decision.verdict, "undone": decision.undone_at is not None}
    ids = [decision.first_id, decision.second_id]
    log.record(reader, log.Action.DECIDE, request=request, complaint_ids=ids, detail=detail)


def _read_again(keys: frozenset[UUID]) -> None:
    """Groups and repeats of these callers are to be looked at again."""
    mark_unread(Complaint.objects.filter(caller_key__in=keys).values_list("pk", flat=True))
