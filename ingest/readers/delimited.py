"""CSV and TSV: delimiter by what splits the first lines most evenly; quotes and line breaks inside cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import IO, TYPE_CHECKING

from ingest.readers.choice import ReadingChoice
from ingest.readers.encoding import open_text
from ingest.readers.errors import BrokenFile, LongText, OpenQuote
from ingest.readers.limits import Limits
from ingest.readers.rows import Cell, RawRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHEET = "CSV"
_DELIMITERS = ",\t;|"
_SAMPLE = 64 * 1024
_SAMPLE_LINES = 50
# A spreadsheet's own word about the delimiter, in a first line that it does not show.
_TOLD = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def read(path: Path, limits: Limits | None = None, choice: ReadingChoice | None = None) -> Iterator[RawRow]:
    """Rows of a delimited text; `number` counts records, as a spreadsheet that opened it would."""
    limits, choice = limits or Limits(), choice or ReadingChoice()
    if not choice.takes(SHEET, is_hidden=False):
        return
    csv.field_size_limit(limits.cell_characters)
    with open_text(path, choice.encoding) as file:
        told = _TOLD.fullmatch(file.readline(16))
        file.seek(0)
        delimiter = told[1] if told else delimiter_of(file.read(_SAMPLE))
        file.seek(0)
        if told:
            file.readline()
        yield from _records(file, delimiter, limits)


def _records(file: IO[str], delimiter: str, limits: Limits) -> Iterator[RawRow]:
    lines: list[str] = []
    last: list[str] = []

    def remembered() -> Iterator[str]:
        for line in file:
            lines.append(line)
            yield line

    number = 0
    try:
        for number, record in enumerate(csv.reader(remembered(), delimiter=delimiter), start=1):
            last = lines.copy()
            lines.clear()
            yield RawRow(SHEET, number, tuple(Cell(text, text) for text in record))
    except csv.Error as error:
        if "field limit" in str(error):
            raise LongText(row=f"{number + 1:,}", what=f"한 칸에 {limits.cell_characters:,}자 초과") from error
        raise BrokenFile from error
    _check_quotes(last, delimiter, number)


def _check_quotes(lines: list[str], delimiter: str, number: int) -> None:
    """Of the last record: the reader takes an unclosed quote for a cell that goes on to the end of the file."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise OpenQuote(row=f"{number:,}") from error


def delimiter_of(sample: str) -> str:
    """The delimiter that splits all lines from the first it splits into one width; else the one that splits best.

    Of several such delimiters the one that begins earliest, then the widest. A comma when none splits.
    """
    lines = list(islice(io.StringIO(sample, newline=""), _SAMPLE_LINES + 1))
    is_cut = len(lines) > _SAMPLE_LINES or len(sample) == _SAMPLE

    def evenness(delimiter: str) -> tuple[bool, int, int]:
        widths = [len(record) for record in csv.reader(lines, delimiter=delimiter)]
        # The last record of a portion may be half of one.
        widths = widths[:-1] if is_cut else widths
        start = next((place for place, width in enumerate(widths) if width > 1), None)
        if start is None:
            return False, 0, 0
        is_even = len(widths) - start > 1 and len(set(widths[start:])) == 1
        width, times = Counter(width for width in widths if width > 1).most_common(1)[0]
        return is_even, -start if is_even else 0, width * times

    best = max(_DELIMITERS, key=evenness)
    return best if evenness(best)[2] else ","
