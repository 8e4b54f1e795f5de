"""The card of a caller: everything that she or he has submitted, and the sentence to read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator

from complaints.callers.deciding import why_inseparable
from complaints.callers.evidence import Strength
from complaints.callers.links import has_caller, look
from complaints.choices import OPEN_STATUSES
from complaints.models import Complaint
from complaints.privacy.gate import present

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.paginator import Page

    from complaints.callers.links import Link, Linked
    from complaints.privacy.gate import Presented
    from complaints.privacy.reader import Reader

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint of a card and why it is there; no link for the one that the card was opened from.

    `offers_same` says that "the same person" can be said of it, `inseparable` why "another person" cannot.
    """

    case: Presented
    link: Link | None
    offers_same: bool
    inseparable: str


@dataclass(frozen=True, slots=True)
class Card:
    """What one page of a card shows.

    `spoken` is the complaint to speak of first: the newest open one, else the newest, never one under another name;
    `total` and `open` count all that are surely the caller's, `more_open` those that can be read aloud after it.
    """

    spoken: Row
    rows: list[Row]
    possible: list[Row]
    page: Page[int]
    possible_page: Page[int]
    total: int
    open: int
    more_open: int
    found: Linked

    @property
    def ids(self) -> list[int]:
        """The complaints that are shown."""
        return list(dict.fromkeys(row.case.id for row in (self.spoken, *self.rows, *self.possible)))


def card_of(complaint: Complaint, reader: Reader, now: datetime, *, page: str = "", possible: str = "") -> Card | None:
    """The card opened from this complaint, its lists at these pages; None where nobody complains."""
    if not has_caller(complaint):
        return None
    found = look(complaint, reader)
    links = {link.complaint_id: link for link in found.links}
    own = _statuses([complaint.pk, *(link.complaint_id for link in found.sure)])
    same_name = [pk for pk in own if pk not in links or not links[pk].other_name]
    is_open = [pk for pk in same_name if own[pk] in OPEN_STATUSES]
    spoken = (is_open or same_name)[0]
    shown = Paginator(list(own), PER_PAGE).get_page(page)
    maybe = Paginator([link.complaint_id for link in found.possible], PER_PAGE).get_page(possible)
    wanted = {spoken, *shown.object_list, *maybe.object_list}
    loaded = Complaint.objects.for_display().order_by().in_bulk(wanted)
    rows = {pk: _row(complaint, row, links.get(pk), present(row, reader, now)) for pk, row in loaded.items()}
    return Card(
        spoken=rows[spoken],
        rows=[rows[pk] for pk in shown.object_list],
        possible=[rows[pk] for pk in maybe.object_list],
        page=shown,
        possible_page=maybe,
        total=len(own),
        open=sum(status in OPEN_STATUSES for status in own.values()),
        more_open=max(len(is_open) - 1, 0),
        found=found,
    )


def _row(own: Complaint, row: Complaint, link: Link | None, case: Presented) -> Row:
    is_certain = link is not None and link.strength == Strength.CERTAIN
    return Row(
        case,
        link,
        offers_same=not is_certain and row.caller_key != own.caller_key,
        inseparable=why_inseparable(own, row),
    )


def _statuses(ids: list[int]) -> dict[int, str]:
    """The status of each of these complaints, the newest first."""
    rows = Complaint.objects.filter(pk__in=ids).order_by("-received_at", "-id")
    return dict(rows.values_list("pk", "status"))
