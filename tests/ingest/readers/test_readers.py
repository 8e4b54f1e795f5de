"""Files of every format come back cell for cell."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from ingest.readers import process as reading_process
from ingest.readers import workbook
from ingest.readers.process import read_rows
from ingest.readers.rows import shown
from ingest.readers.spans import EMPTY, Merges, Spans
from ingest.readers.wire import dump_row, load_row

if TYPE_CHECKING:
    from pathlib import Path


def texts(path: Path, name: str = "") -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read_rows(path, name or path.name)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_it_reads_text_in_the_encodings_of_korean_offices(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('번호,내용\r\n1,"똠방각하, 쀍\n둘째 줄"\r\n'.encode(encoding))
    assert texts(path) == [["번호", "내용"], ["1", "똠방각하, 쀍\n둘째 줄"]]


def test_it_finds_hangul_that_begins_far_down(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((b"a" * 1_000 + b",b\r\n") * 1_200 + "가,나\r\n".encode("cp949"))
    assert texts(path)[-1] == ["가", "나"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_it_finds_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(delimiter.join(["가", "나", "다"]) for _ in range(3)), encoding="utf-8")
    assert texts(path) == [["가", "나", "다"]] * 3


def test_it_reads_an_html_table_in_euc_kr_that_calls_itself_xls(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    html = (
        '<html><meta charset="euc-kr"><table><tr><td colspan=2>제목</td></tr><tr><th rowspan=2>동</th><th>a</th></tr>'
        "<tr><td> 첫째<br>둘째 &amp; 셋째</td></tr></table>"
    )
    path.write_bytes(html.encode("cp949"))
    assert texts(path) == [["제목", "제목"], ["동", "a"], ["동", "첫째\n둘째 & 셋째"]]


SPREADSHEET_XML = """\t<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="지적"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">제목</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="Number">7</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">가&#10;나</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="숨김"><Table><Row><Cell><Data ss:Type="String">코드</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def test_it_reads_the_xml_of_2003_with_gaps_and_a_tab_before_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(SPREADSHEET_XML, encoding="utf-8")
    rows = list(read_rows(path, "a.xls"))
    assert [(row.number, [cell.text for cell in row.cells]) for row in rows] == [
        (1, ["제목", "제목", "제목"]),
        (4, ["7", "", "가\n나"]),
    ]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append([None, "부서", "때"])
    sheet.append([1012345678, "도로과", datetime(2024, 9, 3, 14, 22, 10)])  # noqa: DTZ001
    sheet.append([202432300150001234, None, None])
    sheet.merge_cells("B2:B3")
    made.create_sheet("코드").sheet_state = "hidden"
    made["코드"].append(["접수"])
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_it_fills_merged_cells_and_leaves_hidden_sheets(book: Path) -> None:
    assert texts(book) == [
        ["", "부서", "때"],
        ["1012345678", "도로과", "2024-09-03 14:22:10"],
        ["2.02432E+17", "도로과", ""],
    ]


def test_it_keeps_what_was_stored_beside_what_was_shown(book: Path) -> None:
    row = list(read_rows(book, "a.xlsx"))[1]
    assert row.cells[2].value == datetime(2024, 9, 3, 14, 22, 10)  # noqa: DTZ001
    assert load_row(dump_row(row)) == row


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.0, "7"), (37.4979, "37.4979"), (2.02432e17, "2.02432E+17"), (True, "TRUE"), (None, ""), ("07", "07")],
)
def test_it_shows_a_value_as_a_spreadsheet_does(value: object, text: str) -> None:
    assert shown(value) == text  # type: ignore[arg-type]


def test_a_merge_wider_than_the_sheet_costs_nothing() -> None:
    row = [EMPTY] * 3
    Merges([((0, 0), (1_048_575, 16_383))]).fill(row, 0)
    assert len(row) == 3


def test_a_span_of_a_million_columns_is_cut() -> None:
    assert len(Spans(500).lay([(EMPTY, 1_000_000, 1_000_000)])) == 500


def test_an_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert list(workbook.read(tmp_path / "a.xlsx")) == []


def test_a_reader_that_takes_its_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_process, "_TICK_MILLISECONDS", 1)
    path, waits = tmp_path / "a.csv", list[int]()
    path.write_text("번호,내용\n" + "".join(f"{number},{'가' * 40_000}\n" for number in range(20)), encoding="utf-8")
    rows = list(read_rows(path, "a.csv", while_waiting=lambda: waits.append(1)))
    assert [row.cells[0].text for row in rows] == ["번호", *map(str, range(20))]
    assert waits
