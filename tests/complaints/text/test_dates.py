from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.text.dates import has_time, parse_datetime

THIRD = datetime(2024, 9, 3)  # noqa: DTZ001 - the module's times are local by contract


@pytest.mark.parametrize(
    "value",
    [
        "20240903",
        20240903,
        "20240903.0",
        "240903",
        240903,
        "2024-09-03",
        "2024/9/3",
        "2024.09.03",
        "2024.09.03.",
        "2024. 9. 3.(화)",
        "2024. 9. 3. 화요일",
        "'24.9.3.",
        "’24. 9. 3",
        "24.9.3",
        "2024년 9월 3일",
        "24년9월3일(화)",
        "２０２４．９．３",
        " 2024-09-03 ",
        45538,
        "45538",
        "45538.0",
        45538.0,
        date(2024, 9, 3),
        THIRD,
        pd.Timestamp(THIRD),
    ],
)
def test_one_day_in_every_form(value: str | float | date) -> None:
    assert parse_datetime(value) == THIRD
    assert not has_time(value)


@pytest.mark.parametrize(
    "value",
    [
        "2024-09-03 14:22:10",
        "2024-09-03T14:22:10",
        "2024-09-03 14:22:10.0",
        "2024-09-03T14:22:10.123+09:00",
        "2024-09-03T05:22:10Z",
        "20240903142210",
        "20240903 142210",
        "2024.09.03 14:22:10",
        "2024. 9. 3.(화) 오후 2:22:10",
        "2024년 9월 3일 오후 2시 22분 10초",
        "2024-09-03 2:22:10 PM",
        45538 + (14 * 3600 + 22 * 60 + 10) / 86400,
        "45538.598726852",
        datetime(2024, 9, 3, 5, 22, 10, tzinfo=UTC),
        pd.Timestamp("2024-09-03 14:22:10"),
    ],
)
def test_one_moment_in_every_form(value: str | float | date) -> None:
    assert parse_datetime(value) == THIRD.replace(hour=14, minute=22, second=10)
    assert has_time(value)


@pytest.mark.parametrize(
    ("value", "hour", "minute"),
    [
        ("2024-09-03 9:05", 9, 5),
        ("202409030912", 9, 12),
        ("2024-09-03 오전 12:10", 0, 10),
        ("2024-09-03 오후 12:10", 12, 10),
        ("2024-09-03 오후 14:10", 14, 10),
        ("2024-09-03 14시", 14, 0),
    ],
)
def test_it_reads_the_clock(value: str, hour: int, minute: int) -> None:
    assert parse_datetime(value) == THIRD.replace(hour=hour, minute=minute)


def test_24_hours_is_the_end_of_the_day() -> None:
    assert parse_datetime("2024-09-03 24:00") == THIRD + timedelta(days=1)


@pytest.mark.parametrize("value", ["2024.9", "2024-09", "2024년 9월", "24년 9월"])
def test_a_month_is_its_first_day(value: str) -> None:
    assert parse_datetime(value) == THIRD.replace(day=1)


@pytest.mark.parametrize("value", ["9/3", "9.3.", "9-3", "9월 3일", "9월3일(화)"])
def test_a_day_without_year_needs_a_hint(value: str) -> None:
    assert parse_datetime(value) is None
    assert parse_datetime(value, year_hint=2024) == THIRD


@pytest.mark.parametrize(("value", "year"), [("90.1.1", 1990), ("99.1.1", 1999), ("00.1.1", 2000), ("50.1.1", 2050)])
def test_two_digit_years_lie_between_1990_and_2050(value: str, year: int) -> None:
    assert parse_datetime(value) == THIRD.replace(year=year, month=1, day=1)


@pytest.mark.parametrize(
    ("time", "hour", "minute", "second"),
    [
        ("0912", 9, 12, 0),
        ("912", 9, 12, 0),
        ("912.0", 9, 12, 0),
        ("091233", 9, 12, 33),
        ("09:12", 9, 12, 0),
        ("오전 9:12", 9, 12, 0),
        ("9시 12분", 9, 12, 0),
        ("오후 9:12", 21, 12, 0),
    ],
)
def test_a_time_column_completes_the_date(time: str, hour: int, minute: int, second: int) -> None:
    assert parse_datetime("20240903", time=time) == THIRD.replace(hour=hour, minute=minute, second=second)


def test_the_time_in_the_date_has_precedence() -> None:
    assert parse_datetime("2024-09-03 14:22", time="0912") == THIRD.replace(hour=14, minute=22)


@pytest.mark.parametrize("time", ["", "2512", "0960", "없음"])
def test_a_time_column_without_a_time_is_passed_over(time: str) -> None:
    assert parse_datetime("20240903", time=time) == THIRD


NO_DATE = [
    "",
    None,
    True,
    "없음",
    "2024",
    2024,
    "2024-13-40",
    "2024.02.30",
    "0000-00-00",
    "2024-09-03 25:00",
    "2024-09-03 14:60",
    "2024-09-03 오전 13:00",
    "2024-09-03 접수",
    "2024-09.03",
    "51.1.1",
    "9999-12-31 24:00",
    "88213",
    88213,
    0,
    -1,
    9.3,
    float("nan"),
    float("inf"),
    "202432300150001234",
    202432300150001234,
    "010-1234-5678",
    "생활-24-09-00123",
    pd.NaT,
    date.min,
    datetime.max.replace(tzinfo=UTC),
]


@pytest.mark.parametrize("value", NO_DATE)
def test_anything_else_is_no_date(value: str | float | date | None) -> None:
    assert parse_datetime(value) is None
    assert not has_time(value)


@pytest.mark.parametrize(("serial", "is_read"), [(32873, False), (32874, True), (55153, True), (55154, False)])
def test_a_serial_counts_from_1990_to_2050(serial: int, is_read: bool) -> None:
    assert (parse_datetime(serial) is not None) == is_read
    assert (parse_datetime(str(serial)) is not None) == is_read


@given(st.datetimes(datetime(1990, 1, 1), datetime(2050, 12, 31)))  # noqa: DTZ001
def test_written_moments_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    for form in ("%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "%Y. %m. %d. %H:%M:%S", "%y.%m.%d %H시 %M분 %S초"):
        assert parse_datetime(moment.strftime(form)) == moment


@given(st.text() | st.text(st.sampled_from("0123456789.-/: '년월일오전후시분")), st.none() | st.integers())
def test_no_text_is_too_odd(text: str, year: int | None) -> None:
    parse_datetime(text, year_hint=year, time=text)
