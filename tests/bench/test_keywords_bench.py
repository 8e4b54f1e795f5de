"""The measurement of keywords runs, and judges as a reader would."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.gold import marks, marks_of_parts, read_gold
from bench.keywords import BARE, OURS

ROOT = Path(__file__).resolve().parents[2]
GOLD = """sentence\tkeywords\tcompounds\tpart
학교 앞 불법 주정차\t학교 불법주정차\t불법주정차\ta
가로등이 꺼짐\t가로등\t\tb
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "gold.tsv").write_text(GOLD, encoding="utf-8")
    return tmp_path / "gold.tsv"


def test_marks_are_shares_of_what_was_found_and_of_what_was_to_be_found(gold: Path) -> None:
    found = marks(read_gold(gold), lambda text: ["학교", "불법"] if "학교" in text else [])
    assert found == {"sentences": 2, "precision": 0.5, "recall": 0.3333, "compounds_whole": 0.0}


def test_parts_are_judged_apart(gold: Path) -> None:
    found = marks_of_parts(read_gold(gold), lambda text: ["가로등"] if "가로등" in text else [])
    assert [(part, found[part]["recall"]) for part in found] == [("a", 0.0), ("b", 1.0), ("all", 0.3333)]


def test_a_file_of_sentences_and_keywords_is_enough(tmp_path: Path) -> None:
    (tmp_path / "gold.tsv").write_text("sentence\tkeywords\n가로등 고장\t가로등, 고장\n", encoding="utf-8")
    [sentence] = read_gold(tmp_path / "gold.tsv")
    assert (sentence.keywords, sentence.part) == (frozenset({"가로등", "고장"}), "all")


def test_a_file_of_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gold.tsv").write_text("group\tsentence\n1\t가로등\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="keywords"):
        read_gold(tmp_path / "gold.tsv")


def test_the_script_ends_with_its_result(gold: Path, tmp_path: Path) -> None:
    command = [sys.executable, "bench/keywords.py", "--rows", "20", "--gold", str(gold), "--results", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    systems = json.loads(run.stdout.splitlines()[-1])["systems"]
    assert systems[OURS]["marks"]["all"]["compounds_whole"] == 1
    assert systems[BARE]["times_bare_mecab"] == 1
