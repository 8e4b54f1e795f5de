"""Complaints that differ in what the test says, the pairs that detection would find, and the groups that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.groups.grouping import regroup
from complaints.groups.models import Group, Pair, Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.complaints.conftest import MakeComplaint

    Cast = Callable[..., list[int]]


@pytest.fixture
def cast(complaint: MakeComplaint) -> Cast:
    """Stores complaints of these receipt numbers and gives their ids: `a, b = cast("ab")`."""
    return lambda numbers, **fields: [complaint(number, **fields).pk for number in numbers]


def tie(one: int, other: int, score: float = 0.9, tier: Tier = Tier.CONFIRMED) -> None:
    """A pair as detection writes it, and the groups that follow."""
    first, second = sorted((one, other))
    Pair.objects.create(first_id=first, second_id=second, score=score, tier=tier, version=1)
    regroup([one])


def groups(tier: Tier = Tier.CONFIRMED) -> set[frozenset[str]]:
    """The groups of a tier, by the receipt numbers of their members."""
    found = Group.objects.filter(tier=tier).prefetch_related("members__complaint")
    return {frozenset(one.complaint.receipt_number for one in group.members.all()) for group in found}


def named(*groups_of_numbers: str) -> set[frozenset[str]]:
    """`named("ab", "cd")`: a group of a and b, and one of c and d."""
    return set(map(frozenset, groups_of_numbers))
