"""The measurements run and find what they look for; how long they take is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.recall import ratio

ROOT = Path(__file__).resolve().parents[2]
KINDS_OF_LOOK_UP, KINDS_OF_TEXT = 14, 20


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script says of a few hundred complaints."""
    words = (
        "--rows",
        "400",
        "--repeat",
        "5",
        "--substrings",
        "60",
        "--peer-rows",
        "300",
        "--database",
        f"bench_{os.getpid()}",
    )
    command = [sys.executable, "bench/search.py", *words, "--results", str(tmp_path_factory.mktemp("results"))]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_every_look_up_finds_its_complaint(result: dict[str, Any]) -> None:
    missed = {kind: measured["not_found"] for kind, measured in result["look_ups"].items()}
    assert len(missed) == KINDS_OF_LOOK_UP + 1
    assert set(missed.values()) == {0}


def test_texts_are_asked_in_twenty_ways_and_more(result: dict[str, Any]) -> None:
    assert len(result["texts"]) > KINDS_OF_TEXT
    assert all(kind["page"]["n"] and kind["count"]["n"] for kind in result["texts"].values())


def test_a_plain_scan_finds_nothing_else(result: dict[str, Any]) -> None:
    found = result["recall"]
    assert (found["substrings"], found["recall"], found["precision"], found["imperfect"]) == (60, 1.0, 1.0, 0)


def test_a_missing_row_is_not_rounded_away() -> None:
    assert ratio(9_999_999, 10_000_000) < 1
    assert ratio(0, 0) == 1


def test_facets_are_counted_for_rare_and_frequent_words(result: dict[str, Any]) -> None:
    assert list(result["facets"]) == ["1%", "10%", "44%"]
    assert all(0 <= each["lists_served"] <= 1 and each["whole"]["n"] for each in result["facets"].values())


def test_every_peer_answers_the_same_questions(result: dict[str, Any]) -> None:
    systems = result["peers"]["systems"]
    assert len(systems) == 7
    assert len({tuple(system["kinds"]) for system in systems.values()}) == 1
    ours, scan = systems["CivicSearch"]["all"], systems["substring scan (LIKE)"]["kinds"]
    assert (ours["recall"], ours["precision"]) == (1.0, 1.0)
    assert scan["typed with a space"]["recall"] < 1
