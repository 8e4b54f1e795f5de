"""Groups made of pairs as detection leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.groups.grouping import regroup
from complaints.groups.models import Group, Pair, Reason, Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Complaint

    Together = Callable[..., Group]


@pytest.fixture
def together(db: None) -> Together:
    """Pairs the first of the complaints with each other one, and gives the group in which they are then."""

    def make(*rows: Complaint, tier: Tier = Tier.CONFIRMED, reasons: tuple[Reason, ...] = (Reason.TEXT,)) -> Group:
        first, *others = rows
        for other in others:
            one, two = sorted((first.pk, other.pk))
            Pair.objects.create(first_id=one, second_id=two, score=0.9, tier=tier, reasons=list(reasons), version=1)
        regroup(row.pk for row in rows)
        return Group.objects.get(tier=tier, members__complaint=first)

    return make
