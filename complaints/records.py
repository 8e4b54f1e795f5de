"""One complaint as a window gave it: typed, cleaned of unique identifiers, not yet stored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from complaints.choices import ComplaintType, Outcome, Status

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """All source fields of one complaint, under the names of `Complaint`.

    Times are aware. `department_id` is a Department or None; `source_fields` are the columns that no field takes,
    by their own headers. Identifiers of article 24 of the Personal Information Protection Act are already removed.
    """

    channel_id: int
    receipt_number: str
    received_at: datetime
    part: str = ""
    number_is_made: bool = False
    application_number: str = ""
    original_receipt_number: str = ""
    complaint_type: str = ComplaintType.UNKNOWN.value
    category: str = ""
    intake_route: str = ""
    title: str = ""
    body: str = ""
    answer: str = ""
    follow_up_answer: str = ""
    is_public: bool = True
    complainant_name: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    login_id: str = ""
    address: str = ""
    admin_dong: str = ""
    incident_location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    department_id: int | None = None
    receiving_department: str = ""
    officer: str = ""
    officer_phone: str = ""
    applied_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    status: str = Status.RECEIVED.value
    outcome: str = Outcome.NONE.value
    flags: tuple[str, ...] = ()
    source_status: str = ""
    status_is_decided: bool = True
    satisfaction: str = ""
    support_count: int | None = None
    source_fields: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str, str]:
        """The natural key."""
        return self.channel_id, self.receipt_number, self.part

    def in_order(self) -> tuple[Any, ...]:
        """The values of SOURCE_FIELD_NAMES."""
        return _values(self)

    def digest(self) -> bytes:
        """16 bytes that are equal exactly when every source field is equal."""
        text = _as_text(dict(zip(SOURCE_FIELD_NAMES, _values(self), strict=True)))
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


SOURCE_FIELD_NAMES = tuple(f.name for f in fields(SourceRecord))
_values = attrgetter(*SOURCE_FIELD_NAMES)
_as_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
