"""Files that attack their reader are refused in Korean or made harmless; the child stays small, the caller alive."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.readers import errors
from ingest.readers.process import read_rows
from tests.ingest.readers import traps

if TYPE_CHECKING:
    from tests.ingest.readers.traps import Trap

ROOT = Path(__file__).resolve().parents[3]
MOST_MEBIBYTES = 400
# In a process of its own, for the system tells only the greatest child there has been.
MEASURE = """
import json, resource, sys
from pathlib import Path
from ingest.readers.errors import FileRefused
from ingest.readers.process import read_rows
rows, told, path = 0, ["", ""], Path(sys.argv[1])
try:
    for row in read_rows(path, "../../" + path.name):
        rows += 1
except FileRefused as refusal:
    told = [type(refusal).__name__, refusal.sentence]
print(json.dumps([rows, *told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))
"""

REFUSED = [
    (traps.zip_bomb, errors.PackedBomb),
    (traps.bomb_of_an_unread_member, errors.PackedBomb),
    (traps.bomb_before_the_scan, errors.DocumentFile),
    (traps.lying_zip, errors.BrokenFile),
    (traps.small_lie, errors.BrokenFile),
    (traps.zip_of_zips, errors.DocumentFile),
    (traps.many_members, errors.PackedBomb),
    (traps.locked_members, errors.LockedFile),
    (traps.corners, errors.TooFar),
    (traps.corners_without_places, errors.TooLarge),
    (traps.sixteen_thousand_columns, errors.TooFar),
    (traps.wide_csv, errors.TooFar),
    (traps.wide_html, errors.TooFar),
    (traps.wide_ods, errors.TooFar),
    (traps.repeated_ods, errors.PackedBomb),
    (traps.repeated_long_ods, errors.TooLarge),
    (traps.repeated_everywhere_ods, errors.BrokenFile),
    (traps.far_index, errors.TooFar),
    (traps.beside_a_wide_cell, errors.TooFar),
    (traps.spanning_html, errors.PackedBomb),
    (traps.long_cell_xlsx, errors.LongText),
    (traps.long_cell_csv, errors.LongText),
    (traps.long_cell_html, errors.TooLarge),
    (traps.long_cell_xml, errors.LongText),
    (traps.one_row_of_millions, errors.TooLarge),
    (traps.deep_html, errors.TooLarge),
    (traps.laughs_in_xml, errors.UnsafeFile),
    (traps.laughs_in_xlsx, errors.BrokenFile),
    (traps.external_in_xml, errors.UnsafeFile),
    (traps.external_in_xlsx, errors.BrokenFile),
    (traps.broken_compound, errors.BrokenFile),
]


@pytest.mark.parametrize(("trap", "kind"), REFUSED, ids=lambda value: value.__name__)
def test_a_trap_is_refused_in_little_memory(tmp_path: Path, trap: Trap, kind: type[errors.FileRefused]) -> None:
    _, name, sentence, mebibytes = _measured(trap(tmp_path))
    assert name == kind.__name__
    assert re.search(r"[가-힣].*(?:주세요|있습니다)\.$", sentence)
    assert mebibytes <= MOST_MEBIBYTES


HARMLESS = [
    (traps.million_formatted_rows, 2),
    (traps.names_that_climb, 2),
    (traps.formulas, 3),
]


@pytest.mark.parametrize(("trap", "rows"), HARMLESS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_only_looks_like_a_trap_is_read(tmp_path: Path, trap: Trap, rows: int) -> None:
    told = _measured(trap(tmp_path))
    assert told[:2] == (rows, "")
    assert told[3] <= MOST_MEBIBYTES
    assert not list(tmp_path.parent.glob("climbed*"))


def test_a_formula_shows_what_was_stored_and_a_command_stays_a_text(tmp_path: Path) -> None:
    command = "=cmd|' /C calc'!A0"
    (tmp_path / "a.csv").write_text(f"번호,내용\n1,{command}\n", encoding="utf-8")
    assert list(read_rows(tmp_path / "a.csv", "a.csv"))[1].cells[1].text == command
    assert list(read_rows(traps.formulas(tmp_path), "b.xlsx"))[2].cells[0].text == "계산한 값"


def _measured(path: Path) -> tuple[int, str, str, int]:
    """Rows read, kind and sentence of the refusal, and the greatest memory of the child in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows, name, sentence, mebibytes = json.loads(done.stdout)
    return rows, name, sentence, mebibytes
