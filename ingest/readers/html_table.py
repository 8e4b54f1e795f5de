"""HTML tables, most often named .xls and in EUC-KR, read as a stream."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

from lxml import etree

from ingest.readers.encoding import encoding_of
from ingest.readers.errors import BrokenFile
from ingest.readers.rows import Cell, RawRow
from ingest.readers.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.readers.limits import Limits

# A sign that no text holds: lxml takes no control characters.
_LINE = "\ue000"


class _AsUtf8:
    """A file in any encoding, read as UTF-8 bytes: libxml2's own EUC-KR does not know the rest of CP949."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int = -1) -> bytes:
        while chunk := self._file.read(size):
            if text := self._decoder.decode(chunk):
                return text.encode()
        return self._decoder.decode(b"", final=True).encode()


def read(path: Path, limits: Limits | None = None) -> Iterator[RawRow]:  # noqa: ARG001 - one face for all readers
    """Rows of every table of the page; each table counts as a sheet."""
    with path.open("rb") as file:
        events = etree.iterparse(
            _AsUtf8(file, encoding_of(path)),
            events=("start", "end"),
            tag=("table", "tr"),
            html=True,
            encoding="utf-8",
            huge_tree=True,
            no_network=True,
        )
        try:
            yield from _rows(events)
        except etree.XMLSyntaxError as error:
            raise BrokenFile from error


def _rows(events: Iterator[tuple[str, etree._Element]]) -> Iterator[RawRow]:
    tables = 0
    number = 0
    spans = Spans()
    for event, element in events:
        if element.tag == "table":
            if event == "start":
                tables, number, spans = tables + 1, 0, Spans()
        elif event == "end":
            number += 1
            yield RawRow(f"표{max(tables, 1)}", number, spans.lay(_cells(element)))
            _forget(element)


def _cells(row: etree._Element) -> Iterator[tuple[Cell, int, int]]:
    for element in row.iterchildren("td", "th"):
        text = _text(element)
        yield Cell(text, text), _count(element.get("colspan")), _count(element.get("rowspan"))


def _text(element: etree._Element) -> str:
    for line_break in element.iter("br", "p", "div"):
        line_break.tail = _LINE + (line_break.tail or "")
    lines = "".join(str(part) for part in element.itertext()).split(_LINE)
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _count(value: str | None) -> int:
    return int(value) if value and value.strip().isdecimal() else 1


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
