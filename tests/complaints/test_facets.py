"""Counts beside the filters: right under the query and every other filter, and left out rather than late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import Func, Q, Value
from django.http import QueryDict
from django.utils import timezone

from complaints import facets
from complaints.facet_lists import facet_lists
from complaints.facets import Counts, Facet, counts
from complaints.filters import ComplaintFilter
from complaints.models import Channel
from complaints.privacy.access import operator
from complaints.search.matching import find
from complaints.search.query import parse

if TYPE_CHECKING:
    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db


def counted(query: str = "", address: str = "") -> Counts:
    return counts(ComplaintFilter(QueryDict(address)), find(parse(query), operator()))


def filtered(address: str, query: str = "") -> set[str]:
    rows = ComplaintFilter(QueryDict(address)).narrowed(find(parse(query), operator())).rows()
    return set(rows.values_list("receipt_number", flat=True))


@pytest.fixture
def some(complaint: MakeComplaint, roads: Department, parks: Department) -> None:
    """Four complaints that differ in everything that can be filtered by."""
    caller = {"complainant_name": "홍상철", "mobile": "010-8271-9634"}
    late = timezone.now() - timedelta(days=1)
    complaint("1", body="맨홀", status="answered", answer="고침", outcome="accepted", department=roads, **caller)
    complaint("2", body="맨홀", status="in_progress", due_at=late, department=roads, officer="고길동(주무관)", **caller)
    complaint(
        "3",
        body="맨홀",
        channel="mayor",
        is_public=False,
        department=parks,
        admin_dong="잠실 2동",
        category="도로/교통",
    )
    complaint(
        "4", body="나무", officer="고길동, 마이콜", received_at=datetime.fromisoformat("2023-12-31T23:59:00+09:00")
    )


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("channel=mayor", "3"),
        ("channel=mayor&channel=saeol", "1234"),
        ("status=answered&status=in_progress", "12"),
        ("outcome=accepted", "1"),
        ("officer=고길동(주무관)", "2"),
        ("officer=고길동, 마이콜", "4"),
        ("officer=고길동", ""),
        ("dong=잠실 2동", "3"),
        ("dong=잠실2동", ""),
        ("category=도로/교통", "3"),
        ("from=2024-01-01", "123"),
        ("to=2023-12-31", "4"),
        ("answered=1", "1"),
        ("answered=0", "234"),
        ("public=0", "3"),
        ("overdue=true", "2"),
        ("repeat=true", "12"),
        ("repeat=true&status=answered", "1"),
    ],
)
def test_each_filter_decides_alone(address: str, numbers: str, some: None) -> None:
    assert filtered(address) == set(numbers)


def test_departments_are_added_to_one_another(some: None, roads: Department, parks: Department) -> None:
    assert filtered(f"department={roads.pk}&department={parks.pk}") == {"1", "2", "3"}


@pytest.mark.parametrize("value", ["···", "-", "x" * 300, "\x00"])
def test_a_value_without_a_letter_hides_nothing_of_its_own(value: str, complaint: MakeComplaint) -> None:
    complaint("1", admin_dong=value[:50].replace("\x00", ""))
    dong = QueryDict(mutable=True)
    dong["dong"] = value
    assert "1" in filtered(dong.urlencode())


def test_a_value_is_counted_under_every_other_filter(some: None, roads: Department, parks: Department) -> None:
    found = counted("맨홀", "status=answered&channel=saeol")
    assert found.total == 1
    assert found.facets["status"] == {"answered": 1, "in_progress": 1}
    assert sum(found.facets["channel"].values()) == 1
    assert found.facets["department"] == {str(roads.pk): 1}
    assert found.facets["answered"] == {"1": 1}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("status", {"answered": 1, "in_progress": 1, "received": 1}),
        ("outcome", {"accepted": 1, "none": 2}),
        ("officer", {"": 2, "고길동(주무관)": 1}),
        ("dong", {"": 2, "잠실 2동": 1}),
        ("category", {"": 2, "도로/교통": 1}),
        ("year", {"2024": 3}),
        ("public", {"1": 2, "0": 1}),
        ("answered", {"1": 1, "0": 2}),
        ("overdue", {"1": 1, "0": 1, "": 1}),
        ("repeat", {"1": 2, "0": 1}),
    ],
)
def test_every_value_has_its_number(name: str, values: dict[str, int], some: None) -> None:
    assert counted("맨홀").facets[name] == values


def test_a_year_begins_and_ends_here_and_not_at_greenwich(complaint: MakeComplaint) -> None:
    complaint("1", received_at=datetime.fromisoformat("2023-12-31T23:30:00+09:00"))
    complaint("2", received_at=datetime.fromisoformat("2024-01-01T00:30:00+09:00"))
    assert counted().facets["year"] == {"2023": 1, "2024": 1}


def test_a_window_made_meanwhile_is_left_out(some: None) -> None:
    asked = ComplaintFilter(QueryDict(), channels=list(Channel.objects.filter(code="saeol")))
    listed = facet_lists(asked, Counts(3, facets={"channel": {str(each.pk): 1 for each in Channel.objects.all()}}), str)
    assert [(option.value, option.count) for option in listed["channel"].options] == [("saeol", 1)]


def test_nothing_found_is_counted_as_nothing(some: None) -> None:
    assert (counted("없는낱말이다").total, counted("!!!").total) == (0, 0)
    assert counted("맨홀", "status=withdrawn").facets["status"] == {"answered": 1, "in_progress": 1, "received": 1}


def slow(_: Q) -> Func:
    return Func(Value(3), template="(SELECT true FROM pg_sleep(%(expressions)s))")


def test_a_pass_that_takes_too_long_leaves_its_numbers_out(some: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "_truth", slow)
    monkeypatch.setattr(facets, "PASS_MS", 1000)
    assert counted("맨홀") == Counts(3)


def test_one_slow_facet_costs_only_its_own_numbers(some: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "PASS_MS", 1000)
    monkeypatch.setattr(facets, "_repeat", lambda: Facet("repeat", slow(Q())))
    found = counted("맨홀", "status=answered")
    assert "repeat" not in found.facets
    assert found.facets["status"] == {"answered": 1, "in_progress": 1, "received": 1}
