"""The list of groups and the page of one: who opens them, what stands on them, what stays hidden."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.callers.models import CallerDecision
from complaints.groups.looking import Callers
from complaints.groups.models import Reason, Tier
from complaints.models import Channel, Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.group_pages.conftest import Together

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2024, 9, 3, 9))  # noqa: DTZ001
SEARCHERS = {Role.COUNTER, Role.OFFICER, Role.MANAGER}
DECIDERS = {Role.OFFICER, Role.MANAGER}


@pytest.fixture
def three(complaint: MakeComplaint) -> list[Complaint]:
    """One matter through two windows and of two people, a day between each."""
    callers = [
        {"mobile": "010-8271-9634"},
        {"mobile": "010-8271-9634", "channel": "mayor"},
        {"mobile": "010-1111-2222"},
    ]
    return [
        complaint(
            f"M-{n}", title=f"맨홀 {n}", body="맨홀 덮개가 깨졌습니다", received_at=START + timedelta(n), **caller
        )
        for n, caller in enumerate(callers)
    ]


def listed(client: Client, **params: str) -> list[int]:
    return [row.group.pk for row in client.get("/complaints/groups/", params).context["page"].rows]


@pytest.mark.parametrize("role", list(Role))
def test_each_page_is_for_its_roles(role: Role, login: Login, three: list[Complaint], together: Together) -> None:
    group, client = together(*three), login(role)
    base = f"/complaints/groups/{group.pk}"
    pages = (
        "/complaints/groups/",
        f"{base}/",
        f"/complaints/groups/of/{three[0].pk}/",
        "/complaints/groups/decisions/",
    )
    assert {client.get(page).status_code != 403 for page in pages} == {role in SEARCHERS}
    acts = [client.get(f"{base}/split/"), *(client.post(f"{base}/{act}/") for act in ("add", "decide"))]
    acts.append(client.post("/complaints/groups/decisions/1/undo/"))
    assert {response.status_code != 403 for response in acts} == {role in DECIDERS}
    menu = client.get("/status/" if role is Role.ADMIN else "/privacy/log/" if role is Role.AUDITOR else "/complaints/")
    assert ("같은 사안</a>" in menu.content.decode()) is (role in DECIDERS)


@pytest.mark.parametrize("role", sorted(DECIDERS ^ SEARCHERS))
def test_who_may_only_look_is_offered_no_decision(
    role: Role, login: Login, three: list[Complaint], together: Together
) -> None:
    text = login(role).get(f"/complaints/groups/{together(*three).pk}/").content.decode()
    assert "나란히 보기" in text
    assert "나누기" not in text
    assert "decide" not in text


def test_the_list_says_what_a_group_is(login: Login, three: list[Complaint], together: Together) -> None:
    group = together(*three)
    page = login(Role.COUNTER).get("/complaints/groups/")
    [row] = page.context["page"].rows
    assert (row.title, row.callers.said, [window.code for window in row.windows]) == (
        "맨홀 2",
        "2명 · 중복·반복",
        ["saeol", "mayor"],
    )
    assert [(status.label, status.number) for status in row.statuses] == [("접수", 3)]
    assert (row.first, row.last, row.url) == (START, START + timedelta(2), f"/complaints/groups/{group.pk}/")
    assert page.context["page"].totals == {"confirmed": 1}
    assert AccessEvent.objects.get(action="view").complaint_ids == [three[2].pk]


@pytest.mark.parametrize(
    ("params", "is_found"),
    [
        ({"channel": "mayor"}, True),
        ({"channel": "patrol"}, False),
        ({"channel": "mayor", "from": "2024-09-05"}, False),
        ({"department": "{roads}"}, False),
        ({"from": "2024-09-05"}, True),
        ({"to": "2024-09-02"}, False),
        ({"from": "2024-09-04", "to": "2024-09-04"}, True),
        ({"conflict": "1"}, False),
        ({"who": "several"}, True),
        ({"who": "one"}, False),
        ({"tier": "to_check"}, False),
        ({"tier": "x", "channel": "x", "department": "x", "who": "x", "from": "x", "page": "x"}, True),
        ({"from": "0001-01-01", "to": "9999-12-31"}, True),
        ({"from": "2024-09-05", "to": "2024-09-04", "channel": "\x00"}, True),
    ],
)
def test_conditions_narrow_the_list(
    params: dict[str, str], is_found: bool, login: Login, three: list[Complaint], together: Together, roads: Department
) -> None:
    group = together(*three)
    address = {name: value.format(roads=roads.pk) for name, value in params.items()}
    assert listed(login(Role.COUNTER), **address) == [group.pk] * is_found


def test_a_condition_can_be_taken_off(login: Login, three: list[Complaint], together: Together) -> None:
    together(*three)
    page = login(Role.COUNTER).get("/complaints/groups/", {"channel": "patrol", "conflict": "1"})
    assert [(chip.label, chip.remove_url) for chip in page.context["chips"]] == [
        ("창구: 환경 순찰", "/complaints/groups/?conflict=1&tier=confirmed"),
        ("답변이 엇갈린 것만", "/complaints/groups/?channel=patrol&tier=confirmed"),
    ]
    assert "이 조건에 맞는 묶음이 없습니다" in page.content.decode()


def test_callers_said_to_be_the_same_count_as_one(login: Login, three: list[Complaint], together: Together) -> None:
    group = together(*three)
    first, second = sorted(UUID(str(three[n].caller_key)) for n in (0, 2))
    CallerDecision.objects.create(
        first_key=first, second_key=second, verdict="same", first_id=three[0].pk, second_id=three[2].pk, actor="kim"
    )
    client = login(Role.COUNTER)
    assert (listed(client, who="one"), listed(client, who="several")) == ([group.pk], [])
    assert "1명 · 중복·반복" in client.get(f"/complaints/groups/{group.pk}/").content.decode()


def test_pages_follow_each_other_both_ways(login: Login, complaint: MakeComplaint, together: Together) -> None:
    rows = [complaint(f"{n}", received_at=START + timedelta(hours=n // 4)) for n in range(90)]
    groups = [together(rows[n], rows[n + 1]).pk for n in range(0, 90, 2)]
    client = login(Role.COUNTER)
    url: str | None = "/complaints/groups/"
    forward, pages = [], []
    while url:
        pages.append(page := client.get(url).context["page"])
        forward += [row.group.pk for row in page.rows]
        url = page.next_url
    assert forward == groups[::-1]
    assert [row.group.pk for row in client.get(pages[2].previous_url).context["page"].rows] == forward[20:40]
    assert client.get(pages[1].previous_url).context["page"].previous_url is None


def test_contradicting_answers_stand_on_top_and_side_by_side(
    login: Login, complaint: MakeComplaint, together: Together
) -> None:
    outcomes = ("accepted", "none", "rejected", "information", "accepted")
    rows = [complaint(f"{n}", outcome=each, received_at=START + timedelta(n)) for n, each in enumerate(outcomes)]
    group, client = together(*rows), login(Role.COUNTER)
    page = client.get(f"/complaints/groups/{group.pk}/")
    assert "답변이 서로 다릅니다:</b> 수용 2건, 불수용 1건" in page.content.decode()
    assert page.context["beside"] == [rows[2].pk, rows[4].pk]
    assert listed(client, conflict="1") == [group.pk]
    assert "답변이 서로 다름" in client.get("/complaints/groups/").content.decode()


def test_members_stand_side_by_side_with_differences(login: Login, three: list[Complaint], together: Together) -> None:
    group = together(*three, reasons=(Reason.TEXT, Reason.PERSON))
    page = login(Role.COUNTER).get(f"/complaints/groups/{group.pk}/", {"pick": [three[0].pk, three[1].pk, three[2].pk]})
    shown, text = page.context["comparison"], page.content.decode()
    facts = {fact.label: [(cell.text, cell.differs) for cell in fact.cells] for fact in shown.facts}
    assert facts["창구"] == [("새올상담민원", False), ("구청장에게 바란다", True), ("새올상담민원", False)]
    assert [said.rpartition(" · ")[2] for said, _ in facts["접수일"]] == ["2024-09-03(화)", "1일 뒤", "2일 뒤"]
    assert [differs for _, differs in facts["민원인"]] == [False, False, True]
    assert "<ins>" in text
    assert "<del>" in text
    assert [(left, right, why.reasons) for left, right, why in shown.whys] == [
        (1, 2, ["거의 같은 글", "같은 민원인"]),
        (1, 3, ["거의 같은 글", "같은 민원인"]),
        (2, 3, []),
    ]
    assert sorted(AccessEvent.objects.get(action="view").complaint_ids) == sorted(row.pk for row in three)


def test_what_is_missing_is_no_difference(login: Login, complaint: MakeComplaint, together: Together) -> None:
    outcomes = ("rejected", "none", "accepted")
    rows = [complaint(f"{n}", outcome=each, received_at=START + timedelta(n)) for n, each in enumerate(outcomes)]
    client, address = login(Role.COUNTER), f"/complaints/groups/{together(*rows).pk}/"
    for picked, differs in ((rows, [False, False, True]), (rows[1:], [False, False])):
        page = client.get(address, {"pick": [row.pk for row in picked]})
        [fact] = [fact for fact in page.context["comparison"].facts if fact.label == "처리 결과"]
        assert [cell.differs for cell in fact.cells] == differs


def test_no_more_than_four_are_compared(login: Login, complaint: MakeComplaint, together: Together) -> None:
    rows = [complaint(f"{n}") for n in range(6)]
    group, client = together(*rows), login(Role.COUNTER)
    page = client.get(
        f"/complaints/groups/{group.pk}/", {"pick": [*(str(row.pk) for row in rows), "x", "-1", "9" * 30]}
    )
    assert len(page.context["comparison"].columns) == 4
    assert "한 번에 4건까지" in page.content.decode()


def secret(complaint: MakeComplaint, department: Department, number: str = "S-1", **fields: Any) -> Complaint:
    return complaint(
        number,
        is_public=False,
        department=department,
        title="제목비밀",
        body="본문비밀 맨홀 덮개가 깨졌습니다",
        answer="답비밀 「도로법」 제77조",
        incident_location="위치비밀",
        **fields,
    )


@pytest.mark.parametrize("days", [9, -9])
@pytest.mark.parametrize(("role", "sees"), [(Role.COUNTER, False), (Role.OFFICER, True), (Role.MANAGER, True)])
def test_a_text_that_may_not_be_read_is_on_no_page(
    role: Role,
    sees: bool,
    days: int,
    login: Login,
    complaint: MakeComplaint,
    together: Together,
    roads: Department,
) -> None:
    rows = [
        secret(complaint, roads, answered_at=START + timedelta(days), received_at=START + timedelta(days)),
        complaint("P-1", title="맨홀", body="맨홀 덮개가 깨졌습니다", answer="「도로법」 제76조", answered_at=START),
    ]
    group, client = together(*rows, reasons=(Reason.TEXT, Reason.NEAR)), login(role, roads)
    texts = [
        client.get(f"/complaints/groups/{group.pk}/").content.decode(),
        client.get("/complaints/groups/").content.decode(),
        client.get("/complaints/groups/decisions/").content.decode(),
    ]
    assert "비밀" in texts[0] if sees else not any("비밀" in text for text in texts)
    assert [each in texts[0] for each in ("거의 같은 글", "제77조", "지난 답변", "가까운 때")] == [sees] * 4


def test_an_inspection_is_of_nobody(login: Login, complaint: MakeComplaint, together: Together) -> None:
    Channel.objects.filter(code="patrol").update(has_callers=False)
    rows = [
        complaint("P-1", channel="patrol"),
        complaint("P-2", channel="patrol"),
        complaint("M-1", mobile="010-8271-9634"),
    ]
    mixed, client = together(rows[0], rows[2]), login(Role.COUNTER)
    text = client.get(f"/complaints/groups/{mixed.pk}/").content.decode()
    assert ("1명 · 중복" in text, "민원인 없음" in text) == (True, True)
    assert (listed(client, who="one"), listed(client, who="several")) == ([], [])
    Complaint.objects.filter(pk=rows[2].pk).delete()
    together(*rows[:2])
    assert client.get("/complaints/groups/").context["page"].rows[0].callers.said == "민원인 없음"


@pytest.mark.parametrize(
    ("counted", "kinds"),
    [
        ((1, 2, 1), ["반복"]),
        ((2, 2, 1), ["중복"]),
        ((1, 2, 2), ["중복", "반복"]),
        ((2, 3, 1), ["중복", "반복"]),
        ((1, 1, 2), ["중복"]),
        ((0, 0, 1), []),
    ],
)
def test_duplicates_and_repeats_are_kept_apart(counted: tuple[int, int, int], kinds: list[str]) -> None:
    assert Callers(*counted).kinds == kinds


def test_what_a_citizen_wrote_comes_out_escaped(login: Login, complaint: MakeComplaint, together: Together) -> None:
    script = "<script>alert(1)</script><img src=x>"
    rows = [
        complaint(f"{n}", title=f"{script} {n}", body=f"{script} {n} 맨홀", complainant_name=script) for n in (1, 2)
    ]
    group, client = together(*rows), login(Role.MANAGER)
    for url in (
        "/complaints/groups/",
        f"/complaints/groups/{group.pk}/",
        f"/complaints/groups/{group.pk}/split/?pick={rows[0].pk}",
    ):
        text = client.get(url).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_phones_in_compared_texts_are_masked(login: Login, complaint: MakeComplaint, together: Together) -> None:
    rows = [complaint(f"{n}", body=f"전화 010-8271-963{n} 주십시오", mobile=f"010-8271-963{n}") for n in (4, 5)]
    text = login(Role.MANAGER).get(f"/complaints/groups/{together(*rows).pk}/").content.decode()
    assert "8271" not in text
    assert "010-****-9634" in text


def test_complaints_that_were_just_removed_are_left_out(
    login: Login, three: list[Complaint], together: Together
) -> None:
    group, client = together(*three), login(Role.MANAGER)
    gone = three.pop().pk
    Complaint.objects.filter(pk=gone).delete()
    page = client.get(f"/complaints/groups/{group.pk}/?pick={gone}")
    assert "1건은 그사이 없어졌습니다" in page.content.decode()
    assert "같은 사안 2건" in page.content.decode()
    assert client.get(f"/complaints/groups/of/{gone}/").status_code == 404
    assert listed(client) == [group.pk]
    Complaint.objects.all().delete()
    assert "모두 없어졌습니다" in client.get(f"/complaints/groups/{group.pk}/").content.decode()
    assert listed(client) == []


def test_a_group_that_is_gone_is_told(login: Login) -> None:
    assert login(Role.MANAGER).get("/complaints/groups/99/").status_code == 404


def test_a_group_to_check_says_what_is_sure(login: Login, three: list[Complaint], together: Together) -> None:
    sure, client = together(*three[:2]), login(Role.MANAGER)
    group = together(three[0], three[2], tier=Tier.TO_CHECK)
    page = client.get(f"/complaints/groups/{group.pk}/")
    assert [(part["unit"].group_id, len(part["members"])) for part in page.context["units"]] == [
        (None, 1),
        (sure.pk, 2),
    ]
    assert page.context["beside"] == [three[0].pk, three[2].pk]
    assert [(why.left.id, why.right.id) for why in page.context["links"]] == [(three[0].pk, three[2].pk)]
    assert "확실함:</b> 같은 사안으로 확인된 2건" in page.content.decode()
    assert f"확인 필요 {group.size}건 보기" in client.get(f"/complaints/groups/{sure.pk}/").content.decode()
    assert listed(client, tier="to_check") == [group.pk]


def test_a_complaint_leads_to_its_group(login: Login, three: list[Complaint], together: Together) -> None:
    client, address = login(Role.COUNTER), f"/complaints/groups/of/{three[0].pk}/"
    alone = client.get(address, follow=True)
    assert alone.redirect_chain == [(f"/complaints/{three[0].pk}/", 302)]
    assert "같은 사안으로 보이는 민원이 없습니다" in alone.content.decode()
    to_check = together(three[0], three[2], tier=Tier.TO_CHECK)
    assert client.get(address)["Location"] == f"/complaints/groups/{to_check.pk}/"
    sure = together(*three[:2])
    assert client.get(address)["Location"] == f"/complaints/groups/{sure.pk}/"
    assert client.get("/complaints/groups/of/99999/").status_code == 404


@pytest.mark.parametrize(("tier", "badge"), [(Tier.CONFIRMED, "같은 사안 3건"), (Tier.TO_CHECK, "확인 필요 3건")])
def test_a_badge_tells_of_the_group(
    tier: Tier, badge: str, login: Login, three: list[Complaint], together: Together, complaint: MakeComplaint
) -> None:
    group, client = together(*three, tier=tier), login(Role.COUNTER)
    complaint("alone", title="가로등")
    detail = client.get(f"/complaints/{three[0].pk}/").content.decode()
    assert detail.count(badge) == 1
    page = client.get("/complaints/")
    assert page.content.decode().count(badge) == 3
    assert f'href="/complaints/groups/{group.pk}/">{badge}' in page.content.decode()
    assert badge not in client.get("/complaints/", {"q": "가로등"}).content.decode()


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_pages_keep_their_budgets_of_queries_however_large_the_group(
    login: Login, complaint: MakeComplaint, together: Together
) -> None:
    rows = [complaint(f"N-{n}", title="맨홀", answer="「도로법」 제5조", mobile=f"010-8271-{n:04}") for n in range(12)]
    small, large = together(*rows[:2]), together(*rows[2:])
    client = login(Role.MANAGER)
    urls = [f"/complaints/groups/{group.pk}/" for group in (small, large)]
    client.get("/complaints/")
    numbers = [asked(client, url) for url in urls]
    assert numbers[0] == numbers[1] <= 24, numbers
    assert asked(client, "/complaints/groups/?who=several&channel=saeol") <= 17
    assert asked(client, "/complaints/groups/decisions/") <= 10
