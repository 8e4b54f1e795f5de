"""Many complaints of callers of one name."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict
from django.utils import timezone

from complaints.filters import ComplaintFilter
from complaints.privacy.roles import Role
from complaints.search import namesakes as module
from complaints.search.limits import TooSlowError
from complaints.search.matching import find
from complaints.search.namesakes import Narrowing, namesakes
from complaints.search.query import parse
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
SUJIN = "김수진"


def narrowings(typed: str = SUJIN, address: str = "s=ticket&page=x", total: int = 21) -> list[Narrowing]:
    query, params = parse(typed), QueryDict(address)
    found = ComplaintFilter(params).narrowed(find(query, reader(Role.COUNTER)))
    return namesakes(query, found.rows(), total, params)


@pytest.fixture
def two_callers(complaint: MakeComplaint) -> None:
    at = [timezone.make_aware(datetime(year, 12, 31, 23)) for year in (2022, 2023)]  # noqa: DTZ001
    for number in range(3):
        complaint(str(number), complainant_name=SUJIN, mobile="010-8271-0001", admin_dong="잠실2동", received_at=at[0])
    complaint(
        "9", channel="mayor", complainant_name=SUJIN, mobile="010-8271-0002", admin_dong="풍납1동", received_at=at[1]
    )


@pytest.mark.usefixtures("two_callers")
def test_the_list_is_narrowed_by_dong_year_and_window() -> None:
    told = {each.label: [(choice.label, choice.number) for choice in each.choices] for each in narrowings()}
    assert told == {
        "동": [("잠실2동", 3), ("풍납1동", 1)],
        "접수 연도": [("2022년", 3), ("2023년", 1)],
        "창구": [("새올상담", 3), ("구청장에", 1)],
    }


@pytest.mark.usefixtures("two_callers")
def test_addresses_keep_the_ticket_and_find_the_number_told() -> None:
    for narrowing in narrowings(address="s=ticket&page=x&from=2022-12-31"):
        for choice in narrowing.choices:
            path, _, address = choice.url.partition("?")
            params = QueryDict(address)
            rows = ComplaintFilter(params).narrowed(find(parse(SUJIN), reader(Role.COUNTER))).rows()
            assert (path, params["s"], "page" in params) == ("/complaints/", "ticket", False)
            assert "dong" in params or rows.count() == choice.number


@pytest.mark.usefixtures("two_callers")
def test_a_period_is_not_left_by_a_year() -> None:
    (years,) = (each for each in narrowings(address="from=2022-06-01&to=2023-12-31") if each.label == "접수 연도")
    assert years.choices[0].url == "/complaints/?from=2022-06-01&to=2022-12-31"


@pytest.mark.usefixtures("two_callers")
@pytest.mark.parametrize(
    ("typed", "address", "total"),
    [(SUJIN, "", 20), ("가로등", "", 21), ("", "", 21), (SUJIN, "channel=mayor", 21), (SUJIN, "channel=saeol", 21)],
)
def test_few_other_words_and_one_caller_need_no_narrowing(typed: str, address: str, total: int) -> None:
    assert narrowings(typed, address, total) == []


@pytest.mark.usefixtures("two_callers")
def test_nothing_is_offered_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(milliseconds: int) -> None:
        raise TooSlowError

    monkeypatch.setattr(module, "time_limit", never)
    assert narrowings() == []
