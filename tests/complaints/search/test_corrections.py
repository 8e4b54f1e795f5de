"""What is offered for words that nobody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.privacy.roles import Role
from complaints.search.corrections import other_mode, respelt
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint

COUNTER = reader(Role.COUNTER)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("rlacjftn", ["김철수"]),
        ("rlacjftn 9634", ["김철수 9634"]),
        ("RKFHEMD 고장", ["가로등 고장", "RKFHEMD rhwkd"]),
        ("gtc", ["ㅎㅅㅊ"]),
        ("ㅣㅐ햐ㅜ", ["login"]),
        ("ㅊㅊㅅㅍ 설치", ["cctv 설치"]),
        ("쟈랴", ["wifi"]),
        ("spp-2409", []),
        ("rlacjftn OR gtc", ["김철수 OR ㅎㅅㅊ"]),
        ("9634", []),
        ("", []),
    ],
)
def test_words_are_read_in_the_other_mode_of_the_keyboard(typed: str, read: list[str]) -> None:
    assert other_mode(typed) == read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("홍상쳘", "홍상철"),
        ("홍상처", "홍상철"),
        ("상쳘 9634", "상철 9634"),
        ("홍상쳘이", "홍상철"),
        ("가로둥", "가로등"),
        ("가로둥이 깜박", "가로등 깜박"),
        ("불법주정챠", "불법주정차"),
        ("(가로둥 OR 보안등)", "(가로등 OR 보안등)"),
    ],
)
def test_names_and_words_one_jamo_off_are_found(typed: str, meant: str, complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철", body="가로등이 깜박이고 보안등은 꺼졌습니다. 불법 주·정차도 많습니다.")
    assert respelt(typed, COUNTER) == [meant]


@pytest.mark.parametrize("typed", ["가로등", "홍상", "강나루 가로등", "9634", "", "cctv", "제외", "-", "ㅎㅅㅊ"])
def test_what_exists_or_is_like_nothing_stays(typed: str, complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철", body="가로등이 깜박입니다")
    assert respelt(typed, COUNTER) == []


def test_the_likeliest_slip_comes_alone_and_the_most_frequent_first(complaint: MakeComplaint) -> None:
    for number, name in enumerate(("김철수", "김철승", "김철서", "김철수", "박철수")):
        complaint(str(number), complainant_name=name)
    assert respelt("김철스", COUNTER) == ["김철수", "김철서"]


def test_a_word_of_a_text_is_offered_only_to_those_who_may_read_it(complaint: MakeComplaint, roads: Department) -> None:
    complaint("1", is_public=False, department=roads, body="가로등", complainant_name="홍상철")
    officer = reader(Role.OFFICER, roads)
    assert [respelt("가로둥", who) for who in (COUNTER, reader(Role.OFFICER), officer)] == [[], [], ["가로등"]]
    assert respelt("홍상쳘", COUNTER) == ["홍상철"]


def test_a_word_that_only_others_may_read_counts_as_unknown(complaint: MakeComplaint, roads: Department) -> None:
    complaint("1", is_public=False, department=roads, body="가로둥")
    complaint("2", body="가로등")
    assert respelt("가로둥", COUNTER) == ["가로등"]


@pytest.mark.django_db
def test_two_queries_are_enough(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    # Each inside a savepoint with its limits: six statements.
    with django_assert_max_num_queries(2 * 6):
        respelt("홍상쳘 가로둥 불법주정챠 보도블럭", COUNTER)


@given(st.text(st.sampled_from("가김ㅎㅏabR 9:()\"-'\\또는OR\x00")))
def test_any_text_can_be_read_in_the_other_mode(text: str) -> None:
    assert text not in other_mode(text)
