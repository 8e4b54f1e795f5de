"""The query language against a slow reading of the same tree in plain Python, over random rows and queries."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from complaints.models import Complaint
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role
from complaints.records import SourceRecord
from complaints.search.matching import find
from complaints.search.named import field_names
from complaints.search.query import parse
from complaints.search.syntax import Both, Either, FieldWord, Phrase, Syntax, Without, Words, read
from complaints.services import store
from complaints.synonyms.services import change
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.models import Channel, Department
    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db
LETTERS = "나다마바"  # none of them hangs on names as a particle
SYNONYMS = (("나다", "마바마"), ("다마나", "바 나바", "마마"))
CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "상태": ("status", {"접수": "received", "답변": "answered"}),
    "결과": ("outcome", {"수용": "accepted", "불수용": "rejected"}),
    "종류": ("complaint_type", {"청원": "petition", "건의": "suggestion"}),
    "공개": ("is_public", {"공개": True, "비공개": False}),
}
TEXTS = ("title", "body", "answer", "follow_up_answer", "incident_location", "category")
FIELDS = {
    "제목": ("title",),
    "본문": ("body",),
    "답변": ("answer", "follow_up_answer"),
    "위치": ("incident_location",),
    "내용": TEXTS,
}


@pytest.fixture
def rows(windows: dict[str, Channel], roads: Department, parks: Department) -> list[Complaint]:
    dice = random.Random(7)
    for group in SYNONYMS:
        change(None, group, Reader("kim"))

    def text(longest: int) -> str:
        return "".join(dice.choices(f"{LETTERS} ", k=dice.randint(0, longest)))

    def choice(name: str) -> Any:
        return dice.choice(list(CHOICES[name][1].values()))

    records = [
        SourceRecord(
            channel_id=windows["saeol"].pk,
            receipt_number=f"r{number}",
            received_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=dice.randint(0, 400)),
            title=text(6),
            body=text(12),
            answer=text(8),
            incident_location=text(4),
            category=text(4),
            complainant_name="".join(dice.choices(LETTERS, k=3)),
            is_public=dice.random() < 0.7,
            department_id=dice.choice([roads.pk, parks.pk]),
            status=choice("상태"),
            outcome=choice("결과"),
            complaint_type=choice("종류"),
        )
        for number in range(120)
    ]
    store(records, origin="test")
    return list(Complaint.objects.all())


def holds(tree: Syntax, row: Complaint, reader: Reader) -> bool:
    match tree:
        case Words(text):
            return all(group_holds(group, row, reader) for group in groups(text.split()))
        case Phrase(text):
            return word_holds(text, row, reader)
        case FieldWord():
            return field_holds(tree, row, reader)
        case Both(parts):
            return all(holds(part, row, reader) for part in parts)
        case Either(parts):
            return any(holds(part, row, reader) for part in parts)
        case Without(part):
            return not holds(part, row, reader)


def others(word: str) -> list[str]:
    normal = normalise(word)
    found = [list(map(normalise, group)) for group in SYNONYMS]
    return [other for group in found if normal in group for other in group if other != normal]


def groups(words: list[str]) -> Iterator[list[str]]:
    while words:
        size = next((size for size in (4, 3, 2) if len(words) >= size and others("".join(words[:size]))), 1)
        yield words[:size]
        words = words[size:]


def group_holds(words: list[str], row: Complaint, reader: Reader) -> bool:
    if any(text_holds(other, TEXTS, row, reader) for other in others("".join(words))):
        return True
    return all(text_holds(word, TEXTS, row, reader) for word in words) or (
        len(words) == 1 and word_holds(words[0], row, reader)
    )


def field_holds(field: FieldWord, row: Complaint, reader: Reader) -> bool:
    name, value = field.name, field.value
    if name in CHOICES:
        column, keys = CHOICES[name]
        return bool(getattr(row, column) == keys[value])
    if name == "접수":
        return f"{timezone.localtime(row.received_at):%Y-%m-%d}".startswith(value)
    values = [value] if field.is_quoted else [value, *others(value)]
    if name == "분야":
        return any(normalise(each) in normalise(row.category) for each in values)
    return any(text_holds(each, FIELDS[name], row, reader) for each in values)


def word_holds(word: str, row: Complaint, reader: Reader) -> bool:
    name = normalise(word)
    return (len(name) >= 2 and name in row.complainant_name) or text_holds(word, TEXTS, row, reader)


def text_holds(word: str, columns: Iterable[str], row: Complaint, reader: Reader) -> bool:
    readable = reader.may_read_text(is_public=row.is_public, department_id=row.department_id)
    return readable and any(normalise(word) in normalise(getattr(row, column)) for column in columns)


words = st.one_of(
    st.text(LETTERS, min_size=2, max_size=4),
    st.sampled_from([word for group in SYNONYMS for word in group]),
)
text_fields = st.sampled_from([*FIELDS, "분야"])
choices = [f"{name}:{value}" for name, (_, values) in CHOICES.items() for value in values]
leaves = st.one_of(
    words,
    words.map(lambda word: f'"{word}"'),
    words.map(lambda word: f"-{word}"),
    words.map(lambda word: f"({word} 제외)"),
    st.tuples(text_fields, words.map(lambda word: word.replace(" ", ""))).map(":".join),
    st.tuples(text_fields, words).map(lambda pair: f'{pair[0]}:"{pair[1]}"'),
    st.tuples(text_fields, words, words).map(lambda parts: f"{parts[0]}:({parts[1]} OR {parts[2]})"),
    st.sampled_from([*choices, "접수:2024", "접수:2024-07", "접수:2024-09-03"]),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICER])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=120, deadline=None
)
@given(typed=queries)
def test_the_index_finds_what_a_slow_reading_finds(
    rows: list[Complaint],
    roads: Department,
    role: Role,
    typed: str,
) -> None:
    reader = Reader("reference", RIGHTS[role], department_id=roads.pk)
    query, tree = parse(typed), read(typed, field_names())
    assume(not query.dropped)
    assert {row.pk for row in find(query, reader).rows()} == {row.pk for row in rows if holds(tree, row, reader)}


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("담당:고길동", {"1"}),
        ("부서:도로", {"1"}),
        ("채널:구청장", {"2"}),
        ("창구:mayor", {"2"}),
        ("상태:답변", {"2"}),
        ("접수:2024-09", {"1"}),
        ("접수:2024.9.3", {"1"}),
        ("접수:2024-07~2024-09", {"1"}),
        ("접수:2025", {"2"}),
        ("제목:소음", {"1"}),
        ("답변:소음", {"2"}),
        ("번호:88213", {"88213"}),
        ("이름:홍상철", {"1"}),
        ("전화:9634", {"1"}),
        ("소음 -담당:고길동", {"2"}),
        ("소음 제외 과태료", {"1"}),
        ("(과태료 또는 담당:고길동) 소음", {"1", "2"}),
        ("결과:수용", {"1"}),
        ("결과:불수용 OR 종류:청원", {"2"}),
        ("공개:비공개", {"88213"}),
        ("접수:2024-10~", {"2"}),
        ("접수:~2023", {"88213"}),
        ("접수:1995~2024", {"1", "88213"}),
        ("과태료 제외 소음", set()),
        ("소음 과태료 제외", {"1"}),
        ("제목:(소음 OR 없는말)", {"1"}),
        ("포트홀", {"1"}),
        ("도로 파임", {"1"}),
        ("제목:포트홀", set()),
        ("본문:포트홀", {"1"}),
        ('"포트홀"', set()),
        ("소음 -포트홀", {"2"}),
        ("없는이름:소음", set()),
        ("담당:", set()),
    ],
)
def test_fields_narrow_what_is_found(
    typed: str,
    numbers: set[str],
    complaint: MakeComplaint,
    roads: Department,
    found: Find,
) -> None:
    complaint(
        "1",
        title="소음 신고",
        body="앞길 팟홀도 고쳐 주세요",
        officer="고길동",
        department=roads,
        complainant_name="홍상철",
        mobile="01082719634",
        outcome="accepted",
    )
    change(None, ["포트홀", "도로파임", "팟홀"], Reader("kim"))
    later = datetime(2025, 1, 2, tzinfo=UTC)
    complaint(
        "2", channel="mayor", answer="소음 과태료 안내", status="answered", received_at=later, complaint_type="petition"
    )
    complaint("88213", body="다른 일", received_at=datetime(2023, 1, 2, tzinfo=UTC), is_public=False)
    assert found(typed) == numbers
