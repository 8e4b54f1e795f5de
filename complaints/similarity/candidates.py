"""Where to look: the few hundred complaints out of millions that may be most like a text, by two indexes.

The one holds words, of which the rare ones are followed; the other the signs of sentence vectors. What they name is
compared afterwards, in `finding`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, FloatField, Func, Value

from complaints.similarity.models import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.utils import CursorWrapper

    from complaints.querysets import ComplaintQuerySet
    from complaints.similarity.frequencies import Frequencies

# Complaints that are looked at for having a rare word, over all such words; each costs some ten microseconds.
WALK = 1_500
# Of more frequent words several are followed together, so many that about so few complaints should have them all.
TOGETHER = 300
# Words that occur together more often than chance would have it are not followed to the end.
MOST_OF_BRANCH = 1_500
BRANCHES = 12  # rare words that are followed
LEXICAL, NEAREST = 300, 100  # complaints that come of it
# Words of which so many complaints have all are looked for among the newest, one complaint after another.
MOST_FOLLOWED = 30_000
# Of a mark that more complaints have the index would read longer than it takes to look at the others.
_MOST_MARKED = 0.5
_PAIRED = 4  # the rarest of the frequent words, each with each: six pairs

_BY_WORDS = """
SELECT complaint_id FROM ({branches}) AS followed (complaint_id, weight)
GROUP BY complaint_id ORDER BY sum(weight) DESC, complaint_id DESC LIMIT {most}
"""
_BRANCH = "(SELECT complaint_id, %s::float8 FROM similarity_likeness WHERE terms @@ %s::tsquery LIMIT %s)"
_NEWEST = """
SELECT complaint_id FROM similarity_likeness WHERE terms @@ %s::tsquery ORDER BY complaint_id DESC LIMIT %s
"""
# The index that we mean is always the better way, whatever the statistics say.
_NO_SCAN = {"enable_seqscan": "off"}
_IN_ORDER = {"enable_seqscan": "off", "enable_bitmapscan": "off"}
# A search of neighbours goes on until enough of them pass the conditions, or it has seen so many.
_NEIGHBOURS = """
SELECT set_config('hnsw.ef_search', '100', true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('hnsw.max_scan_tuples', '2000', true)
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """Words that are followed together, their weight, and how many complaints should have them all."""

    words: tuple[str, ...]
    weight: float
    expected: float


def branches(words: Sequence[str], frequencies: Frequencies) -> list[Branch]:
    """What to follow: the rarest words as long as few complaints have them, then frequent ones, several together."""
    rows = max(frequencies.rows, 1)
    ranked = sorted(words, key=frequencies.share)
    followed: list[Branch] = []
    walked = 0.0
    while ranked and len(followed) < BRANCHES and walked + rows * frequencies.share(ranked[0]) <= WALK:
        word = ranked.pop(0)
        walked += rows * frequencies.share(word)
        followed.append(_branch([word], frequencies, rows))
    return [*followed, *_together(ranked, frequencies, rows)]


def _together(ranked: Sequence[str], frequencies: Frequencies, rows: int) -> list[Branch]:
    """Pairs of the rarest of these words, each with so many more that few complaints should have them all."""
    if len(ranked) == 1:
        return [_branch(ranked, frequencies, rows)]
    found = {}
    for pair in combinations(ranked[:_PAIRED], 2):
        chosen, expected = list(pair), rows * frequencies.share(pair[0]) * frequencies.share(pair[1])
        others = (word for word in ranked if word not in pair)
        while expected > TOGETHER and (more := next(others, None)) is not None:
            chosen.append(more)
            expected *= frequencies.share(more)
        found[frozenset(chosen)] = _branch(chosen, frequencies, rows)
    return list(found.values())


def _branch(words: Sequence[str], frequencies: Frequencies, rows: int) -> Branch:
    expected = rows * math.prod(map(frequencies.share, words))
    return Branch(tuple(words), sum(map(frequencies.weight, words)), expected)


def narrowing(marks: Iterable[Sequence[str]], frequencies: Frequencies) -> list[Sequence[str]]:
    """Those of the marks, each any of some, that leave out enough."""
    return [some for some in marks if sum(frequencies.marks.get(mark, 0) for mark in some) <= _MOST_MARKED]


def by_words(followed: Sequence[Branch], marks: Sequence[Sequence[str]]) -> list[int]:
    """Complaints with the weightiest of these words; of each of the `marks`, they have any."""
    everywhere = [branch for branch in followed if branch.expected > MOST_FOLLOWED and not marks]
    rare = [branch for branch in followed if branch not in everywhere]
    narrowed = [_any_of(some) for some in marks]
    found: list[int] = []
    if rare:
        values = [value for one in rare for value in (one.weight, _tsquery(one.words, narrowed), MOST_OF_BRANCH)]
        branched = " UNION ALL ".join([_BRANCH] * len(rare))
        found += _fetched(_NO_SCAN, _BY_WORDS.format(branches=branched, most=LEXICAL), values)
    for branch in everywhere:
        found += _fetched(_IN_ORDER, _NEWEST, [_tsquery(branch.words, []), TOGETHER])
    return list(dict.fromkeys(found))


@transaction.atomic
def _fetched(planned: dict[str, str], statement: str, values: list[Any]) -> list[int]:
    """The ids that a statement finds, which PostgreSQL plans so; what comes after it is planned as before."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map('current_setting({!r})'.format, planned))}")
        before = dict(zip(planned, cursor.fetchone() or (), strict=True))
        _set(cursor, planned)
        cursor.execute(statement, values)
        found = [row[0] for row in cursor.fetchall()]
        _set(cursor, before)
    return found


def _set(cursor: CursorWrapper, values: dict[str, str]) -> None:
    for name, value in values.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


@transaction.atomic
def by_bits(bits: str, rows: ComplaintQuerySet) -> list[int]:
    """Those of the rows whose vectors are nearest, nearly always."""
    near = rows.filter(vector__bits__isnull=False).order_by(differing(bits)).values_list("pk", flat=True)[:NEAREST]
    try:
        statement, values = near.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURS)
    return _fetched(_NO_SCAN, statement, list(values))


def differing(bits: str) -> Func:
    """How many bits of a complaint's vector differ from these; NULL without a vector."""
    given = Func(Value(bits), template=f"%(expressions)s::bit({DIMENSIONS})")
    return Func(F("vector__bits"), given, template="(%(expressions)s)", arg_joiner=" <~> ", output_field=FloatField())


def _tsquery(words: Sequence[str], marks: Sequence[str]) -> str:
    return " & ".join([*map(_quoted, words), *marks])


def _any_of(marks: Sequence[str]) -> str:
    return f"({' | '.join(map(_quoted, marks))})"


def _quoted(term: str) -> str:
    """Terms hold letters, digits and our own signs, none of which ends a quotation."""
    return f"'{term}'"


def parsed(terms: str) -> list[str]:
    """The terms of a tsvector as PostgreSQL writes it: each in quotation marks, no positions."""
    return terms[1:-1].split("' '") if terms else []
