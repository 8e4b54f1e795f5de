"""Rows to CSV and xlsx, one at a time, so that memory does not grow with their number."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from xlsxwriter import Workbook

from complaints.exports.columns import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from complaints.exports.columns import Cell

# Excel's own bounds: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
SHEET_ROWS = 1_048_575
CELL_SIGNS = 32_767
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_FORMATS = {Kind.TEXT: "@", Kind.NUMBER: "0", Kind.DAY: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm"}
_NEITHER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it.

    OWASP, CSV Injection. Spaces and invisible signs before the first visible one are looked through.
    """
    first = next((sign for sign in text if sign in _STARTS_A_FORMULA or not _is_invisible(sign)), "")
    return f"'{text}" if first in _STARTS_A_FORMULA else text


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], ending: Iterable[str]) -> Iterator[str]:
    """UTF-8 with a mark by which Excel knows it; `ending` is asked for after the last row, one text for a line."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([column.label for column in columns])
    for row in rows:
        yield writer.writerow(map(_csv_text, row))
    for line in ending:
        yield writer.writerow([harmless(line)])


def write_xlsx(
    out: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    about: Iterable[tuple[str, str]],
    *,
    work: Path | None = None,
) -> None:
    """A workbook with the rows, on further sheets what one cannot take, and a last sheet that tells about it.

    `about` is asked for after the last row. `work` is the folder for what is unfinished.
    """
    options = {"constant_memory": True, "tmpdir": str(work) if work else None, "default_date_format": "yyyy-mm-dd"}
    with Workbook(out, {**options, **_NEITHER}) as book:
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "num_format": "@"})
        _write_sheets(book, columns, rows, formats, head)
        sheet = book.add_worksheet("내려받은 정보")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100)
        for number, (label, value) in enumerate(about):
            sheet.write_string(number, 0, label, head)
            sheet.write_string(number, 1, value[:CELL_SIGNS], formats[Kind.TEXT])


def _write_sheets(
    book: Workbook,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    formats: dict[Kind, Format],
    head: Format,
) -> None:
    sheet, line = _new_sheet(book, columns, head), 0
    for row in rows:
        if line == SHEET_ROWS:
            sheet, line = _new_sheet(book, columns, head), 0
        line += 1
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            _write_cell(sheet, line, place, cell, formats[column.kind])


def _new_sheet(book: Workbook, columns: Sequence[Column], head: Format) -> Worksheet:
    number = len(book.worksheets()) + 1
    sheet = book.add_worksheet("민원" if number == 1 else f"민원 {number}")
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.label, head)
    return sheet


def _write_cell(sheet: Worksheet, line: int, place: int, cell: Cell, form: Format) -> None:
    if isinstance(cell, str):
        sheet.write_string(line, place, cell[:CELL_SIGNS], form)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, form)
    elif cell is not None:
        sheet.write_number(line, place, cell, form)


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in {"Zs", "Cf", "Cc"}


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else f"{cell:%Y-%m-%d}"
    return "" if cell is None else harmless(str(cell))


class _Echo:
    """What a csv.writer writes to when each line is wanted as it is made."""

    def write(self, line: str) -> Any:
        return line
