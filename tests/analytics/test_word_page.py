"""One keyword: through time, with what, where and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analytics.related import npmi
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from complaints.synonyms.services import change
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Department
    from tests.analytics.conftest import File, Login

EVERYBODY = range(1, 8)
SEPTEMBER = {"month": "2024-09"}
QUERIES = 36


@pytest.mark.parametrize(
    ("both", "first", "second", "strength"),
    [(0.1, 0.1, 0.1, 1.0), (0.01, 0.1, 0.1, 0.0), (1.0, 1.0, 1.0, 1.0)],
)
def test_strength_is_one_for_always_together_and_nought_for_chance(
    both: float, first: float, second: float, strength: float
) -> None:
    assert npmi(both, first, second) == pytest.approx(strength, abs=1e-9)


def test_words_that_come_together_are_told(login: Login, file: File) -> None:
    file("모기 방역을 해 주세요", callers=EVERYBODY)
    file("가로등이 꺼졌습니다", callers=EVERYBODY)
    page = login(Role.MANAGER).get("/analytics/keywords/모기/", SEPTEMBER)
    assert [(row[0].text, row[1].value) for row in page.context["related"].rows] == [("방역", 7)]


def test_one_persons_posts_are_told_from_a_campaign(login: Login, file: File) -> None:
    file("모기 방역 놀이터 하천 웅덩이", callers=[1] * 15)
    file("모기 유충이 화분 받침에 있습니다", callers=range(2, 7))
    why = login(Role.MANAGER).get("/analytics/keywords/모기/", SEPTEMBER).context["why"]
    assert (why.one_caller, why.campaign, why.campaign_callers) == (0.75, 0.25, 5)


def test_representatives_are_of_different_callers(login: Login, file: File) -> None:
    file("모기 방역 놀이터 하천 웅덩이", callers=[1] * 15)
    file("모기가 화분 받침에 있습니다", callers=range(2, 7))
    why = login(Role.MANAGER).get("/analytics/keywords/모기/", SEPTEMBER).context["why"]
    assert len(why.representatives) == 3


def test_a_complaint_that_only_its_department_reads_represents_nothing_elsewhere(
    login: Login, file: File, roads: Department, parks: Department
) -> None:
    file("모기 방역 비밀글", callers=EVERYBODY, department=roads, is_public=False)
    file("모기가 많습니다", callers=range(10, 16))
    page = login(Role.MANAGER, parks).get("/analytics/keywords/모기/", SEPTEMBER)
    assert page.context["why"].looked_at == 6
    assert "비밀글" not in page.content.decode()


def test_where_a_word_came_up_is_told_by_dong_and_category(login: Login, file: File) -> None:
    file("모기가 많습니다", callers=EVERYBODY, admin_dong="가온동", category="방역")
    tables = {
        table.id: table for table in login(Role.MANAGER).get("/analytics/keywords/모기/", SEPTEMBER).context["places"]
    }
    told = {id_: [(row[0].text, row[1].value) for row in table.rows] for id_, table in tables.items()}
    assert told == {
        "channels": [("새올상담민원", 7)],
        "departments": [],
        "dongs": [("가온동", 7)],
        "categories": [("방역", 7)],
    }


def test_a_synonym_leads_to_the_word_that_it_is_counted_as(login: Login, file: File) -> None:
    change(None, ["포트홀", "도로파임"], reader(Role.MANAGER))
    file("포트홀이 깊습니다", callers=EVERYBODY)
    page = login(Role.MANAGER).post("/analytics/keywords/", {"word": "도로 파임", "month": "2024-09"}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/analytics/keywords/%ED%8F%AC%ED%8A%B8%ED%99%80/")
    assert page.context["number"].value == 7


@pytest.mark.parametrize("word", ["없는말", "a/b", "<script>", "' OR 1=1", "%00", "  "])
def test_a_word_that_is_counted_nowhere_gets_a_way_out(word: str, login: Login, file: File) -> None:
    file("모기가 많습니다", callers=EVERYBODY)
    page = login(Role.MANAGER).post("/analytics/keywords/", {"word": word}, follow=True)
    assert page.status_code in {200, 404}
    assert "<script>" not in page.content.decode().replace("<script src", "")


@pytest.mark.parametrize("word", ["010-1234-5678", "홍길동"])
def test_a_person_that_somebody_types_is_in_no_address(word: str, login: Login, file: File) -> None:
    page = login(Role.MANAGER).post("/analytics/keywords/", {"word": word}, follow=True)
    assert (page.status_code, page.redirect_chain) == (404, [])


def test_a_word_of_few_says_nothing_of_them(login: Login, file: File) -> None:
    file("모기가 많습니다", callers=[1, 1, 1, 2])
    assert login(Role.MANAGER).get("/analytics/keywords/모기/", SEPTEMBER).context["why"] is None


def test_a_word_that_only_another_department_reads_is_not_known(
    login: Login, file: File, roads: Department, parks: Department
) -> None:
    file("모기가 많습니다", callers=EVERYBODY, department=roads, is_public=False)
    assert login(Role.MANAGER, parks).get("/analytics/keywords/모기/", SEPTEMBER).status_code == 404


def test_days_and_weeks_are_counted_within_their_ends(login: Login, file: File) -> None:
    file("모기가 많습니다", callers=EVERYBODY, day="2024-09-03")
    file("모기가 많습니다", callers=EVERYBODY, day="2024-09-10")
    asked = {"words": "모기", "since": "2024-09-03", "until": "2024-09-10"}
    client = login(Role.MANAGER)
    lines = [client.get("/analytics/trend/", {**asked, "unit": unit}).context["chart"] for unit in ("day", "week")]
    assert [[number.value for number in line.series[0].numbers] for line in lines] == [[7, 0, 0, 0, 0, 0, 0, 7], [7, 7]]


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "0001-01-01", "until": "0005-01-01"},
        {"since": "0001-01-01", "until": "0001-02-01", "unit": "day"},
        {"until": "9999-12-31", "unit": "week"},
        {"until": "0001-01-31"},
    ],
)
def test_days_that_no_calendar_here_knows_are_said_so(asked: dict[str, str], login: Login, file: File) -> None:
    file("모기가 많습니다", callers=EVERYBODY)
    page = login(Role.MANAGER).get("/analytics/trend/", {"words": "모기", **asked})
    assert "1990년부터 2100년까지의 날을 적어 주세요." in page.content.decode()


def test_a_sixth_word_and_an_unknown_one_are_said(login: Login, file: File) -> None:
    file("모기 가로등 쓰레기 놀이터 현수막 주차장", callers=EVERYBODY)
    page = login(Role.MANAGER).get("/analytics/trend/", {"words": "모기,없는말,가로등,쓰레기,놀이터,현수막,주차장"})
    assert page.context["unknown"] == ["없는말"]
    assert page.context["dropped"] == ["현수막", "주차장"]


def test_a_page_of_a_word_is_recorded_with_whose_complaints_it_showed(login: Login, file: File) -> None:
    ids = file("모기가 많습니다", callers=range(5))
    client = login(Role.MANAGER)
    client.get("/analytics/keywords/모기/", SEPTEMBER)
    event = AccessEvent.objects.latest("pk")
    assert event.query == "키워드:모기"
    assert len(set(event.complaint_ids) & set(ids)) == 3


def test_few_queries_are_enough(
    login: Login, file: File, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    file("모기 방역 놀이터 하천", callers=EVERYBODY, admin_dong="가온동", category="방역")
    client = login(Role.MANAGER)
    with django_assert_max_num_queries(QUERIES):
        client.get("/analytics/keywords/모기/", SEPTEMBER)
