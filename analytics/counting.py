"""How many complaints and callers hold which keywords: from the roll-ups where they can say it, else counted as asked.

Distinct callers do not add up over months, so that only single months are read from the roll-ups by callers.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from analytics.models import KeywordMonth, ReadableMonth
from analytics.months import last_day, month_of
from analytics.scopes import NOTHING, Tally

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from analytics.models import ComplaintKeywords
    from analytics.scopes import Scope

Tallies = dict[int, Tally]  # by keyword


def words_in(scope: Scope, since: date, until: date, among: Collection[int] | None = None) -> Tallies:
    """The tally of every keyword, or of those `among` these, over the days (both included)."""
    if scope.is_rolled_up and _is_one_month(since, until):
        return words_by_month(scope, since, until, among).get(since, {})
    return {word: tally for _, word, tally in _counted(scope.readable(since, until), among)}


def words_by_month(scope: Scope, since: date, until: date, among: Collection[int] | None = None) -> dict[date, Tallies]:
    """The same for each month from that of `since` to that of `until`; months without any are missing."""
    found: dict[date, Tallies] = defaultdict(dict)
    first, last = month_of(since), month_of(until)
    if not scope.is_rolled_up:
        for month, word, tally in _counted(scope.readable(first, last_day(last)), among, by_month=True):
            found[month][word] = tally
        return dict(found)
    rows = KeywordMonth.objects.filter(
        channel_id=scope.channel_id, viewer_id__in=scope.viewer_ids, month__range=(first, last)
    )
    if among is not None:
        rows = rows.filter(keyword__in=list(among))
    summed = rows.values_list("month", "keyword_id").annotate(Sum("complaints"), Sum("callers"))
    for month, word, complaints, callers in summed.order_by():
        found[month][word] = Tally(complaints, callers)
    return dict(found)


def readable_in(scope: Scope, since: date, until: date) -> Tally:
    """All complaints whose texts the reader may read, whatever their words."""
    if scope.is_rolled_up and _is_one_month(since, until):
        return readable_by_month(scope, since, until).get(since, NOTHING)
    found = scope.readable(since, until).aggregate(complaints=Count("*"), callers=Count("caller", distinct=True))
    return Tally(**found)


def readable_by_month(scope: Scope, since: date, until: date) -> dict[date, Tally]:
    """The same for each month from that of `since` to that of `until`; months without any are missing."""
    first, last = month_of(since), month_of(until)
    counted: QuerySet[Any, Any]
    if scope.is_rolled_up:
        rows = ReadableMonth.objects.filter(
            channel_id=scope.channel_id, viewer_id__in=scope.viewer_ids, month__range=(first, last)
        )
        counted = rows.values_list("month").annotate(Sum("complaints"), Sum("callers"))
    else:
        dated = scope.readable(first, last_day(last)).annotate(month=TruncMonth("day"))
        counted = dated.values_list("month").annotate(Count("*"), Count("caller", distinct=True))
    return {month: Tally(complaints, callers) for month, complaints, callers in counted.order_by()}


def _counted(
    rows: QuerySet[ComplaintKeywords], among: Collection[int] | None, *, by_month: bool = False
) -> list[tuple[date, int, Tally]]:
    """Month (the epoch unless asked for), keyword and tally, by reading every row once."""
    if among is not None:
        rows = rows.filter(keyword_ids__overlap=list(among))
    try:
        inner, params = rows.values("day", "keyword_ids", "caller").query.sql_with_params()
    except EmptyResultSet:
        return []
    month = "date_trunc('month', day)::date" if by_month else "'1970-01-01'::date"
    wanted = "" if among is None else "WHERE word = ANY(%s)"
    statement = (
        "SELECT month, word, count(*), count(DISTINCT caller)"  # noqa: S608 - every name is our own
        f" FROM (SELECT {month} AS month, unnest(keyword_ids) AS word, caller FROM ({inner}) AS chosen) AS words"
        f" {wanted} GROUP BY month, word"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, list(among)] if among is not None else params)
        return [(month, word, Tally(complaints, callers)) for month, word, complaints, callers in cursor.fetchall()]


def _is_one_month(since: date, until: date) -> bool:
    return since == month_of(since) and until == last_day(since)
