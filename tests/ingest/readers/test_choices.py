"""What a person chooses about the reading: sheets, hidden ones too, and the encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.readers import errors
from ingest.readers.choice import ReadingChoice, SheetInfo
from ingest.readers.process import read_rows, sheet_list
from tests.ingest.readers.written import write_xls, write_xlsb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEETS = {"9월": [["번호", "내용"], ["1", "가"]], "10월": [["번호", "내용"], ["2", "나"]], "코드": [["접수"]]}
LISTED = [SheetInfo("9월", False, 2, 2), SheetInfo("10월", False, 2, 2), SheetInfo("코드", True, 1, 1)]
XML = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>'
)
XML_SHEET = (
    '<Worksheet ss:Name="{}"><Table>{}</Table><x:WorksheetOptions><x:Visible>{}</x:Visible></x:WorksheetOptions>'
    "</Worksheet>"
)


def write_xml(path: Path, sheets: dict[str, list[list[str]]], hidden: list[str]) -> Path:
    def row(texts: list[str]) -> str:
        return f"<Row>{''.join(f'<Cell><Data>{text}</Data></Cell>' for text in texts)}</Row>"

    pages = (
        XML_SHEET.format(name, "".join(map(row, table)), "SheetHidden" if name in hidden else "SheetVisible")
        for name, table in sheets.items()
    )
    path.write_text(XML.format("".join(pages)), encoding="utf-8")
    return path


@pytest.fixture(params=[write_xls, write_xlsb, write_xml])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write: Callable[..., Path] = request.param
    return write(tmp_path / "a.xls", SHEETS, hidden=["코드"])


def test_sheets_are_listed_with_the_hidden_ones_and_their_size(book: Path) -> None:
    assert sheet_list(book, "a.xls") == LISTED


@pytest.mark.parametrize(
    ("chosen", "read"),
    [((), ["9월", "9월", "10월", "10월"]), (("10월",), ["10월"] * 2), (("코드", "9월"), ["9월", "9월", "코드"])],
)
def test_the_visible_sheets_are_read_or_the_chosen_ones(book: Path, chosen: tuple[str, ...], read: list[str]) -> None:
    assert [row.sheet for row in read_rows(book, "a.xls", choice=ReadingChoice(chosen))] == read


def test_a_sheet_that_is_not_there_is_told(book: Path) -> None:
    with pytest.raises(errors.NoSuchSheet, match="11월"):
        list(read_rows(book, "a.xls", choice=ReadingChoice(("11월",))))


def test_a_name_with_an_identifier_is_listed_without_it_and_can_be_chosen(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"홍길동 900101-1234568": [["가"]], "목록": [["나"]]})
    listed = sheet_list(path, "a.xls")[0].name
    assert listed == "홍길동 [주민등록번호 삭제]"
    rows = read_rows(path, "a.xls", choice=ReadingChoice((listed,)))
    assert [[cell.text for cell in row.cells] for row in rows] == [["가"]]


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
@pytest.mark.parametrize("page", ["번호,내용\n1,똠방", "<table><tr><td>번호<td>내용<tr><td>1<td>똠방</table>"])
def test_an_encoding_goes_before_the_guess(tmp_path: Path, page: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(page.encode(encoding))
    rows = [[cell.text for cell in row.cells] for row in read_rows(path, "a.csv", choice=ReadingChoice((), encoding))]
    assert rows == [["번호", "내용"], ["1", "똠방"]]
    wrong = read_rows(path, "a.csv", choice=ReadingChoice((), "utf-8"))
    assert "똠" not in str(list(wrong) if encoding == "cp949" else "")


def test_tables_of_a_page_are_its_sheets(tmp_path: Path) -> None:
    page = "<table><tr><td>제목</table><table><tr><td>번호<td>내용<tr><td>1<td>가</table>"
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    assert sheet_list(tmp_path / "a.xls", "a.xls") == [SheetInfo("표1", False, 1, 1), SheetInfo("표2", False, 2, 2)]
