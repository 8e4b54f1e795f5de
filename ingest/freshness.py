"""Until which day a file brings its window's complaints, whatever slips of the pen its dates hold."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.pipeline import Chunk

_PERIOD = re.compile(r"기\s*간|조회\s*일|출력\s*일|기준\s*일")
_DATE = re.compile(
    r"(?<!\d)(20\d{2})(?:(\d{2})(\d{2})|\s*[-./년_]\s*(\d{1,2})\s*[-./월_]\s*(\d{1,2}))(?!\d)",
)
# 20240901-0930: the end is told, but not as a whole date.
_SHORT_END = re.compile(r"\d{8}[-_]\d{4}(?!\d)")
_PAUSE = timedelta(days=31)
_FEW = 100  # one row in so many may be a slip


class Arrivals:
    """The days on which the complaints of one file came in."""

    def __init__(self) -> None:
        self._days: Counter[date] = Counter()

    def add(self, chunk: Chunk) -> None:
        """Count the complaints of a portion, stored now or in an earlier try."""
        self._days.update(
            timezone.localtime(item.reading.fields["received_at"]).date()
            for item in chunk.items
            if not item.reading.is_rejected
        )

    def newest(self, until: date) -> date | None:
        """The newest day that is not after `until` and not mistyped; None without any.

        A day counts as mistyped when it lies over a month after the one before it, and one row at most, or one in a
        hundred, is as new.
        """
        return self._trusted(sorted(day for day in self._days if day <= until))

    def oldest(self) -> date | None:
        """The oldest day, mistyped ones left out in the same way."""
        return self._trusted(sorted(self._days, reverse=True))

    def _trusted(self, days: list[date]) -> date | None:
        few = max(1, sum(self._days[day] for day in days) // _FEW)
        end, beyond = len(days), 0
        for index in range(len(days) - 1, 0, -1):
            beyond += self._days[days[index]]
            if beyond > few:
                break
            if abs(days[index] - days[index - 1]) > _PAUSE:
                end = index
        return days[end - 1] if days else None


def period_end(titles: Iterable[str]) -> date | None:
    """The last day of the period that the lines above a header name (조회기간 : 2024.09.01 ~ 2024.09.30)."""
    return max((day for title in titles if _PERIOD.search(title) for day in _ends(title)), default=None)


def name_end(file_name: str) -> date | None:
    """The last day in a file's name (새올상담민원_20240901_20240930.xls)."""
    return max(_ends(file_name), default=None)


def _ends(text: str) -> list[date]:
    """The whole dates that may be the end of what a text tells of; none where only a beginning is whole."""
    if _SHORT_END.search(text):
        return []
    return [day for found in _DATE.finditer(text.rpartition("~")[2]) if (day := _day(*filter(None, found.groups())))]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
