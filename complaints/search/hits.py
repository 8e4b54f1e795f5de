"""What a list says of each complaint found, without opening it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString

from complaints.groups.looking import Matter, matters
from complaints.models import Complaint
from complaints.privacy.gate import Presented, present
from complaints.search.highlight import marked, passage
from complaints.search.matching import conditions_held, matching_readings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.privacy.reader import Reader
    from complaints.search.query import Query
    from complaints.search.readings import Reading

# The texts of a complaint in which a passage is looked for, in this order, and what they are called.
PASSAGES = {
    "body": "본문",
    "answer": "답변",
    "follow_up_answer": "추가 답변",
    "incident_location": "위치",
    "category": "분야",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One complaint in a list: its safe form, why it matched and where, how many others its caller has, its group."""

    complaint: Presented
    title: SafeString
    passage: SafeString
    passage_field: str
    matched: list[str]
    other_count: int
    matter: Matter | None = None

    @property
    def url(self) -> str:
        return reverse("complaints:detail", args=[self.complaint.id])


def hits(rows: Sequence[Complaint], query: Query, reader: Reader, now: datetime) -> list[Hit]:
    """The hits of one page; given `channel` and `department` loaded, two queries and one a keyword in `query`."""
    per_caller = Complaint.objects.per_caller(row.caller_key for row in rows if row.caller_key)
    groups = matters((row.pk for row in rows), reader)
    held = conditions_held(query, rows)
    found = []
    for row in rows:
        readings = [reading for term in query.wanted for reading in matching_readings(term, row, reader, held)]
        other_count = per_caller[row.caller_key] - 1 if row.caller_key else 0
        found.append(_hit(present(row, reader, now), query.texts, readings, other_count, groups.get(row.pk)))
    return found


def _hit(
    shown: Presented, words: Sequence[str], readings: Sequence[Reading], other_count: int, matter: Matter | None
) -> Hit:
    texts = {label: text for name, label in PASSAGES.items() if (text := getattr(shown, name))}
    found_in, passed = passage(texts, words)
    return Hit(
        complaint=shown,
        title=_title(shown, words),
        passage=passed,
        passage_field=found_in,
        matched=list(dict.fromkeys(reading.reason for reading in readings)),
        other_count=other_count,
        matter=matter,
    )


def _title(shown: Presented, words: Sequence[str]) -> SafeString:
    """The title with its words marked; what stands in place of one is ours, and never marked."""
    if shown.is_restricted:
        return SafeString("[비공개 민원]")
    return marked(shown.title, words) if shown.title else SafeString("(제목 없음)")
