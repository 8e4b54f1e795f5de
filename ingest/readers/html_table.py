"""HTML tables, most often named .xls and in EUC-KR, read as a stream."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from ingest.readers.choice import ReadingChoice
from ingest.readers.encoding import encoding_of
from ingest.readers.errors import BrokenFile, CutOff, TooLarge
from ingest.readers.limits import Limits
from ingest.readers.markup import MarkupStream, forget, refusal_of
from ingest.readers.rows import Cell, RawRow
from ingest.readers.spans import Spans, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A sign that no text holds.
_LINE = "\ue000"
# The blanks that HTML shows as one; a no-break space is none of them.
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_TOKENS = re.compile(r"</?tr\b|<!--|-->", re.IGNORECASE)


def read(path: Path, limits: Limits | None = None, choice: ReadingChoice | None = None) -> Iterator[RawRow]:
    """Rows of every table of the page; each table counts as a sheet. Rows that only hold other tables are left out."""
    limits, choice = limits or Limits(), choice or ReadingChoice()
    with path.open("rb") as file:
        stream = MarkupStream(file, encoding_of(path, choice.encoding), _TOKENS)
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=("table", "tr"),
            html=True,
            encoding="utf-8",
            huge_tree=True,
            no_network=True,
        )
        try:
            yield from (row for row in _rows(events, limits) if choice.takes(row.sheet, is_hidden=False))
        except etree.XMLSyntaxError as error:
            raise refusal_of(error) from error
        _check_end(stream, events)


def _check_end(stream: MarkupStream, events: etree.iterparse) -> None:
    """A page that closes its rows closes the last one too, and a comment that never ends would swallow rows."""
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in events.error_log):
        raise TooLarge(what="한 칸의 글이 1천만 자가 넘거나 태그가 너무 깊이 겹침")
    if any(entry.level == etree.ErrorLevels.FATAL for entry in events.error_log):
        raise BrokenFile
    if stream.seen["<!--"] > stream.seen["-->"]:
        raise BrokenFile
    if "</tr" in stream.latest and stream.latest["<tr"] > stream.latest["</tr"]:
        raise CutOff


class _Table:
    """A table that is open: its name, how many rows it has had, and what hangs into the next."""

    def __init__(self, place: int, columns: int) -> None:
        self.name, self.rows, self.spans = f"표{place}", 0, Spans(columns)


def _rows(events: Iterator[tuple[str, etree._Element]], limits: Limits) -> Iterator[RawRow]:
    tables = 0
    # Rows outside any table belong to the first.
    opened = [_Table(1, limits.columns)]
    for event, element in events:
        if element.tag == "table":
            if event == "end":
                opened.pop()
            else:
                tables += 1
                opened.append(_Table(tables, limits.columns))
        elif event == "end":
            table = opened[-1]
            table.rows += 1
            if element.find(".//table") is None:
                yield RawRow(table.name, table.rows, table.spans.lay(_cells(element)))
            forget(element)


def _cells(row: etree._Element) -> Iterator[tuple[Cell, int, int]]:
    for element in row.iterchildren("td", "th"):
        text = _text(element)
        yield Cell(text, text), whole_number(element.get("colspan"), 1), whole_number(element.get("rowspan"), 1)


def _text(element: etree._Element) -> str:
    if len(element) == 0:
        return _BLANKS.sub(" ", element.text or "").strip(" ")
    for line_break in element.iter("br", "p", "div"):
        line_break.tail = _LINE + (line_break.tail or "")
    lines = "".join(str(part) for part in element.itertext()).split(_LINE)
    return "\n".join(_BLANKS.sub(" ", line).strip(" ") for line in lines).strip("\n")
