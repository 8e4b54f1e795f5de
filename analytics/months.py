"""Months as their first days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MONTHS_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 1990, 2100


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def later(month: date, number: int) -> date:
    """The month so many months later, earlier where the number is below zero."""
    place = month.year * MONTHS_A_YEAR + month.month - 1 + number
    return date(place // MONTHS_A_YEAR, place % MONTHS_A_YEAR + 1, 1)


def months_between(first: date, last: date) -> Sequence[date]:
    """All months from one to another, both included."""
    number = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month + 1
    return [later(first, place) for place in range(number)]


def parse_month(text: str) -> date | None:
    """`2024-09` as a month between 1990 and 2100; None if it is none."""
    try:
        found = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR and found.day == 1 else None
