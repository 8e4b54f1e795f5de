"""Words that go together: those whose complaints hold a word more often than chance would bring."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from analytics.counting import readable_by_month, unnested, words_by_month
from analytics.models import Keyword
from analytics.scopes import Tally

if TYPE_CHECKING:
    from datetime import date

    from analytics.scopes import Scope

LEAST = 5  # callers of both words
CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Related:
    """A word beside another: complaints that hold both, and how strongly the two go together, from -1 to 1."""

    keyword_id: int
    text: str
    both: Tally
    strength: float


def related_words(scope: Scope, keyword_id: int, since: date, until: date, number: int) -> list[Related]:
    """The words that go best with one over whole months, by normalised pointwise mutual information.

    NPMI = ln(p(a,b) / (p(a) p(b))) / -ln p(a,b) over complaints: 1 where the two come only together, 0 where they are
    independent (Bouma 2009, Normalized (Pointwise) Mutual Information in Collocation Extraction).
    """
    together = {word: tally for word, tally in _beside(scope, keyword_id, since, until) if tally.callers >= LEAST}
    total = sum(tally.complaints for tally in readable_by_month(scope, since, until).values())
    alone = _complaints(scope, since, until, [keyword_id, *together])
    if not together or not total or keyword_id not in alone:
        return []
    found = {
        word: npmi(both.complaints / total, alone[keyword_id] / total, alone[word] / total)
        for word, both in together.items()
        if word in alone
    }
    best = sorted((word for word in found if found[word] > 0), key=lambda word: (-found[word], word))[:number]
    texts = dict(Keyword.objects.filter(pk__in=best).values_list("pk", "text"))
    return [Related(word, texts[word], together[word], found[word]) for word in best]


def npmi(both: float, first: float, second: float) -> float:
    """How strongly two events of these probabilities, and of this one together, go together."""
    if both >= 1:
        return 1.0
    return log(both / (first * second)) / -log(both)


def _complaints(scope: Scope, since: date, until: date, words: list[int]) -> dict[int, int]:
    """How many complaints hold each word; months add up."""
    found: dict[int, int] = {}
    for tallies in words_by_month(scope, since, until, words).values():
        for word, tally in tallies.items():
            found[word] = found.get(word, 0) + tally.complaints
    return found


def _beside(scope: Scope, keyword_id: int, since: date, until: date) -> list[tuple[int, Tally]]:
    """The words of the complaints that hold one, most frequent first, with the tally of both."""
    rows = scope.readable(since, until).filter(keyword_ids__contains=[keyword_id])
    condition = "WHERE word <> %s GROUP BY word ORDER BY count(*) DESC, word LIMIT %s"
    return [
        (word, Tally(*numbers)) for word, *numbers in unnested(scope, rows, "word", condition, [keyword_id, CANDIDATES])
    ]
