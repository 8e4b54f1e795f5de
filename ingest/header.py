"""Finding the header of a sheet: under titles, over one to three rows, with merged cells and line breaks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.text.normal import normalise
from ingest.readers.errors import NoHeaderThere

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.sheets import SheetRow

ROWS_LOOKED_AT = 100
_DEEPEST = 3
_NUMBERLIKE = re.compile(r"[-+'’]?[\d,./:\s%()-]+")
_LONGEST_NAME = 60
# How lines of explanations begin, and no name of a column.
_BULLETS = tuple("○●□■◇◆◎※▶▷☞")
# What a workbook of rejected rows has beside the columns of the file that they came from: no columns of the window.
ROW_COLUMN = "원래 행"
REASON_COLUMN = "거절 사유(들여오기 {batch}번)"
_ADDED = re.compile(rf"{ROW_COLUMN}|{re.escape(REASON_COLUMN).replace(re.escape('{batch}'), '([0-9]{1,9})')}")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (row numbers of the sheet) and the name of each column, "" for an unnamed one."""

    first_row: int
    last_row: int
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def find_header(rows: Sequence[SheetRow], is_known: Callable[[str], bool] | None = None) -> Header | None:
    """The header among the first rows of a sheet, or None.

    `is_known` tells whether a name is an alias of some channel's column; known names weigh more than looks.
    """
    anchor = _best_known(rows, is_known) if is_known else None
    if anchor is None:
        anchor = _first_that_looks_so(rows)
    if anchor is None:
        return None
    first, last = _extent(rows, anchor)
    return _header(rows[first : last + 1])


def header_at(rows: Sequence[SheetRow], first_row: int, last_row: int) -> Header:
    """The header that a person chose, by the sheet's row numbers, both included.

    Raises NoHeaderThere where none of these rows shows anything.
    """
    chosen = [row for row in rows if first_row <= row.number <= last_row and row.filled]
    if not chosen:
        raise NoHeaderThere(rows=f"{first_row}~{last_row}" if first_row < last_row else str(first_row))
    return _header(chosen)


def _header(rows: Sequence[SheetRow]) -> Header:
    block = tuple(tuple(_name(text) for text in row.texts) for row in rows)
    return Header(rows[0].number, rows[-1].number, _joined(block), block)


def corrected_batch(header: Header) -> int | None:
    """The number of the import whose rejected rows stand under this header; None for all other files."""
    marks = (_ADDED.fullmatch(name) for row in header.rows for name in row)
    return next((int(mark[1]) for mark in marks if mark and mark[1]), None)


def name_key(name: str) -> str:
    """The form in which column names are compared: letters and digits only."""
    return normalise(name)


def _name(text: str) -> str:
    return " ".join(text.split())


def _best_known(rows: Sequence[SheetRow], is_known: Callable[[str], bool]) -> int | None:
    best, most = None, 2
    for index, row in enumerate(rows):
        names = {_name(text) for text in row.filled if len(text) <= _LONGEST_NAME}
        known = sum(is_known(name) for name in names)
        if known > most and known * 3 >= len(names):
            best, most = index, known
    return best


def _first_that_looks_so(rows: Sequence[SheetRow]) -> int | None:
    width = _usual_width(rows)
    for index, row in enumerate(rows[:-1]):
        names = _names(row)
        is_wide = len(names) * 10 >= width * 6 and len(set(names)) >= 2
        if is_wide and width > 1 and not _says_more(row, rows[index + 1]):
            return index
    return None


def _says_more(upper: SheetRow, lower: SheetRow) -> bool:
    """Whether the upper row is a title in two or three merged cells and the lower one the header."""
    return len(set(_names(lower))) >= 2 * len(set(_names(upper))) and not _is_parent(upper, lower)


def _names(row: SheetRow) -> list[str]:
    return [text for text in row.filled if _is_name(text)]


def _usual_width(rows: Sequence[SheetRow]) -> int:
    widths = sorted(len(row.filled) for row in rows)
    return widths[len(widths) * 3 // 4] if widths else 0


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and not _NUMBERLIKE.fullmatch(text) and not text.startswith(_BULLETS)


def _extent(rows: Sequence[SheetRow], anchor: int) -> tuple[int, int]:
    first = last = anchor
    while first > 0 and last - first + 1 < _DEEPEST and _is_parent(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and last - first + 1 < _DEEPEST and _is_parent(rows[last], rows[last + 1]):
        last += 1
    return first, last


def _is_parent(upper: SheetRow, lower: SheetRow) -> bool:
    """Whether two rows are one header: a name merged over both, or gaps in one that the other fills."""
    if upper.number + 1 != lower.number or len(set(upper.filled)) < 2:
        return False
    if any(len(text) > _LONGEST_NAME for text in lower.filled):
        return False
    width = max(len(upper.texts), len(lower.texts))
    pairs = [(_name(upper.text(index)), _name(lower.text(index))) for index in range(width)]
    return any(above == below and _is_name(above) for above, below in pairs if above) or _fills_gaps(pairs)


def _fills_gaps(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether names stand below wherever there is none above, and nothing below where a name stands alone."""
    gaps = [below for above, below in pairs if not above]
    alone = [above for above, below in pairs if above and not below]
    named = all(_is_name(below) for _, below in pairs if below)
    return bool(gaps and alone) and all(gaps) and named


def _joined(block: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """One name a column: parent and child names joined, equal ones told apart by a number."""
    width = max(len(row) for row in block)
    columns: list[str] = []
    for index in range(width):
        parts: list[str] = []
        for level, row in enumerate(block):
            part = row[index] if index < len(row) else ""
            if not part and level + 1 < len(block) and _is_under_merge(block, level, index):
                part = _left_of(row, index)
            if part and part not in parts:
                parts.append(part)
        columns.append(" ".join(parts))
    return _told_apart(columns)


def _is_under_merge(block: tuple[tuple[str, ...], ...], level: int, index: int) -> bool:
    below = block[level + 1]
    return index < len(below) and bool(below[index])


def _left_of(row: tuple[str, ...], index: int) -> str:
    return next((text for text in reversed(row[:index]) if text), "")


def _told_apart(names: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    told: list[str] = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    while told and (not told[-1] or _ADDED.fullmatch(told[-1])):
        told.pop()
    return tuple(told)
