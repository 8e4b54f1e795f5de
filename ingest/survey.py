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
from ingest.choices import Choice
from ingest.freshness import name_end, period_end
from ingest.header import ROWS_LOOKED_AT, Header, find_header, header_at
from ingest.mapping import (
    MissingColumns,
    NoHeader,
    OtherChannel,
    UnknownChannel,
    as_chosen,
    as_remembered,
    belongs_elsewhere,
    best_format,
    fits,
    missing_roles,
    propose,
)
from ingest.proposals import completed
from ingest.readers.errors import EmptyFile
from ingest.records import SheetPlan, number_of, read_row
from ingest.roles import ROLE_LABELS
from ingest.sentences import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from ingest.formats import ChannelFormat
    from ingest.mapping import ColumnPlan
    from ingest.readers.errors import FileRefused
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


@dataclass(frozen=True, slots=True)
class Seen:
    """One sheet as it was looked at, read or not: its first rows, and how far it was understood."""

    name: str
    head: tuple[SheetRow, ...]
    header: Header | None = None
    known: ChannelFormat | None = None
    columns: ColumnPlan | None = None
    best: tuple[ChannelFormat, ColumnPlan] | None = None
    is_read: bool = False

    @property
    def missing(self) -> list[str]:
        """The roles without which no row can be read and that no column plays."""
        return missing_roles(self.columns, self.known) if self.columns and self.known else []


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
    """Looks through the rows of one file. `chosen` is the window that a person named, or None.

    `proposes`: columns that no alias knows are proposed too, for a person who will see it. `seen` and `not_rows` (the
    first of them) stay to be shown, also after a refusal.
    """

    formats: Sequence[ChannelFormat]
    chosen: ChannelFormat | None
    file_name: str
    now: datetime
    remembered: Callable[[str, Sequence[str]], Mapping[str, Mapping[str, object]] | None]
    choice: Choice = field(default_factory=Choice)
    proposes: bool = False
    seen: list[Seen] = field(default_factory=list)
    not_rows: list[SheetRow] = field(default_factory=list)
    _sheets: dict[str, Sheet] = field(default_factory=dict)
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
            problems=[(one.name, Problem("sheet_skipped", detail=known.name)) for one in self.seen if not one.is_read]
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
            if not is_data(row, sheet):
                if len(self.not_rows) < ROWS_LOOKED_AT:
                    self.not_rows.append(row)
            elif key := key_of(row, sheet.plan, self.now):
                self._seen[key] += 1

    def _sheet(self, name: str, head: Sequence[SheetRow]) -> Sheet | None:
        header = self._header(name, head)
        seen = self._seen_under(name, head, header) if header else Seen(name, tuple(head))
        self.seen.append(seen)
        if not (seen.is_read and seen.header and seen.known and seen.columns):
            return None
        year, month = when(name, head, seen.header.first_row, self.file_name)
        ends_on = period_end(_titles(head, seen.header.first_row))
        return Sheet(name, seen.header, SheetPlan(seen.known, seen.columns, year, month), ends_on)

    def _seen_under(self, name: str, head: Sequence[SheetRow], header: Header) -> Seen:
        best = best_format(header.names, self.formats)
        known = self._settled() or (best[0] if best else None)
        if known is None:
            return Seen(name, tuple(head), header)
        columns = self._columns(head, header, known)
        is_read = fits(columns, known) and not self._is_elsewhere(header.names, known, best)
        return Seen(name, tuple(head), header, known, columns, best, is_read)

    def _header(self, name: str, head: Sequence[SheetRow]) -> Header | None:
        if rows := self.choice.headers.get(name):
            return header_at(head, *rows)
        return find_header(head, lambda text: any(known.knows(text) for known in self.formats))

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

    def _is_elsewhere(
        self, names: Sequence[str], known: ChannelFormat, best: tuple[ChannelFormat, ColumnPlan] | None
    ) -> bool:
        """Whether the sheet is rather another window's, and nobody has said otherwise."""
        if self.choice.insists or self.choice.columns.keys() & set(names) or self.remembered(known.code, names):
            return False
        return belongs_elsewhere(propose(names, known), known, best)

    def _columns(self, head: Sequence[SheetRow], header: Header, known: ChannelFormat) -> ColumnPlan:
        stored = self.remembered(known.code, header.names)
        if stored:
            columns = as_remembered(header.names, stored)
        else:
            columns = propose(header.names, known)
            if self.proposes:
                under = [row for row in head if row.number > header.last_row]
                columns = completed(columns, known, self.formats, under)
        return as_chosen(columns, self.choice.columns, known)

    def _refusal(self) -> FileRefused:
        best = next((one.best[0] for one in self.seen if one.best), None)
        if self.chosen is None:
            return UnknownChannel(channels=", ".join(known.name for known in self.formats))
        if best is not None and best.code != self.chosen.code:
            return OtherChannel(channel=self.chosen.name, looks_like=best.name)
        near = next((one for one in self.seen if one.columns and one.columns.roles and one.missing), None)
        if near is not None:
            missing = ", ".join(ROLE_LABELS[role] for role in near.missing)
            return MissingColumns(channel=self.chosen.name, missing=missing)
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
