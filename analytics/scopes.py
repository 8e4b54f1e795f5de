"""Whose complaints a page counts, for whom, and in what: the conditions that all numbers of a page share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import Coalesce

from analytics.models import ALL, EVERYTHING, ComplaintKeywords
from complaints.groups.models import Member, Tier
from complaints.privacy.reader import Reader
from complaints.privacy.roles import Right

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from complaints.models import Channel, Department

FEWEST_PERSONS = 5  # figures of fewer are not shown outside their department


class By(TextChoices):
    """What is counted. Forty posts of one person count one by callers; a complaint without a caller counts as one.

    By matters the complaints of one confirmed group count as one, every other complaint as one of its own; what spans
    months counts in each of them.
    """

    CALLERS = "callers", "민원인 수"
    COMPLAINTS = "complaints", "민원 수"
    MATTERS = "matters", "사안 수"


class Tally(NamedTuple):
    """How many complaints there are, of how many distinct callers; of how many matters, where a scope counts those."""

    complaints: int
    callers: int
    matters: int = 0


NOTHING = Tally(0, 0)


def matter() -> Combinable:
    """The matter of a row of ComplaintKeywords: its confirmed group, or its own number below zero."""
    surely = Member.objects.filter(complaint=OuterRef("pk"), tier=Tier.CONFIRMED)
    return Coalesce(Subquery(surely.values("group_id")), -F("pk"))


@dataclass(frozen=True, slots=True)
class Scope:
    """The reader and the filters of a page, without its days. `only_public` leaves out what only some may read."""

    reader: Reader
    channel: Channel | None = None
    department: Department | None = None
    only_public: bool = False
    by: By = By.CALLERS

    @property
    def unit(self) -> str:
        """The counter word of its numbers."""
        return "명" if self.by is By.CALLERS else "건"

    @property
    def columns(self) -> tuple[str, ...]:
        """What is summed of roll-ups, in the order of a Tally."""
        return Tally._fields if self.by is By.MATTERS else Tally._fields[:2]

    def counts(self) -> dict[str, Count]:
        """The same, counted of rows of ComplaintKeywords. Matters cost most, and are counted where asked for."""
        found = {"complaints": Count("pk"), "callers": Count("caller", distinct=True)}
        return {**found, "matters": Count(matter(), distinct=True)} if self.by is By.MATTERS else found

    @property
    def viewer_ids(self) -> list[int]:
        """The rows of a roll-up that add up to what the reader may read."""
        own = self._own_department_id
        return [ALL] if own is None else [ALL, own]

    @property
    def everything_ids(self) -> list[int]:
        """The rows of a roll-up of totals that count all complaints of the scope, whoever may read them."""
        return [ALL if self.only_public else EVERYTHING]

    @property
    def is_rolled_up(self) -> bool:
        """Whether roll-ups hold its numbers; a department's of one channel, and who reads all, are counted as asked."""
        return not self.reader.reads_all and not (self.channel and self.department)

    @property
    def channel_id(self) -> int:
        """The cell of the roll-ups: ALL, a channel, or a department as its number below zero."""
        if self.channel:
            return self.channel.pk
        return -self.department.pk if self.department else ALL

    @property
    def is_own(self) -> bool:
        """Whether all that it counts is the reader's own department's, so that nothing is too small to be shown."""
        own = self.department is not None and self.department.pk == self.reader.department_id
        return own or self.reader.reads_all

    def readable(self, since: date, until: date) -> QuerySet[ComplaintKeywords]:
        """The complaints received on these days (both included) whose texts the reader may read."""
        rows = self.received(since, until)
        if self.reader.reads_all:
            return rows
        public = Q(is_public=True)
        own = self._own_department_id
        return rows.filter(public if own is None else public | Q(department_id=own))

    def received(self, since: date, until: date) -> QuerySet[ComplaintKeywords]:
        """All complaints received on these days, for that they are there everybody may know."""
        rows = ComplaintKeywords.objects.filter(day__range=(since, until))
        if self.channel:
            rows = rows.filter(channel_id=self.channel.pk)
        if self.department:
            rows = rows.filter(department_id=self.department.pk)
        return rows.filter(is_public=True) if self.only_public else rows

    def value(self, tally: Tally) -> int:
        """The number that is asked for."""
        return {By.CALLERS: tally.callers, By.COMPLAINTS: tally.complaints, By.MATTERS: tally.matters}[self.by]

    def hides(self, tally: Tally) -> bool:
        """Whether a figure stands for so few persons that it is not shown."""
        return 0 < tally.callers < FEWEST_PERSONS and not self.is_own

    @property
    def _own_department_id(self) -> int | None:
        if self.only_public or not self.reader.may(Right.READ_OWN_RESTRICTED):
            return None
        return self.reader.department_id


# What everybody with a dashboard may read; alerts and reports say no more.
PUBLIC = Scope(Reader(actor="현황", rights=frozenset({Right.READ_TEXT, Right.DASHBOARD})), only_public=True)
