"""Pages of similar answers: who sees which, why, and what stays out of addresses and the log."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.groups.models import Group, Member, Tier
from complaints.models import Complaint, Department
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import RIGHTS, Right, Role
from complaints.similarity import frequencies
from complaints.similarity.cards import likeness
from complaints.similarity.reading import read
from complaints.similarity.views import MOST_KEPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
MOST_QUERIES = 26
TYPED = "놀이터 옆 가로등이 꺼져 있어 밤길이 어둡습니다. 저는 홍상철이고 010-8271-9634입니다."
PAGES = ("/complaints/similar/", "/complaints/similar/{}/")


@pytest.fixture(autouse=True)
def _by_words(settings: Any) -> None:
    """Without vectors, which take seconds to load."""
    settings.SENTENCE_VECTORS = False
    frequencies.forget()


@pytest.fixture
def answered(complaint: MakeComplaint) -> MakeComplaint:
    """Stores a complaint about street lamps with an answer, read for comparison."""

    def make(number: str, **fields: Any) -> Complaint:
        given = {
            "title": f"가로등이 꺼져 있습니다 {number}",
            "body": f"놀이터 옆 가로등 {number}이 꺼져 밤길이 어둡습니다.",
        }
        answer = {"answer": f"가로등 {number}을 고쳤습니다.", "answered_at": datetime(2024, 9, 12, tzinfo=UTC)}
        made = complaint(number, **{"status": "answered", "outcome": "accepted", **given, **answer, **fields})
        read([made.pk])
        return made

    return make


def paste(client: Client, text: str = TYPED) -> Any:
    return client.post("/complaints/similar/", {"text": text}, follow=True)


def shown(page: Any) -> list[str]:
    return [card.complaint.receipt_number for card in page.context["cards"]]


def test_a_pasted_text_finds_the_answer_and_says_why(login: Login, answered: MakeComplaint, roads: Department) -> None:
    answered("88213", channel="mayor", department=roads, officer="고길동")
    page = paste(login(Role.OFFICER))
    text = page.content.decode()
    assert shown(page) == ["88213"]
    for told in (
        "가로등 88213을 고쳤습니다",
        "구청장에게 바란다",
        "2024-09-12",
        "도로과 고길동",
        "수용",
        "<mark>가로등</mark>",
        "<mark>놀이터</mark>",
    ):
        assert told in text


def test_nothing_typed_stands_in_an_address_the_log_or_the_web_log(
    login: Login, answered: MakeComplaint, caplog: pytest.LogCaptureFixture
) -> None:
    row = answered("1")
    with caplog.at_level(logging.DEBUG):
        page = paste(login(Role.OFFICER))
    event = AccessEvent.objects.get(action="search")
    kept = f"{page.redirect_chain}{json.dumps(event.detail, ensure_ascii=False)}{event.query}"
    assert (event.complaint_ids, event.detail) == ([row.pk], {"similar_to": "text", "characters": len(TYPED)})
    web_log = "".join(line.getMessage() for line in caplog.records if not line.name.startswith("django.db"))
    for secret in ("홍상철", "9634", "놀이터", "%EB%86%80"):
        assert secret not in kept + web_log


def test_a_text_stays_in_its_session_and_only_the_last_few(login: Login) -> None:
    client = login(Role.OFFICER)
    addresses = [paste(client, f"가로등 고장 신고 {n}").redirect_chain[-1][0] for n in range(MOST_KEPT + 1)]
    gone = client.get(addresses[0], follow=True)
    assert "다시 붙여 넣으십시오" in gone.content.decode()
    assert f"가로등 고장 신고 {MOST_KEPT}" in client.get(addresses[-1]).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "비교할 글을 붙여 넣으십시오"),
        ("가로등", "5글자 이상"),
        ("가" * 4001, "4,000글자까지"),
        ("가로등\x00고장 신고", "읽을 수 없는 글자"),
    ],
)
def test_texts_that_cannot_be_compared_are_told_so(typed: str, told: str, login: Login) -> None:
    page = login(Role.OFFICER).post("/complaints/similar/", {"text": typed})
    assert told in page.content.decode()
    assert page.context["form"].errors


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("channel={mayor}", {"2"}),
        ("department={roads}", {"1"}),
        ("outcome=rejected", {"3"}),
        ("since=2024-10-01", {"3"}),
        ("until=2024-09-30", {"1", "2"}),
        ("channel=없음", {"1", "2", "3"}),
        ("since=어제&until=99", {"1", "2", "3"}),
    ],
)
def test_answers_are_narrowed(
    asked: str, numbers: set[str], login: Login, answered: MakeComplaint, roads: Department, windows: dict[str, Any]
) -> None:
    answered("1", department=roads)
    answered("2", channel="mayor")
    answered("3", outcome="rejected", received_at=datetime(2024, 10, 5, tzinfo=UTC))
    client = login(Role.OFFICER)
    address = paste(client).redirect_chain[-1][0]
    page = client.get(f"{address}&{asked.format(mayor=windows['mayor'].pk, roads=roads.pk)}")
    assert set(shown(page)) == numbers


def test_an_answer_that_may_not_be_read_is_not_shown_but_counted(
    login: Login, answered: MakeComplaint, roads: Department, parks: Department
) -> None:
    answered("1", is_public=False, department=roads, answer="은밀한 답변입니다.", title="은밀한 가로등")
    page = paste(login(Role.OFFICER, parks))
    assert shown(page) == []
    assert "볼 수 없는 비공개 답변 1건은 빼고" in page.content.decode()
    assert "은밀한" not in page.content.decode()


def test_one_of_the_own_department_is_shown(login: Login, answered: MakeComplaint, roads: Department) -> None:
    answered("1", is_public=False, department=roads)
    assert shown(paste(login(Role.OFFICER, roads))) == ["1"]


def test_empty_results_have_a_way_out(login: Login, db: None) -> None:
    client = login(Role.OFFICER)
    page = paste(client)
    text = client.get(f"{page.redirect_chain[-1][0]}&outcome=rejected").content.decode()
    assert "조건 없이 다시 찾기" in text
    assert "낱말로 민원 검색하기" in text


@pytest.mark.parametrize("day", ["until=9999-12-31", "since=0001-01-01", "until=0001-01-01", "since=2024-13-01"])
def test_a_day_that_cannot_be_is_left_out_and_said_so(day: str, login: Login, answered: MakeComplaint) -> None:
    answered("88213")
    page = login(Role.OFFICER).get(f"/complaints/similar/{answered('2').pk}/?{day}")
    assert shown(page) == ["88213"]
    assert "읽을 수 없는 조건은 빼고 찾았습니다." in page.content.decode()


def test_numbers_in_answers_are_masked_and_scripts_are_letters(login: Login, answered: MakeComplaint) -> None:
    answered(
        "1",
        title="가로등 <script>alert(1)</script>",
        answer="<img src=x onerror=alert(2)> 010-8271-9634로 연락드렸습니다.",
    )
    text = paste(login(Role.OFFICER), "가로등 <script>alert(1)</script> 꺼졌습니다").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "010-****-9634로 연락" in text


def test_a_complaint_finds_others_but_never_itself(login: Login, answered: MakeComplaint) -> None:
    own, other = answered("1"), answered("2")
    page = login(Role.OFFICER).get(f"/complaints/similar/{own.pk}/")
    assert shown(page) == ["2"]
    assert f'name="target" value="{own.pk}"' in page.content.decode()
    assert AccessEvent.objects.get(action="search").complaint_ids == [other.pk]


def test_the_panel_is_a_part_of_the_complaints_page(login: Login, answered: MakeComplaint) -> None:
    own, _ = answered("1"), answered("2")
    client = login(Role.OFFICER)
    assert f'hx-get="/complaints/similar/{own.pk}/"' in client.get(f"/complaints/{own.pk}/").content.decode()
    panel = client.get(f"/complaints/similar/{own.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert "가로등 2을 고쳤습니다" in panel


def test_a_slow_panel_takes_nothing_from_the_session(login: Login, answered: MakeComplaint) -> None:
    own, client = answered("1"), login(Role.OFFICER)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/complaints/similar/{own.pk}/", headers={"HX-Request": "true"})
    assert not [one for one in asked.captured_queries if one["sql"].startswith('UPDATE "django_session"')]


def test_the_panel_is_not_offered_to_the_counter(login: Login, answered: MakeComplaint) -> None:
    assert "similar" not in login(Role.COUNTER).get(f"/complaints/{answered('1').pk}/").content.decode().replace(
        "similarity.css", ""
    )


def test_a_complaint_that_may_not_be_read_finds_nothing(
    login: Login, answered: MakeComplaint, roads: Department, parks: Department
) -> None:
    own, _ = answered("1", is_public=False, department=roads), answered("2")
    text = login(Role.OFFICER, parks).get(f"/complaints/similar/{own.pk}/").content.decode()
    assert "비슷한 민원도 찾을 수 없습니다" in text
    assert "고쳤습니다" not in text


def test_an_answer_with_a_former_department_is_marked(login: Login, answered: MakeComplaint, roads: Department) -> None:
    Department.objects.create(name="토목과", renamed_to=roads)
    answered("1", answer="토목과에서 가로등을 고쳤습니다.")
    page = paste(login(Role.OFFICER))
    assert [len(card.warnings) for card in page.context["cards"]] == [1]
    assert "토목과" in page.context["cards"][0].warnings[0]


def test_an_answer_with_an_older_law_than_its_group_is_marked(login: Login, answered: MakeComplaint) -> None:
    old = answered("1", answer="「도로법」 제61조에 따라 처리하였습니다.")
    new = answered("2", answer="「도로법」 제75조에 따라 처리하였습니다.", answered_at=datetime(2025, 1, 2, tzinfo=UTC))
    group = Group.objects.create(tier=Tier.CONFIRMED, size=2, newest_at=new.received_at)
    Member.objects.bulk_create(Member(group=group, complaint=row, tier=Tier.CONFIRMED) for row in (old, new))
    cards = {card.complaint.receipt_number: card.warnings for card in paste(login(Role.OFFICER)).context["cards"]}
    assert "제75조" in cards["1"][0]
    assert cards["2"] == []


def test_many_answers_cost_no_more_queries_than_one(login: Login, answered: MakeComplaint) -> None:
    own, _ = answered("1"), answered("2")
    client = login(Role.OFFICER)
    client.get(f"/complaints/similar/{own.pk}/")

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/complaints/similar/{own.pk}/")
        return len(shown(page)), len(asked)

    few = queries()
    for number in range(3, 9):
        answered(str(number))
    many = queries()
    assert (few[0], many[0]) == (1, 7)
    assert many[1] == few[1] <= MOST_QUERIES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_only_officers_and_managers_see_similar_answers(
    role: Role, page: str, login: Login, answered: MakeComplaint
) -> None:
    url = page.format(answered("1").pk)
    may = Right.SIMILAR in RIGHTS[role]
    assert may == (role in {Role.OFFICER, Role.MANAGER})
    assert login(role).get(url).status_code == (200 if may else 403)
    assert AccessEvent.objects.filter(action="refused").exists() != may


@pytest.mark.parametrize(("score", "words"), [(0.9, "매우 비슷"), (0.3, "비슷"), (0.2, "조금 비슷")])
def test_scores_are_told_in_words(score: float, words: str) -> None:
    assert likeness(score) == words
