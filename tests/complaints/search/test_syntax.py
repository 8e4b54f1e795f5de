"""How a query is read as a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.search.syntax import Both, Either, FieldWord, Phrase, Syntax, Without, Words, read

FIELDS = {"담당", "접수", "sla"}


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("불법 주정차", Words("불법 주정차")),
        ("", Both(())),
        ("가 OR 나", Either((Words("가"), Words("나")))),
        ("가 또는 나 다", Either((Words("가"), Words("나 다")))),
        ("가 AND 나", Words("가 나")),
        ("가 그리고 -나", Both((Words("가"), Without(Words("나"))))),
        ("가 제외 나", Both((Words("가"), Without(Words("나"))))),
        ("NOT (가 OR 나)", Without(Either((Words("가"), Words("나"))))),
        ('"어린이 보호구역" 견인', Both((Phrase("어린이 보호구역"), Words("견인")))),
        ("담당:홍길동 소음", Both((FieldWord("담당", "홍길동"), Words("소음")))),
        ('담당: "홍 길동"', FieldWord("담당", "홍 길동", is_quoted=True)),
        ("담당:홍길동 OR 담당:", Either((FieldWord("담당", "홍길동"), FieldWord("담당", "")))),
        ("담당: OR 소음", Either((FieldWord("담당", ""), Words("소음")))),
        ("담당: 접수:2024", Both((FieldWord("담당", ""), FieldWord("접수", "2024")))),
        ("담당:(가 OR -나)", Either((FieldWord("담당", "가"), Without(FieldWord("담당", "나"))))),
        (
            '담당:(가 나 "다 라")',
            Both(
                (Both((FieldWord("담당", "가"), FieldWord("담당", "나"))), FieldWord("담당", "다 라", is_quoted=True))
            ),
        ),
        ("담당:()", FieldWord("담당", "")),
        ("SLA:3", FieldWord("sla", "3")),
        (":담당", Words(":담당")),
        ("담당::", FieldWord("담당", ":")),
        ("견인 제외", Without(Words("견인"))),
        ("소음 견인 제외", Both((Words("소음"), Without(Words("견인"))))),
        ("견인 제외 OR 소음", Either((Without(Words("견인")), Words("소음")))),
        ("(견인 제외) 소음", Both((Without(Words("견인")), Words("소음")))),
        ('"불법 주차" 제외', Without(Phrase("불법 주차"))),
        ("-견인 제외", Without(Words("견인"))),
        ("NOT NOT 가", Words("가")),
        ("제외", Both(())),
        ("가|-나", Either((Words("가"), Without(Words("나"))))),
        ('가 "나 다', Both((Words("가"), Phrase("나 다")))),
        ("없는:홍길동", Words("없는:홍길동")),
        ("-담당:홍길동", Without(FieldWord("담당", "홍길동"))),
        ("(가 OR 나", Either((Words("가"), Words("나")))),
        ("가) 나", Words("가 나")),
        ("OR 가 OR", Words("가")),
        ("가 -", Words("가 -")),
        ("(-가)", Without(Words("가"))),
        ("가 NOT", Words("가")),
        ("010-8271-9634", Words("010-8271-9634")),
        ("가 () 나", Words("가 나")),
        (
            '불법주차 (학교 OR 통학) -견인 "어린이 보호구역"',
            Both(
                (
                    Words("불법주차"),
                    Either((Words("학교"), Words("통학"))),
                    Without(Words("견인")),
                    Phrase("어린이 보호구역"),
                ),
            ),
        ),
    ],
)
def test_it_reads(typed: str, tree: Syntax) -> None:
    assert read(typed, FIELDS) == tree


@given(st.text('가나()-|&" :담당ORNT제외', max_size=60))
def test_it_reads_anything(typed: str) -> None:
    read(typed, FIELDS)


def test_a_thousand_parentheses_are_no_trouble() -> None:
    assert read("(" * 1000 + "가" + ")" * 1000) == Words("가")


def test_ten_thousand_exclusions_are_no_trouble() -> None:
    assert read("NOT " * 10_001 + "가") == Without(Words("가"))
    assert isinstance(read("-(" * 10_000 + "가"), Without)
