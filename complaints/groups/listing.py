"""The list of groups as its page shows it: the conditions, one page of groups, and what is said of each.

All of it is said of the members whose texts the reader may read, and groups without any are left out. Only the size of
a group, its place in the list and how many groups there are of a tier count all members.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from complaints.choices import Outcome, Status
from complaints.groups.answers import GRANTED, conflict
from complaints.groups.forms import ONE, FilterForm
from complaints.groups.looking import Callers, person, readable_by
from complaints.groups.models import Group, Tier
from complaints.listing import Chip
from complaints.privacy.gate import STATUS_BADGES, Presented, present
from complaints.search.orders import Cursor, Sort, beyond, order_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.http import QueryDict

    from complaints.models import Channel, Complaint
    from complaints.privacy.reader import Reader
    from complaints.querysets import ComplaintQuerySet

PAGE_SIZE = 20
_WALKED = "newest_at"


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many of a group stand where."""

    label: str
    badge: str
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """One group in the list; `newest` is the newest of its complaints that the reader may read."""

    group: Group
    newest: Presented
    windows: list[Channel]
    callers: Callers
    first: datetime
    last: datetime
    statuses: list[StatusCount]
    has_conflict: bool

    @property
    def url(self) -> str:
        return reverse("groups:detail", args=[self.group.pk])

    @property
    def title(self) -> str:
        return self.newest.title or "(제목 없음)"


class GroupListing:
    """The groups of one tier for one reader; the address parameters are `params`. Nothing is read before `look`."""

    def __init__(self, params: QueryDict, reader: Reader, channels: Sequence[Channel]) -> None:
        self.params, self.reader, self.channels = params, reader, channels
        self.tier = Tier.TO_CHECK if params.get("tier") == Tier.TO_CHECK else Tier.CONFIRMED
        self.form = FilterForm(params, channels)
        self.cursor = Cursor.decode(params.get("page", ""))
        self.rows: list[Row] = []
        self.next_url: str | None = None
        self.previous_url: str | None = None
        self.totals: dict[str, int] = {}

    def look(self, now: datetime) -> None:
        """Read the groups of the page, what is said of them, and how many there are of each tier."""
        found = Group.objects.order_by().values_list("tier").annotate(number=Count("*"))
        self.totals = dict(found)
        self.rows = self._described(self._page(), now)

    @property
    def complaint_ids(self) -> list[int]:
        """The complaints of which more is shown than their number."""
        return [row.newest.id for row in self.rows]

    def tabs(self) -> list[dict[str, Any]]:
        """One for each tier, with the conditions kept."""
        return [
            {
                "label": tier.label,
                "number": self.totals.get(tier, 0),
                "url": self._url({**self._kept(), "tier": tier.value}),
                "current": tier is self.tier,
            }
            for tier in Tier
        ]

    def chips(self) -> list[Chip]:
        """The conditions that hold, each removable by itself."""
        chips = []
        for name, field in self.form.fields.items():
            if value := self.form.value(name):
                shown = dict(getattr(field, "choices", ())).get(value, value)
                label = f"{field.label}" if value is True else f"{field.label}: {shown}"
                others = {key: kept for key, kept in self._kept().items() if key != name}
                chips.append(Chip(label, self._url({**others, "tier": self.tier.value})))
        return chips

    @property
    def bare_url(self) -> str:
        """The same tier without conditions."""
        return self._url({"tier": self.tier.value})

    def _page(self) -> list[Group]:
        """The groups of the page, one more read than shown to know of another page."""
        cursor = self.cursor
        is_backward = cursor is not None and cursor.is_backward
        groups = self._groups().order_by(*order_by(Sort.NEWEST, _WALKED, descending=not is_backward))
        if cursor is not None:
            groups = groups.filter(beyond(Sort.NEWEST, _WALKED, cursor, descending=not is_backward))
        chosen = list(groups[: PAGE_SIZE + 1])
        more, chosen = len(chosen) > PAGE_SIZE, chosen[:PAGE_SIZE]
        if is_backward:
            chosen.reverse()
        if chosen and (more or is_backward):
            self.next_url = self._page_url(chosen[-1], is_backward=False)
        if chosen and (more if is_backward else cursor is not None):
            self.previous_url = self._page_url(chosen[0], is_backward=True)
        return chosen

    def _groups(self) -> QuerySet[Group]:
        own = readable_by(self.reader).filter(memberships__group=OuterRef("pk")).order_by()
        groups = Group.objects.filter(Exists(own.filter(self._about_members())), tier=self.tier)
        if self.form.value("conflict"):
            sides = [Exists(own.filter(outcome__in=outcomes)) for outcomes in (GRANTED, {Outcome.REJECTED})]
            # What is stored counts all members: it only lets PostgreSQL ask fewer groups.
            groups = groups.filter(*sides, has_conflict=True)
        if since := self.form.value("from"):
            # Redundant, but it lets PostgreSQL stop in the middle of the index.
            groups = groups.filter(newest_at__gte=_moment(since, time.min))
        if who := self.form.value("who"):
            wanted = Q(persons=1, told__gt=1) if who == ONE else Q(persons__gt=1)
            groups = groups.filter(Exists(_by_callers(own).filter(wanted)))
        return groups

    def _about_members(self) -> Q:
        """What one complaint of a group must be like."""
        about = Q()
        if code := self.form.value("channel"):
            about &= Q(channel__in=[each.pk for each in self.channels if each.code == code])
        if department := self.form.value("department"):
            about &= Q(department=int(department))
        if since := self.form.value("from"):
            about &= Q(received_at__gte=_moment(since, time.min))
        if until := self.form.value("to"):
            about &= Q(received_at__lte=_moment(until, time.max))
        return about

    def _described(self, groups: Sequence[Group], now: datetime) -> list[Row]:
        ids = [group.pk for group in groups]
        rows: QuerySet[Any] = readable_by(self.reader).filter(memberships__group__in=ids)
        rows = rows.annotate(matter=F("memberships__group"))
        about, statuses, newest = _about(rows), _statuses(rows), _newest(rows)
        windows = {channel.pk: channel for channel in self.channels}
        return [
            Row(
                group=group,
                newest=present(newest[group.pk], self.reader, now),
                windows=[windows[pk] for pk in windows if pk in about[group.pk]["windows"]],
                callers=about[group.pk]["callers"],
                first=about[group.pk]["first"],
                last=about[group.pk]["last"],
                statuses=statuses[group.pk],
                has_conflict=conflict(about[group.pk]["outcomes"]),
            )
            # Of one that is not described all complaints have just been removed.
            for group in groups
            if group.pk in newest and group.pk in about
        ]

    def _kept(self) -> dict[str, str]:
        return {name: self.params.get(name) or "" for name in self.form.fields if self.form.value(name)}

    def _page_url(self, group: Group, *, is_backward: bool) -> str:
        cursor = Cursor(group.newest_at, group.pk, is_backward)
        return self._url({**self._kept(), "tier": self.tier.value, "page": cursor.encode()})

    def _url(self, params: dict[str, str]) -> str:
        address = self.params.copy()
        address.clear()
        address.update(params)
        return f"{reverse('groups:list')}?{address.urlencode()}"


def _by_callers(own: ComplaintQuerySet) -> QuerySet[Any, Any]:
    who = person()
    return own.values("memberships__group").annotate(persons=Count(who, distinct=True), told=Count(who))


def _about(own: QuerySet[Any]) -> dict[int, dict[str, Any]]:
    who = person()
    rows = (
        own.order_by()
        .values("matter")
        .annotate(
            first=Min("received_at"),
            last=Max("received_at"),
            persons=Count(who, distinct=True),
            told=Count(who),
            windows=ArrayAgg("channel_id", distinct=True),
            outcomes=ArrayAgg("outcome", distinct=True),
        )
    )
    return {
        row["matter"]: {**row, "callers": Callers(row["persons"], row["told"], len(row["windows"]))} for row in rows
    }


def _statuses(own: QuerySet[Any]) -> dict[int, list[StatusCount]]:
    counted = own.order_by().values_list("matter", "status").annotate(number=Count("*"))
    numbers: dict[int, dict[str, int]] = {}
    for group_id, status, number in counted:
        numbers.setdefault(group_id, {})[status] = number
    return {
        group_id: [StatusCount(str(each.label), STATUS_BADGES[each], by[each]) for each in Status if each in by]
        for group_id, by in numbers.items()
    }


def _newest(own: Any) -> dict[int, Complaint]:
    rows = own.for_display().order_by("matter", "-received_at", "-id").distinct("matter")
    return {row.matter: row for row in rows}


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
