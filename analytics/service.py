"""How the office dealt with complaints: received, answered, open, late, and how long an answer took.

Complaints are counted, by the month in which they were received. Answered are those whose status is 답변 완료; the time
of an answer is in working days, the day of receipt included, unless its dates contradict each other. Late are open ones
whose due time has passed, and those that were answered after it; what has no due date is never late.
"""

from __future__ import annotations

from calendar import SATURDAY, SUNDAY
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import TruncMonth
from django.utils import timezone

from analytics.links import listing_url
from analytics.models import ALL, ServiceMonth
from analytics.months import last_day, later, month_of
from analytics.numbers import Number
from analytics.scopes import FEWEST_PERSONS, By
from analytics.tagging import caller_of
from complaints.choices import OPEN_STATUSES, Status
from complaints.models import Complaint
from complaints.workdays import WorkingCalendar, fill_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from analytics.scopes import Scope

LONGEST = 120  # working days; what took longer stands in the last place
_REACH = 8  # months, which hold more working days than that even with long feasts
_CELL = ("channel_id", "department_id", "is_public")
_COLUMNS = (*_CELL, "received_at", "answered_at", "due_at", "status", "caller_key", "id")


@dataclass(slots=True)
class Sum:
    """Figures that add up, `days` as in ServiceMonth. `few_callers` is None once five persons are behind it."""

    received: int = 0
    answered: int = 0
    answered_late: int = 0
    open: int = 0
    open_late: int = 0
    days: list[int] = field(default_factory=list)
    few_callers: set[int] | None = field(default_factory=set)

    def add(self, cell: ServiceMonth, now: datetime) -> None:
        """Add one cell of a month."""
        self.received += cell.received
        self.answered += cell.answered
        self.answered_late += cell.answered_late
        self.open += cell.open
        self.open_late += sum(due < now for due in cell.open_dues)
        self.days = [mine + its for mine, its in zip_longest(self.days, cell.days, fillvalue=0)]
        if self.few_callers is None or cell.few_callers is None:
            self.few_callers = None
        else:
            together = self.few_callers | set(cell.few_callers)
            self.few_callers = together if len(together) < FEWEST_PERSONS else None

    @property
    def median_days(self) -> float | None:
        """The working days within which half were answered; None without an answer."""
        total = sum(self.days)
        if not total:
            return None
        return (self._nth_day((total - 1) // 2) + self._nth_day(total // 2)) / 2

    @property
    def is_few(self) -> bool:
        """Whether fewer than five persons, but somebody, are behind it."""
        return bool(self.few_callers)

    def _nth_day(self, place: int) -> int:
        for days, number in enumerate(self.days):
            place -= number
            if place < 0:
                return days
        raise ValueError("there are not so many answers")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one row of a page; each of the counted ones opens its complaints."""

    received: Number
    answered: Number
    answered_late: Number
    open: Number
    late: Number
    median_days: Number

    @property
    def numbers(self) -> tuple[Number, ...]:
        """In the order in which pages show them."""
        return self.received, self.answered, self.answered_late, self.open, self.late, self.median_days

    @property
    def labelled(self) -> list[tuple[str, Number]]:
        """The same with what each is called."""
        return list(zip(LABELS, self.numbers, strict=True))


ANSWERED_LATE = "처리:기한지나"  # as the query language knows them
LABELS = ("접수", "답변 완료", "기한 지나 답변", "처리 중", "처리 중 기한 지남", "답변까지(중앙값)")


def figures(scope: Scope, first: date, last: date) -> Figures:
    """The figures of whole months, both included."""
    now, found = timezone.now(), Sum()
    for cell in cells(scope, first, last):
        found.add(cell, now)
    return shown(scope, first, last, found)


def cells(scope: Scope, first: date, last: date) -> Iterable[ServiceMonth]:
    """The cells of the months under a scope, all of them: what became of a complaint everybody may know."""
    rows = ServiceMonth.objects.filter(month__range=(first, last))
    if scope.channel:
        rows = rows.filter(channel_id=scope.channel.pk)
    if scope.department:
        rows = rows.filter(department_id=scope.department.pk)
    return rows.filter(is_public=True) if scope.only_public else rows


def shown(scope: Scope, first: date, last: date, found: Sum, *, opens: bool = True) -> Figures:
    """Figures as numbers; hidden where fewer than five persons stand behind all of them, outside the own department."""
    if found.is_few and not scope.is_own:
        return hidden()
    listed = replace(scope, by=By.COMPLAINTS)

    def number(value: int, *asks: str, **conditions: str | list[str]) -> Number:
        url = listing_url(listed, first, last_day(last), asks=asks, **conditions) if value and opens else ""
        return Number(value, url)

    median = found.median_days
    return Figures(
        received=number(found.received),
        answered=number(found.answered, status=Status.ANSWERED),
        answered_late=number(found.answered_late, ANSWERED_LATE),
        open=number(found.open, status=sorted(OPEN_STATUSES)),
        late=number(found.open_late, overdue="true"),
        median_days=Number(median, text="" if median is None else f"{median:g}일"),
    )


def hidden(text: str = "") -> Figures:
    """Figures that are not shown, and what stands in their places where it is not for few persons."""
    return Figures(*[Number(None, text=text, is_hidden=True)] * len(LABELS))


def months_across(day: date) -> set[date]:
    """The months of which a median changes where this day becomes a holiday, or is none any more."""
    if day.weekday() in (SATURDAY, SUNDAY):
        return set()
    begin, end = _midnight(day), _midnight(day + timedelta(days=1))
    since = _midnight(later(month_of(day), -_REACH))
    across = Complaint.objects.filter(status=Status.ANSWERED, received_at__gte=since, received_at__lt=end)
    months = across.filter(answered_at__gte=begin).annotate(month=TruncMonth("received_at")).values_list("month")
    return {month.date() for (month,) in months.distinct().order_by()}


@transaction.atomic
def count_service(month: date) -> None:
    """Count one month again, from its complaints."""
    since, until = _midnight(month), _midnight(later(month, 1))
    rows = Complaint.objects.filter(received_at__gte=since, received_at__lt=until).order_by(*_CELL)
    fill_holidays(range(month.year, timezone.localdate().year + 1))
    calendar = WorkingCalendar.current()
    made = [
        _cell(month, key, list(group), calendar)
        for key, group in groupby(rows.values(*_COLUMNS), key=itemgetter(*_CELL))
    ]
    ServiceMonth.objects.filter(month=month).delete()
    ServiceMonth.objects.bulk_create(made)


def _cell(month: date, key: tuple[Any, ...], rows: Sequence[dict[str, Any]], calendar: WorkingCalendar) -> ServiceMonth:
    channel_id, department_id, is_public = key
    answered = [row for row in rows if row["status"] == Status.ANSWERED]
    waiting = [row for row in rows if row["status"] in OPEN_STATUSES]
    took = _took(answered, calendar)
    callers = {caller_of(row["caller_key"], row["id"]) for row in rows}
    return ServiceMonth(
        month=month,
        channel_id=channel_id,
        department_id=department_id or ALL,
        is_public=is_public,
        received=len(rows),
        answered=len(answered),
        answered_late=sum(map(_was_late, answered)),
        open=len(waiting),
        days=[took[place] for place in range(max(took, default=-1) + 1)],
        open_dues=sorted(row["due_at"] for row in waiting if row["due_at"]),
        few_callers=sorted(callers) if len(callers) < FEWEST_PERSONS else None,
    )


def _took(answered: Iterable[dict[str, Any]], calendar: WorkingCalendar) -> Counter[int]:
    """How many answers took how many working days; what was answered before it was received tells nothing."""
    dates = ((_day(row["received_at"]), _day(row["answered_at"])) for row in answered if row["answered_at"])
    return Counter(min(LONGEST, calendar.days(first, last)) for first, last in dates if first <= last)


def _was_late(row: dict[str, Any]) -> bool:
    return bool(row["answered_at"] and row["due_at"] and row["answered_at"] > row["due_at"])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
