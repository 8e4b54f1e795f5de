"""The address that the search box asks while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db


def test_the_options_are_a_part_of_a_page(login: Login, complaint: MakeComplaint) -> None:
    complaint("88213")
    page = login(Role.COUNTER).post(reverse("complaints:suggest"), {"q": "8821"})
    assert 'data-text="88213"' in page.content.decode()
    assert "<html" not in page.content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 200), (Role.ADMIN, 403), (Role.AUDITOR, 403)])
def test_only_those_who_may_search_are_answered(role: Role, status: int, login: Login) -> None:
    assert login(role).post(reverse("complaints:suggest"), {"q": "8821"}).status_code == status


def test_nothing_typed_can_stand_in_an_address(login: Login) -> None:
    assert login(Role.COUNTER).get(reverse("complaints:suggest"), {"q": "8821"}).status_code == 405


def test_another_site_cannot_ask(login: Login) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = login(Role.COUNTER).cookies
    assert strict.post(reverse("complaints:suggest"), {"q": "8821"}).status_code == 403


def test_typing_is_no_search_in_the_log(login: Login, complaint: MakeComplaint) -> None:
    complaint("88213", complainant_name="홍상철")
    client = login(Role.COUNTER)
    before = AccessEvent.objects.count()
    for typed in ("8821", "홍상철"):
        client.post(reverse("complaints:suggest"), {"q": typed})
    assert AccessEvent.objects.count() == before


@pytest.mark.parametrize(("box", "prolongs"), [("header-q", False), ("home-q", False), ("", True)])
def test_typing_does_not_prolong_the_login(box: str, prolongs: bool, login: Login) -> None:
    client = login(Role.COUNTER)
    client.get("/")
    trigger = {"HX-Request": "true", "HX-Trigger": f"{box}-suggestions"} if box else {}
    answer = client.post(reverse("complaints:suggest"), {"q": "교통"}, headers=trigger)
    assert ("civicsearch_session" in answer.cookies) is prolongs


def test_six_queries_answer_with_the_login(
    login: Login,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = login(Role.COUNTER)
    client.get("/")
    with django_assert_max_num_queries(6):
        client.post(reverse("complaints:suggest"), {"q": "교통"}, headers={"HX-Trigger": "header-q-suggestions"})
