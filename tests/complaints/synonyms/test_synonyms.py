"""Groups of words that mean the same: what is refused, what a change leaves behind, what the search reads of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.privacy.reader import Reader
from complaints.search.query import parse
from complaints.synonyms.models import SynonymChange, SynonymGroup
from complaints.synonyms.reference import load_synonyms
from complaints.synonyms.services import RefusedError, change, take_back
from complaints.synonyms.table import synonyms_among, synonyms_of
from complaints.synonyms.words import MOST, split
from complaints.text.normal import normalise

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
WHO = Reader(actor="kim")
REFERENCE = Path(__file__).resolve().parents[3] / "fixtures" / "reference.json"
POTHOLE = ["포트홀", "도로 파임", "팟홀"]


def first_set() -> dict[str, list[str]]:
    entries: dict[str, list[str]] = json.loads(REFERENCE.read_text(encoding="utf-8"))["synonyms"]
    return entries


def words_of(group_id: int) -> list[str]:
    return [word.text for word in SynonymGroup.objects.get(pk=group_id).words.all()]


def test_each_word_of_a_group_knows_the_others() -> None:
    change(None, POTHOLE, WHO)
    assert synonyms_of("도로파임") == ("포트홀", "팟홀")
    assert synonyms_of("가로등") == ()


def test_several_words_are_looked_up_by_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    change(None, POTHOLE, WHO)
    change(None, ["노점", "거리가게"], WHO)
    with django_assert_num_queries(1):
        found = synonyms_among(["포트홀", "노점", "소음"])
    assert found == {"포트홀": ("도로 파임", "팟홀"), "노점": ("거리가게",)}


@pytest.mark.parametrize("typed", ["9634", "010-8271-9634", "등", '"포트홀"', "접수:2024", "이름:포트홀", "!!!"])
def test_a_query_without_a_word_for_it_asks_for_no_synonyms(
    typed: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        parse(typed)


@pytest.mark.parametrize("typed", ["포트홀", "포트홀 노점 소음 -견인 (가로등 OR 제목:맨홀)"])
def test_a_query_asks_for_its_synonyms_once(typed: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        parse(typed)


def test_an_edit_reaches_the_next_query() -> None:
    group_id = change(None, POTHOLE, WHO).group_id
    assert parse("포트홀").terms[0].synonyms == ["도로 파임", "팟홀"]
    change(group_id, ["포트홀", "패임"], WHO)
    assert parse("포트홀").terms[0].synonyms == ["패임"]
    assert parse("팟홀").terms[0].synonyms == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("포트홀\n팟홀", ["포트홀", "팟홀"]),
        (" 포트홀 , 포트 홀;팟홀/", ["포트홀", "팟홀"]),
        ("ＣＣＴＶ，cctv, 씨씨 티비", ["CCTV", "씨씨 티비"]),
        ('"포트홀"(도로) , !!!', ["포트홀 도로"]),
        ("\x00\ud800포트홀", ["포트홀"]),
    ],
)
def test_words_are_taken_apart_and_repeated_ones_left_out(typed: str, words: list[str]) -> None:
    assert split(typed) == words


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["포트홀"], "둘 이상"),
        (["포트홀", "홀"], "두 글자 이상"),
        (["포트홀", "가" * 41], "너무 깁니다"),
        ([f"낱말{number}" for number in range(MOST + 1)], "20개까지"),
        (["포트홀", "010-8271-9634"], "전화번호"),
        (["포트홀", "연락처 010 8271 9634"], "전화번호"),
        (["포트홀", "12345"], "숫자만"),
        (["포트홀", "또는"], "검색식"),
        (["포트홀", "홍상철"], "민원인의 이름"),
        (["포트홀", "거리 가게"], "다른 묶음(노점, 거리가게)"),
    ],
)
def test_unfit_words_are_refused_with_a_sentence(words: list[str], told: str, complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철")
    change(None, ["노점", "거리가게"], WHO)
    with pytest.raises(RefusedError, match=re.escape(told)):
        change(None, words, WHO)
    assert SynonymChange.objects.count() == 1


def test_each_change_is_kept_and_can_be_taken_back() -> None:
    made = change(None, POTHOLE, WHO)
    edited = change(made.group_id, ["포트홀", "팟홀"], WHO)
    gone = change(made.group_id, [], WHO)
    told = SynonymChange.objects.order_by("pk").values_list("actor", "old", "new")
    assert list(told) == [("kim", [], POTHOLE), ("kim", POTHOLE, edited.new), ("kim", edited.new, [])]
    take_back(gone.pk, WHO)
    assert words_of(made.group_id) == ["포트홀", "팟홀"]
    take_back(edited.pk, WHO)
    assert words_of(made.group_id) == POTHOLE


def test_a_deletion_is_not_taken_back_once_a_word_stands_elsewhere() -> None:
    gone = change(change(None, POTHOLE, WHO).group_id, [], WHO)
    change(None, ["팟홀", "구덩이"], WHO)
    with pytest.raises(RefusedError, match="팟홀, 구덩이"):
        take_back(gone.pk, WHO)


def test_the_second_of_two_editors_is_told_of_the_first() -> None:
    made = change(None, POTHOLE, WHO)
    change(made.group_id, ["포트홀", "팟홀"], WHO, seen=made.pk)
    with pytest.raises(RefusedError, match="그사이 kim 님이"):
        change(made.group_id, ["포트홀", "패임"], WHO, seen=made.pk)


def test_the_first_set_is_loaded_once_and_what_people_made_of_it_stays() -> None:
    load_synonyms(REFERENCE)
    count = SynonymGroup.objects.in_use().count()
    assert count == len(first_set())
    group = SynonymGroup.objects.get(code="pothole")
    change(group.pk, [], WHO)
    load_synonyms(REFERENCE)
    assert words_of(group.pk) == []
    assert SynonymGroup.objects.in_use().count() == count - 1


def test_a_loaded_group_takes_no_word_from_one_that_people_made() -> None:
    change(None, ["포트홀", "구덩이"], WHO)
    load_synonyms(REFERENCE)
    assert synonyms_of("포트홀") == ("구덩이",)
    assert synonyms_of("노점") == ("거리가게",)


def test_no_word_of_the_first_set_stands_in_two_groups() -> None:
    words = [normalise(word) for group in first_set().values() for word in group]
    assert len(words) == len(set(words))
