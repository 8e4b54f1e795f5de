"""The rejected rows of an import as a workbook: put right and uploaded again, it brings just these."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import IO, TYPE_CHECKING

from xlsxwriter import Workbook

from ingest.header import REASON_COLUMN, ROW_COLUMN
from ingest.models import ImportedRow, RowProblem, RowState
from ingest.sentences import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from ingest.models import ImportBatch

# Excel's own bounds: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
_SHEET_ROWS = 1_048_576
_CELL_SIGNS = 32_767
_NAME_SIGNS = 31
_CUT = "…[엑셀 한 칸의 한도를 넘어 여기서 잘림]"
# What XML cannot hold; XlsxWriter writes it all the same.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_PORTION = 1000


def write_rejects(batch: ImportBatch, out: IO[bytes]) -> int:
    """Write a sheet for every sheet with rejected rows: its columns, the row it was, all reasons; how many rows.

    Texts only, so that nothing becomes a formula, a date or 2.02E+17.
    """
    number = 0
    with Workbook(out, {"constant_memory": True}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        for described in batch.sheets:
            page, line = None, 0
            for row, reasons in _rejected(batch, described["name"][:100]):
                if page is None or line == _SHEET_ROWS:
                    page, line = _new_page(book, described, batch.pk, bold)
                width = len(described["columns"])
                cells = [*row.cells[:width], *[""] * (width - len(row.cells)), str(row.row_number), "\n".join(reasons)]
                _write(page, line, cells, text)
                line, number = line + 1, number + 1
        if not book.worksheets():
            book.add_worksheet()
    return number


def _rejected(batch: ImportBatch, sheet: str) -> Iterator[tuple[ImportedRow, list[str]]]:
    """The rejected rows of a sheet in their order, with the reasons of each."""
    found = ImportedRow.objects.filter(batch=batch, sheet=sheet, action=RowState.REJECTED).order_by("row_number", "id")
    rows = found.iterator(_PORTION)
    while portion := list(islice(rows, _PORTION)):
        reasons: dict[int, list[str]] = defaultdict(list)
        problems = RowProblem.objects.filter(batch=batch, sheet=sheet, severity=Severity.REJECT.value)
        for problem in problems.filter(row_number__in=[row.row_number for row in portion]).order_by("id"):
            place = f"[{problem.column}] " if problem.column else ""
            reasons[problem.row_number].append(f"{place}{problem.sentence}")
        for row in portion:
            yield row, reasons[row.row_number]


def _new_page(book: Workbook, described: dict[str, object], batch_id: int, bold: Format) -> tuple[Worksheet, int]:
    """A sheet with its header, and the line after it. A line above tells the year and month that short dates take."""
    page = book.add_worksheet(_name(str(described["name"]), {one.name.casefold() for one in book.worksheets()}))
    header, line = [str(name) for name in _listed(described["columns"])], 0
    page.set_column(0, len(header), 16)
    page.set_column(len(header) + 1, len(header) + 1, 80)
    if described.get("year"):
        month = f" {described['month']}월" if described.get("month") else ""
        page.write_string(0, 0, f"{described['year']}년{month} 자료의 거절된 행", bold)
        line = 1
    _write(page, line, [*header, ROW_COLUMN, REASON_COLUMN.format(batch=batch_id)], bold)
    return page, line + 1


def _listed(columns: object) -> list[object]:
    return columns if isinstance(columns, list) else []


def _write(page: Worksheet, line: int, cells: Sequence[str], form: Format) -> None:
    for place, cell in enumerate(cells):
        shown = _UNWRITABLE.sub("", cell)
        if len(shown) > _CELL_SIGNS:
            shown = shown[: _CELL_SIGNS - len(_CUT)] + _CUT
        page.write_string(line, place, shown, form)


def _name(name: str, taken: set[str]) -> str:
    """A name that Excel allows and that no other sheet has."""
    plain = _NOT_IN_NAMES.sub(" ", _UNWRITABLE.sub("", name)).strip()[:_NAME_SIGNS] or "거절된 행"
    made, number = plain, 1
    while made.casefold() in taken or made.casefold() == "history":
        number += 1
        made = f"{plain[: _NAME_SIGNS - 6]} ({number})"
    return made
