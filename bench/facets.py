"""Times of the numbers beside the filters, which a list loads after its page, by how much of the table matches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import transaction
from django.http import QueryDict

from bench.look_ups import CLERK
from bench.samples import Words
from bench.timing import database_time, percentiles
from complaints import facets
from complaints.filters import ComplaintFilter
from complaints.search.matching import find
from complaints.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES = (0.01, 0.1, 0.44)
MARK_MS, MARK_SHARE = 150.0, 0.1
WORDS = 5
NO_LIMIT_MS = 60_000


def facet_times(repeat: int, seed: int) -> dict[str, Any]:
    """For words in about so many of a hundred complaints: as served, and without the limit on each pass."""
    words = Words.counted(seed)
    measured = {}
    for share in SHARES:
        chosen = words.nearest(share, WORDS)
        served, lists = _times(chosen, repeat)
        with patch.object(facets, "PASS_MS", NO_LIMIT_MS):
            whole, all_lists = _times(chosen, max(2, repeat // 5))
        print(f"  {share:.0%} {served} whole {whole}", file=sys.stderr)
        measured[f"{share:.0%}"] = {
            "served": served,
            "lists_served": round(lists / all_lists, 3),
            "whole": whole,
            "found_share": [words.share(word) for word in chosen],
            "within_mark": whole["p95"] <= MARK_MS if share <= MARK_SHARE else None,
        }
    return measured


def _times(words: Sequence[str], repeat: int) -> tuple[dict[str, float], float]:
    """Percentiles of the database's time, and how many lists an answer has on the average."""
    times, lists = [], 0
    for word in words:
        for turn in range(1 + -(-repeat // len(words))):
            with transaction.atomic(), database_time() as spent:
                counts = facets.counts(ComplaintFilter(QueryDict("")), find(parse(word), CLERK))
            # The first time only makes warm.
            if turn:
                times.append(sum(spent))
                lists += len(counts.facets)
    return percentiles(times), lists / len(times)
