"""The decisions that hold, as they concern the complaints that are there now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection

from complaints.groups.models import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from complaints.groups.joining import Joining

# Every complaint that a standing decision names, for the decisions that name one of those asked for; these are found
# first, however little the planner knows of a young table.
_CONCERNING = """
WITH concerned AS MATERIALIZED (
    SELECT DISTINCT named.decision_id FROM complaints_complaint complaint
    JOIN groups_named named ON named.receipt_number = complaint.receipt_number
        AND named.channel_id = complaint.channel_id AND named.part = complaint.part
    WHERE complaint.id = ANY(%s)
)
SELECT decision.id, decision.verdict, named.side, complaint.id
FROM groups_groupdecision decision
JOIN groups_named named ON named.decision_id = decision.id
JOIN complaints_complaint complaint ON complaint.channel_id = named.channel_id
    AND complaint.receipt_number = named.receipt_number AND complaint.part = named.part
WHERE decision.id IN (SELECT decision_id FROM concerned) AND decision.undone_at IS NULL
ORDER BY decision.id DESC, complaint.received_at, complaint.channel_id, complaint.receipt_number, complaint.part
"""


@dataclass(slots=True)
class Standing:
    """One decision that was not undone; both sides in order of receipt, the second empty unless it says DIFFERENT."""

    id: int
    verdict: str
    sides: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))

    def apply(self, joining: Joining) -> None:
        """Do what it says, as far as later decisions, which were applied before, allow."""
        known = [[item for item in side if item in joining] for side in self.sides]
        if self.verdict == Verdict.DIFFERENT:
            joining.bar(*known)
            return
        apart: list[int] = []
        for item in known[0]:
            if not any(joining.join(one, item) for one in apart):
                apart.append(item)


def concerning(ids: Collection[int]) -> list[Standing]:
    """The standing decisions that name any of the complaints, the newest first: it holds against those before."""
    found: dict[int, Standing] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNING, [list(ids)])
        for decision_id, verdict, side, complaint_id in cursor.fetchall():
            found.setdefault(decision_id, Standing(decision_id, verdict)).sides[side].append(complaint_id)
    return list(found.values())
