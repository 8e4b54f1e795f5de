"""Whatever a caller says of herself: times of the first page of each kind of look-up."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from bench.samples import sample
from bench.timing import database_time, percentiles
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role
from complaints.search.matching import find
from complaints.search.paging import Sort, exact_numbers, page
from complaints.search.query import parse
from complaints.text.initials import initials
from complaints.text.phones import parse_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from complaints.models import Complaint

MARK_MS = 5.0
CLERK = Reader("bench", RIGHTS[Role.COUNTER])


def look_ups(repeat: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind with the values of random complaints, after as many others that are not measured; at last, all."""
    every: list[float] = []
    for kind, typed in KINDS.items():
        times, not_found = [], 0
        for is_measured in (False, True):
            for row in sample(repeat if is_measured else repeat // 3, f"look-ups {is_measured} {seed}"):
                text = typed(row)
                with database_time() as spent:
                    rows = first_page(text)
                if is_measured:
                    times.append(sum(spent))
                    not_found += not rows
        every += times
        yield kind, _judged(kind, times, not_found)
    yield "all", _judged("all", every, 0)


def first_page(text: str) -> list[Complaint]:
    """What a list shows of a query: complaints of exactly this number, then the newest."""
    query = parse(text)
    found = find(query, CLERK)
    return [*exact_numbers(query, found), *page(found, Sort.NEWEST, None).rows]


def _judged(kind: str, times: list[float], not_found: int) -> dict[str, Any]:
    measured = percentiles(times)
    print(f"  {kind:<20} {measured}", file=sys.stderr)
    return {**measured, "not_found": not_found, "mark_ms": MARK_MS, "within_mark": measured["p95"] <= MARK_MS}


def digits(row: Any) -> str:
    """The national digits of a complaint's mobile number, however its source wrote it."""
    phone = parse_phone(row.mobile)
    return phone.digits if phone else row.mobile


def grouped(row: Any, sign: str, first: str = "") -> str:
    """The number in its three groups, the first one perhaps written another way."""
    number = digits(row)
    return sign.join((first or number[:3], number[3:7], number[7:]))


KINDS: dict[str, Callable[[Any], str]] = {
    "phone, digits": digits,
    "phone, hyphens": lambda row: grouped(row, "-"),
    "phone, spaces": lambda row: grouped(row, " "),
    "phone, +82": lambda row: grouped(row, "-", "+82 10"),
    "phone, lost zero": lambda row: digits(row)[1:],
    "phone, last eight": lambda row: digits(row)[3:],
    "phone, tail": lambda row: digits(row)[-4:],
    "phone, middle": lambda row: digits(row)[3:7],
    "name": lambda row: row.complainant_name,
    "name, initials": lambda row: initials(row.complainant_name),
    "name, mixed": lambda row: row.complainant_name[0] + initials(row.complainant_name)[1:],
    "name, given": lambda row: row.complainant_name[1:],
    "name and tail": lambda row: f"{row.complainant_name} {digits(row)[-4:]}",
    "receipt number": lambda row: row.receipt_number,
}
