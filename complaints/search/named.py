"""Named fields of the query language (담당:홍길동), a registry to which other packages may add theirs."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from complaints.choices import Status
from complaints.search import lexemes
from complaints.search.lexemes import Kind
from complaints.search.readings import Meaning, Reading, name_readings, number_readings, receipt_readings
from complaints.search.tsquery import Lexeme, any_of
from complaints.text.names import clean_name
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from complaints.search.tsquery import Node

MOST_MONTHS = 120
_DATE = re.compile(r"(\d{4})(?:[-./년](\d{1,2})(?:[-./월](\d{1,2})일?)?월?)?년?")


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field that can be asked for by name: its words, and how a value is read; no reading if it says nothing."""

    names: tuple[str, ...]
    read: Callable[[str], Iterable[Reading]]


_fields: dict[str, NamedField] = {}


def register(field: NamedField) -> None:
    """Add a field to the query language, at start-up; a name belongs to one field."""
    for name in field.names:
        if name in _fields:
            raise ValueError(f"{name} is taken")
        _fields[name] = field


def field_names() -> frozenset[str]:
    """The words that name a field."""
    return frozenset(_fields)


def named_readings(name: str, value: str) -> tuple[Reading, ...]:
    """The readings of a value under a field's name."""
    return tuple(_fields[name].read(value))


def _written(meaning: Meaning, *fields: str) -> Callable[[str], Iterable[Reading]]:
    def read(value: str) -> Iterable[Reading]:
        normal = normalise(value)
        if normal:
            yield Reading(meaning, lexemes.text_query(normal), normal, texts=(normal,), fields=fields)

    return read


def _officer(value: str) -> Iterable[Reading]:
    name = normalise(clean_name(value))
    if name:
        yield Reading(Meaning.OFFICER, Lexeme(lexemes.marked(Kind.OFFICER, name), is_prefix=True), name)


def _person(value: str) -> Iterable[Reading]:
    return name_readings(value)


def _phone(value: str) -> Iterable[Reading]:
    digits = re.sub(r"\D", "", value)
    return (reading for reading in number_readings(digits) if reading.meaning is Meaning.PHONE)


def _dong(value: str) -> Iterable[Reading]:
    name = normalise(value)
    if name:
        yield Reading(Meaning.DONG, Lexeme(lexemes.marked(Kind.DONG, name), is_prefix=True), name)


def _department(value: str) -> Iterable[Reading]:
    from complaints.models import Department

    named = Department.objects.filter(Q(name__icontains=value) | Q(aliases__contains=[value]))
    yield from _one_of(Meaning.DEPARTMENT, Kind.DEPARTMENT, value, named.values_list("pk", flat=True))


def _channel(value: str) -> Iterable[Reading]:
    from complaints.models import Channel

    named = Channel.objects.filter(Q(name__icontains=value) | Q(short_name__icontains=value) | Q(code=value))
    yield from _one_of(Meaning.CHANNEL, Kind.CHANNEL, value, named.values_list("pk", flat=True))


def _status(value: str) -> Iterable[Reading]:
    wanted = normalise(value)
    named = [status.value for status in Status if wanted in normalise(str(status.label)) or wanted == status.value]
    yield from _one_of(Meaning.STATUS, Kind.STATUS, value, named if wanted else [])


def _one_of(meaning: Meaning, kind: Kind, value: str, found: Iterable[object]) -> Iterable[Reading]:
    keys = list(found)
    if keys and value:
        yield Reading(meaning, lexemes.one_of(kind, keys), value)


def _received(value: str) -> Iterable[Reading]:
    """`2024`, `2024-09`, `2024-09-03`, `2024-07~2024-09`: months by their lexemes, then by the clock."""
    begin, _, finish = value.partition("~")
    since, until = _span(begin), _span(finish or begin)
    if since is None or until is None or until[1] <= since[0]:
        return
    months = _months(since[0], until[1])
    if len(months) <= MOST_MONTHS:
        yield Reading(Meaning.RECEIVED, any_of(*months), value, received=(since[0], until[1]))


def _span(text: str) -> tuple[datetime, datetime] | None:
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, *rest = (int(part) for part in found.groups() if part)
    first_month, last_month = (rest[0], rest[0]) if rest else (1, 12)
    try:
        days = (rest[1], rest[1]) if len(rest) > 1 else (1, monthrange(year, last_month)[1])
        first = datetime(year, first_month, days[0])  # noqa: DTZ001 - made aware below
        last = datetime(year, last_month, days[1])  # noqa: DTZ001
        return timezone.make_aware(first), timezone.make_aware(last + timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def _months(since: datetime, until: datetime) -> list[Node]:
    first, last = timezone.localtime(since), timezone.localtime(until - timedelta(seconds=1))
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [Lexeme(lexemes.marked(Kind.MONTH, f"{number // 12:04}-{number % 12 + 1:02}")) for number in numbers]


for _field in (
    NamedField(("담당", "담당자"), _officer),
    NamedField(("부서",), _department),
    NamedField(("채널", "창구"), _channel),
    NamedField(("상태", "진행"), _status),
    NamedField(("접수", "접수일"), _received),
    NamedField(("제목",), _written(Meaning.TITLE, "title")),
    NamedField(("본문",), _written(Meaning.BODY, "body")),
    NamedField(("답변",), _written(Meaning.ANSWER, "answer", "follow_up_answer")),
    NamedField(("위치", "장소"), _written(Meaning.PLACE, "incident_location")),
    NamedField(("분야",), _written(Meaning.CATEGORY, "category")),
    NamedField(("내용",), _written(Meaning.TEXT)),
    NamedField(("이름", "민원인"), _person),
    NamedField(("전화",), _phone),
    NamedField(("번호", "접수번호"), receipt_readings),
    NamedField(("동",), _dong),
):
    register(_field)
