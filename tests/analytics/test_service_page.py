"""The page of service figures: periods by name, rows that open their complaints, and nobody alone behind a number."""

from __future__ import annotations

import re
from datetime import date
from http import HTTPStatus
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from analytics.models import ServiceMonth
from analytics.months import later, month_of
from analytics.numbers import Number, Words
from analytics.scopes import FEWEST_PERSONS, Scope
from analytics.service import LABELS
from analytics.service_forms import Span, evaluation_year, presets
from analytics.service_tables import Service
from complaints.models import Department
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from analytics.numbers import Cell, Table
    from complaints.models import Channel
    from tests.analytics.conftest import File, Login

pytestmark = pytest.mark.django_db
URL = "/analytics/service/"
SEPTEMBER = date(2024, 9, 1)
ASKED = f"{URL}?first=2024-09&last=2024-09"


def rows_of(table: Table) -> dict[str, list[Cell]]:
    """The cells of each row by what it is called."""
    return {row[0].text: list(row[1:]) for row in table.rows if isinstance(row[0], Words)}


def value(cell: Cell) -> float | str | None:
    return "hidden" if isinstance(cell, Number) and cell.is_hidden else getattr(cell, "value", None)


def received(table: Table) -> dict[str, float | str | None]:
    """How many complaints each row says were received."""
    return {name: value(cells[0]) for name, cells in rows_of(table).items()}


def by_department(who: Department | None = None, role: Role = Role.MANAGER, **scope: Any) -> dict[str, Any]:
    found = Service(Scope(reader(role, who), **scope), Span(SEPTEMBER, SEPTEMBER))
    return received(found.by_department(Department.objects.select_related("renamed_to")))


@pytest.mark.parametrize(
    ("this", "named"),
    [
        (date(2024, 8, 1), {"이번 평가년도": "2023-09 2024-08", "지난 평가년도": "2022-09 2023-08"}),
        (date(2024, 8, 1), {"올해": "2024-01 2024-08", "지난해": "2023-01 2023-12"}),
        (date(2024, 9, 1), {"이번 평가년도": "2024-09 2024-09", "지난 평가년도": "2023-09 2024-08"}),
        (date(2025, 1, 1), {"이번 달": "2025-01 2025-01", "지난달": "2024-12 2024-12", "지난해": "2024-01 2024-12"}),
    ],
)  # fmt: skip
def test_periods_have_names(this: date, named: dict[str, str]) -> None:
    found = {each.label: f"{each.span.first:%Y-%m} {each.span.last:%Y-%m}" for each in presets(this)}
    assert len(found) == 6
    assert named.items() <= found.items()


@pytest.mark.parametrize("number", range(12))
def test_an_evaluation_year_begins_in_september(number: int) -> None:
    assert evaluation_year(later(SEPTEMBER, number)) == SEPTEMBER


def test_every_row_counts_its_own_complaints(file: File, roads: Department, parks: Department) -> None:
    file("가로등", callers=range(6), department=roads, count=False)
    file("가로등", callers=range(7), department=parks, status="answered", channel="mayor", count=False)
    file("가로등", callers=range(8), day="2024-08-05")
    found = Service(Scope(reader(Role.MANAGER)), Span(date(2024, 8, 1), SEPTEMBER))
    assert received(found.by_department(Department.objects.all())) == {
        "공원녹지과": 7, "도로과": 6, "부서 미정": 8, "모두": 21,
    }  # fmt: skip
    months, chart = found.by_month()
    assert received(months) == {"2024-08": 8, "2024-09": 13, "모두": 21}
    assert [number.value for number in chart.series[1].numbers] == [0, 7]


def test_rows_of_few_persons_are_hidden_and_cannot_be_deduced(file: File, roads: Department, parks: Department) -> None:
    water = Department.objects.create(name="치수과")
    file("가로등", callers=range(3), department=roads, count=False)
    file("가로등", callers=range(6), department=parks, count=False)
    file("가로등", callers=range(9), department=water)
    assert by_department() == {"도로과": "hidden", "공원녹지과": "hidden", "치수과": 9, "모두": 18}
    assert by_department(roads, Role.OFFICER) == {"도로과": 3, "공원녹지과": 6, "치수과": 9, "모두": 18}
    assert by_department(parks, Role.OFFICER) == {"도로과": "hidden", "공원녹지과": 6, "치수과": "hidden", "모두": 18}


def test_few_rows_of_enough_persons_hide_each_other(file: File, roads: Department, parks: Department) -> None:
    water = Department.objects.create(name="치수과")
    file("가로등", callers="가나다", department=roads, count=False)
    file("가로등", callers="라마바", department=parks, count=False)
    file("가로등", callers=range(9), department=water)
    assert by_department()["치수과"] == 9


def test_no_sum_of_hidden_rows_is_of_few_persons(file: File, windows: dict[str, Channel]) -> None:
    chance = Random(3)
    departments = [Department.objects.create(name=f"{number}과") for number in range(8)]
    for department in departments:
        callers = [chance.randrange(12) for _ in range(chance.choice([1, 2, 4, 12]))]
        file("가로등", callers=callers, department=department, day="2024-09-03", count=False)
        file("가로등", callers=callers, department=department, channel="mayor", day="2024-08-02")
    for last in (date(2024, 8, 1), SEPTEMBER):
        found = Service(Scope(reader(Role.MANAGER)), Span(date(2024, 8, 1), last))
        table = received(found.by_department(departments))
        unseen = {each.pk for each in departments if table.get(each.name) == "hidden"}
        behind = ServiceMonth.objects.filter(department_id__in=unseen, month__lte=last)
        known = [set(cell.few_callers) if cell.few_callers else None for cell in behind]
        assert None in known or len(set().union(*filter(None, known))) >= FEWEST_PERSONS


def test_a_department_that_was_renamed_keeps_a_row_that_opens_its_own(
    file: File, login: Login, roads: Department
) -> None:
    old = Department.objects.create(name="토목과", renamed_to=roads)
    file("가로등", callers=range(6), department=old, count=False)
    file("가로등", callers=range(7), department=roads)
    client = login(Role.MANAGER)
    page = client.get(ASKED).content.decode()
    assert "지금은 도로과" in page
    opened = re.search(rf'href="(/complaints/\?department={old.pk}&[^"]*)" data-number="6"', page)
    assert opened
    listed = client.get(opened[1].replace("&amp;", "&") + "&counts=1").content.decode()
    assert 'data-total="6"' in listed


def test_what_is_no_more_is_counted_and_opens_nothing(file: File, login: Login, roads: Department) -> None:
    file("가로등", callers=range(6), department=roads)
    ServiceMonth.objects.update(department_id=987654, channel_id=987654)
    page = login(Role.MANAGER).get(ASKED).content.decode()
    assert "없어진 부서" in page
    assert "없어진 창구" in page
    row = re.search(r"없어진 부서.*?</tr>", page, re.DOTALL)
    assert row
    assert "href" not in row[0]


def test_a_department_not_decided_yet_has_a_number_without_an_address(file: File, roads: Department) -> None:
    file("가로등", callers=range(6), count=False)
    file("가로등", callers=range(6), department=roads)
    found = Service(Scope(reader(Role.MANAGER)), Span(SEPTEMBER, SEPTEMBER)).by_department([roads])
    cells = rows_of(found)
    assert value(cells["부서 미정"][0]) == 6
    assert not any(getattr(cell, "url", "") for cell in cells["부서 미정"])
    assert getattr(cells["도로과"][0], "url", "")


def test_without_asking_it_is_the_year_of_the_newest_month(file: File, login: Login) -> None:
    file("가로등", callers=range(6), day="2023-12-05", count=False)
    file("가로등", callers=range(6), day="2024-02-05")
    assert "2024년 1월부터 2024년 2월까지" in login(Role.MANAGER).get(URL).content.decode()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("first=2024-08", "2024년 8월</span>"),
        ("last=2024-08", "2024년 8월</span>"),
        ("first=2024-07&last=2024-08", "2024년 7월부터 2024년 8월까지</span>"),
        ("first=2024-08&last=2024-07", "끝 달이 첫 달보다 앞섭니다"),
        ("first=2024-13&last=어제", "올바르게 선택해 주세요"),
        ("department=99999&channel=none", "올바르게 선택해 주세요"),
    ],
)
def test_months_are_chosen_freely(file: File, login: Login, asked: str, title: str) -> None:
    file("가로등", callers=range(6), day="2024-07-05", count=False)
    file("가로등", callers=range(6), day="2024-08-05")
    page = login(Role.MANAGER).get(f"{URL}?{asked}")
    assert page.status_code == HTTPStatus.OK
    assert title in page.content.decode()


def test_names_of_periods_keep_the_filters_and_the_current_one_is_marked(login: Login, windows: Any) -> None:
    this = f"{month_of(timezone.localdate()):%Y-%m}"
    page = login(Role.MANAGER).get(f"{URL}?first={this}&last={this}&channel=mayor").content.decode()
    assert re.search(
        rf'href="{URL}\?channel=mayor&amp;first={this}&amp;last={this}" aria-current="page">이번 달<', page
    )
    assert "진행 중" in page


def test_a_period_without_complaints_says_so_and_leads_out(file: File, login: Login) -> None:
    file("가로등", callers=range(6), day="2024-09-05")
    page = login(Role.MANAGER).get(f"{URL}?first=2024-09&last=2024-09&channel=patrol").content.decode()
    assert "접수한 민원이 없습니다" in page
    assert f'href="{URL}?channel=patrol&amp;first=2024-09&amp;last=2024-09"' in page


def test_an_empty_office_and_one_complaint_are_no_fault(login: Login, file: File) -> None:
    client = login(Role.MANAGER)
    assert "접수한 민원이 없습니다" in client.get(URL).content.decode()
    file("가로등", callers=[1])
    assert "5명 미만" in client.get(ASKED).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["channels", "departments", "months", "flow"])
def test_every_table_is_had_as_a_file_and_recorded(file: File, login: Login, table: str, kind: str) -> None:
    file("가로등", callers=range(6))
    answer = login(Role.MANAGER).get(f"{ASKED}&file={table}.{kind}")
    assert answer.status_code == HTTPStatus.OK
    if kind == "csv":
        assert ",6" in answer.content.decode("utf-8-sig")
    assert AccessEvent.objects.latest("id").detail == {"table": table, "kind": kind}


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN, Role.AUDITOR])
def test_it_is_for_those_who_see_dashboards(login: Login, role: Role) -> None:
    assert login(role).get(URL).status_code == HTTPStatus.FORBIDDEN


def test_the_page_asks_little(
    file: File, login: Login, roads: Department, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    file("가로등", callers=range(6), department=roads)
    client: Client = login(Role.MANAGER)
    with django_assert_max_num_queries(12):
        page = client.get(f"{URL}?first=2024-09&last=2025-01").content.decode()
    assert "<title>2024년 9월부터 2025년 1월까지 처리 현황" in page
    assert all(f">{label}</th>" in page for label in LABELS)
