"""What a caller can say, and what it must find: the table of the design, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Complaint
from complaints.privacy.keys import person_hash
from complaints.privacy.reader import Reader
from complaints.search.matching import find
from complaints.search.query import parse
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast(complaint: MakeComplaint) -> None:
    complaint(
        "202432300150001234",
        complainant_name="홍상철",
        mobile="010-8271-9634",
        title="가로등이 꺼져 있어요",
        body="골목 LED가로등을 고쳐 주세요. 불법  주 정차도 많습니다.",
    )
    complaint(
        "88213",
        channel="mayor",
        complainant_name="홍*철",
        mobile="01044445555",
        title="주정차단속 요청",
        body="학교 앞 불법주정차를 단속해 주십시오.",
    )
    complaint("환순-2024-3-045", channel="patrol", title="보도블록 파손", body="보행자 통행 불편")
    complaint("9012", complainant_name="김보선", phone="2147-0055")
    complaint("77001", channel="mayor", complainant_name="김 철수(통장)", phone="(02) 2147-9634", body="소음")


@pytest.mark.parametrize(
    "typed",
    [
        "010-8271-9634",
        "01082719634",
        "010 8271 9634",
        "+82 10-8271-9634",
        "０１０８２７１９６３４",
        "1082719634",
        "82719634",
        "8271",
        "8271 9634",
        "719634",
        "271-9634",
        "19634",
        "홍상철",
        "홍 상철",
        "홍상",
        "상철",
        "ㅎㅅㅊ",
        "홍ㅅㅊ",
        "홍상철 9634",
        "홍상철/9634",
        "홍 상 철",
        "홍상철 씨",
        "홍상철님",
        "홍상철의",
        "[홍상철]",
        '"홍상철"',
        '"010-8271-9634"',
        "010 9634",
        "9634번",
        "ㅎㅅㅊ 8271",
        "202432300150001234",
        "가로등",
        "LED가로등",
        "led 가로등",
        "불법 주정차 가로등",
        '"가로등을 고쳐"',
        "등",
    ],
)
def test_it_finds_the_caller_with(typed: str, found: Find) -> None:
    assert "202432300150001234" in found(typed)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("9634", {"202432300150001234", "77001"}),
        ("219634", set()),
        ("ㅎㅅㅊ", {"202432300150001234", "88213"}),
        ("홍ㅅㅊ", {"202432300150001234", "88213"}),
        ("홍상ㅊ", {"202432300150001234", "88213"}),
        ("홍ㅅㅂ", set()),
        ("홍*철", {"88213"}),
        ("홍○철", {"88213"}),
        ("홍*", set()),
        ("ㄳㄵ홍", set()),
        ("김ㅅㅊ", set()),
        ("홍상철", {"202432300150001234", "88213"}),
        ("김철수", {"77001"}),
        ("88213", {"88213"}),
        ("환순-2024-3-045", {"환순-2024-3-045"}),
        ("환순 2024 3 045", {"환순-2024-3-045"}),
        ("ㄱㅂㅅ", {"9012"}),
        ("ㄱㅄ", {"9012"}),
        ("김ㅄ", {"9012"}),
        ("!!!", set()),
        ("045", {"환순-2024-3-045"}),
        ("정차", {"202432300150001234", "88213"}),
        ("불법주정차", {"202432300150001234", "88213"}),
        ("불법 주정차", {"202432300150001234", "88213"}),
        ("차불법", set()),
        ("도블", {"환순-2024-3-045"}),
        ("없는낱말", set()),
        ("9999", set()),
    ],
)
def test_it_finds_exactly(typed: str, numbers: set[str], found: Find) -> None:
    assert found(typed) == numbers


def test_consonants_that_also_mask_are_still_consonants(complaint: MakeComplaint, found: Find) -> None:
    complaint("1", complainant_name="강용안")
    complaint("2", complainant_name="강ㅇㅇ")
    assert found("강ㅇㅇ") == {"1", "2"}


def test_words_do_not_run_from_the_title_into_the_body(found: Find) -> None:
    assert found("요청학교") == set()


def test_a_restricted_text_is_found_by_its_caller_and_not_by_its_words(complaint: MakeComplaint, found: Find) -> None:
    complaint("1", is_public=False, body="직원의 갑질을 신고합니다", mobile="010-7777-1111")
    assert found("갑질") == set()
    assert found("7777") == {"1"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_no_query_fails(found: Find, typed: str) -> None:
    assert isinstance(found(typed), set)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_every_substring_of_a_text_finds_it(found: Find, data: st.DataObject) -> None:
    row = Complaint.objects.get(receipt_number="202432300150001234")
    normal = normalise(row.body)
    start = data.draw(st.integers(0, len(normal) - 1))
    piece = normal[start : start + data.draw(st.integers(1, 8))]
    assert row.receipt_number in found(f'"{piece}"')


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(piece=st.text("가로등불법주정차요청학교앞보행자", min_size=1, max_size=4))
def test_a_phrase_finds_what_a_plain_scan_finds(found: Find, piece: str) -> None:
    scanned = {row.receipt_number for row in Complaint.objects.all() if piece in row.text_normal}
    assert found(f'"{piece}"') == scanned


def test_nothing_typed_finds_everything(found: Find) -> None:
    assert len(found("   ")) == 5


def test_a_changed_text_is_found_by_its_new_words_only(complaint: MakeComplaint, found: Find) -> None:
    complaint("9", body="수목 전지 요청")
    complaint("9", body="맨홀 덮개 파손")
    assert (found("수목전지"), found("맨홀")) == (set(), {"9"})


def test_the_page_says_how_a_query_was_read() -> None:
    assert parse("9634 가로등").read_as == ["‘9634’ — 전화 또는 접수번호 또는 내용", "‘가로등’ — 이름 또는 내용"]


PERSONAL = [
    "홍상철",
    "ㅎㅅㅊ",
    "홍ㅅㅊ",
    "010-8271-9634",
    "9634",
    "홍 상철",
    "홍상철(",
    "홍상철입니다",
    '"홍상철"',
    '"010-8271-9634"',
    "John Smith",
    "hong@example.kr",
]


@pytest.mark.parametrize(
    "numbers",
    [["010-8271-9634", "+82 10-8271-9634", "1082719634", "０１０８２７１９６３４"], ["홍상철", "홍 상철", "홍상철 님"]],
)
def test_one_person_is_one_in_the_log_however_typed(numbers: list[str]) -> None:
    assert len({tuple(map(person_hash, parse(typed).persons)) for typed in numbers}) == 1


@pytest.mark.parametrize("typed", PERSONAL)
def test_what_names_a_person_is_known_as_such(typed: str) -> None:
    query = parse(typed)
    assert query.is_personal
    assert set(query.loggable.split()) == {"[개인정보]"}


def test_a_word_is_no_person() -> None:
    assert not parse("가로등 고장").is_personal


def test_a_reader_without_rights_finds_nothing() -> None:
    assert not find(parse("가로등"), Reader(actor="아무도")).rows().exists()
