"""Tables and charts as files: numbers stay numbers, nothing runs, Korean stays Korean."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analytics.downloads import as_csv, book_response, file_response, headline
from analytics.forms import MonthForm, Offices
from analytics.numbers import Chart, Column, Number, Series, Table, Words
from analytics.workbooks import HEAD_ROW, shown, write_book, write_table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = (Column("낱말"), Column("민원인 수", is_number=True), Column("비율", is_number=True))
HIDDEN = Number(None, is_hidden=True)
ROWS = (
    (Words("불법주정차"), Number(1234, "/complaints/?q=1"), Number(12.34, text="12.3%")),
    (Words("=1+1"), HIDDEN, Number(None)),
)
TABLE = Table("top", "많이 나온 말", COLUMNS, ROWS, note="민원인 수로 셉니다.")
ABOUT = (("달", "2024년 9월"), ("창구", "모든 창구"))


def chart(kind: str, *rows: tuple[Number, ...], title: str = "흐름", labels: tuple[str, ...] = ("가", "나")) -> Chart:
    series = tuple(Series(f"줄 {place}", numbers) for place, numbers in enumerate(rows, 1))
    return Chart(f"chart-{kind}", kind, title, "낱말", labels, series, unit="명")


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def lines(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True))


def test_a_csv_says_under_which_conditions_it_was_counted() -> None:
    first, head, *rows = csv.reader(io.StringIO(as_csv(TABLE, headline(ABOUT)).decode("utf-8-sig")))
    assert first[0].startswith("많이 나온 말 (달: 2024년 9월 · 창구: 모든 창구 · 만든 때: 20")
    assert head == ["낱말", "민원인 수", "비율"]
    assert rows == [["불법주정차", "1234", "12.3%"], ["'=1+1", "5명 미만", ""]]


def test_a_sheet_keeps_numbers_as_numbers_and_says_what_is_hidden() -> None:
    sheet = opened(write_table(TABLE, "2024년 9월")).active
    assert lines(sheet)[:3] == [
        ("낱말", "민원인 수", "비율"),
        ("불법주정차", 1234, pytest.approx(0.123)),
        ("=1+1", "5명 미만", None),
    ]
    assert sheet.cell(HEAD_ROW + 3, 1).data_type == "s"
    assert sheet["A2"].value == "2024년 9월"


def test_columns_are_wide_enough_for_korean() -> None:
    sheet = opened(write_table(TABLE, "")).active
    assert sheet.column_dimensions["A"].width >= 2 * len("불법주정차")


@pytest.mark.parametrize(
    ("number", "value", "code"),
    [
        (Number(1234), 1234, "#,##0"),
        (Number(2.5), 2.5, "#,##0.0#"),
        (Number(0.1234, text="12.3%"), 0.123, "#,##0.0%"),
        (Number(3.21, text="3.2배"), 3.2, '#,##0.0"배"'),
        (Number(4, text="+4"), 4, "+#,##0;-#,##0;#,##0"),
        (Number(-4, text="▼4"), -4, "#,##0"),
    ],
)
def test_a_number_looks_as_on_the_page(number: Number, value: float, code: str) -> None:
    assert shown(number).value == pytest.approx(value)
    assert shown(number).code == code


@settings(max_examples=25)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_sheets_have_names_that_every_spreadsheet_takes(titles: list[str]) -> None:
    parts = [Table(f"t{place}", title, COLUMNS, ()) for place, title in enumerate(titles)]
    names = opened(write_book(parts, [])).sheetnames
    assert len(names) == len({name.lower() for name in names}) == len(titles) + 1
    assert all(0 < len(name.encode("utf-16-le")) <= 62 and not set(name) & set("[]:*?/\\") for name in names)


def test_every_chart_has_a_sheet_with_a_picture() -> None:
    numbers = (Number(3), HIDDEN)
    parts = [chart(kind, numbers, numbers, title=kind) for kind in ("bar", "line", "cloud", "heat")]
    book = opened(write_book([TABLE, *parts], ABOUT))
    assert book.sheetnames == ["안내", "많이 나온 말", "bar", "line", "cloud", "heat"]
    pictures = {sheet.title: len(sheet._charts) for sheet in book}
    assert pictures == {"안내": 0, "많이 나온 말": 0, "bar": 1, "line": 1, "cloud": 1, "heat": 0}
    assert len(book["heat"].conditional_formatting) == 1
    assert (book["안내"]["A1"].value, book["안내"]["B1"].value) == ABOUT[0]


def test_a_line_does_not_go_down_to_zero_where_a_number_is_hidden() -> None:
    sheet = opened(write_book([chart("line", (Number(9), HIDDEN))], []))["흐름"]
    assert [row[:3] for row in lines(sheet)] == [("낱말", "줄 1", None), ("가", 9, 9), ("나", "5명 미만", None)]
    assert sheet._charts[0].series[0].val.numRef.f == "흐름!$C$5:$C$6"
    assert sheet.column_dimensions["C"].hidden


def test_a_chart_of_nothing_is_a_sheet_with_its_sentence() -> None:
    empty = Chart("none", "bar", "빈 그림", "낱말", (), (Series("수", ()),))
    sheet = opened(write_book([empty], []))["빈 그림"]
    assert sheet.cell(HEAD_ROW + 2, 1).value == empty.table.empty
    assert not sheet._charts


def test_a_workbook_holds_no_formula() -> None:
    sheets = write_book([TABLE, chart("line", (Number(1), HIDDEN))], [("제목", '=HYPERLINK("x")')])
    with zipfile.ZipFile(io.BytesIO(sheets)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert len(texts) == 3
    assert not any("<f>" in text for text in texts)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_bears_the_name_of_its_table(kind: str) -> None:
    response = file_response(TABLE, kind, ABOUT)
    assert response["Content-Disposition"].endswith(f"%EB%A7%90.{kind}")
    assert response.content


def test_a_workbook_that_says_when_it_was_made_is_always_the_same() -> None:
    made = datetime(2024, 10, 1, 6, tzinfo=UTC)
    first = write_book([TABLE, chart("bar", (Number(1), Number(2)))], ABOUT, made)
    time.sleep(1.1)
    assert write_book([TABLE, chart("bar", (Number(1), Number(2)))], ABOUT, made) == first


def test_a_whole_page_is_one_workbook() -> None:
    book = opened(book_response("2024년 9월 현황", [TABLE, chart("bar", (Number(1), Number(2)))], ABOUT).content)
    told = {row[0]: row[1] for row in book["안내"].iter_rows(values_only=True) if row[0]}
    assert told.keys() == {"제목", "달", "창구", "만든 때", "시트"}
    assert book.sheetnames[1:] == ["많이 나온 말", "흐름"]


def test_the_conditions_are_said_in_the_words_of_the_page() -> None:
    form = MonthForm({"month": "2024-09", "by": "callers", "public": "on"}, Offices(), [date(2024, 9, 1)])
    assert dict(form.said) == {
        "달": "2024년 9월",
        "창구": "모든 창구",
        "담당 부서": "모든 부서",
        "세는 법": "민원인 수",
        "공개 민원만": "예",
    }
