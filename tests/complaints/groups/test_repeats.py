"""Repeats by article 23: a table of cases, rules that hold of any history, and the same from the stored rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import ComplaintType, Status
from complaints.groups.repeats import Submission, Verdict, review, signers

if TYPE_CHECKING:
    from complaints.groups.repeats import Review

START = timezone.make_aware(datetime(2024, 9, 2, 9))  # noqa: DTZ001 - made aware
ONE, OTHER = UUID(int=1), UUID(int=2)
POSSIBLE, TO_CHECK, NOT_POSSIBLE = Verdict.POSSIBLE, Verdict.TO_CHECK, Verdict.NOT_POSSIBLE
Case = dict[str, Any]


def answered(received: int, day: int | None, **more: Any) -> Case:
    """Received on one day from the start, its result notified on another."""
    return {"day": received, "answered": day, "status": "answered", "has_answer": True, **more}


def waiting(received: int, **more: Any) -> Case:
    return {"day": received, "status": "in_progress", **more}


def reviewed(cases: list[Case], close_from: int = 3) -> Review:
    """The review of the last of the cases."""
    made = []
    for number, case in enumerate(cases, start=1):
        fields = dict(case)
        received, told = fields.pop("day"), fields.pop("answered", None)
        answered_at = None if told is None else START + timedelta(days=told, hours=1)
        fields.setdefault("person", ONE)
        made.append(Submission(number, received_at=START + timedelta(days=received), answered_at=answered_at, **fields))
    return review(made, len(made), close_from=close_from)


TWICE = [answered(0, 5), answered(10, 15)]
TABLE: dict[str, tuple[list[Case], Verdict, int | None, str]] = {
    "first": ([waiting(0)], NOT_POSSIBLE, 1, "1번째입니다"),
    "second after one notice": ([answered(0, 5), waiting(10)], NOT_POSSIBLE, 2, "한 번(2024-09-07)뿐"),
    "third after two notices": ([*TWICE, waiting(20)], POSSIBLE, 3, ""),
    "fourth after three notices": ([*TWICE, answered(20, 25), waiting(30)], POSSIBLE, 4, ""),
    "third without a notice": ([waiting(0), waiting(5), waiting(10)], NOT_POSSIBLE, 3, "통지한 것이 없습니다"),
    "third after one notice": ([answered(0, 5), waiting(8), waiting(20)], NOT_POSSIBLE, 3, "한 번(2024-09-07)뿐"),
    "second notice after receipt": ([answered(0, 5), answered(10, 25), waiting(20)], NOT_POSSIBLE, 3, "보다 먼저"),
    "second notice the same day": ([answered(0, 5), answered(10, 20), waiting(20)], NOT_POSSIBLE, 3, "같은 날"),
    "two answers of one day": (
        [answered(0, 15), answered(10, 15), waiting(20)],
        NOT_POSSIBLE,
        3,
        "2건이나 모두 같은 날(2024-09-17)이라 한 번으로",
    ),
    "one withdrawn": (
        [*TWICE[:1], answered(8, 9, status="withdrawn"), waiting(20)],
        NOT_POSSIBLE,
        2,
        "한 번(2024-09-07)뿐",
    ),
    "one transferred": (
        [TWICE[0], answered(8, 9, status="transferred"), waiting(20)],
        NOT_POSSIBLE,
        3,
        "한 번(2024-09-07)뿐",
    ),
    "statutory": (
        [*TWICE, waiting(20, complaint_type="statutory")],
        NOT_POSSIBLE,
        None,
        "법정민원은 반복하여 내더라도",
    ),
    "unknown type": ([*TWICE, waiting(20, complaint_type="unknown")], TO_CHECK, 3, "사람이 확인해야"),
    "collective": ([*TWICE, waiting(20, signers=5)], POSSIBLE, 3, ""),
    "another person's": ([TWICE[0], answered(10, 15, person=OTHER), waiting(20)], NOT_POSSIBLE, 2, "한 번"),
    "already answered": ([*TWICE, answered(20, 25)], NOT_POSSIBLE, 3, "이미 ‘답변 완료’"),
}


@pytest.mark.parametrize(("cases", "verdict", "nth", "reason"), TABLE.values(), ids=TABLE)
def test_the_table_of_article_23(cases: list[Case], verdict: Verdict, nth: int | None, reason: str) -> None:
    found = reviewed(cases)
    assert (found.verdict, found.nth) == (verdict, nth)
    assert bool(found.reasons) == (verdict != POSSIBLE)
    assert reason in " ".join(found.reasons)


def test_notices_of_one_day_are_told_beside_their_number() -> None:
    told = [each.sentence for each in reviewed([*TWICE, answered(12, 15), waiting(20)]).conditions]
    assert "서로 다른 2일에 3번 통지했습니다(2024-09-07, 2024-09-17)." in told


def test_the_table_has_sixteen_cases() -> None:
    assert len(TABLE) == 16


@pytest.mark.parametrize(("people", "needed"), [(1, False), (4, False), (5, True), (12, True)])
@pytest.mark.parametrize("place", [0, 2])
def test_a_collective_one_needs_the_committee(place: int, people: int, needed: bool) -> None:
    cases = [*TWICE, waiting(20)]
    cases[place] = {**cases[place], "signers": people}
    assert reviewed(cases).needs_committee is needed


@pytest.mark.parametrize(("close_from", "verdict"), [(3, POSSIBLE), (4, NOT_POSSIBLE)])
def test_whether_the_third_may_be_closed_is_a_setting(close_from: int, verdict: Verdict) -> None:
    assert reviewed([*TWICE, waiting(20)], close_from).verdict == verdict
    assert reviewed([*TWICE, answered(20, 25), waiting(30)], close_from).verdict == POSSIBLE


@pytest.mark.parametrize(
    ("first", "remark"),
    [
        (answered(0, None), "답변일이 없어"),
        (answered(0, 5, has_answer=False), "답변 내용이 없어"),
        (answered(0, -3), "접수일보다 일러"),
        (answered(0, 5, status="closed_without_action"), "종결은"),
        (answered(0, 5, status="transferred"), "다른 기관"),
        (answered(0, 5, status="supplement_requested"), "아직"),
    ],
)
def test_in_doubt_there_was_no_notice(first: Case, remark: str) -> None:
    found = reviewed([first, TWICE[1], waiting(20)])
    assert found.verdict == NOT_POSSIBLE
    assert found.turns[0].notified_on is None
    assert remark in found.turns[0].remark
    assert found.nth == 3


@pytest.mark.parametrize("status", ["withdrawn", "returned"])
def test_what_was_taken_or_given_back_has_no_number(status: str) -> None:
    found = reviewed([TWICE[0], answered(8, 9, status=status), TWICE[1], waiting(20)])
    assert [turn.nth for turn in found.turns] == [1, None, 2, 3]
    assert found.verdict == POSSIBLE


def test_a_statutory_one_before_does_not_count() -> None:
    found = reviewed([answered(0, 5, complaint_type="statutory"), *TWICE[1:], waiting(20)])
    assert (found.nth, found.verdict) == (2, NOT_POSSIBLE)


def test_one_who_may_be_another_person_has_to_be_looked_up() -> None:
    found = reviewed([{**TWICE[0], "is_sure": False}, TWICE[1], waiting(20)])
    assert found.verdict == TO_CHECK
    assert found.reasons == ["연락처가 없거나 이름이 다른 것이 1건 있습니다. 같은 사람인지 사람이 확인해야 합니다."]


def test_what_came_later_changes_nothing() -> None:
    cases = [*TWICE, waiting(20), answered(30, 40)]
    before = reviewed(cases[:3])
    after = review([turn.submission for turn in reviewed(cases).turns], 3)
    assert (after.nth, after.conditions, after.notices) == (before.nth, before.conditions, before.notices)


@pytest.mark.parametrize(
    ("name", "supporters", "expected"),
    [
        ("홍길동", None, 1),
        ("홍길동 외 5명", None, 6),
        ("홍길동외4인", None, 5),
        ("늘봄주민대표 등 12명", None, 12),
        ("홍길동 외 7세대", None, 8),
        ("홍길동", 0, 1),
        ("홍길동", 231, 231),
        ("외국인지원센터", None, 1),
    ],
)
def test_how_many_signed_stands_in_the_name_or_the_supporters(name: str, supporters: int | None, expected: int) -> None:
    assert signers(name, supporters) == expected


SUBMISSION = st.fixed_dictionaries(
    {
        "day": st.integers(0, 40),
        "answered": st.none() | st.integers(0, 60),
        "status": st.sampled_from(Status.values),
        "has_answer": st.booleans(),
        "complaint_type": st.sampled_from(ComplaintType.values),
        "person": st.sampled_from([ONE, OTHER]),
        "is_sure": st.booleans(),
    }
)


@given(st.lists(SUBMISSION, min_size=1, max_size=8), st.integers(3, 4))
def test_it_is_possible_only_after_three_and_two_notices(cases: list[Case], close_from: int) -> None:
    found = reviewed(cases, close_from)
    numbers = [turn.nth for turn in found.turns if turn.nth]
    assert numbers == list(range(1, len(numbers) + 1))
    if found.verdict != NOT_POSSIBLE:
        received = timezone.localtime(START + timedelta(days=cases[-1]["day"])).date()
        assert found.nth is not None
        assert found.nth >= close_from
        assert len([day for day in found.notices if day < received]) >= 2
        assert cases[-1]["complaint_type"] != "statutory"
