"""The query language against a slow reading of the same tree in plain Python, over random rows and queries."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Complaint
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role
from complaints.records import SourceRecord
from complaints.search.matching import find
from complaints.search.named import field_names
from complaints.search.query import parse
from complaints.search.syntax import Both, Either, FieldWord, Phrase, Syntax, Without, Words, read
from complaints.search.windows import newest
from complaints.services import store
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from complaints.models import Channel, Department
    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db
LETTERS = "나다마바"  # none of them hangs on names as a particle
STATUSES = {"접수": "received", "답변": "answered"}
FIELDS = {"제목": ("title",), "본문": ("body",), "답변": ("answer", "follow_up_answer")}


@pytest.fixture
def rows(windows: dict[str, Channel], roads: Department, parks: Department) -> list[Complaint]:
    dice = random.Random(7)

    def text(longest: int) -> str:
        return "".join(dice.choices(f"{LETTERS} ", k=dice.randint(0, longest)))

    records = [
        SourceRecord(
            channel_id=windows["saeol"].pk,
            receipt_number=f"r{number}",
            received_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=dice.randint(0, 400)),
            title=text(6),
            body=text(12),
            answer=text(8),
            complainant_name="".join(dice.choices(LETTERS, k=3)),
            is_public=dice.random() < 0.7,
            department_id=dice.choice([roads.pk, parks.pk]),
            status=dice.choice(list(STATUSES.values())),
        )
        for number in range(120)
    ]
    store(records, origin="test")
    return list(Complaint.objects.all())


def holds(tree: Syntax, row: Complaint, reader: Reader) -> bool:
    match tree:
        case Words(text):
            return all(word_holds(word, row, reader) for word in text.split() if normalise(word))
        case Phrase(text):
            return word_holds(text, row, reader)
        case FieldWord("상태", value):
            return row.status == STATUSES[value]
        case FieldWord("접수", value):
            return f"{timezone.localtime(row.received_at):%Y-%m-%d}".startswith(value)
        case FieldWord(name, value):
            return text_holds(value, [getattr(row, field) for field in FIELDS[name]], row, reader)
        case Both(parts):
            return all(holds(part, row, reader) for part in parts)
        case Either(parts):
            return any(holds(part, row, reader) for part in parts)
        case Without(part):
            return not holds(part, row, reader)


def word_holds(word: str, row: Complaint, reader: Reader) -> bool:
    name = normalise(word)
    return (len(name) >= 2 and name in row.complainant_name) or text_holds(
        word, [row.title, row.body, row.answer], row, reader
    )


def text_holds(word: str, texts: list[str], row: Complaint, reader: Reader) -> bool:
    readable = reader.may_read_text(is_public=row.is_public, department_id=row.department_id)
    return readable and any(normalise(word) in normalise(text) for text in texts)


words = st.text(LETTERS, min_size=2, max_size=4)
leaves = st.one_of(
    words,
    words.map(lambda word: f'"{word}"'),
    words.map(lambda word: f"-{word}"),
    st.tuples(st.sampled_from(sorted(FIELDS)), words).map(":".join),
    st.sampled_from(["상태:접수", "상태:답변", "접수:2024", "접수:2024-07", "접수:2024-09-03"]),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=6,
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
    tree = read(typed, field_names())
    assert {row.pk for row in find(parse(typed), reader)} == {row.pk for row in rows if holds(tree, row, reader)}


@pytest.mark.parametrize("number", [1, 5, 21, 200])
@pytest.mark.parametrize("typed", ["나다", "마", "나다마", "다 OR 바", "없다없다"])
def test_month_by_month_gives_the_same_newest(rows: list[Complaint], typed: str, number: int) -> None:
    found = find(parse(typed), Reader("reference", RIGHTS[Role.COUNTER]))
    first = list(found.order_by("-received_at", "-id")[:number])
    assert newest(found, number, before=None) == first
    middle = first[len(first) // 2].received_at if first else rows[0].received_at
    older = found.filter(received_at__lt=middle)
    assert newest(older, number, before=middle) == list(older.order_by("-received_at", "-id")[:number])


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
        "1", title="소음 신고", officer="고길동", department=roads, complainant_name="홍상철", mobile="01082719634"
    )
    later = datetime(2025, 1, 2, tzinfo=UTC)
    complaint("2", channel="mayor", answer="소음 과태료 안내", status="answered", received_at=later)
    complaint("88213", body="다른 일", received_at=datetime(2023, 1, 2, tzinfo=UTC))
    assert found(typed) == numbers


def test_the_page_says_how_operators_were_read() -> None:
    assert parse("가로등 (소음 OR 악취) -견인").read_as == [
        "‘가로등’ — 이름 또는 내용",
        "(‘소음’ — 이름 또는 내용) 또는 (‘악취’ — 이름 또는 내용)",
        "다음은 빼고: ‘견인’ — 이름 또는 내용",
    ]
