"""The address of the mail server, as Django's settings; a wrong one stops the program with a sentence."""

from __future__ import annotations

import pytest

from civicsearch import env


@pytest.mark.parametrize(
    ("address", "host", "port", "security"),
    [
        ("smtp://mail.gu.go.kr", "mail.gu.go.kr", 25, (False, False)),
        ("smtp://mail.gu.go.kr:2525", "mail.gu.go.kr", 2525, (False, False)),
        ("smtp+tls://it:p%40ss@mail.gu.go.kr", "mail.gu.go.kr", 587, (True, False)),
        ("smtps://it:p%40ss@10.0.0.5", "10.0.0.5", 465, (False, True)),
    ],
)
def test_a_mail_address_is_read(
    monkeypatch: pytest.MonkeyPatch, address: str, host: str, port: int, security: tuple[bool, bool]
) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    found = env.mail("EMAIL_URL")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == security
    assert found["EMAIL_HOST_PASSWORD"] == ("p@ss" if "@" in address else "")
    assert found["DEFAULT_FROM_EMAIL"] == f"civicsearch@{host}"


def test_the_sender_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://mail?from=minwon@gu.go.kr")
    assert env.mail("EMAIL_URL")["DEFAULT_FROM_EMAIL"] == "minwon@gu.go.kr"


def test_without_an_address_there_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "")
    assert env.mail("EMAIL_URL") == {}


@pytest.mark.parametrize("address", ["http://mail", "smtp://", "smtp://mail:99999", "mail.gu.go.kr"])
def test_a_wrong_address_stops_the_program_and_shows_no_password(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(env.SettingError, match="EMAIL_URL"):
        env.mail("EMAIL_URL")
