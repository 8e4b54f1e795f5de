"""What a page says of each similar complaint: its safe form, how like it is and why, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.safestring import SafeString

from complaints.groups.answers import former_names, outdated
from complaints.groups.models import Member, Tier
from complaints.models import Complaint
from complaints.privacy.gate import Presented, present
from complaints.search.highlight import marked, passage
from complaints.search.matching import readable
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
    newest = _newest_of_groups(rows, reader)
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


def _newest_of_groups(ids: Iterable[int], reader: Reader) -> dict[int, Complaint]:
    """For each complaint in a confirmed group the newest one of it with an answer that the reader may read."""
    groups = dict(Member.objects.filter(tier=Tier.CONFIRMED, complaint_id__in=ids).values_list("complaint_id", "group"))
    if not groups:
        return {}
    members = Member.objects.filter(tier=Tier.CONFIRMED, group__in=groups.values()).values("complaint_id", "group_id")
    of_group = {row["complaint_id"]: row["group_id"] for row in members}
    rows = Complaint.objects.filter(readable(reader) or Q(), pk__in=of_group).exclude(answer="").defer("search")
    newest = {
        of_group[row.pk]: row for row in rows.order_by(F("answered_at").asc(nulls_first=True), "received_at", "id")
    }
    return {complaint_id: newest[group] for complaint_id, group in groups.items() if group in newest}
