"""A database of its own beside the product's, filled straight by COPY from several processes."""

from __future__ import annotations

import multiprocessing
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEXES = ("complaint_search", "complaint_newest_first", "complaint_of_caller", "complaint_due_first")
CHUNK = 2000


@contextmanager
def own_database(name: str, *, reuse: bool = False) -> Iterator[None]:
    """Makes a database, points DATABASE_URL at it, sets Django up, migrates; drops it afterwards.

    With `reuse` the database is there already and stays.
    """
    product = os.environ["DATABASE_URL"]
    parts = urlsplit(product)
    if not reuse:
        _administer(product, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _administer(product, "CREATE DATABASE {}", name)
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    try:
        import django
        from django.core.management import call_command

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicsearch.settings")
        django.setup()
        if not reuse:
            call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connections

        connections.close_all()
        os.environ["DATABASE_URL"] = product
        if not reuse:
            _administer(product, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def fill(rows: int, *, seed: int = 1) -> dict[str, float]:
    """Fill the complaints with `rows` invented ones; seconds for the rows and for the indexes."""
    from django.db import connection

    start = time.perf_counter()
    channels, departments = _reference()
    with connection.cursor() as cursor:
        definitions = _drop_indexes(cursor)
        connection.close()
        workers = os.cpu_count() or 1
        share = -(-rows // workers)
        jobs = [(seed + i, i * share, min(rows, (i + 1) * share), rows, channels, departments) for i in range(workers)]
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            pool.starmap(_copy, jobs)
    loaded = time.perf_counter()
    with connection.cursor() as cursor:
        for definition in definitions:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE complaints_complaint")
    return {"load_s": round(loaded - start, 1), "index_s": round(time.perf_counter() - loaded, 1)}


def _reference() -> tuple[list[int], list[int]]:
    from complaints.models import Channel, Department

    channels = [
        Channel.objects.create(code=f"window{i}", name=f"창구 {i}", short_name=f"창구{i}", position=i).pk
        for i in range(6)
    ]
    return channels, [Department.objects.create(name=f"부서 {i}").pk for i in range(40)]


def _drop_indexes(cursor: object) -> list[str]:
    execute, fetch = cursor.execute, cursor.fetchall  # type: ignore[attr-defined]
    execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(INDEXES)])
    found = fetch()
    for name, _ in found:
        execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _copy(seed: int, start: int, stop: int, rows: int, channels: list[int], departments: list[int]) -> None:
    """In a process of its own: rows `start` to `stop` into the table."""
    import io

    import django

    django.setup()
    from django.db import connection

    from bench.corpus import COLUMNS, Corpus, copy_line

    corpus = Corpus(rows, channels, departments, seed)
    statement = f"COPY complaints_complaint ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor:
        for first in range(start, stop, CHUNK):
            lines = map(copy_line, corpus.complaints(first, min(stop, first + CHUNK)))
            cursor.copy_expert(statement, io.StringIO("".join(lines)))


def _administer(url: str, statement: str, name: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
    connection.close()
