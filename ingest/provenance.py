"""Which cell of which file gave each value of a complaint last, what the value was before, and since when it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.models import Complaint
from complaints.privacy.fields import mask_field
from complaints.privacy.masking import mask_address, mask_cell, mask_email, mask_name, mask_phone, mask_text
from ingest.models import ImportedRow, RowState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from complaints.history import Change
    from complaints.privacy.gate import Presented
    from ingest.models import ImportBatch

_LONGEST = 60
# The fields that a page shows, with the columns that can have given them, the likeliest first.
_GIVEN_BY: dict[str, tuple[str, ...]] = {
    "receipt_number": ("receipt_number",),
    "application_number": ("application_number",),
    "original_receipt_number": ("original_receipt_number",),
    "title": ("title", "category", "incident_location"),
    "body": ("body",),
    "answer": ("answer",),
    "follow_up_answer": ("follow_up_answer",),
    "complaint_type": ("complaint_type",),
    "category": ("category",),
    "intake_route": ("intake_route",),
    "is_public": ("public",),
    "complainant_name": ("complainant_name", "name_and_login", "name_and_dong"),
    "mobile": ("mobile", "contact", "phone"),
    "phone": ("phone", "contact", "mobile"),
    "email": ("email",),
    "address": ("address",),
    "admin_dong": ("admin_dong", "name_and_dong"),
    "incident_location": ("incident_location",),
    "department_id": ("department", "officer_line"),
    "receiving_department": ("receiving_department",),
    "officer": ("officer", "officer_line"),
    "officer_phone": ("officer_phone", "officer_line", "officer"),
    "received_at": ("received_at", "received_date", "applied_at"),
    "applied_at": ("applied_at",),
    "due_at": ("due_at",),
    "answered_at": ("answered_at",),
    "status": ("status_word", "status_detail", "confirmed_on", "answered_at", "notified_on"),
    "outcome": ("status_word", "status_detail"),
    "satisfaction": ("satisfaction",),
    "support_count": ("support_count",),
}
# What the safe form of a complaint calls some of them.
_SHOWN_AS = {
    "complaint_type": "type_label",
    "complainant_name": "complainant",
    "department_id": "department",
    "outcome": "outcome_label",
}
_MASKS: dict[str, Callable[[str], str]] = {
    "complainant_name": mask_name,
    "name_and_login": mask_cell,
    "name_and_dong": mask_cell,
    "login_id": mask_cell,
    "mobile": mask_phone,
    "phone": mask_phone,
    "contact": mask_phone,
    "email": mask_email,
    "address": mask_address,
    "officer_phone": mask_text,
    "officer_line": mask_text,
}
# How the history names what is no import, and what a reader reads.
_OTHERWISE = {"word": "상태 낱말의 뜻을 정함", "department": "부서를 합치거나 되돌림"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a kept row, as everybody may see it."""

    row: ImportedRow
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one value comes from: a cell, an import whose cells are gone, or an act of a person; and since when."""

    label: str
    since: datetime
    before: str = ""
    cell: Cell | None = None
    batch_id: int | None = None
    act: str = ""


def rows_of(complaint_id: int) -> list[ImportedRow]:
    """The kept rows that made or changed a complaint, newest first, with what tells of their columns; one query."""
    rows = ImportedRow.objects.filter(complaint_id=complaint_id).select_related("batch__account", "batch__mapping")
    return list(rows.order_by("-id"))


def values(rows: Sequence[ImportedRow], changes: Iterable[Change], shown: Presented | None = None) -> list[Provenance]:
    """Each value with its origin; `changes` is the history as its reader may see it, newest first.

    What is empty in `shown`, and always was, has none.
    """
    newest: dict[str, Change] = {}
    for change in changes:
        newest.setdefault(change.label, change)
    first = next((row for row in reversed(rows) if row.action == RowState.NEW), None)
    told = [field for field in _GIVEN_BY if label_of(field) in newest or not _is_empty(field, shown)]
    found = (_value(field, rows, newest.get(label_of(field)), first) for field in told)
    return [value for value in found if value]


def label_of(field: str) -> str:
    """What the history calls a field."""
    column = Complaint._meta.get_field(field)  # noqa: SLF001 - public in spite of its name
    return str(getattr(column, "verbose_name", field))


def shown_cells(row: ImportedRow) -> list[tuple[str, str]]:
    """All filled cells of a row under the names of their columns: what kinds of signs stand in them."""
    names = _names(row)
    return [(_name(names, index), mask_cell(text)) for index, text in enumerate(row.cells) if text]


def _is_empty(field: str, shown: Presented | None) -> bool:
    return getattr(shown, _SHOWN_AS.get(field, field), "unknown") in (None, "")


def _value(
    field: str, rows: Sequence[ImportedRow], change: Change | None, first: ImportedRow | None
) -> Provenance | None:
    label = label_of(field)
    if change is None:
        cell = _cell(field, rows, first.batch_id) if first else None
        return Provenance(label, _since(cell.row.batch), cell=cell) if cell and cell.text else None
    kind, _, number = change.origin.partition(":")
    if kind != "batch" or not number.isdecimal():
        return Provenance(label, change.at, change.old, act=_OTHERWISE.get(kind, change.origin))
    return Provenance(label, change.at, change.old, _cell(field, rows, int(number)), int(number))


def _since(batch: ImportBatch) -> datetime:
    return batch.finished_at or batch.created_at


def _cell(field: str, rows: Sequence[ImportedRow], batch_id: int) -> Cell | None:
    """The cell of a batch that gave a field: a filled one if there is one, of the merged rows last."""
    own = sorted((row for row in rows if row.batch_id == batch_id), key=lambda row: row.action == RowState.MERGED)
    cells = [cell for row in own for role in _GIVEN_BY[field] if (cell := _cell_of(row, role))]
    return next((cell for cell in cells if cell.text), next(iter(cells), None))


def _cell_of(row: ImportedRow, role: str) -> Cell | None:
    columns = row.batch.mapping.columns if row.batch.mapping else {}
    names = _names(row)
    index = next((place for place, name in enumerate(names) if columns.get(name, {}).get("role") == role), None)
    if index is None:
        return None
    text = row.cells[index] if index < len(row.cells) else ""
    masked = _MASKS[role](text) if role in _MASKS else mask_field(names[index], text)
    return Cell(row, names[index], masked if len(masked) <= _LONGEST else f"{masked[:_LONGEST]}…")


def _names(row: ImportedRow) -> list[str]:
    sheets = (sheet["columns"] for sheet in row.batch.sheets if sheet["name"][:100] == row.sheet)
    return next(sheets, [])


def _name(names: Sequence[str], index: int) -> str:
    return names[index] if index < len(names) and names[index] else f"{index + 1}번째 열"
