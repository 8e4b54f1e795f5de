"""What a column could hold, judged by its values alone: never sure, always a proposal for a person to confirm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.text.dates import has_time, parse_datetime
from complaints.text.names import looks_like_person
from complaints.text.phones import parse_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.formats import ChannelFormat

MOST_VALUES = 100
_FEWEST = 3
_MOSTLY = 0.8
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = re.compile(r"[가-힣]+(?:시|도|군|구|읍|면|동|로|길)\s+\S*\d")
_DEPARTMENT = re.compile(r"[가-힣·\s]{1,18}(?:과|담당관|담당관실|주민센터|보건소)")
_NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9가-힣]+(?:[-_./][A-Za-z0-9가-힣]+)*")
_DATE = re.compile(r"\d\D+\d{1,2}\D+\d|(?:19|20)\d{6}")
_SHORTEST_NUMBER, _LONG_TEXT, _TITLE = 5, 40, 8


def guesses(values: Sequence[str], known: ChannelFormat) -> list[tuple[str, float]]:
    """(role, confidence from 0 to 1), the surest first; nothing where there are too few values to tell."""
    filled = [value for value in values if value and value not in known.blank_words][:MOST_VALUES]
    if len(filled) < _FEWEST:
        return []
    found = list(_by_shape(filled, known)) or list(_by_length(filled))
    return sorted(found, key=lambda guess: -guess[1])


def _by_shape(values: Sequence[str], known: ChannelFormat) -> Iterator[tuple[str, float]]:
    shapes: list[tuple[tuple[str, ...], Callable[[str], object], float]] = [
        (("email",), _EMAIL.fullmatch, 0.9),
        (("status_word",), lambda value: " ".join(value.split()) in known.statuses, 0.9),
        (("public",), lambda value: "".join(value.split()) in known.public_words | known.private_words, 0.8),
        (("received_at", "received_date", "applied_at"), _is_date, 0.7),
        (("contact", "mobile", "phone"), parse_phone, 0.8),
        (("department",), _DEPARTMENT.fullmatch, 0.7),
        (("address", "incident_location"), _is_address, 0.6),
        (("complainant_name",), looks_like_person, 0.5),
    ]
    for roles, fits, confidence in shapes:
        if (share := sum(map(bool, map(fits, values))) / len(values)) >= _MOSTLY:
            yield from ((role, round(confidence * share, 2)) for role in roles)
    if _are_numbers(values, known):
        yield "receipt_number", 0.7


def _by_length(values: Sequence[str]) -> Iterator[tuple[str, float]]:
    usual = sorted(map(len, values))[len(values) // 2]
    if len(set(values)) * 2 < len(values):
        return
    if usual >= _LONG_TEXT:
        yield "body", 0.6
    elif usual >= _TITLE and sum(" " in value for value in values) * 2 > len(values):
        yield "title", 0.5


def _is_address(value: str) -> bool:
    # A text that begins with a place is no address.
    return len(value) < _LONG_TEXT and _ADDRESS.match(value) is not None


def _is_date(value: str) -> bool:
    if not _DATE.search(value) or len(value) > 30:
        return False
    found = parse_datetime(value)
    return found is not None and (has_time(value) or 1990 <= found.year <= 2100)


def _are_numbers(values: Sequence[str], known: ChannelFormat) -> bool:
    """Whether each value could be a number of its own: all of one shape, hardly two alike, no dates and no phones."""
    if len(set(values)) < len(values) * _MOSTLY:
        return False
    if any(len(value) < _SHORTEST_NUMBER or not _NUMBER.fullmatch(value) for value in values):
        return False
    return all(known.number_in(value) for value in values) and not any(map(parse_phone, values)) and not _dates(values)


def _dates(values: Sequence[str]) -> bool:
    return sum(map(_is_date, values)) / len(values) >= _MOSTLY
