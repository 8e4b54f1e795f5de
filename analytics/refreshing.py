"""Brings keywords and figures up to date with what was stored: only what was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from analytics.models import ComplaintKeywords, StaleComplaint, StaleMonth
from analytics.months import month_of
from analytics.rollups import count_month
from analytics.service import count_service
from analytics.tagging import tag
from analytics.vocabulary import current_vocabulary, fill_dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

CHUNK = 500
_MARK_COMPLAINTS = """
INSERT INTO analytics_stalecomplaint (complaint_id, at) SELECT unnest(%s::bigint[]), now()
ON CONFLICT (complaint_id) DO UPDATE SET at = excluded.at
"""
_MARK_MONTHS = """
INSERT INTO analytics_stalemonth (month, at) SELECT unnest(%s::date[]), now()
ON CONFLICT (month) DO UPDATE SET at = excluded.at
"""


def mark_stale(complaint_ids: Iterable[int] = (), months: Iterable[date] = ()) -> None:
    """Note complaints whose keywords, and months whose figures, have to be made anew.

    A mark that is there already is touched: a worker that is taking it off waits, and takes off the new one.
    """
    # In one order, or two writers would wait for each other.
    with connection.cursor() as cursor:
        cursor.execute(_MARK_COMPLAINTS, [sorted(set(complaint_ids))])
        cursor.execute(_MARK_MONTHS, [sorted(set(months))])


def refresh(go_on: Callable[[], bool] = lambda: True) -> bool:
    """Make anew what is marked, complaints first, as long as `go_on` says so; whether nothing is left."""
    fill_dictionary()
    while StaleComplaint.objects.exists():
        if not go_on():
            return False
        refresh_chunk()
    while StaleMonth.objects.exists():
        if not go_on():
            return False
        refresh_month()
    return True


@transaction.atomic
def refresh_chunk() -> int:
    """Find the keywords of some marked complaints anew; how many. Their months, old and new, are marked."""
    # The marks are locked before the vocabulary is read: whoever changes that later marks again.
    ids = _taken(StaleComplaint, CHUNK)
    before = _months(ids)
    tag(ids, current_vocabulary())
    mark_stale(months=before | _months(ids))
    return len(ids)


@transaction.atomic
def refresh_month() -> None:
    """Count the newest marked month again."""
    for month in _taken(StaleMonth, 1):
        count_month(month)
        count_service(month)


def _taken(model: type[StaleComplaint | StaleMonth], number: int) -> list[Any]:
    """Take marks off that no other worker is taking off; their keys."""
    pending = model.objects.select_for_update(skip_locked=True).order_by("-pk")[:number]
    taken: list[Any] = [mark.pk for mark in pending]
    model.objects.filter(pk__in=taken).delete()
    return taken


def _months(complaint_ids: Iterable[int]) -> set[date]:
    days = ComplaintKeywords.objects.filter(pk__in=list(complaint_ids)).values_list("day", flat=True)
    return set(map(month_of, days))
