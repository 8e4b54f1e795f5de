"""Rows and sheets as lines of JSON, between the reading child and its parent."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ingest.readers.choice import SheetInfo
from ingest.readers.rows import Cell, RawRow, cell

if TYPE_CHECKING:
    from collections.abc import Callable
from ingest.readers.rows import CellValue


def dump_row(row: RawRow) -> str:
    """One line."""
    return json.dumps([row.sheet, row.number, [_pack(item.value) for item in row.cells]], ensure_ascii=True)


def load_row(line: str) -> RawRow:
    """The row of one line."""
    sheet, number, values = json.loads(line)
    return RawRow(sheet, number, tuple(_unpack(value) for value in values))


def dump_sheet(sheet: SheetInfo) -> str:
    """One line."""
    return json.dumps(astuple(sheet))


def load_sheet(line: str) -> SheetInfo:
    """The sheet of one line."""
    return SheetInfo(*json.loads(line))


def _pack(value: CellValue) -> Any:
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time):
        return ["time", value.isoformat()]
    if isinstance(value, timedelta):
        return ["seconds", value.total_seconds()]
    return value


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


_KINDS: dict[str, Callable[[Any], CellValue]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": _seconds,
}


def _unpack(value: Any) -> Cell:
    if isinstance(value, list):
        kind, stored = value
        return cell(_KINDS[kind](stored))
    if isinstance(value, str):
        return Cell(value, value)
    return cell(value)
