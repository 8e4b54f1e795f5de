"""Similar complaints, quality and time.

`python bench/similar.py --groups F.tsv` (columns group and sentence), or `--truth N` (invented complaints of known
subject), or `--rows N` (time on a table of N complaints). Each asks the product's own functions in a database beside the
product's. Prints one JSON object as its last line and writes it to bench/results/.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
# As the product's processes are started; several threads for a text of a line only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench.likeness import fill_likeness
from bench.machine import machine
from bench.outcome import publish
from bench.siblings import read_groups, siblings
from bench.situations import situations
from bench.table import add_options, filled_database, own_database
from bench.timing import database_time, percentiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from complaints.models import Complaint

SHORT = 60  # characters of a pasted text, as somebody types them


def main() -> int:
    options = _options()
    result: dict[str, Any] = {"bench": "similar", "machine": machine()}
    if options.groups:
        sentences = read_groups(options.groups, options.sentences)
        with _apart(options, f"groups_{len(sentences)}"):
            result |= {"rows": len(sentences), "groups": {"file": options.groups.name, **siblings(sentences)}}
        name = "groups"
    elif options.truth:
        with _apart(options, f"truth_{options.truth}"):
            result |= {"rows": options.truth, "truth": situations(options.truth, options.repeat, options.seed)}
        name = f"truth-{options.truth}"
    else:
        with filled_database(options) as about:
            back_fill = fill_likeness(options.seed)
            result |= {**about, "back_fill": back_fill, "size": sizes(about["rows"])}
            result["ms"] = dict(_times(options.repeat, options.seed))
        name = str(options.rows)
    publish(result, options.results / f"similar-{name}.json")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--groups", type=Path, help="sentences in groups: a TSV with the columns group and sentence")
    part.add_argument("--truth", type=int, default=0, help="so many invented complaints of known subject")
    parser.add_argument("--sentences", type=int, help="the first sentences of the file only")
    parser.add_argument("--repeat", type=int, default=300, help="questions of each kind")
    return parser.parse_args()


def _apart(options: argparse.Namespace, name: str) -> Any:
    """A database of its own for one part, dropped afterwards."""
    chosen = argparse.Namespace(**{**vars(options), "database": None, "keep": False, "rows": f"similar_{name}"})
    return own_database(chosen)


def sizes(rows: int) -> dict[str, Any]:
    """MiB of the two tables and of their indexes, and bytes a complaint."""
    from django.db import connection

    names = {
        "likeness": "pg_table_size('similarity_likeness')",
        "likeness_indexes": "pg_indexes_size('similarity_likeness')",
        "vectors": "pg_table_size('similarity_vector')",
        "vector_indexes": "pg_indexes_size('similarity_vector')",
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names.values())}")
        found = dict(zip(names, cursor.fetchone() or (), strict=True))
    return {
        **{f"{name}_mib": round(size / 2**20, 1) for name, size in found.items()},
        "bytes_per_row": {
            name: round(size / max(rows, 1)) for name, size in {**found, "all": sum(found.values())}.items()
        },
    }


def _times(repeat: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Milliseconds of each kind of question, of all and of the database's part, after a few that are not measured."""
    from bench.samples import sample
    from complaints.similarity import frequencies

    frequencies.current()
    ahead, asked = sample(max(3, repeat // 10), f"ahead {seed}"), sample(repeat, f"asked {seed}")
    for kind, ask in _questions(seed).items():
        _spent(ask, ahead)
        whole, inside, found = _spent(ask, asked)
        yield kind, {"all": percentiles(whole), "database": percentiles(inside), "found": sum(found) / len(found)}
        print(f"  {kind:<24} {percentiles(whole)} database {percentiles(inside)}", file=sys.stderr)


def _spent(ask: Callable[[Complaint], Any], asked: Sequence[Complaint]) -> tuple[list[float], list[float], list[int]]:
    whole, inside, found = [], [], []
    for complaint in asked:
        start = time.perf_counter()
        with database_time() as statements:
            found.append(len(ask(complaint).results))
        whole.append((time.perf_counter() - start) * 1000)
        inside.append(sum(statements))
    return whole, inside, found


def _questions(seed: int) -> dict[str, Callable[[Complaint], Any]]:
    """What is asked of one complaint, by a reader of one department."""
    from datetime import timedelta

    from complaints.models import Department
    from complaints.privacy.reader import Reader
    from complaints.privacy.roles import RIGHTS, Role
    from complaints.similarity.finding import Filters, similar_to, similar_to_text

    department = Department.objects.order_by("pk").first()
    officer = Reader("officer", RIGHTS[Role.OFFICER], department.pk if department else None)
    chance = random.Random(seed)

    def month(complaint: Complaint) -> Filters:
        day = complaint.received_at.date()
        return Filters(since=day - timedelta(days=30), until=day)

    return {
        "of a complaint": lambda row: similar_to(row, officer),
        "of a whole text": lambda row: similar_to_text(f"{row.title}\n{row.body}", officer),
        "of a short text": lambda row: similar_to_text(row.body[: chance.randint(15, SHORT)], officer),
        "in a department": lambda row: similar_to(row, officer, filters=Filters(department_id=row.department_id)),
        "in a month": lambda row: similar_to(row, officer, filters=month(row)),
    }


if __name__ == "__main__":
    sys.exit(main())
