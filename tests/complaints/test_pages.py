"""The pages of complaints: what each role gets, what stands in addresses and in the log, how many queries they need."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints import listing
from complaints.filters import ComplaintFilter
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db


def search(client: Client, typed: str) -> Any:
    return client.post("/", {"q": typed}, follow=True)


def test_what_a_citizen_wrote_comes_out_escaped(login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1", title="<script>alert(1)</script> 맨홀", body="<img src=x onerror=alert(2)> 맨홀")
    client = login(Role.COUNTER)
    for page in (search(client, "맨홀"), client.get(f"/complaints/{row.pk}/")):
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


@pytest.mark.parametrize(("role", "sees"), [(Role.COUNTER, False), (Role.OFFICER, True), (Role.MANAGER, True)])
def test_a_restricted_complaint_keeps_its_text_and_shows_its_progress(
    role: Role,
    sees: bool,
    login: Login,
    complaint: MakeComplaint,
    roads: Department,
) -> None:
    row = complaint(
        "1",
        is_public=False,
        department=roads,
        title="제목비밀",
        body="본문비밀",
        answer="답비밀",
        officer="고길동",
        mobile="010-8271-9634",
        source_fields={"비고": "비고비밀"},
    )
    client = login(role, roads)
    opened = client.get(f"/complaints/{row.pk}/").content.decode()
    listed = search(client, "9634").content.decode()
    assert ["비밀" in opened, "비밀" in listed] == [sees, sees]
    assert "고길동" in opened
    assert "고길동" in listed


def test_filters_narrow_and_can_be_taken_off(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", body="맨홀", status="answered")
    complaint("2", channel="mayor", body="맨홀", status="received")
    page = login(Role.COUNTER).get("/complaints/", {"q": "맨홀", "status": "answered", "channel": "saeol"})
    shown = page.context["page"]
    assert [hit.complaint.receipt_number for hit in shown.hits] == ["1"]
    assert [chip.remove_url for chip in shown.chips()] == [
        "/complaints/?q=%EB%A7%A8%ED%99%80&status=answered",
        "/complaints/?q=%EB%A7%A8%ED%99%80&channel=saeol",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"from": "언제"},
        {"department": "없음"},
        {"status": "x"},
        {"page": "!!"},
        {"sort": "x"},
        {"dong": "\x00"},
        {"officer": "x" * 300},
        {"to": "9999-12-31", "from": "0001-01-01"},
    ],
)
def test_a_bad_parameter_gives_a_page(bad: dict[str, str], login: Login, complaint: MakeComplaint) -> None:
    complaint("1")
    client = login(Role.COUNTER)
    pages = [client.get(url, {**bad, **more}) for url in ("/complaints/", "/complaints/facets/") for more in MORE]
    assert {page.status_code for page in pages} == {200}


MORE: list[dict[str, str]] = [{}, {"counts": "1"}, {"print": "1"}]
WORDS = st.text(max_size=40) | st.lists(st.sampled_from([*"\"'():-&|!<>*%_\\", "맨홀", "OR", "제목:", "88213"])).map(
    " ".join
)
NAMES = st.sampled_from(["s", "page", "print", "counts", "sort", *ComplaintFilter.base_filters])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=WORDS, others=st.dictionaries(NAMES, WORDS | st.sampled_from(["1", "true", "2024-09-03"]), max_size=3))
def test_any_string_as_a_query_gives_a_page(typed: str, others: dict[str, str], clerk: Client) -> None:
    address = {name: value.encode("utf-8", "replace").decode() for name, value in {"q": typed, **others}.items()}
    for url in ("/complaints/", "/complaints/facets/"):
        assert clerk.get(url, address).status_code in {200, 204, 302}
    assert clerk.post("/", {"q": address["q"]}, follow=True).status_code == 200


@pytest.fixture
def clerk(login: Login, complaint: MakeComplaint) -> Client:
    complaint("88213", body="맨홀")
    return login(Role.COUNTER)


def test_a_page_that_takes_too_long_says_what_to_do_and_is_recorded(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', '10', true), pg_sleep(0)")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(listing, "page", slow)
    text = search(clerk, "맨홀").content.decode()
    assert "낱말을 하나 더하거나" in text
    assert AccessEvent.objects.filter(action="search", query="맨홀").count() == 1


def test_a_search_that_the_session_forgot_is_not_every_complaint(clerk: Client) -> None:
    page = clerk.get("/complaints/?s=gone", follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "다시 검색해 주세요" in page.content.decode()


def test_counts_come_after_the_page_and_are_no_second_search(clerk: Client) -> None:
    assert 'hx-get="/complaints/facets/?q=%EB%A7%A8%ED%99%80"' in search(clerk, "맨홀").content.decode()
    before = AccessEvent.objects.count()
    counted = clerk.get("/complaints/facets/?q=맨홀").content.decode()
    assert "<em>1</em>건" in counted
    assert '<span id="status-received-n" class="facet-number" hx-swap-oob="true">1<' in counted
    assert AccessEvent.objects.count() == before


def test_an_index_of_older_rules_is_told_with_the_counts(clerk: Client) -> None:
    assert "색인을 새로 만들고" not in clerk.get("/complaints/facets/?q=맨홀").content.decode()
    Complaint.objects.update(search_version=1)
    assert "색인을 새로 만들고" in clerk.get("/complaints/facets/?q=맨홀").content.decode()


def test_counts_prolong_no_session(clerk: Client) -> None:
    clerk.get("/complaints/?q=맨홀")
    assert "civicsearch_session" in clerk.get("/complaints/?q=맨홀").cookies
    assert "civicsearch_session" not in clerk.get("/complaints/facets/?q=맨홀").cookies


def test_counts_follow_a_query_that_only_the_session_holds(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", mobile="010-8271-9634")
    complaint("2")
    client = login(Role.COUNTER)
    counts_url = search(client, "010-8271-9634").context["page"].counts_url
    assert "9634" not in counts_url
    assert "<em>1</em>건" in client.get(counts_url).content.decode()


def test_the_order_by_relevance_says_among_how_many(clerk: Client) -> None:
    sentence = "관련 깊은 순은 최근 2,000건 가운데에서 보여 줍니다."
    assert sentence in clerk.get("/complaints/?q=맨홀&sort=relevance").content.decode()
    assert sentence not in clerk.get("/complaints/?q=맨홀").content.decode()


def test_what_stands_for_a_missing_title_is_never_marked(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", body="제목 없이 보냄")
    [hit] = search(login(Role.COUNTER), "제목").context["page"].hits
    assert (str(hit.title), "<mark>제목</mark>" in hit.passage) == ("(제목 없음)", True)


def test_without_scripts_the_counts_stand_in_the_page(clerk: Client) -> None:
    assert clerk.get("/complaints/?q=맨홀").context["page"].total is None
    page = clerk.get("/complaints/?q=맨홀&counts=1")
    assert page.context["page"].total == 1
    assert "건수 보기" not in page.content.decode()


def test_an_empty_page_says_so_at_once(clerk: Client) -> None:
    page = clerk.get("/complaints/?q=맨홀&status=answered")
    assert page.context["page"].total == 0
    assert "조건 없이 찾기" in page.content.decode()


def test_the_very_number_stands_first_and_only_once(login: Login, complaint: MakeComplaint) -> None:
    complaint("88213", received_at=timezone.now() - timedelta(days=900))
    for number in range(25):
        complaint(f"7-{number}", body="88213번 민원과 같은 내용")
    client = login(Role.COUNTER)
    first = search(client, "88213").context["page"]
    second = client.get(first.next_url).context["page"]
    back = client.get(second.previous_url).context["page"]
    assert [[hit.complaint.receipt_number for hit in shown.exact] for shown in (first, back)] == [["88213"]] * 2
    assert second.exact == []
    numbers = [hit.complaint.receipt_number for shown in (first, second) for hit in shown.hits]
    assert (len(numbers), len(set(numbers))) == (26, 26)
    assert "<em>26</em>건" in client.get(first.counts_url).content.decode()


def test_a_printed_list_names_its_reader_and_is_recorded(login: Login, complaint: MakeComplaint) -> None:
    for number in range(30):
        complaint(f"{number}", body="맨홀")
    page = login(Role.COUNTER).get("/complaints/?q=맨홀&print=1")
    assert len(page.context["page"].hits) == 30
    assert "홍직원 (counter)" in page.content.decode()
    event = AccessEvent.objects.filter(action="search").get()
    assert (event.detail, event.count) == ({"printed": True}, 30)


def test_pages_follow_one_another_without_loss(login: Login, complaint: MakeComplaint) -> None:
    for number in range(45):
        complaint(f"{number}", body="맨홀")
    client, url, seen = login(Role.COUNTER), "/complaints/?q=맨홀", []
    while url:
        shown = client.get(url).context["page"]
        seen += [hit.complaint.receipt_number for hit in shown.hits]
        back, url = shown.previous_url, shown.next_url
    assert sorted(map(int, seen)) == list(range(45))
    assert [hit.complaint.receipt_number for hit in client.get(back).context["page"].hits] == seen[20:40]


def test_by_due_date_those_without_one_come_last_and_none_is_lost(login: Login, complaint: MakeComplaint) -> None:
    for number in range(45):
        due = timezone.now() + timedelta(days=number) if number % 2 else None
        complaint(f"{number}", body="맨홀", due_at=due)
    client, url, seen = login(Role.COUNTER), "/complaints/?q=맨홀&sort=due", []
    while url:
        shown = client.get(url).context["page"]
        seen += [int(hit.complaint.receipt_number) for hit in shown.hits]
        back, url = shown.previous_url, shown.next_url
    assert seen == [*range(1, 45, 2), *range(0, 45, 2)]
    assert [int(hit.complaint.receipt_number) for hit in client.get(back).context["page"].hits] == seen[20:40]


@pytest.mark.parametrize(
    "cursor", ["[Infinity, 1, 0]", '["0001-01-01T00:00:00+00:00", 1, 0]', '["x", 1, 0]', "[1, 2]", "7"]
)
def test_a_made_up_cursor_gives_the_first_page(cursor: str, login: Login, complaint: MakeComplaint) -> None:
    complaint("1")
    page = base64.urlsafe_b64encode(cursor.encode()).decode()
    assert login(Role.COUNTER).get("/complaints/", {"page": page}).status_code == 200


def test_a_reveal_needs_a_purpose(login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1", mobile="010-8271-9634")
    client = login(Role.COUNTER)
    refused = client.post(f"/complaints/{row.pk}/reveal/", {"field": "mobile", "purpose": "", "other_purpose": "업무"})
    shown = client.post(f"/complaints/{row.pk}/reveal/", {"field": "mobile", "other_purpose": "현장에서 만날 약속"})
    assert "010-8271-9634" not in refused.content.decode()
    assert "010-8271-9634" in shown.content.decode()


def test_private_pages_are_not_kept_by_the_browser(login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1")
    assert login(Role.COUNTER).get(f"/complaints/{row.pk}/")["Cache-Control"] == "no-store, private"


ALLOWED = {
    "/complaints/": {Role.COUNTER, Role.OFFICER, Role.MANAGER},
    "/complaints/facets/": {Role.COUNTER, Role.OFFICER, Role.MANAGER},
    "/complaints/?print=1": {Role.COUNTER, Role.OFFICER, Role.MANAGER},
    "/complaints/1/": {Role.COUNTER, Role.OFFICER, Role.MANAGER},
    "/complaints/1/reveal/": {Role.COUNTER, Role.OFFICER},
    "/ingest/": {Role.ADMIN},
    "/ingest/upload/": {Role.ADMIN},
    "/ingest/1/": {Role.ADMIN},
    "/ingest/words/": {Role.ADMIN},
    "/privacy/log/": {Role.AUDITOR},
    "/status/": {Role.ADMIN},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("url", list(ALLOWED))
def test_each_page_is_for_its_roles(url: str, role: Role, login: Login) -> None:
    client = login(role)
    response = client.post(url) if url.endswith("reveal/") else client.get(url)
    assert (response.status_code != 403) is (role in ALLOWED[url])


OPEN_TO_STRANGERS = {"login", "health"}


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def address_of(name: str) -> str:
    """The address of a page, of the first object where it is one of an object."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[1])


def test_a_stranger_is_sent_to_the_login_from_every_page(client: Client) -> None:
    for name in set(addresses(get_resolver().url_patterns)) - OPEN_TO_STRANGERS:
        response = client.get(address_of(name))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/"), name


def test_health_needs_no_login_and_tells_no_data(client: Client, complaint: MakeComplaint) -> None:
    complaint("1")
    response = client.get("/health/")
    assert response.json()["ok"] is True
    assert set(response.json()) == {"ok", "version", "checks"}


def test_the_sixth_try_is_refused_even_with_the_right_password(client: Client) -> None:
    Account.objects.create_account("counter", "right password here", name="홍직원", role=Role.COUNTER)
    for _ in range(5):
        client.post("/accounts/login/", {"username": "counter", "password": "wrong"})
    last = client.post("/accounts/login/", {"username": "counter", "password": "right password here"})
    assert last.status_code in {403, 429}
    assert AccessEvent.objects.filter(action="login_failed", actor="counter").count() >= 5


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        ("/", 4),
        ("/complaints/", 13),
        ("/complaints/?q=맨홀&status=received&channel=saeol&department={1}&from=2024-01-01", 14),
        ("/complaints/facets/?q=맨홀", 15),
        ("/complaints/{0}/", 19),
        ("/status/", 10),
    ],
)
def test_a_page_keeps_its_budget_of_queries(
    url: str, budget: int, login: Login, complaint: MakeComplaint, roads: Department, parks: Department
) -> None:
    for number in range(25):
        row = complaint(f"{number}", mobile="010-8271-9634", body="맨홀", department=(roads, parks)[number > 22])
    client = login(Role.ADMIN if url == "/status/" else Role.COUNTER)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url.format(row.pk, roads.pk)).status_code == 200
    asked_sql = [query["sql"][:150] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(asked_sql) <= budget, asked_sql


@pytest.mark.parametrize(
    ("url", "role"), [("/", Role.COUNTER), ("/complaints/", Role.COUNTER), ("/status/", Role.ADMIN)]
)
def test_the_windows_are_read_once_for_the_frame_and_the_page(url: str, role: Role, login: Login) -> None:
    client = login(role)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    assert len([query for query in asked if 'FROM "complaints_channel"' in query["sql"]]) == 1
