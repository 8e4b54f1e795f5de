"""The XML spreadsheet of Office 2003, most often named .xls, also with blanks before its declaration or malformed."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date, datetime
from html import unescape
from math import isfinite
from typing import TYPE_CHECKING

from lxml import etree

from ingest.readers.choice import ReadingChoice
from ingest.readers.encoding import encoding_of, open_text
from ingest.readers.errors import BrokenFile, CutOff, UnsafeFile
from ingest.readers.limits import Limits
from ingest.readers.markup import MarkupStream, forget, refusal_of
from ingest.readers.rows import Cell, CellValue, RawRow, cell
from ingest.readers.spans import EMPTY, Spans, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_END = re.compile(r"</(?:\w+:)?Workbook\b")
# All elements of the format begin with a capital; anything else is a text that its writer forgot to escape.
_STRAY = re.compile(r"<(?!/?(?:\w+:)?[A-Z]|[?!])|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)(\w{2,8};)?")
_UNTRUE_NUMBER = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]));",
    re.IGNORECASE,
)
# A day that stands for none: a time alone is kept as one of it.
_NO_DAYS = (date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1))
_MOST_DIGITS = 15


def read(path: Path, limits: Limits | None = None, choice: ReadingChoice | None = None) -> Iterator[RawRow]:
    """Rows of the visible worksheets, or of the chosen ones."""
    limits, choice = limits or Limits(), choice or ReadingChoice()
    hidden = hidden_sheets(path, choice.encoding)
    for row in _all_rows(path, choice.encoding, limits):
        if choice.takes(row.sheet, is_hidden=row.sheet in hidden):
            yield row


def hidden_sheets(path: Path, encoding: str = "") -> set[str]:
    """Names of hidden sheets; the file tells it only after a sheet's rows."""
    with open_text(path, encoding) as text:
        if not any("Hidden<" in portion for portion in iter(lambda: text.readline(1 << 20), "")):
            return set()
    hidden: set[str] = set()
    name = ""
    with _parsed(path, encoding, _SS + "Worksheet", _X + "Visible", _SS + "Row") as events:
        for event, element in events:
            if element.tag == _SS + "Worksheet":
                name = _name(element)
            elif event == "end" and element.tag == _X + "Visible" and (element.text or "").strip() != "SheetVisible":
                hidden.add(name)
            elif event == "end" and element.tag == _SS + "Row":
                forget(element)
    return hidden


@contextmanager
def _parsed(path: Path, encoding: str, *tags: str) -> Iterator[Iterator[tuple[str, etree._Element]]]:
    """Start and end of the elements. What a lenient parser would leave out is refused instead."""
    with path.open("rb") as file:
        stream = MarkupStream(file, encoding_of(path, encoding), _END, _Repair())
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=tags,
            encoding="utf-8",
            recover=True,
            huge_tree=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        try:
            yield events
        except etree.XMLSyntaxError as error:
            raise refusal_of(error) from error
        if not stream.seen:
            raise CutOff
        if any(entry.domain != etree.ErrorDomains.NAMESPACE for entry in events.error_log):
            raise BrokenFile


class _Repair:
    """Mends what writers of the format forget to escape; refuses declarations of entities."""

    def __init__(self) -> None:
        self._has_begun = False

    def __call__(self, text: str) -> str:
        if not self._has_begun:
            # A declaration that does not stand first is an error that even a recovering parser does not forgive.
            text = text[text.find("<") :] if "<" in text else ""
            self._has_begun = bool(text)
        if "<!ENTITY" in text:
            raise UnsafeFile
        if "<![CDATA[" in text:
            return text
        return _STRAY.sub(_escaped, _UNTRUE_NUMBER.sub("", text))


def _escaped(found: re.Match[str]) -> str:
    if found[0] == "<":
        return "&lt;"
    character = unescape(found[0])
    return character if character != found[0] else "&amp;" + found[0][1:]


def _all_rows(path: Path, encoding: str, limits: Limits) -> Iterator[RawRow]:
    sheet, number, spans = "", 0, Spans(limits.columns)
    with _parsed(path, encoding, _SS + "Worksheet", _SS + "Row") as events:
        for event, element in events:
            if event == "start":
                if element.tag == _SS + "Worksheet":
                    sheet, number, spans = _name(element), 0, Spans(limits.columns)
            elif element.tag == _SS + "Row":
                number = whole_number(element.get(_SS + "Index"), number + 1)
                yield RawRow(sheet, number, spans.lay(*_cells(element)))
                forget(element)


def _name(worksheet: etree._Element) -> str:
    return worksheet.get(_SS + "Name") or ""


def _cells(row: etree._Element) -> tuple[list[tuple[Cell, int, int]], dict[int, int]]:
    """The cells with their width and height, and the column from 0 of those that say one, by their place."""
    cells: list[tuple[Cell, int, int]] = []
    places: dict[int, int] = {}
    for element in row.iterchildren(_SS + "Cell"):
        if element.get(_SS + "Index"):
            places[len(cells)] = whole_number(element.get(_SS + "Index"), 1) - 1
        width = whole_number(element.get(_SS + "MergeAcross"), 0) + 1
        height = whole_number(element.get(_SS + "MergeDown"), 0) + 1
        cells.append((_cell(element), width, height))
    return cells, places


def _cell(element: etree._Element) -> Cell:
    data = next(element.iterchildren(_SS + "Data"), None)
    if data is None:
        return EMPTY
    text = (data.text or "") if len(data) == 0 else "".join(str(part) for part in data.itertext())
    return cell(_value(data.get(_SS + "Type") or "String", text))


def _value(kind: str, text: str) -> CellValue:
    try:
        if kind == "Number":
            # A longer number that its writer spelled out would lose its last digits.
            return text if text.isdecimal() and len(text) > _MOST_DIGITS else _number(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            return moment.time() if moment.date() in _NO_DAYS else moment
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text


def _number(text: str) -> float | str:
    number = float(text)
    return number if isfinite(number) else text
