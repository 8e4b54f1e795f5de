"""The history of a case as one reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from complaints.choices import ComplaintType, Flag, Outcome, Status
from complaints.models import Complaint, Department
from complaints.privacy.fields import mask_field
from complaints.privacy.masking import mask_address, mask_email, mask_name, mask_phone, mask_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from complaints.privacy.reader import Reader

LONGEST = 120
TEXTS = frozenset({"title", "body", "answer", "follow_up_answer", "incident_location", "source_fields"})
TIMES = frozenset({"received_at", "applied_at", "due_at", "answered_at"})
# How the system stores a row, not what happened to the case.
SILENT = frozenset({"number_is_made", "latitude", "longitude", "login_id", "status_is_decided"})
LABELS: dict[str, dict[str, str]] = {
    "status": {value: str(label) for value, label in Status.choices},
    "outcome": {value: str(label) for value, label in Outcome.choices},
    "complaint_type": {value: str(label) for value, label in ComplaintType.choices},
    "flags": {value: str(label) for value, label in Flag.choices},
}
MASKS: dict[str, Callable[[str], str]] = {
    "complainant_name": mask_name,
    "phone": mask_phone,
    "mobile": mask_phone,
    "email": mask_email,
    "address": mask_address,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: when, which field, from what to what, by which import."""

    at: datetime
    label: str
    old: str
    new: str
    origin: str


def history(complaint: Complaint, reader: Reader) -> list[Change]:
    """The changes of a complaint, newest first; persons masked, texts only for those who may read them."""
    readable = reader.may_read_text(is_public=complaint.is_public, department_id=complaint.department_id)
    events = [event for event in complaint.events.all() if event.field not in SILENT]
    return [
        Change(
            event.at,
            _label(event.field),
            _shown(event.field, event.old, readable=readable),
            _shown(event.field, event.new, readable=readable),
            event.origin,
        )
        for event in events
    ]


def _label(field: str) -> str:
    column = Complaint._meta.get_field(field)  # noqa: SLF001 - public in spite of its name
    return str(getattr(column, "verbose_name", field))


def _shown(field: str, value: Any, *, readable: bool) -> str:
    if value in (None, "", [], {}):
        return ""
    if field in TEXTS:
        return _text(value) if readable else "(비공개)"
    return WRITERS.get(field, _plain)(field, value)


def _plain(field: str, value: Any) -> str:
    del field
    return {True: "예", False: "아니요"}[value] if isinstance(value, bool) else str(value)


def _masked(field: str, value: Any) -> str:
    return MASKS[field](str(value))


def _labelled(field: str, value: Any) -> str:
    words = value if isinstance(value, list) else [value]
    return ", ".join(LABELS[field].get(word, str(word)) for word in words)


def _moment(field: str, value: Any) -> str:
    del field
    return f"{timezone.localtime(parse_datetime(value)):%Y-%m-%d %H:%M}"


def _department(field: str, value: Any) -> str:
    del field
    return Department.objects.filter(pk=value).values_list("name", flat=True).first() or ""


WRITERS: dict[str, Callable[[str, Any], str]] = {
    **dict.fromkeys(MASKS, _masked),
    **dict.fromkeys(LABELS, _labelled),
    **dict.fromkeys(TIMES, _moment),
    "department_id": _department,
}


def _text(value: Any) -> str:
    fields = value.items() if isinstance(value, dict) else ()
    text = ", ".join(f"{header}: {mask_field(header, cell)}" for header, cell in fields) or mask_text(str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
