"""Times of the monthly figures, at a stated number of complaints: `python bench/dashboard.py --rows 1000000`.

Finding all keywords and counting all months; bringing both up to date after 3,000 new complaints; each page as a
manager with a department gets it, under every filter, beside computing it from the texts. Prints one JSON object as its
last line and writes it to bench/results/.
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

PARTS = ("rebuild", "refresh", "changes", "month", "pages", "texts")
# Pages without collected files; how they are named is no question of the database.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def main() -> int:
    options = _options()
    with filled_database(options) as data:
        measured = {part: _measured(part, options) for part in PARTS if part in options.parts}
        result = {"bench": "dashboard", **data, **measured, "kept": _kept()}
    publish(result, options.results / f"dashboard-{data['rows']}.json")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--repeat", type=int, default=40, help="pages of each kind under each filter")
    parser.add_argument("--new", type=int, default=3000, help="new complaints before figures are brought up to date")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure; all but `rebuild` need it done once"
    )
    return parser.parse_args()


def _measured(part: str, options: argparse.Namespace) -> dict[str, Any]:
    """One part of the bench; each is imported when Django stands."""
    print(part, file=sys.stderr)
    if part in {"rebuild", "refresh", "changes"}:
        from bench.recount import after_changes_everywhere, after_new, rebuild

        if part == "rebuild":
            return rebuild(options.seed)
        return (after_new if part == "refresh" else after_changes_everywhere)(options.seed, options.new)
    from django.test import override_settings

    from bench.month_pages import Visitor, from_the_texts, month_page, other_pages

    visitor = Visitor(options.seed)
    if part == "texts":
        return from_the_texts(visitor)
    with override_settings(STORAGES=STORAGES):
        return dict((month_page if part == "month" else other_pages)(visitor, options.repeat))


def _kept() -> dict[str, Any]:
    from bench.month_pages import kept

    return kept()


if __name__ == "__main__":
    sys.exit(main())
