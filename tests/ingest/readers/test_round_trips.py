"""Any table that is written in a format of the offices comes back cell for cell."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import WriteOnlyCell

from ingest.readers import delimited, html_table, spreadsheetml, workbook
from tests.ingest.readers.traps import SPREADSHEETML
from tests.ingest.readers.written import ods_row, write_ods, write_xls, write_xlsb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.readers.rows import RawRow

    Table = list[list[str]]

HEADER = ["접수번호", "내용", "전화"]
# What no cell of a workbook may hold, and line ends that no spreadsheet writes.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
TYPICAL = [
    "",
    "001",
    "01012345678",
    "202432300150001234",
    "=SUM(A1)",
    '그는 "안 됩니다"라고 했다',
    "가, 나; 다|라\t마",
    "첫 줄\n둘째 줄\n\n넷째 줄",
    "똠방각하 쀍 ㈜",
    "A < B && B > C",
    "&lt;b&gt; <br> <홍길동>",
    "'24.9.3.",
    "2.02432E+17",
    '"',
]
korean = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8)
anything = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: UNWRITABLE.sub("", text))
cells = st.sampled_from([*TYPICAL, "🙂 고맙습니다 👍🏽"]) | korean | anything
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5)


def _shown(rows: Iterator[RawRow]) -> Table:
    """The texts of the rows; a reader leaves out what is blank, and blanks at the end of a row."""
    return [[cell.text for cell in row.cells] for row in rows]


def _without_blanks(table: Table) -> Table:
    rows = [row for row in table if any(row)]
    return [row + [""] * (len(HEADER) - len(row)) for row in rows]


def _back(write: Callable[[Path], None], read: Callable[[Path], Iterator[RawRow]]) -> Table:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        write(path)
        return _without_blanks(_shown(read(path)))


@settings(deadline=None)
@given(tables)
def test_as_a_workbook(table: Table) -> None:
    def write(path: Path) -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("목록")
        for row in [HEADER, *table]:
            written = [WriteOnlyCell(sheet, text) for text in row]
            for cell in written:
                # A text that begins like a formula would be written as one.
                cell.data_type = "s"
            sheet.append(written)
        book.save(path)

    assert _back(write, workbook.read) == _without_blanks([HEADER, *table])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@settings(deadline=None)
@given(tables)
def test_as_delimited_text(encoding: str, table: Table) -> None:
    # What the encoding does not know was lost before the file was written.
    known = [[text.encode(encoding, "ignore").decode(encoding).replace("\ufeff", "") for text in row] for row in table]

    def write(path: Path) -> None:
        out = io.StringIO()
        csv.writer(out).writerows([HEADER, *known])
        path.write_bytes(out.getvalue().encode(encoding))

    assert _back(write, delimited.read) == _without_blanks([HEADER, *known])


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@settings(deadline=None)
@given(tables)
def test_as_an_html_page_that_calls_itself_xls(encoding: str, table: Table) -> None:
    known = [[_as_a_page_shows(text.encode(encoding, "ignore").decode(encoding)) for text in row] for row in table]

    def write(path: Path) -> None:
        rows = [
            "".join(f"<td>{escape(text).replace(chr(10), '<br>')}</td>" for text in row) for row in [HEADER, *known]
        ]
        page = f'<html><meta charset="euc-kr"><table><tr>{"</tr><tr>".join(rows)}</tr></table></html>'
        path.write_bytes(page.encode(encoding))

    assert _back(write, html_table.read) == _without_blanks([HEADER, *known])


def _as_a_page_shows(text: str) -> str:
    """A browser shows a run of blanks as one, and none at the ends of a line."""
    lines = re.sub(r"[ \t\r\f]+", " ", text.replace("\ufeff", "").replace("\ue000", "")).split("\n")
    return "\n".join(line.strip(" ") for line in lines).strip("\n")


@settings(deadline=None)
@given(tables)
def test_as_the_xml_of_2003(table: Table) -> None:
    def write(path: Path) -> None:
        data = '<Cell><Data ss:Type="String">{}</Data></Cell>'
        rows = ["".join(data.format(escape(text).replace("\n", "&#10;")) for text in row) for row in [HEADER, *table]]
        page = SPREADSHEETML.format(head="", name="목록", rows=f"<Row>{'</Row><Row>'.join(rows)}</Row>")
        path.write_text(page, encoding="utf-8")

    assert _back(write, spreadsheetml.read) == _without_blanks([HEADER, *table])


PLAIN = [HEADER, *([text, text, text] for text in TYPICAL if "\n" not in text)]


@pytest.mark.parametrize("format_", ["xls", "xlsb", "ods"])
def test_as_formats_of_other_programs(format_: str) -> None:
    def write(path: Path) -> None:
        if format_ == "ods":
            write_ods(path, "".join(map(ods_row, PLAIN)))
        else:
            (write_xls if format_ == "xls" else write_xlsb)(path, {"목록": PLAIN})

    texts = [[text.replace("\t", " ") for text in row] for row in PLAIN]
    found = _back(write, workbook.read)
    assert [[text.replace("\t", " ") for text in row] for row in found] == _without_blanks(texts)
