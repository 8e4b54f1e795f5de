"""A batch's file as rows and as a survey."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from ingest.catalogue import all_formats
from ingest.models import ColumnMapping
from ingest.readers.errors import FileRefused
from ingest.readers.limits import Limits
from ingest.readers.process import read_rows
from ingest.sheets import clean
from ingest.survey import Survey, Surveyor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from ingest.models import ImportBatch
    from ingest.sheets import SheetRow

_BEAT_SECONDS = 2.0


def survey_of(rows: Iterable[SheetRow], channel_code: str | None, file_name: str, now: datetime) -> Survey:
    formats = all_formats()
    chosen = next((known for known in formats if known.code == channel_code), None)
    if channel_code and chosen is None:
        raise FileRefused
    return Surveyor(formats, chosen, file_name, now, _confirmed()).look(rows)


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


def rows_of(path: Path, file_name: str, while_waiting: Callable[[], None] | None = None) -> Iterator[SheetRow]:
    limits = Limits(file_bytes=settings.IMPORT_MAX_BYTES)
    return map(clean, read_rows(path, file_name, limits, while_waiting=while_waiting))


def beating_rows(path: Path, batch: ImportBatch) -> Iterator[SheetRow]:
    """The rows of a batch's file, while its heart beats every other second, also before the first row comes."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last > _BEAT_SECONDS:
            last = time.monotonic()
            batch.keep(heartbeat_at=timezone.now())

    for row in rows_of(path, batch.file_name, beat):
        beat()
        yield row
