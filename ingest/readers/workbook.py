"""Workbooks that calamine reads: xlsx, xlsb, xls (BIFF) and ods. Only in a child process: it can abort it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import python_calamine as calamine

from ingest.readers.errors import BrokenFile, EncryptedFile, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.rows import RawRow, cell
from ingest.readers.spans import EMPTY, Merges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read(path: Path, limits: Limits | None = None) -> Iterator[RawRow]:
    """Rows of the visible sheets, merged cells filled."""
    limits = limits or Limits()
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise EncryptedFile from error
    except calamine.CalamineError as error:
        raise BrokenFile from error
    for info in book.sheets_metadata:
        if info.visible is calamine.SheetVisibleEnum.Visible and info.typ is calamine.SheetTypeEnum.WorkSheet:
            yield from _sheet(book, info.name, limits)


def _sheet(book: calamine.CalamineWorkbook, name: str, limits: Limits) -> Iterator[RawRow]:
    try:
        sheet = book.get_sheet_by_name(name)
    except calamine.CalamineError as error:
        raise BrokenFile from error
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] >= limits.rows or sheet.end[1] >= limits.columns:
        raise TooLarge(what=f"시트 '{name}' {sheet.end[0] + 1:,}행 × {sheet.end[1] + 1:,}열")
    left = sheet.start[1]
    merges = Merges(sheet.merged_cell_ranges or ())
    for index, values in enumerate(sheet.iter_rows()):
        row = [EMPTY] * left + [cell(value) for value in values]
        merges.fill(row, index)
        yield RawRow(name, index + 1, tuple(row))
