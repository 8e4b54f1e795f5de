"""Groups are found by texts: of complaints whose texts somebody may not read they tell this person nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints.groups.deciding import say_same
from complaints.groups.looking import digest
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
    Enter = Callable[[Role, bool], Client]

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2024, 9, 3, 9))  # noqa: DTZ001
GROUPS = "/complaints/groups"
MORE = "볼 수 없는 비공개 민원 1건이 더 있습니다."
# Of the secret one's department, of another one, and of one with no right to the secrets of its own.
READERS = [(Role.OFFICER, True, True), (Role.OFFICER, False, False), (Role.COUNTER, True, False)]
for_each_reader = pytest.mark.parametrize(("role", "is_own", "sees"), READERS)


@pytest.fixture
def rows(complaint: MakeComplaint, roads: Department) -> list[Complaint]:
    """Two that all may read, granted, and the newest one, rejected through another window, which roads may read."""
    given: list[dict[str, Any]] = [{"outcome": "accepted"}, {"outcome": "accepted"}]
    given.append({"outcome": "rejected", "is_public": False, "channel": "mayor", "status": "answered"})
    return [
        complaint(f"M-{n}00", title=f"반대 {n}", received_at=START + timedelta(n), department=roads, **fields)
        for n, fields in enumerate(given)
    ]


@pytest.fixture
def enter(login: Login, roads: Department, parks: Department) -> Enter:
    return lambda role, is_own: login(role, roads if is_own else parks)


def decide(client: Client, group: Group, act: str, seen: list[Complaint], **fields: Any) -> Any:
    form = {"act": act, "seen": digest(row.pk for row in seen), **fields}
    return client.post(f"{GROUPS}/{group.pk}/decide/", form, follow=True)


def named() -> set[tuple[int, str]]:
    return set(GroupDecision.objects.values_list("named__side", "named__receipt_number"))


@for_each_reader
def test_a_complaint_says_in_which_group_it_is_to_those_who_may_read_it(
    role: Role, is_own: bool, sees: bool, enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows), enter(role, is_own)
    pages = [client.get(f"/complaints/{row.pk}/").content.decode().count("같은 사안 3건") for row in rows]
    assert pages == [1, 1, int(sees)]
    assert client.get("/complaints/").content.decode().count("같은 사안 3건") == 2 + sees
    answer = client.get(f"{GROUPS}/of/{rows[2].pk}/", follow=True)
    assert answer.redirect_chain == [(f"{GROUPS}/{group.pk}/" if sees else f"/complaints/{rows[2].pk}/", 302)]
    assert ("같은 사안으로 보이는 민원이 없습니다" in answer.content.decode()) is not sees


@for_each_reader
@pytest.mark.parametrize("tier", list(Tier))
def test_the_page_of_a_group_tells_only_how_many_others_there_are(
    tier: Tier, role: Role, is_own: bool, sees: bool, enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows, tier=tier), enter(role, is_own)
    page = client.get(f"{GROUPS}/{group.pk}/", {"pick": [rows[0].pk, rows[2].pk]})
    text = page.content.decode()
    assert [each in text for each in ("M-200", "구청장에게", "불수용", MORE)] == [sees, sees, sees, not sees]
    assert ("필요한 3건" if tier is Tier.TO_CHECK else "같은 사안 3건") in text
    assert (len(page.context["links"]), page.context["comparison"] is not None) == (
        (1 + sees) * (tier is Tier.TO_CHECK),
        sees,
    )
    assert sorted(AccessEvent.objects.get(action="view").complaint_ids) == [row.pk for row in rows[: 2 + sees]]


@for_each_reader
def test_the_list_is_made_of_what_may_be_read(
    role: Role, is_own: bool, sees: bool, enter: Enter, rows: list[Complaint], together: Together
) -> None:
    together(*rows)
    client = enter(role, is_own)
    [row] = client.get(f"{GROUPS}/").context["page"].rows
    told = (row.title, len(row.windows), len(row.statuses), row.last, row.has_conflict, row.group.size)
    assert told == (
        ("반대 2", 2, 2, START + timedelta(2), True, 3) if sees else ("반대 1", 1, 1, START + timedelta(1), False, 3)
    )
    for condition in ({"channel": "mayor"}, {"conflict": "1"}, {"from": "2024-09-05"}):
        assert len(client.get(f"{GROUPS}/", condition).context["page"].rows) == sees, condition


@for_each_reader
def test_a_group_of_which_nothing_may_be_read_is_not_there(
    role: Role, is_own: bool, sees: bool, enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows), enter(role, is_own)
    Complaint.objects.update(is_public=False)
    assert client.get(f"{GROUPS}/{group.pk}/").status_code == (200 if sees else 404)
    assert len(client.get(f"{GROUPS}/").context["page"].rows) == sees


def test_nothing_is_decided_of_a_group_of_which_nothing_may_be_read(
    enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows), enter(Role.OFFICER, False)
    Complaint.objects.update(is_public=False)
    assert client.get(f"{GROUPS}/{group.pk}/split/", {"pick": rows[0].pk}).status_code == 404
    assert client.post(f"{GROUPS}/{group.pk}/add/", {"number": "M-000"}).status_code == 404
    for seen in ([], rows):
        assert "그사이 이 묶음이 바뀌었습니다" in decide(client, group, "same", seen).content.decode()
    assert not GroupDecision.objects.exists()


@pytest.mark.parametrize(("is_own", "number"), [(True, 3), (False, 2)])
def test_what_is_confirmed_is_what_was_seen(
    is_own: bool, number: int, enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows), enter(Role.OFFICER, is_own)
    decide(client, group, "same", rows[: 5 - number])
    assert not GroupDecision.objects.exists()
    assert f"민원 {number}건을" in decide(client, group, "same", rows[:number]).content.decode()
    assert named() == {(0, row.receipt_number) for row in rows[:number]}


@pytest.mark.parametrize(("is_own", "rest"), [(True, ["M-100", "M-200"]), (False, ["M-100"])])
def test_a_split_is_of_what_was_seen(
    is_own: bool, rest: list[str], enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows), enter(Role.OFFICER, is_own)
    picks = [rows[0].pk] if is_own else [rows[0].pk, rows[2].pk]
    page = client.get(f"{GROUPS}/{group.pk}/split/", {"pick": picks})
    assert [part["number"] for part in page.context["parts"]] == [1, len(rest)]
    decide(client, group, "split", rows[: 1 + len(rest)], pick=picks)
    assert named() == {(0, "M-000"), *((1, number) for number in rest)}


def test_what_is_added_comes_to_what_was_seen(
    enter: Enter, rows: list[Complaint], together: Together, complaint: MakeComplaint
) -> None:
    new, group, client = complaint("M-300"), together(*rows), enter(Role.OFFICER, False)
    page = client.post(f"{GROUPS}/{group.pk}/add/", {"number": "M-300"})
    assert [part["number"] for part in page.context["parts"]] == [1, 2]
    decide(client, group, "add", rows[:2], complaint=new.pk)
    assert named() == {(0, "M-000"), (0, "M-100"), (0, "M-300")}


@pytest.mark.parametrize("is_member", [True, False])
def test_what_may_not_be_read_is_not_added(
    is_member: bool, enter: Enter, rows: list[Complaint], together: Together
) -> None:
    group, client = together(*rows[: 2 + is_member]), enter(Role.OFFICER, False)
    page = client.post(f"{GROUPS}/{group.pk}/add/", {"number": "M-200"})
    assert (page.status_code, "처리 부서만 더할 수" in page.content.decode()) == (400, True)
    page = decide(client, group, "add", rows[:2], complaint=rows[2].pk)
    assert "처리 부서만 더할 수" in page.content.decode()
    assert not GroupDecision.objects.exists()


@for_each_reader
def test_the_history_does_not_name_what_may_not_be_read(
    role: Role, is_own: bool, sees: bool, enter: Enter, rows: list[Complaint], roads: Department
) -> None:
    say_same([row.pk for row in rows], reader(Role.OFFICER, roads))
    group, client = Group.objects.get(tier=Tier.CONFIRMED), enter(role, is_own)
    for page in (f"{GROUPS}/decisions/", f"{GROUPS}/{group.pk}/"):
        text = client.get(page).content.decode()
        assert ("M-200" in text, f'/{rows[2].pk}/"' in text, "볼 수 없는 민원" in text) == (sees, sees, not sees)
        assert ("M-000" in text, "지금은 없음" in text) == (True, False)
    viewed = AccessEvent.objects.filter(action="view", complaint_ids__contains=[rows[2].pk])
    assert viewed.exists() is sees


def test_undoing_leads_to_no_group_of_what_may_not_be_read(
    enter: Enter, rows: list[Complaint], together: Together, roads: Department
) -> None:
    together(*rows)
    decision = say_same([row.pk for row in rows], reader(Role.OFFICER, roads))
    Complaint.objects.update(is_public=False)
    page = enter(Role.OFFICER, False).post(f"{GROUPS}/decisions/{decision.pk}/undo/", {"from": "group"})
    assert page["Location"] == f"{GROUPS}/decisions/"
