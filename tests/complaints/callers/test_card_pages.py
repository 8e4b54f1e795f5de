"""The card's pages: what is read aloud, who may do what, what is recorded, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.callers.models import CallerDecision
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import RIGHTS, Right, Role
from complaints.services import record_of, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from complaints.models import Complaint, Department
    from tests.complaints.callers.conftest import Say
    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
HONG = {"complainant_name": "홍상철", "mobile": "010-8271-9634"}
PANEL = {"complainant_name": "홍상철", "admin_dong": "잠실2동"}
NOW = timezone.now()


def ago(days: int) -> Any:
    return NOW - timedelta(days=days)


def card(client: Client, row: Complaint, query: str = "") -> Any:
    return client.get(f"/complaints/callers/{row.pk}/{query}")


def numbers(page: Any) -> list[str]:
    return [row.case.receipt_number for row in page.context["card"].rows]


def test_the_newest_open_complaint_is_read_aloud_and_the_others_are_counted(
    login: Login, complaint: MakeComplaint, parks: Department
) -> None:
    old = complaint("1", received_at=ago(400), **HONG)
    complaint("2", received_at=ago(20), **HONG)
    spoken = complaint(
        "3", received_at=ago(10), due_at=NOW + timedelta(days=4), department=parks, officer="고길동",
        officer_phone="02-2147-0001", channel="mayor", **HONG,
    )  # fmt: skip
    complaint("4", received_at=ago(5), status="answered", answered_at=NOW, **HONG)
    page = card(login(Role.COUNTER), old)
    shown, text = page.context["card"], page.content.decode()
    assert (shown.spoken.case.id, shown.more_open, shown.open, shown.total) == (spoken.pk, 2, 3, 4)
    assert "‘구청장에게 바란다’ 창구로 접수된 민원은 공원녹지과 고길동 담당자가 처리하고 있으며" in text
    assert "문의 전화는 02-2147-0001입니다." in text
    assert "처리 중인 민원이 <b>2건</b> 더 있습니다" in text
    assert numbers(page) == ["4", "3", "2", "1"]
    assert text.count("읽어 드릴 말</summary>") == 4


def test_without_an_open_one_the_newest_is_read_aloud(login: Login, complaint: MakeComplaint) -> None:
    first = complaint("1", received_at=ago(9), status="answered", **HONG)
    newest = complaint("2", received_at=ago(3), status="withdrawn", **HONG)
    shown = card(login(Role.COUNTER), first).context["card"]
    assert (shown.spoken.case.id, shown.more_open) == (newest.pk, 0)


def test_what_came_under_another_name_is_listed_but_not_read_aloud_first(
    login: Login, complaint: MakeComplaint
) -> None:
    first = complaint("1", received_at=ago(9), **HONG)
    complaint("2", received_at=ago(3), complainant_name="박미나", mobile=HONG["mobile"])
    page = card(login(Role.COUNTER), first)
    assert (page.context["card"].spoken.case.id, page.context["card"].more_open) == (first.pk, 0)
    assert numbers(page) == ["2", "1"]
    assert "이름이 다름: 박*나" in page.content.decode()


def test_possible_ones_stand_apart_with_their_reason(login: Login, complaint: MakeComplaint) -> None:
    first = complaint("1", received_at=ago(9), status="answered", **HONG)
    complaint("2", received_at=ago(1), complainant_name="홍*철", login_id="zz9")
    page = card(login(Role.COUNTER), first)
    shown = page.context["card"]
    assert (numbers(page), [row.case.receipt_number for row in shown.possible]) == (["1"], ["2"])
    assert (shown.spoken.case.id, shown.total, shown.open) == (first.pk, 1, 0)
    assert "가려진 이름이 들어맞음" in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"channel": "patrol", **HONG}, "‘환경 순찰’ 창구의 자료는 직원이 적은 것이라 민원인이 없습니다."),
        ({"title": "이름 없이 온 글"}, "누구의 민원인지 알 수 없습니다."),
    ],
)
def test_a_complaint_without_a_caller_says_so(
    fields: dict[str, Any], sentence: str, login: Login, complaint: MakeComplaint
) -> None:
    row = complaint("1", **fields)
    client = login(Role.COUNTER)
    page = card(client, row)
    assert (page.context["card"], sentence in page.content.decode()) == (None, True)
    assert f"/complaints/callers/{row.pk}/" not in client.get(f"/complaints/{row.pk}/").content.decode()


def test_a_caller_of_four_hundred_is_paged_and_counted_right(login: Login, complaint: MakeComplaint) -> None:
    first = complaint("7", received_at=ago(7), **HONG)
    like = record_of(first)
    numbered = [number for number in range(400) if number != 7]
    store([replace(like, receipt_number=f"{n}", received_at=ago(n)) for n in numbered], origin="test")
    client = login(Role.COUNTER)
    page = card(client, first)
    assert (page.context["card"].total, len(numbers(page))) == (400, 20)
    assert "1 / 20쪽" in page.content.decode()
    assert numbers(card(client, first, "?page=20")) == [str(number) for number in range(380, 400)]
    assert "400건" in page.content.decode()


@pytest.mark.parametrize("query", ["?page=x", "?page=0&possible=-1", "?page=99999999999999999999", "?possible=%00"])
def test_a_bad_page_gives_a_page(query: str, login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1", **HONG)
    assert card(login(Role.COUNTER), row, query).status_code == 200


def test_what_a_citizen_wrote_comes_out_escaped_and_masked(login: Login, complaint: MakeComplaint) -> None:
    first = complaint("1", title="<script>alert(1)</script>", **{**HONG, "complainant_name": "<b>O'Neil"})
    complaint("2", title="내 번호는 010-8271-9634", mobile=HONG["mobile"], complainant_name="<img src=x>")
    text = card(login(Role.COUNTER), first).content.decode()
    assert not [bad for bad in ("<script>alert", "<b>O", "<img src=x", "8271") if bad in text]


@pytest.mark.parametrize(("role", "sees"), [(Role.COUNTER, False), (Role.OFFICER, True), (Role.MANAGER, True)])
def test_a_restricted_title_is_for_its_department(
    role: Role, sees: bool, login: Login, complaint: MakeComplaint, roads: Department
) -> None:
    row = complaint("1", title="제목비밀", is_public=False, department=roads, officer="고길동", **HONG)
    text = card(login(role, roads), row).content.decode()
    assert ("제목비밀" in text, "고길동" in text) == (sees, True)


def test_each_card_is_recorded_with_everything_that_it_shows(login: Login, complaint: MakeComplaint) -> None:
    spoken = complaint("old", received_at=ago(900), **HONG)
    rows = [complaint(f"{n}", received_at=ago(n), status="answered", **HONG) for n in range(25)]
    maybe = complaint("m", complainant_name="홍*철", login_id="zz9")
    card(login(Role.COUNTER), rows[3])
    event = AccessEvent.objects.get(action="view")
    assert set(event.complaint_ids) == {spoken.pk, maybe.pk, *(row.pk for row in rows[:20])}
    assert (event.actor, event.detail) == ("counter", {"page": "caller"})


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_it_may(role: Role, login: Login, complaint: MakeComplaint, same: Say) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)
    decision, client, rights = same(first, second), login(role), RIGHTS[role]
    fields = {"first": first.pk, "second": second.pk, "verdict": "different"}
    opened = [card(client, first), client.get("/complaints/callers/decisions/")]
    assert {page.status_code for page in opened} == {200 if Right.SEARCH in rights else 403}
    has_buttons = ['name="verdict"' in opened[0].content.decode(), "되돌리기</" in opened[1].content.decode()]
    sent = [
        client.post("/complaints/callers/decide/", fields),
        client.post(f"/complaints/callers/decisions/{decision.pk}/undo/"),
    ]
    may = Right.LINK_CALLERS in rights
    assert {answer.status_code for answer in sent} == {302 if may else 403}
    assert has_buttons[0] == may


def test_a_stranger_is_sent_to_the_log_in(client: Client, complaint: MakeComplaint) -> None:
    row = complaint("1", **HONG)
    for url in (f"/complaints/callers/{row.pk}/", "/complaints/callers/decisions/"):
        assert client.get(url)["Location"].startswith("/accounts/login/")


def test_a_decision_is_made_on_the_card_and_taken_back_in_the_history(login: Login, complaint: MakeComplaint) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)
    client = login(Role.COUNTER)
    fields = {"first": first.pk, "second": second.pk, "verdict": "same", "note": "<i>통화로 확인"}
    page = client.post("/complaints/callers/decide/", fields, follow=True)
    assert page.redirect_chain == [(f"/complaints/callers/{first.pk}/", 302)]
    assert numbers(page) == ["1", "2"] or numbers(page) == ["2", "1"]
    history = client.get(f"/complaints/callers/decisions/?of={first.pk}")
    text = history.content.decode()
    assert ("홍직원" in text, "까닭: &lt;i&gt;통화로 확인" in text) == (True, True)
    undone = client.post(f"/complaints/callers/decisions/{CallerDecision.objects.get().pk}/undo/", {"of": first.pk})
    assert undone["Location"] == f"/complaints/callers/decisions/?of={first.pk}"
    assert numbers(card(client, first)) == ["1"]
    assert "님이 되돌림" in client.get("/complaints/callers/decisions/").content.decode()
    viewed = AccessEvent.objects.filter(detail={"page": "callers"}).last()
    assert viewed is not None
    assert set(viewed.complaint_ids) == {first.pk, second.pk}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"second": ""}, "화면을 새로 열고"),
        ({"second": "9" * 30}, "화면을 새로 열고"),
        ({"second": "'; --"}, "화면을 새로 열고"),
        ({"second": "987654321"}, "없어진 민원"),
        ({"verdict": "maybe"}, "‘같은 사람’이나 ‘다른 사람’을 누르십시오."),
        ({"note": "가" * 201}, "200자까지"),
    ],
)
def test_bad_input_is_answered_by_a_sentence_and_decides_nothing(
    changes: dict[str, str], sentence: str, login: Login, complaint: MakeComplaint
) -> None:
    first, second = complaint("1", **HONG), complaint("2", **PANEL)
    fields = {"first": f"{first.pk}", "second": f"{second.pk}", "verdict": "same", **changes}
    page = login(Role.COUNTER).post("/complaints/callers/decide/", fields, follow=True)
    assert (page.status_code, sentence in page.content.decode()) == (200, True)
    assert not CallerDecision.objects.exists()


def test_decisions_change_nothing_by_get_and_need_a_complaint_that_is_there(login: Login) -> None:
    client = login(Role.COUNTER)
    urls = ("decide/", "decisions/1/undo/", "decisions/?of=99", "decisions/?of=x", "987654321/")
    assert [client.get(f"/complaints/callers/{url}").status_code for url in urls] == [405, 405, 404, 404, 404]
    assert client.post("/complaints/callers/decisions/1/undo/").status_code == 404
    assert client.post("/complaints/callers/decide/", {}, follow=True).redirect_chain == [("/", 302)]


def test_the_complaint_and_the_list_lead_to_the_card(login: Login, complaint: MakeComplaint) -> None:
    first = complaint("1", body="맨홀", **HONG)
    complaint("2", email="a@b.kr", **HONG)
    complaint("3", email="A@b.kr", mobile="010-1234-9999")
    complaint("4", **PANEL)
    client, link = login(Role.COUNTER), f'href="/complaints/callers/{first.pk}/"'
    listed = client.post("/", {"q": "맨홀"}, follow=True)
    opened = client.get(f"/complaints/{first.pk}/")
    assert link in listed.content.decode()
    assert link in opened.content.decode()
    assert [hit.complaint.receipt_number for hit in opened.context["others"]] == ["3", "2"]
    assert "이 민원인의 다른 민원 <small>2건</small>" in opened.content.decode()


@pytest.mark.parametrize("number", [2, 60])
def test_a_card_costs_the_same_few_queries_for_few_and_many(
    number: int, login: Login, complaint: MakeComplaint, same: Say
) -> None:
    first = complaint("first", email="hong@example.kr", **HONG)
    for each in range(number):
        complaint(f"{each}", **HONG)
        complaint(f"m{each}", complainant_name="홍*철", login_id=f"x{each}")
    same(first, complaint("panel", **PANEL))
    client = login(Role.COUNTER)
    with CaptureQueriesContext(connection) as queries:
        page = card(client, first)
    assert page.context["card"].total == number + 2
    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) <= 18
