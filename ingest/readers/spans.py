"""Merged cells: the value of the first is repeated in all that it covers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.errors import TooFar
from ingest.readers.rows import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EMPTY = Cell("", None)
Range = tuple[tuple[int, int], tuple[int, int]]
_TALLEST = 100_000


def whole_number(text: str | None, otherwise: int) -> int:
    """The number that an attribute says, or another where it says none."""
    return int(text) if text and re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else otherwise


def _is_plain(cells: Sequence[tuple[Cell, int, int]], columns: int) -> bool:
    return len(cells) <= columns and all(width <= 1 and height <= 1 for _, width, height in cells)


class Spans:
    """Lays the cells of one row after another into columns, as colspan and rowspan say."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._hanging: dict[int, tuple[int, Cell]] = {}

    def lay(self, cells: Iterable[tuple[Cell, int, int]], gaps: dict[int, int] | None = None) -> tuple[Cell, ...]:
        """The next row. Each cell comes with its width and height; `gaps` tells the column of a cell by its place.

        A title that is wider than the table may be is cut; a cell that begins beyond it raises TooFar.
        """
        cells = list(cells)
        if not (self._hanging or gaps) and _is_plain(cells, self._columns):
            return tuple(cell for cell, _, _ in cells)
        row = self._laid(cells, gaps or {})
        return tuple(row.get(index, EMPTY) for index in range(max(row) + 1)) if row else ()

    def _laid(self, cells: Sequence[tuple[Cell, int, int]], gaps: dict[int, int]) -> dict[int, Cell]:
        row = self._take_hanging()
        column = 0
        for place, (cell, width, height) in enumerate(cells):
            column = gaps.get(place, column)
            while column in row:
                column += 1
            if column >= self._columns and cell.text:
                raise TooFar(what=f"{column + 1:,}번째 열")
            for covered in range(column, min(column + max(width, 1), self._columns)):
                row[covered] = cell
                if height > 1:
                    self._hanging[covered] = (min(height, _TALLEST) - 1, cell)
            column += max(width, 1)
        return row

    def _take_hanging(self) -> dict[int, Cell]:
        row = {column: cell for column, (_, cell) in self._hanging.items()}
        self._hanging = {column: (left - 1, cell) for column, (left, cell) in self._hanging.items() if left > 1}
        return row


class Merges:
    """Merged ranges of a sheet, (top, left) to (bottom, right) from 0, filled while its rows pass in order."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._coming = sorted(ranges, reverse=True)
        self._open: list[tuple[Range, Cell]] = []

    def fill(self, row: list[Cell], index: int) -> None:
        """Repeat in the row what a range that covers it shows."""
        while self._coming and self._coming[-1][0][0] <= index:
            area = self._coming.pop()
            left = area[0][1]
            self._open.append((area, row[left] if left < len(row) else EMPTY))
        self._open = [(area, shown) for area, shown in self._open if area[1][0] >= index]
        for ((_, left), (_, right)), shown in self._open:
            for column in range(left, min(right + 1, len(row))):
                if not row[column].text:
                    row[column] = shown
