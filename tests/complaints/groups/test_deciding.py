"""What people decide holds against detection and earlier decisions, outlives rows, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from complaints.decisions import DecisionRefusedError
from complaints.groups.deciding import (
    MOST,
    complaints_of,
    say_different,
    say_same,
    undo,
)
from complaints.groups.detecting import detect
from complaints.groups.grouping import regroup
from complaints.groups.models import Group, GroupDecision, Pair, Tier
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent, Action
from complaints.privacy.roles import Role
from complaints.reverting import revert
from complaints.services import record_of, store
from complaints.similarity.reading import read
from tests.complaints.conftest import reader
from tests.complaints.groups.conftest import groups, named, tie

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.groups.conftest import Cast

OFFICER = reader(Role.OFFICER)
TEXT = "가람로 12 앞 가로등이 사흘째 꺼져 있어 밤길이 어둡습니다. 고쳐 주시기 바랍니다."


def test_people_join_what_detection_did_not(cast: Cast) -> None:
    a, b, c = cast("abc")
    decision = say_same([a, b], OFFICER, " 같은 가로등 ")
    assert (groups(), decision.note, decision.actor) == (named("ab"), "같은 가로등", "officer")
    say_same([b, c], OFFICER)
    assert groups() == named("abc")


def test_people_part_what_detection_joined_and_the_rest_goes_with_the_stronger_pair(cast: Cast) -> None:
    a, b, c = cast("abc")
    tie(a, b, 0.7)
    tie(b, c, 0.9)
    say_different([a], [b], OFFICER)
    assert groups() == named("bc")
    say_different([a, c], [b], OFFICER)
    assert groups() == set()


def test_a_split_holds_for_groups_to_check_too(cast: Cast) -> None:
    a, b, c = cast("abc")
    tie(a, b, 0.4, Tier.TO_CHECK)
    tie(b, c, 0.45, Tier.TO_CHECK)
    say_different([a], [b], OFFICER)
    assert groups(Tier.TO_CHECK) == named("bc")


def test_the_later_decision_holds(cast: Cast) -> None:
    a, b = cast("ab")
    say_different([a], [b], OFFICER)
    say_same([a, b], OFFICER)
    assert groups() == named("ab")
    say_different([b], [a], OFFICER)
    assert groups() == set()


def test_the_later_decision_holds_by_way_of_a_third_complaint(cast: Cast) -> None:
    a, b, c = cast("abc")
    say_same([a, b], OFFICER)
    say_different([a], [c], OFFICER)
    say_same([b, c], OFFICER)
    assert groups() == named("bc")


def test_an_undone_decision_stays_in_the_history_and_the_one_before_holds_again(cast: Cast) -> None:
    a, b = cast("ab")
    say_same([a, b], OFFICER)
    split = say_different([a], [b], OFFICER)
    undone = undo(split.pk, reader(Role.MANAGER))
    assert groups() == named("ab")
    assert (undone.undone_by, GroupDecision.objects.count()) == ("manager", 2)
    with pytest.raises(DecisionRefusedError, match="이미 되돌린"):
        undo(split.pk, OFFICER)
    with pytest.raises(DecisionRefusedError, match="그런 판단이 없습니다"):
        undo(split.pk + 1, OFFICER)


def test_a_complaint_is_added_to_a_group_from_which_it_was_parted(cast: Cast) -> None:
    a, b, c = cast("abc")
    tie(a, b)
    tie(b, c)
    say_different([a, b], [c], OFFICER)
    say_same([a, b, c], OFFICER)
    assert groups() == named("abc")


def test_each_decision_and_its_undoing_are_in_the_access_log(cast: Cast) -> None:
    a, b = cast("ab")
    decision = say_same([a, b], OFFICER, "홍길동 씨가 함께 낸 민원")
    undo(decision.pk, OFFICER)
    events = AccessEvent.objects.filter(action=Action.DECIDE).order_by("id")
    assert [(event.complaint_ids, event.detail["undone"]) for event in events] == [([a, b], False), ([a, b], True)]
    assert "홍길동" not in str(list(events.values()))


def test_nobody_decides_on_texts_that_he_may_not_read(cast: Cast) -> None:
    a, b = cast("ab")
    decision = say_same([a, b], OFFICER)
    Complaint.objects.filter(pk=b).update(is_public=False)
    with pytest.raises(DecisionRefusedError, match="처리 부서만"):
        say_same([a, b], OFFICER)
    with pytest.raises(DecisionRefusedError, match="처리 부서만"):
        say_different([a], [b], OFFICER)
    with pytest.raises(DecisionRefusedError, match="처리 부서만"):
        undo(decision.pk, OFFICER)
    assert groups() == named("ab")
    assert undo(decision.pk, replace(OFFICER, reads_all=True)).undone_at


def same(ids: Any) -> None:
    say_same(ids, OFFICER)


def different(sides: Any) -> None:
    left, right = sides
    say_different(left, right, OFFICER)


@pytest.mark.parametrize(
    ("decide", "choose", "sentence"),
    [
        (same, lambda ids: [*ids[:1], *ids[:1]], "두 건 이상"),
        (same, lambda ids: [*ids, 0], "없어진 것이"),
        (same, lambda ids: range(ids[0], ids[0] + MOST + 1), "나누어 판단"),
        (different, lambda ids: (ids, []), "양쪽에"),
        (different, lambda ids: (ids, ids[1:]), "한쪽에만"),
    ],
)
def test_nonsense_is_refused_with_what_to_do(
    cast: Cast, decide: Callable[[Any], object], choose: Callable[[list[int]], Any], sentence: str
) -> None:
    with pytest.raises(DecisionRefusedError, match=sentence):
        decide(choose(cast("ab")))
    assert not GroupDecision.objects.exists()
    assert not AccessEvent.objects.exists()


def test_a_reason_is_short(cast: Cast) -> None:
    with pytest.raises(DecisionRefusedError, match="200자까지"):
        say_same(cast("ab"), OFFICER, "가" * 201)


def detected(*ids: int) -> None:
    read(ids)
    detect(ids)


@pytest.fixture
def pair(complaint: MakeComplaint) -> list[int]:
    """Two complaints of two people about one lamp: detection joins them, but for what somebody decides."""
    calls = [complaint(number, body=TEXT, mobile=f"010-1111-000{number}", category="조명").pk for number in "12"]
    detected(*calls)
    assert groups() == named("12")
    return calls


def test_a_split_survives_detection_and_a_new_import(pair: list[int]) -> None:
    say_different(pair[:1], pair[1:], OFFICER)
    detected(*pair)
    assert (groups(), Pair.objects.count()) == (set(), 1)
    record = record_of(Complaint.objects.get(pk=pair[0]))
    store([record], origin="batch:2")
    detected(*pair)
    assert groups() == set()


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_decision_survives_that_its_rows_are_removed_and_made_again(pair: list[int], verdict: str) -> None:
    records = [record_of(Complaint.objects.get(pk=pk)) for pk in pair]
    if verdict == "same":
        Pair.objects.all().delete()
        decision = say_same(pair, OFFICER)
    else:
        decision = say_different(pair[:1], pair[1:], OFFICER)
    assert all(one.is_done for one in revert(pair, {}, origin="test").values())
    detected(*pair)
    assert (Group.objects.exists(), Pair.objects.exists(), complaints_of(decision)) == (False, False, [])
    again = [one.complaint_id or 0 for one in store(records, origin="batch:3")]
    read(again)
    # Detection finds nothing any more, or what was parted.
    detect(again) if verdict == "different" else regroup(again)
    assert groups() == (named("12") if verdict == "same" else set())
    assert (set(complaints_of(decision)), set(again) & set(pair)) == (set(again), set())
    undo(decision.pk, OFFICER)
    assert groups() == (set() if verdict == "same" else named("12"))


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN, Role.AUDITOR])
def test_only_those_with_the_right_decide(role: Role, cast: Cast) -> None:
    ids, who = cast("ab"), reader(role)
    decision = say_same(ids, OFFICER)
    with pytest.raises(PermissionError):
        say_same(ids, who)
    with pytest.raises(PermissionError):
        say_different(ids[:1], ids[1:], who)
    with pytest.raises(PermissionError):
        undo(decision.pk, who)
