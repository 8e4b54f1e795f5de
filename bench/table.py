"""A database of its own beside the product's, filled straight by COPY from several processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from bench.machine import machine
from bench.outcome import RESULTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

INDEXES = ("complaint_search", "complaint_newest_first", "complaint_of_caller", "complaint_due_first")
CHUNK = 2000


def add_options(parser: argparse.ArgumentParser) -> None:
    """What every bench on such a table takes."""
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--texts", help="real texts: a file with one JSON object a line (title, content, answer)")
    parser.add_argument("--database", help="a database of this name: used as it is, or made when there is none")
    parser.add_argument("--keep", action="store_true", help="leave the database that was made")
    parser.add_argument("--discard", action="store_true", help="drop the database, even if it was there before")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the results")
    parser.add_argument("--seed", type=int, default=1)


@contextmanager
def own_database(options: argparse.Namespace) -> Iterator[bool]:
    """Points DATABASE_URL at a database beside the product's and sets Django up; yields whether it was just made.

    A named one that is there already is used, and stays unless told to be discarded; a new one is migrated, and dropped
    afterwards unless told to be kept.
    """
    product, name = os.environ["DATABASE_URL"], options.database or f"civicsearch_bench_{options.rows}"
    is_new = not (options.database and _exists(product, name))
    if is_new:
        _drop(product, name)
        _administer(product, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(product)._replace(path=f"/{name}"))
    try:
        import django
        from django.core.management import call_command

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicsearch.settings")
        django.setup()
        if is_new:
            call_command("migrate", verbosity=0)
        yield is_new
    finally:
        from django.db import connections

        connections.close_all()
        os.environ["DATABASE_URL"] = product
        if options.discard or (is_new and not options.keep):
            _drop(product, name)


@contextmanager
def filled_database(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The same with complaints in it; yields what a result says of them and of the machine."""
    with own_database(options) as is_new:
        from complaints.models import Complaint

        filled = fill(options.rows, seed=options.seed, texts=options.texts) if is_new else {}
        rows = Complaint.objects.count()
        print(f"{rows:,} rows: {filled}", file=sys.stderr)
        texts = Path(options.texts).name if options.texts else None
        yield {"rows": rows, "machine": machine(), "texts_from": texts, "fill": filled}


@dataclass(frozen=True, slots=True)
class Part:
    """The rows `start` to `stop`, which one process makes; `texts` is a file of real texts, if any."""

    number: int
    start: int
    stop: int
    channels: list[int]
    departments: list[int]
    seed: int
    texts: str | None


def fill(rows: int, *, seed: int = 1, texts: str | None = None) -> dict[str, Any]:
    """Fill the complaints with `rows` invented ones; seconds for the rows, for each index and for the statistics."""
    from django.db import connection

    start = time.perf_counter()
    channels, departments = _reference()
    with connection.cursor() as cursor:
        definitions = _drop_indexes(cursor)
    connection.close()
    workers = os.cpu_count() or 1
    share = -(-rows // workers)
    bounds = [(i * share, min(rows, (i + 1) * share)) for i in range(workers)]
    parts = [Part(i, *bound, channels, departments, seed, texts) for i, bound in enumerate(bounds)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.map(_copy, parts)
    loaded = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        built = {name: _seconds(cursor, definition) for name, definition in definitions.items()}
        cursor.execute("RESET maintenance_work_mem")
        analysed = _seconds(cursor, "VACUUM ANALYZE complaints_complaint")
    return {"load_s": round(loaded - start, 1), "index_s": built, "analyze_s": analysed}


def _reference() -> tuple[list[int], list[int]]:
    from complaints.models import Channel, Department

    channels = [
        Channel.objects.create(code=f"window{i}", name=f"창구 {i}", short_name=f"창구{i}", position=i).pk
        for i in range(6)
    ]
    return channels, [Department.objects.create(name=f"부서 {i}").pk for i in range(40)]


def _drop_indexes(cursor: Any) -> dict[str, str]:
    """The definitions of the indexes that are made again after the load."""
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(INDEXES)])
    found: dict[str, str] = dict(cursor.fetchall())
    for name in found:
        cursor.execute(f"DROP INDEX {name}")
    return found


def _seconds(cursor: Any, statement: str) -> float:
    start = time.perf_counter()
    cursor.execute(statement)
    return round(time.perf_counter() - start, 1)


def _copy(part: Part) -> None:
    """In a process of its own: the rows of one part into the table."""
    import io

    import django

    django.setup()
    from django.db import connection

    from bench.corpus import COLUMNS, Corpus, copy_line, read_texts

    texts = read_texts(part.texts) if part.texts else None
    corpus = Corpus(part.stop - part.start, part.channels, part.departments, part.seed, part.number, texts)
    # Millions of residents that nobody throws away need not be looked through again and again.
    gc.freeze()
    statement = f"COPY complaints_complaint ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor:
        for first in range(part.start, part.stop, CHUNK):
            lines = map(copy_line, corpus.complaints(first, min(part.stop, first + CHUNK)))
            cursor.copy_expert(statement, io.StringIO("".join(lines)))


def _exists(url: str, name: str) -> bool:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone() is not None
    connection.close()
    return found


def _drop(url: str, name: str) -> None:
    # WITH (FORCE) is refused to all but the superuser while autovacuum is there, which a plain DROP sends away.
    ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND usename = current_user"
    _administer(url, sql.SQL(ours).format(sql.Literal(name)))
    _administer(url, sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _administer(url: str, statement: sql.Composed) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
