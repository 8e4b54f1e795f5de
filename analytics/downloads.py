"""Tables of a page as files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone

from analytics.numbers import Number
from analytics.workbooks import write_book, write_table
from complaints.exports.writers import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.numbers import Cell, Chart, Table

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_response(table: Table, kind: str, about: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """One table as CSV or xlsx; `about` are the conditions under which it was counted, label and value."""
    line = headline(about)
    return _attached(as_csv(table, line) if kind == "csv" else write_table(table, line), table.title, kind)


def book_response(title: str, parts: Sequence[Table | Chart], about: Sequence[tuple[str, str]]) -> HttpResponse:
    """All tables and charts of a page as one workbook."""
    return _attached(write_book(parts, [("제목", title), *about, ("만든 때", _now())]), title, "xlsx")


def headline(about: Sequence[tuple[str, str]]) -> str:
    """The conditions and the time in one line."""
    return " · ".join([*(f"{label}: {value}" for label, value in about), f"만든 때: {_now()}"])


def as_csv(table: Table, line: str) -> bytes:
    """UTF-8 with a mark by which Excel knows it; before the columns a line with the title and the conditions."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(f"{table.title} ({line})")])
    writer.writerow([harmless(column.label) for column in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _attached(content: bytes, title: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{title}.{kind}', safe='')}"
    return response


def _text(cell: Cell) -> str:
    return cell.plain if isinstance(cell, Number) else harmless(cell.text)


def _now() -> str:
    return f"{timezone.localtime():%Y-%m-%d %H:%M}"
