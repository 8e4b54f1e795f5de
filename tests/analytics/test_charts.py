"""What the page gives to the script that draws, and what stands there without it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.template.loader import render_to_string

from analytics.forms import MonthForm, Offices
from analytics.numbers import Chart, Column, Number, Series, Table, Words

if TYPE_CHECKING:
    from django.test import RequestFactory

HIDDEN = Number(None, is_hidden=True)
NUMBERS = (Number(1234, "/complaints/?q=가"), HIDDEN, Number(None), Number(0.5, text="50.0%"))
CHART = Chart(
    "trend", "line", "민원의 흐름", "달", ("가", "나", "다", "라"), (Series("민원인 수", NUMBERS),), unit="명"
)
MONTHS = [date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1)]
EMPTY = Table("none", "빈 표", (Column("낱말"),), (), empty="이 달에는 없습니다.")


@pytest.fixture
def render(rf: RequestFactory) -> Any:
    """Renders a partial as on a page with this address."""

    def with_address(name: str, address: str = "/analytics/?by=callers", **context: Any) -> str:
        return render_to_string(f"analytics/{name}.html", {"request": rf.get(address), **context})

    return with_address


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def form_of(month: str) -> MonthForm:
    return MonthForm({"month": month, "by": "callers"}, Offices(), MONTHS)


def test_a_chart_carries_what_its_script_draws(render: Any) -> None:
    (series,) = data_of(render("_chart", chart=CHART))["series"]
    assert series == {
        "name": "민원인 수",
        "values": [1234, None, None, 0.5],
        "urls": ["/complaints/?q=가", "", "", ""],
        "texts": ["1,234명", "5명 미만", "자료 없음", "50.0%"],
        "hidden": [False, True, False, False],
    }


def test_a_title_of_a_chart_cannot_end_its_data(render: Any) -> None:
    chart = Chart("x", "bar", "</script><b>", "낱말", ("가",), (Series("수", (Number(1),)),))
    page = render("_chart", chart=chart)
    assert data_of(page)["title"] == "</script><b>"
    assert "<b>" not in page


def test_without_a_script_the_table_stands_open_and_nothing_is_offered_that_needs_one(render: Any) -> None:
    page = render("_chart", chart=CHART)
    assert '<details class="analytics-chart-table" open>' in page
    assert len(re.findall(r"<button[^>]* hidden>", page)) == page.count("<button") == 2
    assert re.search(r'<div class="analytics-plot-frame" hidden>', page)


def test_a_number_in_a_table_opens_its_list(render: Any) -> None:
    page = render("_table", table=CHART.table)
    assert '<td class="num"><a href="/complaints/?q=가" data-number="1234">1,234</a>' in page
    assert '<span class="analytics-hidden">5명 미만</span>' in page
    assert page.count("data-number") == 1


def test_an_empty_table_says_so_and_offers_no_file(render: Any) -> None:
    page = render("_table", table=EMPTY)
    assert "이 달에는 없습니다." in page
    assert "<table" not in page
    assert "file=" not in page


def test_a_file_is_of_the_same_page_under_the_same_conditions(render: Any) -> None:
    page = render("_table", "/analytics/?month=2024-09&channel=saeol", table=CHART.table)
    assert 'href="?month=2024-09&amp;channel=saeol&amp;file=trend.xlsx"' in page
    assert 'aria-label="엑셀 파일 받기: 민원의 흐름"' in page


def test_words_of_a_table_may_have_an_address_and_a_note(render: Any) -> None:
    table = Table("t", "표", (Column("낱말"),), ((Words("포트홀", "/w/", "새로 나온 말"),),))
    assert '<a href="/w/">포트홀</a> <small>새로 나온 말</small>' in render("_table", table=table)


def test_the_scripts_are_named_once_and_only_where_there_is_a_chart(render: Any, rf: RequestFactory) -> None:
    request = rf.get("/")
    pages = [render_to_string("analytics/_chart.html", {"request": request, "chart": CHART}) for _ in range(2)]
    assert [page.count("civicsearch/charts") for page in pages] == [1, 0]
    assert "<script" not in render("_table", table=CHART.table)


@pytest.mark.parametrize(
    ("month", "expected"),
    [("2024-07", ["2024-08"]), ("2024-08", ["2024-07", "2024-09"]), ("2024-09", ["2024-08"]), ("없음", [])],
)
def test_the_conditions_lead_to_the_months_beside(render: Any, month: str, expected: list[str]) -> None:
    page = render("_scope_form", f"/analytics/?month={month}&channel=saeol", form=form_of(month))
    assert re.findall(r'href="\?month=([\d-]+)&amp;channel=saeol"', page) == expected


def test_every_condition_has_a_label_and_a_wrong_one_is_said(render: Any) -> None:
    page = render("_scope_form", form=form_of("2019-01"))
    ids = re.findall(r'<(?:select|input)[^>]* id="([^"]+)"', page)
    assert ids
    assert all(f'<label for="{each}">' in page for each in ids)
    assert re.search(r'<p class="form-hint-invalid">달: ', page)


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        ({"complaints": 1234, "months": 2}, "민원 1,234건의 낱말을 다시 읽고 있습니다."),
        ({"months": 2}, "2달을 다시 세고 있습니다."),
    ],
)
def test_numbers_that_will_change_say_so(render: Any, waiting: dict[str, int], said: str) -> None:
    assert said in render("_waiting", waiting=waiting)
    assert render("_waiting", waiting={}).strip() == ""
