"""The page of holidays: an administrator mends the calendar, everything is recorded and can be put back."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from complaints.models import Holiday
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from complaints.workdays import fill_holidays

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
NEW = {"day": "2024-11-04", "name": "임시공휴일"}


@pytest.fixture
def admin(login: Login) -> Client:
    return login(Role.ADMIN)


@pytest.fixture
def year() -> None:
    fill_holidays([2024])


def done() -> list[str]:
    """What the access log says was done, oldest first."""
    events = AccessEvent.objects.order_by("id").filter(detail__page="holidays")
    return [f"{event.detail['did']} {event.detail['day']}" for event in events]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize("url", ["/holidays/", "/holidays/fill/", "/holidays/1/remove/"])
def test_it_is_for_administrators_only(login: Login, role: Role, url: str) -> None:
    assert login(role).post(url, NEW).status_code == HTTPStatus.FORBIDDEN
    assert not Holiday.objects.exists()


def test_the_days_of_a_year_are_listed_with_their_weekdays(admin: Client, year: None) -> None:
    page = admin.get("/holidays/?year=2024").content.decode()
    assert "<h1>2024년 공휴일</h1>" in page
    assert "2024-10-09(수)" in page
    assert page.count("/remove/") == Holiday.objects.count()
    assert 'href="/holidays/" aria-current="page"' in page


@pytest.mark.parametrize("asked", ["", "?year=", "?year=이천", "?year=1200", "?year=99999999999", "?year=²"])
def test_a_year_that_cannot_be_read_is_this_one(admin: Client, asked: str) -> None:
    this = re.search(r"<h1>(\d{4})년", admin.get("/holidays/").content.decode())
    assert this
    assert f"<h1>{this[1]}년 공휴일</h1>" in admin.get(f"/holidays/{asked}").content.decode()


def test_a_day_is_put_in_and_recorded(admin: Client, year: None) -> None:
    page = admin.post("/holidays/", NEW, follow=True).content.decode()
    assert "2024-11-04(월)" in page
    assert Holiday.objects.get(day="2024-11-04").name == "임시공휴일"
    assert done() == ["added 2024-11-04"]


def test_the_first_day_of_a_year_brings_the_others_of_it(admin: Client) -> None:
    admin.post("/holidays/", NEW)
    assert Holiday.objects.filter(day="2024-10-09").exists()
    assert Holiday.objects.filter(day="2024-11-04").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({**NEW, "day": "2024-10-09"}, "이미 들어 있는 날입니다"),
        ({**NEW, "day": ""}, "쉬는 날을 골라 주세요"),
        ({**NEW, "day": "2024-02-30"}, "2024-10-01처럼"),
        ({**NEW, "day": "0001-01-01"}, "까지의 날짜를 적어"),
        ({**NEW, "day": "2999-01-01"}, "까지의 날짜를 적어"),
        ({**NEW, "name": " "}, "까닭을 적어 주세요"),
    ],
)
def test_what_cannot_be_put_in_is_said(admin: Client, year: None, typed: dict[str, str], sentence: str) -> None:
    before = Holiday.objects.count()
    answer = admin.post("/holidays/", typed)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert sentence in answer.content.decode()
    assert (Holiday.objects.count(), done()) == (before, [])


def test_a_removed_day_is_offered_again_and_recorded(admin: Client, year: None) -> None:
    day = Holiday.objects.get(day="2024-10-01")
    page = admin.post(f"/holidays/{day.pk}/remove/", follow=True).content.decode()
    assert f"/holidays/{day.pk}/remove/" not in page
    assert 'value="2024-10-01"' in page
    assert f'value="{day.name}"' in page
    assert done() == ["removed 2024-10-01"]


def test_a_day_that_is_gone_already_is_not_found(admin: Client) -> None:
    assert admin.post("/holidays/987654/remove/").status_code == HTTPStatus.NOT_FOUND


def test_a_year_without_any_is_filled_on_request_and_once(admin: Client) -> None:
    assert "알려진 공휴일로 채우기" in admin.get("/holidays/?year=2024").content.decode()
    for _ in range(2):
        assert admin.post("/holidays/fill/", {"year": "2024"}).status_code == HTTPStatus.FOUND
    assert Holiday.objects.filter(day__year=2024).count() == 19
    assert done() == ["filled 2024"]


def test_looking_changes_nothing(admin: Client) -> None:
    admin.get("/holidays/?year=2024")
    assert admin.get("/holidays/fill/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert not Holiday.objects.exists()
