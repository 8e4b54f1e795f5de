"""How many complaints, callers and matters hold which keywords: from the roll-ups where they say it, else as asked.

Distinct callers and matters do not add up over months, so that only single months are read from the roll-ups.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Max, Min, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from analytics.models import ALL, KeywordMonth, MonthTotal
from analytics.months import MONTHS_A_YEAR, last_day, later, month_of, months_between
from analytics.scopes import FEWEST_PERSONS, NOTHING, By, Tally

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from analytics.models import ComplaintKeywords
    from analytics.scopes import Scope

Tallies = dict[int, Tally]  # by keyword
MOST_MONTHS = 15 * MONTHS_A_YEAR


def known_months() -> Sequence[date]:
    """Every month from the first with complaints to the last; this month where there are none.

    What is dated later than today, or fifteen years ago and more, is a mistake of its source, and no month to look at.
    """
    this = month_of(timezone.localdate())
    likely = MonthTotal.objects.filter(month__range=(later(this, -MOST_MONTHS), this))
    ends = likely.aggregate(first=Min("month"), last=Max("month"))
    return months_between(ends["first"] or this, ends["last"] or this)


def words_in(scope: Scope, since: date, until: date, among: Collection[int] | None = None) -> Tallies:
    """The tally of every keyword, or of those `among` these, over the days (both included)."""
    if scope.is_rolled_up and _is_one_month(since, until):
        return words_by_month(scope, since, until, among).get(since, {})
    return {word: tally for _, word, tally in _counted(scope, scope.readable(since, until), among)}


def words_by_month(scope: Scope, since: date, until: date, among: Collection[int] | None = None) -> dict[date, Tallies]:
    """The same for each month from that of `since` to that of `until`; months without any are missing."""
    found: dict[date, Tallies] = defaultdict(dict)
    first, last = month_of(since), month_of(until)
    if not scope.is_rolled_up:
        for month, word, tally in _counted(scope, scope.readable(first, last_day(last)), among, by_month=True):
            found[month][word] = tally
        return dict(found)
    rows = KeywordMonth.objects.filter(
        channel_id=scope.channel_id, viewer_id__in=scope.viewer_ids, month__range=(first, last)
    )
    if among is not None:
        rows = rows.filter(keyword__in=list(among))
    summed = rows.values_list("month", "keyword_id").annotate(*map(Sum, scope.columns))
    for month, word, *numbers in summed.order_by():
        found[month][word] = Tally(*numbers)
    return dict(found)


def top_words(scope: Scope, month: date, number: int) -> list[tuple[int, Tally]]:
    """The most frequent keywords of a month, as the scope counts, without those of too few persons."""
    least = 1 if scope.is_own else FEWEST_PERSONS
    if not scope.is_rolled_up:
        found = _counted(scope, scope.readable(month, last_day(month)), None, first=(least, number))
        return [(word, tally) for _, word, tally in found]
    rows = KeywordMonth.objects.filter(channel_id=scope.channel_id, viewer_id__in=scope.viewer_ids, month=month)
    summed: QuerySet[Any, Any] = rows.values_list("keyword_id").annotate(
        **{f"{name}_in": Sum(name) for name in scope.columns}
    )
    ordered = summed.filter(callers_in__gte=least).order_by(f"-{scope.by.value}_in", "keyword_id")[:number]
    return [(word, Tally(*numbers)) for word, *numbers in ordered]


def complaints_of_words(scope: Scope, since: date, until: date, number: int) -> dict[int, int]:
    """The keywords of the most complaints over whole months, and of how many: these, unlike callers, add up."""
    if not scope.is_rolled_up:
        tallies = words_in(scope, since, until)
        ordered = sorted(tallies, key=lambda word: (-tallies[word].complaints, word))[:number]
        return {word: tallies[word].complaints for word in ordered}
    months = KeywordMonth.objects.filter(month__range=(month_of(since), month_of(until)))
    cells = months.filter(channel_id=scope.channel_id, viewer_id__in=scope.viewer_ids)
    summed = cells.values_list("keyword_id").annotate(total=Sum("complaints")).order_by("-total", "keyword_id")
    return dict(summed[:number])


def readable_in(scope: Scope, since: date, until: date) -> Tally:
    """All complaints whose texts the reader may read, whatever their words."""
    return _total(scope, scope.readable(since, until), scope.viewer_ids, since, until)


def received_in(scope: Scope, since: date, until: date) -> Tally:
    """All complaints of the scope, for that they are there everybody may know: the length of a list without words."""
    return _total(scope, scope.received(since, until), scope.everything_ids, since, until)


def readable_by_month(scope: Scope, since: date, until: date) -> dict[date, Tally]:
    """`readable_in` for each month from that of `since` to that of `until`; months without any are missing."""
    return _totals(scope, scope.readable(month_of(since), last_day(until)), scope.viewer_ids, since, until)


def received_by_month(scope: Scope, since: date, until: date) -> dict[date, Tally]:
    """`received_in` for each month, likewise."""
    return _totals(scope, scope.received(month_of(since), last_day(until)), scope.everything_ids, since, until)


def received_by_channel(scope: Scope, month: date) -> dict[int, Tally]:
    """`received_in` for each channel in one month, whatever the channel of the scope."""
    if scope.department is None and scope.is_rolled_up:
        rows = MonthTotal.objects.filter(viewer_id__in=scope.everything_ids, month=month, channel_id__gt=ALL)
        return {channel: Tally(*numbers) for channel, *numbers in rows.values_list("channel_id", *scope.columns)}
    found = replace(scope, channel=None).received(month, last_day(month)).values_list("channel_id")
    return {channel: Tally(*numbers) for channel, *numbers in found.annotate(**scope.counts()).order_by()}


def _total(
    scope: Scope, rows: QuerySet[ComplaintKeywords], viewer_ids: Sequence[int], since: date, until: date
) -> Tally:
    if scope.is_rolled_up and _is_one_month(since, until):
        return _totals(scope, rows, viewer_ids, since, until).get(since, NOTHING)
    return Tally(**rows.aggregate(**scope.counts()))


def _totals(
    scope: Scope, rows: QuerySet[ComplaintKeywords], viewer_ids: Sequence[int], since: date, until: date
) -> dict[date, Tally]:
    counted: QuerySet[Any, Any]
    if scope.is_rolled_up:
        months = MonthTotal.objects.filter(month__range=(month_of(since), month_of(until)))
        cells = months.filter(channel_id=scope.channel_id, viewer_id__in=viewer_ids)
        counted = cells.values_list("month").annotate(*map(Sum, scope.columns))
    else:
        counted = rows.annotate(month=TruncMonth("day")).values_list("month").annotate(**scope.counts())
    return {month: Tally(*numbers) for month, *numbers in counted.order_by()}


def _counted(
    scope: Scope,
    rows: QuerySet[ComplaintKeywords],
    among: Collection[int] | None,
    *,
    by_month: bool = False,
    first: tuple[int, int] | None = None,
) -> list[tuple[date, int, Tally]]:
    """Month (the epoch unless asked for), keyword and tally, by reading every row once.

    `first` leaves out words of fewer callers, orders the others by what the scope counts, and takes as many.
    """
    if among is not None:
        rows = rows.filter(keyword_ids__overlap=list(among))
    month = "date_trunc('month', day)::date" if by_month else "'1970-01-01'::date"
    wanted = "" if among is None else "WHERE word = ANY(%s)"
    values: list[Any] = [] if among is None else [list(among)]
    ordered = ""
    if first is not None:
        ordered = f" HAVING count(DISTINCT caller) >= %s ORDER BY {scope.by.value} DESC, word LIMIT %s"
        values += first
    return [
        (at, word, Tally(*numbers))
        for at, word, *numbers in unnested(scope, rows, f"{month}, word", f"{wanted} GROUP BY 1, word{ordered}", values)
    ]


def unnested(
    scope: Scope, rows: QuerySet[ComplaintKeywords], columns: str, condition: str, values: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """These columns of the keywords of rows (`day`, `word`), and the numbers of a tally of what is grouped together."""
    try:
        inner, params = rows.values("complaint_id", "day", "keyword_ids", "caller").query.sql_with_params()
    except EmptyResultSet:
        return []
    matter, joined, counted = "", "", ""
    if scope.by is By.MATTERS:
        matter, counted = ", coalesce(group_id, -chosen.complaint_id) AS matter", ", count(DISTINCT matter) AS matters"
        joined = (
            " LEFT JOIN groups_member AS member"
            " ON member.complaint_id = chosen.complaint_id AND member.tier = 'confirmed'"
        )
    statement = (
        f"SELECT {columns}, count(*) AS complaints, count(DISTINCT caller) AS callers{counted}"  # noqa: S608 - our own names
        f" FROM (SELECT day, unnest(keyword_ids) AS word, caller{matter} FROM ({inner}) AS chosen{joined}) AS words"
        f" {condition}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *values])
        return list(cursor.fetchall())


def _is_one_month(since: date, until: date) -> bool:
    return since == month_of(since) and until == last_day(since)
