"""The kept results as the tables of docs/performance.md: `python bench/report.py [--write docs/performance.md]`.

All sizes stand side by side, with how the p95 grows from one to the next. With `--write` the tables replace what
stands between the two lines of BETWEEN.
"""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.outcome import RESULTS, published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BETWEEN = ("<!-- tables of bench/report.py -->", "<!-- end of tables -->")
Result = dict[str, Any]


def main() -> int:
    options = _options()
    searches, pages = (
        [result for result in published(kind, options.results) if result["rows"] >= options.least]
        for kind in ("search", "pages")
    )
    tables = "\n".join(report(searches, pages))
    if not options.write:
        print(tables)
        return 0
    begin, end = BETWEEN
    before, found, rest = options.write.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{options.write} has no lines {begin} and {end}.")
    options.write.write_text(f"{before}{begin}\n\n{tables}\n{end}{after}", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="put the tables into this file")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--least", type=int, default=100_000, help="rows; smaller results are tries")
    return parser.parse_args()


def report(searches: Sequence[Result], pages: Sequence[Result]) -> Iterator[str]:
    """All tables, in Markdown, line by line."""
    yield from _machines([*searches, *pages])
    for heading, part, inner in (
        ("Looking up a caller: first page of 20, in the database", "look_ups", None),
        ("Words in texts: first page of 20, in the database", "texts", "page"),
        ("Words in texts: the count to 10,000, in the database", "texts", "count"),
        ("Facets as served: each pass has its limit", "facets", "served"),
        ("Facets without the limit", "facets", "whole"),
    ):
        yield from _by_size(heading, [result for result in searches if result.get(part)], part, inner)
    yield from _facets_complete(searches)
    yield from _recall([result for result in searches if result.get("recall")])
    for result in searches:
        if result.get("peers"):
            yield from _peers(result)
    yield from _pages(pages)
    yield from _sizes(searches)


def _machines(results: Iterable[Result]) -> Iterator[str]:
    for name, machine in {_name(result): result["machine"] for result in results}.items():
        yield (
            f"- {name}: {machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB,"
            f" Python {machine['python']}, commit {machine['commit']}"
        )
    yield ""


def _name(result: Result) -> str:
    users = f", {result['users']} at once" if "users" in result else ""
    return f"{result['bench']}, {result['rows']:,} complaints{users}"


def _table(heading: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield from (f"## {heading}", "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}")
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)
    yield ""


def _by_size(heading: str, results: Sequence[Result], part: str, inner: str | None) -> Iterator[str]:
    """One line for each kind, one column for each size, the growth of the p95 at last."""
    if not results:
        return
    sizes = [f"{result['rows']:,}: p50 / p95 / p99 ms" for result in results]
    steps = [f"{later['rows'] / earlier['rows']:g}" for earlier, later in pairwise(results)]
    growth = [f"p95 at {', '.join(steps)} times the rows"] if steps else []

    def line(kind: str) -> list[str]:
        measured = [_inside(result[part].get(kind, {}), inner) for result in results]
        grown = [", ".join(_ratio(later, earlier) for earlier, later in pairwise(measured))] if steps else []
        return [kind, *map(_times, measured), *grown]

    kinds = list(dict.fromkeys(kind for result in results for kind in result[part]))
    yield from _table(heading, ["", *sizes, *growth], map(line, kinds))


def _inside(kind: Result, inner: str | None) -> Result:
    found: Result = kind.get(inner, {}) if inner else kind
    return found


def _times(measured: Result) -> str:
    return " / ".join(f"{measured[name]:g}" for name in ("p50", "p95", "p99")) if "p50" in measured else "-"


def _ratio(later: Result, earlier: Result) -> str:
    if not later.get("p95") or not earlier.get("p95"):
        return "-"
    return f"x {later['p95'] / earlier['p95']:.1f}"


def _facets_complete(results: Sequence[Result]) -> Iterator[str]:
    lines = [
        f"{kind['lists_served']:.0%} where {name} of {result['rows']:,} match"
        for result in results
        for name, kind in result.get("facets", {}).items()
    ]
    if lines:
        yield from (f"Lists counted within their limit: {', '.join(lines)}.", "")


def _recall(results: Sequence[Result]) -> Iterator[str]:
    columns = ["complaints", "substrings of 1 to 8 characters", "rows they stand in", "recall", "precision", "scan s"]
    rows = (
        [
            f"{result['rows']:,}",
            f"{found['substrings']:,} ({found['plain_words']} as plain words)",
            f"{found['rows']:,}",
            *(found["recall"], found["precision"], found["scan_s"]),
        ]
        for result in results
        if (found := result["recall"])
    )
    if results:
        yield from _table("Recall and precision against a plain scan", columns, rows)


def _peers(result: Result) -> Iterator[str]:
    """Times of every kind, and how good the answers are where they are not whole."""
    peers: Result = result["peers"]
    systems: Result = peers["systems"]
    heading = f"Peers with {peers['rows']:,} rows, CivicSearch with {result['rows']:,}: first 20, newest first"
    kinds = list(next(iter(systems.values()))["kinds"])

    def cell(measured: Result) -> str:
        parts = [f"{measured['p50']:g} / {measured['p95']:g}"]
        parts += [f"{name} {measured[name]:.2f}" for name in ("recall", "precision") if measured[name] < 1]
        return ", ".join(parts)

    def line(kind: str) -> list[str]:
        return [kind, *(cell(system["kinds"][kind]) for system in systems.values())]

    quality = [
        ["recall, mean of the questions", *(system["all"]["recall"] for system in systems.values())],
        ["precision, mean of the questions", *(system["all"]["precision"] for system in systems.values())],
        ["index, MiB", *(system["size_mib"] for system in systems.values())],
        ["built in, s", *(_built(result, system) for system in systems.values())],
    ]
    yield from _table(heading, ["p50 / p95 ms", *systems], [*map(line, kinds), *quality])


def _built(result: Result, system: Result) -> object:
    if system["build_s"] is not None:
        return system["build_s"]
    return result["fill"].get("index_s", {}).get("complaint_search", "-") if system["size_mib"] else "-"


def _pages(results: Sequence[Result]) -> Iterator[str]:
    """One line for each kind of page, one column for each size and number of people."""
    if not results:
        return
    kinds = list(dict.fromkeys(kind for result in results for kind in result["pages"]))
    columns = [f"{result['rows']:,}, {result['users']} at once" for result in results]
    facts = [
        ["every page", *(_times(result["every_page"]) for result in results)],
        ["pages a second", *(result["pages_per_second"] for result in results)],
        ["seconds between two questions", *(result["think_s"] for result in results)],
        ["errors", *(sum(result["errors"].values()) for result in results)],
    ]
    rows = [[kind, *(_times(result["pages"].get(kind, {})) for result in results)] for kind in kinds]
    yield from _table("Pages through the real server", ["p50 / p95 / p99 ms", *columns], [*rows, *facts])


def _sizes(results: Sequence[Result]) -> Iterator[str]:
    names = {"table": "table without long values", "search_index": "search index", "total": "everything"}
    rows: list[list[object]] = [[name, *(result["size_mib"][key] for result in results)] for key, name in names.items()]
    filled = {"load_s": "filled in, s", "analyze_s": "vacuum and statistics, s"}
    rows += [[name, *(result["fill"].get(key, "-") for result in results)] for key, name in filled.items()]
    yield from _table("Size", ["MiB", *(f"{result['rows']:,}" for result in results)], rows)


if __name__ == "__main__":
    sys.exit(main())
