"""The measurement of imports runs and imports what it says; how long it takes is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def measured(folder: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "bench/ingest.py", "--database", f"bench_ingest_{os.getpid()}", *words]
    run = subprocess.run(
        [*command, "--results", str(folder)], capture_output=True, text=True, check=False, cwd=ROOT, timeout=300
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_every_row_of_a_workbook_is_accounted_for_beside_its_peers(tmp_path: Path) -> None:
    found = measured(tmp_path, "--rows", "60", "--into", "100", "--formats", "mayor")
    mayor = found["formats"]["mayor"]
    assert (mayor["state"], mayor["planned"]["new"]) == ("done", mayor["counts"]["new"])
    assert 20 < mayor["counts"]["new"] <= mayor["rows"]
    assert [peer["imported"] for peer in found["peers"].values()] == [60, 60]


def test_a_first_load_stands_beside_a_bare_copy_of_the_same_rows(tmp_path: Path) -> None:
    found = measured(tmp_path, "--bulk", "150")
    assert found["bulk"]["counts"]["new"] == found["floor"]["rows"] == 150


@pytest.mark.parametrize("words", [("--rows", "x"), ("--formats", "other")])
def test_what_it_does_not_know_it_refuses(tmp_path: Path, words: tuple[str, str]) -> None:
    with pytest.raises(AssertionError, match="usage"):
        measured(tmp_path, *words)
