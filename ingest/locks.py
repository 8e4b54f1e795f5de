"""Who may work now: advisory locks of PostgreSQL, which end with the session of a worker that dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# First halves of the lock's two numbers, so that locks of batches and of channels never meet.
BATCH = 72_001
CHANNEL = 72_002


class Busy(Exception):  # noqa: N818 - reads as the state it tells
    """Somebody else is at it; come back later."""


@contextmanager
def held(kind: int, number: int) -> Iterator[None]:
    """Hold the lock for the block, or raise Busy at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, number])
        (taken,) = cursor.fetchone() or (False,)
    if not taken:
        raise Busy
    try:
        yield
    finally:
        # A connection that broke has given its locks back already, and must not hide why it broke.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, number])
