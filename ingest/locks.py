"""Who may work now: advisory locks of PostgreSQL, which end with the session of a worker that dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

from complaints.locks import tried

if TYPE_CHECKING:
    from collections.abc import Iterator

# First halves of the lock's two numbers, so that locks of batches and of channels never meet.
BATCH = 72_001
CHANNEL = 72_002


class Busy(Exception):  # noqa: N818 - reads as the state it tells
    """Somebody else is at it; come back later."""


class Taken(Busy):
    """Another run has this very batch in hand."""


@contextmanager
def held(kind: int, number: int) -> Iterator[None]:
    """Hold the lock for the block, or raise Busy at once."""
    with tried(kind, number) as is_ours:
        if not is_ours:
            raise Taken if kind == BATCH else Busy
        yield


def is_held(kind: int, number: int) -> bool:
    """Whether a session that lives holds the lock; looking does not stand in anybody's way."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
                WHERE locktype = 'advisory' AND datname = current_database()
                  AND classid = %s AND objid = %s AND objsubid = 2 AND granted
            )
            """,
            [kind, number],
        )
        (found,) = cursor.fetchone() or (False,)
    return bool(found)
