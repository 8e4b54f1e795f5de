"""One month at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Channel, Department
    from tests.analytics.conftest import File, Login

EVERYBODY = range(1, 8)
QUERIES = 24


def test_the_words_of_a_month_are_ranked_with_their_change(login: Login, file: File) -> None:
    file("가로등이 꺼졌습니다", callers=range(6), day="2024-08-03")
    file("쓰레기가 쌓였습니다", callers=range(9), day="2024-08-03")
    file("가로등이 꺼졌습니다", callers=range(9), day="2024-09-03")
    file("쓰레기가 쌓였습니다", callers=range(6), day="2024-09-03")
    page = login(Role.MANAGER).get("/analytics/", {"month": "2024-09"})
    rows = [[getattr(cell, "plain", getattr(cell, "text", "")) for cell in row] for row in page.context["top"].rows]
    assert rows == [["가로등", "1위", "▲ 1", "9"], ["쓰레기", "2위", "▼ 1", "6"]]


def test_words_of_fewer_than_five_persons_are_seen_in_their_department_only(
    login: Login, file: File, roads: Department
) -> None:
    file("가로등이 꺼졌습니다", callers=range(4), department=roads)
    client = login(Role.MANAGER, roads)
    everywhere = client.get("/analytics/", {"month": "2024-09"})
    own = client.get("/analytics/", {"month": "2024-09", "department": str(roads.pk)})
    assert [len(page.context["top"].rows) for page in (everywhere, own)] == [0, 1]


def test_a_month_dated_in_the_future_is_no_month_to_look_at(login: Login, file: File) -> None:
    file("가로등이 꺼졌습니다", callers=EVERYBODY, day="2024-09-03")
    file("가로등이 꺼졌습니다", callers=EVERYBODY, day="2094-09-03")
    client = login(Role.MANAGER)
    assert client.get("/analytics/").context["title"] == "2024년 9월"
    assert client.get("/complaints/", {"counts": "1"}).status_code == 200


@pytest.mark.parametrize("month", ["2024-13", "아홉달", "1800-01", "2024-09-01", "\x00"])
def test_a_month_that_cannot_be_read_is_said_so_and_the_newest_shown(month: str, login: Login, file: File) -> None:
    file("가로등이 꺼졌습니다", callers=EVERYBODY)
    page = login(Role.MANAGER).get("/analytics/", {"month": month, "channel": "x", "department": "9" * 40})
    assert page.status_code == 200
    assert page.context["title"] == "2024년 9월"
    assert page.context["form"].errors["month"]


@pytest.mark.parametrize("address", ["/analytics/", "/analytics/heat/", "/analytics/compare/", "/analytics/trend/"])
def test_an_empty_office_has_sensible_pages(address: str, login: Login, windows: dict[str, Channel]) -> None:
    page = login(Role.MANAGER).get(address)
    assert page.status_code == 200
    assert "data-number" not in page.content.decode()


@pytest.mark.parametrize("address", ["/analytics/", "/analytics/heat/", "/analytics/compare/", "/analytics/trend/"])
@pytest.mark.parametrize("channel", ["", "patrol"])
def test_one_complaint_without_a_caller_is_shown_as_too_few(
    address: str, channel: str, login: Login, file: File
) -> None:
    file("가로등이 꺼졌습니다", callers=[None], channel="patrol")
    page = login(Role.MANAGER).get(address, {"channel": channel} if channel else {})
    assert page.status_code == 200
    assert "data-number" not in page.content.decode()


def test_a_window_without_callers_counts_each_complaint(login: Login, file: File) -> None:
    file("가로등이 꺼졌습니다", callers=[None] * 7, channel="patrol")
    page = login(Role.MANAGER).get("/analytics/", {"channel": "patrol"})
    assert [row[-1].value for row in page.context["top"].rows] == [7]


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN, Role.AUDITOR])
@pytest.mark.parametrize(
    "address", ["/analytics/", "/analytics/heat/", "/analytics/compare/", "/analytics/keywords/길/"]
)
def test_others_than_officers_and_managers_are_refused(role: Role, address: str, login: Login) -> None:
    assert login(role).get(address).status_code == 403


def test_queries_do_not_grow_with_the_words(
    login: Login, file: File, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for word in ("가로등", "쓰레기", "보도블록", "횡단보도", "놀이터", "주차장", "현수막"):
        file(f"{word} 때문에 불편합니다", callers=EVERYBODY, count=word == "현수막")
    client = login(Role.MANAGER)
    with django_assert_max_num_queries(QUERIES):
        client.get("/analytics/", {"month": "2024-09"})


def test_two_periods_tell_what_came_and_went(login: Login, file: File) -> None:
    file("모기가 많습니다", callers=EVERYBODY, day="2024-07-03")
    file("제설이 늦습니다", callers=EVERYBODY, day="2024-09-03")
    page = login(Role.MANAGER).get("/analytics/compare/", {"first_from": "2024-07", "second_from": "2024-09"})
    told = {row[0].text: row[-1].text for row in page.context["words"].rows}
    assert told == {"모기": "없어짐", "제설": "새로"}


def test_callers_of_several_months_are_counted_once(login: Login, file: File) -> None:
    for day in ("2024-07-03", "2024-08-03", "2024-09-03"):
        file("모기가 많습니다", callers=EVERYBODY, day=day)
    period = {"first_from": "2024-07", "first_to": "2024-07", "second_from": "2024-07", "second_to": "2024-09"}
    page = login(Role.MANAGER).get("/analytics/compare/", period)
    (row,) = page.context["words"].rows
    assert [row[1].value, row[2].value] == [7, 7]


def test_a_period_that_ends_before_it_begins_is_said_so(login: Login, file: File) -> None:
    for day in ("2024-07-03", "2024-09-03"):
        file("모기가 많습니다", callers=EVERYBODY, day=day)
    page = login(Role.MANAGER).get("/analytics/compare/", {"second_from": "2024-09", "second_to": "2024-07"})
    assert "끝 달이 첫 달보다 앞섭니다" in page.content.decode()


def test_a_window_that_is_hidden_cannot_be_told_from_the_others(login: Login, file: File) -> None:
    file("가로등이 꺼졌습니다", callers=range(30))
    file("가로등이 꺼졌습니다", callers=[40, 41], channel="mayor")
    page = login(Role.MANAGER).get("/analytics/", {"month": "2024-09", "by": "complaints"})
    assert [number.plain for number in page.context["channels"].series[0].numbers] == ["가림", "5명 미만", "0"]
