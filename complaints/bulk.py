"""The first load of years of complaints: without the search index, which is made anew at the end.

While it is missing a search reads every row: right, but slow, so that pages say so. That it is missing stands in
PostgreSQL's catalogue and who loads in a lock of his session, so that a load that was killed leaves nothing to clear
away but the index itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

from complaints.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterator

# Lock of the one who loads or builds; the importer's locks have other numbers.
_LOADING = (72_011, 0)
# Per process that builds, and shared among them; a machine for a million complaints has it to spare at night.
_BUILD_MEMORY = "512MB"
_BUILD_WORKERS = 2


def is_bulk_loading() -> bool:
    """Whether the search index is missing or not yet whole: 0.2 ms, for every page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)), true)",
            ["complaint_search"],
        )
        (is_missing,) = cursor.fetchone() or (True,)
    return bool(is_missing)


def pays_off(rows: int) -> bool:
    """Whether so many new complaints are loaded sooner without the index, which is then made of old and new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = to_regclass(%s)", [Complaint._meta.db_table])  # noqa: SLF001 - public in all but name
        (stored,) = cursor.fetchone() or (0,)
    return rows > 50_000 and rows > stored


@contextmanager
def bulk_loading() -> Iterator[bool]:
    """Without the search index inside, with it afterwards, whatever happens; not inside a transaction.

    Yields whether it was taken away: not while somebody else loads in this way.
    """
    is_ours = begin_bulk()
    try:
        yield is_ours
    finally:
        # A connection that broke has given its lock back; ensure_search_index comes by.
        if is_ours and connection.is_usable():
            end_bulk()


def begin_bulk() -> bool:
    """Take the search index away, waiting for searches under way; False while somebody else has."""
    if not _locked():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT complaint_search_drop()")
    return True


def end_bulk() -> None:
    """Make the search index again and let others load; searching goes on meanwhile, writing waits."""
    try:
        _build()
    finally:
        _unlock()


def ensure_search_index() -> bool:
    """Make the search index again where a load was killed; whether it was missing. Nothing while a load goes on."""
    if not is_bulk_loading() or not _locked():
        return False
    end_bulk()
    return True


def _build() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = %s", [_BUILD_MEMORY])
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = %s", [_BUILD_WORKERS])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT complaint_search_build()")


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOADING)
        (taken,) = cursor.fetchone() or (False,)
    return bool(taken)


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _LOADING)
