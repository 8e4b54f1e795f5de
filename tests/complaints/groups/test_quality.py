"""How good detection is on the truth of five thousand sample complaints that it was not made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bench.groups import load, make_samples, quality, read_all
from complaints.groups.candidates import MOST
from complaints.groups.detecting import detect_all

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 5000


@pytest.mark.django_db
def test_groups_are_right_on_the_truth_of_the_samples(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path
    make_samples(tmp_path, ROWS, seed=2)
    truth = load(tmp_path)
    read_all(truth)
    compared = detect_all(lambda _: True)
    found = quality(truth)
    with capsys.disabled():
        print(f"\n{compared} comparisons, {found}")  # noqa: T201
    assert len(truth) > 0.99 * ROWS
    assert compared < MOST * len(truth)
    assert found["confirmed"]["precision"] >= 0.95
    assert found["confirmed"]["recall"] >= 0.8
    assert found["confirmed_without_campaigns"]["precision"] >= 0.95
    assert found["decidable"]["recall"] >= 0.85
