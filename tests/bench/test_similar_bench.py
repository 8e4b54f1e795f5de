"""The measurement of similar complaints runs, and judges as a reader would."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.siblings import Sentence, judged, more_like_this, read_groups

ROOT = Path(__file__).resolve().parents[2]
GROUPS = "group\tsentence\n" + "".join(
    f"{group}\t{sentence}\n"
    for group, sentences in {
        "lamp": ("가로등이 고장났어요", "고장난 가로등을 고쳐 주세요", "가로등 고장 신고합니다"),
        "pool": ("수영장 강습 신청은 언제인가요", "수영장 강습은 언제 신청하나요", "수영 강습 신청 기간 문의"),
    }.items()
    for sentence in sentences
)


def run(tmp_path: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "bench/similar.py", *words, "--results", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_what_is_found_is_judged_without_the_sentence_itself() -> None:
    sentences = [Sentence(0, "a", "x"), Sentence(1, "a", "y"), Sentence(2, "b", "z"), Sentence(3, "b", "w")]
    found = {"x": [0, 1, 2], "y": [2, 0], "z": [0, 1], "w": []}
    assert judged(sentences, lambda text: found[text]) == {"recall_at_9": 0.5, "first_is_sibling": 0.25}


def test_a_plain_search_finds_what_shares_rare_words() -> None:
    ask = more_like_this(["가로등 고장", "가로등 점검", "수영장 고장", "수영장"])
    assert ask("수영장 고장")[:1] == [2]


def test_a_file_of_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="group"):
        read_groups(tmp_path / "x.tsv")


def test_siblings_are_found_by_the_products_function(tmp_path: Path) -> None:
    (tmp_path / "groups.tsv").write_text(GROUPS, encoding="utf-8")
    found = run(tmp_path, "--groups", str(tmp_path / "groups.tsv"))["groups"]
    assert found["both"]["recall_at_9"] == 1
    assert {"words", "vectors", "more like this"} <= found.keys()


def test_answers_of_invented_complaints_are_about_the_same(tmp_path: Path) -> None:
    truth = run(tmp_path, "--truth", "300", "--repeat", "20")["truth"]
    assert truth["complaints"] > 250
    assert 0 < truth["situation"]["precision_at_5"] <= truth["subject"]["precision_at_5"] <= 1


def test_times_and_sizes(tmp_path: Path) -> None:
    result = run(tmp_path, "--rows", "300", "--repeat", "5")
    assert result["ms"]["of a complaint"]["all"]["n"] == 5
    assert result["size"]["bytes_per_row"]["all"] > 100
    assert result["back_fill"]["read_rows_per_s"] > 0
