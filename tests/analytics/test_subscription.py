"""Everybody with a dashboard says alone what comes by mail, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analytics.models import Delivery, MonthlyReport, Subscription
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from django.conf import LazySettings
    from pytest_django import DjangoAssertNumQueries

    from tests.analytics.conftest import Login

PAGE = "/analytics/subscription/"

pytestmark = pytest.mark.django_db


def test_an_address_and_wishes_are_kept_and_recorded(login: Login) -> None:
    client = login(Role.OFFICER)
    assert client.post(PAGE, {"email": "hong@example.kr", "alerts": "on"}).status_code == 302
    kept = Subscription.objects.get()
    assert (kept.account, kept.email, kept.alerts, kept.reports) == (
        Account.objects.get(),
        "hong@example.kr",
        True,
        False,
    )
    event = AccessEvent.objects.get(action=Action.ACCOUNT)
    assert event.detail == {"mail": {"alerts": True, "reports": False}}
    assert 'value="hong@example.kr"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("email", "told"), [("", "주소를 적어 주세요"), ("hong", "name@example.kr 처럼")])
def test_a_wrong_address_is_told_beside_it(login: Login, email: str, told: str) -> None:
    page = login(Role.OFFICER).post(PAGE, {"email": email, "alerts": "on"})
    assert told in page.content.decode()
    assert not Subscription.objects.exists()


def test_a_wrong_address_leaves_the_old_one(login: Login) -> None:
    client = login(Role.OFFICER)
    client.post(PAGE, {"email": "hong@example.kr"})
    client.post(PAGE, {"email": "hong"})
    assert Subscription.objects.get().email == "hong@example.kr"


def test_who_stops_is_forgotten(login: Login) -> None:
    client = login(Role.OFFICER)
    client.post(PAGE, {"email": "hong@example.kr", "alerts": "on"})
    page = client.post(PAGE, {"stop": "1"}, follow=True).content.decode()
    assert "주소를 지웠습니다" in page
    assert not Subscription.objects.exists()
    assert AccessEvent.objects.filter(action=Action.ACCOUNT).count() == 2


def test_nobody_changes_anothers_mail(login: Login) -> None:
    other = Account.objects.create_account("2024001", "a long enough sentence", name="김직원", role=Role.MANAGER)
    Subscription.objects.create(account=other, email="kim@example.kr")
    client = login(Role.OFFICER)
    assert "kim@example.kr" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"stop": "1"})
    client.post(PAGE, {"email": "hong@example.kr"})
    assert set(Subscription.objects.values_list("email", flat=True)) == {"kim@example.kr", "hong@example.kr"}


@pytest.mark.parametrize(("sends", "warned"), [(True, False), (False, True)])
def test_without_a_mail_server_the_page_says_so(
    login: Login, settings: LazySettings, sends: bool, warned: bool
) -> None:
    settings.SENDS_MAIL = sends
    assert ("메일 서버가 정해져 있지 않아" in login(Role.OFFICER).get(PAGE).content.decode()) is warned


def test_the_last_mails_are_listed(login: Login, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = login(Role.OFFICER)
    client.post(PAGE, {"email": "hong@example.kr"})
    own = Subscription.objects.get()
    for month in range(1, 10):
        made = MonthlyReport.objects.create(month=f"2024-0{month}-01", actor="밤 작업", contents={})
        Delivery.objects.create(
            subscription=own, report=made, attempts=1, failure="메일 서버가 메일을 받지 않았습니다."
        )
    with django_assert_max_num_queries(12):
        page = client.get(PAGE).content.decode()
    assert "2024년 9월 보고서" in page
    assert "보내지 못함: 메일 서버가 메일을 받지 않았습니다." in page
