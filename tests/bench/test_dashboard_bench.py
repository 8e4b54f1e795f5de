"""The measurement of the monthly figures runs, and counts what it times; how long that takes is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS, NEW = 300, 20
FILTERS, PAGES = 16, 17


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script says of a few hundred complaints."""
    words = ["--rows", str(ROWS), "--new", str(NEW), "--repeat", "1", "--database", f"bench_dashboard_{os.getpid()}"]
    # Not all months once more, which says nothing new at this size.
    parts = ["--parts", "rebuild", "refresh", "month", "pages", "texts"]
    command = [sys.executable, "bench/dashboard.py", *words, *parts]
    folder = str(tmp_path_factory.mktemp("results"))
    run = subprocess.run([*command, "--results", folder], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_every_complaint_is_read_anew(result: dict[str, Any]) -> None:
    assert (result["rebuild"]["complaints"], result["rows"]) == (ROWS, ROWS)
    assert result["rebuild"]["complaints_per_second"] > 0
    assert set(result["rebuild"]["seconds_a_month"]) == {"words", "words, busy", "service", "service, busy"}


def test_new_complaints_are_counted_and_taken_out_again(result: dict[str, Any]) -> None:
    assert result["refresh"]["rows"] == NEW
    assert result["kept"]["rows"]["ComplaintKeywords"] == ROWS


def test_every_filter_and_every_page_is_asked_for(result: dict[str, Any]) -> None:
    month, pages = result["month"], result["pages"]
    assert (len(month), len(pages)) == (FILTERS + 1, PAGES)
    assert month["all"]["n"] == FILTERS
    assert all(each["queries"] for each in pages.values())


def test_the_texts_are_read_beside_the_pages(result: dict[str, Any]) -> None:
    assert result["texts"]["complaints"] > 0
    assert result["texts"]["keywords"] > result["texts"]["complaints"]
