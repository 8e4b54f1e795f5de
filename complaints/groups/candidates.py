"""With which complaints one is compared: by indexes only, and never with more than MOST, however many there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

from django.db import connection

from complaints.similarity.places import ADDRESS, NAMED, TOLD, square_mark, squares_around
from complaints.similarity.terms import BAND, month_mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from uuid import UUID

    from complaints.groups.traits import Traits

WINDOW = timedelta(days=30)
OF_PLACE, OF_TEXT, BEFORE, AFTER = 12, 16, 8, 4
MOST = OF_PLACE + OF_TEXT + BEFORE + AFTER

# The index of terms is always the better way here, whatever the statistics say.
_SETTING = "SELECT set_config('enable_seqscan', 'off', true)"
_BY_TERMS = """
SELECT asked.id, found.complaint_id FROM unnest(%s::bigint[], %s::text[], %s::int[]) AS asked (id, query, most)
CROSS JOIN LATERAL (
    SELECT complaint_id FROM similarity_likeness
    WHERE terms @@ asked.query::tsquery AND complaint_id <> asked.id LIMIT asked.most
) AS found
"""
_BY_PERSON = """
SELECT asked.id, found.id FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[]) AS asked (id, key, at)
CROSS JOIN LATERAL (
    (
        SELECT id FROM complaints_complaint
        WHERE caller_key = asked.key AND received_at > asked.at - interval '1 year'
            AND (received_at, id) < (asked.at, asked.id)
        ORDER BY received_at DESC, id DESC LIMIT %s
    ) UNION ALL (
        SELECT id FROM complaints_complaint
        WHERE caller_key = asked.key AND received_at < asked.at + interval '1 year'
            AND (received_at, id) > (asked.at, asked.id)
        ORDER BY received_at, id LIMIT %s
    )
) AS found
"""


def candidates(asked: Iterable[Traits], people: Mapping[UUID, Collection[UUID]]) -> dict[int, set[int]]:
    """For each complaint the ids of at most MOST others: of the same person within a year, and within about thirty
    days those of the same place and those whose text may be nearly the same.

    `people` gives for each caller's key those of the same person.
    """
    found: defaultdict[int, dict[int, None]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SETTING)
        queries = [query for one in asked for query in _queries(one)]
        cursor.execute(_BY_TERMS, [list(column) for column in zip(*queries, strict=True)] or [[], [], []])
        for one, other in cursor.fetchall():
            found[one][other] = None
        callers = [(one.id, str(key), one.received_at) for one in asked for key in _keys(one, people)]
        cursor.execute(
            _BY_PERSON, [*([list(column) for column in zip(*callers, strict=True)] or [[], [], []]), BEFORE, AFTER]
        )
        for one, other in cursor.fetchall():
            found[one][other] = None
    return {one: set(list(others)[:MOST]) for one, others in found.items()}


def _keys(one: Traits, people: Mapping[UUID, Collection[UUID]]) -> Collection[UUID]:
    return () if one.caller_key is None else people.get(one.caller_key, {one.caller_key})


def _queries(one: Traits) -> Iterator[tuple[int, str, int]]:
    """What the index of terms is asked for one complaint, and how many of that are taken."""
    days = (one.received_at - WINDOW, one.received_at, one.received_at + WINDOW)
    months = _any_of({month_mark(day) for day in days})
    if places := set(_places(one)):
        yield one.id, f"{_any_of(places)} & {months}", OF_PLACE
    if len(bands := sorted(BAND + band for band in one.bands)) > 1:
        # One of each half: a greeting that many texts have makes one band the same, a copy makes several.
        halves = _any_of(bands[: len(bands) // 2]), _any_of(bands[len(bands) // 2 :])
        yield one.id, " & ".join([*halves, months]), OF_TEXT


def _places(one: Traits) -> Iterator[str]:
    yield from (kind + place for kind, place in product((TOLD, ADDRESS), one.told | one.address))
    yield from (NAMED + name for name in one.names)
    if one.at is not None:
        yield from (square_mark(*square) for square in squares_around(*one.at))


def _any_of(terms: Iterable[str]) -> str:
    """Terms hold letters, digits and our own signs, none of which ends a quotation."""
    return "(" + " | ".join(f"'{term}'" for term in sorted(terms)) + ")"
