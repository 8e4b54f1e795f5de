"""From a row to a record: convert the cells, draw what follows from several of them, check, make the key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from complaints.models import Complaint
from complaints.records import SOURCE_FIELD_NAMES, SourceRecord
from complaints.text.normal import normalise
from ingest.checks import check
from ingest.converters import CONVERTERS
from ingest.readings import Cell, Reading
from ingest.sheets import without_columns
from ingest.statuses import WORD_LIMIT, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ingest.formats import ChannelFormat
    from ingest.mapping import ColumnPlan
    from ingest.sheets import SheetRow

# A sign for nothing in these columns is a word that a person wrote, or that needs one.
_NEVER_BLANK = frozenset({"body", "answer", "title", "public"})
# Korea with its islands, in degrees.
_LATITUDES, _LONGITUDES = (32.5, 39.0), (123.5, 132.5)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How the rows of one sheet are read."""

    known: ChannelFormat
    columns: ColumnPlan
    year_hint: int | None = None
    month_hint: int | None = None
    identifiers: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        # Once a sheet and not once a row: the names of the columns do not change under way.
        object.__setattr__(self, "identifiers", self.columns.identifiers)

    @property
    def lacks_publicity(self) -> bool:
        """Whether the window's exports tell what is public, and this sheet does not."""
        return self.known.tells_publicity and "public" not in self.columns.roles


def read_row(row: SheetRow, plan: SheetPlan, now: datetime) -> Reading:
    """The whole reading of a row, checked; `receipt_number` is made where the window gives none."""
    row = without_columns(row, plan.identifiers, plan.known.blank_words)
    reading = Reading(row, plan.known, plan.year_hint, plan.month_hint)
    _place_cells(reading, plan)
    for role, cell in reading.cells.items():
        CONVERTERS[role](reading, cell)
    _draw_conclusions(reading)
    _conclude_publicity(reading, plan)
    check(reading, now)
    if not reading.is_rejected and not reading.fields.get("receipt_number"):
        reading.fields["receipt_number"] = made_number(reading)
        reading.fields["number_is_made"] = True
    _shorten(reading)
    return reading


def number_of(row: SheetRow, plan: SheetPlan) -> str | None:
    """The key by which rows of one complaint are told to belong together; None where it takes the whole row."""
    for column in plan.columns.columns:
        if column.role == "receipt_number":
            return plan.known.number_in(row.text(column.index)) or None
    return None


def made_number(reading: Reading) -> str:
    """A number from the window's stable columns: equal content, equal number, whatever stands around it."""
    parts = [_stable(reading.fields.get(name)) for name in reading.known.content_key_fields]
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()
    received = timezone.localtime(reading.fields["received_at"])
    return f"{reading.known.made_prefix}-{received:%Y%m%d}-{digest}"


def to_record(reading: Reading, department_id: int | None) -> SourceRecord:
    """The record of a reading that is not rejected."""
    values: dict[str, Any] = {name: reading.fields[name] for name in SOURCE_FIELD_NAMES if name in reading.fields}
    values.setdefault("complaint_type", reading.known.default_type)
    return SourceRecord(
        **{**values, "channel_id": reading.known.channel_id, "department_id": department_id},
        source_fields=dict(sorted(reading.kept.items())),
    )


def _place_cells(reading: Reading, plan: SheetPlan) -> None:
    unmapped: list[Cell] = []
    for column in plan.columns.columns:
        text = reading.row.text(column.index)
        if not text or column.is_volatile:
            continue
        cell = Cell(column, text, reading.row.value(column.index))
        if column.role is None or column.role in {"photo", "kept"}:
            unmapped.append(cell)
        elif not (text in plan.known.blank_words and column.role not in _NEVER_BLANK):
            reading.cells[column.role] = cell
    for cell in unmapped:
        reading.keep(cell)


def _draw_conclusions(reading: Reading) -> None:
    fields = reading.fields
    if not fields.get("received_at") and fields.get("applied_at"):
        fields["received_at"] = fields["applied_at"]
        if "applied_at" in reading.dated:
            reading.dated.add("received_at")
    if not fields.get("title") and reading.known.title_fields:
        words = [str(fields[name]) for name in reading.known.title_fields if fields.get(name)]
        fields["title"] = " ".join(words)
    _conclude_status(reading)
    _conclude_place(reading)


def _conclude_status(reading: Reading) -> None:
    standing = standing_of(reading)
    reading.fields |= {
        "status": standing.meaning.status,
        "outcome": standing.meaning.outcome,
        "flags": tuple(sorted(standing.meaning.flags)),
        "source_status": standing.source_status,
        "status_is_decided": standing.is_decided,
    }
    if not standing.is_decided:
        reading.tell("status_undecided", standing.role, detail=standing.source_status)
    if standing.is_cut:
        reading.tell("value_shortened", standing.role, str(WORD_LIMIT))
        for role in reading.known.status_roles:
            if cell := reading.cells.get(role):
                reading.keep(cell)


def _conclude_publicity(reading: Reading, plan: SheetPlan) -> None:
    """Public is only what a source calls so, where it tells at all."""
    if reading.known.tells_publicity and "is_public" not in reading.fields:
        reading.fields["is_public"] = False
        # A column that is missing is told once for the sheet, by the survey.
        if not plan.lacks_publicity:
            reading.tell("publicity_missing", "public")
    if reading.known.private_statuses & set(reading.fields["source_status"].split(" / ")):
        reading.fields["is_public"] = False


def _conclude_place(reading: Reading) -> None:
    latitude, longitude = reading.fields.pop("latitude", None), reading.fields.pop("longitude", None)
    if latitude is None or longitude is None:
        return
    if _is_in_korea(latitude, longitude):
        reading.fields |= {"latitude": latitude, "longitude": longitude}
    elif _is_in_korea(longitude, latitude):
        reading.fields |= {"latitude": longitude, "longitude": latitude}
        reading.tell("coordinates_swapped", "latitude")
    else:
        reading.tell("coordinates_dropped", "latitude")


def _is_in_korea(latitude: float, longitude: float) -> bool:
    return _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]


def _stable(value: Any) -> str:
    if hasattr(value, "astimezone"):
        return str(timezone.localtime(value).date())
    return normalise(str(value or ""))


def _shorten(reading: Reading) -> None:
    for name, limit in _limits().items():
        value = reading.fields.get(name)
        if name != "receipt_number" and isinstance(value, str) and len(value) > limit:
            reading.fields[name] = value[:limit]
            reading.tell("value_shortened", name, str(limit))
            if cell := reading.cells.get(name):
                reading.keep(cell)


@cache
def _limits() -> dict[str, int]:
    columns: Iterable[Any] = Complaint._meta.get_fields()  # noqa: SLF001 - public in all but name
    return {column.name: column.max_length for column in columns if getattr(column, "max_length", None)}
