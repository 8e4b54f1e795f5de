"""What a page says of each similar complaint: its safe form, how like it is and why, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from complaints.groups.answers import former_names, outdated
from complaints.groups.looking import newest_answers
from complaints.models import Complaint
from complaints.privacy.gate import Presented, present
from complaints.search.highlight import marked, passage
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from complaints.privacy.reader import Reader
    from complaints.similarity.finding import Similar

VERY, MUCH = 0.4, 0.25  # scores from which complaints are called very like, and like
WORDS_SHOWN = 8
SHORT_ANSWER = 220  # characters that are shown unfolded


@dataclass(frozen=True, slots=True)
class Card:
    """One past complaint with its answer."""

    complaint: Presented
    title: SafeString
    passage: SafeString
    likeness: str
    percent: int
    words: list[str]
    warnings: list[str]
    more: int

    @property
    def is_long(self) -> bool:
        """Whether the answer is folded at first."""
        return len(self.complaint.answer or "") > SHORT_ANSWER


def cards(found: Sequence[Similar], reader: Reader, now: datetime) -> list[Card]:
    """The cards of what was found, in its order; six queries for however many."""
    rows = Complaint.objects.for_display().in_bulk([similar.complaint_id for similar in found])
    newest = newest_answers(rows, reader)
    former = former_names() if rows else {}
    return [
        _card(similar, present(row, reader, now), outdated(row, newest.get(row.pk), former))
        for similar in found
        if (row := rows.get(similar.complaint_id))
    ]


def _card(similar: Similar, shown: Presented, warnings: list[str]) -> Card:
    title, body = shown.title or "", shown.body or ""
    words = _shown_words(similar.words, f"{title}\n{body}")
    return Card(
        complaint=shown,
        title=marked(title, words) if title else SafeString("(제목 없음)"),
        passage=passage({"본문": body}, words)[1],
        likeness=likeness(similar.score),
        percent=round(similar.score * 100),
        words=words,
        warnings=warnings,
        more=similar.more,
    )


def likeness(score: float) -> str:
    """A score from 0 to 1 in words."""
    if score >= VERY:
        return "매우 비슷"
    return "비슷" if score >= MUCH else "조금 비슷"


def _shown_words(words: Iterable[str], text: str) -> list[str]:
    """The weightiest words that the reader sees in the text, of which the gate has hidden some."""
    normal = normalise(text)
    seen = [word for word in words if word in normal]
    # A single syllable stands in too many words.
    return ([word for word in seen if len(word) > 1] or seen)[:WORDS_SHOWN]
