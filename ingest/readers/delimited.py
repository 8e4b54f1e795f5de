"""CSV and TSV: delimiter by what splits the first lines most evenly; quotes and line breaks inside cells."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from ingest.readers.encoding import open_text
from ingest.readers.errors import BrokenFile
from ingest.readers.limits import Limits
from ingest.readers.rows import Cell, RawRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DELIMITERS = ",\t;|"
_SAMPLE = 64 * 1024
_SHEET = "CSV"


def read(path: Path, limits: Limits | None = None) -> Iterator[RawRow]:
    """Rows of a delimited text; `number` counts records, as a spreadsheet that opened it would."""
    limits = limits or Limits()
    csv.field_size_limit(limits.cell_characters)
    with open_text(path) as file:
        delimiter = delimiter_of(file.read(_SAMPLE))
        file.seek(0)
        try:
            for number, record in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                yield RawRow(_SHEET, number, tuple(Cell(text, text) for text in record))
        except csv.Error as error:
            raise BrokenFile from error


def delimiter_of(sample: str) -> str:
    """The delimiter whose commonest row width over the sample is widest; a comma when none splits."""

    def evenness(delimiter: str) -> tuple[int, int]:
        records = list(csv.reader(sample.splitlines(keepends=True)[:50], delimiter=delimiter))
        widths = Counter(len(record) for record in records if len(record) > 1)
        if not widths:
            return 0, 0
        width, times = widths.most_common(1)[0]
        return width * times, width

    best = max(_DELIMITERS, key=evenness)
    return best if evenness(best) > (0, 0) else ","
