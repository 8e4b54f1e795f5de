"""What the analytics add to the search: 키워드 finds what is counted, 처리 how answers kept their time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.models import ComplaintKeywords, Keyword
from analytics.refreshing import mark_stale, refresh
from analytics.scopes import Scope
from complaints.exports.selection import Selection
from complaints.facets import counts
from complaints.filters import ComplaintFilter
from complaints.models import Complaint
from complaints.privacy.access import operator
from complaints.privacy.roles import Role
from complaints.search.hits import hits
from complaints.search.matching import find
from complaints.search.paging import Sort, count, ids, page
from complaints.search.query import parse
from complaints.synonyms.models import SynonymGroup, SynonymWord
from tests.analytics.conftest import reader

if TYPE_CHECKING:
    from complaints.models import Department
    from complaints.privacy.reader import Reader
    from tests.analytics.conftest import File

OFFICER = reader(Role.OFFICER)
SEPTEMBER = (date(2024, 9, 1), date(2024, 9, 30))


def found(typed: str, who: Reader = OFFICER) -> list[int]:
    return sorted(find(parse(typed), who).rows().values_list("pk", flat=True))


def synonyms(*words: str) -> None:
    group = SynonymGroup.objects.create()
    for position, word in enumerate(words):
        SynonymWord.objects.create(group=group, text=word, normal=word, position=position)


@pytest.mark.parametrize("name", ["키워드", "핵심어"])
def test_a_keyword_is_no_substring(file: File, name: str) -> None:
    carrying = file("주정차가 너무 많습니다")
    compound = file("불법주정차가 너무 많습니다")
    assert found("주정차") == carrying + compound
    assert found(f"{name}:주정차") == carrying


def test_a_synonym_is_taken_to_the_word_that_it_is_counted_as(file: File) -> None:
    synonyms("도로파임", "포트홀")
    filed = file("포트홀이 생겼습니다") + file("도로파임을 메워 주십시오")
    assert found("키워드:포트홀") == found("키워드:도로 파임".replace(" ", "")) == filed
    assert parse("키워드:포트홀").read_as == ["‘키워드:포트홀’ — 핵심어: 도로파임"]


@pytest.mark.parametrize("typed", ["키워드:가로등", "키워드:가로등 OR 키워드:나무", "가로등 OR 키워드:가로등"])
def test_only_who_may_read_a_text_finds_its_keywords(
    file: File, roads: Department, parks: Department, typed: str
) -> None:
    filed = file("가로등이 꺼져 있습니다", department=roads, is_public=False)
    own, other, counter = (reader(Role.OFFICER, roads), reader(Role.MANAGER, parks), reader(Role.COUNTER, roads))
    assert [found(typed, who) for who in (own, operator(), other, counter)] == [filed, filed, [], []]


def test_a_keyword_can_be_left_out(file: File, roads: Department) -> None:
    file("가로등이 꺼져 있습니다")
    others = file("소음이 심합니다") + file("가로등이 꺼져 있습니다", department=roads, is_public=False)
    uncounted = file("가로등이 꺼져 있습니다", count=False)
    assert found("-키워드:가로등") == found("키워드:가로등 제외") == sorted(others + uncounted)


def test_a_word_that_is_no_keyword_is_looked_for_in_the_texts(file: File) -> None:
    file("가로등이 꺼져 있습니다")
    (sentence,) = parse("키워드:꺼져").read_as
    assert "맞는 핵심어가 없어" in sentence
    assert "동의어" in sentence


def test_a_hit_says_by_which_word_it_was_found(file: File) -> None:
    synonyms("도로파임", "포트홀")
    file("포트홀이 생겼습니다")
    file("소음이 심합니다")
    query = parse("키워드:도로파임 OR 소음")
    rows = page(find(query, OFFICER), Sort.NEWEST, None).rows
    shown = hits(rows, query, OFFICER, timezone.now())
    assert [hit.matched for hit in shown] == [["내용"], ["핵심어"]]
    assert "<mark>포트홀</mark>" in shown[1].passage


def test_a_page_asks_once_for_each_keyword(file: File, django_assert_num_queries: type) -> None:
    file("가로등 소음이 심합니다", callers=range(9))
    query = parse("키워드:가로등 키워드:소음")
    rows = page(find(query, OFFICER), Sort.NEWEST, None).rows
    with django_assert_num_queries(2 + 2):
        hits(rows, query, OFFICER, timezone.now())


def test_lists_counts_and_exports_of_a_keyword_agree(file: File, roads: Department) -> None:
    filed = file("가로등이 꺼져 있습니다", callers=range(30), department=roads)
    file("가로등이 꺼져 있습니다", day="2024-10-01")
    file("소음이 심합니다", callers=range(30), department=roads)
    params = QueryDict("from=2024-09-01&to=2024-09-30&channel=saeol")
    asked, everything = ComplaintFilter(params), find(parse("키워드:가로등"), OFFICER)
    narrowed = asked.narrowed(everything)
    with transaction.atomic():
        assert (counts(asked, everything).total, count(narrowed)) == (30, (30, False))
    assert {row.pk for row in page(narrowed, Sort.NEWEST, None, 40).rows} == set(filed)
    chosen, _ = Selection("키워드:가로등", params.urlencode()).found(OFFICER)
    assert set(ids(chosen, Sort.RELEVANCE)) == set(filed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [("처리:기한안", [9]), ("처리:기한지나", [11]), ('처리:"기한 지나"', [11]), ("-처리:기한안", [0, 11])],
)
def test_answers_are_found_by_whether_they_kept_their_time(file: File, typed: str, days: list[int]) -> None:
    due = timezone.make_aware(datetime(2024, 9, 10))  # noqa: DTZ001 - made aware at once
    answers = {day: due.replace(day=day) if day else None for day in (9, 11, 0)}
    for answered_at in answers.values():
        file("소음", due_at=due, answered_at=answered_at, status="answered" if answered_at else "received")
    rows = Complaint.objects.filter(pk__in=found(typed))
    assert sorted(timezone.localtime(row.answered_at).day if row.answered_at else 0 for row in rows) == days


def test_an_answer_without_a_due_time_is_neither_in_time_nor_late(file: File) -> None:
    answered = timezone.now()
    filed = file("소음", answered_at=answered, status="answered") + file("소음", due_at=answered - timedelta(days=1))
    assert found("처리:기한안 OR 처리:기한지나") == []
    assert found("-처리:기한지나") == sorted(filed)


WORDS = (
    "가로등", "가로등이", "불법주정차", "불법 주정차", "어린이보호구역", "어린이 보호구역을", "CCTV가", "cctv",
    "ＣＣＴＶ", "LED가로등", "포트홀", "팟홀이", "도로파임", "5G", "M버스", "소음", "공사소음이", "재활용 쓰레기",
    "가\n로등", "민원·청원", "㎡", "도로㎡파손", "ı가", "불법", "주정차", "어린이", "보호구역", "재활용", "쓰레기",
    "M역버스", "ßCCTV",
)  # fmt: skip
SIGNS = (" ", "", "\n", ", ", ".", "\u200b", "은 ", "에서 ", "(", "·", "-")
LEFT_OUT = (" 010-8271-9634 ", " 홍상철 ", " https://a.kr/가로등 ")


@pytest.fixture
def many(file: File, roads: Department, parks: Department) -> None:
    """Complaints of random words, with what may stand between a word and its letters in the text."""
    dice = random.Random(11)
    synonyms("도로파임", "포트홀", "팟홀")

    def text() -> str:
        return "".join(dice.choice(WORDS) + dice.choice((*SIGNS, *LEFT_OUT)) for _ in range(dice.randint(1, 7)))

    filed = []
    for number in range(200):
        filed += file(
            text(),
            title=text(),
            callers=[number],
            day=f"2024-09-{dice.randint(1, 30):02}",
            department=dice.choice((roads, parks, None)),
            is_public=dice.random() < 0.6,
            complainant_name=dice.choice(("홍상철", "")),
            count=False,
        )
    mark_stale(filed)
    refresh()


Asked = tuple[str, frozenset[int]]


def asked_of(leaves: list[Asked], everything: frozenset[int]) -> st.SearchStrategy[Asked]:
    """Queries with what they find: words joined by all, any and not."""
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} {two[1][0]})", two[0][1] & two[1][1])),
            st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} OR {two[1][0]})", two[0][1] | two[1][1])),
            inner.map(lambda one: (f"-({one[0]})", everything - one[1])),
        ),
        max_leaves=4,
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_keywords_join_with_anything(many: None, roads: Department, data: st.DataObject) -> None:
    who = reader(Role.OFFICER, roads)
    rows = Scope(who).readable(*SEPTEMBER)
    everything = frozenset(Complaint.objects.values_list("pk", flat=True))
    leaves = [
        (f"키워드:{each.text}", frozenset(rows.filter(keyword_ids__contains=[each.pk]).values_list("pk", flat=True)))
        for each in Keyword.objects.order_by("pk")[:12]
    ]
    leaves += [(word, frozenset(found(word, who))) for word in ("등", "주정차", "상태:접수", "접수:2024-09-03")]
    typed, wanted = data.draw(asked_of(leaves, everything))
    matching = find(parse(typed), who)
    assert set(found(typed, who)) == wanted
    assert count(matching) == (len(wanted), False)
    for size in (10, 500):
        newest = Complaint.objects.filter(pk__in=wanted).order_by("-received_at", "-id")[:size]
        assert [row.pk for row in page(matching, Sort.NEWEST, None, size).rows] == [row.pk for row in newest]


def test_what_a_keyword_finds_is_what_is_counted(many: None, roads: Department) -> None:
    readers = (reader(Role.OFFICER, roads), reader(Role.MANAGER), operator())
    assert Keyword.objects.count() > 15
    for who in readers:
        readable = Scope(who).readable(*SEPTEMBER)
        for keyword in Keyword.objects.all():
            carrying = readable.filter(keyword_ids__contains=[keyword.pk]).values_list("pk", flat=True)
            assert found(f"키워드:{keyword.text}", who) == sorted(carrying), keyword.text
            others = set(ComplaintKeywords.objects.values_list("pk", flat=True)) - set(carrying)
            assert found(f"-키워드:{keyword.text}", who) == sorted(others)
