"""When an answer contradicts another one, and when it should not be used any more."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from complaints.groups.answers import conflict, former_names, laws_in, older_laws, outdated, renamed_in
from complaints.models import Department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.complaints.conftest import MakeComplaint


@pytest.mark.parametrize(
    ("outcomes", "contradict"),
    [
        (["accepted", "rejected"], True),
        (["partly_accepted", "none", "rejected"], True),
        (["accepted", "partly_accepted"], False),
        (["rejected", "rejected"], False),
        (["rejected", "information", "long_term", "other", "none"], False),
        ([], False),
    ],
)
def test_granting_contradicts_rejecting(outcomes: list[str], contradict: bool) -> None:
    assert conflict(iter(outcomes)) is contradict


FORMER = {"도로과": "도로관리과", "교통과": "교통행정과"}


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("도로과에서 처리합니다.", ["도로과"]),
        ("도로과장 전결", ["도로과"]),
        ("담당: 도로과(02-2147-0001), 교통과", ["도로과", "교통과"]),
        ("도로과, 도로과", ["도로과"]),
        ("도로관리과에서 처리합니다.", []),
        ("교통과태료를 냈습니다.", []),
        ("철도로과학을 배웁니다.", []),
        ("광역교통과에서", []),
        ("", []),
    ],
)
def test_a_former_name_is_found_as_a_word(text: str, old: list[str]) -> None:
    assert renamed_in(text, FORMER) == [(name, FORMER[name]) for name in old]
    assert renamed_in(text, {}) == []


@pytest.mark.parametrize(
    ("text", "law", "articles", "revised"),
    [
        ("「도로교통법」 제32조에 따라", "도로교통법", [(32, 0)], None),
        ("「도로교통법」제32조제1항제2호 및 제33조", "도로교통법", [(32, 0, 1, 2), (33, 0)], None),
        ("공동주택관리법 제20조의2에", "공동주택관리법", [(20, 2)], None),
        ("「도로교통법」 시행령 제5조", "도로교통법시행령", [(5, 0)], None),
        ("「도로교통법」(2021. 1. 5. 개정) 제32조", "도로교통법", [(32, 0)], date(2021, 1, 5)),
        (
            "「주차장법」[시행 2024. 2. 17.] [법률 제19999호, 2024. 1. 16., 일부개정]",
            "주차장법",
            [],
            date(2024, 1, 16),
        ),
        ("「도로법」에 따라, 한참 뒤에 다른 이야기를 한 다음 제5조", "도로법", [], None),
        ("「개인정보 보호법」 제3조", "개인정보보호법", [(3, 0)], None),
    ],
)
def test_a_law_is_read_with_what_is_cited_of_it(
    text: str, law: str, articles: list[tuple[int, ...]], revised: date | None
) -> None:
    found = laws_in(text)[law]
    assert (found.articles, found.revised) == (articles, revised)


@pytest.mark.parametrize(
    "text", ["", "제32조에 따라", "말씀하신 「나무가 쓰러진 법」이 아닌 것", "방법 제안", "동법 제3조"]
)
def test_what_is_no_citation_gives_no_article(text: str) -> None:
    assert all(not law.articles for law in laws_in(text).values())


def test_the_same_law_is_the_one_named_last() -> None:
    laws = laws_in("「도로법」 제1조와 같은 법 시행령 제2조, 동법 제3조")
    assert {name: law.articles for name, law in laws.items()} == {
        "도로법": [(1, 0), (3, 0)],
        "도로법시행령": [(2, 0)],
    }


@pytest.mark.parametrize(
    ("text", "newest", "marks"),
    [
        ("「도로교통법」 제32조", "「도로교통법」 제33조", ["제32조을(를) 들었으나", "제33조을(를) 듭니다"]),
        ("「도로교통법」 제32조제1항", "도로교통법 제32조 제2항", ["제32조제1항", "제32조제2항"]),
        ("「도로교통법」 제32조", "「도로교통법」 제32조제1항", []),
        ("「도로교통법」 제32조", "「도로교통법」 제32조, 제33조", []),
        ("「도로교통법」 제32조 및 제35조", "「도로교통법」 제32조", []),
        ("「도로교통법」 제32조", "「도로법」 제33조", []),
        ("「도로교통법」 제32조", "「도로교통법 시행령」 제33조", []),
        ("「도로법」(2019. 5. 1. 개정) 제1조", "「도로법」(2023. 2. 1. 개정) 제1조", ["2023-02-01"]),
        ("「도로법」 제1조", "「도로법」(2023. 2. 1. 개정) 제1조", ["2023-02-01"]),
        ("「도로법」(2023. 2. 1. 개정) 제1조", "「도로법」(2023. 2. 1. 개정) 제1조", []),
        ("「도로법」 제1조", "「도로법」(2019. 2. 1. 개정) 제1조", []),
    ],
)
def test_an_older_law_is_told(text: str, newest: str, marks: list[str]) -> None:
    told = " ".join(older_laws(text, newest, date(2020, 1, 1)))
    assert bool(told) is bool(marks)
    assert all(mark in told for mark in marks)


@pytest.fixture
def offices(db: None) -> None:
    """도로과, also called 도로보수과, became 도로관리과, which became 도로안전과; 공원과 is in use."""
    safe = Department.objects.create(name="도로안전과")
    managed = Department.objects.create(name="도로관리과", renamed_to=safe, aliases=["공원과"])
    Department.objects.create(name="도로과", aliases=["도로보수과"], renamed_to=managed)
    Department.objects.create(name="공원과")


@pytest.mark.usefixtures("offices")
def test_former_names_lead_to_the_present_one() -> None:
    assert former_names() == dict.fromkeys(("도로과", "도로보수과", "도로관리과"), "도로안전과")


def test_names_that_lead_in_a_circle_end(db: None) -> None:
    one = Department.objects.create(name="도로과")
    one.renamed_to = Department.objects.create(name="도로관리과", renamed_to=one)
    one.save()
    assert former_names().keys() == {"도로과", "도로관리과"}


@pytest.mark.usefixtures("offices")
def test_an_answer_is_compared_with_the_newest_one(complaint: MakeComplaint) -> None:
    moments = [timezone.make_aware(datetime(year, 3, 1)) for year in (2021, 2024)]  # noqa: DTZ001
    texts = ("도로과에서 「도로법」 제5조에 따라", "도로안전과에서 「도로법」 제6조에 따라")
    old, new = (complaint(f"{n}", answer=texts[n], answered_at=moments[n], received_at=moments[n]) for n in (0, 1))
    assert [bool(outdated(*pair)) for pair in ((old, new), (old, None), (new, old), (new, new))] == [
        True,
        True,
        False,
        False,
    ]
    assert len(outdated(old, new)) == 2


def test_names_that_were_read_before_are_not_read_again(
    complaint: MakeComplaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = complaint("1", answer="도로과에서 처리합니다.")
    with django_assert_num_queries(0):
        assert outdated(row, None, FORMER) == ["답변에 적힌 ‘도로과’은(는) 지금 ‘도로관리과’입니다."]
