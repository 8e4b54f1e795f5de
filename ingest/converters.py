"""From a cell to fields: one small function a kind of column, found by its role in one table."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from complaints.text.dates import has_time, parse_datetime
from complaints.text.names import split_names
from complaints.text.phones import PhoneKind, parse_phone, parse_phones
from ingest.formats import SCIENTIFIC
from ingest.readers.rows import LARGEST_EXACT

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.text.phones import Phone
    from ingest.readings import Cell, Reading

_IN_BRACKETS = re.compile(r"^(?P<before>[^(（]*?)\s*[(（](?P<inside>[^)）]*)[)）]\s*$")
_DEPARTMENT = re.compile(r"\S*(?:과|담당관|담당관실|센터|주민센터|소|실|국|팀|단|관|원|동)")
_BETWEEN_DEPARTMENTS = re.compile(r"[,/;&·ㆍ\n]|\s및\s")
_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*[-./월]\s*\d{1,2}\s*[.일]?(?:\s*\(.\))?")
_END_OF_DAY = time(23, 59, 59)
# PostgreSQL's integer.
_LARGEST_COUNT = 2**31 - 1
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def number(reading: Reading, cell: Cell) -> None:
    """A receipt number: text, never a number that lost its digits."""
    is_huge = isinstance(cell.value, float | int) and abs(cell.value) >= LARGEST_EXACT
    if is_huge or SCIENTIFIC.fullmatch(cell.text):
        reading.tell("number_in_scientific_notation", cell.column.role or "")
        return
    if found := reading.known.number_in(cell.text) if cell.column.role == "receipt_number" else cell.text:
        reading.put(cell.column.role or "", " ".join(found.split()))


def text(reading: Reading, cell: Cell) -> None:
    """A text as it is."""
    if not reading.put(cell.column.role or "", cell.text):
        reading.keep(cell)


def moment(reading: Reading, cell: Cell) -> None:
    """A date with or without a time."""
    role = cell.column.role or ""
    found = read_moment(reading, cell)
    if found is None:
        reading.keep(cell)
        if role not in {"received_at", "received_date"}:
            reading.tell("date_unreadable", role)
        return
    if not has_time(_readable(cell)):
        reading.dated.add(role)
        if role == "due_at":
            found = datetime.combine(found.date(), _END_OF_DAY)
    reading.put(role, timezone.make_aware(found, timezone.get_default_timezone()))


def read_moment(reading: Reading, cell: Cell, clock: str | None = None) -> datetime | None:
    """The local moment in a cell; 12/30 on a sheet of January is of the year before."""
    year = reading.year_hint
    found = parse_datetime(_readable(cell), year_hint=year, time=clock)
    if found and reading.month_hint and _WITHOUT_YEAR.fullmatch(cell.text):
        apart = found.month - reading.month_hint
        if abs(apart) > 6 and year:
            return parse_datetime(_readable(cell), year_hint=year - (1 if apart > 0 else -1), time=clock)
    return found


def needs_year(cell: Cell) -> bool:
    """Whether the date would be readable if its year were known."""
    return bool(_WITHOUT_YEAR.fullmatch(cell.text)) and not has_time(cell.text)


def received_date(reading: Reading, cell: Cell) -> None:
    """A day whose time may stand in a column of its own."""
    clock = reading.text_of("received_time")
    found = read_moment(reading, cell, clock or None)
    if found is None:
        reading.keep(cell)
        return
    if found.time() == time.min and not clock:
        reading.dated.add("received_at")
    reading.put("received_at", timezone.make_aware(found, timezone.get_default_timezone()))


def phone(reading: Reading, cell: Cell) -> None:
    """One or two numbers, each to the field of its kind."""
    found = parse_phones(cell.value if isinstance(cell.value, float) else cell.text)
    if not found:
        reading.put("mobile" if cell.column.role == "mobile" else "phone", cell.text)
        reading.tell("phone_unreadable", cell.column.role or "")
        return
    if any(one.zero_restored for one in found):
        reading.tell("zero_restored", cell.column.role or "")
    if not all(_put_phone(reading, one) for one in found):
        reading.keep(cell)


def _put_phone(reading: Reading, one: Phone) -> bool:
    fields = ("mobile", "phone") if one.kind is PhoneKind.MOBILE else ("phone", "mobile")
    is_there = one.formatted in (reading.fields.get("mobile"), reading.fields.get("phone"))
    return is_there or any(reading.put(name, one.formatted) for name in fields)


def officer_phone(reading: Reading, cell: Cell) -> None:
    """The number under which an officer is reached; extensions and the like stay as written."""
    found = parse_phone(cell.value if isinstance(cell.value, float) else cell.text)
    reading.put("officer_phone", found.formatted if found else cell.text)


def officer(reading: Reading, cell: Cell) -> None:
    """One name or several, without titles."""
    if parse_phone(cell.text):
        officer_phone(reading, cell)
        return
    reading.put("officer", ", ".join(split_names(cell.text)) or cell.text)


def officer_line(reading: Reading, cell: Cell) -> None:
    """`도로과 홍길동(02-2147-0000)`: department, officers and phone in one cell."""
    line = cell.text
    if (brackets := _IN_BRACKETS.match(line)) and (found := parse_phone(brackets["inside"])):
        reading.put("officer_phone", found.formatted)
        line = brackets["before"]
    first, _, rest = line.strip().partition(" ")
    if rest and _DEPARTMENT.fullmatch(first):
        reading.department_name = reading.department_name or first
        line = rest
    if line.strip():
        reading.put("officer", ", ".join(split_names(line)) or line.strip())


def department(reading: Reading, cell: Cell) -> None:
    """The handling department's name; what it is called now is found when the row is stored.

    Of several the first that is known handles it; the whole cell stays among the source fields.
    """
    reading.department_name = " ".join(cell.text.split())
    if len(split_departments(cell.text)) > 1:
        reading.keep(cell)


def split_departments(text: str) -> list[str]:
    """The departments named in one cell, in their order; one name where the parts are no departments."""
    parts = ["".join(part.split()) for part in _BETWEEN_DEPARTMENTS.split(text)]
    parts = [part for part in parts if part]
    return parts if all(_DEPARTMENT.fullmatch(part) for part in parts) else [text]


def department_text(reading: Reading, cell: Cell) -> None:
    """A department that is only shown."""
    reading.put(cell.column.role or "", " ".join(cell.text.split()))


def name(reading: Reading, cell: Cell) -> None:
    """A resident's or company's name as written, spaces evened out."""
    reading.put("complainant_name", " ".join(cell.text.split()))


def name_and_login(reading: Reading, cell: Cell) -> None:
    """`김**(ab12cd34)`: a masked name and the hash of an account."""
    if brackets := _IN_BRACKETS.match(cell.text):
        reading.put("complainant_name", brackets["before"].strip())
        reading.put("login_id", brackets["inside"].strip())
    else:
        name(reading, cell)


def name_and_dong(reading: Reading, cell: Cell) -> None:
    """`홍길동 / 가람1동`."""
    before, _, after = cell.text.partition("/")
    reading.put("complainant_name", " ".join(before.split()))
    if after.strip():
        reading.put("admin_dong", after.strip())


def public(reading: Reading, cell: Cell) -> None:
    """Public or not; a word nobody knows means not."""
    word = "".join(cell.text.split())
    if word in reading.known.public_words:
        reading.fields["is_public"] = True
        return
    reading.fields["is_public"] = False
    if word not in reading.known.private_words:
        reading.keep(cell)
        reading.tell("publicity_unknown", "public")


def complaint_type(reading: Reading, cell: Cell) -> None:
    """The kind of complaint; a word nobody knows stays among the source fields."""
    kind = reading.known.type_words.get("".join(cell.text.split()))
    if kind:
        reading.put("complaint_type", kind)
    else:
        reading.keep(cell)


def coordinate(reading: Reading, cell: Cell) -> None:
    """Degrees."""
    try:
        reading.put(cell.column.role or "", float(cell.text))
    except ValueError:
        reading.keep(cell)


def count(reading: Reading, cell: Cell) -> None:
    """A whole number that its column can hold; no other number of the row may be lost for it."""
    digits = _WHOLE.search(cell.text)
    if digits is None:
        return
    found = digits[0].replace(",", "").lstrip("0") or "0"
    if len(found) > len(str(_LARGEST_COUNT)) or int(found) > _LARGEST_COUNT:
        reading.keep(cell)
        reading.tell("number_out_of_range", cell.column.role or "")
        return
    reading.put(cell.column.role or "", int(found))


def only_seen(reading: Reading, cell: Cell) -> None:
    """A column that other rules look at; its text is kept."""
    reading.keep(cell)


def only_used(reading: Reading, cell: Cell) -> None:
    """A column that other rules use up."""


def _readable(cell: Cell) -> str | float | datetime:
    # A time or a duration is no date, and a spreadsheet's true or false is none either.
    if isinstance(cell.value, bool | time | timedelta):
        return cell.text
    return cell.value if cell.value is not None else cell.text


CONVERTERS: dict[str, Callable[[Reading, Cell], None]] = {
    "receipt_number": number,
    "application_number": number,
    "original_receipt_number": number,
    "received_at": moment,
    "applied_at": moment,
    "due_at": moment,
    "answered_at": moment,
    "received_date": received_date,
    "received_time": only_used,
    "phone": phone,
    "mobile": phone,
    "contact": phone,
    "officer": officer,
    "officer_phone": officer_phone,
    "officer_line": officer_line,
    "department": department,
    "receiving_department": department_text,
    "complainant_name": name,
    "name_and_login": name_and_login,
    "name_and_dong": name_and_dong,
    "public": public,
    "complaint_type": complaint_type,
    "latitude": coordinate,
    "longitude": coordinate,
    "support_count": count,
    "status_word": only_used,
    "status_detail": only_used,
    "notified_on": only_seen,
    "confirmed_on": only_seen,
    "photo": only_seen,
    "kept": only_seen,
    "sequence": only_used,
    "views": only_used,
}
TEXT_ROLES = frozenset(
    {
        "title",
        "body",
        "answer",
        "follow_up_answer",
        "category",
        "intake_route",
        "email",
        "login_id",
        "address",
        "admin_dong",
        "incident_location",
        "satisfaction",
    },
)
CONVERTERS |= dict.fromkeys(TEXT_ROLES, text)
