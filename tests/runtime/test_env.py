from pathlib import Path

import pytest

from civicsearch import env


@pytest.fixture(autouse=True)
def explicit_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("true", True), (" On ", True), ("0", False), ("no", False), ("", False)],
)
def test_it_reads_a_boolean(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("SWITCH", written)
    assert env.boolean("SWITCH", default=not meant) is meant


def test_it_refuses_a_boolean_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", "아마도")
    with pytest.raises(env.SettingError, match="SWITCH"):
        env.boolean("SWITCH")


@pytest.mark.parametrize("written", ["많이", "1.5", "0", "11"])
def test_it_refuses_a_number_out_of_its_bounds(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("COUNT", written)
    with pytest.raises(env.SettingError, match="COUNT"):
        env.integer("COUNT", 5, minimum=1, maximum=10)


def test_an_absent_value_gives_the_default() -> None:
    assert env.integer("COUNT", 5) == 5
    assert env.text("NAME", "구청") == "구청"
    assert env.listing("HOSTS", ("localhost",)) == ["localhost"]


def test_it_names_a_value_that_must_be_set() -> None:
    with pytest.raises(env.SettingError, match="NAME"):
        env.text("NAME")


def test_a_list_is_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "a.example, b.example,,")
    assert env.listing("HOSTS") == ["a.example", "b.example"]


def test_it_refuses_an_address_of_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "http://broker/0")
    with pytest.raises(env.SettingError, match="REDIS_URL"):
        env.url("REDIS_URL", schemes=("redis", "rediss"))


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.secret("SECRET_KEY", required=True) == "k" * 40


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("SECRET_KEY_FILE", "key")
    with pytest.raises(env.SettingError, match="SECRET_KEY_FILE"):
        env.secret("SECRET_KEY", required=True)


def test_a_short_secret_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    with pytest.raises(env.SettingError) as refused:
        env.secret("SECRET_KEY", required=True)
    assert "hunter2" not in str(refused.value)


def test_a_missing_secret_is_told_only_when_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert env.secret("SECRET_KEY", required=False) == ""
    with pytest.raises(env.SettingError, match="SECRET_KEY_FILE"):
        env.secret("SECRET_KEY", required=True)


@pytest.mark.parametrize(
    ("address", "host", "port", "password"),
    [
        ("postgresql://u:p%40w@db:5433/civic", "db", "5433", "p@w"),
        ("postgres://u@db/civic", "db", "", ""),
        ("postgresql://u:p@/civic?host=%2Frun%2Fpg", "/run/pg", "", "p"),
    ],
)
def test_it_reads_a_database_address(
    monkeypatch: pytest.MonkeyPatch, address: str, host: str, port: str, password: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    found = env.database("DATABASE_URL")
    assert (found["NAME"], found["USER"]) == ("civic", "u")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == (host, port, password)


def test_further_words_of_a_database_address_are_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/civic?sslmode=require")
    assert env.database("DATABASE_URL")["OPTIONS"] == {"sslmode": "require"}


def test_the_first_database_address_that_is_set_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/civic")
    assert env.database("DATABASE_OWNER_URL", "DATABASE_URL")["NAME"] == "civic"
    assert env.database("DATABASE_OWNER_URL") == {}


@pytest.mark.parametrize("address", ["mysql://u@db/civic", "postgresql://u@db", "postgresql://u@db:x/civic"])
def test_it_refuses_a_wrong_database_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(env.SettingError, match="DATABASE_URL"):
        env.database("DATABASE_URL")


def test_networks_are_addresses_or_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", "10.0.0.5, 10.1.0.9/16, fd00::/8")
    assert [str(network) for network in env.networks("PROXIES")] == ["10.0.0.5/32", "10.1.0.0/16", "fd00::/8"]
    assert env.networks("NONE") == []


def test_it_refuses_a_network_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", "10.0.0.5, proxy.local")
    with pytest.raises(env.SettingError, match="PROXIES"):
        env.networks("PROXIES")
