"""Saved searches: what may be kept, who sees it, who changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict

from complaints.privacy.models import Account
from complaints.privacy.roles import Role
from complaints.saved.keeping import NotKeptError, kept
from complaints.saved.models import SavedSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Channel, Department
    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
WORDS = "/saved/new/?q=맨홀&status=answered&sort=due&page=abc&other=1"


def owned(owner: Account, name: str = "맨홀", **fields: Any) -> SavedSearch:
    return SavedSearch.objects.create(owner=owner, name=name, params="q=%EB%A7%A8%ED%99%80", **fields)


def colleague(department: Department | None = None) -> Account:
    account = Account.objects.create_account("colleague", "a long enough sentence", name="김동료", role=Role.OFFICER)
    account.department = department
    account.save()
    return account


def names(client: Client) -> str:
    return client.get("/saved/").content.decode()


def test_a_search_is_kept_and_opens_the_same_list(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", body="맨홀", status="answered")
    complaint("2", body="맨홀", status="received")
    client = login(Role.COUNTER)
    page = client.post(WORDS, {"name": " 맨홀   답변 "}, follow=True)
    search = SavedSearch.objects.get()
    assert (search.name, search.params) == ("맨홀 답변", "q=%EB%A7%A8%ED%99%80&sort=due&status=answered")
    assert [hit.complaint.receipt_number for hit in page.context["page"].hits] == ["1"]


@pytest.mark.parametrize("typed", ["홍상철", "010-8271-9634", "맨홀 9634", "hong@example.kr"])
def test_a_search_for_a_person_is_refused_with_the_reason(typed: str, login: Login) -> None:
    client = login(Role.COUNTER)
    by_word = client.post("/saved/new/", {"name": "이름"}, query_params={"q": typed})
    ticket = client.post("/", {"q": typed})["Location"].split("?")[1]
    by_ticket = client.post(f"/saved/new/?{ticket}", {"name": "이름"})
    for page in (by_word, by_ticket):
        assert page.status_code == 400
        assert "이름이나 전화번호가 들어간 검색은 저장할 수 없습니다." in page.content.decode()
    assert not SavedSearch.objects.exists()


def test_of_several_words_only_those_that_were_checked_are_kept() -> None:
    words = QueryDict(kept(QueryDict("q=홍길동 010-8271-9634&q=가로등&status=answered")))
    assert dict(words.lists()) == {"q": ["가로등"], "status": ["answered"]}


@pytest.mark.parametrize("address", ["", "page=3&unknown=1", "q=", f"q={'맨홀' * 400}"])
def test_nothing_or_too_much_is_refused(address: str) -> None:
    with pytest.raises(NotKeptError):
        kept(QueryDict(address))


@pytest.mark.parametrize("name", ["", "  ", "가" * 61, "김 010-8271-9634", "a@example.kr"])
def test_a_bad_name_is_told_beside_the_field(name: str, login: Login) -> None:
    page = login(Role.COUNTER).post(WORDS, {"name": name})
    assert page.status_code == 400
    assert page.context["form"].errors["name"]
    assert not SavedSearch.objects.exists()


def test_a_name_is_used_once_by_each_owner(login: Login, roads: Department) -> None:
    owned(colleague(roads))
    client = login(Role.OFFICER, roads)
    assert client.post(WORDS, {"name": "맨홀"}).status_code == 302
    again = client.post(WORDS, {"name": "맨홀"})
    assert "이미 있습니다" in again.content.decode()
    assert SavedSearch.objects.count() == 2


@pytest.mark.parametrize(("is_shared", "same_department"), [(True, True), (True, False), (False, True)])
def test_a_shared_one_is_seen_in_its_department_only(
    is_shared: bool, same_department: bool, login: Login, roads: Department, parks: Department
) -> None:
    owned(colleague(roads), "함께 쓰는 맨홀", department=roads if is_shared else None)
    page = names(login(Role.COUNTER, roads if same_department else parks))
    assert ("함께 쓰는 맨홀" in page) is (is_shared and same_department)


def test_one_is_shared_no_more_when_its_owner_has_moved(login: Login, roads: Department, parks: Department) -> None:
    search = owned(colleague(parks), "옮긴 사람의 맨홀", department=roads)
    assert "옮긴 사람의 맨홀" not in names(login(Role.OFFICER, roads))
    Account.objects.filter(pk=search.owner_id).update(department=roads)
    assert "옮긴 사람의 맨홀" in names(login(Role.COUNTER, roads))


def test_one_without_a_department_sees_and_shares_nothing(login: Login, roads: Department) -> None:
    owned(colleague(None), "부서 없는 맨홀")
    client = login(Role.COUNTER)
    assert "부서 없는 맨홀" not in names(client)
    page = client.post(WORDS, {"name": "내 맨홀", "is_shared": "on"})
    assert "소속 부서가 없어" in page.content.decode()


@pytest.mark.parametrize("url", ["/saved/{}/", "/saved/{}/delete/"])
def test_only_the_owner_changes_a_shared_one(url: str, login: Login, roads: Department) -> None:
    search = owned(colleague(roads), department=roads)
    client = login(Role.MANAGER, roads)
    assert client.get(url.format(search.pk)).status_code == 404
    assert client.post(url.format(search.pk), {"name": "내 것"}).status_code == 404
    assert SavedSearch.objects.get().name == "맨홀"


def test_the_owner_renames_shares_and_unshares(login: Login, roads: Department) -> None:
    client = login(Role.OFFICER, roads)
    search = owned(Account.objects.get(employee_number="officer"))
    steps = []
    for given in ({"name": "뚜껑", "is_shared": "on"}, {"name": "뚜껑"}):
        client.post(f"/saved/{search.pk}/", given)
        search.refresh_from_db()
        steps.append((search.name, search.department))
    assert steps == [("뚜껑", roads), ("뚜껑", None)]


def test_one_is_deleted_after_a_question(login: Login) -> None:
    client = login(Role.OFFICER)
    search = owned(Account.objects.get())
    assert "맨홀" in client.get(f"/saved/{search.pk}/delete/").content.decode()
    assert SavedSearch.objects.count() == 1
    client.post(f"/saved/{search.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_the_list_is_in_the_order_of_names_and_says_the_conditions(login: Login, windows: dict[str, Channel]) -> None:
    client = login(Role.OFFICER)
    owner = Account.objects.get()
    for name in ("하수", "가로등", "맨홀"):
        SavedSearch.objects.create(owner=owner, name=name, params="q=%EB%A7%A8%ED%99%80&channel=saeol&overdue=true")
    page = client.get("/saved/")
    assert [search.name for search, _ in page.context["own"]] == ["가로등", "맨홀", "하수"]
    assert page.context["own"][0][1] == ["‘맨홀’", "창구: 새올상담민원", "기한 지난 것만"]


def test_a_long_list_needs_no_query_for_each_search(
    login: Login, windows: dict[str, Channel], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = login(Role.OFFICER)
    owner = Account.objects.get()
    for number in range(30):
        SavedSearch.objects.create(owner=owner, name=f"{number}", params="channel=saeol&department=1&status=answered")
    with django_assert_max_num_queries(12):
        client.get("/saved/")


def test_what_somebody_typed_as_a_name_comes_out_escaped(login: Login, roads: Department) -> None:
    owned(colleague(roads), "<script>alert(1)</script>", department=roads)
    assert "<script>alert" not in names(login(Role.OFFICER, roads))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("url", ["/saved/", "/saved/new/?q=맨홀"])
def test_saved_searches_are_for_those_who_may_search(url: str, role: Role, login: Login) -> None:
    allowed = role in {Role.COUNTER, Role.OFFICER, Role.MANAGER}
    assert (login(role).get(url).status_code == 200) is allowed


def test_a_shared_search_gives_each_reader_what_this_reader_may_see(
    login: Login, complaint: MakeComplaint, roads: Department, parks: Department
) -> None:
    complaint("1", body="맨홀", is_public=False, department=parks)
    search = owned(colleague(parks), department=parks)
    assert login(Role.OFFICER, roads).get(search.url).context["page"].total == 0
