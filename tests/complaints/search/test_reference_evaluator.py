"""Persons, numbers, texts and fields against a slow evaluator that knows nothing of lexemes, parser or index.

Every leaf of a query carries what it means by the table of the design, as a condition in plain Python.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Complaint
from complaints.privacy.access import operator
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Right, Role
from complaints.records import SourceRecord
from complaints.search.lexemes import Kind, one_of
from complaints.search.matching import find
from complaints.search.paging import Sort, count, page
from complaints.search.query import parse
from complaints.services import store
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Channel, Department

pytestmark = pytest.mark.django_db
ROWS = 250
FAMILY, GIVEN = ("홍", "김", "남궁"), "상철수"
WORD_LETTERS = "늘빛뜰"  # neither surnames nor particles
MASKED = ("홍*철", "홍○○", "김수*", "홍*", "남궁*철", "*상철")
MOBILES = ("01082719634", "01055509634", "01082711234", "0111239634", "01082710000")
LANDLINES = ("0221471111", "0312345678", "15881234")
NUMBERS = ("2AA-2409-0123456", "SPP-2409-1234567", "88213", "2024-3230-9634", "BD 240-77")
STATUSES = {"접수": "received", "답변": "answered", "반려": "returned"}
SEPARATORS = ("-", "", " ", ".")
START = datetime(2024, 8, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed, and which complaints it means to whom."""

    typed: str
    holds: Callable[[Complaint, Reader], bool]
    has_number: bool = False

    def __repr__(self) -> str:
        return self.typed


@pytest.fixture
def rows(windows: dict[str, Channel], roads: Department, parks: Department) -> list[Complaint]:
    dice = random.Random(17)

    def text() -> str:
        words = [
            "".join(dice.choices(WORD_LETTERS, k=dice.randint(1, 3))),
            name(dice),
            dice.choice((*MOBILES, *NUMBERS)),
        ]
        return " ".join(word for word in dice.choices([words[0], *words], k=dice.randint(0, 3)))

    records = [
        SourceRecord(
            channel_id=windows[dice.choice(sorted(windows))].pk,
            receipt_number=f"{dice.choice(NUMBERS)}/{number}"
            if dice.random() < 0.8
            else f"{dice.choice(NUMBERS)}{number}",
            application_number=dice.choice(("", "", *NUMBERS)),
            received_at=START + timedelta(hours=dice.randint(0, 24 * 60)),
            title=text(),
            body=text(),
            answer=text(),
            category=dice.choice(("", "빛뜰", "늘")),
            incident_location=dice.choice(("", "뜰늘 3")),
            complainant_name=dice.choice((name(dice), name(dice), f"{name(dice)} 님", *MASKED, "")),
            mobile=dice.choice(("", *(notation(each, dice) for each in MOBILES))),
            phone=dice.choice(("", "", *(notation(each, dice) for each in (*LANDLINES, *MOBILES)))),
            officer=dice.choice(("", name(dice))),
            department_id=dice.choice((roads.pk, parks.pk, None)),
            is_public=dice.random() < 0.6,
            status=dice.choice(sorted(STATUSES.values())),
            due_at=START + timedelta(days=number % 40) if number % 7 else None,
            answered_at=START + timedelta(days=number * 7 % 40) if number % 3 else None,
        )
        for number in range(ROWS)
    ]
    store(records, origin="test")
    return list(Complaint.objects.select_related("channel", "department"))


def name(dice: random.Random) -> str:
    family = dice.choice(FAMILY)
    spaced = family + dice.choice(("", "", "", " "))
    return spaced + "".join(dice.choices(GIVEN, k=2))


def notation(digits: str, dice: random.Random) -> str:
    return dice.choice(SEPARATORS).join(groups(digits))


def groups(digits: str) -> tuple[str, ...]:
    """The code, the exchange and the line of a number."""
    code = next((each for each in ("010", "011", "031", "02") if digits.startswith(each)), "")
    rest = digits.removeprefix(code)
    return tuple(filter(None, (code, rest[:-4], rest[-4:])))


# What a complaint holds, by the design's table.


def may_read(row: Complaint, reader: Reader) -> bool:
    if reader.reads_all or row.is_public:
        return True
    is_own = row.department_id is not None and row.department_id == reader.department_id
    return is_own and reader.may(Right.READ_OWN_RESTRICTED)


def in_texts(word: str, row: Complaint, reader: Reader, *fields: str) -> bool:
    chosen = fields or ("title", "body", "answer", "follow_up_answer", "incident_location", "category")
    return may_read(row, reader) and any(normalise(word) in normalise(getattr(row, field)) for field in chosen)


def is_name(typed: str, row: Complaint) -> bool:
    """Two letters and more of a name, each a syllable or its first consonant; or a name of that length, masked."""
    name = re.sub(r"\s+|님$", "", row.complainant_name).replace("○", "*")
    if "*" in name:
        is_whole = len(typed) == len(name) and any(sign != "*" for sign in name)
        return is_whole and looks_whole(typed) and all(map(fits, typed, name))
    return len(typed) >= 2 and any(all(map(fits, typed, name[start:])) for start in range(len(name) - len(typed) + 1))


def looks_whole(typed: str) -> bool:
    """Whether it may be somebody's name as a whole: it begins as names do, or holds initial consonants."""
    return typed.startswith((*FAMILY, "궁", "상")) or any(map(is_consonant, typed))


def fits(typed: str, written: str) -> bool:
    return written in {"*", typed} or (is_consonant(typed) and typed == first_consonant(written))


def is_consonant(sign: str) -> bool:
    return "ㄱ" <= sign <= "ㅎ"


def first_consonant(syllable: str) -> str:
    conjoining = unicodedata.normalize("NFD", syllable)[0]
    return {"ᄒ": "ㅎ", "ᄀ": "ㄱ", "ᄂ": "ㄴ", "ᄉ": "ㅅ", "ᄎ": "ㅊ"}[conjoining]


def is_phone(digits: str, row: Complaint) -> bool:
    """A whole number, with or without its zero; its end from four digits; its middle."""
    for cell in filter(None, (row.mobile, row.phone)):
        whole = re.sub(r"\D", "", cell)
        parts = groups(whole)
        if digits in {whole, whole.removeprefix("0")} or (4 <= len(digits) <= 8 and whole.endswith(digits)):
            return True
        if len(parts) == 3 and digits == parts[1]:
            return True
    return False


def is_number(typed: str, row: Complaint) -> bool:
    """A receipt number, or a tail of one that begins at a sign; from five signs the beginning of such a tail."""
    wanted = normalise(typed)
    for number in (row.receipt_number, row.application_number):
        segments = re.findall(r"[0-9A-Za-z]+", number.lower())
        tails = ["".join(segments[start:]) for start in range(len(segments))]
        if any(tail == wanted or (len(wanted) >= 5 and tail.startswith(wanted)) for tail in tails):
            return True
    return False


# What is typed.


def word(text: str) -> Asked:
    return Asked(text, lambda row, who: is_name(text, row) or in_texts(text, row, who))


def spaced_name(name: str) -> Asked:
    family, given = name[:1], name[1:]
    return Asked(
        f"{family} {given}",
        lambda row, who: is_name(name, row) or (in_texts(family, row, who) and in_texts(given, row, who)),
    )


def digits(text: str) -> Asked:
    def holds(row: Complaint, who: Reader) -> bool:
        return is_phone(text, row) or is_number(text, row) or in_texts(text, row, who)

    return Asked(text, holds, has_number=True)


def whole_phone(number: str, separator: str) -> Asked:
    typed = separator.join(groups(number)) if separator != "+82" else f"+82-{'-'.join(groups(number))[1:]}"

    def holds(row: Complaint, who: Reader) -> bool:
        return is_phone(number, row) or is_number(number, row) or in_texts(number, row, who)

    return Asked(typed, holds, has_number=True)


def receipt(number: str) -> Asked:
    def holds(row: Complaint, who: Reader) -> bool:
        return is_number(number, row) or in_texts(number, row, who)

    return Asked(number, holds, has_number=True)


def field(asked: tuple[str, str], *columns: str) -> Asked:
    typed_name, value = asked
    return Asked(f"{typed_name}:{value}", lambda row, who: in_texts(value, row, who, *columns))


def month(text: str) -> Asked:
    return Asked(f"접수:{text}", lambda row, _: f"{timezone.localtime(row.received_at):%Y-%m-%d}".startswith(text))


def in_time(value: str) -> Asked:
    """Answered within the due time, or after it; known of answered ones that had one."""

    def holds(row: Complaint, _: Reader) -> bool:
        if row.status != "answered" or row.answered_at is None or row.due_at is None:
            return False
        return (row.answered_at > row.due_at) == (value == "기한지나")

    return Asked(f"처리:{value}", holds)


def beginnings(text: str) -> Asked:
    return Asked(f"담당:{text}", lambda row, _: text in row.officer.replace(" ", ""))


syllables = st.text(WORD_LETTERS, min_size=1, max_size=4)
names = st.builds("{}{}".format, st.sampled_from(FAMILY), st.text(GIVEN, min_size=2, max_size=2))
parts_of_names = st.builds(lambda name, start, size: name[start:][:size], names, st.integers(0, 1), st.integers(2, 4))
phones = st.sampled_from((*MOBILES, *LANDLINES))
leaves = st.one_of(
    syllables.map(word),
    parts_of_names.map(word),
    names.filter(lambda name: len(name) == 3).map(spaced_name),
    st.text("ㅎㄱㅅㅊ", min_size=2, max_size=3).map(word),
    st.sampled_from(("김ㅅ", "상ㅊ", "궁ㅊㅅ", "남궁ㅊㅅ", "ㄱ상철")).map(word),
    st.builds(lambda number, size: digits(number[-size:]), phones, st.integers(4, 8)),
    st.sampled_from(("8271", "5550", "123", "2147", "1588", "2409", "0123456", "88213", "240")).map(digits),
    st.builds(whole_phone, st.sampled_from(MOBILES), st.sampled_from((*SEPARATORS, "+82"))),
    st.sampled_from(("2AA-2409-0123456", "spp2409", "SPP-2409-1234567", "bd240", "3230-9634")).map(receipt),
    syllables.map(lambda text: Asked(f'"{text[:1]} {text[1:]}"', word(text).holds)),
    syllables.map(lambda text: field(("제목", text), "title")),
    syllables.map(lambda text: field(("본문", text), "body")),
    syllables.map(lambda text: field(("답변", text), "answer", "follow_up_answer")),
    syllables.map(lambda text: field(("내용", text))),
    syllables.map(lambda text: Asked(f"분야:{text}", lambda row, _: normalise(text) in normalise(row.category))),
    parts_of_names.map(lambda text: Asked(f"이름:{text}", lambda row, _: is_name(text, row))),
    parts_of_names.map(beginnings),
    st.sampled_from(("9634", "8271", "82719634")).map(lambda t: Asked(f"전화:{t}", lambda row, _: is_phone(t, row))),
    st.sampled_from(("88213", "spp-2409")).map(lambda t: Asked(f"번호:{t}", lambda row, _: is_number(t, row))),
    st.sampled_from(sorted(STATUSES)).map(lambda t: Asked(f"상태:{t}", lambda row, _: row.status == STATUSES[t])),
    st.sampled_from(("도로과", "공원")).map(
        lambda t: Asked(f"부서:{t}", lambda row, _: bool(row.department and t in row.department.name))
    ),
    st.sampled_from(("새올", "환경")).map(lambda t: Asked(f"채널:{t}", lambda row, _: t in row.channel.name)),
    st.sampled_from(("2024", "2024-09", "2024-09-03")).map(month),
    st.sampled_from(("기한안", "기한지나")).map(in_time),
)


def both(parts: tuple[Asked, Asked]) -> Asked:
    one, other = parts
    return Asked(
        f"{one.typed} {other.typed}",
        lambda row, who: one.holds(row, who) and other.holds(row, who),
        one.has_number or other.has_number,
    )


def either(parts: tuple[Asked, Asked]) -> Asked:
    one, other = parts
    return Asked(
        f"({one.typed} OR {other.typed})",
        lambda row, who: one.holds(row, who) or other.holds(row, who),
        one.has_number or other.has_number,
    )


def without(part: Asked) -> Asked:
    return Asked(f"-({part.typed})", lambda row, who: not part.holds(row, who), part.has_number)


def is_clear(parts: tuple[Asked, Asked]) -> bool:
    """Numbers side by side may be one number."""
    return not (parts[0].has_number and parts[1].has_number)


queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).filter(is_clear).map(both),
        st.tuples(inner, inner).map(either),
        inner.map(without),
    ),
    max_leaves=4,
)
slowly = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150, deadline=None
)


@pytest.mark.parametrize("role", ["counter", "officer", "manager", "admin", "auditor", "command"])
@slowly
@given(asked=queries)
def test_the_search_finds_what_the_table_says(
    rows: list[Complaint], roads: Department, parks: Department, role: str, asked: Asked
) -> None:
    department = {"officer": roads.pk, "manager": parks.pk}.get(role)
    reader = operator() if role == "command" else Reader(role, RIGHTS[Role(role)], department_id=department)
    wanted = {row.pk for row in rows if reader.may(Right.SEARCH) and asked.holds(row, reader)}
    found = find(parse(asked.typed), reader)
    # An error inside leaves the rows for the next query.
    with transaction.atomic():
        assert {row.pk for row in found.rows()} == wanted
        assert count(found) == (len(wanted), False)


@slowly
@given(asked=queries, status=st.sampled_from(sorted(STATUSES.values())), days=st.integers(0, 40))
def test_filters_narrow_what_the_table_says(
    rows: list[Complaint], roads: Department, asked: Asked, status: str, days: int
) -> None:
    reader = Reader("officer", RIGHTS[Role.OFFICER], department_id=roads.pk)
    since, until = START + timedelta(days=days), START + timedelta(days=days + 9)
    of_status = find(parse(asked.typed), reader).narrowed(node=one_of(Kind.STATUS, [status]), where=Q(status=status))
    found = of_status.narrowed(received=(since, until))
    wanted = [row for row in rows if asked.holds(row, reader) and row.status == status]
    inside = [row for row in wanted if since <= row.received_at <= until]
    newest = sorted(inside, key=lambda row: (row.received_at, row.pk), reverse=True)
    with transaction.atomic():
        assert {row.pk for row in of_status.rows()} == {row.pk for row in wanted}
        assert [row.pk for row in page(found, Sort.NEWEST, None).rows] == [row.pk for row in newest[:20]]
