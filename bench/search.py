"""Times of finding a caller, at a stated number of complaints: `python bench/search.py --rows 1000000`.

Prints one JSON object as its last line and writes it to bench/results/.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.machine import machine
from bench.table import fill, own_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESULTS = Path(__file__).parent / "results"
MARK_MS = 5.0


def main() -> int:
    options = _options()
    with own_database(options.database or f"civicsearch_bench_{options.rows}", reuse=bool(options.database)):
        filled = {} if options.database else fill(options.rows, seed=options.seed)
        print(f"{options.rows:,} rows: {filled}", file=sys.stderr)
        result = {
            "bench": "search",
            "rows": options.rows,
            "machine": machine(),
            "fill": filled,
            "size_mib": _sizes(),
            "look_ups": dict(_look_ups(options.repeat, options.seed)),
            "texts": dict(_texts(options.repeat // 10, options.seed)),
            "scan": _scan(options.seed),
        }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"search-{options.rows}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=300, help="look-ups of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an earlier run's database, left as it is")
    return parser.parse_args()


def _look_ups(repeat: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind of look-up with the values of random complaints: the first page as the site asks for it."""
    from bench.timing import database_time, percentiles
    from complaints.privacy.reader import Reader
    from complaints.privacy.roles import RIGHTS, Role
    from complaints.search.matching import find
    from complaints.search.paging import Sort, page
    from complaints.search.query import parse

    clerk = Reader("bench", RIGHTS[Role.COUNTER])
    rows = _sample(repeat, seed)
    for kind, typed in KINDS.items():
        times, empty = [], 0
        for warm in (True, False):
            for row in rows:
                query = parse(typed(row))
                with database_time() as spent:
                    rows_found = find(query, clerk).for_display()
                    found = page(rows_found, Sort.NEWEST, None, query=query).rows
                if not warm:
                    times.append(sum(spent))
                    empty += not found
        measured = percentiles(times)
        print(f"  {kind:<22} {measured}", file=sys.stderr)
        yield kind, {**measured, "not_found": empty, "mark_ms": MARK_MS, "within_mark": measured["p95"] <= MARK_MS}


def _texts(repeat: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Words and pieces of random complaints: the first page, and the count to its limit, apart."""
    from bench.timing import database_time, percentiles
    from complaints.privacy.reader import Reader
    from complaints.privacy.roles import RIGHTS, Role
    from complaints.search.matching import find
    from complaints.search.paging import Sort, count, page
    from complaints.search.query import parse

    clerk = Reader("bench", RIGHTS[Role.COUNTER])
    bodies = [row.body for row in _sample(max(3, repeat), seed, "body")]
    for kind, typed in TEXT_KINDS.items():
        pages, counts = [], []
        for body in bodies:
            query = parse(typed(body))
            rows = find(query, clerk)
            with database_time() as spent:
                page(rows.for_display(), Sort.NEWEST, None, query=query)
            pages.append(sum(spent))
            with database_time() as spent:
                count(rows)
            counts.append(sum(spent))
        print(f"  {kind:<22} {percentiles(pages)} count {percentiles(counts)}", file=sys.stderr)
        yield kind, {"page": percentiles(pages), "count": percentiles(counts)}


TEXT_KINDS: dict[str, Callable[[str], str]] = {
    "word in most rows": lambda body: "불법주정차",
    "word in many rows": lambda body: "경로당",
    "word in some rows": lambda body: "상가",
    "part of a compound": lambda body: "정차",
    "one syllable": lambda body: body[40:41].strip() or "등",
    "two syllables": lambda body: body.replace(" ", "")[50:52],
    "three syllables": lambda body: body.replace(" ", "")[50:53],
    "five syllables": lambda body: body.replace(" ", "")[50:55],
    "eight syllables": lambda body: body.replace(" ", "")[50:58],
    "a word as it stands": lambda body: body.split()[3],
    "two words": lambda body: " ".join(body.split()[3:5]),
    "three words": lambda body: " ".join(body.split()[3:6]),
    "frequent and rare": lambda body: f"불법주정차 {body.split()[3]}",
    "two frequent words": lambda body: "불법주정차 가로등",
    "a phrase": lambda body: f'"{body[20:32]}"',
    "a word of nowhere": lambda body: "쀍똠방각하",
    "a number in a text": lambda body: "2024",
}


def _sample(number: int, seed: int, *columns: str) -> list[Any]:
    from complaints.models import Complaint

    last = Complaint.objects.order_by("-id").values_list("id", flat=True)[0]
    ids = random.Random(seed).sample(range(1, last + 1), number)
    return list(
        Complaint.objects.filter(id__in=ids).only(*(columns or ("complainant_name", "mobile", "receipt_number")))
    )


def _initials(row: Any) -> str:
    from complaints.text.initials import initials

    return initials(row.complainant_name)


KINDS: dict[str, Callable[[Any], str]] = {
    "phone, digits": lambda row: row.mobile,
    "phone, hyphens": lambda row: f"{row.mobile[:3]}-{row.mobile[3:7]}-{row.mobile[7:]}",
    "phone, spaces": lambda row: f"{row.mobile[:3]} {row.mobile[3:7]} {row.mobile[7:]}",
    "phone, +82": lambda row: f"+82 {row.mobile[1:3]}-{row.mobile[3:7]}-{row.mobile[7:]}",
    "phone, lost zero": lambda row: row.mobile[1:],
    "phone, last eight": lambda row: row.mobile[3:],
    "phone, tail": lambda row: row.mobile[-4:],
    "phone, middle": lambda row: row.mobile[3:7],
    "name": lambda row: row.complainant_name,
    "name, initials": _initials,
    "name, mixed": lambda row: row.complainant_name[0] + _initials(row)[1:],
    "name, given": lambda row: row.complainant_name[1:],
    "name and tail": lambda row: f"{row.complainant_name} {row.mobile[-4:]}",
    "receipt number": lambda row: row.receipt_number,
}


def _scan(seed: int) -> dict[str, Any]:
    """What an in-house program does beside us: LIKE over the phone and name columns, first 20 newest first."""
    from django.db import connection

    from bench.timing import database_time, percentiles

    statement = (
        "SELECT id, title FROM complaints_complaint WHERE mobile LIKE %s OR complainant_name LIKE %s "
        "ORDER BY received_at DESC LIMIT 20"
    )
    times = []
    for row in _sample(10, seed):
        with database_time() as spent, connection.cursor() as cursor:
            cursor.execute(statement, [f"%{row.mobile[-4:]}%", f"%{row.mobile[-4:]}%"])
        times.append(sum(spent))
    return {"LIKE '%tail%'": percentiles(times)}


def _sizes() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('complaints_complaint'), pg_relation_size('complaint_search'),"
            " pg_total_relation_size('complaints_complaint')",
        )
        table, index, total = cursor.fetchone()
    return {"table": table >> 20, "search_index": index >> 20, "total": total >> 20}


if __name__ == "__main__":
    sys.exit(main())
