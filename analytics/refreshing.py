"""Brings keywords and figures up to date with what was stored: only what was touched, in short transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from analytics.locks import keep_vocabulary
from analytics.models import ComplaintKeywords, StaleComplaint, StaleMonth
from analytics.months import month_of
from analytics.outdated import mark_outdated
from analytics.rollups import count_month
from analytics.service import count_service
from analytics.tagging import tag
from analytics.vocabulary import current_vocabulary, fill_dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

CHUNK = 500
# An import marks one portion after another: its months are counted once, when it is over or takes long.
QUIET_SECONDS, PATIENCE_SECONDS = 5, 120
# That somebody waits since when stays; yet the mark is written anew, so that who takes it off is waited for.
_AGAIN = "DO UPDATE SET at = marked.at"
_MARK_COMPLAINTS = f"""
INSERT INTO analytics_stalecomplaint AS marked (complaint_id, at) SELECT unnest(%s::bigint[]), now()
ON CONFLICT (complaint_id) {_AGAIN}
"""
_MARK_MONTHS = f"""
INSERT INTO analytics_stalemonth AS marked (month, at) SELECT unnest(%s::date[]), now()
ON CONFLICT (month) {_AGAIN}
"""
_IS_DUE = """
SELECT coalesce(max(newest) < clock_timestamp() - make_interval(secs => %s)
    OR min(oldest) < clock_timestamp() - make_interval(secs => %s), true)
FROM (
    SELECT max(at) AS newest, min(at) AS oldest FROM analytics_stalecomplaint
    UNION ALL SELECT max(at), min(at) FROM analytics_stalemonth
) AS marks
"""


def mark_stale(complaint_ids: Iterable[int] = (), months: Iterable[date] = ()) -> None:
    """Note complaints whose keywords, and months whose figures, have to be made anew.

    A mark that is there already is touched: a worker that is taking it off is waited for, and takes off the new one.
    """
    # In one order, or two writers would wait for each other.
    ids, firsts = sorted(set(complaint_ids)), sorted(set(months))
    with connection.cursor() as cursor:
        if ids:
            cursor.execute(_MARK_COMPLAINTS, [ids])
        if firsts:
            cursor.execute(_MARK_MONTHS, [firsts])


def mark_found(complaints: QuerySet[Any, Any]) -> int:
    """Note the complaints that a query for their ids finds, without fetching them; how many."""
    try:
        found, params = complaints.order_by().query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analytics_stalecomplaint AS marked (complaint_id, at)"  # noqa: S608 - our own words
            f" SELECT id, now() FROM (SELECT DISTINCT id FROM ({found}) AS found (id) ORDER BY id) AS ordered"
            f" ON CONFLICT (complaint_id) {_AGAIN}",
            params,
        )
        return int(cursor.rowcount)


def is_due() -> bool:
    """Whether nothing was marked for some seconds, or something waits for minutes; also when there are no marks."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_DUE, [QUIET_SECONDS, PATIENCE_SECONDS])
        (found,) = cursor.fetchone() or (True,)
    return bool(found)


def is_marked() -> bool:
    """Whether anything waits to be made anew."""
    return StaleComplaint.objects.exists() or StaleMonth.objects.exists()


def refresh(go_on: Callable[[], bool] = lambda: True) -> bool:
    """Make anew what is marked, and what older rules have made, as long as `go_on` says so; whether nothing is left.

    The newest first; the months of some thousand complaints are counted before the next ones are read.
    """
    fill_dictionary()
    while True:
        while StaleComplaint.objects.exists():
            if not go_on():
                return False
            refresh_chunk()
        # Not those that are marked meanwhile: a month of an import under way would be counted without end.
        for month in list(StaleMonth.objects.order_by("-month").values_list("month", flat=True)):
            if not go_on():
                return False
            refresh_month(month)
        if not mark_outdated():
            return not is_marked()


@transaction.atomic
def refresh_chunk() -> int:
    """Find the keywords of some marked complaints anew; how many. Their months, old and new, are marked."""
    keep_vocabulary()
    ids = _taken(StaleComplaint.objects.order_by("-pk")[:CHUNK])
    before = _months(ids)
    tag(ids, current_vocabulary())
    mark_stale(months=before | _months(ids))
    return len(ids)


@transaction.atomic
def refresh_month(month: date) -> None:
    """Count a marked month again; nothing if another worker has."""
    if _taken(StaleMonth.objects.filter(pk=month)):
        count_month(month)
        count_service(month)


def _taken(marks: QuerySet[StaleComplaint] | QuerySet[StaleMonth]) -> list[Any]:
    """Take marks off that no other worker is taking off; their keys."""
    taken: list[Any] = [mark.pk for mark in marks.select_for_update(skip_locked=True)]
    marks.model._default_manager.filter(pk__in=taken).delete()  # noqa: SLF001 - public in all but name
    return taken


def _months(complaint_ids: Iterable[int]) -> set[date]:
    days = ComplaintKeywords.objects.filter(pk__in=list(complaint_ids)).values_list("day", flat=True)
    return set(map(month_of, days))
