"""Times of finding complaints, at a stated number of them: `python bench/search.py --rows 1000000`.

Look-ups of callers, queries of texts, facets, recall against a plain scan, and peers in the same run. Prints one JSON
object as its last line and writes it to bench/results/.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.outcome import publish
from bench.table import add_options, filled_database

PARTS = ("look_ups", "texts", "facets", "recall", "peers")


def main() -> int:
    options = _options()
    with filled_database(options) as data:
        sizes = _sizes()
        measured = {part: _measured(part, options, data["rows"]) for part in PARTS if part in options.parts}
        result = {"bench": "search", **data, "size_mib": sizes, **measured}
    publish(result, options.results / f"search-{data['rows']}.json")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--repeat", type=int, default=300, help="look-ups of each kind; a fifth of it for texts")
    parser.add_argument("--substrings", type=int, default=1000, help="random substrings for recall and precision")
    parser.add_argument("--peer-rows", type=int, default=200_000, help="rows that the peers get, at most")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    return parser.parse_args()


def _measured(part: str, options: argparse.Namespace, rows: int) -> dict[str, Any]:
    """One part of the bench; each is imported when Django stands."""
    print(part, file=sys.stderr)
    if part == "look_ups":
        from bench.look_ups import look_ups

        return dict(look_ups(options.repeat, options.seed))
    if part == "texts":
        from bench.texts import texts

        return dict(texts(max(3, options.repeat // 5), options.seed))
    if part == "facets":
        from bench.facets import facet_times

        return facet_times(max(3, options.repeat // 10), options.seed)
    if part == "recall":
        from bench.recall import recall

        return recall(options.substrings, options.seed)
    from bench.peers.compare import compare

    return compare(min(rows, options.peer_rows), options.seed)


def _sizes() -> dict[str, float]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('complaints_complaint'), pg_relation_size('complaint_search'),"
            " pg_total_relation_size('complaints_complaint')",
        )
        names = ("table", "search_index", "total")
        return {name: round(size / 2**20, 1) for name, size in zip(names, cursor.fetchone(), strict=True)}


if __name__ == "__main__":
    sys.exit(main())
