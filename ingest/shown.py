"""Values of files and of complaints as one sees them who may see no personal data."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from complaints.choices import ComplaintType, Flag, Outcome, Status
from complaints.models import Complaint, Department
from complaints.privacy.masking import mask_cell, mask_name
from complaints.text.given_names import looks_like_given_name
from complaints.text.names import looks_like_person
from ingest.models import ColumnAlias
from ingest.sentences import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from complaints.records import SourceRecord
    from ingest.readings import Reading

_CHOICES: dict[str, Any] = {"status": Status, "outcome": Outcome, "complaint_type": ComplaintType}
_LONGEST_NAME = 40
_PERSON = 3  # syllables of most people's names
# A phone, a number of a person, an address of mail: no name of a column.
_PERSONAL = re.compile(r"\d{5,}|\d{2,}-\d{2,}|@")
_NOTHING = "(빈칸)"


def masked_cells(texts: Iterable[str]) -> list[str]:
    """The cells of a row."""
    return [mask_cell(text) for text in texts]


def shown_name(header: str) -> str:
    """The name of a column as it is; masked where it can be none, since any row may be taken for the header."""
    if len(header) > _LONGEST_NAME or _PERSONAL.search(header):
        return mask_cell(header)
    return mask_name(header) if _may_be_person(header) else header


def _may_be_person(header: str) -> bool:
    """Whether a name of a column is as likely somebody's: 황보라, and not 민원명."""
    is_name = len(header) == _PERSON and looks_like_person(header) and looks_like_given_name(header[1:])
    return is_name and not ColumnAlias.objects.filter(name=header).exists()


def told(reading: Reading) -> list[dict[str, str]]:
    """What keeps a row out: column, masked value and sentence of each problem."""
    return [
        {"column": shown_name(one.column), "value": mask_cell(one.value), "sentence": one.sentence}
        for one in reading.problems
        if one.severity is Severity.REJECT
    ]


def old_and_new(before: SourceRecord, after: SourceRecord, fields: Sequence[str]) -> list[dict[str, str]]:
    """The changed fields of a record by their Korean names, with both values."""
    return [
        {
            "field": _label(name),
            "old": shown(name, getattr(before, name)),
            "new": shown(name, getattr(after, name)),
        }
        for name in fields
    ]


def shown(name: str, value: Any) -> str:
    """The value of a field: what the program itself says (a status, a day, a department) in clear, all else masked."""
    if value in (None, "", (), {}):
        return _NOTHING
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "flags":
        return ", ".join(str(Flag(flag).label) for flag in value)
    if name == "department_id":
        return str(Department.objects.filter(pk=value).first() or _NOTHING)
    if isinstance(value, bool):
        return "예" if value else "아니요"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dict):
        return mask_cell(" / ".join(value.values()))
    return mask_cell(str(value))


@cache
def _label(name: str) -> str:
    columns: Any = Complaint._meta  # noqa: SLF001 - public in all but name
    return str(columns.get_field(name.removesuffix("_id")).verbose_name)
