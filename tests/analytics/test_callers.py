"""The callers behind a number: as many as are counted, each with the complaints of the list."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from analytics.counting import words_in
from analytics.links import listing_url
from analytics.models import ComplaintKeywords, Keyword
from analytics.scopes import Scope
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from complaints.search.limits import TooSlowError
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Channel, Department
    from tests.analytics.conftest import File, Login

pytestmark = pytest.mark.django_db
URL = "/analytics/callers/"


def length(client: Client, url: str) -> int:
    found = re.search(r'data-total="(\d+)"', client.get(url).content.decode())
    assert found
    return int(found[1])


def test_forty_posts_of_one_person_are_one_line(file: File, login: Login) -> None:
    file("가로등이 꺼졌습니다", callers=[1] * 40, complainant_name="홍상철")
    file("가로등이 꺼졌습니다", callers=[2], day="2024-09-04")
    shown = login(Role.OFFICER).get(URL, {"q": "키워드:가로등"})
    page = shown.context["page"]
    assert page.totals == (2, 41, 0)
    assert [(group.caller, group.number, group.more) for group in page.groups] == [("", 1, 0), ("홍*철", 40, 35)]
    assert "홍상철" not in shown.content.decode()


def test_a_complaint_without_a_caller_counts_as_one(file: File, login: Login) -> None:
    file("소음", callers=[None, None, 1, 1], channel="patrol")
    page = login(Role.MANAGER).get(URL).context["page"]
    assert page.totals == (3, 4, 2)
    assert page.totals.groups == ComplaintKeywords.objects.values("caller").distinct().count()


@pytest.mark.parametrize("only_public", [True, False])
def test_the_list_is_as_long_as_the_number(
    file: File, login: Login, roads: Department, windows: dict[str, Channel], only_public: bool
) -> None:
    for number, caller in enumerate([1, 1, 2, 3, 4, 5, 5, 6, None, None]):
        is_public = number % 3 > 0
        file(
            "가로등이 꺼졌습니다",
            callers=[caller],
            department=roads,
            is_public=is_public,
            day=f"2024-09-{number + 1:02}",
        )
    days = (date(2024, 9, 2), date(2024, 9, 30))
    scope = Scope(reader(Role.OFFICER, roads), channel=windows["saeol"], department=roads, only_public=only_public)
    tally = words_in(scope, *days)[Keyword.objects.get(normal="가로등").pk]
    assert length(login(Role.OFFICER, roads), listing_url(scope, *days, ["가로등"])) == tally.callers


def test_titles_are_hidden_from_other_departments(file: File, login: Login, roads: Department) -> None:
    file("비밀입니다", title="비밀 이야기", department=roads, is_public=False)
    shown = login(Role.OFFICER).get(URL).content.decode()
    assert "비밀 이야기" not in shown
    assert "[비공개 민원]" in shown


def test_pages_hold_fifty_callers_the_newest_first(file: File, login: Login) -> None:
    file("소음", callers=range(40), day="2024-09-01")
    file("소음", callers=range(30, 60), day="2024-09-02")
    client = login(Role.OFFICER)
    first = client.get(URL, {"q": "소음"}).context["page"]
    second = client.get(first.next_url).context["page"]
    number = ComplaintKeywords.objects.values("caller").distinct().count()
    assert [len(first.groups), len(second.groups), second.next_url] == [50, number - 50, ""]
    assert {group.number for group in first.groups[:30]} == {1, 2}
    assert first.groups[0].hits[0].complaint.received_at.day == 2
    ids = first.complaint_ids + second.complaint_ids
    assert sorted(ids) == sorted(Complaint.objects.values_list("pk", flat=True))
    assert second.previous_url == first.first_url


@pytest.mark.parametrize("number", ["0", "-1", "x", "9", "99999999999999999999", "٣"])
def test_a_page_that_is_not_there_says_the_way(file: File, login: Login, number: str) -> None:
    file("소음")
    shown = login(Role.OFFICER).get(URL, {"page": number})
    assert shown.status_code == 200
    assert len(shown.context["page"].groups) == 1 or "첫 쪽으로 가기" in shown.content.decode()


def test_the_same_list_opens_ungrouped(file: File, login: Login) -> None:
    file("가로등이 꺼졌습니다", callers=[1, 1, 2])
    client = login(Role.OFFICER)
    page = client.get(URL, {"q": "키워드:가로등", "from": "2024-09-01", "page": "1"}).context["page"]
    assert length(client, f"{page.complaints_url}&counts=1") == 3


def test_a_person_stands_in_no_address(file: File, login: Login) -> None:
    file("소음", callers=["가"])
    client = login(Role.OFFICER)
    shown = client.get(URL, {"q": "홍상철 9634", "channel": "saeol"}, follow=True)
    (address, _), *_ = shown.redirect_chain
    assert address.startswith(f"{URL}?channel=saeol&s=")
    event = AccessEvent.objects.filter(action="search").latest("id")
    assert (event.query, len(event.person_hashes)) == ("[개인정보] [개인정보]", 2)
    assert client.get(URL, {"s": "forgotten"}).headers["location"] == "/"


def test_a_look_is_recorded_as_a_search(file: File, login: Login) -> None:
    ids = file("가로등이 꺼졌습니다", callers=[1, 2])
    login(Role.OFFICER).get(URL, {"q": "키워드:가로등"})
    event = AccessEvent.objects.get(action="search")
    assert (event.query, sorted(event.complaint_ids), event.detail) == ("키워드:가로등", ids, {"grouped": "callers"})


def test_an_empty_list_offers_ways_out(file: File, login: Login) -> None:
    shown = login(Role.OFFICER).get(URL, {"q": "키워드:가로등", "status": "answered", "public": "x"})
    body = shown.content.decode()
    assert "조건에 맞는 민원이 없습니다" in body
    assert 'data-total="0"' in body
    assert "/complaints/?q=" in body
    assert "진행 상황: 답변 완료" in body
    assert ("공개 여부: 올바르게" in body, "공개 여부: x" in body) == (True, False)


def test_a_list_that_takes_too_long_is_given_up_and_recorded(
    file: File, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: Any) -> None:
        raise TooSlowError

    monkeypatch.setattr("analytics.grouped._totals", give_up)
    shown = login(Role.OFFICER).get(URL).content.decode()
    assert "너무 오래 걸려" in shown
    assert "data-total" not in shown
    assert AccessEvent.objects.filter(action="search").count() == 1


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN, Role.AUDITOR])
def test_only_who_sees_figures_sees_their_callers(login: Login, role: Role) -> None:
    assert login(role).get(URL).status_code == 403


def test_a_page_needs_few_queries(file: File, login: Login, django_assert_max_num_queries: Any) -> None:
    file("소음", callers=range(60))
    client = login(Role.OFFICER)
    client.get(URL)
    with django_assert_max_num_queries(25):
        client.get(URL, {"q": "키워드:소음"})
