"""Which group a complaint is in, how large it is, and who is in it; reads only."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from complaints.callers.models import CallerDecision, Verdict
from complaints.callers.persons import persons_of
from complaints.groups.models import Group, Member, Tier
from complaints.models import Complaint
from complaints.search.matching import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.expressions import Combinable

    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet


class Matter(NamedTuple):
    """What is said beside a complaint: in which group it is, how sure that is, and how many there are in it."""

    group_id: int
    tier: Tier
    size: int

    @property
    def is_sure(self) -> bool:
        return self.tier is Tier.CONFIRMED


class Callers(NamedTuple):
    """Of how many people how many complaints of a group are, and through how many windows it came."""

    persons: int
    told: int
    windows: int

    @property
    def kinds(self) -> list[str]:
        """Duplicate: several people or windows. Repeat: several of one person. Law keeps the two apart."""
        is_duplicate, is_repeat = max(self.persons, self.windows) > 1, self.told > self.persons
        return ["중복"] * is_duplicate + ["반복"] * is_repeat

    @property
    def said(self) -> str:
        number = f"{self.persons:,}명" if self.persons else "민원인 없음"
        return f"{number} · {'·'.join(self.kinds)}" if self.kinds else number


def sizes(ids: Iterable[int]) -> dict[int, int]:
    """The size of the confirmed group of each of these complaints that is in one; one query."""
    rows = Member.objects.filter(complaint__in=set(ids), tier=Tier.CONFIRMED)
    return dict(rows.values_list("complaint_id", "group__size"))


def readable_by(reader: Reader) -> ComplaintQuerySet:
    """The complaints whose groups the reader may know: groups are found by texts, so they tell of these."""
    return Complaint.objects.filter(readable(reader) or Q())


def matters(ids: Iterable[int], reader: Reader) -> dict[int, Matter]:
    """The confirmed group of each of these complaints, else the one to check; one query.

    None of one whose texts the reader may not read. The size is everywhere that of the whole group: how many there are
    more than may be read tells nothing of any one of them.
    """
    own = readable_by(reader).filter(pk__in=set(ids))
    rows = Member.objects.filter(complaint__in=own).values_list("complaint_id", "group_id", "tier", "group__size")
    found: dict[int, Matter] = {}
    for complaint_id, group_id, tier, size in rows:
        if tier == Tier.CONFIRMED or complaint_id not in found:
            found[complaint_id] = Matter(group_id, Tier(tier), size)
    return found


def group_of(complaint_id: int, tier: Tier) -> Group | None:
    """The group of this tier in which the complaint is."""
    return Group.objects.filter(members__complaint=complaint_id, members__tier=tier).first()


def members(group: Group) -> ComplaintQuerySet:
    """The complaints of a group, newest first; those whose rows are gone since it was made are left out."""
    return Complaint.objects.filter(memberships__group=group).order_by("-received_at", "-id")


def newest_answers(ids: Iterable[int], reader: Reader) -> dict[int, Complaint]:
    """Of the confirmed group of each of these complaints, the newest answered one that the reader may read.

    Two queries, whatever the number; a complaint in no such group is left out.
    """
    groups = dict(
        Member.objects.filter(complaint__in=set(ids), tier=Tier.CONFIRMED).values_list("complaint_id", "group_id")
    )
    answered = readable_by(reader).filter(memberships__group__in=set(groups.values())).exclude(answer="")
    newest: Any = (
        answered.annotate(matter=F("memberships__group"))
        .order_by("matter", F("answered_at").desc(nulls_last=True), "-received_at", "-id")
        .distinct("matter")
        .defer("search")
    )
    by_group = {row.matter: row for row in newest}
    return {row_id: by_group[group_id] for row_id, group_id in groups.items() if group_id in by_group}


def digest(ids: Iterable[int]) -> str:
    """A short text that is another one for other complaints: what somebody saw when deciding."""
    return blake2b(",".join(map(str, sorted(ids))).encode(), digest_size=8).hexdigest()


def person() -> Combinable:
    """Who a complaint is of, as text: the caller's key, one of them all for keys said to be the same, else itself.

    None in a window that has no callers, so that an inspection is nobody's complaint.
    """
    said = CallerDecision.objects.filter(verdict=Verdict.SAME, undone_at=None).values_list("first_key", "second_key")
    people = persons_of({key for pair in said for key in pair})
    ones = {str(key): str(min(keys)) for key, keys in people.items() if len(keys) > 1}
    key = Cast("caller_key", TextField())
    known: list[Any] = [
        Func(
            Value(json.dumps(ones)),
            key,
            template="(%(expressions)s)",
            arg_joiner="::jsonb ->> ",
            output_field=TextField(),
        )
    ]
    someone = Coalesce(*(known if ones else []), key, Cast("pk", TextField()))
    return Case(When(channel__has_callers=True, then=someone), default=None)
