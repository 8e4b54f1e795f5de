"""The most frequent keywords of a month, with their rank and how it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.counting import top_words
from analytics.models import Keyword
from analytics.months import later

if TYPE_CHECKING:
    from datetime import date

    from analytics.scopes import Scope, Tally

RANKED = 300  # words of the month before whose rank is known


@dataclass(frozen=True, slots=True)
class Ranked:
    """One keyword of a month; `change` is how many ranks it rose, None if it was not among the ranked before."""

    rank: int
    change: int | None
    keyword_id: int
    text: str
    tally: Tally


def ranked_words(scope: Scope, month: date, number: int) -> list[Ranked]:
    """The most frequent keywords of a month; words with one number share a rank."""
    words = top_words(scope, month, number)
    texts = dict(Keyword.objects.filter(pk__in=[word for word, _ in words]).values_list("pk", "text"))
    before = _ranks(scope, top_words(scope, later(month, -1), RANKED))
    now = _ranks(scope, words)
    return [
        Ranked(now[word], before[word] - now[word] if word in before else None, word, texts[word], tally)
        for word, tally in words
    ]


def _ranks(scope: Scope, words: list[tuple[int, Tally]]) -> dict[int, int]:
    """The rank of each word: one more than there are words with a greater number."""
    firsts: dict[int, int] = {}
    return {word: firsts.setdefault(scope.value(tally), place) for place, (word, tally) in enumerate(words, 1)}
