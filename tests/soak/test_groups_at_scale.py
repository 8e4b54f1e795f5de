"""Duplicates and repeats among a hundred thousand sample complaints, against their truth."""

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


@pytest.mark.soak
def test_confirmed_groups_are_right_among_a_hundred_thousand(
    tmp_path: Path, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    script = str(ROOT / "bench" / "groups.py")
    # The rules were chosen on complaints of seed 1.
    command = [sys.executable, script, "--results", str(tmp_path), "--rows", "100000", "--seed", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    record_property("groups", result)
    with capsys.disabled():
        print(f"\n{json.dumps(result)}")  # noqa: T201
    assert result["confirmed"]["precision"] >= 0.95
    assert result["confirmed"]["recall"] >= 0.85
    assert result["confirmed_without_campaigns"]["precision"] >= 0.95
    assert result["decidable"]["recall"] >= 0.85
    assert result["comparisons_per_row"] < 10
