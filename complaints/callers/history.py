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
        each.shared_key or key
        for each in decisions
        for key, pk in ((each.first_key, each.first_id), (each.second_key, each.second_id))
        if pk not in seen or key not in _keys_of(seen[pk])
    }
    by_key = _newest_of(gone)

    def shown(key: UUID, pk: int) -> Presented | None:
        row = seen.get(pk)
        if row is None or key not in _keys_of(row):
            row = by_key.get(key)
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


def _newest_of(keys: set[UUID]) -> dict[UUID, Complaint]:
    """The newest complaint with each of these keys, and with each finer one of them; at most one query."""
    rows = Complaint.objects.for_display().filter(caller_key__in=keys)
    of_each = ("caller_key", "complainant_name")
    newest = list(rows.order_by(*of_each, "-received_at", "-id").distinct(*of_each)) if keys else []
    oldest_first = sorted(newest, key=lambda row: (row.received_at, row.pk))
    return {key: row for row in oldest_first for key in _keys_of(row)}


def _keys_of(row: Complaint) -> set[UUID]:
    """What decisions may know the caller of a complaint by."""
    key = row.caller_key
    return {each for each in (key, key and named_key(key, row.complainant_name)) if each}
