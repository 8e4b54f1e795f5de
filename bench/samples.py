"""Random complaints and words of known frequency, from which the bench makes its queries."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from complaints.models import Complaint
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from complaints.models import Complaint as Row

PLACES = 3000  # random complaints in which the frequencies of words are counted


def sample(number: int, seed: int | str, among: range | None = None) -> list[Row]:
    """Random complaints, without the search column; `among` bounds their ids. Fewer where there are not as many."""
    span = among or ids()
    chosen = random.Random(seed).sample(span, min(2 * number, len(span)))
    rows = {row.pk: row for row in Complaint.objects.filter(id__in=chosen).defer("search")}
    return [rows[row_id] for row_id in chosen if row_id in rows][:number]


def ids() -> range:
    """From the first to the last; some of them may be missing."""
    bounds: Any = Complaint.objects.order_by("id").values_list("id", flat=True)
    return range(bounds.first(), bounds.last() + 1)


@dataclass(frozen=True, slots=True)
class Words:
    """Words by the share of complaints that contain them, counted in a sample."""

    shares: dict[str, float]

    @classmethod
    def counted(cls, seed: int) -> Words:
        rows = sample(PLACES, f"words {seed}")
        texts = [row.text_normal for row in rows]
        seen = Counter(word for row in rows for word in {*map(normalise, row.body.split())} if 2 <= len(word) <= 5)
        words = [word for word, _ in seen.most_common(3000)]
        return cls({word: sum(word in text for text in texts) / len(texts) for word in words})

    def near(self, share: float) -> str:
        """The word whose share is nearest to this one."""
        return self.nearest(share, 1)[0]

    def nearest(self, share: float, number: int) -> list[str]:
        """The words whose shares are nearest to this one."""
        return sorted(self.shares, key=lambda word: (abs(self.shares[word] - share), word))[:number]

    def share(self, word: str) -> float:
        return round(self.shares.get(word, 0.0), 4)

    def rare(self, number: int) -> list[str]:
        """Words of three letters and more that the fewest complaints contain."""
        return sorted((word for word in self.shares if len(word) >= 3), key=lambda word: (self.shares[word], word))[
            :number
        ]
