"""Workbooks that calamine reads: xlsx, xlsb, xls (BIFF) and ods. Only in a child process: it can abort it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import python_calamine as calamine

from ingest.readers.choice import ReadingChoice, SheetInfo
from ingest.readers.errors import BrokenFile, LockedFile, TooFar
from ingest.readers.limits import Limits
from ingest.readers.rows import RawRow, cell, sheet_name
from ingest.readers.spans import EMPTY, Merges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read(path: Path, limits: Limits | None = None, choice: ReadingChoice | None = None) -> Iterator[RawRow]:
    """Rows of the visible sheets or of the chosen ones, merged cells filled."""
    limits, choice = limits or Limits(), choice or ReadingChoice()
    with _opened(path) as book:
        for info in _worksheets(book):
            if choice.takes(info.name, is_hidden=_is_hidden(info)):
                yield from _rows(book.get_sheet_by_name(info.name), limits)


def sheets(path: Path) -> Iterator[SheetInfo]:
    """All sheets of cells, hidden ones too; none of their values is turned into Python's."""
    with _opened(path) as book:
        for info in _worksheets(book):
            bottom, right = book.get_sheet_by_name(info.name).end or (-1, -1)
            yield SheetInfo(sheet_name(info.name), _is_hidden(info), bottom + 1, right + 1)


@contextmanager
def _opened(path: Path) -> Iterator[calamine.CalamineWorkbook]:
    try:
        # A path that ends in .xls is taken for BIFF whatever it holds; one without an ending is looked into.
        with path.open("rb") as file:
            yield calamine.CalamineWorkbook.from_path(f"/dev/fd/{file.fileno()}")
    except calamine.PasswordError as error:
        raise LockedFile from error
    except calamine.CalamineError as error:
        raise BrokenFile from error


def _worksheets(book: calamine.CalamineWorkbook) -> Iterator[calamine.SheetMetadata]:
    return (info for info in book.sheets_metadata if info.typ is calamine.SheetTypeEnum.WorkSheet)


def _is_hidden(info: calamine.SheetMetadata) -> bool:
    return info.visible is not calamine.SheetVisibleEnum.Visible


def _rows(sheet: calamine.CalamineSheet, limits: Limits) -> Iterator[RawRow]:
    if sheet.start is None or sheet.end is None:
        return
    bottom, right = sheet.end
    if bottom >= limits.rows or right >= limits.columns:
        raise TooFar(what=f"{bottom + 1:,}번째 줄, {right + 1:,}번째 열")
    left = sheet.start[1]
    merges = Merges(sheet.merged_cell_ranges or ())
    for index, values in enumerate(sheet.iter_rows()):
        row = [EMPTY] * left + [cell(value) for value in values]
        merges.fill(row, index)
        yield RawRow(sheet.name, index + 1, tuple(row))
