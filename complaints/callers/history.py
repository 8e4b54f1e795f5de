"""What was decided about callers, as the history page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.callers.models import CallerDecision
from complaints.callers.persons import named_key, person_of
from complaints.models import Complaint
from complaints.privacy.gate import present
from complaints.privacy.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from complaints.privacy.gate import Presented
    from complaints.privacy.reader import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision with a complaint of each side; None where there is none any more."""

    decision: CallerDecision
    note: str
    first: Presented | None
    second: Presented | None


def decisions_about(complaint: Complaint | None) -> QuerySet[CallerDecision]:
    """All decisions, the newest first, or those about this complaint's caller."""
    decisions = CallerDecision.objects.select_related("account")
    if complaint is None:
        return decisions
    if complaint.caller_key is None:
        return decisions.none()
    keys = person_of(complaint.caller_key)
    finer = {named for key in keys if (named := named_key(key, complaint.complainant_name))}
    both = keys | finer
    return decisions.filter(Q(first_key__in=both) | Q(second_key__in=both))


def entries(decisions: Sequence[CallerDecision], reader: Reader, now: datetime) -> list[Entry]:
    """What a page shows of decisions: the complaints looked at then, else the newest ones with their keys."""
    rows = Complaint.objects.for_display()
    seen = rows.in_bulk({pk for each in decisions for pk in (each.first_id, each.second_id)})
    gone = {
        key
        for each in decisions
        for key, pk in ((each.first_key, each.first_id), (each.second_key, each.second_id))
        if pk not in seen
    }
    newest = rows.filter(caller_key__in=gone).order_by("caller_key", "-received_at", "-id").distinct("caller_key")
    by_key = {row.caller_key: row for row in newest} if gone else {}

    def shown(key: UUID, pk: int) -> Presented | None:
        row = seen.get(pk) or by_key.get(key)
        return present(row, reader, now) if row else None

    return [
        Entry(
            each,
            mask_text(each.note),
            first=shown(each.first_key, each.first_id),
            second=shown(each.second_key, each.second_id),
        )
        for each in decisions
    ]
