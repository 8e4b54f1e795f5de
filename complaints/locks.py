"""Advisory locks of PostgreSQL: who may work now. They end with the session of a worker that dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# First halves of a lock's two numbers; those of other packages begin at 72_001 (ingest) and 72_020 (analytics).
FOLLOWING = 72_012


@contextmanager
def tried(kind: int, number: int = 0) -> Iterator[bool]:
    """Yields whether the lock is ours until the end of the block; without waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, number])
        (is_ours,) = cursor.fetchone() or (False,)
    try:
        yield bool(is_ours)
    finally:
        # A connection that broke has given its locks back already, and must not hide why it broke.
        if is_ours and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, number])
