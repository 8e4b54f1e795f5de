"""An answer as a draft for somebody else's complaint: nothing is left in it of those for whom it was written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.models import Department
from complaints.privacy.own_values import OwnValues
from complaints.privacy.strangers import date_places, stranger_places
from complaints.text.identifiers import remove_identifiers
from complaints.text.normal import normalise
from complaints.text.phones import parse_phones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.models import Complaint
    from complaints.privacy.own_values import Span
    from complaints.privacy.reader import Reader

CHECK_DAY = "[날짜 확인: {}]"
_INVISIBLE = re.compile("[\\u00ad\\u200b-\\u200f\\u2060\\ufeff]")
_PLACEHOLDER = re.compile(r"\[[가-힣 ]+\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to go on with: the kinds of what was taken out of it, and the line that says where it comes from."""

    text: str
    taken_out: list[str]
    days: int
    reference: str


def draft(complaint: Complaint, reader: Reader) -> Draft:
    """The answer of one complaint as a draft. Needs `channel` and `department` loaded; one query.

    Raises PermissionError where the reader may not read the answer.
    """
    if not reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id):
        raise PermissionError("이 민원의 답변은 볼 수 없습니다.")
    offices = Department.objects.exclude(phone="").values_list("phone", flat=True)
    kept = {phone.digits for cell in offices for phone in parse_phones(cell)}
    answer = "\n\n".join(filter(None, [complaint.answer, complaint.follow_up_answer]))
    text = without_persons(answer, complaint, kept)
    kinds = dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(text))
    return Draft(text, list(kinds), text.count(CHECK_DAY.partition("{")[0]), reference(complaint))


def reference(complaint: Complaint) -> str:
    """Which answer a draft was made from: 참고: 구청장에게 바란다 88213 답변(2024-09-12)."""
    number = "" if complaint.number_is_made else f" {complaint.receipt_number}"
    day = f"({timezone.localtime(complaint.answered_at):%Y-%m-%d})" if complaint.answered_at else ""
    return f"참고: {complaint.channel.name}{number} 답변{day}"


def without_persons(text: str, complaint: Complaint, kept: Iterable[str] = ()) -> str:
    """A text of a complaint in which a placeholder stands for each person, number, address and old date.

    `kept` are the digits of phones that stay, such as those of departments. The complaint's own values go in whatever
    notation; those of other people where their form tells them.
    """
    readable, _ = remove_identifiers(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    own = OwnValues.of(complaint, kept)
    numbers = (complaint.receipt_number, complaint.application_number, complaint.original_receipt_number)
    places = list(own.places(readable))
    places += stranger_places(readable, own.kept, frozenset(map(normalise, filter(None, numbers))))
    places += [(start, end, CHECK_DAY.format(readable[start:end])) for start, end in _days_apart(readable, places)]
    for start, end, placeholder in reversed(_joined(places)):
        readable = readable[:start] + placeholder + readable[_bracket_closed(readable, start, end) :]
    return readable


def _bracket_closed(text: str, start: int, end: int) -> int:
    """The end of a place, behind the bracket that closes what was opened in it."""
    place = text[start:end]
    return end + 1 if place.count("(") > place.count(")") and text[end : end + 1] == ")" else end


def _days_apart(text: str, places: list[Span]) -> list[tuple[int, int]]:
    """Days that are no part of something else."""
    return [
        (start, end)
        for start, end in date_places(text)
        if not any(start < other_end and other_start < end for other_start, other_end, _ in places)
    ]


def _joined(places: list[Span]) -> list[Span]:
    """Places in order; those that overlap become one, called as the one that was found first, for it is known best."""
    joined: list[tuple[int, int, int, str]] = []
    for start, end, rank, placeholder in sorted(
        (start, end, rank, placeholder) for rank, (start, end, placeholder) in enumerate(places)
    ):
        if joined and start < joined[-1][1]:
            before = joined[-1]
            best = min(before[2:], (rank, placeholder))
            joined[-1] = (before[0], max(before[1], end), *best)
        else:
            joined.append((start, end, rank, placeholder))
    return [(start, end, placeholder) for start, end, _, placeholder in joined]
