"""How a query is read and explained: synonyms, fields, limits, and whatever anybody may type."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from complaints.models import Channel, Complaint, Department, StatusWord
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role
from complaints.search.matching import find
from complaints.search.named import NamedField, field_names, register
from complaints.search.query import LONGEST_QUERY, MOST_TERMS, NoTerm, Query, parse
from complaints.synonyms.services import change

if TYPE_CHECKING:
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
SLOWEST_SECONDS = 0.5


@pytest.fixture(autouse=True)
def cast(windows: dict[str, Channel], complaint: MakeComplaint) -> None:
    change(None, ["포트홀", "도로파임", "팟홀"], Reader(actor="kim"))
    roads = Department.objects.create(name="교통행정과")
    Department.objects.create(name="옛교통과", renamed_to=roads)
    saeol = windows["saeol"]
    complaint("88213", complainant_name="홍길동", mobile="010-8271-9634", title="포트홀", body="도로 파임과 소음")
    complaint("2", complainant_name="홍*동", body="팟홀", is_public=False, department=roads)
    StatusWord.objects.create(channel=saeol, word="처리 완결", status="answered")
    StatusWord.objects.create(channel=saeol, word="뜻 모를 말", status="received", is_decided=False)


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("가로등", ["‘가로등’ — 이름 또는 내용"]),
        ("포트홀", ["‘포트홀’(동의어: 도로파임, 팟홀) — 이름 또는 내용"]),
        ("도로 파임", ["‘도로 파임’(동의어: 포트홀, 팟홀) — 내용"]),
        ('"포트홀"', ['‘"포트홀"’ — 이름 또는 내용']),
        ("제목:포트홀", ["‘제목:포트홀’(동의어: 도로파임, 팟홀) — 제목"]),
        ('제목:"포트홀"', ['‘제목:"포트홀"’ — 제목']),
        ("이름:포트홀", ["‘이름:포트홀’ — 이름"]),
        ("소음 OR 악취", ["‘소음’(이름·내용) 또는 ‘악취’(이름·내용)"]),
        ("-견인", ["‘견인’(이름·내용) 제외"]),
        ("견인 제외", ["‘견인’(이름·내용) 제외"]),
        ("-(견인 OR 소음)", ["(‘견인’(이름·내용) 또는 ‘소음’(이름·내용)) 제외"]),
        (
            "포트홀 맨홀 OR 상태:접수",
            ["(‘포트홀’(이름·내용, 동의어 도로파임, 팟홀) + ‘맨홀’(이름·내용)) 또는 ‘상태:접수’(진행 상황: 접수)"],
        ),
        ("상태:완료", ["‘상태:완료’ — 진행 상황: 답변 완료"]),
        ("상태:처리완결", ["‘상태:처리완결’ — 진행 상황: 답변 완료"]),
        ("결과:수용", ["‘결과:수용’ — 결과: 수용"]),
        ("결과:불", ["‘결과:불’ — 결과: 불수용"]),
        ("종류:질의", ["‘종류:질의’ — 민원 종류: 법령 질의, 일반 질의"]),
        ("공개:비공개", ["‘공개:비공개’ — 공개 여부: 비공개"]),
        ("부서:옛교통", ["‘부서:옛교통’ — 담당 부서: 옛교통과, 교통행정과"]),
        ("채널:SAEOL", ["‘채널:SAEOL’ — 창구: 새올상담"]),
        ("상태 접수", ["‘상태’ — 이름 또는 내용", "‘접수’ — 이름 또는 내용"]),
        ("OR", ["‘OR’ — 이름 또는 내용"]),
        ("!!!", ["‘!!!’에는 찾을 글자나 숫자가 없습니다. 이름, 전화번호, 접수번호나 낱말을 넣어 주세요."]),
    ],
)
def test_the_page_says_how_it_was_read(typed: str, sentences: list[str]) -> None:
    assert parse(typed).read_as == sentences


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("상태:없는말", "‘상태:없는말’에 맞는 상태가 없어 내용에서 찾았습니다. 접수, 담당자 지정, 처리 중,"),
        ("상태:뜻모를말", "‘상태:뜻모를말’에 맞는 상태가 없어"),
        ("부서:없는말", "‘부서:없는말’에 맞는 부서가 없어 내용에서 찾았습니다."),
        ("접수:2024-13", "‘접수:2024-13’에 맞는 날짜가 없어 내용에서 찾았습니다. 2024-09, "),
        ("접수:2025~2024", "‘접수:2025~2024’에 맞는 날짜가 없어"),
        ("접수:~", "‘접수:~’에는 찾을 말이 없어 내용에서 찾았습니다."),
        ("접수:0000", "‘접수:0000’에 맞는 날짜가 없어"),
        ("결과:없는말", "‘결과:없는말’에 맞는 결과가 없어"),
        ("공개:글쎄", "‘공개:글쎄’에 맞는 공개 여부가 없어"),
        ("전화:12", "‘전화:12’에 맞는 전화번호가 없어"),
        ("담당:", "‘담당:’에는 찾을 말이 없어"),
        ("상태:!!!", "‘상태:!!!’에는 찾을 말이 없어"),
        ('상태:"없는 말"', '‘상태:"없는 말"’에 맞는 상태가 없어'),
    ],
)
def test_a_field_that_the_value_says_nothing_to_is_told_of(typed: str, start: str) -> None:
    assert parse(typed).read_as[0].startswith(start)
    assert any(sentence.startswith(start) for sentence in parse(f"({typed} OR 소음)").read_as)


@pytest.mark.parametrize(
    ("value", "since", "until"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024년", "2024-01-01", "2025-01-01"),
        ("202409", "2024-09-01", "2024-10-01"),
        ("20240903", "2024-09-03", "2024-09-04"),
        ("2024.9.3.", "2024-09-03", "2024-09-04"),
        ("2024년9월3일", "2024-09-03", "2024-09-04"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024-07~2024-09", "2024-07-01", "2024-10-01"),
        ("2010~2024", "2010-01-01", "2025-01-01"),
        ("2024-07~", "2024-07-01", "2101-01-01"),
        ("~2024-07", "1990-01-01", "2024-08-01"),
    ],
)
def test_a_span_of_time_is_read(value: str, since: str, until: str) -> None:
    span = parse(f"접수:{value}").terms[0].readings[0].received
    assert span is not None
    assert (f"{span[0]:%Y-%m-%d}", f"{span[1]:%Y-%m-%d}") == (since, until)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "제목:홍상철",
            "내용:010-8271-9634",
            '"가로등 홍상철"',
            "부서:홍상철",
            "-내용:(홍상철)",
            "가 " * 20 + "홍상철",
        ),
        *(
            "이름:수진",
            "민원인:영희",
            "이름:응우옌티흐엉",
            "이름:가로등",
            '이름:"맨홀"',
            "이름:(소음 OR 주차)",
            "이름:홍길동2",
        ),
        *(
            "수진",
            "영희",
            "준호",
            "미경",
            "다은 가로등",
            "제목:수진",
            "john",
            "JOHN SMITH",
            "Nguyễn",
            "王伟",
            "歐陽娜娜",
        ),
    ],
)
def test_a_person_in_any_corner_keeps_the_query_out_of_addresses(typed: str) -> None:
    assert parse(typed).is_personal


@pytest.mark.parametrize(
    "typed",
    [
        *("도로파임", "도로 파임", "제목:포트홀", "상태:접수", "접수:2024-09", "가로등 OR 소음"),
        *("하수 악취", "맨홀 덮개", "주차 OR 정차", "제목:진동", "CCTV", "LED 조명", "駐", "이름:!"),
    ],
)
def test_words_and_fields_are_no_persons(typed: str) -> None:
    assert not parse(typed).is_personal


@pytest.mark.parametrize(
    ("typed", "logged"),
    [
        ("다은 9634", "[개인정보] [개인정보]"),
        ("하늘 9634", "[개인정보] [개인정보]"),
        ("수진이 가로등 9634", "[개인정보] 가로등 [개인정보]"),
        ("이름:수진 맨홀", "[개인정보] 맨홀"),
        ("수정 홍상철", "[개인정보] [개인정보]"),
        ("수정 소음", "수정 소음"),
    ],
)
def test_beside_a_person_no_word_that_may_be_a_given_name_is_logged(typed: str, logged: str) -> None:
    assert parse(typed).loggable == logged


def test_terms_beyond_the_limit_are_told_of() -> None:
    query = parse(" OR ".join(f"낱말{number}" for number in range(MOST_TERMS + 2)))
    assert len(query.terms) == MOST_TERMS
    assert query.read_as[-1] == "한 번에 12가지까지 찾습니다. 다음은 빼고 찾았습니다: 낱말12, 낱말13"


def test_a_text_beyond_the_limit_is_told_of() -> None:
    query = parse("가" * 10_000)
    assert len(query.text) == LONGEST_QUERY
    assert query.read_as[-1] == "검색어는 앞의 200자까지만 읽습니다."


def test_a_field_of_another_package_is_read_whatever_its_letter_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.search.named._fields", {})
    register(NamedField(("Tag",), lambda _: (), label="꼬리표"))
    assert field_names() == {"tag"}
    assert parse("TAG:가").read_as[0].startswith("‘tag:가’에 맞는 꼬리표가 없어")
    with pytest.raises(ValueError, match="tag is taken"):
        register(NamedField(("TAG",), lambda _: ()))


pieces = st.one_of(
    st.sampled_from(
        [
            "OR",
            "또는",
            "|",
            "AND",
            "그리고",
            "&",
            "NOT",
            "제외",
            "-",
            "--",
            "(",
            ")",
            "((",
            '"',
            "“",
            "”",
            "'",
            ":",
            "::",
        ]
    ),
    st.sampled_from(
        ["상태:", "접수:", "담당:", "전화:", "이름:", "부서:", "채널:", "제목:", "공개:", "결과:", "종류:", "번호:"]
    ),
    st.sampled_from(
        [
            "포트홀",
            "도로",
            "파임",
            "홍",
            "길동",
            "ㅎㄱㄷ",
            "ㅋㅋ",
            "010",
            "8271-9634",
            "2024-09",
            "~",
            "SPP",
            "\x00",
            "\ud800",
        ]
    ),
    st.text(max_size=6),
)
queries = st.one_of(
    st.text(max_size=400),
    st.lists(pieces, max_size=60).map(" ".join),
    st.lists(pieces, max_size=60).map("".join),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250, deadline=None)
@given(typed=queries)
def test_anything_is_read_in_time_and_explained(typed: str) -> None:
    started = time.process_time()
    query = parse(typed)
    sentences = query.read_as
    assert time.process_time() - started < SLOWEST_SECONDS
    assert len(query.terms) <= MOST_TERMS
    assert bool(sentences) == bool(query.text)
    "".join([query.text, query.loggable, *sentences, *query.texts, *query.persons]).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250, deadline=None)
@given(typed=queries)
def test_what_was_read_is_read_alike_again(typed: str) -> None:
    once = parse(typed)
    assert parse(once.text) == once


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(typed=queries)
def test_a_complaint_matches_a_query_or_its_exclusion(typed: str) -> None:
    query = parse(typed)
    assume(query.expression)
    counter = Reader("counter", RIGHTS[Role.COUNTER])
    sides = [query, Query("", NoTerm(query.expression))]  # type: ignore[arg-type]
    assert sum(len(find(side, counter).rows()) for side in sides) == Complaint.objects.count() == 2


@pytest.mark.parametrize(
    "typed", ["(" * 10_000, '"' * 9_999, "-" * 10_000, "OR " * 5_000, "상태:" * 3_000, "가 " * 5_000, "9" * 10_000]
)
def test_ten_thousand_characters_are_read_in_time(typed: str) -> None:
    started = time.process_time()
    query = parse(typed)
    assert len(query.read_as) <= MOST_TERMS + 2
    assert time.process_time() - started < SLOWEST_SECONDS
