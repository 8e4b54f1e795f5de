"""The secrets of a trial: never the same twice, unless they are given."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = "from civicsearch import settings; print(settings.SECRET_KEY, settings.FILE_KEY)"


def secrets_of(**given: str) -> list[str]:
    """SECRET_KEY and FILE_KEY of a process that has only these variables."""
    environment = {"PATH": os.defpath, "DATABASE_URL": "postgresql://u@db/none", **given}
    shown = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, check=True)
    return shown.stdout.decode().split()


@pytest.mark.parametrize("trial", ["DEMO", "DEBUG"])
def test_a_trial_makes_secrets_of_its_own(trial: str) -> None:
    first, second = secrets_of(**{trial: "1"}), secrets_of(**{trial: "1"})
    assert len({*first, *second}) == 4
    assert min(len(secret) for secret in first) >= 32


def test_the_file_key_of_a_trial_follows_the_secret_that_is_given() -> None:
    first, second = (secrets_of(DEMO="1", SECRET_KEY="k" * 40) for _ in range(2))
    assert first == second
    assert first[0] != first[1]


def test_a_given_file_key_is_taken() -> None:
    assert secrets_of(DEMO="1", FILE_KEY="f" * 40)[1] == "f" * 40


def test_a_server_does_not_start_without_secrets() -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        secrets_of()
    assert "SECRET_KEY" in refused.value.stderr.decode()
