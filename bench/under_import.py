"""Times of look-ups while complaints are stored: `python bench/under_import.py --rows 1000000 --imported 30000`.

One process stores new complaints as an import does, another asks as clerks do and looks whether what it asks for is
there. The new complaints are taken out again. Prints one JSON object as its last line.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.machine import machine
from bench.outcome import publish
from bench.table import add_options, fill, own_database
from bench.timing import database_time, percentiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from complaints.records import SourceRecord

BATCH = 1000
MARK_MS = 20.0
MARKER = "들여온민원표지"  # stands in the text of every stored complaint and of no other
NUMBERS = "들여옴-"
ASKED_AT_ONCE = 200


def main() -> int:
    options = _options()
    with own_database(options) as is_new:
        filled = fill(options.rows, seed=options.seed, texts=options.texts) if is_new else {}
        try:
            measured = _measured(options)
        finally:
            _take_out(vacuum=not is_new)
        rows = _count()
    publish(
        {"bench": "under_import", "rows": rows, "machine": machine(), "fill": filled, **measured},
        options.results / f"under_import-{rows}.json",
    )
    return 0 if not (measured["not_found"] or measured["imported"]["missing"]) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--imported", type=int, default=30_000, help="complaints that are stored meanwhile")
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as processes:
        importing = processes.submit(_import, options.imported, options.seed)
        times, not_found = _ask(importing, options.seed)
        seconds = importing.result()
    look_ups = percentiles([each for spent in times.values() for each in spent])
    print(f"  {look_ups}, {options.imported / seconds:.0f} rows/s", file=sys.stderr)
    return {
        "imported": {
            "rows": options.imported,
            "seconds": round(seconds, 1),
            "rows_per_second": round(options.imported / seconds),
            "missing": options.imported - _found(f'내용:"{MARKER}"'),
        },
        "look_ups": {**look_ups, "mark_ms": MARK_MS, "within_mark": look_ups["p95"] <= MARK_MS},
        "kinds": {kind: percentiles(spent) for kind, spent in times.items()},
        "not_found": not_found,
    }


def _ask(importing: Future[float], seed: int) -> tuple[dict[str, list[float]], list[str]]:
    """Milliseconds of the look-ups of each kind until the import ends, and the kinds of those that missed their complaint."""
    from bench.look_ups import KINDS, first_page
    from bench.samples import ids, sample
    from complaints.search.paging import PAGE_SIZE

    earlier = ids()
    times: dict[str, list[float]] = defaultdict(list)
    not_found: list[str] = []
    for turn in itertools.count():
        rows = sample(ASKED_AT_ONCE, f"import {seed} {turn}", earlier)
        for (kind, typed), row in zip(itertools.cycle(KINDS.items()), rows, strict=False):
            with database_time() as spent:
                shown = first_page(typed(row))
            times[kind].append(sum(spent))
            if row.pk not in {each.pk for each in shown} and len(shown) < PAGE_SIZE:
                not_found.append(kind)
            if importing.done():
                return times, not_found
    raise AssertionError("counting does not end")


def _import(number: int, seed: int) -> float:
    """In a process of its own: seconds for storing the complaints, their making left out."""
    import django

    django.setup()
    from complaints.services import store

    seconds = 0.0
    records = _records(number, seed)
    while batch := list(itertools.islice(records, BATCH)):
        start = time.perf_counter()
        store(batch, origin="bench")
        seconds += time.perf_counter() - start
    return seconds


def _records(number: int, seed: int) -> Iterator[SourceRecord]:
    from dataclasses import fields

    from bench.corpus import Corpus
    from complaints.models import Channel, Department
    from complaints.records import SourceRecord

    channels = list(Channel.objects.values_list("id", flat=True))
    corpus = Corpus(number, channels, list(Department.objects.values_list("id", flat=True)), seed, part=1000)
    names = {field.name for field in fields(SourceRecord)}
    for count, row in enumerate(corpus.complaints(0, number)):
        row.receipt_number, row.body = f"{NUMBERS}{count}", f"{MARKER} {row.body}"
        yield SourceRecord(**{name: value for name, value in vars(row).items() if name in names})


def _found(typed: str) -> int:
    from complaints.privacy.access import operator
    from complaints.search.matching import find
    from complaints.search.query import parse

    return find(parse(typed), operator()).rows().count()


def _take_out(*, vacuum: bool) -> None:
    """A table that was here before is left as it was found, its dead rows swept."""
    from django.db import connection

    from complaints.models import Complaint

    Complaint.objects.filter(receipt_number__startswith=NUMBERS).delete()
    if vacuum:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE complaints_complaint")


def _count() -> int:
    from complaints.models import Complaint

    return Complaint.objects.count()


if __name__ == "__main__":
    sys.exit(main())
