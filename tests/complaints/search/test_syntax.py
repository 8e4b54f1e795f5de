"""How a query is read as a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.search.syntax import Both, Either, FieldWord, Phrase, Syntax, Without, Words, read

FIELDS = {"담당", "접수"}


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
        ('담당: "홍 길동"', FieldWord("담당", "홍 길동")),
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
