"""How long a login lasts, what prolongs it, and what is kept of one that failed."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from complaints.privacy.middleware import BEGAN, POLLING
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import LazySettings
    from django.http import HttpResponse
    from django.test import Client

    Login = Callable[[Role], Client]

pytestmark = pytest.mark.django_db
POLL = {"HX-Request": "true", "HX-Trigger": "batch-progress"}
TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


def lasting(client: Client, headers: dict[str, str]) -> timedelta:
    """How long a session of which a minute is left lasts after one request."""
    client.get("/status/")
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert client.get("/status/", headers=headers).status_code == 200
    return Session.objects.get().expire_date - timezone.now()


@pytest.mark.parametrize(
    ("headers", "prolonged"), [({}, True), ({"HX-Request": "true", "HX-Trigger": "filters"}, True), (POLL, False)]
)
def test_what_a_page_asks_by_itself_does_not_prolong(headers: dict[str, str], prolonged: bool, login: Login) -> None:
    assert (lasting(login(Role.ADMIN), headers) > timedelta(minutes=14)) is prolonged


def test_every_element_that_polls_is_known() -> None:
    tags = [
        tag for path in TEMPLATES.rglob("*.html") for tag in re.findall(r"<[^<]*?hx-trigger=\"every", path.read_text())
    ]
    asks_while_typing = {f"{box}-suggestions" for box in ("header-q", "home-q")}
    assert {re.findall(r' id="([^"]+)"', tag)[0] for tag in tags} | asks_while_typing == POLLING


def began(client: Client, hours: float) -> Client:
    session = client.session
    session[BEGAN] = int(time.time() - hours * 3600)
    session.save()
    return client


def test_a_login_ends_after_its_longest_time_however_busy(login: Login, settings: LazySettings) -> None:
    client = login(Role.ADMIN)
    early = began(client, settings.SESSION_ABSOLUTE_HOURS - 0.1).get("/status/")
    late = began(client, settings.SESSION_ABSOLUTE_HOURS).get("/status/")
    assert (early.status_code, late.status_code) == (200, 302)
    assert late["Location"] == "/accounts/login/?next=/status/"
    assert AccessEvent.objects.filter(action="logout", actor="admin").count() == 1
    assert not Session.objects.exists()


def test_the_time_of_a_login_counts_from_its_first_page(login: Login) -> None:
    client = login(Role.ADMIN)
    client.get("/status/")
    first = client.session[BEGAN]
    began(client, 1).get("/status/")
    assert abs(first - time.time()) < 60
    assert client.session[BEGAN] < first


def test_an_ended_login_loads_the_whole_page_again(client: Client) -> None:
    response = client.get("/ingest/1/", headers=POLL)
    assert (response.status_code, response["HX-Refresh"]) == (200, "true")
    assert client.get("/ingest/1/").status_code == 302


def fail(client: Client, typed: str) -> HttpResponse:
    return client.post("/accounts/login/", {"username": typed, "password": "wrong"})  # type: ignore[return-value]


@pytest.mark.parametrize(("typed", "kept"), [("20240001", "20240001"), ("my secret sentence", "(없는 직원번호)")])
def test_a_password_typed_as_the_number_is_not_kept(typed: str, kept: str, client: Client) -> None:
    Account.objects.create_account("20240001", "a long enough sentence", name="홍직원", role=Role.COUNTER)
    fail(client, typed)
    attempt = AccessAttempt.objects.get()
    assert AccessEvent.objects.get(action="login_failed").actor == kept
    assert "secret" not in f"{attempt.username} {attempt.post_data} {attempt.get_data}"


def test_unknown_numbers_are_locked_like_known_ones_each_for_itself(client: Client) -> None:
    answers = [fail(client, "없는번호1").status_code for _ in range(5)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert fail(client, "없는번호2").status_code == 200
