"""What a list says of each complaint found, without opening it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString

from complaints.models import Complaint
from complaints.privacy.gate import Presented, present
from complaints.search.highlight import marked, passage
from complaints.search.matching import meanings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.privacy.reader import Reader
    from complaints.search.query import Query


@dataclass(frozen=True, slots=True)
class Hit:
    """One complaint in a list: its safe form, why it matched, and how many others its caller has."""

    complaint: Presented
    title: SafeString
    passage: SafeString
    matched: list[str]
    other_count: int

    @property
    def url(self) -> str:
        return reverse("complaints:detail", args=[self.complaint.id])


def hits(rows: Sequence[Complaint], query: Query, reader: Reader, now: datetime) -> list[Hit]:
    """The hits of one page; two queries whatever its length, given `channel` and `department` loaded."""
    per_caller = Complaint.objects.per_caller(row.caller_key for row in rows if row.caller_key)
    return [_hit(row, query, reader, now, per_caller[row.caller_key] - 1 if row.caller_key else 0) for row in rows]


def _hit(row: Complaint, query: Query, reader: Reader, now: datetime, other_count: int) -> Hit:
    shown = present(row, reader, now)
    words = query.texts
    matched = dict.fromkeys(str(meaning) for term in query.wanted for meaning in meanings(term, row, reader))
    written = (shown.body, shown.answer, shown.follow_up_answer, shown.incident_location, shown.category)
    texts = [text for text in written if text]
    return Hit(
        complaint=shown,
        title=marked(shown.title or "(제목 없음)", words) if not shown.is_restricted else SafeString("[비공개 민원]"),
        passage=passage(texts, words),
        matched=list(matched),
        other_count=other_count,
    )
