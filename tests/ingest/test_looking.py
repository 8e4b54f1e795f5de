"""A look at a file: what it would come to is counted and shown masked; what only a person can say is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from complaints.models import Complaint, Department
from ingest import opening
from ingest.models import BatchPreview, BatchState, ColumnMapping, ImportBatch, RowState, SourceKind, WaitsFor
from ingest.readers.process import read_rows
from ingest.receiving import receive_path
from ingest.services import look_again, run_batch
from tests.ingest.conftest import MAYOR, SAMPLE_FILES, SAMPLES, expected_counts, post, sample, write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.readers.rows import RawRow
    from tests.ingest.conftest import Import

    Look = Callable[..., ImportBatch]


@pytest.fixture
def look(reference: None) -> Look:
    """What a worker makes of a file that nobody has confirmed: `look(path, "mayor")`."""

    def run(path: Path, channel: str | None = None, kind: str = SourceKind.UPLOAD) -> ImportBatch:
        return run_batch(receive_path(path, channel, source_kind=kind, enqueue=False).pk)

    return run


def sheet_of(batch: ImportBatch) -> dict[str, Any]:
    """What the preview tells of the first sheet."""
    sheet: dict[str, Any] = BatchPreview.objects.get(batch=batch).sheets[0]
    return sheet


def samples_of(batch: ImportBatch, state: RowState) -> list[dict[str, Any]]:
    """The rows of a kind that the preview shows."""
    rows: list[dict[str, Any]] = BatchPreview.objects.get(batch=batch).samples.get(state, [])
    return rows


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_every_sample_waits_for_a_yes_and_nothing_else(look: Look, path: Path) -> None:
    batch = look(path)
    counted = expected_counts()[str(path.relative_to(SAMPLES))]["expected"]
    assert (batch.state, batch.waits_for) == (BatchState.WAITING, [WaitsFor.REVIEW])
    assert {state: batch.planned["counts"][state] for state in counted} == counted
    assert not Complaint.objects.exists()


def test_the_counts_are_those_of_the_import(look: Look, import_file: Import) -> None:
    planned = look(sample("discomfort")).planned["counts"]
    assert planned == import_file(sample("discomfort")).counts


def test_a_changed_row_tells_old_and_new(look: Look, import_posts: Import, tmp_path: Path) -> None:
    import_posts(post("1"), post("2"))
    rows = [MAYOR, post("1", 처리상태="답변완료", 작성자="박민수"), post("2")]
    batch = look(write_csv(tmp_path / "b.csv", rows), "mayor")
    (row,) = samples_of(batch, RowState.CHANGED)
    changes = {change["field"]: (change["old"], change["new"]) for change in row["changes"]}
    assert changes["상태"] == ("처리 중", "답변 완료")
    assert changes["민원인"] == ("가가가", "가가가")
    assert [batch.planned["counts"][state] for state in ("changed", "same")] == [1, 1]


def test_a_rejected_row_tells_why(look: Look, tmp_path: Path) -> None:
    batch = look(write_csv(tmp_path / "a.csv", [MAYOR, post("1"), post("")]), "mayor")
    (row,) = samples_of(batch, RowState.REJECTED)
    assert row["row"] == 3
    assert "접수번호가 비어 있어" in row["problems"][0]["sentence"]


def test_a_kind_of_rows_is_shown_by_its_first_hundred(look: Look, tmp_path: Path) -> None:
    batch = look(write_csv(tmp_path / "a.csv", [MAYOR, *(post(str(number)) for number in range(250))]), "mayor")
    rows = samples_of(batch, RowState.NEW)
    assert [row["row"] for row in rows] == list(range(2, 102))
    assert len(sheet_of(batch)["lines"]) == 100


def test_nothing_personal_is_kept_for_the_preview(look: Look, import_posts: Import, tmp_path: Path) -> None:
    import_posts(post("1"))
    rows = [MAYOR, post("1", 내용="김영희에게 전화"), post("2"), post("")]
    preview = BatchPreview.objects.get(batch=look(write_csv(tmp_path / "b.csv", rows), "mayor"))
    kept = f"{preview.sheets} {preview.samples}"
    assert "작성자" in kept
    assert [word for word in ("홍길동", "김영희", "8271", "9634", "가람로") if word in kept] == []


@pytest.mark.parametrize(
    ("path", "channel", "waits_for", "words"),
    [
        (SAMPLES / "should_fail" / "no_header.xlsx", "saeol", [WaitsFor.HEADER], "제목 줄을 찾지 못했습니다"),
        (SAMPLES / "should_fail" / "no_header.xlsx", None, [WaitsFor.CHANNEL], "어느 창구의 자료인지"),
        (sample("petition"), "saeol", [WaitsFor.CHANNEL], "'구민 청원' 자료로 보입니다"),
    ],
    ids=["no header", "no window", "other window"],
)
@pytest.mark.parametrize("kind", [SourceKind.UPLOAD, SourceKind.INBOX])
def test_what_a_person_can_mend_waits_with_its_first_rows(
    look: Look, path: Path, channel: str | None, waits_for: list[str], words: str, kind: str
) -> None:
    batch = look(path, channel, kind)
    assert (batch.state, batch.waits_for) == (BatchState.WAITING, waits_for)
    assert words in batch.message
    assert sheet_of(batch)["lines"]


@pytest.mark.parametrize("name", ["picture.xlsx", "empty.xlsx"])
def test_what_nobody_can_mend_is_refused(look: Look, name: str) -> None:
    batch = look(SAMPLES / "should_fail" / name, "saeol")
    assert batch.state == BatchState.REFUSED
    assert not BatchPreview.objects.exists()


def test_a_header_without_its_required_columns_tells_which(look: Look, tmp_path: Path) -> None:
    rows = [["글번호", "작성자", "담당부서"], ["1", "홍길동", "도로과"], ["2", "홍길순", "도로과"]]
    batch = look(write_csv(tmp_path / "a.csv", rows), "mayor")
    assert batch.waits_for == [WaitsFor.COLUMNS]
    assert "접수 일시, 제목" in batch.message


def test_columns_that_no_alias_knows_are_proposed_by_name_and_value(look: Look, tmp_path: Path) -> None:
    header = ["글번호", "접수 일시", "제목", "어디로 회신", "말씀"]
    body = "가람로 12 앞 가로등이 사흘째 꺼져 있어 밤길이 어둡습니다. 빨리 고쳐 주십시오. {}"
    rows = [
        [str(n), f"2024-09-{n:02} 10:00", f"가로등 고장 신고 {n}", f"010-8271-{n:04}", body.format(n)]
        for n in range(1, 9)
    ]
    batch = look(write_csv(tmp_path / "a.csv", [header, *rows]), "mayor")
    found = {column["header"]: column for column in sheet_of(batch)["columns"]}
    assert {name: (found[name]["role"], found[name]["reason"]) for name in header} == {
        "글번호": ("receipt_number", "alias"),
        "접수 일시": ("received_at", "name"),
        "제목": ("title", "alias"),
        "어디로 회신": ("contact", "value"),
        "말씀": ("body", "value"),
    }
    assert found["말씀"]["confidence"] < 1
    assert batch.waits_for == [WaitsFor.COLUMNS]


def test_a_command_uses_no_proposal(import_file: Import, tmp_path: Path) -> None:
    rows = [
        ["글번호", "작성일시", "제목", "어디로 회신"],
        *([str(n), "2024-09-03", "가로등", "010-8271-0001"] for n in "123"),
    ]
    import_file(write_csv(tmp_path / "a.csv", rows), "mayor")
    row = Complaint.objects.first()
    assert row is not None
    assert (row.mobile, row.source_fields["어디로 회신"]) == ("", "010-8271-0001")


def test_a_night_job_with_the_usual_columns_goes_on(look: Look, import_posts: Import, tmp_path: Path) -> None:
    import_posts(post("1"))
    batch = look(write_csv(tmp_path / "b.csv", [MAYOR, post("2")]), "mayor", SourceKind.INBOX)
    assert (batch.state, batch.count_new) == (BatchState.DONE, 1)
    assert not BatchPreview.objects.exists()


def test_a_night_job_waits_when_columns_have_changed(look: Look, import_posts: Import, tmp_path: Path) -> None:
    import_posts(post("1"))
    header = [{"작성자": "글쓴이", "내용": "읽은 사람"}.get(name, name) for name in MAYOR]
    batch = look(write_csv(tmp_path / "b.csv", [header, post("2", 내용="7")]), "mayor", SourceKind.INBOX)
    assert (batch.state, batch.waits_for) == (BatchState.WAITING, [WaitsFor.COLUMNS])
    assert batch.planned["change"] == {"new": ["읽은 사람"], "gone": ["내용"], "renamed": [["작성자", "글쓴이"]]}


def test_a_set_of_columns_that_was_used_before_is_no_change(look: Look, import_posts: Import, tmp_path: Path) -> None:
    import_posts(post("1"))
    ColumnMapping.objects.update(version=7)
    import_posts(post("2"), name="b.csv")
    batch = look(write_csv(tmp_path / "c.csv", [MAYOR, post("3")]), "mayor")
    assert batch.planned["change"] == {}


def test_undecided_words_new_departments_and_identifiers_are_counted(look: Look, tmp_path: Path) -> None:
    rows = [post("1", 처리상태="검토중", 담당부서="별빛과"), post("2", 처리상태="검토중", 내용="900101-1234568")]
    before = Department.objects.count()
    planned = look(write_csv(tmp_path / "a.csv", [MAYOR, *rows]), "mayor").planned
    assert (planned["words"], planned["departments"]) == ([["검토중", 2]], [["별빛과", 1]])
    assert planned["removed"] == {"resident_registration": 1}
    assert Department.objects.count() == before


def test_complaints_that_a_full_export_would_lack_are_counted(look: Look, import_posts: Import, tmp_path: Path) -> None:
    import_posts(post("1"), post("2"), post("3"))
    assert look(write_csv(tmp_path / "b.csv", [MAYOR, post("1")]), "mayor").planned["vanishing"] == 2


def test_the_file_is_read_once(look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def counted(path: Path, *args: Any, **more: Any) -> Iterator[RawRow]:
        reads.append(path)
        return read_rows(path, *args, **more)

    monkeypatch.setattr(opening, "read_rows", counted)
    look(write_csv(tmp_path / "a.csv", [MAYOR, *(post(str(n)) for n in range(1200))]), "mayor")
    assert len(reads) == 1


def test_hidden_sheets_are_listed_and_not_read(look: Look, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [MAYOR, post("1")])
    book = openpyxl.load_workbook(path)
    book.create_sheet("예전").append(MAYOR)
    book["예전"].sheet_state = "hidden"
    book.save(path)
    found = [(one["name"], one["is_hidden"], one["is_chosen"]) for one in look(path, "mayor").preview.sheets]
    assert found == [("목록", False, True), ("예전", True, False)]


def test_a_sheet_named_by_an_identifier_is_shown_and_chosen_without_it(look: Look, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [MAYOR, post("1")], sheet="900101-1234568")
    book = openpyxl.load_workbook(path)
    book.create_sheet("예전").append(MAYOR)
    book.save(path)
    batch = look(path, "mayor")
    name = sheet_of(batch)["name"]
    assert "1234568" not in f"{batch.preview.sheets} {batch.preview.samples}"
    look_again(batch, reading={"sheets": [name]})
    assert run_batch(batch.pk).planned["counts"]["new"] == 1
