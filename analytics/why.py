"""Why a word came up: whether it is one campaign or one caller, and complaints that stand for the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from django.utils import timezone

from analytics.links import FIELD
from complaints.models import Complaint
from complaints.search.hits import hits
from complaints.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from analytics.models import Keyword
    from analytics.scopes import Scope
    from complaints.search.hits import Hit

MOST_READ = 2_000  # newest complaints that are looked at
REPRESENTATIVES = 3
CAMPAIGN_LIKENESS = 0.8  # of the keywords of two complaints, both together
CAMPAIGN_CALLERS = 5
_LEADERS = 200  # complaints by which others are grouped


@dataclass(frozen=True, slots=True)
class Why:
    """Shares are of the complaints that were looked at, from 0 to 1.

    `one_caller` is that of the caller with the most complaints, `campaign` that of the largest group of complaints with
    almost the same keywords by five callers or more; 0 if there is none.
    """

    looked_at: int
    one_caller: float
    campaign: float
    campaign_callers: int
    representatives: list[Hit]


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    caller: int
    words: frozenset[int]


def why(scope: Scope, keyword: Keyword, since: date, until: date) -> Why:
    """Look at the complaints of these days that hold a word."""
    rows = scope.readable(since, until).filter(keyword_ids__contains=[keyword.pk]).order_by("-day", "-pk")
    found = [
        _Row(pk, caller, frozenset(words) - {keyword.pk})
        for pk, caller, words in rows.values_list("pk", "caller", "keyword_ids")[:MOST_READ]
    ]
    if not found:
        return Why(0, 0.0, 0.0, 0, [])
    campaign = _campaign(found)
    most = max(Counter(row.caller for row in found).values())
    return Why(
        looked_at=len(found),
        one_caller=most / len(found) if most > 1 else 0.0,
        campaign=len(campaign) / len(found),
        campaign_callers=len({row.caller for row in campaign}),
        representatives=_shown(scope, keyword, _representatives(found)),
    )


def _campaign(rows: Sequence[_Row]) -> list[_Row]:
    """The largest group of complaints that say almost the same, by five callers or more."""
    frequency = Counter(word for row in rows for word in row.words)
    groups: list[list[_Row]] = []
    beginning: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        rarest = _rarest(row.words, frequency)
        places = sorted({place for word in rarest for place in beginning[word]})
        alike = (groups[at] for at in places if _likeness(groups[at][0].words, row.words) >= CAMPAIGN_LIKENESS)
        leader = next(alike, None)
        if leader is not None:
            leader.append(row)
        elif len(groups) < _LEADERS:
            for word in rarest:
                beginning[word].append(len(groups))
            groups.append([row])
    spoken = [group for group in groups if len({row.caller for row in group}) >= CAMPAIGN_CALLERS]
    return max(spoken, key=len, default=[])


def _rarest(words: frozenset[int], frequency: Counter[int]) -> list[int]:
    """So many of the rarest words that two sets as alike as a campaign's have one of them in common.

    They share CAMPAIGN_LIKENESS of the words of either, so that not all that are shared can be among the others
    (prefix filtering: Chaudhuri, Ganti, Kaushik 2006, A Primitive Operator for Similarity Joins in Data Cleaning).
    """
    ordered = sorted(words, key=lambda word: (frequency[word], word))
    return ordered[: len(ordered) - ceil(CAMPAIGN_LIKENESS * len(ordered)) + 1]


def _likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard's index of two sets of keywords."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def _representatives(rows: Sequence[_Row]) -> list[int]:
    """Complaints whose words most others share, each of another caller and with something of its own to say."""
    callers: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for word in row.words:
            callers[word].add(row.caller)
    weights = {word: len(own) for word, own in callers.items()}
    chosen: list[_Row] = []
    covered: set[int] = set()
    while len(chosen) < REPRESENTATIVES:
        others = [row for row in rows if row.caller not in {each.caller for each in chosen}]
        if not others:
            break
        best = max(others, key=lambda row: (_weight(row.words - covered, weights), row.id))
        chosen.append(best)
        covered |= best.words
    return [row.id for row in chosen]


def _weight(words: Iterable[int], weights: dict[int, int]) -> float:
    """What a complaint says that others say as well, a long one no more than a short one."""
    values = sorted((weights[word] for word in words if weights[word] > 1), reverse=True)
    return sum(values[:8])


def _shown(scope: Scope, keyword: Keyword, ids: Sequence[int]) -> list[Hit]:
    loaded = Complaint.objects.for_display().in_bulk(ids)
    return hits(
        [loaded[pk] for pk in ids if pk in loaded], parse(f"{FIELD}:{keyword.text}"), scope.reader, timezone.now()
    )
