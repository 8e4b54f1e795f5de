import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z]+\])?==(\S+)", re.MULTILINE)


def listed(name: str) -> list[tuple[str, str]]:
    return PINNED.findall((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_what_is_installed_is_what_is_pinned(name: str) -> None:
    assert {package: version(package) for package, _ in listed(name)} == dict(listed(name))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_has_its_reason_beside_it(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "==" in line and not line.startswith("#") and " # " not in line] == []


def test_there_are_few_runtime_packages() -> None:
    assert len(listed("requirements.txt")) <= 32
