"""A table as a file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse
from xlsxwriter import Workbook

from analytics.numbers import Number
from complaints.exports.writers import harmless

if TYPE_CHECKING:
    from analytics.numbers import Cell, Table

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NEITHER = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def file_response(table: Table, kind: str) -> HttpResponse:
    """One table as CSV or xlsx."""
    content = as_csv(table) if kind == "csv" else as_xlsx(table)
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{table.title}.{kind}')}"
    return response


def as_csv(table: Table) -> bytes:
    """UTF-8 with a mark by which Excel knows it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(column.label) for column in table.columns])
    writer.writerows([harmless(_text(cell)) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """A workbook with one sheet."""
    out = io.BytesIO()
    with Workbook(out, _NEITHER) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1})
        sheet = book.add_worksheet("표")
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.label, head)
        for line, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, Number) and cell.value is not None:
                    sheet.write_number(line, place, cell.value)
                else:
                    sheet.write_string(line, place, _text(cell))
    return out.getvalue()


def _text(cell: Cell) -> str:
    return cell.plain if isinstance(cell, Number) else cell.text
