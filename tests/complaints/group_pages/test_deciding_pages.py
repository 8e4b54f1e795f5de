"""Confirming, splitting, adding and undoing on the pages of groups."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints.groups.deciding import say_same
from complaints.groups.looking import digest, group_of
from complaints.groups.models import Group, GroupDecision, Tier
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.group_pages.conftest import Together

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2024, 9, 3, 9))  # noqa: DTZ001
GROUPS = "/complaints/groups"
WHO = reader(Role.OFFICER)
EVERYTHING = replace(WHO, reads_all=True)


@pytest.fixture
def rows(complaint: MakeComplaint) -> list[Complaint]:
    return [complaint(f"M-{n}00", title=f"맨홀 {n}", received_at=START + timedelta(n)) for n in range(4)]


@pytest.fixture
def manager(login: Login) -> Client:
    return login(Role.MANAGER)


def members(complaint: Complaint, tier: Tier = Tier.CONFIRMED) -> set[str]:
    """The numbers of those in the group of a complaint."""
    group = group_of(complaint.pk, tier)
    found = Complaint.objects.filter(memberships__group=group) if group else Complaint.objects.none()
    return set(found.values_list("receipt_number", flat=True))


def decide(client: Client, group: Group, act: str, **fields: Any) -> Any:
    seen = digest(group.members.values_list("complaint_id", flat=True))
    return client.post(f"{GROUPS}/{group.pk}/decide/", {"act": act, "seen": seen, **fields}, follow=True)


def press(client: Client, page: Any, name: str) -> Any:
    """Send the form whose button says this, with its hidden fields."""
    forms: list[str] = re.findall(r"<form.*?</form>", page.content.decode(), re.DOTALL)
    form = next(each for each in forms if f">{name}" in each)
    address = re.search(r'action="([^"]*)"', form)
    assert address
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    fields: dict[str, list[str]] = {}
    for field, value in hidden:
        fields.setdefault(field, []).append(value)
    return client.post(address[1], fields, follow=True)


def test_a_group_to_check_is_confirmed_and_that_is_undone(
    manager: Client, rows: list[Complaint], together: Together
) -> None:
    group = together(*rows[:3], tier=Tier.TO_CHECK)
    page = press(manager, manager.get(f"{GROUPS}/{group.pk}/"), "3건 모두 같은 사안으로 확인")
    assert "민원 3건을 같은 사안으로 확인했습니다." in page.content.decode()
    assert members(rows[0]) == {"M-000", "M-100", "M-200"}
    undone = press(manager, page, "방금 한 판단 되돌리기")
    assert "판단을 되돌렸습니다" in undone.content.decode()
    assert (members(rows[0]), len(members(rows[0], Tier.TO_CHECK))) == (set(), 3)
    assert [event.complaint_ids for event in AccessEvent.objects.filter(action="decide")] == [
        sorted(row.pk for row in rows[:3])
    ] * 2


def test_a_split_is_shown_before_it_is_done(manager: Client, rows: list[Complaint], together: Together) -> None:
    group = together(*rows)
    picked = {"pick": [rows[1].pk, rows[2].pk]}
    page = manager.get(f"{GROUPS}/{group.pk}/split/", picked)
    assert [(part["label"], part["number"]) for part in page.context["parts"]] == [("나눌 민원", 2), ("남을 민원", 2)]
    assert len(members(rows[0])) == 4
    done = press(manager, page, "나누기")
    assert "민원 2건을 다른 사안으로 나누었습니다." in done.content.decode()
    assert (members(rows[0]), members(rows[1])) == ({"M-000", "M-300"}, set())
    press(manager, done, "방금 한 판단 되돌리기")
    assert len(members(rows[0])) == 4


def test_a_split_of_a_group_of_two_leads_to_the_list(
    manager: Client, rows: list[Complaint], together: Together
) -> None:
    group = together(*rows[:2])
    page = decide(manager, group, "split", pick=[rows[0].pk], note="다른 곳")
    assert page.redirect_chain[-1][0] == f"{GROUPS}/"
    assert "방금 한 판단 되돌리기" in page.content.decode()
    assert "방금 한 판단 되돌리기" not in manager.get(f"{GROUPS}/").content.decode()
    assert GroupDecision.objects.get().note == "다른 곳"


def test_of_a_group_to_check_whole_units_are_split_off(
    manager: Client, rows: list[Complaint], together: Together
) -> None:
    together(*rows[:2])
    group = together(rows[0], rows[2], tier=Tier.TO_CHECK)
    page = manager.get(f"{GROUPS}/{group.pk}/split/", {"pick": [rows[0].pk]})
    assert sorted(page.context["picked"]) == [rows[0].pk, rows[1].pk]
    press(manager, page, "나누기")
    assert (members(rows[0]), members(rows[2], Tier.TO_CHECK)) == ({"M-000", "M-100"}, set())


@pytest.mark.parametrize(("picked", "told"), [([], "나눌 민원을 골라"), ([0, 1], "모두 고르면 나눌 것이 없습니다")])
def test_a_split_that_splits_nothing_is_refused(
    picked: list[int], told: str, manager: Client, rows: list[Complaint], together: Together
) -> None:
    group = together(*rows[:2])
    picks = {"pick": [rows[n].pk for n in picked]}
    assert told in manager.get(f"{GROUPS}/{group.pk}/split/", picks, follow=True).content.decode()
    decide(manager, group, "split", **picks)
    assert not GroupDecision.objects.exists()


def test_a_complaint_is_added_by_its_number(manager: Client, rows: list[Complaint], together: Together) -> None:
    group = together(*rows[:2])
    page = manager.post(f"{GROUPS}/{group.pk}/add/", {"number": " M-300 "})
    assert [part["number"] for part in page.context["parts"]] == [1, 2]
    done = press(manager, page, "더하기")
    assert "민원을 이 묶음에 더했습니다." in done.content.decode()
    assert members(rows[0]) == {"M-000", "M-100", "M-300"}


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "접수번호를 넣어 주세요"),
        ("없는번호1", "그런 접수번호의 민원이 없습니다"),
        ("M-000", "이미 이 묶음에 있는 민원입니다"),
        ("M-300 OR M-200", "그런 접수번호의 민원이 없습니다"),
        ("9" * 101, "100자까지"),
        ('"(((\x00:|&', "접수번호"),
    ],
)
def test_a_number_that_cannot_be_added_is_told(
    number: str, told: str, manager: Client, rows: list[Complaint], together: Together
) -> None:
    page = manager.post(f"{GROUPS}/{together(*rows[:2]).pk}/add/", {"number": number})
    assert page.status_code == 400
    assert told in re.sub(r"<label.*?</label>", "", page.content.decode())


def test_of_several_with_one_number_one_is_chosen(
    manager: Client, rows: list[Complaint], together: Together, complaint: MakeComplaint
) -> None:
    other = complaint("M-300", channel="mayor", title="나무")
    group = together(*rows[:2])
    page = manager.post(f"{GROUPS}/{group.pk}/add/", {"number": "M-300"})
    assert page.content.decode().count('type="radio"') == 2
    decide(manager, group, "add", complaint=str(other.pk))
    assert group_of(other.pk, Tier.CONFIRMED) == group


@pytest.mark.parametrize("fields", [{}, {"complaint": "x"}, {"complaint": "9" * 18}])
def test_adding_nothing_is_refused(
    fields: dict[str, str], manager: Client, rows: list[Complaint], together: Together
) -> None:
    page = decide(manager, together(*rows[:2]), "add", **fields)
    assert "없어진 것이 있습니다" in page.content.decode()
    assert not GroupDecision.objects.exists()


def test_what_was_not_seen_is_not_decided(manager: Client, rows: list[Complaint], together: Together) -> None:
    group = together(*rows[:2])
    page = manager.get(f"{GROUPS}/{group.pk}/")
    together(rows[0], rows[2])
    assert "그사이 이 묶음이 바뀌었습니다" in press(manager, page, "모두 같은 사안이라고 확정").content.decode()
    assert not GroupDecision.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"), [({"act": "x"}, "무엇을 할지"), ({"act": "same", "note": "가" * 201}, "200자까지")]
)
def test_a_form_that_cannot_be_read_is_told(
    fields: dict[str, str], told: str, manager: Client, rows: list[Complaint], together: Together
) -> None:
    group = together(*rows[:2])
    page = manager.post(f"{GROUPS}/{group.pk}/decide/", fields, follow=True)
    assert told in page.content.decode()
    assert not GroupDecision.objects.exists()


def test_deciding_of_a_group_that_is_gone_is_told(manager: Client) -> None:
    page = manager.post(f"{GROUPS}/99/decide/", {"act": "same"}, follow=True)
    assert "그사이 이 묶음이 바뀌었습니다" in page.content.decode()


def test_the_history_tells_who_said_what(manager: Client, rows: list[Complaint], together: Together) -> None:
    together(*rows)
    group = group_of(rows[0].pk, Tier.CONFIRMED)
    assert group
    decide(manager, group, "split", pick=[rows[3].pk], note="다른 맨홀")
    page = manager.get(f"{GROUPS}/decisions/")
    [entry] = page.context["entries"]
    assert [[one.number for one in side.mentions] for side in entry.sides] == [["M-300"], ["M-000", "M-100", "M-200"]]
    assert all(part in page.content.decode() for part in ("다른 사안", "manager", "홍직원", "다른 맨홀"))
    viewed = AccessEvent.objects.filter(action="view").first()
    assert viewed
    assert sorted(viewed.complaint_ids) == [row.pk for row in rows]


def test_a_named_complaint_that_is_gone_is_told_without_the_reason(manager: Client, rows: list[Complaint]) -> None:
    say_same([row.pk for row in rows[:2]], WHO, "까닭비밀")
    Complaint.objects.filter(pk=rows[0].pk).delete()
    text = manager.get(f"{GROUPS}/decisions/").content.decode()
    assert ("지금은 없음" in text, "까닭비밀" in text) == (True, False)


@pytest.mark.parametrize(("role", "sees"), [(Role.COUNTER, False), (Role.OFFICER, True)])
def test_a_reason_is_for_those_who_may_read_what_it_is_about(
    role: Role, sees: bool, login: Login, complaint: MakeComplaint, roads: Department
) -> None:
    rows = [complaint(f"S-{n}00", is_public=n == 0, department=roads) for n in (0, 1)]
    say_same([row.pk for row in rows], EVERYTHING, "까닭비밀 010-8271-9634")
    group = group_of(rows[0].pk, Tier.CONFIRMED)
    client = login(role, roads)
    for page in (f"{GROUPS}/decisions/", f"{GROUPS}/{group.pk if group else 0}/"):
        text = client.get(page).content.decode()
        assert ("까닭비밀" in text, "8271" in text) == (sees, False)


def test_a_reason_is_withheld_for_one_that_is_named_but_not_listed(login: Login, complaint: MakeComplaint) -> None:
    rows = [complaint(f"T-{n}00", is_public=n != 8) for n in range(9)]
    say_same([row.pk for row in rows], EVERYTHING, "까닭비밀")
    assert "까닭비밀" not in login(Role.COUNTER).get(f"{GROUPS}/decisions/").content.decode()


def test_a_decision_is_undone_once(manager: Client, rows: list[Complaint]) -> None:
    decision = say_same([row.pk for row in rows[:2]], WHO)
    page = press(manager, manager.get(f"{GROUPS}/decisions/"), "되돌리기")
    assert "manager" in page.content.decode()
    assert "되돌림" in page.content.decode()
    again = manager.post(f"{GROUPS}/decisions/{decision.pk}/undo/", follow=True)
    assert "이미 되돌린 판단입니다" in again.content.decode()


def test_the_page_of_a_group_shows_the_decisions_about_it(manager: Client, rows: list[Complaint]) -> None:
    decision = say_same([row.pk for row in rows[:2]], WHO, "같은 자리")
    say_same([row.pk for row in rows[2:]], WHO)
    group = group_of(rows[0].pk, Tier.CONFIRMED)
    page = manager.get(f"{GROUPS}/{group.pk if group else 0}/")
    assert [entry.decision.pk for entry in page.context["entries"]] == [decision.pk]
    assert page.context["comparison"].whys[0][2].reasons == ["사람이 확인함"]


def test_many_named_are_told_by_their_number(manager: Client, complaint: MakeComplaint) -> None:
    say_same([complaint(f"N-{n}").pk for n in range(9)], WHO)
    [entry] = manager.get(f"{GROUPS}/decisions/").context["entries"]
    assert (len(entry.sides[0].mentions), entry.sides[0].others) == (6, 3)


@pytest.mark.parametrize("path", ["decide/", "add/"])
def test_nothing_is_changed_by_a_get(path: str, manager: Client, rows: list[Complaint], together: Together) -> None:
    assert manager.get(f"{GROUPS}/{together(*rows).pk}/{path}").status_code == 405
