"""Who may work now: advisory locks of PostgreSQL, which end with the transaction or the session of who holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from complaints.locks import tried

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

# First halves of the numbers of a lock; other packages have others.
MONTH = 72_020
_REFRESHING = 72_021
_VOCABULARY = 72_022


def refreshing_alone() -> AbstractContextManager[bool]:
    """Tells whether no other worker makes anything anew; until the end of the block, then, none begins."""
    return tried(_REFRESHING)


def keep_vocabulary() -> None:
    """Until the end of the transaction nobody changes what is a keyword; waits for whoever does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [_VOCABULARY])


def change_vocabulary() -> None:
    """Until the end of the transaction nobody else changes what is a keyword, or finds any; waits for those who do.

    So whoever changes it sees all that was found by the old rules, and what is found later is found by the new ones.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_VOCABULARY])
