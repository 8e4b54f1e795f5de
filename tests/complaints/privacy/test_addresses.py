"""Who is believed about where a request came from."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from complaints.privacy.addresses import client_address
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.fixture(autouse=True)
def _proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("172.18.0.1"), ip_network("10.0.0.0/24"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("172.18.0.1", "", "172.18.0.1"),
        ("172.18.0.1", "192.0.2.7", "192.0.2.7"),
        ("172.18.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        ("172.18.0.1", "203.0.113.9,192.0.2.7 , 10.0.0.4", "192.0.2.7"),
        ("172.18.0.1", "10.0.0.3, 10.0.0.4", "10.0.0.3"),
        ("172.18.0.1", "192.0.2.7, unknown", "172.18.0.1"),
        ("172.18.0.1", "192.0.2.7, <script>, 10.0.0.4", "10.0.0.4"),
        ("172.18.0.2", "192.0.2.7", "172.18.0.2"),
        ("::ffff:172.18.0.1", "2001:db8::7", "2001:db8::7"),
        ("fd00::1%eth0", "192.0.2.7", "192.0.2.7"),
        ("", "192.0.2.7", None),
    ],
)
def test_only_our_proxies_are_believed(remote: str, forwarded: str, client: str | None) -> None:
    assert client_address({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}) == client


def test_nobody_is_believed_without_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXIES = []
    assert client_address({"REMOTE_ADDR": "172.18.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}) == "172.18.0.1"


@pytest.mark.django_db
def test_the_log_keeps_the_address_of_the_person(login: Callable[[Role], Client]) -> None:
    client = login(Role.COUNTER)
    client.get("/status/", REMOTE_ADDR="10.0.0.4", headers={"X-Forwarded-For": "192.0.2.7"})
    assert AccessEvent.objects.get(action="refused").ip == "192.0.2.7"
