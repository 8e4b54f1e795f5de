"""Working days are those that a clerk would count on the calendar; holidays come from the package and stay edited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Holiday
from complaints.workdays import WorkingCalendar, fill_holidays, known_years

CHRISTMAS = date(2024, 12, 25)
DAYS = st.dates(date(2023, 12, 1), date(2025, 2, 1))
CLOSED = st.sets(DAYS, max_size=40)


# The first is a public record of the national petition portal, the others follow from article 19, paragraph 2.
@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2024, 12, 6), date(2024, 12, 16), 7),
        (date(2024, 12, 6), date(2024, 12, 26), 14),
        (date(2024, 12, 7), date(2024, 12, 17), 7),
        (date(2024, 12, 6), date(2024, 12, 6), 1),
        (date(2024, 12, 7), date(2024, 12, 8), 0),
        (CHRISTMAS, CHRISTMAS, 0),
        (date(2024, 12, 24), date(2024, 12, 26), 2),
        (date(2024, 12, 16), date(2024, 12, 6), 0),
    ],
)
def test_the_first_day_counts_and_weekends_and_holidays_do_not(first: date, last: date, days: int) -> None:
    assert WorkingCalendar([CHRISTMAS]).days(first, last) == days


@given(first=DAYS, last=DAYS, closed=CLOSED)
def test_it_counts_what_one_counts_day_by_day(first: date, last: date, closed: set[date]) -> None:
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    open_days = [day for day in days if day.isoweekday() <= 5 and day not in closed]
    assert WorkingCalendar(closed).days(first, last) == len(open_days)


@given(days=st.lists(DAYS, min_size=3, max_size=3).map(sorted), closed=CLOSED)
def test_days_add_up_where_one_span_follows_another(days: list[date], closed: set[date]) -> None:
    (first, middle, last), calendar = days, WorkingCalendar(closed)
    after = middle + timedelta(days=1)
    assert calendar.days(first, last) == calendar.days(first, middle) + calendar.days(after, last)


def test_without_holidays_only_weekends_are_left_out() -> None:
    assert WorkingCalendar([]).days(date(2024, 12, 23), date(2024, 12, 29)) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "is_closed"),
    [
        (date(2020, 8, 17), True),  # temporary
        (date(2021, 8, 16), True),  # in place of the fifteenth
        (date(2022, 6, 1), True),  # local elections
        (date(2023, 5, 29), True),  # in place of Buddha's birthday, for the first time
        (date(2024, 5, 1), False),  # Labour Day closed no office yet
        (date(2024, 5, 6), True),  # in place of Children's Day
        (date(2024, 10, 1), True),  # Armed Forces Day, temporary
        (date(2025, 1, 27), True),  # temporary
        (date(2025, 6, 3), True),  # presidential election
        (date(2025, 10, 8), True),  # in place of Chuseok
    ],
)
def test_the_package_knows_the_holidays_of_offices(day: date, is_closed: bool) -> None:
    fill_holidays([day.year])
    assert Holiday.objects.filter(day=day).exists() == is_closed


@pytest.mark.django_db
def test_a_year_is_filled_once_and_stays_as_it_was_edited() -> None:
    assert fill_holidays([2024, 2025]) == Holiday.objects.count()
    Holiday.objects.get(day="2024-10-01").delete()
    assert fill_holidays([2024, 2025]) == 0
    assert not Holiday.objects.filter(day="2024-10-01").exists()
    assert known_years() == [2024, 2025]


@pytest.mark.django_db
def test_the_calendar_of_now_is_that_of_the_table() -> None:
    Holiday.objects.create(day=date(2024, 9, 4), name="임시공휴일")
    assert WorkingCalendar.current().days(date(2024, 9, 2), date(2024, 9, 6)) == 4
