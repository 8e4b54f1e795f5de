"""A keyword that rises three-fold is told once, on the page and in the head, while it holds."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from analytics import alerts
from analytics.alert_tasks import raise_alerts
from analytics.alerts import current_alerts, current_number, forget, months_to_watch
from analytics.models import ComplaintKeywords, KeywordAlert, MonthTotal
from analytics.months import later, month_of
from analytics.rollups import count_month
from civicsearch.celery import app
from complaints.privacy.roles import Role
from tests.analytics.test_rising import Counted

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Channel, Department
    from tests.analytics.conftest import Login

NOW = month_of(timezone.localdate())


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    forget()


@pytest.fixture
def counted(windows: dict[str, Channel]) -> Counted:
    """Fourteen months until this one in which a hundred callers write of nothing."""
    found = Counted(windows["saeol"].pk)
    for place in range(14):
        found.put("그밖", later(NOW, -place), range(100))
    return found


def raised(counted: Counted, month: date = NOW) -> list[str]:
    counted.count()
    alerts.raise_alerts(month)
    return [alert.keyword.text for alert in KeywordAlert.objects.filter(is_over=False)]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(0, 10, True), (0, 9, False), (10, 45, True), (10, 25, False), (40, 40, False)],
)
def test_ten_callers_and_three_times_as_many_are_told(counted: Counted, before: int, now: int, told: bool) -> None:
    for place in range(1, 14):
        counted.put("침수", later(NOW, -place), range(1000, 1000 + before))
    counted.put("침수", NOW, range(1000, 1000 + now))
    assert raised(counted) == (["침수"] if told else [])


def test_forty_posts_of_one_caller_are_not_told(counted: Counted) -> None:
    counted.put("침수", NOW, [7] * 40)
    assert raised(counted) == []


def test_what_one_department_may_read_is_not_told(counted: Counted, roads: Department) -> None:
    counted.put("침수", NOW, range(40), department_id=roads.pk, is_public=False)
    assert raised(counted) == []


def test_an_alert_is_raised_once_and_kept_up_to_date(counted: Counted) -> None:
    counted.put("침수", NOW, range(20))
    raised(counted)
    first = KeywordAlert.objects.get()
    counted.put("침수", NOW, range(20, 30))
    assert raised(counted) == ["침수"]
    again = KeywordAlert.objects.get()
    assert (again.pk, again.raised_at) == (first.pk, first.raised_at)
    assert (first.callers, again.callers, again.complaints) == (20, 30, 30)


def test_an_alert_is_over_when_it_holds_no_longer_and_comes_back(counted: Counted) -> None:
    counted.put("침수", NOW, range(20))
    raised(counted)
    ComplaintKeywords.objects.filter(day=NOW, caller__lt=15, keyword_ids__len=1).exclude(
        keyword_ids=ComplaintKeywords.objects.order_by("pk")[0].keyword_ids
    ).delete()
    assert raised(counted) == []
    counted.put("침수", NOW, range(20))
    assert raised(counted) == ["침수"]
    assert KeywordAlert.objects.count() == 1


@pytest.mark.parametrize(("day", "months"), [(1, [0, -1]), (10, [0, -1]), (11, [0])])
def test_last_month_is_watched_for_ten_days(counted: Counted, day: int, months: list[int]) -> None:
    counted.count()
    assert months_to_watch(NOW.replace(day=day)) == [later(NOW, number) for number in months]


def test_a_date_in_the_future_is_no_newest_month(counted: Counted) -> None:
    counted.put("그밖", date(2099, 1, 1), [1])
    counted.count()
    assert months_to_watch(NOW.replace(day=20)) == [NOW]


def test_nothing_is_watched_in_an_empty_database(db: None) -> None:
    assert months_to_watch(NOW) == []
    assert raise_alerts() == 0


def test_the_head_counts_the_newest_month_only(counted: Counted) -> None:
    counted.put("침수", later(NOW, -1), range(40))
    raised(counted, later(NOW, -1))
    assert current_alerts().count() == 0
    MonthTotal.objects.filter(month=NOW).delete()
    assert current_alerts().count() == 1


def test_the_head_asks_once_a_minute(counted: Counted, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    counted.put("침수", NOW, range(20))
    raised(counted)
    with django_assert_num_queries(1):
        assert [current_number(), current_number()] == [1, 1]
    KeywordAlert.objects.all().delete()
    alerts._remembered.until -= 60
    assert current_number() == 0


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.OFFICER, True), (Role.MANAGER, True), (Role.COUNTER, False), (Role.ADMIN, False)]
)
def test_the_head_shows_it_to_who_has_the_dashboard(counted: Counted, login: Login, role: Role, shown: bool) -> None:
    counted.put("침수", NOW, range(20))
    raised(counted)
    page = login(role).get("/", follow=True).content.decode()
    assert ("급증 낱말 1개" in page) is shown


def test_the_page_shows_numbers_of_now_that_open_their_lists(counted: Counted, login: Login) -> None:
    counted.put("침수", NOW, [*range(20), 0])
    raised(counted)
    counted.put("침수", NOW, [20])
    count_month(NOW)
    page = login(Role.MANAGER).get("/analytics/alerts/").content.decode()
    numbers = re.findall(r'href="([^"]+)" data-number="(\d+)"', page)
    assert [(address.split("?")[0], int(number)) for address, number in numbers] == [
        ("/analytics/callers/", 21),
        ("/complaints/", 22),
    ]
    assert all("public=1" in address for address, _ in numbers)
    assert re.search(r"/analytics/keywords/[^/]+/\?public=1", page)


def test_the_page_is_a_file_too(counted: Counted, login: Login) -> None:
    counted.put("침수", NOW, range(20))
    raised(counted)
    text = login(Role.MANAGER).get("/analytics/alerts/?file=alerts.csv").content.decode("utf-8-sig")
    assert f"\n침수,{NOW.year}년 {NOW.month}월,20,20," in text.replace("\r", "")


def test_an_empty_page_says_so(login: Login, db: None) -> None:
    assert "급증한 낱말이 없습니다." in login(Role.MANAGER).get("/analytics/alerts/").content.decode()


@pytest.mark.parametrize("role", [Role.COUNTER, Role.ADMIN, Role.AUDITOR])
@pytest.mark.parametrize("address", ["alerts", "subscription"])
def test_without_dashboard_there_is_no_page(login: Login, db: None, role: Role, address: str) -> None:
    assert login(role).get(f"/analytics/{address}/").status_code == 403


def test_a_page_of_many_alerts_asks_little(
    counted: Counted, login: Login, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        counted.put(f"낱말{number}", NOW, range(20))
    raised(counted)
    client = login(Role.MANAGER)
    with django_assert_max_num_queries(12):
        client.get("/analytics/alerts/")


def test_workers_know_the_tasks() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    ours = {"analytics.alert_tasks.raise_alerts", "analytics.alert_tasks.send_mails"}
    assert ours <= app.tasks.keys()
    assert ours <= scheduled
