"""What was decided of complaints, as a page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from complaints.groups.models import GroupDecision, Named, Verdict
from complaints.models import Complaint
from complaints.privacy.masking import mask_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from complaints.privacy.reader import Reader

MOST_NAMED = 6  # of each side
Key = tuple[int, str, str]


class Known(NamedTuple):
    """A complaint that a decision names, as it is there now; whether the reader may read its texts."""

    id: int
    number_is_made: bool
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """One named complaint: its number, its window, and its address if its row is there.

    None of these where the reader may not read its texts.
    """

    number: str = ""
    window: str = ""
    complaint_id: int | None = None

    @property
    def is_hidden(self) -> bool:
        return not self.window

    @property
    def url(self) -> str:
        return reverse("complaints:detail", args=[self.complaint_id]) if self.complaint_id else ""


@dataclass(frozen=True, slots=True)
class Side:
    """Those named on one side, the first few of them."""

    mentions: list[Mention]
    number: int

    @property
    def others(self) -> int:
        return self.number - len(self.mentions)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision and what it named; the reason only for those who may read all of that, phones in it masked."""

    decision: GroupDecision
    sides: list[Side]
    note: str

    @property
    def is_same(self) -> bool:
        return self.decision.verdict == Verdict.SAME

    @property
    def hides_any(self) -> bool:
        """Whether the reader may not read one of those shown, and so not undo it either."""
        return any(one.is_hidden for side in self.sides for one in side.mentions)

    @property
    def complaint_ids(self) -> list[int]:
        return [one.complaint_id for side in self.sides for one in side.mentions if one.complaint_id]


def decisions() -> QuerySet[GroupDecision]:
    """All decisions, newest first, with the first few that each side names and how many there are."""
    named = Named.objects.select_related("channel").order_by("pk")
    return (
        GroupDecision.objects.select_related("account")
        .annotate(left_number=Count("named", Q(named__side=0)), right_number=Count("named", Q(named__side=1)))
        .prefetch_related(
            Prefetch("named", named.filter(side=0)[:MOST_NAMED], to_attr="left"),
            Prefetch("named", named.filter(side=1)[:MOST_NAMED], to_attr="right"),
        )
        .order_by("-at", "-id")
    )


def about(complaints: Iterable[Complaint], most: int) -> QuerySet[GroupDecision]:
    """The newest decisions that name one of these complaints."""
    touched = Q(pk__in=())
    for row in complaints:
        touched |= Q(channel=row.channel_id, receipt_number=row.receipt_number, part=row.part)
    return decisions().filter(pk__in=Named.objects.filter(touched).values("decision"))[:most]


def entries(found: Iterable[GroupDecision], reader: Reader) -> list[Entry]:
    """The decisions of `decisions()`, told to this reader; one query more, two where reasons were written."""
    rows = list(found)
    sides = [[(row.left, row.left_number), (row.right, row.right_number)] for row in rows]  # type: ignore[attr-defined]
    noted = [row.pk for row in rows if row.note]
    all_named = list(Named.objects.filter(decision__in=noted)) if noted else []
    known = _known([*(one for both in sides for named, _ in both for one in named), *all_named], reader)
    withheld = {one.decision_id for one in all_named if not _is_readable(one, known)}
    return [
        Entry(
            row,
            [_side(named, number, known) for named, number in both if number],
            note="" if row.pk in withheld else mask_text(row.note),
        )
        for row, both in zip(rows, sides, strict=True)
    ]


def said_same(complaints: Sequence[Complaint]) -> set[tuple[int, int]]:
    """Pairs of ids of which a standing decision says that they are one matter, in both orders."""
    ids = {_key(row): row.pk for row in complaints}
    named = Named.objects.filter(
        decision__verdict=Verdict.SAME,
        decision__undone_at=None,
        receipt_number__in={number for _, number, _ in ids},
        channel__in={channel for channel, _, _ in ids},
    )
    sides: dict[int, list[int]] = {}
    for decision_id, channel, number, part in named.values_list("decision_id", "channel_id", "receipt_number", "part"):
        if pk := ids.get((channel, number, part)):
            sides.setdefault(decision_id, []).append(pk)
    return {(one, other) for side in sides.values() for one in side for other in side if one != other}


def _known(named: Iterable[Named], reader: Reader) -> dict[Key, Known]:
    rows = list(named)
    found = Complaint.objects.filter(
        receipt_number__in={row.receipt_number for row in rows}, channel__in={row.channel_id for row in rows}
    ).order_by()
    values = found.values_list(
        "channel_id", "receipt_number", "part", "pk", "number_is_made", "is_public", "department_id"
    )
    return {
        (channel, number, part): Known(
            pk, is_made, reader.may_read_text(is_public=is_public, department_id=department_id)
        )
        for channel, number, part, pk, is_made, is_public, department_id in values
    }


def _side(named: Iterable[Named], number: int, known: dict[Key, Known]) -> Side:
    mentions = []
    for one in named:
        row = known.get(_key(one))
        if row and not row.is_readable:
            mentions.append(Mention())
            continue
        # A made number says nothing to anybody.
        said = "번호 없는 민원" if row and row.number_is_made else one.receipt_number
        mentions.append(Mention(said, one.channel.short_name, row.id if row else None))
    return Side(mentions, number)


def _is_readable(one: Named, known: dict[Key, Known]) -> bool:
    row = known.get(_key(one))
    return row is not None and row.is_readable


def _key(row: Complaint | Named) -> Key:
    return row.channel_id, row.receipt_number, row.part
