"""The gate: the only way from a stored complaint to what a page, a file or a command shows.

Templates and views get the values of this module, never a `Complaint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from complaints.choices import OPEN_STATUSES, Flag, Outcome, Status
from complaints.deadlines import Deadline, deadline
from complaints.privacy import log
from complaints.privacy.fields import mask_field
from complaints.privacy.masking import mask_address, mask_email, mask_name, mask_phone, mask_text
from complaints.privacy.roles import Right
from complaints.text.normal import normalise
from complaints.text.particles import subject_particle
from complaints.text.phones import parse_phones

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from complaints.models import Channel, Complaint
    from complaints.privacy.reader import Reader

STATUS_BADGES = {
    Status.RECEIVED: "gray",
    Status.ASSIGNED: "gray",
    Status.IN_PROGRESS: "information",
    Status.SUPPLEMENT_REQUESTED: "warning",
    Status.TRANSFERRED: "secondary",
    Status.ANSWERED: "success",
    Status.CLOSED_WITHOUT_ACTION: "disabled",
    Status.WITHDRAWN: "disabled",
    Status.RETURNED: "disabled",
    Status.MERGED: "disabled",
}
_OF_ITSELF = {
    Status.WITHDRAWN: "민원인께서 취하하신 것으로 되어 있습니다.",
    Status.MERGED: "같은 내용의 다른 민원과 함께 처리하였습니다.",
}
RESTRICTED = "비공개 민원입니다. 제목·내용·답변은 처리 부서만 볼 수 있습니다."
NO_RIGHT = "이 역할로는 민원의 제목·내용·답변을 볼 수 없습니다."
TEXTS = ("title", "body", "answer", "follow_up_answer")
REVEALABLE = {
    "complainant": "complainant_name",
    "mobile": "mobile",
    "phone": "phone",
    "email": "email",
    "address": "address",
}

SHORTEST_PURPOSE = 4
STOCK_PURPOSES = frozenset({"업무처리", "업무확인", "업무상필요", "민원업무", "민원처리", "단순확인"})


class PurposeMissingError(ValueError):
    """A reveal without a purpose that says something; the text is a Korean sentence."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A complaint as one reader may see it: persons masked, texts None where they may not be read."""

    id: int
    channel: Channel
    receipt_number: str
    number_is_made: bool
    title: str | None
    body: str | None
    answer: str | None
    follow_up_answer: str | None
    restricted_reason: str
    complainant: str
    phone: str
    mobile: str
    email: str
    address: str
    incident_location: str
    category: str
    type_label: str
    department: str
    department_id: int | None
    officer: str
    officer_phone: str
    department_phone: str
    status: str
    status_label: str
    status_badge: str
    source_status: str
    status_is_decided: bool
    outcome_label: str
    flags: list[str]
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    deadline: Deadline
    is_public: bool
    satisfaction: str
    summary: str

    @property
    def is_restricted(self) -> bool:
        """Whether the texts may not be read by this reader."""
        return bool(self.restricted_reason)

    @property
    def days_late(self) -> int:
        return self.deadline.days_late

    @property
    def days_left(self) -> int | None:
        return self.deadline.days_left


def present(complaint: Complaint, reader: Reader, now: datetime) -> Presented:
    """The safe form of one complaint for one reader. Needs `channel` and `department` loaded."""
    department = complaint.department
    status = Status(complaint.status)
    return Presented(
        **_texts(complaint, reader),
        id=complaint.pk,
        channel=complaint.channel,
        receipt_number=complaint.receipt_number,
        number_is_made=complaint.number_is_made,
        complainant=mask_name(complaint.complainant_name),
        phone=mask_phone(complaint.phone),
        mobile=mask_phone(complaint.mobile),
        email=mask_email(complaint.email),
        address=mask_address(complaint.address),
        category=complaint.category,
        type_label=complaint.get_complaint_type_display(),
        department=department.name if department else complaint.receiving_department,
        department_id=complaint.department_id,
        department_phone=department.phone if department else "",
        officer=complaint.officer,
        officer_phone=complaint.officer_phone,
        status=status.value,
        status_label=str(status.label),
        status_badge=STATUS_BADGES[status],
        source_status=complaint.source_status,
        status_is_decided=complaint.status_is_decided,
        outcome_label="" if complaint.outcome == Outcome.NONE else complaint.get_outcome_display(),
        flags=[str(Flag(flag).label) for flag in complaint.flags],
        received_at=complaint.received_at,
        due_at=complaint.due_at,
        answered_at=complaint.answered_at,
        deadline=deadline(complaint, now),
        is_public=complaint.is_public,
        satisfaction=complaint.satisfaction,
        summary=summary(complaint, now),
    )


def _texts(complaint: Complaint, reader: Reader) -> dict[str, Any]:
    """What was written, for those who may read it; the reason for those who may not."""
    if not reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id):
        reason = RESTRICTED if reader.may(Right.READ_TEXT) else NO_RIGHT
        return {**dict.fromkeys(TEXTS), "incident_location": complaint.admin_dong, "restricted_reason": reason}
    department_phone = complaint.department.phone if complaint.department else ""
    office = {phone.digits for cell in (complaint.officer_phone, department_phone) for phone in parse_phones(cell)}
    shown = {name: mask_text(getattr(complaint, name), office_numbers=office) for name in (*TEXTS, "incident_location")}
    return {**shown, "restricted_reason": ""}


def summary(complaint: Complaint, now: datetime) -> str:
    """The sentence to read aloud to the caller; names the officer and no other person."""
    received = timezone.localtime(complaint.received_at)
    department = complaint.department
    officer = complaint.officer and f"{complaint.officer} 담당자"
    who = " ".join(filter(None, [department.name if department else "", officer])) or "담당 부서"
    phone = complaint.officer_phone or (department.phone if department else "")
    call = f" 문의 전화는 {phone}입니다." if phone else ""
    # Of these it is not the officer who did something.
    of_itself = _OF_ITSELF.get(Status(complaint.status))
    progress = of_itself or f"{who}{subject_particle(who)} {_progress(complaint, now)}"
    return f"{_day(received, now)} ‘{complaint.channel.name}’ 창구로 접수된 민원은 {progress}{call}"


def _day(moment: datetime, now: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%-m월 %-d일}" if local.year == timezone.localtime(now).year else f"{local:%Y년 %-m월 %-d일}"


def _progress(complaint: Complaint, now: datetime) -> str:
    status = Status(complaint.status)
    if status is Status.ANSWERED:
        return (
            f"{_day(complaint.answered_at, now)}에 답변을 마쳤습니다."
            if complaint.answered_at
            else "답변을 마쳤습니다."
        )
    if status is Status.SUPPLEMENT_REQUESTED:
        return "보완을 요청하고 기다리고 있습니다."
    if status is Status.TRANSFERRED:
        return "다른 기관으로 이송하였습니다."
    if status not in OPEN_STATUSES:
        return f"‘{status.label}’ 상태로 마쳤습니다."
    if complaint.due_at is None:
        return "처리하고 있으며, 정해진 기한은 없습니다."
    due = _day(complaint.due_at, now)
    if deadline(complaint, now).days_late:
        return f"처리하고 있으며, {due}까지였던 답변이 늦어지고 있습니다."
    return f"처리하고 있으며, {due}까지 답변할 예정입니다."


def source_fields(complaint: Complaint, reader: Reader) -> list[tuple[str, str]]:
    """The columns that no field of ours takes, by their own headers; nothing where the texts may not be read."""
    if not reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id):
        return []
    return [(header, mask_field(header, value)) for header, value in complaint.source_fields.items() if value]


def reveal(
    complaint: Complaint,
    field: str,
    *,
    reader: Reader,
    purpose: str,
    request: HttpRequest | None = None,
) -> str:
    """One field of one complaint unmasked, its use recorded before the value is given.

    Raises PermissionError without the right, PurposeMissingError for an empty or stock purpose, KeyError for a field
    that is not a person's.
    """
    if not reader.may(Right.REVEAL):
        raise PermissionError("가려진 값을 볼 권한이 없습니다.")
    column = REVEALABLE[field]
    reason = purpose.strip()
    if len(reason) < SHORTEST_PURPOSE or normalise(reason) in STOCK_PURPOSES:
        raise PurposeMissingError("무엇을 하려고 보는지 네 글자 이상으로 적어 주십시오. ‘업무’만으로는 볼 수 없습니다.")
    with transaction.atomic():
        log.record(
            reader,
            log.Action.REVEAL,
            request=request,
            complaint_ids=[complaint.pk],
            purpose=reason[:200],
            detail={"field": field},
        )
        return str(getattr(complaint, column))
