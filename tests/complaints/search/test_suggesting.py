"""What is offered while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Department
from complaints.privacy.roles import Role
from complaints.search.suggesting import MOST, MOST_OF_A_KIND, suggestions
from complaints.synonyms.models import SynonymGroup, SynonymWord
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
COUNTER = reader(Role.COUNTER)


def offered(typed: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in suggestions(typed, COUNTER)]


@pytest.fixture
def words(complaint: MakeComplaint) -> None:
    """Departments, windows, synonyms, and a category that PostgreSQL has counted."""
    Department.objects.create(name="교통행정과")
    Department.objects.create(name="교통 지도과", is_active=False)
    group = SynonymGroup.objects.create()
    SynonymWord.objects.create(group=group, text="포트홀", normal="포트홀", position=0)
    for number in range(3):
        complaint(str(number), category="교통신호", complainant_name="교길동", title="교길동이 신고함")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE complaints_complaint (category)")


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("교통", [("분야", "교통신호"), ("부서", "부서:교통행정과")]),
        ("교ㅌ", [("분야", "교통신호"), ("부서", "부서:교통행정과")]),
        ("교토", [("분야", "교통신호"), ("부서", "부서:교통행정과")]),
        ("ry", [("분야", "교통신호"), ("부서", "부서:교통행정과")]),
        ("교통신호", []),
        ("야간 교통시", [("분야", "야간 교통신호")]),
        ("야간  포트", [("낱말", "야간  포트홀")]),
        ("부서:교", [("부서", "부서:교통행정과")]),
        ("채널:새올", [("창구", "창구:새올상담민원")]),
        ("환경", [("창구", '창구:"환경 순찰"')]),
        ("상태:교통", []),
        ("교통 ", []),
        ("", []),
        ("길동", []),
    ],
)
def test_words_that_begin_so_are_offered(typed: str, texts: list[tuple[str, str]]) -> None:
    assert offered(typed) == texts


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("SPP-24", ["SPP-2409-0000002", "SPP-2409-0000001", "spp-2408-1"]),
        ("spp-2409-0000002 ", ["SPP-2409-0000002"]),
        ("spp-2409-00000", ["SPP-2409-0000002", "SPP-2409-0000001"]),
        ("spp-2408", ["spp-2408-1"]),
        ("SPP-2408", ["spp-2408-1"]),
        ("Spp-2408-1", ["spp-2408-1"]),
        ("8821", ["88213"]),
        ("882", []),
        ("2401", []),
        ("8271", []),
        ("010-8271", []),
        ("88213 가로등", []),
    ],
)
def test_receipt_numbers_that_begin_so_are_offered(typed: str, numbers: list[str], complaint: MakeComplaint) -> None:
    complaint("88213", complainant_name="홍상철", mobile="010-8271-9634")
    complaint("SPP-2409-0000002")
    complaint("spp-2408-1")
    complaint("SPP-2409-0000001", channel="mayor")
    made = complaint("2401-made")
    type(made).objects.filter(pk=made.pk).update(number_is_made=True)
    assert offered(typed) == [("접수번호", number) for number in numbers]


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("typed", ["교길", "홍상철", "홍상", "ㅎㅅㅊ", "a@b.kr 교통", "01082719634", "교통 홍상철"])
def test_a_person_is_never_offered_nor_answered(typed: str, complaint: MakeComplaint) -> None:
    complaint("9", complainant_name="홍상철", officer="홍상철", mobile="010-8271-9634", title="홍상철")
    assert offered(typed) == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_may_not_search_gets_nothing(role: Role, complaint: MakeComplaint) -> None:
    complaint("88213")
    assert suggestions("8821", reader(role)) == []


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("typed", ["교통", "2024-0", "Spp-2409", "부서:교"])
def test_three_queries_are_enough(typed: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(3):
        suggestions(typed, COUNTER)


def test_a_few_of_each_kind_are_offered(complaint: MakeComplaint) -> None:
    for number in range(MOST + 1):
        complaint(f"8821{number}")
        Department.objects.create(name=f"교통{number}과")
    assert [len(offered("8821")), len(offered("교통"))] == [MOST, MOST_OF_A_KIND]


@given(typed=st.text(st.sampled_from("가김ㅎㅏab9 :()\"-'\\%_\x00\ud800\n")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_anything_may_be_typed(typed: str) -> None:
    assert len(suggestions(typed, COUNTER)) <= MOST
