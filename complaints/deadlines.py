"""How a due date stands against the clock, which is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.choices import OPEN_STATUSES

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Complaint


@dataclass(frozen=True, slots=True)
class Deadline:
    """Whole days to the due date, and days late; both only while the office has to act."""

    days_left: int | None
    days_late: int

    @property
    def label(self) -> str:
        """`D-3`, `오늘까지`, `3일 지남`; empty without a due date."""
        if self.days_late:
            return f"{self.days_late}일 지남"
        if self.days_left is None:
            return ""
        return f"D-{self.days_left}" if self.days_left else "오늘까지"


def deadline(complaint: Complaint, now: datetime) -> Deadline:
    """The deadline of a complaint; a closed one has none left and is not late."""
    if complaint.due_at is None or complaint.status not in OPEN_STATUSES:
        return Deadline(None, 0)
    days = (timezone.localtime(complaint.due_at).date() - timezone.localtime(now).date()).days
    if days < 0 or complaint.due_at < now:
        return Deadline(None, max(1, -days))
    return Deadline(days, 0)
