"""How far a change can reach: all complaints whose groups may become others because of some."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Subquery

from complaints.groups.models import Member, Pair, Tier, Verdict
from complaints.groups.standing import concerning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# Groups to check end at fifty complaints, so that nothing further away matters much; confirmed ones are followed whole.
FAR = 1000


def reach(ids: Iterable[int]) -> set[int]:
    """The complaints, and all that are or may come to be in a group with them; ids of rows that are gone stay."""
    known, fresh = set[int](), set(ids)
    while fresh:
        known |= fresh
        near = chain(_paired(fresh, [Tier.CONFIRMED]), _said_same(fresh), _fellows(fresh))
        further = _paired(fresh, [Tier.TO_CHECK]) if len(known) < FAR else ()
        fresh = {*near, *further} - known
    return known


def _paired(ids: Collection[int], tiers: Collection[Tier]) -> Iterable[int]:
    pairs = Pair.objects.filter(tier__in=tiers)
    yield from pairs.filter(first_id__in=ids).values_list("second_id", flat=True)
    yield from pairs.filter(second_id__in=ids).values_list("first_id", flat=True)


def _said_same(ids: Collection[int]) -> Iterable[int]:
    for decision in concerning(ids):
        if decision.verdict == Verdict.SAME:
            yield from decision.sides[0]


def _fellows(ids: Collection[int]) -> Iterable[int]:
    """Members of the groups as they were: none of these may be left behind."""
    groups = Member.objects.filter(complaint_id__in=ids).values("group_id")
    return Member.objects.filter(group_id__in=Subquery(groups)).values_list("complaint_id", flat=True)
