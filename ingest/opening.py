"""A batch's file as rows and as a survey."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.text.identifiers import has_mark
from ingest.catalogue import all_formats
from ingest.choices import Choice
from ingest.limits import limits_from_settings
from ingest.models import ColumnMapping
from ingest.readers.errors import FileRefused
from ingest.readers.process import read_rows, sheet_list
from ingest.readers.rows import sheet_name
from ingest.sheets import SheetRow, clean_rows
from ingest.survey import Survey, Surveyor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from ingest.models import ImportBatch
    from ingest.readers.choice import ReadingChoice

# With the second for which a reader waits, at most two between two signs of life.
_BEAT_SECONDS = 0.9


@dataclass(slots=True)
class Rows(Iterator[SheetRow]):
    """The rows of one file, and how a person wants them read."""

    source: Iterator[SheetRow]
    choice: Choice = field(default_factory=Choice)

    def __next__(self) -> SheetRow:
        return next(self.source)


def survey_of(rows: Iterable[SheetRow], channel_code: str | None, file_name: str, now: datetime) -> Survey:
    """The survey of a file by names, confirmed mappings and what a person has said. Raises a kind of FileRefused."""
    choice = rows.choice if isinstance(rows, Rows) else Choice()
    return surveyor(channel_code, file_name, now, choice).look(rows)


def surveyor(
    channel_code: str | None, file_name: str, now: datetime, choice: Choice, *, proposes: bool = False
) -> Surveyor:
    """Who looks through a file; with `proposes` also at values, for a person who confirms what is proposed."""
    formats = all_formats()
    chosen = next((known for known in formats if known.code == channel_code), None)
    if channel_code and chosen is None:
        raise FileRefused
    return Surveyor(formats, chosen, file_name, now, _confirmed(), choice, proposes)


def _confirmed() -> _Remembered:
    return _Remembered(
        [
            (one.channel.code, one.columns)
            for one in ColumnMapping.objects.filter(is_confirmed=True).select_related("channel")
        ],
    )


class _Remembered:
    """Mappings that a person has confirmed, found by the names of the columns."""

    def __init__(self, mappings: Sequence[tuple[str, Mapping[str, Mapping[str, object]]]]) -> None:
        self._mappings = mappings

    def __call__(self, code: str, headers: Sequence[str]) -> Mapping[str, Mapping[str, object]] | None:
        named = Counter(header for header in headers if header)
        return next(
            (columns for owner, columns in self._mappings if owner == code and columns.keys() == named.keys()), None
        )


def rows_of(
    path: Path, file_name: str, while_waiting: Callable[[], None] | None = None, choice: Choice | None = None
) -> Rows:
    """The rows of a file."""
    choice = choice or Choice()
    chosen = {"choice": found} if (found := _as_in_file(path, file_name, choice)) else {}
    rows = read_rows(path, file_name, limits_from_settings(), while_waiting=while_waiting, **chosen)
    return Rows(clean_rows(rows), choice)


def _as_in_file(path: Path, file_name: str, choice: Choice) -> ReadingChoice | None:
    """What of a choice the readers need: sheets by their own names, from which nothing was taken out."""
    found = choice.of_reader
    if found is None or not any(map(has_mark, found.sheets)):
        return found
    listed = sheet_list(path, file_name, limits_from_settings(), choice=found)
    own = {sheet_name(info.name): info.name for info in listed}
    return replace(found, sheets=tuple(own.get(name, name) for name in found.sheets))


def beating_rows(path: Path, batch: ImportBatch, shown: Callable[[int], dict[str, object]] = lambda _: {}) -> Rows:
    """The rows of a batch's file, while its heart beats every second, also before the first row comes.

    `shown` gives further fields of the batch from the number of rows so far, so that its page moves.
    """
    last, number = time.monotonic(), 0

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last > _BEAT_SECONDS:
            last = time.monotonic()
            batch.keep(heartbeat_at=timezone.now(), **shown(number))

    def beaten() -> Iterator[SheetRow]:
        nonlocal number
        for row in rows:
            number += 1
            beat()
            yield row

    rows = rows_of(path, batch.file_name, beat, Choice.of(batch.reading))
    return Rows(beaten(), rows.choice)
