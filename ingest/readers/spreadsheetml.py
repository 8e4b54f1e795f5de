"""The XML spreadsheet of Office 2003, most often named .xls, also with blanks before its declaration or malformed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import IO, TYPE_CHECKING

from lxml import etree

from ingest.readers.errors import BrokenFile
from ingest.readers.rows import Cell, CellValue, RawRow, cell
from ingest.readers.spans import EMPTY, Spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.readers.limits import Limits

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_X = "{urn:schemas-microsoft-com:office:excel}"


def read(path: Path, limits: Limits | None = None) -> Iterator[RawRow]:  # noqa: ARG001 - one face for all readers
    """Rows of the visible worksheets."""
    try:
        hidden = _hidden_sheets(path)
        yield from (row for row in _all_rows(path) if row.sheet not in hidden)
    except etree.XMLSyntaxError as error:
        raise BrokenFile from error


def _parse(file: IO[bytes], *tags: str) -> Iterator[tuple[str, etree._Element]]:
    # A declaration that does not stand first is an error that even a recovering parser does not forgive.
    start = re.search(rb"<", file.read(4096))
    file.seek(start.start() if start else 0)
    events: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        file,
        events=("start", "end"),
        tag=tags,
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    return events


def _hidden_sheets(path: Path) -> set[str]:
    """Names of hidden sheets; the file tells it only after a sheet's rows."""
    hidden: set[str] = set()
    name = ""
    with path.open("rb") as file:
        for event, element in _parse(file, _SS + "Worksheet", _X + "Visible", _SS + "Row"):
            if element.tag == _SS + "Worksheet":
                name = element.get(_SS + "Name") or ""
            elif event == "end" and element.tag == _X + "Visible" and (element.text or "").strip() != "SheetVisible":
                hidden.add(name)
            elif event == "end":
                element.clear()
    return hidden


def _all_rows(path: Path) -> Iterator[RawRow]:
    sheet, number, spans = "", 0, Spans()
    with path.open("rb") as file:
        for event, element in _parse(file, _SS + "Worksheet", _SS + "Row"):
            if event == "start":
                if element.tag == _SS + "Worksheet":
                    sheet, number, spans = element.get(_SS + "Name") or "", 0, Spans()
                continue
            if element.tag == _SS + "Row":
                number = _place(element, number + 1)
                yield RawRow(sheet, number, _laid(element, spans))
                element.clear()


def _laid(row: etree._Element, spans: Spans) -> tuple[Cell, ...]:
    cells: list[tuple[Cell, int, int]] = []
    places: dict[int, int] = {}
    for element in row.iterchildren(_SS + "Cell"):
        if element.get(_SS + "Index"):
            places[len(cells)] = _place(element, 1) - 1
        width = int(element.get(_SS + "MergeAcross") or 0) + 1
        height = int(element.get(_SS + "MergeDown") or 0) + 1
        cells.append((_cell(element), width, height))
    return spans.lay(cells, places)


def _place(element: etree._Element, otherwise: int) -> int:
    index = element.get(_SS + "Index") or ""
    return int(index) if index.isdecimal() else otherwise


def _cell(element: etree._Element) -> Cell:
    data = element.find(_SS + "Data")
    if data is None:
        return EMPTY
    text = "".join(str(part) for part in data.itertext())
    return cell(_value(data.get(_SS + "Type") or "String", text))


def _value(kind: str, text: str) -> CellValue:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text
