"""Working days: neither Saturdays, Sundays nor holidays, as the Act on the handling of civil complaints counts them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays
import numpy as np

from complaints.models import Holiday

if TYPE_CHECKING:
    from collections.abc import Iterable

_ONE_DAY = timedelta(days=1)


class WorkingCalendar:
    """Counts working days between dates, by the holidays that are known."""

    def __init__(self, closed: Iterable[date]) -> None:
        self._closed = np.array(sorted(closed), dtype="datetime64[D]")

    @classmethod
    def current(cls) -> WorkingCalendar:
        """By the holidays that the office keeps."""
        return cls(Holiday.objects.values_list("day", flat=True))

    def days(self, first: date, last: date) -> int:
        """The working days from one date to another, both included (article 19, paragraph 2); 0 if none.

        The same working day is one day; what is answered before it was received, none.
        """
        if last < first:
            return 0
        return int(np.busday_count(first, last + _ONE_DAY, holidays=self._closed))


def fill_holidays(years: Iterable[int]) -> int:
    """Put in the public holidays of those years that have none yet; how many days. The office edits them from there."""
    known = {day.year for day in Holiday.objects.values_list("day", flat=True)}
    missing = sorted(set(years) - known)
    if not missing:
        return 0
    found = holidays.country_holidays("KR", years=missing, language="ko")
    rows = [Holiday(day=day, name=name[:60]) for day, name in sorted(found.items())]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
