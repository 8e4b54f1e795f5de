"""Rows, counts, facets, exports and suggestions say the same to each role, and nothing to those who may not search."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict

from complaints.exports.selection import Selection
from complaints.privacy.models import Account
from complaints.privacy.roles import RIGHTS, Right, Role
from complaints.search.paging import count, ids
from complaints.search.suggesting import suggestions
from tests.complaints.conftest import PASSWORD, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from complaints.listing import Listing
    from complaints.models import Department
    from complaints.privacy.reader import Reader
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
SEARCHERS = [role for role in Role if Right.SEARCH in RIGHTS[role]]
OTHERS = [role for role in Role if role not in SEARCHERS]
PLACES = ("none", "own", "other")
QUERIES = (
    "",
    "맨홀",
    "맨",
    "홍상철",
    "9634",
    "-맨홀",
    "맨홀 OR 나무",
    "비밀낱말이",
    "제목:맨홀",
    "홍상철 맨홀",
    "부서:도로",
    "공개:비공개",
)
FILTERS = ("status=answered", "public=0", "public=1&answered=1", "repeat=true", "channel=saeol&dong=잠실2동")
CASES = [*((query, "") for query in QUERIES), *((query, address) for query in ("", "맨홀") for address in FILTERS)]
# Every complaint has one value of each of these.
SINGLE = ("channel", "status", "outcome", "department", "officer", "dong", "category", "year", "answered", "public")


@pytest.fixture
def offices(roads: Department, parks: Department) -> dict[str, Department | None]:
    return {"none": None, "own": roads, "other": parks}


@pytest.fixture(autouse=True)
def _complaints(complaint: MakeComplaint, roads: Department, parks: Department) -> None:
    """Public and non-public ones of both departments, of one caller and of several, more than a page of them."""
    for number in range(24):
        department = (roads, parks, None)[number % 3]
        complaint(
            f"{number}",
            channel=("saeol", "mayor")[number % 2],
            is_public=number % 4 != 0,
            title="맨홀 뚜껑" if number % 5 else "나무 가지",
            body="비밀낱말이 들어 있음" if number % 4 == 0 else "맨홀이 열림",
            answer="고쳤습니다" if number % 2 else "",
            status="answered" if number % 2 else "received",
            complainant_name="홍상철" if number % 3 else "",
            mobile="010-8271-9634" if number % 6 == 1 else "",
            admin_dong="잠실2동" if number % 2 == 0 else "",
            department=department,
        )


def pages(client: Client, query: str, address: str) -> Iterator[Listing]:
    """Every page of a list, the first one with its counts."""
    page = client.post("/", {**dict(QueryDict(address).lists()), "q": query}, follow=True)
    url: str | None = f"{page.redirect_chain[-1][0]}&counts=1"
    while url:
        shown: Listing = client.get(url).context["page"]
        yield shown
        url = shown.next_url


def signed_in(client: Client, role: Role, department: Department | None) -> Client:
    account = Account.objects.create_account(role.value, PASSWORD, name="홍직원", role=role)
    account.department = department
    account.save()
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", SEARCHERS)
def test_all_say_the_same(role: Role, place: str, offices: dict[str, Department | None], client: Client) -> None:
    signed_in(client, role, offices[place])
    who = reader(role, offices[place])
    for case in CASES:
        listings = list(pages(client, *case))
        rows = [hit.complaint.id for shown in listings for hit in shown.hits]
        found, order = Selection(*case).found(who)
        assert rows == ids(found, order), case
        agree(listings[0], rows, count(found), case)


def agree(first: Listing, rows: list[int], counted: tuple[int, bool], case: tuple[str, str]) -> None:
    assert (len(rows), False) == (first.total, first.total_is_capped) == counted, case
    assert first.counts is not None
    for name in SINGLE:
        if not first.filter.values(name):
            assert sum(first.counts.facets[name].values()) == len(rows), (name, case)


@pytest.mark.parametrize(
    ("role", "place", "number"),
    [
        (Role.COUNTER, "own", 0),
        (Role.OFFICER, "none", 0),
        (Role.OFFICER, "own", 2),
        (Role.OFFICER, "other", 2),
        (Role.MANAGER, "own", 2),
    ],
)
def test_a_non_public_text_is_found_and_counted_by_its_department_only(
    role: Role, place: str, number: int, offices: dict[str, Department | None], client: Client
) -> None:
    first = next(pages(signed_in(client, role, offices[place]), "비밀낱말이", ""))
    assert (len(first.hits), first.total) == (number, number)
    assert first.counts is not None
    assert first.counts.facets["public"] == ({"0": number} if number else {})


@pytest.fixture
def _vocabulary(complaint: MakeComplaint, roads: Department) -> None:
    """A category that PostgreSQL has counted, and a receipt number of a non-public complaint."""
    for number in ("SPP-2409-1", "SPP-2409-2"):
        complaint(number, is_public=False, department=roads, category="도로조명", complainant_name="도로시")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE complaints_complaint (category)")


@pytest.mark.usefixtures("_vocabulary")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("도로", ["도로조명", "부서:도로과"]),
        ("spp-2409", ["SPP-2409-2", "SPP-2409-1"]),
        ("비밀", []),
        ("홍상", []),
        ("9634", []),
    ],
)
def test_those_who_may_search_are_offered_the_same_and_the_others_nothing(
    typed: str, texts: list[str], role: Role, place: str, offices: dict[str, Department | None]
) -> None:
    offered = [each.text for each in suggestions(typed, reader(role, offices[place]))]
    assert offered == (texts if role in SEARCHERS else [])


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize(
    "url", ["/complaints/", "/complaints/facets/", "/complaints/?print=1", "/complaints/?counts=1"]
)
def test_who_may_not_search_is_refused_everywhere(role: Role, url: str, client: Client) -> None:
    signed_in(client, role, None)
    assert client.get(f"{url}{'&' if '?' in url else '?'}{urlencode({'q': '맨홀'})}").status_code == 403
    assert client.post("/complaints/suggest/", {"q": "맨홀"}).status_code == 403


@pytest.mark.parametrize("role", OTHERS)
def test_who_may_not_search_finds_nothing(role: Role) -> None:
    who: Reader = reader(role)
    found, order = Selection("맨홀", "").found(who)
    assert (ids(found, order), count(found)) == ([], (0, False))
