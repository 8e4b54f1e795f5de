"""Working days: neither Saturdays, Sundays nor holidays, as the Act on the handling of civil complaints counts them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays
import numpy as np
from django.db import transaction

from complaints.models import Holiday
from complaints.privacy import log

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from complaints.privacy.reader import Reader

_ONE_DAY = timedelta(days=1)


class WorkingCalendar:
    """Counts working days between dates, by the holidays that are known."""

    def __init__(self, closed: Iterable[date]) -> None:
        self._calendar = np.busdaycalendar(holidays=np.array(sorted(closed), dtype="datetime64[D]"))

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
        return int(np.busday_count(first, last + _ONE_DAY, busdaycal=self._calendar))


def fill_holidays(years: Iterable[int]) -> int:
    """Put in the public holidays of those years that have none yet; how many days. The office edits them from there."""
    known = set(known_years())
    missing = sorted(set(years) - known)
    if not missing:
        return 0
    found = holidays.country_holidays("KR", years=missing, language="ko")
    rows = [Holiday(day=day, name=name.replace("; ", ", ")[:60]) for day, name in sorted(found.items())]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def known_years() -> list[int]:
    """The years of which there are holidays, in order."""
    return [first.year for first in Holiday.objects.dates("day", "year")]


@transaction.atomic
def fill_year(year: int, reader: Reader, request: HttpRequest) -> int:
    """Put in the public holidays of a year that has none yet; how many days. Recorded."""
    number = fill_holidays([year])
    if number:
        _record(reader, request, did="filled", day=str(year), count=number)
    return number


@transaction.atomic
def add_holiday(day: date, name: str, reader: Reader, request: HttpRequest) -> bool:
    """Close the offices on a day; False if they are closed on it already. Recorded.

    The rest of a year that has no holidays yet is put in first, for a year with one day counts as known.
    """
    fill_holidays([day.year])
    _, is_new = Holiday.objects.get_or_create(day=day, defaults={"name": name})
    if is_new:
        _record(reader, request, did="added", day=day.isoformat(), name=name)
    return is_new


@transaction.atomic
def remove_holiday(holiday: Holiday, reader: Reader, request: HttpRequest) -> None:
    """Open the offices on a day. Recorded."""
    holiday.delete()
    _record(reader, request, did="removed", day=holiday.day.isoformat(), name=holiday.name)


def _record(reader: Reader, request: HttpRequest, *, count: int = 1, **detail: str) -> None:
    log.record(reader, log.Action.UPLOAD, request=request, count=count, detail={"page": "holidays", **detail})
