"""Finding keywords and counting months: all of them anew, and what a day of new complaints touches."""

from __future__ import annotations

import resource
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from analytics.models import MonthTotal
from analytics.refreshing import mark_stale, refresh
from analytics.rollups import count_month
from analytics.service import count_service
from analytics.tagging import words_of
from analytics.vocabulary import current_vocabulary
from bench.busy import busy_seconds, load
from bench.corpus import Corpus
from bench.samples import sample
from bench.timing import percentiles
from complaints.models import Channel, Complaint, Department
from complaints.records import SourceRecord
from complaints.services import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

NEW = 3000
MARK_S = 20.0
DAYS = 31  # within which new complaints were received
READ = 2000  # texts out of which the speed of the extraction alone is taken
MONTHS = 24  # whose counting is timed
BATCH = 1000  # rows that an import stores at once
COUNTED = ("complaintkeywords", "keywordmonth", "monthtotal", "servicemonth", "stalecomplaint", "stalemonth")
_SAME = (
    "channel_id receipt_number complaint_type category title body answer is_public complainant_name mobile admin_dong"
    " department_id officer received_at due_at answered_at status outcome"
).split()


def rebuild(seed: int) -> dict[str, Any]:
    """Forget all keywords and figures and make them again, as one worker does: seconds, and what takes them."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(f'analytics_{name}' for name in COUNTED)}")
    with _measured() as told:
        while not refresh():
            continue
    complaints = Complaint.objects.count()
    return {
        **told,
        "complaints": complaints,
        "complaints_per_second": round(complaints / max(0.1, told["seconds"])),
        "extraction_alone_per_second": _extraction(seed),
        "seconds_a_month": {name: percentiles(values) for name, values in _months().items()},
    }


def after_new(seed: int, number: int = NEW) -> dict[str, Any]:
    """Seconds to bring everything up to date after as many new complaints of the newest month, then taken out again."""
    ids = _stored(seed, number)
    try:
        with _measured() as told:
            refresh()
    finally:
        _take_out(ids)
    return {**told, "rows": number, "mark_s": MARK_S, "within_mark": told["seconds"] <= MARK_S}


def after_changes_everywhere(seed: int, number: int = NEW) -> dict[str, Any]:
    """The same after as many old complaints were changed, of all months, which are then counted anew."""
    mark_stale([row.pk for row in sample(number, f"changes {seed}")])
    with _measured() as told:
        refresh()
    return {**told, "rows": number, "months": MonthTotal.objects.values("month").distinct().count()}


@contextmanager
def _measured() -> Iterator[dict[str, Any]]:
    """Seconds of the clock and of processors, MiB of log, peak memory, and the load of the machine, once the block ends."""
    told: dict[str, Any] = {}
    log, start, python, busy = _log_bytes(), time.perf_counter(), time.process_time(), busy_seconds()
    yield told
    told["seconds"] = round(time.perf_counter() - start, 2)
    told["busy_s"] = round(busy_seconds() - busy, 2)
    told["python_s"] = round(time.process_time() - python, 2)
    told["log_mib"] = round((_log_bytes() - log) / 2**20, 1)
    told["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told["load"] = load()
    print(f"  {told}", file=sys.stderr)


def _log_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def _extraction(seed: int) -> int:
    rows, vocabulary = sample(READ, f"extraction {seed}"), current_vocabulary()
    start = time.perf_counter()
    for row in rows:
        words_of(row, vocabulary)
    return round(len(rows) / (time.perf_counter() - start))


def _months() -> dict[str, list[float]]:
    """Seconds of counting one month, its words and what became of its complaints."""
    spent: dict[str, list[float]] = {"words": [], "words, busy": [], "service": [], "service, busy": []}
    for month in _known_months()[-MONTHS:]:
        for name, count in (("words", count_month), ("service", count_service)):
            start, busy = time.perf_counter(), busy_seconds()
            count(month)
            spent[name].append(time.perf_counter() - start)
            spent[f"{name}, busy"].append(busy_seconds() - busy)
    print(f"  a month: { ({name: round(fmean(values), 2) for name, values in spent.items()}) } s", file=sys.stderr)
    return spent


def _known_months() -> list[date]:
    return sorted(MonthTotal.objects.values_list("month", flat=True).distinct())


def _stored(seed: int, number: int) -> list[int]:
    """The ids of new complaints, received in the last days of which there are any, and stored as an import does."""
    newest = Complaint.objects.order_by("-received_at").values_list("received_at", flat=True)[0]
    records = _records(seed, number, timezone.localtime(newest))
    ids: list[int] = []
    for start in range(0, number, BATCH):
        plans = store(records[start : start + BATCH], origin="bench")
        ids += [plan.complaint_id for plan in plans if plan.complaint_id]
    return ids


def _records(seed: int, number: int, newest: datetime) -> list[SourceRecord]:
    channels, departments = (list(model.objects.values_list("pk", flat=True)) for model in (Channel, Department))
    corpus = Corpus(number, channels, departments, seed, part=99)
    records = []
    for place, row in enumerate(corpus.complaints(0, number)):
        row.received_at = newest - timedelta(days=DAYS * place / number)
        row.receipt_number = f"bench-{place}"
        records.append(SourceRecord(**{name: getattr(row, name) for name in _SAME}))
    return records


def _take_out(ids: list[int]) -> None:
    rows = Complaint.objects.filter(pk__in=ids)
    rows._raw_delete(rows.db)  # noqa: SLF001 - nothing points at them
    mark_stale(ids)
    refresh()
