"""The newest matches first, without reading all: months are looked through backwards until a page is full.

The planner underestimates how often the pairs of one word occur together, and picks a walk along the dates for rare
words (seconds) or a sort of everything for frequent ones (hundreds of milliseconds). So the choice is taken from it:
each look goes through the search index for a span of months, and the span grows by what the last one gave.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, F, Func
from django.utils import timezone

from complaints.models import Complaint
from complaints.search.lexemes import Kind, one_of

if TYPE_CHECKING:
    from complaints.querysets import ComplaintQuerySet

LOOKS = 3
LONGEST_SPAN = 18  # months


def newest(
    rows: ComplaintQuerySet,
    number: int,
    *,
    before: datetime | None,
    in_months: bool = True,
) -> list[Complaint]:
    """The first `number` of the rows, newest first; `before` bounds them from above where the caller knows a bound.

    Rows that can be few hundreds only are best read at once, not `in_months`.
    """
    if not in_months:
        return list(_by_date(rows)[:number])
    upper = before or Complaint.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    if upper is None:
        return []
    month, span, found = _month(upper), 1, list[Complaint]()
    for _ in range(LOOKS):
        months = range(month - span + 1, month + 1)
        looked = rows.filter(search__matches=str(one_of(Kind.MONTH, map(_name, months))))
        gained = list(_by_date(looked)[: number - len(found)])
        found += gained
        month -= span
        if len(found) == number:
            return found
        if not gained:
            break
        span = min(LONGEST_SPAN, 2 * -(-span * (number - len(found)) // len(gained)))
    since = timezone.make_aware(_first_day(month + 1))
    return found + list(_by_date(rows.filter(received_at__lt=since))[: number - len(found)])


def _by_date(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    """Newest first by an expression that no index serves, so that the search index has to."""
    at = Func(F("received_at"), template="(%(expressions)s + interval '0')", output_field=DateTimeField())
    return rows.order_by(at.desc(), "-id")


def _month(moment: datetime) -> int:
    local = timezone.localtime(moment)
    return local.year * 12 + local.month - 1


def _name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _first_day(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - made aware by the caller
