"""What every reader yields: rows of cells that keep both what was shown and what was stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

CellValue = str | float | int | bool | datetime | date | time | timedelta | None

# From here on a double no longer holds every whole number, and spreadsheets show it as 2.02432E+17.
LARGEST_EXACT = 1e15
# The shortest identifier is a passport's.
_FEWEST_DIGITS = 7
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` as a person saw it, `value` as the file stored it."""

    text: str
    value: CellValue


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of one sheet, named as the file names it; `number` counts from 1 as a spreadsheet shows it."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell shows anything."""
        return not any(cell.text.strip() for cell in self.cells)


@lru_cache(maxsize=64)
def sheet_name(stored: str) -> str:
    """The name of a sheet as it may be kept and shown: without control characters and unique identifiers."""
    name = _CONTROL.sub("", stored)
    if sum(sign.isdecimal() for sign in name) < _FEWEST_DIGITS:
        return name
    # Most children never need it, and it takes as long to load as all the rest.
    from complaints.text.identifiers import remove_identifiers

    return remove_identifiers(name)[0]


def shown(value: CellValue) -> str:
    """The text a spreadsheet would show: whole numbers without `.0`, dates as 2024-09-03, huge ones as 2.02432E+17."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        return str(value)
    return value.isoformat()


def _number(value: float) -> str:
    if abs(value) >= LARGEST_EXACT:
        return f"{value:.5E}"
    if value == int(value):
        return str(int(value))
    return f"{value:.15g}"


def cell(value: CellValue) -> Cell:
    """A cell from its stored value."""
    return Cell(shown(value), value)
