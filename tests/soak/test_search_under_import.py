"""A hundred thousand complaints, thirty thousand more on their way in, and a clerk who asks all the while."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *words: str) -> dict[str, Any]:
    script = str(ROOT / "bench" / "under_import.py")
    command = [sys.executable, script, "--results", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.soak
def test_nothing_fails_and_nothing_is_missing_while_many_rows_arrive(
    tmp_path: Path, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(tmp_path, "--rows", "100000", "--imported", "30000")
    record_property("look_ups", result["look_ups"])
    with capsys.disabled():
        print(f"\nlook-ups while rows arrive: {result['look_ups']}, import: {result['imported']}")  # noqa: T201
    assert (result["rows"], result["not_found"], result["imported"]["missing"]) == (100_000, [], 0)
    assert result["look_ups"]["n"] > 1000
