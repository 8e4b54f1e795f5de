"""The members of one group for its page: few columns of all, so that a group of any size is one light query.

Only those whose texts the reader may read; of the others no more than how many they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from complaints.choices import Outcome
from complaints.groups import looking
from complaints.groups.answers import GRANTED, conflict
from complaints.groups.models import Member, Pair, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from complaints.groups.models import Group
    from complaints.privacy.reader import Reader

MOST_COMPARED = 4
BY_ITSELF = 3  # compared when nobody has picked any
MOST_LINKS = 10
_LIGHT = ("pk", "channel_id", "outcome", "received_at", "person")


class Light(NamedTuple):
    """What of a member is known without reading its texts."""

    id: int
    channel_id: int
    outcome: str
    received_at: datetime
    person: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """Members that are surely one matter: a confirmed group, or one complaint by itself."""

    group_id: int | None
    ids: list[int]


class Membership:
    """Who is in a group now that the reader may read, newest first; in a group to check those of one unit together.

    `hidden` is how many others are in it; they are neither shown nor decided on, nor do they make a conflict.
    """

    def __init__(self, group: Group, reader: Reader) -> None:
        rows = looking.members(group).annotate(person=looking.person())
        found, self.hidden = [], 0
        for is_public, department_id, *light in rows.values_list("is_public", "department_id", *_LIGHT).iterator():
            if reader.may_read_text(is_public=is_public, department_id=department_id):
                found.append(Light(*light))
            else:
                self.hidden += 1
        self.group = group
        self.units = _units(found) if group.tier == Tier.TO_CHECK else [Unit(group.pk, [row.id for row in found])]
        self._by_id = {row.id: row for row in found}
        self.ids = [row_id for unit in self.units for row_id in unit.ids]
        self.seen = looking.digest(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_sure(self) -> bool:
        return self.group.tier == Tier.CONFIRMED

    @property
    def missing(self) -> int:
        """How many were in it when it was made and are gone since."""
        return max(self.group.size - self.total, 0)

    @property
    def total(self) -> int:
        """How many are in it, those included that the reader may not read."""
        return len(self) + self.hidden

    @property
    def callers(self) -> looking.Callers:
        told = [row.person for row in self._by_id.values() if row.person is not None]
        return looking.Callers(len(set(told)), len(told), len(self.channel_ids))

    @property
    def channel_ids(self) -> set[int]:
        return {row.channel_id for row in self._by_id.values()}

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """When the first and the last of them were received."""
        moments = [row.received_at for row in self._by_id.values()]
        return (min(moments), max(moments)) if moments else None

    @property
    def has_conflict(self) -> bool:
        return conflict(row.outcome for row in self._by_id.values())

    def outcomes(self) -> list[tuple[str, int]]:
        """How many were answered how, for those answers that can contradict each other."""
        counted = Counter(row.outcome for row in self._by_id.values())
        return [
            (str(each.label), counted[each])
            for each in Outcome
            if counted[each] and each in {*GRANTED, Outcome.REJECTED}
        ]

    def compared(self, picked: Sequence[int]) -> list[int]:
        """The members to set side by side, the oldest first: the picked ones, else those that tell most."""
        chosen = list(picked[:MOST_COMPARED])
        if not chosen:
            telling = self._contradicting() if self.is_sure else [pk for link in self.links[:1] for pk in _both(link)]
            chosen = telling or self.ids[:BY_ITSELF]
        return sorted(chosen, key=lambda row_id: (self._by_id[row_id].received_at, row_id))

    @cached_property
    def links(self) -> list[Pair]:
        """What is to be checked: pairs of different units, the most alike first."""
        if self.is_sure:
            return []
        unit_of = {row_id: number for number, unit in enumerate(self.units) for row_id in unit.ids}
        pairs = Pair.objects.filter(first__in=self.ids, second__in=self.ids).order_by("-score", "pk")
        return [pair for pair in pairs if unit_of[pair.first_id] != unit_of[pair.second_id]][:MOST_LINKS]

    def whole_units(self, picked: Iterable[int]) -> list[int]:
        """The picked ones; in a group to check with all that are surely one matter with them."""
        if self.is_sure:
            return list(picked)
        chosen = set(picked)
        return [row_id for unit in self.units if chosen & set(unit.ids) for row_id in unit.ids]

    def _contradicting(self) -> list[int]:
        """The newest that was granted and the newest that was rejected."""
        if not self.has_conflict:
            return []
        sides: dict[bool, int] = {}
        for row_id in self.ids:
            outcome = self._by_id[row_id].outcome
            if outcome in GRANTED or outcome == Outcome.REJECTED:
                sides.setdefault(outcome == Outcome.REJECTED, row_id)
        return list(sides.values())


def _both(pair: Pair) -> list[int]:
    return [pair.first_id, pair.second_id]


def _units(found: Sequence[Light]) -> list[Unit]:
    """The confirmed groups among these complaints and the single ones, each by its newest."""
    rows = Member.objects.filter(complaint__in=[row.id for row in found], tier=Tier.CONFIRMED)
    groups = dict(rows.values_list("complaint_id", "group_id"))
    units: dict[tuple[bool, int], Unit] = {}
    for row in found:
        group_id = groups.get(row.id)
        key = (group_id is None, row.id if group_id is None else group_id)
        units.setdefault(key, Unit(group_id, [])).ids.append(row.id)
    return list(units.values())
