"""A report is a snapshot: of public complaints, without anybody in it, and never another one."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from analytics import locks
from analytics.models import Delivery, MonthlyReport, StaleComplaint, StaleMonth, Subscription
from analytics.models.service import ServiceMonth
from analytics.numbers import Chart, Column, Number, Series, Table, Words, tables_of
from analytics.report_files import attachment_of
from analytics.report_parts import _pooled
from analytics.report_snapshots import frozen, thawed
from analytics.reporting import NIGHT_WORK, StillCountingError, make_report, make_scheduled, parts_of
from complaints.privacy.models import Account
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from typing import Any

    from complaints.models import Channel, Department
    from tests.analytics.conftest import File

MONTH = date(2024, 9, 1)
LAMP, BANNER = "가로등이 꺼졌습니다.", "현수막이 떨어져 횡단보도와 정류장을 가립니다."


def rows_of(report: MonthlyReport, part: str) -> list[list[str]]:
    table = tables_of(parts_of(report))[part]
    return [[cell.text if isinstance(cell, Words) else cell.text or cell.plain for cell in row] for row in table.rows]


@pytest.fixture
def year(file: File) -> None:
    """Lamps every month, and in September a banner that many report in the same words."""
    for month in range(3, 10):
        file(LAMP, callers=range(20), day=f"2024-{month:02}-03", count=False)
    file(BANNER, callers=range(100, 140), day="2024-09-05", is_public=True)


@pytest.fixture
def lamps(file: File) -> None:
    """A month of little."""
    file(LAMP, callers=range(6))


def test_later_complaints_change_nothing(lamps: None, file: File) -> None:
    report = make_report(MONTH, "기획")
    before, file_before = parts_of(report), attachment_of(report)
    file("쓰레기가 쌓였습니다.", callers=range(50))
    again = MonthlyReport.objects.get(pk=report.pk)
    assert parts_of(again) == before
    assert attachment_of(again) == file_before
    assert parts_of(make_report(MONTH, "기획")) != before


def test_a_newer_report_stands_beside_the_older(lamps: None) -> None:
    first, second = make_report(MONTH, "기획"), make_report(MONTH, "기획")
    assert list(MonthlyReport.objects.all()) == [second, first]
    assert parts_of(first) == parts_of(second)


def test_nothing_of_a_person_is_kept(file: File) -> None:
    file("우리집 보일러실 배관이 터졌습니다.", callers="가", complainant_name="구본수", address="느티로 17")
    file(LAMP, callers=range(9))
    kept = json.dumps(make_report(MONTH, "기획").contents, ensure_ascii=False)
    assert "가로등" in kept
    assert not any(
        word in kept for word in ("보일러", "배관", "구본수", "느티로", "010-", "꺼졌습니다", "http", "/complaints")
    )


def test_only_public_complaints_are_counted(file: File, roads: Department) -> None:
    file(LAMP, callers=range(6))
    file("비밀스런 창고가 있습니다.", callers=range(20, 40), is_public=False, department=roads)
    report = make_report(MONTH, "기획")
    assert rows_of(report, "figures")[0][1] == "6건"
    assert "창고" not in {row[0] for row in rows_of(report, "top")}
    assert [row[1] for row in rows_of(report, "departments")] == ["6"]


def test_a_rising_word_tells_of_its_campaign(year: None) -> None:
    report = make_report(MONTH, "기획")
    (row,) = [row for row in rows_of(report, "rising") if row[0] == "현수막"]
    assert row[1:3] == ["40", "0"]
    assert row[-2:] == ["0%", "100%"]
    assert row[-3] == "8.0배 넘게"
    assert any(
        "함께 낸 것일 수 있는 말은" in sentence and "현수막(100%)" in sentence
        for sentence in report.contents["sentences"]
    )


def test_one_who_writes_often_is_told_in_hundredths(year: None, file: File) -> None:
    file("현수막이 많습니다.", callers=[999] * 40)
    (row,) = [row for row in rows_of(make_report(MONTH, "기획"), "rising") if row[0] == "현수막"]
    assert row[1] == "41"
    assert row[-2] == "50%"


def test_a_word_of_few_persons_that_nobody_said_before_is_not_named(year: None, file: File) -> None:
    file("멧돼지가 나왔습니다.", callers=range(200, 204))
    report = make_report(MONTH, "기획")
    assert "현수막" in {row[0] for row in rows_of(report, "new")}
    assert "멧돼지" not in json.dumps(report.contents, ensure_ascii=False)


def test_words_count_callers_and_windows_complaints(file: File) -> None:
    file(LAMP, callers=[1, 1, 2, 3, 4, 5], channel="saeol")
    file(LAMP, callers=[1, 2, 3, 4, 5], channel="mayor")
    report = make_report(MONTH, "기획")
    assert ["가로등", "1위", "-", "5"] in [[*row[:2], "-", row[3]] for row in rows_of(report, "top")]
    assert rows_of(report, "channels")[:2] == [["새올상담민원", "6"], ["구청장에게 바란다", "5"]]
    assert rows_of(report, "trend")[-1] == ["2024년 9월", "11"]


def test_a_window_of_few_persons_hides_behind_another(file: File) -> None:
    file(LAMP, callers=range(9), channel="saeol")
    file(LAMP, callers=range(6), channel="mayor")
    file(LAMP, callers=range(2), channel="patrol")
    rows = rows_of(make_report(MONTH, "기획"), "channels")
    assert rows == [["새올상담민원", "9"], ["그 밖의 창구 2곳", "8"]]


def cell(received: int, persons: int) -> ServiceMonth:
    few = list(range(persons)) if persons < 5 else None
    return ServiceMonth(received=received, answered=0, answered_late=0, open=0, days=[], open_dues=[], few_callers=few)


@given(st.lists(st.integers(0, 9), max_size=8))
def test_no_row_of_a_few_can_be_had_from_the_total(persons: list[int]) -> None:
    groups = {f"부서{place}": [cell(number, number)] for place, number in enumerate(persons)}
    rows = _pooled(groups, "담당 부서")
    assert sum(total.received for _, total in rows) == sum(persons)
    shown = [total for _, total in rows if total.received and not total.is_few]
    hidden = [total for _, total in rows if total.is_few]
    # A single hidden row is the difference between the total and the others: only where there are no others.
    assert not (shown and hidden)


@pytest.mark.parametrize("callers", [[], [1], range(4), range(5)])
def test_a_month_of_nothing_or_little_is_reported_too(file: File, callers: Any) -> None:
    file(LAMP, callers=callers)
    report = make_report(MONTH, "기획")
    shown = f"{len(callers)}건" if len(callers) in {0, 5} else "5명 미만"
    assert rows_of(report, "figures")[0][1] == shown
    assert attachment_of(report)[1]


@pytest.mark.parametrize("mark", [StaleMonth(month=MONTH), StaleMonth(month=date(2023, 9, 1)), StaleComplaint(pk=1)])
def test_what_is_still_counted_is_waited_for(db: None, mark: Any) -> None:
    mark.save(force_insert=True)
    with pytest.raises(StillCountingError, match="몇 분 뒤"):
        make_report(MONTH, "기획")
    assert not MonthlyReport.objects.exists()


def test_who_counts_meanwhile_is_waited_for(db: None) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [locks._REFRESHING])
        with pytest.raises(StillCountingError):
            make_report(MONTH, "기획")
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [locks._REFRESHING])
    other.close()
    assert make_report(MONTH, "기획").pk


def test_the_first_of_a_month_makes_one_report_of_the_last(lamps: None) -> None:
    report = make_scheduled(date(2024, 10, 1))
    assert report is not None
    assert (report.month, report.actor) == (MONTH, NIGHT_WORK)
    assert make_scheduled(date(2024, 10, 1)) is None
    assert make_scheduled(date(2024, 10, 7)) is None
    assert MonthlyReport.objects.count() == 1


def test_a_report_by_hand_does_not_keep_the_scheduled_one_away(lamps: None) -> None:
    make_report(MONTH, "기획")
    assert make_scheduled(date(2024, 10, 1)) is not None


def test_a_month_without_any_complaint_waits_for_its_data(file: File) -> None:
    assert make_scheduled(date(2024, 10, 1)) is None
    file(LAMP, callers=range(6))
    assert make_scheduled(date(2024, 10, 3)) is not None


@pytest.mark.parametrize(("reports", "sends"), [(True, True), (False, True), (True, False)])
def test_subscribers_get_the_scheduled_report(lamps: None, settings: Any, reports: bool, sends: bool) -> None:
    settings.SENDS_MAIL = sends
    account = Account.objects.create_account("1", "a long enough sentence", name="홍직원", role=Role.MANAGER)
    Subscription.objects.create(account=account, email="a@example.kr", reports=reports)
    report = make_scheduled(date(2024, 10, 1))
    assert [each.report for each in Delivery.objects.all()] == ([report] if reports and sends else [])


def test_a_report_shows_the_windows_that_there_are(windows: dict[str, Channel], file: File) -> None:
    file(LAMP, callers=range(6))
    sources = make_report(MONTH, "기획").contents["sources"]
    assert [each["name"] for each in sources] == [each.name for each in windows.values()]


texts = st.text(max_size=8)
numbers = st.builds(
    Number,
    st.none() | st.integers(0, 10**6) | st.floats(0, 100),
    text=texts,
    is_hidden=st.booleans(),
)
words = st.builds(Words, texts, note=texts)


@given(st.lists(st.tuples(words, numbers, words)), texts)
def test_a_table_comes_back_as_it_was(rows: list[Any], text: str) -> None:
    columns = (Column("낱말"), Column(text, is_number=True), Column("곁"))
    table = Table("words", text, columns, tuple(rows), empty=text, note="끝")
    assert thawed(json.loads(json.dumps(frozen(table)))) == table


@given(st.lists(numbers, min_size=2, max_size=2), st.sampled_from(["bar", "line", "cloud", "heat"]))
def test_a_chart_comes_back_as_it_was_without_addresses(found: list[Number], kind: str) -> None:
    chart = Chart("trend", kind, "흐름", "달", ("가", "나"), (Series("수", tuple(found)),), "건", "끝")
    with_addresses = Chart(**{name: getattr(chart, name) for name in CHART}, label_urls=("/a", "/b"))
    assert thawed(json.loads(json.dumps(frozen(with_addresses)))) == chart


CHART = ("id", "kind", "title", "heading", "labels", "series", "unit", "note")
