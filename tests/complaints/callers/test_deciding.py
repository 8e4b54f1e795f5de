"""Decisions about callers: kept over keys, recorded, reversible, and the same after a new import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints.callers.deciding import decide, undo
from complaints.callers.history import entries
from complaints.callers.models import CallerDecision, Verdict
from complaints.callers.persons import person_of
from complaints.decisions import DecisionRefusedError
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import RIGHTS, Right, Role
from complaints.reverting import revert
from complaints.services import record_of, store
from complaints.similarity.models import Unread
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from tests.complaints.callers.conftest import Links, Say
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
HONG = {"complainant_name": "홍상철", "mobile": "010-8271-9634"}
PARK = {"complainant_name": "박미나", "mobile": HONG["mobile"]}
PANEL = {"complainant_name": "홍상철", "admin_dong": "잠실2동"}
MASKED = {"complainant_name": "홍*철", "title": "청원"}
MAIL = {"complainant_name": "홍상철", "login_id": "zz9"}


def again(*rows: Complaint) -> list[Complaint]:
    """The rows taken back as an import is undone, and imported once more."""
    records = [record_of(row) for row in rows]
    assert all(fate.is_done for fate in revert([row.pk for row in rows], {}, origin="test").values())
    assert not Complaint.objects.filter(pk__in=[row.pk for row in rows]).exists()
    return [Complaint.objects.get(pk=plan.complaint_id or 0) for plan in store(records, origin="again")]


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (HONG, PANEL, Verdict.SAME),
        (HONG, MASKED, Verdict.SAME),
        (MAIL, MASKED, Verdict.SAME),
        (HONG, MAIL, Verdict.DIFFERENT),
        (HONG, PARK, Verdict.DIFFERENT),
    ],
)
def test_a_decision_survives_the_undo_of_a_batch_and_a_new_import(
    one: dict[str, str], other: dict[str, str], verdict: Verdict, complaint: MakeComplaint, links: Links
) -> None:
    first, second = complaint("1", **one), complaint("2", **other)
    decide(first.pk, second.pk, verdict, reader(Role.COUNTER))
    before = links(first), links(second)
    made_again = again(first, second)
    assert (links(made_again[0]), links(made_again[1])) == before
    said = {"2": ("said", "certain")} if verdict == Verdict.SAME else {}
    assert before[0] == said


@pytest.mark.parametrize("other", [MAIL, PARK])
def test_the_history_shows_both_after_a_new_import(other: dict[str, str], complaint: MakeComplaint) -> None:
    rows = complaint("1", **HONG), complaint("2", **other)
    decision = decide(rows[0].pk, rows[1].pk, Verdict.DIFFERENT, reader(Role.COUNTER)).decision
    numbers = {row.pk: row.receipt_number for row in rows}
    made_again = again(*rows)
    [entry] = entries([decision], reader(Role.COUNTER), timezone.now())
    assert [side and side.receipt_number for side in (entry.first, entry.second)] == [
        numbers[decision.first_id],
        numbers[decision.second_id],
    ]
    Complaint.objects.filter(pk=made_again[0].pk).delete()
    [entry] = entries([decision], reader(Role.COUNTER), timezone.now())
    assert [side and side.receipt_number for side in (entry.first, entry.second)].count(None) == 1


@pytest.mark.parametrize(("one", "other"), [(HONG, MAIL), (HONG, PARK)])
def test_after_an_undo_what_was_before_holds_again(
    one: dict[str, str], other: dict[str, str], complaint: MakeComplaint, links: Links, different: Say
) -> None:
    first, second = complaint("1", **one), complaint("2", **other)
    before = links(first)
    decision = different(first, second)
    assert (links(first), before != {}) == ({}, True)
    undo(decision.pk, reader(Role.COUNTER))
    assert links(first) == before
    decision.refresh_from_db()
    assert (decision.undone_by, decision.undone_at is not None) == ("counter", True)


def test_the_source_rows_stay_as_they_were(complaint: MakeComplaint, same: Say) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)
    before = list(Complaint.objects.order_by("pk").values())
    undo(same(first, second).pk, reader(Role.COUNTER))
    assert list(Complaint.objects.order_by("pk").values()) == before


def test_each_decision_is_in_the_access_log(complaint: MakeComplaint) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)
    note = "본인 확인, 010-8271-9634로 통화"
    decision = decide(first.pk, second.pk, Verdict.SAME, reader(Role.COUNTER), note=note).decision
    undo(decision.pk, reader(Role.OFFICER))
    events = AccessEvent.objects.filter(action="decide").order_by("pk")
    assert [(each.actor, set(each.complaint_ids), each.detail["undone"]) for each in events] == [
        ("counter", {first.pk, second.pk}, False),
        ("officer", {first.pk, second.pk}, True),
    ]
    assert "본인 확인" not in str(list(events.values()))


def test_a_decision_that_cannot_be_recorded_is_not_made(
    complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("complaints.callers.deciding.log.record", broken)
    with pytest.raises(RuntimeError):
        decide(first.pk, second.pk, Verdict.SAME, reader(Role.COUNTER))
    assert not CallerDecision.objects.exists()


@pytest.mark.parametrize(("other", "number"), [(PANEL, 4), (PARK, 3)])
def test_the_complaints_of_both_are_read_again(
    other: dict[str, str], number: int, complaint: MakeComplaint, same: Say, different: Say
) -> None:
    first, _, second = complaint("1", **HONG), complaint("2", **HONG), complaint("3", **other)
    complaint("4", **PANEL)
    complaint("5", complainant_name="남모름", mobile="010-1111-2222")
    Unread.objects.all().delete()
    decision = (same if other is PANEL else different)(first, second)
    assert Unread.objects.count() == number
    Unread.objects.all().delete()
    undo(decision.pk, reader(Role.COUNTER))
    assert Unread.objects.count() == number


@pytest.mark.parametrize(
    ("one", "other", "verdict", "sentence"),
    [
        (HONG, HONG, Verdict.DIFFERENT, "이름과 연락처나 사는 동이 모두 같아"),
        (PANEL, PANEL, Verdict.DIFFERENT, "이름과 연락처나 사는 동이 모두 같아"),
        (HONG, {"mobile": HONG["mobile"]}, Verdict.DIFFERENT, "한쪽 민원에는 이름이 없어"),
        (HONG, PARK, Verdict.SAME, "이미 ‘같은 사람’"),
        (HONG, {"title": "이름도 전화도 없음"}, Verdict.SAME, "민원인이 없는 민원"),
        (HONG, {**HONG, "channel": "patrol"}, Verdict.SAME, "민원인이 없는 민원"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_a_reason(
    one: dict[str, str], other: dict[str, str], verdict: Verdict, sentence: str, complaint: MakeComplaint
) -> None:
    first, second = complaint("1", **one), complaint("2", **other)
    with pytest.raises(DecisionRefusedError, match=sentence):
        decide(first.pk, second.pk, verdict, reader(Role.COUNTER))
    assert not CallerDecision.objects.exists()


def test_the_same_is_not_said_twice_nor_undone_twice(complaint: MakeComplaint, same: Say) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)
    decision = same(first, second)
    with pytest.raises(DecisionRefusedError, match="이미 ‘같은 사람’"):
        same(second, first)
    undo(decision.pk, reader(Role.COUNTER))
    with pytest.raises(DecisionRefusedError, match="이미 되돌린"):
        undo(decision.pk, reader(Role.COUNTER))
    with pytest.raises(DecisionRefusedError, match="서로 다른 두 민원"):
        same(first, first)
    with pytest.raises(DecisionRefusedError, match="없어진 민원"):
        decide(first.pk, second.pk + 999, Verdict.SAME, reader(Role.COUNTER))


def test_who_is_cut_off_by_a_decision_is_counted(complaint: MakeComplaint, same: Say) -> None:
    hong, panel, masked = complaint("1", **HONG), complaint("2", **PANEL), complaint("3", **MASKED)
    same(hong, panel)
    same(panel, masked)
    made = decide(hong.pk, masked.pk, Verdict.DIFFERENT, reader(Role.COUNTER))
    assert hong.caller_key is not None
    assert person_of(hong.caller_key) == {hong.caller_key}
    assert made.cut_off == 1
    assert decide(hong.pk, panel.pk, Verdict.DIFFERENT, reader(Role.COUNTER)).cut_off == 0


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_link_callers_decides(role: Role, complaint: MakeComplaint, same: Say) -> None:
    first, second, third = complaint("1", **HONG), complaint("2", **PANEL), complaint("3", **MASKED)
    decision = same(first, second)
    if Right.LINK_CALLERS in RIGHTS[role]:
        decide(first.pk, third.pk, Verdict.SAME, reader(role))
        undo(decision.pk, reader(role))
        return
    with pytest.raises(PermissionError):
        decide(first.pk, third.pk, Verdict.SAME, reader(role))
    with pytest.raises(PermissionError):
        undo(decision.pk, reader(role))
