"""The first pass over a file: which sheets hold a window's rows, how many rows, which numbers come twice.

Nothing is stored before it has ended, so that a file which is refused leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

from complaints.text.dates import parse_datetime
from ingest.between import is_no_row
from ingest.freshness import name_end, period_end
from ingest.header import ROWS_LOOKED_AT, Header, find_header
from ingest.mapping import (
    NoHeader,
    OtherChannel,
    UnknownChannel,
    as_remembered,
    belongs_elsewhere,
    best_format,
    fits,
    propose,
)
from ingest.readers.errors import EmptyFile
from ingest.records import SheetPlan, number_of, read_row
from ingest.sentences import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from ingest.formats import ChannelFormat
    from ingest.mapping import ColumnPlan
    from ingest.readings import Reading
    from ingest.sheets import SheetRow

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*월")
_EXPECTED_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that holds rows of the window."""

    name: str
    header: Header
    plan: SheetPlan
    ends_on: date | None = None


@dataclass(slots=True)
class Survey:
    """What the first pass found. `repeated` counts rows by hashed key where there are several.

    `ends_on` is the last day of the period that the file says it holds, or None.
    """

    known: ChannelFormat
    sheets: dict[str, Sheet] = field(default_factory=dict)
    rows_in_file: int = 0
    repeated: dict[bytes, int] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    ends_on: date | None = None


@dataclass(slots=True)
class Surveyor:
    """Looks through the rows of one file. `chosen` is the window that a person named, or None."""

    formats: Sequence[ChannelFormat]
    chosen: ChannelFormat | None
    file_name: str
    now: datetime
    remembered: Callable[[str, Sequence[str]], Mapping[str, Mapping[str, object]] | None]
    _sheets: dict[str, Sheet] = field(default_factory=dict)
    _skipped: list[tuple[str, tuple[ChannelFormat, ColumnPlan] | None]] = field(default_factory=list)
    _seen: Counter[bytes] = field(default_factory=Counter)
    _rows: int = 0

    def look(self, rows: Iterable[SheetRow]) -> Survey:
        """The survey, or a kind of FileRefused that says in Korean what was expected."""
        for name, group in groupby(rows, key=lambda row: row.sheet):
            self._look_at_sheet(name, group)
        if not self._rows:
            raise EmptyFile
        if not self._sheets:
            raise self._refusal()
        known = next(iter(self._sheets.values())).plan.known
        return Survey(
            known=known,
            sheets=self._sheets,
            rows_in_file=self._rows,
            ends_on=self._ends_on(),
            repeated={key: times for key, times in self._seen.items() if times > 1},
            problems=[(name, Problem("sheet_skipped", detail=known.name)) for name, _ in self._skipped]
            + [
                (sheet.name, Problem("column_guessed", column.header, detail=column.known_as))
                for sheet in self._sheets.values()
                for column in sheet.plan.columns.columns
                if column.role and column.confidence < 1
            ]
            + [
                (sheet.name, Problem("publicity_column_missing", detail=known.role_name("public")))
                for sheet in self._sheets.values()
                if sheet.plan.lacks_publicity
            ],
        )

    def _look_at_sheet(self, name: str, rows: Iterable[SheetRow]) -> None:
        rows = iter(rows)
        head = list(islice(rows, ROWS_LOOKED_AT))
        sheet = self._sheet(name, head)
        if sheet is None:
            self._rows += len(head) + sum(1 for _ in rows)
            return
        self._sheets[name] = sheet
        for row in chain(head, rows):
            self._rows += 1
            if is_data(row, sheet) and (key := key_of(row, sheet.plan, self.now)):
                self._seen[key] += 1

    def _sheet(self, name: str, head: Sequence[SheetRow]) -> Sheet | None:
        header = find_header(head, lambda text: any(known.knows(text) for known in self.formats))
        best = best_format(header.names, self.formats) if header else None
        known = self._settled() or (best[0] if best else None)
        columns = self._columns(header, known) if header and known else None
        if not (header and known and columns) or belongs_elsewhere(columns, known, best):
            self._skipped.append((name, best))
            return None
        year, month = when(name, head, header.first_row, self.file_name)
        ends_on = period_end(_titles(head, header.first_row))
        return Sheet(name, header, SheetPlan(known, columns, year, month), ends_on)

    def _ends_on(self) -> date | None:
        """The earlier of what the file's name says and, where every sheet says something, of the last sheet's end."""
        told = [sheet.ends_on for sheet in self._sheets.values()]
        sheets = [day for day in told if day]
        ends = [max(sheets)] if len(sheets) == len(told) else []
        if named := name_end(self.file_name):
            ends.append(named)
        return min(ends, default=None)

    def _settled(self) -> ChannelFormat | None:
        """The window that was named, or that an earlier sheet has shown."""
        return self.chosen or next((sheet.plan.known for sheet in self._sheets.values()), None)

    def _columns(self, header: Header, known: ChannelFormat) -> ColumnPlan | None:
        stored = self.remembered(known.code, header.names)
        columns = as_remembered(header.names, stored) if stored else propose(header.names, known)
        return columns if fits(columns, known) else None

    def _refusal(self) -> NoHeader | OtherChannel | UnknownChannel:
        other = next((best[0] for _, best in self._skipped if best), None)
        if self.chosen is None:
            return UnknownChannel(channels=", ".join(known.name for known in self.formats))
        if other is not None and other.code != self.chosen.code:
            return OtherChannel(channel=self.chosen.name, looks_like=other.name)
        expected = ", ".join(self.chosen.expected[:_EXPECTED_SHOWN])
        return NoHeader(channel=self.chosen.name, expected=expected)


def is_data(row: SheetRow, sheet: Sheet) -> bool:
    """Whether a row of the sheet is a complaint rather than a title, header, total or footer."""
    return row.number > sheet.header.last_row and not is_no_row(row, sheet.header)


def key_of(row: SheetRow, plan: SheetPlan, now: datetime) -> bytes | None:
    """A short hash of the row's natural key; None for a row that has none and will be rejected."""
    if number := number_of(row, plan):
        return _hash(number)
    return key_of_reading(read_row(row, plan, now), plan) if plan.known.content_key_fields else None


def key_of_reading(reading: Reading, plan: SheetPlan) -> bytes | None:
    """The same, where the row has been read already."""
    number = number_of(reading.row, plan) or ("" if reading.is_rejected else reading.fields["receipt_number"])
    return _hash(number) if number else None


def _hash(number: str) -> bytes:
    return hashlib.blake2b(number.encode(), digest_size=8).digest()


def when(sheet: str, head: Sequence[SheetRow], header_row: int, file_name: str) -> tuple[int | None, int | None]:
    """Year and month that dates like 9/3 belong to: from the title, the sheet's name, full dates, the file's name."""
    titles = _titles(head, header_row)
    years = [int(found[1]) for text in [*titles, sheet] if (found := _YEAR.search(text))]
    if not years:
        full = Counter(moment.year for row in head for text in row.filled if (moment := _full_date(text)))
        years = [year for year, _ in full.most_common(1)]
    if not years and (found := _YEAR.search(file_name)):
        years = [int(found[1])]
    months = [int(found[1]) for text in [sheet, *titles] if (found := _MONTH.search(text))]
    return next(iter(years), None), next(iter(months), None)


def _titles(head: Sequence[SheetRow], header_row: int) -> list[str]:
    """The lines above the header; a merged cell is told once."""
    return [" ".join(dict.fromkeys(row.filled)) for row in head if row.number < header_row]


def _full_date(text: str) -> datetime | None:
    # A bare number may be anything; only a date that is written as one tells the year.
    return parse_datetime(text) if 6 <= len(text) <= 24 and re.search(r"\d\D+\d{1,2}\D+\d", text) else None
