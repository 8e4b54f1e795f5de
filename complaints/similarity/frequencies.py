"""How many complaints have a word, from the statistics that PostgreSQL keeps of the terms; nothing is counted."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING

from django.db import connection

from complaints.similarity.models import Likeness
from complaints.similarity.terms import BAND, MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEPT_SECONDS = 300  # a process goes on with what it knew; shares change by the week
_UNKNOWN = 0.001  # share of every word while there are no statistics: all weigh the same
_STATISTICS = """
SELECT most_common_elems::text::text[], most_common_elem_freqs::float8[]
FROM pg_stats WHERE schemaname = current_schema() AND tablename = %s AND attname = 'terms'
"""
_ROWS = "SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = to_regclass(%s)"
# PostgreSQL does it by itself after a change of a tenth, but comes by once a minute, and later when it is busy.
_IS_OUTDATED = """
SELECT n_mod_since_analyze > 500 + n_live_tup / 3 FROM pg_stat_user_tables WHERE relid = to_regclass(%s)
"""
_TABLE = Likeness._meta.db_table  # noqa: SLF001 - public in all but name


@dataclass(frozen=True)
class Frequencies:
    """The share of complaints that have each of the most frequent words, among about `rows` complaints.

    `marks` are the same of marks (`terms.MARK`).
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    rows: int = 0
    least: float = _UNKNOWN
    marks: Mapping[str, float] = field(default_factory=dict)

    def share(self, term: str) -> float:
        """Of complaints that have the word, 0..1; of words less frequent than all that are known, half of the least."""
        return self.shares.get(term, self.least)

    def weight(self, term: str) -> float:
        """Inverse document frequency: the natural logarithm of how many complaints there are to one with the word.

        K. Spärck Jones, A statistical interpretation of term specificity, 1972.
        """
        return self._weights.get(term, self._greatest)

    def length(self, terms: Iterable[str]) -> float:
        """Of the vector of these words, each there once."""
        return math.sqrt(sum(map(self._squares.get, terms, repeat(self._greatest**2))))

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {term: _weight(share) for term, share in self.shares.items()}

    @cached_property
    def _squares(self) -> dict[str, float]:
        return {term: weight**2 for term, weight in self._weights.items()}

    @cached_property
    def _greatest(self) -> float:
        return _weight(self.least)


def _weight(share: float) -> float:
    return math.log(1 / share) + 0.01  # a word that all have counts as hardly anything, not as nothing


_kept: tuple[float, Frequencies] | None = None


def current() -> Frequencies:
    """What this process knows, asked anew after some minutes."""
    global _kept  # noqa: PLW0603 - one small value of the process
    now = time.monotonic()
    if _kept is None or _kept[0] < now - KEPT_SECONDS:
        _kept = now, _read()
    return _kept[1]


def forget() -> None:
    """Ask anew the next time."""
    global _kept  # noqa: PLW0603
    _kept = None


def refresh() -> bool:
    """Have PostgreSQL look at the terms again where many were written since it last did.

    Returns whether only now anything is known of them, so that what was compared until now is worth comparing again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_OUTDATED, [_TABLE])
        (is_outdated,) = cursor.fetchone() or (False,)
        if not is_outdated:
            return False
        knew = bool(_read().shares)
        cursor.execute(f"ANALYZE {_TABLE}")
    forget()
    return not knew and bool(current().shares)


def _read() -> Frequencies:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [_TABLE])
        (rows,) = cursor.fetchone() or (0,)
        cursor.execute(_STATISTICS, [_TABLE])
        terms, shares = cursor.fetchone() or (None, None)
    # Behind the shares stand the least, the greatest, and that of rows without any.
    known = dict(zip(terms or (), shares or (), strict=False))
    words = {term: share for term, share in known.items() if term[0] not in BAND + MARK}
    marks = {term: share for term, share in known.items() if term[0] == MARK}
    return Frequencies(words, int(rows), min(words.values()) / 2 if words else _UNKNOWN, marks)
