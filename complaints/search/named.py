"""Named fields of the query language (담당:홍길동), a registry to which other packages may add theirs."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from complaints.choices import ComplaintType, Outcome, Status
from complaints.search import lexemes
from complaints.search.lexemes import Kind
from complaints.search.readings import Meaning, Reading, name_readings, number_readings, receipt_readings
from complaints.search.tsquery import Lexeme
from complaints.text.names import clean_name
from complaints.text.normal import normalise
from complaints.text.particles import subject_particle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import TextChoices

FIRST_YEAR, LAST_YEAR = 1990, 2100
_DATE = re.compile(r"(\d{4})(?:[-./년](\d{1,2})(?:[-./월](\d{1,2})일?)?월?)?[년.]?|(\d{4})(\d{2})(\d{2})?")
_VISIBLE = {"공개": 1, "예": 1, "비공개": 0, "아니오": 0, "아니요": 0}


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field that can be asked for by name: its words, and how a value is read; no reading if it says nothing.

    `label` is what a value is called in a sentence, the first name if empty; `hint` is a sentence that says what to
    type. Where `takes_synonyms`, the synonyms of a value are read as well.
    """

    names: tuple[str, ...]
    read: Callable[[str], Iterable[Reading]]
    label: str = ""
    hint: str = ""
    takes_synonyms: bool = False


_fields: dict[str, NamedField] = {}


def register(field: NamedField) -> None:
    """Add a field to the query language, at start-up; a name, whatever its letter case, belongs to one field."""
    names = [name.lower() for name in field.names]
    taken = [name for name in names if name in _fields]
    if taken:
        raise ValueError(f"{', '.join(taken)} is taken")
    _fields.update(dict.fromkeys(names, field))


def field_names() -> frozenset[str]:
    """The words that name a field, in lower case."""
    return frozenset(_fields)


def takes_synonyms(name: str) -> bool:
    """Whether a value of this field is read with its synonyms."""
    return _fields[name].takes_synonyms


def named_readings(name: str, value: str, synonyms: Iterable[str] = ()) -> tuple[Reading, ...]:
    """The readings of a value under a field's name, with those of its synonyms where the field takes them."""
    field = _fields[name]
    readings = tuple(field.read(value)) if normalise(value) else ()
    if not readings or not field.takes_synonyms:
        return readings
    others = (replace(reading, synonym=word) for word in synonyms for reading in field.read(word))
    return (*readings, *others)


def misread(name: str, shown: str, value: str) -> str:
    """The sentence about a value that says nothing to its field, and is looked for in the texts instead."""
    field = _fields[name]
    if not normalise(value):
        return f"‘{shown}’에는 찾을 말이 없어 내용에서 찾았습니다. 쌍점 뒤에 찾을 말을 붙여 넣어 주세요."
    label = field.label or field.names[0]
    return f"‘{shown}’에 맞는 {label}{subject_particle(label)} 없어 내용에서 찾았습니다. {field.hint}".rstrip()


def _written(meaning: Meaning, *fields: str) -> Callable[[str], Iterable[Reading]]:
    ask = lexemes.title_query if fields == ("title",) else lexemes.text_query

    def read(value: str) -> Iterable[Reading]:
        normal = normalise(value)
        if normal:
            yield Reading(meaning, ask(normal), normal, texts=(normal,), fields=fields)

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
    """By its name, another name, or the name that it had before."""
    from complaints.models import Department

    wanted = normalise(value)
    departments = Department.objects.in_bulk()
    named = [each for each in departments.values() if _is_in(wanted, each.name, *each.aliases)]
    renamed = [departments[each.renamed_to_id] for each in named if each.renamed_to_id is not None]
    found = {each.pk: each.name for each in (*named, *renamed)}
    yield from _one_of(Meaning.DEPARTMENT, Kind.DEPARTMENT, found)


def _channel(value: str) -> Iterable[Reading]:
    from complaints.models import Channel

    wanted = normalise(value)
    channels = Channel.objects.all()
    found = {each.pk: each.short_name for each in channels if _is_in(wanted, each.name, each.short_name)}
    yield from _one_of(
        Meaning.CHANNEL,
        Kind.CHANNEL,
        found or {each.pk: each.short_name for each in channels if each.code == value.lower()},
    )


def _choice(meaning: Meaning, kind: Kind, choices: type[TextChoices]) -> Callable[[str], Iterable[Reading]]:
    """A label or the beginning or middle of one; a whole label (수용) is not taken for a part of others (불수용)."""
    labels = {str(value): str(label) for value, label in choices.choices}

    def read(value: str) -> Iterable[Reading]:
        wanted = normalise(value)
        whole = {key: label for key, label in labels.items() if wanted in {normalise(label), normalise(key)}}
        return _one_of(meaning, kind, whole or {key: label for key, label in labels.items() if _is_in(wanted, label)})

    return read


_status_by_label = _choice(Meaning.STATUS, Kind.STATUS, Status)


def _status(value: str) -> Iterable[Reading]:
    """By its label here, else by what the windows call it (처리완료)."""
    from complaints.models import StatusWord

    by_label = list(_status_by_label(value))
    if by_label:
        return by_label
    wanted = normalise(value)
    words = StatusWord.objects.filter(is_decided=True).values_list("word", "status")
    found = {status: str(Status(status).label) for word, status in words if normalise(word) == wanted}
    return _one_of(Meaning.STATUS, Kind.STATUS, found)


def _visibility(value: str) -> Iterable[Reading]:
    is_public = _VISIBLE.get(normalise(value))
    found = {} if is_public is None else {is_public: "공개" if is_public else "비공개"}
    return _one_of(Meaning.VISIBILITY, Kind.VISIBILITY, found)


def _is_in(wanted: str, *names: str) -> bool:
    return any(wanted in normalise(name) for name in names)


_COLUMNS = {
    Kind.CHANNEL: "channel",
    Kind.DEPARTMENT: "department",
    Kind.OUTCOME: "outcome",
    Kind.STATUS: "status",
    Kind.TYPE: "complaint_type",
    Kind.VISIBILITY: "is_public",
}


def _one_of(meaning: Meaning, kind: Kind, found: Mapping[Any, str]) -> Iterable[Reading]:
    """`found` are the keys in the search column and what each is called."""
    if found:
        lookup = (f"{_COLUMNS[kind]}__in", tuple(found))
        yield Reading(meaning, lexemes.one_of(kind, found), ", ".join(found.values()), lookup=lookup)


def _received(value: str) -> Iterable[Reading]:
    """`2024`, `2024-09`, `20240903`, `2024-07~2024-09`, `2024-07~`, `~2024-09`: by lexemes, then by the clock."""
    bounds = _bounds(value)
    if bounds is None:
        return
    since, until = bounds
    node = lexemes.received_query(since, until - timedelta(microseconds=1))
    yield Reading(Meaning.RECEIVED, node, value, received=bounds)


def _bounds(value: str) -> tuple[datetime, datetime] | None:
    begin, tilde, finish = (part.strip() for part in value.partition("~"))
    if not begin and not finish:
        return None
    first = _span(begin or str(FIRST_YEAR))
    last = _span(finish or str(LAST_YEAR)) if tilde else first
    if first is None or last is None or last[1] <= first[0]:
        return None
    return first[0], last[1]


def _span(text: str) -> tuple[datetime, datetime] | None:
    found = _DATE.fullmatch(text.strip().rstrip("."))
    if not found:
        return None
    year, *rest = (int(part) for part in found.groups() if part)
    first_month, last_month = (rest[0], rest[0]) if rest else (1, 12)
    try:
        days = (rest[1], rest[1]) if len(rest) > 1 else (1, monthrange(year, last_month)[1])
        first = datetime(year, first_month, days[0])  # noqa: DTZ001 - made aware below
        last = datetime(year, last_month, days[1])  # noqa: DTZ001
    except ValueError:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return timezone.make_aware(first), timezone.make_aware(last + timedelta(days=1))


def _labels(choices: type[TextChoices]) -> str:
    return f"{', '.join(map(str, choices.labels))} 가운데 하나를 넣어 주세요."


for _field in (
    NamedField(("담당", "담당자"), _officer, label="담당자"),
    NamedField(("부서",), _department),
    NamedField(("채널", "창구"), _channel, label="창구"),
    NamedField(("상태", "진행"), _status, label="상태", hint=_labels(Status)),
    NamedField(("결과",), _choice(Meaning.OUTCOME, Kind.OUTCOME, Outcome), hint=_labels(Outcome)),
    NamedField(("종류",), _choice(Meaning.TYPE, Kind.TYPE, ComplaintType), hint=_labels(ComplaintType)),
    NamedField(("공개", "공개여부"), _visibility, label="공개 여부", hint="공개나 비공개를 넣어 주세요."),
    NamedField(
        ("접수", "접수일"), _received, label="날짜", hint="2024-09, 2024-09-03, 2024-07~2024-09처럼 넣어 주세요."
    ),
    NamedField(("제목",), _written(Meaning.TITLE, "title"), takes_synonyms=True),
    NamedField(("본문",), _written(Meaning.BODY, "body"), takes_synonyms=True),
    NamedField(("답변",), _written(Meaning.ANSWER, "answer", "follow_up_answer"), takes_synonyms=True),
    NamedField(("위치", "장소"), _written(Meaning.PLACE, "incident_location"), takes_synonyms=True),
    NamedField(("분야",), _written(Meaning.CATEGORY, "category"), takes_synonyms=True),
    NamedField(("내용",), _written(Meaning.TEXT), takes_synonyms=True),
    NamedField(("이름", "민원인"), _person, label="이름", hint="두 글자 이상을 넣어 주세요."),
    NamedField(("전화",), _phone, label="전화번호", hint="숫자 세 자리 이상을 넣어 주세요."),
    NamedField(("번호", "접수번호"), receipt_readings, label="접수번호", hint="숫자가 든 세 글자 이상을 넣어 주세요."),
    NamedField(("동",), _dong),
):
    register(_field)
