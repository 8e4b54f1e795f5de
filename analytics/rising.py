"""What changed in a month: keywords that rose, fell, or were never seen before.

Always by callers, whatever the scope counts by, so that one person's campaign never rises. Shares of all callers are
compared, so that a month that still runs can be looked at as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef

from analytics.counting import readable_by_month, words_by_month
from analytics.models import ALL, ComplaintKeywords, Keyword
from analytics.months import MONTHS_A_YEAR, later
from analytics.scopes import NOTHING
from analytics.significance import are_found, p_of_rise, spread_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from analytics.scopes import Scope, Tally

FEWEST_CALLERS = 5  # of a word that rose
FEWEST_EXPECTED = 10  # of one that fell
FEWEST_OF_NEW = 3
FEWEST_MONTHS = 3
MONTHS_TO_CALL_NEW = 6
SINGLE_LEVEL = 0.025  # of the tests against one month, of which there are two

_Pair = tuple[int, int]

# Of ten thousand words a few hundred leave the database. What is below SINGLE_LEVEL has a score over 3.6.
_PAIRS = """
SELECT keyword_id, now, before, tested FROM (
    SELECT keyword_id, count(*) OVER () AS tested,
        coalesce(sum(callers) FILTER (WHERE month = %(month)s), 0) AS now,
        coalesce(sum(callers) FILTER (WHERE month = %(before)s), 0) AS before
    FROM analytics_keywordmonth
    WHERE channel_id = %(channel)s AND viewer_id = ANY(%(viewers)s) AND month IN (%(month)s, %(before)s)
    GROUP BY keyword_id
) pair
WHERE now >= %(fewest_new)s AND before = 0
    OR (now::float8 * %(before_of)s - before::float8 * %(now_of)s) ^ 2
        > 3 * %(before_of)s::float8 * %(now_of)s * (now + before)
"""

# One look into an index for each word, which a join is not.
_UNSEEN = """
SELECT word FROM unnest(%s::bigint[]) AS word WHERE (
    SELECT true FROM analytics_keywordmonth
    WHERE keyword_id = word AND month < %s AND channel_id = %s AND viewer_id = ANY(%s) LIMIT 1
) IS NULL
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """A keyword whose share of the callers changed.

    `before` is the month before (the newest earlier one with any complaints). `year_ago` is the same month last year,
    None where the data do not go back so far. `usual` is how many callers the mean of the last twelve months would make
    of this month's. `ratio` is the callers now to the largest of these three expectations, taken as one caller at
    least; of a fall to the smallest. `p` is the largest p of the tests against them.
    """

    keyword_id: int
    text: str
    now: Tally
    before: Tally
    year_ago: Tally | None
    usual: float
    ratio: float
    p: float


@dataclass(frozen=True, slots=True)
class Movements:
    """The strongest first; a word that is new and many at once is both risen and new.

    `months_before` is how many of the last twelve months have complaints: under FEWEST_MONTHS nothing is told, under
    MONTHS_TO_CALL_NEW nothing of new words. `before_month` is the newest earlier month with complaints.
    """

    rising: list[Movement]
    falling: list[Movement]
    new: list[Movement]
    months_before: int
    before_month: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The findings about words (elements): `usual` as in Movement; `high` and `low` are the extreme expectations."""

    usual: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    p_rise: NDArray[np.float64]
    p_fall: NDArray[np.float64]
    has_risen: NDArray[np.bool_]
    has_fallen: NDArray[np.bool_]


def movements(scope: Scope, month: date) -> Movements:
    """What changed in the month against the one before, the same month last year and the mean of the last twelve."""
    totals = {at: tally.callers for at, tally in readable_by_month(scope, later(month, -MONTHS_A_YEAR), month).items()}
    earlier = sorted(at for at in totals if at < month)
    if month not in totals or len(earlier) < FEWEST_MONTHS:
        return Movements([], [], [], len(earlier))
    pairs, tested = _pairs(scope, month, totals[month], earlier[-1], totals[earlier[-1]])
    words = np.array(list(pairs), dtype=np.int64)
    now, before = np.array(list(pairs.values()), dtype=float).reshape(-1, 2).T
    changed = _may_have_moved(now, totals[month], before, totals[earlier[-1]])
    fresh: list[int] = []
    if len(earlier) >= MONTHS_TO_CALL_NEW:
        fresh = _never_seen(scope, month, words[(now >= FEWEST_OF_NEW) & (before == 0)].tolist())
    chosen = sorted({*words[changed].tolist(), *fresh})
    return _told(scope, totals, earlier, month, chosen, set(fresh), tested)


def judged(counts: NDArray[np.float64], totals: Sequence[int], year_ago: int | None, tested: int) -> Judged:
    """Test words (rows) of the last month (column) against the months before.

    `year_ago` is the column of the same month last year; `tested` the number of all words, of which these are what
    may have moved. A finding is one of Benjamini and Hochberg against all months before together, and at SINGLE_LEVEL
    against the month before and the same month last year too: a season that comes every year is no news, nor is a rise
    of which last month told.
    """
    of = np.asarray(totals, dtype=float)
    now, now_of, past, past_of = counts[:, -1], of[-1], counts[:, :-1], of[:-1]
    bases = [(past.sum(axis=1), past_of.sum()), (past[:, -1], past_of[-1])]
    if year_ago is not None:
        bases.append((past[:, year_ago], past_of[year_ago]))
    # How a word jumps about is known of its mean; the single months only keep seasons and last month's news away.
    spreads = [spread_of(past, past_of), *(np.ones(len(now)) for _ in bases[1:])]
    expected = np.array([base * now_of / base_of for base, base_of in bases])
    tests = list(zip(bases, spreads, strict=True))
    rises = np.array([p_of_rise(now, now_of, base, base_of, spread) for (base, base_of), spread in tests])
    falls = np.array([p_of_rise(base, base_of, now, now_of, spread) for (base, base_of), spread in tests])
    high, low = expected.max(axis=0), expected.min(axis=0)
    return Judged(
        usual=expected[0],
        high=high,
        low=low,
        p_rise=rises.max(axis=0),
        p_fall=falls.max(axis=0),
        has_risen=_are_findings(rises, now >= FEWEST_CALLERS, tested),
        has_fallen=_are_findings(falls, low >= FEWEST_EXPECTED, tested),
    )


def _are_findings(p: NDArray[np.float64], is_enough: NDArray[np.bool_], tested: int) -> NDArray[np.bool_]:
    is_above_each: NDArray[np.bool_] = p[1:].max(axis=0) < SINGLE_LEVEL
    return are_found(p[0], tested) & is_above_each & is_enough


def _may_have_moved(
    now: NDArray[np.float64], now_of: int, before: NDArray[np.float64], before_of: int
) -> NDArray[np.bool_]:
    """Which words cannot be put aside for the month before alone."""
    rose = now >= FEWEST_CALLERS
    fell = before * now_of >= FEWEST_EXPECTED * before_of
    rose[rose] = p_of_rise(now[rose], now_of, before[rose], before_of) < SINGLE_LEVEL
    fell[fell] = p_of_rise(before[fell], before_of, now[fell], now_of) < SINGLE_LEVEL
    return rose | fell


def _pairs(scope: Scope, month: date, now_of: int, before: date, before_of: int) -> tuple[dict[int, _Pair], int]:
    """The callers of words now and in the month before, of those that may have moved; and how many words there are."""
    if not scope.is_rolled_up:
        found = words_by_month(scope, before, month)
        now, then = found.get(month, {}), found.get(before, {})
        pairs = {word: (now.get(word, NOTHING).callers, then.get(word, NOTHING).callers) for word in now | then}
        return pairs, len(pairs)
    values: dict[str, Any] = {
        "channel": scope.channel_id,
        "viewers": scope.viewer_ids,
        "month": month,
        "before": before,
        "now_of": now_of,
        "before_of": before_of,
        "fewest_new": FEWEST_OF_NEW,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, values)
        rows = cursor.fetchall()
    return {word: (callers, then) for word, callers, then, _ in rows}, rows[0][-1] if rows else 0


def _never_seen(scope: Scope, month: date, words: Collection[int]) -> list[int]:
    """Those of the words that no complaint before the month holds, of all that the reader may read."""
    if scope.reader.reads_all:
        before = ComplaintKeywords.objects.filter(day__lt=month, keyword_ids__contains=[OuterRef("pk")])
        return list(Keyword.objects.filter(~Exists(before), pk__in=words).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, [list(words), month, ALL, scope.viewer_ids])
        return [word for (word,) in cursor.fetchall()]


def _told(
    scope: Scope,
    totals: Mapping[date, int],
    earlier: Sequence[date],
    month: date,
    words: Sequence[int],
    fresh: set[int],
    tested: int,
) -> Movements:
    """Judge the chosen words by their months, and say what was found."""
    if not words:
        return Movements([], [], [], len(earlier))
    found = words_by_month(scope, earlier[0], month, words)
    year_ago = later(month, -MONTHS_A_YEAR)
    columns = [found.get(at, {}) for at in (*earlier, month)]
    counts = np.array([[cells.get(word, NOTHING).callers for cells in columns] for word in words], dtype=float)
    has_year_ago = year_ago in totals
    result = judged(counts, [totals[at] for at in (*earlier, month)], 0 if has_year_ago else None, tested)
    texts = dict(Keyword.objects.filter(pk__in=words).values_list("pk", "text"))

    def movement(place: int, expected: float, p: float) -> Movement:
        word = words[place]
        now = columns[-1].get(word, NOTHING)
        return Movement(
            keyword_id=word,
            text=texts[word],
            now=now,
            before=columns[-2].get(word, NOTHING),
            year_ago=columns[0].get(word, NOTHING) if has_year_ago else None,
            usual=float(result.usual[place]),
            ratio=now.callers / max(float(expected), 1.0),
            p=float(p),
        )

    now = counts[:, -1]
    risen = [movement(at, result.high[at], result.p_rise[at]) for at in _strongest(result.has_risen, now, result.high)]
    fallen = [movement(at, result.low[at], result.p_fall[at]) for at in _strongest(result.has_fallen, result.low, now)]
    is_new = np.isin(words, list(fresh))
    new = [movement(at, result.high[at], result.p_rise[at]) for at in _strongest(is_new, now, result.high)]
    return Movements(risen, fallen, new, len(earlier), earlier[-1])


def _strongest(which: NDArray[np.bool_], more: NDArray[np.float64], less: NDArray[np.float64]) -> list[int]:
    """The places of these words by the ratio that is certain: each count moved by two of its standard deviations."""
    certain = (more - 2 * np.sqrt(more)) / (np.maximum(less, 1) + 2 * np.sqrt(np.maximum(less, 1)))
    places = np.flatnonzero(which)
    return [int(place) for place in places[np.argsort(-certain[places], kind="stable")]]
