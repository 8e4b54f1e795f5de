"""Files that nobody's spreadsheet can be harmed by: cells come back as they were written, and none is a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from complaints.exports import writers
from complaints.exports.columns import Column, Kind
from complaints.exports.writers import csv_lines, harmless, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaints.exports.columns import Cell

TEXTS = [Column("제목", 10, lambda case: case.title), Column("번호", 10, lambda case: case.receipt_number)]
MOMENT = datetime(2024, 9, 3, 9, 12)  # noqa: DTZ001 - a cell has no zone
NASTY = [
    "=1+1",
    "+82-10-1234-5678",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "\u200b=1",
    "\ufeff=cmd|' /C calc'!A1",
    "＝1+1",
    "－2",
    "\x0b=1",
    '=HYPERLINK("http://example.kr","x")',
    "--x",
]
HARMLESS = ["02-2147-0001", "0212345678", "2AA-2409-0123456", "맨홀 = 뚜껑", "http://example.kr", "", "'", '"=1"', "𠮷"]


def as_csv(rows: Sequence[Sequence[Cell]], columns: Sequence[Column] = TEXTS) -> list[list[str]]:
    text = "".join(csv_lines(columns, rows, ["끝"]))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def as_book(rows: Sequence[Sequence[Cell]], columns: Sequence[Column] = TEXTS) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_xlsx(out, columns, rows, [("목적", "=시험")])
    return openpyxl.load_workbook(out)


@pytest.mark.parametrize("text", NASTY)
def test_a_formula_is_made_a_text_in_csv(text: str) -> None:
    assert as_csv([[text, "1"]])[1] == [f"'{text}", "1"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is_in_csv(text: str) -> None:
    assert as_csv([[text, "1"]])[1] == [text, "1"]


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in tuple("=+-@\t\r\n")
    assert harmless(text) in {text, f"'{text}"}


@pytest.mark.parametrize("text", [text for text in NASTY + HARMLESS if text])
def test_a_text_is_a_text_in_xlsx_and_never_a_formula_or_a_link(text: str) -> None:
    cell: Any = as_book([[text, "1"]])["민원"]["A2"]
    # openpyxl reads back a carriage return as XML has it, and names a text by its type alone.
    assert (cell.data_type, cell.hyperlink, cell.number_format) == ("s", None, "@")
    assert unescape(cell.value).replace("\r", "\n") == text.replace("\r", "\n")


def test_numbers_keep_their_zeros_and_dates_are_dates() -> None:
    kinds = (Kind.MOMENT, Kind.DAY, Kind.NUMBER)
    columns = [*TEXTS, *(Column(kind.name, 10, lambda _: None, kind) for kind in kinds)]
    rows: list[list[Cell]] = [["0212345678", "00088213", MOMENT, MOMENT.date(), 3], ["", "1", None, None, None]]
    first, second = list(as_book(rows, columns)["민원"].iter_rows(min_row=2, values_only=True))
    assert first == ("0212345678", "00088213", MOMENT, datetime(2024, 9, 3), 3)  # noqa: DTZ001 - as above
    assert second[1:] == ("1", None, None, None)
    texts = ["0212345678", "00088213", "2024-09-03 09:12", "2024-09-03", "3"]
    assert as_csv(rows, columns)[1:3] == [texts, ["", "1", "", "", ""]]


def test_quotes_and_line_ends_come_back_from_csv() -> None:
    row = ['말 "따옴표", 쉼표', "두\n줄"]
    assert as_csv([row])[1:] == [row, ["끝"]]


def test_a_sheet_that_is_full_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "SHEET_ROWS", 2)
    book = as_book([[f"{number}", ""] for number in range(5)])
    sheets = [[row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book.worksheets[:-1]]
    assert sheets == [["0", "1"], ["2", "3"], ["4"]]


def test_a_cell_longer_than_excel_allows_is_cut_and_not_lost() -> None:
    assert len(str(as_book([["가" * 40_000, ""]])["민원"]["A2"].value)) == 32_767


def test_the_workbook_tells_about_itself() -> None:
    sheet = as_book([])["내려받은 정보"]
    assert [cell.value for cell in sheet[1]] == ["목적", "=시험"]
    assert sheet["B1"].data_type == "s"
