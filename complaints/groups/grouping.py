"""From pairs and decisions to groups: the only writer of `Group` and `Member`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from complaints.groups.answers import conflict
from complaints.groups.joining import Joining
from complaints.groups.models import Group, Member, Pair, Tier
from complaints.groups.reach import reach
from complaints.groups.standing import concerning
from complaints.models import Complaint
from complaints.signals import complaints_stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

# Complaints in a group that is yet to be checked: more than that nobody looks through.
MOST_TO_CHECK = 50
# The lock under which pairs, decisions and groups are written.
LOCK = 72_030


@dataclass(frozen=True, slots=True)
class _Row:
    """What of a complaint its groups depend on."""

    id: int
    key: tuple[int, str, str]
    received_at: datetime
    outcome: str


def lock_groups() -> None:
    """Until the end of the transaction nobody else writes pairs, decisions or groups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])


@transaction.atomic
def regroup(ids: Iterable[int]) -> set[int]:
    """Form the groups of these complaints, and of all that the change reaches, anew; ids may be gone.

    Returns the complaints whose confirmed group is another one than before, or none now. On commit the months of
    these are announced by `complaints_stored`, without ids.
    """
    lock_groups()
    reached = reach(ids)
    rows = _rows(reached)
    joining = _joined(rows)
    confirmed = joining.sets()
    _join_pairs(joining, rows, Tier.TO_CHECK, most=MOST_TO_CHECK)
    # A group to check has something to check: it is more than one confirmed group.
    known = set(map(frozenset, confirmed))
    to_check = [members for members in joining.sets() if members not in known]
    changed = _write(Tier.CONFIRMED, confirmed, reached, rows)
    _write(Tier.TO_CHECK, to_check, reached, rows)
    _announce_on_commit(rows[item].received_at for item in changed if item in rows)
    return changed


def _rows(ids: Collection[int]) -> dict[int, _Row]:
    found = Complaint.objects.filter(pk__in=ids).order_by()
    values = found.values_list("pk", "channel_id", "receipt_number", "part", "received_at", "outcome")
    return {pk: _Row(pk, (channel, number, part), at, outcome) for pk, channel, number, part, at, outcome in values}


def _joined(rows: Mapping[int, _Row]) -> Joining:
    """The complaints, joined by what people said and then by what detection is sure of."""
    joining = Joining(rows)
    for decision in concerning(rows):
        decision.apply(joining)
    _join_pairs(joining, rows, Tier.CONFIRMED)
    return joining


def _join_pairs(joining: Joining, rows: Mapping[int, _Row], tier: Tier, *, most: int | None = None) -> None:
    """From the strongest pair on; among equals by natural keys, so that the order of arrival decides nothing."""
    found = Pair.objects.filter(first_id__in=rows, tier=tier).values_list("score", "first_id", "second_id")
    pairs = [
        (-score, sorted((rows[first].key, rows[second].key)), first, second)
        for score, first, second in found
        if first in rows and second in rows
    ]
    for _, _, first, second in sorted(pairs):
        joining.join(first, second, most=most)


def _write(tier: Tier, groups: list[set[int]], reached: Collection[int], rows: Mapping[int, _Row]) -> set[int]:
    """Bring the tables to these groups, writing only what differs; the complaints that are in another group now."""
    was = dict(Member.objects.filter(complaint_id__in=reached, tier=tier).values_list("complaint_id", "group_id"))
    numbers = _numbers(groups, was, rows)
    kept = {number for number in numbers if number is not None}
    old = Group.objects.filter(pk__in=set(was.values())).in_bulk()
    made = [
        _saved(old.get(number or 0) or Group(tier=tier), [rows[one] for one in members])
        for members, number in zip(groups, numbers, strict=True)
    ]
    Group.objects.bulk_create([group for group in made if group.pk is None])
    now = {one: group.pk for members, group in zip(groups, made, strict=True) for one in members}
    changed = {one for one in {*was, *now} if was.get(one) != now.get(one)}
    Member.objects.filter(complaint_id__in=changed, tier=tier).delete()
    Group.objects.filter(pk__in=old.keys() - kept).delete()
    Member.objects.bulk_create(
        [Member(complaint_id=one, group_id=now[one], tier=tier) for one in sorted(changed) if one in now]
    )
    return changed


def _numbers(groups: list[set[int]], was: Mapping[int, int], rows: Mapping[int, _Row]) -> list[int | None]:
    """For each group the number of the old one that it goes on: of those with members of an old one the largest."""
    shares = [
        (-shared, number, min(rows[one].key for one in members), place)
        for place, members in enumerate(groups)
        for number, shared in Counter(was[one] for one in members if one in was).items()
    ]
    given: dict[int, int] = {}
    taken = set[int]()
    for _, number, _, place in sorted(shares):
        if place not in given and number not in taken:
            given[place] = number
            taken.add(number)
    return [given.get(place) for place in range(len(groups))]


def _saved(group: Group, members: list[_Row]) -> Group:
    """The group with what its members say of it; an old one is written if that is new, a new one by the caller."""
    about = (len(members), max(row.received_at for row in members), conflict(row.outcome for row in members))
    if about != (group.size, group.newest_at, group.has_conflict):
        group.size, group.newest_at, group.has_conflict = about
        if group.pk is not None:
            group.save()
    return group


def _announce_on_commit(moments: Iterable[datetime]) -> None:
    months = {timezone.localtime(moment).date().replace(day=1) for moment in moments}
    if months:
        # Without ids: what a complaint is compared by has not changed.
        transaction.on_commit(lambda: complaints_stored.send(sender=Complaint, complaint_ids=[], months=months))
