"""Finding the header of a sheet: under titles, over one to three rows, with merged cells and line breaks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.sheets import SheetRow

ROWS_LOOKED_AT = 100
_DEEPEST = 3
_NUMBERLIKE = re.compile(r"[-+'’]?[\d,./:\s%()-]+")
_LONGEST_NAME = 60


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
    block = tuple(tuple(_name(text) for text in row.texts) for row in rows[first : last + 1])
    return Header(rows[first].number, rows[last].number, _joined(block), block)


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
        names = [text for text in row.filled if _is_name(text)]
        if len(names) * 10 >= width * 6 and len(set(names)) >= min(2, width) and width > 1:
            return index
    return None


def _usual_width(rows: Sequence[SheetRow]) -> int:
    widths = sorted(len(row.filled) for row in rows)
    return widths[len(widths) * 3 // 4] if widths else 0


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and not _NUMBERLIKE.fullmatch(text)


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
    while told and not told[-1]:
        told.pop()
    return tuple(told)
