"""People at work on the real server get pages, not errors; how long these take is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_people_search_and_read_without_an_error(tmp_path: Path) -> None:
    words = (
        "--rows",
        "300",
        "--users",
        "2",
        "--seconds",
        "6",
        "--warm",
        "1",
        "--database",
        f"bench_pages_{os.getpid()}",
    )
    command = [sys.executable, "bench/pages.py", *words, "--results", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout.splitlines()[-1])
    assert result["errors"] == {}
    assert result["pages"]["look-up"]["n"] > 0
    assert json.loads((tmp_path / "pages-300-2.json").read_text())["users"] == 2
