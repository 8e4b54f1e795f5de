"""What may be wrong with a row: one function a rule, all of one face, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.text.identifiers import has_mark
from ingest.converters import needs_year
from ingest.sentences import IDENTIFIER_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ingest.readings import Reading

    Check = Callable[[Reading, datetime], None]

# A cell holds 32,767 signs; blanks at its ends and carriage returns are gone by now.
_NEARLY_CELL_LIMIT = 32_700
_NUMBER_LIMIT = 100
_TEXTS = ("title", "body", "answer", "follow_up_answer")


def number_is_there(reading: Reading, now: datetime) -> None:  # noqa: ARG001 - one face for all checks
    """A window that numbers its complaints gives every row a number."""
    told = any(problem.code == "number_in_scientific_notation" for problem in reading.problems)
    if not reading.fields.get("receipt_number") and not reading.known.content_key_fields and not told:
        reading.tell("number_missing", "receipt_number")


def number_is_no_identifier(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """What stood for a removed identifier is nobody's number: rows that share it are not one complaint."""
    if has_mark(reading.fields.get("receipt_number", "")):
        reading.tell("number_is_identifier", "receipt_number")


def number_has_its_length(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """A number of over a hundred signs is another column's text."""
    if len(reading.fields.get("receipt_number", "")) > _NUMBER_LIMIT:
        reading.tell("number_too_long", "receipt_number")


def received_is_a_date(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """No row without the day it came in."""
    if reading.fields.get("received_at"):
        return
    role = next((role for role in ("received_at", "received_date", "applied_at") if role in reading.cells), "")
    if not role:
        reading.tell(
            "received_missing", "received_at" if "received_date" not in reading.known.required else "received_date"
        )
    elif needs_year(reading.cells[role]) and reading.year_hint is None:
        reading.tell("year_missing", role)
    else:
        reading.tell("received_unreadable", role)


def content_is_there(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """A row without a number is known by its content, so it must have some."""
    names = reading.known.content_key_fields
    if not names or reading.fields.get("receipt_number") or "received_at" not in reading.fields:
        return
    telling = [name for name in names if name not in {"received_at", "admin_dong", "complainant_name"}]
    if not any(reading.fields.get(name) for name in telling):
        reading.tell("content_missing", detail=", ".join(reading.known.role_name(name) for name in telling))


def received_is_past(reading: Reading, now: datetime) -> None:
    """Nothing comes in tomorrow."""
    received = reading.fields.get("received_at")
    if received and received.date() > now.date():
        role = next((role for role in ("received_at", "received_date", "applied_at") if role in reading.cells), "")
        reading.tell("date_in_future", role)


def answered_after_received(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """An answer does not come before its question; days are compared where one has no time."""
    received, answered = reading.fields.get("received_at"), reading.fields.get("answered_at")
    if not (received and answered):
        return
    by_day = bool(reading.dated & {"received_at", "received_date", "answered_at"})
    if (answered.date() < received.date()) if by_day else (answered < received):
        reading.tell("answered_before_received", "answered_at")


def texts_are_whole(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """A text as long as a cell can be was cut."""
    for role in _TEXTS:
        cell = reading.cells.get(role)
        if cell and isinstance(cell.value, str) and len(cell.value) >= _NEARLY_CELL_LIMIT:
            reading.tell("text_cut", role)


def identifiers_were_removed(reading: Reading, now: datetime) -> None:  # noqa: ARG001
    """Whoever exported the file should know what stood in it."""
    if reading.row.removed:
        kinds = ", ".join(IDENTIFIER_NAMES.get(kind, kind) for kind in sorted(reading.row.removed))
        reading.tell("identifier_removed", detail=kinds)


CHECKS: tuple[Check, ...] = (
    number_is_there,
    number_is_no_identifier,
    number_has_its_length,
    received_is_a_date,
    content_is_there,
    received_is_past,
    answered_after_received,
    texts_are_whole,
    identifiers_were_removed,
)


def check(reading: Reading, now: datetime) -> None:
    """Run all checks on one reading."""
    for rule in CHECKS:
        rule(reading, now)
