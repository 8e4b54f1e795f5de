"""Times of pages through the real server, with people at work: `python bench/pages.py --rows 1000000 --users 50`.

The server is started as `make run` starts it; the people are a process of their own on the same machine and take their
share of it. A page's time runs from the click until the last byte, the redirect of a search included. Without
`--think`, one to ten people ask without a pause, which tells what the machine can do; more of them take five seconds
between two questions, for they type, read what was found and say it. Prints one JSON object as its last line for each
number of people and writes it to bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.clerks import SHARES, Work
from bench.machine import machine
from bench.outcome import publish
from bench.table import add_options, fill, own_database

if TYPE_CHECKING:
    from collections.abc import Iterator

CLERKS = Path(__file__).parent / "clerks.py"
ACCOUNTS = ["counter", "officer", "manager"]
PASSWORD = secrets.token_urlsafe(16)
MARKS_MS = {"look-up": 60.0, "text": 100.0}
CROWD_MARK_MS = 500.0
FEW, CROWD = 10, 50
THINK_SECONDS = 5.0
VARIETY = 60  # complaints out of which queries are made


def main() -> int:
    options = _options()
    with _environment(), own_database(options) as is_new:
        from django.core.management import call_command

        from bench.site import site

        filled = fill(options.rows, seed=options.seed, texts=options.texts) if is_new else {}
        call_command("load_demo", stdout=sys.stderr)
        with site() as address:
            for users in options.users:
                result = {**_measured(options, users, address), "fill": filled}
                publish(result, options.results / f"pages-{result['rows']}-{users}.json")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--users", type=int, nargs="+", default=[1], help="people at once; several numbers in turn")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm", type=float, default=5.0, help="seconds before, which are not recorded")
    parser.add_argument("--think", type=float, help="seconds between two questions, half as long or half as long again")
    return parser.parse_args()


@contextmanager
def _environment() -> Iterator[None]:
    """The settings of a demonstration: accounts of every role whose password is known."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as folder:
        os.environ |= {"DEMO": "1", "DEMO_PASSWORD": PASSWORD, "DATA_DIR": folder, "INBOX_DIR": f"{folder}/inbox"}
        yield


def _measured(options: argparse.Namespace, users: int, address: tuple[str, int]) -> dict[str, Any]:
    from bench.timing import percentiles
    from complaints.models import Complaint

    think = options.think if options.think is not None else THINK_SECONDS * (users > FEW)
    given = (*address, users, options.seconds, options.warm, think, ACCOUNTS, PASSWORD)
    seen = _worked(Work(*given, **_asked(options.seed)))
    times: dict[str, list[float]] = seen["times"]
    pages = {kind: percentiles(values) for kind, values in times.items() if values}
    every = percentiles([each for kind in SHARES for each in times.get(kind, [])])
    return {
        "bench": "pages",
        "rows": Complaint.objects.count(),
        "users": users,
        "think_s": think,
        "seconds": options.seconds,
        "machine": machine(),
        "shares": SHARES,
        "pages": pages,
        "every_page": every,
        "pages_per_second": round(every["n"] / options.seconds, 1),
        "errors": seen["errors"],
        **_judged(users, pages, every, seen["errors"]),
    }


def _judged(users: int, pages: dict[str, Any], every: dict[str, float], errors: dict[str, int]) -> dict[str, Any]:
    """Against the marks: for one person those of each kind, for a crowd that of all."""
    if users >= CROWD:
        within = every.get("p95", inf) <= CROWD_MARK_MS
        return {"mark_ms": CROWD_MARK_MS, "within_marks": within and not errors}
    within = all(pages[kind]["p95"] <= mark for kind, mark in MARKS_MS.items() if kind in pages)
    return {"mark_ms": MARKS_MS, "within_marks": within and not errors}


def _asked(seed: int) -> dict[str, Any]:
    """What the people type, every kind of look-up and of text query alike, and the complaints that they open."""
    from bench.look_ups import KINDS as LOOK_UPS
    from bench.samples import Words, sample
    from bench.texts import KINDS as TEXTS
    from bench.texts import Place

    rows = sample(VARIETY, f"pages {seed}")
    words = Words.counted(seed)
    return {
        "asked": {
            "look-up": [typed(row) for row in rows for typed in LOOK_UPS.values()],
            "text": [typed(Place(row, words)) for row in rows for typed in TEXTS.values()],
        },
        "pages": [f"/complaints/{row.pk}/" for row in rows],
        "seed": seed,
    }


def _worked(work: Work) -> dict[str, Any]:
    """What the people saw, who are another process."""
    run = subprocess.run(
        [sys.executable, str(CLERKS)],
        input=json.dumps(asdict(work)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seen: dict[str, Any] = json.loads(run.stdout)
    return seen


if __name__ == "__main__":
    sys.exit(main())
