"""The six windows' sample exports: every row is accounted for, and a second import changes nothing."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from complaints.models import Complaint, ComplaintEvent
from fixtures.sampler.flawed import flawed_files
from ingest.looking import rehearse
from ingest.models import BatchState, ImportedRow, RowProblem, RowState
from ingest.readers.errors import FileRefused
from ingest.readers.process import read_rows
from tests.ingest.conftest import SAMPLE_FILES, SAMPLES, expected_counts, sample, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.conftest import Import

FLAWED = list(flawed_files(SAMPLES))
READ, REFUSED = ([one for one in FLAWED if ("refused" in one) is refused] for refused in (False, True))
NONE = dict.fromkeys(["new", "changed", "same", "merged", "rejected", "not_a_row"], 0)


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem[-4:]}")
def test_every_row_of_a_sample_is_accounted_for_and_a_second_import_changes_nothing(
    import_file: Import, path: Path
) -> None:
    truth = expected_counts()[path.relative_to(SAMPLES).as_posix()]
    first = import_file(path, truth["channel"])
    assert (first.state, first.message) == (BatchState.DONE, "")
    assert first.counts == NONE | truth["expected"]
    assert first.rows_in_file == truth["rows"] == first.rows_done

    again = import_file(path, truth["channel"])
    assert again.counts == first.counts | {"new": 0, "same": first.counts["new"]}
    assert not ComplaintEvent.objects.exists()
    assert not ImportedRow.objects.filter(batch=again).exclude(action=RowState.REJECTED).exists()


def named(one: dict[str, Any]) -> str:
    return f"{one['channel']}-{one['path'].stem}"


@pytest.mark.parametrize("truth", READ, ids=named)
def test_every_row_ends_as_the_truth_tells_and_with_exactly_its_problems(
    import_file: Import, truth: dict[str, Any]
) -> None:
    if "after" in truth:
        import_file(truth["path"].parents[1] / truth["after"], truth["channel"])
    batch = import_file(truth["path"], truth["channel"])
    found = RowProblem.objects.filter(batch=batch).values_list("sheet", "row_number", "code")
    assert (batch.state, batch.counts) == (BatchState.DONE, truth["expected"])
    assert sorted(found) == sorted((one["sheet"], one["row"], one["code"]) for one in truth["problems"])
    for number in truth.get("vanished", []):
        assert Complaint.objects.filter(receipt_number=number, imported_rows__batch__lt=batch.pk).exists()


@pytest.mark.parametrize("truth", REFUSED, ids=named)
def test_a_file_that_cannot_be_read_is_refused_with_its_code(import_file: Import, truth: dict[str, Any]) -> None:
    with pytest.raises(FileRefused) as refusal:
        rehearse(truth["path"], truth["channel"])
    batch = import_file(truth["path"], truth["channel"])
    assert (refusal.value.code, batch.state) == (truth["refused"], BatchState.REFUSED)
    assert (batch.message, Complaint.objects.count()) == (refusal.value.sentence, 0)


def test_no_sample_lies_there_without_its_truth() -> None:
    told = {SAMPLES / name for name in expected_counts()} | {one["path"] for one in FLAWED}
    assert {path for path in SAMPLES.glob("*/should_*/*") if path.is_file()} == told


def test_the_window_of_every_sample_is_recognised(import_file: Import) -> None:
    for channel in ("saeol", "mayor", "petition", "panel", "discomfort", "patrol"):
        batch = import_file(sample(channel))
        assert batch.channel is not None
        assert (batch.state, batch.channel.code) == (BatchState.DONE, channel)


@pytest.mark.parametrize("channel", ["discomfort", "mayor"])
def test_shuffled_rows_under_another_name_are_the_same(import_file: Import, tmp_path: Path, channel: str) -> None:
    first = import_file(sample(channel), channel)
    book = openpyxl.load_workbook(sample(channel))
    sheet = book.worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    data = random.Random(7).sample(rows[1:], len(rows) - 1)
    for number, values in enumerate(data, start=2):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            # A text that begins like a formula would be saved as one.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(tmp_path / "다른 이름.xlsx")
    again = import_file(tmp_path / "다른 이름.xlsx", channel)
    assert again.counts == first.counts | {"new": 0, "same": first.counts["new"]}


@pytest.mark.parametrize("channel", ["mayor", "saeol", "patrol"])
def test_the_same_rows_as_csv_are_the_same(import_file: Import, tmp_path: Path, channel: str) -> None:
    first = import_file(sample(channel), channel)
    rows = [[cell.text for cell in row.cells] for row in read_rows(sample(channel), sample(channel).name)]
    again = import_file(write_csv(tmp_path / "다른 꼴.csv", rows, "cp949" if channel == "saeol" else "utf-8"), channel)
    assert again.counts == first.counts | {"new": 0, "same": first.counts["new"]}


def test_photos_of_one_report_become_one_complaint(import_file: Import) -> None:
    batch = import_file(sample("discomfort"), "discomfort")
    merged = ImportedRow.objects.filter(batch=batch, action=RowState.MERGED)
    assert merged.count() == batch.count_merged > 0
    assert Complaint.objects.count() == batch.count_new
    photos = [row.complaint.source_fields["사진1"].split("\n") for row in merged if row.complaint]
    assert min(map(len, photos)) > 1


# What the office did, and the nearest that a window has a word for.
LESS_SHOWN = {
    ("mayor", "답변완료"): {"closed_without_action", "transferred"},
    ("mayor", "답변작성중"): {"supplement_requested"},
    ("petition", "답변완료(부서)"): {"transferred"},
    ("petition", "답변완료(구청장)"): {"transferred"},
    ("petition", "미성립"): {"assigned", "in_progress", "supplement_requested"},
    ("petition", "성립"): {"assigned", "supplement_requested"},
    ("petition", "공개(지지진행중)"): {"assigned", "supplement_requested"},
    ("panel", "추진중"): {"supplement_requested"},
    ("panel", ""): {"assigned", "withdrawn"},
    ("discomfort", "접수"): {"assigned"},
    ("discomfort", "기타"): {"closed_without_action"},
    ("patrol", "조치불가"): {"closed_without_action", "withdrawn"},
}


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem[-4:]}")
def test_a_sample_is_understood_as_it_was_meant(import_file: Import, path: Path) -> None:
    truth = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    file = path.relative_to(SAMPLES).as_posix()
    meant = {(one["sheet"], one["row"]): one for one in truth["complaints"] if one["file"] == file}
    batch = import_file(path, path.parts[-3])
    rows = ImportedRow.objects.filter(batch=batch, action=RowState.NEW).select_related("complaint")
    pairs = [(row.complaint, meant.get((row.sheet, row.row_number)) or meant.get(("", row.row_number))) for row in rows]
    understood = [
        (one["status_shown"], row.status, one["status"])
        for row, one in pairs
        if row and one and one["status"] not in LESS_SHOWN.get((one["channel"], one["status_shown"]), set())
    ]
    assert len(understood) > batch.count_new // 2
    assert [shown for shown in understood if shown[1] != shown[2]] == []
