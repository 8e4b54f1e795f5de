"""The pages of the monthly figures as a manager with a department gets them, whole, with all their queries."""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.links import listing_url, page_url, word_url
from analytics.models import ALL, ComplaintKeywords, Keyword, KeywordMonth, MonthTotal
from analytics.months import last_day, later, months_between
from analytics.scopes import By, Scope
from analytics.tagging import caller_of, words_of
from analytics.vocabulary import current_vocabulary
from bench.busy import busy_seconds, load
from bench.timing import database_time, percentiles
from complaints.models import Channel, Complaint
from complaints.privacy.access import reader_for
from complaints.privacy.models import Account
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

MARK_MS = 200.0
YEAR = 12
FREQUENT = 20  # ranks of words that are frequent
RARE = (5, 12)  # callers of a rare one
BACKEND = "complaints.privacy.backends.AccountBackend"
NAME = "bench-manager"


@dataclass(frozen=True, slots=True)
class Answer:
    """Milliseconds of a whole answer, those waiting for the database, those of processors; how many queries."""

    whole: float
    database: float
    busy: float
    queries: int


@dataclass
class Visitor:
    """A manager of one department, and what the pages of this database can be asked for."""

    seed: int

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        summed = ComplaintKeywords.objects.filter(day__gte=self.months[0]).exclude(department_id=ALL)
        largest = summed.values_list("department_id").annotate(number=Count("*")).order_by("-number")
        ranked = [pk for pk, _ in largest]
        self.largest, self.own, self.median = ranked[0], ranked[min(1, len(ranked) - 1)], ranked[len(ranked) // 2]
        known = {"name": "홍관리", "role": Role.MANAGER, "department_id": self.own}
        made, _ = Account.objects.update_or_create(employee_number=NAME, defaults=known)
        self.scope = Scope(reader_for(made), by=By.CALLERS)
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(made, backend=BACKEND)

    @cached_property
    def months(self) -> Sequence[date]:
        """Those of the last two years that have a year before them, if there are any such; the last may be cut off."""
        known = sorted(MonthTotal.objects.values_list("month", flat=True).distinct())
        return known[YEAR:-1][-2 * YEAR :] or known

    @cached_property
    def words(self) -> Mapping[date, tuple[list[str], list[str]]]:
        """Of each month frequent words and rare ones."""
        found = {}
        for month in self.months:
            cells = KeywordMonth.objects.filter(channel_id=ALL, viewer_id=ALL, month=month)
            frequent = cells.order_by("-callers").values_list("keyword__text", flat=True)[:FREQUENT]
            rare = cells.filter(callers__range=RARE).values_list("keyword__text", flat=True)[:FREQUENT]
            found[month] = (list(frequent), list(rare) or list(frequent))
        return found

    def month(self) -> date:
        return self.chance.choice(self.months)

    def word(self, month: date, *, is_rare: bool = False) -> str:
        return self.chance.choice(self.words[month][is_rare])

    def filters(self) -> dict[str, dict[str, str]]:
        """Every filter of the pages, as parameters."""
        channels = list(Channel.objects.order_by("position"))
        return {
            "none": {},
            "by complaints": {"by": "complaints"},
            "by matters": {"by": "matters"},
            "public only": {"public": "1"},
            **{f"channel {place}": {"channel": each.code} for place, each in enumerate(channels, 1)},
            "largest department": {"department": str(self.largest)},
            "largest department, by complaints": {"department": str(self.largest), "by": "complaints"},
            "median department": {"department": str(self.median)},
            "own department": {"department": str(self.own)},
            "channel and largest department": {"channel": channels[0].code, "department": str(self.largest)},
            "the same, by matters": {"channel": channels[0].code, "department": str(self.largest), "by": "matters"},
        }

    def ask(self, url: str) -> Answer:
        with database_time() as spent:
            start, before = time.perf_counter(), busy_seconds()
            response = self.client.get(url, secure=True)
            whole, busy = time.perf_counter() - start, busy_seconds() - before
        if response.status_code != HTTPStatus.OK:
            raise SystemExit(f"{url} was answered with {response.status_code}.")
        return Answer(1000 * whole, sum(spent), 1000 * busy, len(spent))


def month_page(visitor: Visitor, repeat: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The page of a month under every filter, of random months, in turns; at last, all. The first turn makes warm."""
    asked = {
        name: lambda given=given: _address(visitor, "analytics:month", given)
        for name, given in visitor.filters().items()
    }
    every: list[float] = []
    for name, measured in _asked(visitor, asked, repeat, every):
        yield name, {**measured, "mark_ms": MARK_MS, "within_mark": measured["p95"] <= MARK_MS}
    yield "all", {**percentiles(every), "load": load()}


def other_pages(visitor: Visitor, repeat: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The other pages of figures, and the lists that their numbers open: a page of rows and the count apart."""
    yield from _asked(visitor, {**_pages(visitor), **_lists(visitor)}, repeat, [])


def from_the_texts(visitor: Visitor) -> dict[str, Any]:
    """Seconds for what the page of a month says of words, without anything kept: each text is read anew."""
    month, vocabulary = visitor.months[-1], current_vocabulary()
    since, until = (timezone.make_aware(datetime.combine(day, clock.min)) for day in (month, later(month, 1)))
    callers: dict[str, set[int]] = defaultdict(set)
    start = time.perf_counter()
    rows = list(Complaint.objects.filter(received_at__gte=since, received_at__lt=until).defer("search", "text_normal"))
    for row in rows:
        for word in words_of(row, vocabulary):
            callers[word].add(caller_of(row.caller_key, row.pk))
    spent = time.perf_counter() - start
    return {"seconds": round(spent, 1), "complaints": len(rows), "keywords": len(callers), "load": load()}


def _address(visitor: Visitor, name: str, params: Mapping[str, str]) -> str:
    query = {**params, "month": f"{visitor.month():%Y-%m}"}
    return f"{reverse(name)}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def _pages(visitor: Visitor) -> dict[str, Callable[[], str]]:
    scope = visitor.scope

    def word(*, is_rare: bool = False) -> str:
        month = visitor.month()
        return word_url(visitor.word(month, is_rare=is_rare), scope, month)

    def compare(length: int) -> str:
        last = visitor.month()
        ends = {"second_from": later(last, 1 - length), "second_to": last}
        ends |= {"first_from": later(last, 1 - length - YEAR), "first_to": later(last, -YEAR)}
        return page_url("analytics:compare", scope, **{name: f"{at:%Y-%m}" for name, at in ends.items()})

    return {
        "word, frequent": word,
        "word, rare": lambda: word(is_rare=True),
        "months beside words": lambda: _address(visitor, "analytics:heat", {}),
        "months beside words, largest department": lambda: _address(
            visitor, "analytics:heat", {"department": str(visitor.largest)}
        ),
        "two months": lambda: compare(1),
        "two years": lambda: compare(YEAR),
        "trend, months": lambda: _trend(visitor, "month"),
        "trend, days": lambda: _trend(visitor, "day"),
        "service": lambda: page_url("analytics:service", scope, month=f"{visitor.month():%Y-%m}"),
    }


def _trend(visitor: Visitor, unit: str) -> str:
    """The line of a frequent word through the thirteen months up to one, or through the days of one."""
    month = visitor.month()
    since = month if unit == "day" else months_between(later(month, -YEAR), month)[0]
    given = {"since": since.isoformat(), "until": last_day(month).isoformat(), "unit": unit}
    return page_url("analytics:trend", visitor.scope, words=visitor.word(month), **given)


def _lists(visitor: Visitor) -> dict[str, Callable[[], str]]:
    def listing(by: By, *, is_rare: bool = False, is_count: bool = False) -> str:
        month = visitor.month()
        scope = Scope(visitor.scope.reader, by=by)
        url = listing_url(scope, month, last_day(month), [visitor.word(month, is_rare=is_rare)])
        return url.replace(reverse("complaints:list"), reverse("complaints:facets"), 1) if is_count else url

    return {
        "callers, frequent word": lambda: listing(By.CALLERS),
        "callers, rare word": lambda: listing(By.CALLERS, is_rare=True),
        "matters, frequent word": lambda: listing(By.MATTERS),
        "matters, rare word": lambda: listing(By.MATTERS, is_rare=True),
        "list, frequent word": lambda: listing(By.COMPLAINTS),
        "list, rare word": lambda: listing(By.COMPLAINTS, is_rare=True),
        "count and facets, frequent word": lambda: listing(By.COMPLAINTS, is_count=True),
        "count and facets, rare word": lambda: listing(By.COMPLAINTS, is_rare=True, is_count=True),
    }


def _asked(
    visitor: Visitor, asked: Mapping[str, Callable[[], str]], repeat: int, every: list[float]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ask for all kinds in turns, so that what else the machine does falls upon all alike."""
    seen: dict[str, list[Answer]] = defaultdict(list)
    for turn in range(repeat + 1):
        for kind, address in asked.items():
            answer = visitor.ask(address())
            if turn:
                seen[kind].append(answer)
    for kind, answers in seen.items():
        whole = [answer.whole for answer in answers]
        every += whole
        times = {
            **percentiles(whole),
            "database": percentiles([answer.database for answer in answers]),
            "busy": percentiles([answer.busy for answer in answers]),
            "queries": max(answer.queries for answer in answers),
            "load": load(),
        }
        print(f"  {kind:<40} {times}", file=sys.stderr)
        yield kind, times


def kept() -> dict[str, Any]:
    """How many keywords there are, in a month and in a complaint, and MiB of the tables with their indexes."""
    from django.db import connection

    months = KeywordMonth.objects.filter(channel_id=ALL, viewer_id=ALL).values_list("month")
    distinct = [number for _, number in months.annotate(number=Count("*")).order_by("number")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT avg(cardinality(keyword_ids)) FROM analytics_complaintkeywords")
        (mean,) = cursor.fetchone() or (0,)
        cursor.execute(
            "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'analytics\\_%%' AND pg_total_relation_size(oid) > 2^20",
            [],
        )
        sizes = {
            name.removeprefix("analytics_"): {"table": round(table / 2**20, 1), "indexes": round(indexes / 2**20, 1)}
            for name, table, indexes in cursor.fetchall()
        }
    return {
        "keywords": Keyword.objects.count(),
        "keywords_of_a_month": percentiles(distinct),
        "keywords_of_a_complaint": round(float(mean or 0), 1),
        "rows": {model.__name__: model.objects.count() for model in (KeywordMonth, MonthTotal, ComplaintKeywords)},
        "size_mib": sizes,
    }
