"""Times of importing: `python bench/ingest.py --rows 30000 --into 1000000`, or `--bulk 1000000` for a first load.

A workbook of each of the six windows goes into a table in use, through the functions that the pages call, while
another process looks complaints up; beside it django-import-export imports as many rows. Prints one JSON object as its
last line.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.machine import machine
from bench.outcome import publish
from bench.table import add_options, fill, own_database
from bench.timing import database_time, percentiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

FORMATS = ("saeol", "mayor", "petition", "panel", "discomfort", "patrol")
MARKS = {"answer_s": 1.0, "dry_run_s": 10.0, "commit_s": 45.0}
MARK_MIB = 400
MARK_LOOK_UP_MS = 20.0
PAUSE = 0.05  # between two look-ups: twenty a second, more than an office asks


def main() -> int:
    options = _options()
    with own_database(options) as is_new, tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        _load_reference()
        if is_new and options.into:
            fill(options.into, seed=options.seed, texts=options.texts)
        result = _bulk(options, Path(folder)) if options.bulk else _imports(options, Path(folder), vacuum=not is_new)
    name = f"bulk-{options.bulk}" if options.bulk else f"{options.rows}-into-{options.into}"
    told = {"bench": "ingest", "rows": options.bulk or options.rows, "into": options.into, "machine": machine()}
    publish({**told, "load_average": os.getloadavg(), **result}, options.results / f"ingest-{name}.json")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--into", type=int, default=0, help="complaints that are there before")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--file", type=Path, help="import this file instead")
    parser.add_argument("--channel", choices=FORMATS, help="the window that the file is of")
    parser.add_argument("--bulk", type=int, help="instead: a first load of so many rows from a CSV")
    parser.add_argument("--without-peers", action="store_true")
    return parser.parse_args()


def _load_reference() -> None:
    """The windows with their columns; before the table is filled, for they come into a database without windows only."""
    from django.core.management import call_command

    from complaints.models import Channel

    call_command("load_reference", stdout=sys.stderr)
    if missing := set(FORMATS) - set(Channel.objects.values_list("code", flat=True)):
        raise SystemExit(f"The database lacks the windows {', '.join(sorted(missing))}. Let this script make it.")


def _imports(options: argparse.Namespace, folder: Path, *, vacuum: bool) -> dict[str, Any]:
    from bench.workbooks import workbook

    measured = {}
    for channel in [options.channel] if options.file else options.formats:
        file = options.file or workbook(folder / channel, channel, options.rows, options.seed)
        try:
            measured[channel] = _judged(_meanwhile(file, channel, options.seed))
        finally:
            _take_out(channel, vacuum=vacuum)
        print(f"  {channel}: {measured[channel]}", file=sys.stderr)
    peers = {} if options.without_peers else _peers(options, folder)
    return {"formats": measured, "marks": {**MARKS, "peak_mib": MARK_MIB, "look_up_ms": MARK_LOOK_UP_MS}, **peers}


def _apart(work: Callable[..., dict[str, Any]], *given: object, **named: object) -> dict[str, Any]:
    """In a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        return processes.submit(work, *given, **named).result()


def _meanwhile(file: Path, channel: str, seed: int) -> dict[str, Any]:
    from bench.importing import import_file

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        importing = processes.submit(import_file, file, channel)
        times = _look_ups(importing, seed)
        return {**importing.result(), "look_ups": percentiles(times)}


def _look_ups(importing: Future[dict[str, Any]], seed: int) -> list[float]:
    """Milliseconds of look-ups of all kinds until the import ends; none in an empty table."""
    from bench.look_ups import KINDS, first_page
    from bench.samples import ids, sample
    from complaints.models import Complaint

    times: list[float] = []
    earlier = ids() if Complaint.objects.exists() else None
    for turn in itertools.count():
        if earlier is None or importing.done():
            return times
        rows = sample(200, f"ingest {seed} {turn}", earlier)
        for typed, row in zip(itertools.cycle(KINDS.values()), rows, strict=False):
            with database_time() as spent:
                first_page(typed(row))
            times.append(sum(spent))
            if importing.done():
                break
            time.sleep(PAUSE)
    raise AssertionError("counting does not end")


def _judged(measured: dict[str, Any]) -> dict[str, Any]:
    within = {name: measured[name] <= mark for name, mark in MARKS.items()}
    within["peak_mib"] = max(measured["peak_mib"].values()) <= MARK_MIB
    within["look_ups"] = measured["look_ups"].get("p95", 0) <= MARK_LOOK_UP_MS
    return {**measured, "within_mark": within}


def _take_out(channel: str, *, vacuum: bool) -> None:
    """What the import wrote; a table that was here before is left as it was found."""
    from django.db import connection

    from complaints.models import Complaint, ComplaintEvent, StatusWord
    from ingest.models import ImportBatch

    rows = Complaint.objects.filter(channel__code=channel)
    ComplaintEvent.objects.filter(complaint__in=rows).delete()
    ImportBatch.objects.filter(channel__code=channel).delete()
    rows._raw_delete(rows.db)  # noqa: SLF001 - nothing points at them any more
    StatusWord.objects.filter(channel__code=channel, is_decided=False).delete()
    if vacuum:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM complaints_complaint")


def _peers(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from bench.peers.import_export import measure, write
    from bench.workbooks import plain_rows

    file = folder / "peer.xlsx"
    write(file, plain_rows(options.rows, options.seed))
    found = {}
    for name, fast in (("django-import-export", False), ("django-import-export, fast settings", True)):
        found[name] = _apart(measure, file, fast=fast)
        print(f"  {name}: {found[name]}", file=sys.stderr)
    return {"peers": found}


def _bulk(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    from bench.importing import floor, load_in_bulk
    from bench.workbooks import CSV_CHANNEL, long_csv

    file = long_csv(folder / "bulk.csv", options.bulk, options.seed)
    loaded = _apart(load_in_bulk, file, CSV_CHANNEL)
    print(f"  {loaded}", file=sys.stderr)
    least = _apart(floor)
    print(f"  {least}", file=sys.stderr)
    times = (loaded["load_s"] + loaded["index_s"]) / max(0.1, least["copy_s"] + least["index_s"])
    return {"bulk": loaded, "floor": least, "times_the_floor": round(times, 2)}


if __name__ == "__main__":
    sys.exit(main())
