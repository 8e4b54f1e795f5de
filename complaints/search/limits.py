"""A limit on the time that PostgreSQL may spend on a piece of work, after which the page does without it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

if TYPE_CHECKING:
    from collections.abc import Iterator


class TooSlowError(Exception):
    """A piece of work took longer than it may."""


@contextmanager
def time_limit(milliseconds: int) -> Iterator[None]:
    """Each statement inside may take so long; afterwards the transaction goes on as if nothing had been asked."""
    with known_as_too_slow(), transaction.atomic():
        before = _limit(str(milliseconds))
        yield
        _limit(before)


@contextmanager
def known_as_too_slow() -> Iterator[None]:
    """A statement that PostgreSQL ended for its time raises TooSlowError."""
    try:
        yield
    except OperationalError as reason:
        if isinstance(reason.__cause__, QueryCanceled):
            raise TooSlowError from reason
        raise


def _limit(value: str) -> str:
    """Set the limit of this transaction and return the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
            [value],
        )
        before: str = cursor.fetchone()[0]
    return before
