"""Keywords that public complaints hold three times as often as before: raised once a month, told to who wants it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Subquery
from django.utils import timezone

from analytics.mailing import deliver_alerts
from analytics.models import KeywordAlert, MonthTotal
from analytics.months import later, month_of
from analytics.rising import movements
from analytics.scopes import PUBLIC

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from analytics.rising import Movement

FEWEST_CALLERS = 10
SMALLEST_RATIO = 3.0
DAYS_OF_LAST_MONTH = 10  # for so long complaints of the month before still come in
_FIELDS = ["complaints", "callers", "ratio", "is_over"]
_REMEMBERED_SECONDS = 60


def months_to_watch(today: date) -> list[date]:
    """The newest month with complaints, and in the first days of a month the one before it."""
    newest = _months(today).aggregate(newest=Max("month"))["newest"]
    if newest is None:
        return []
    return [newest] if today.day > DAYS_OF_LAST_MONTH else [newest, later(newest, -1)]


@transaction.atomic
def raise_alerts(month: date) -> int:
    """Raise what rises in the month, bring raised ones up to date, end what rises no more; how many are new."""
    found = {movement.keyword_id: movement for movement in movements(PUBLIC, month).rising if _is_alarming(movement)}
    known = {alert.keyword_id: alert for alert in KeywordAlert.objects.select_for_update().filter(month=month)}
    for keyword_id, alert in known.items():
        if movement := found.get(keyword_id):
            _fill(alert, movement)
        alert.is_over = keyword_id not in found
    KeywordAlert.objects.bulk_update(known.values(), _FIELDS)
    fresh = [
        _fill(KeywordAlert(month=month, keyword_id=keyword_id), movement)
        for keyword_id, movement in found.items()
        if keyword_id not in known
    ]
    # Two workers may find the same at the same moment.
    KeywordAlert.objects.bulk_create(fresh, ignore_conflicts=True)
    deliver_alerts(KeywordAlert.objects.filter(month=month, keyword__in=found.keys() - known.keys()))
    return len(fresh)


def current_alerts() -> QuerySet[KeywordAlert]:
    """What rises in the newest month with complaints."""
    newest = _months(timezone.localdate()).order_by("-month").values("month")[:1]
    return KeywordAlert.objects.filter(is_over=False, month=Subquery(newest))


@dataclass
class _Remembered:
    """A number that the pages of one process share for a moment."""

    number: int = 0
    until: float = 0.0


_remembered = _Remembered()


def current_number() -> int:
    """How many keywords rise, for the head of every page: asked once in a while by each process, not for each page."""
    if time.monotonic() >= _remembered.until:
        _remembered.number = current_alerts().count()
        _remembered.until = time.monotonic() + _REMEMBERED_SECONDS
    return _remembered.number


def forget() -> None:
    """Ask again for the next page."""
    _remembered.until = 0.0


def _is_alarming(movement: Movement) -> bool:
    return movement.ratio >= SMALLEST_RATIO and movement.now.callers >= FEWEST_CALLERS


def _fill(alert: KeywordAlert, movement: Movement) -> KeywordAlert:
    alert.complaints, alert.callers, _ = movement.now
    alert.ratio = movement.ratio
    return alert


def _months(today: date) -> QuerySet[MonthTotal]:
    """The months with public complaints until this one: a date that was written wrong lies in the future."""
    return MonthTotal.objects.filter(
        channel_id=PUBLIC.channel_id, viewer_id__in=PUBLIC.viewer_ids, month__lte=month_of(today)
    )
