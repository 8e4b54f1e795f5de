"""Running batches: refusals leave nothing, changes leave a history, a killed run goes on where it stopped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import Complaint, ComplaintEvent, Department, StatusWord
from ingest import importing, locks, looking, opening, originals, receiving, services, tasks
from ingest.catalogue import all_formats
from ingest.models import BatchState, ColumnMapping, ImportBatch, ImportedRow, RowProblem, RowState
from ingest.readers.errors import BrokenFile, TooLarge
from ingest.storing import store_chunk
from tests.ingest.conftest import MAYOR, SAMPLES, post, sample, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

    from ingest.readers.rows import RawRow
    from tests.ingest.conftest import Import

    Stored = Callable[[str], Complaint]

MISFITS = [
    (SAMPLES / "should_fail" / "picture.xlsx", "그림 파일(PNG)"),
    (SAMPLES / "should_fail" / "empty.xlsx", "빈 파일"),
    (SAMPLES / "should_fail" / "no_header.xlsx", "제목 줄을 찾지 못했습니다"),
    (sample("petition"), "'구민 청원' 자료로 보입니다"),
]


@pytest.mark.parametrize(("path", "words"), MISFITS, ids=lambda value: getattr(value, "stem", ""))
def test_a_misfit_is_refused_in_korean_and_nothing_is_stored(import_file: Import, path: Path, words: str) -> None:
    before = Department.objects.count()
    batch = import_file(path, "saeol")
    assert batch.state == BatchState.REFUSED
    assert words in batch.message
    assert not Complaint.objects.exists()
    assert not ImportedRow.objects.exists()
    assert Department.objects.count() == before


def test_a_row_is_stored_with_all_its_fields(import_posts: Import, stored: Stored) -> None:
    import_posts(post("88213", 공개구분="비공개", 답변일시="2024-09-05 10:00:00", 처리상태="답변완료"))
    row = stored("88213")
    assert (row.title, row.complainant_name, row.mobile) == ("가로등이 꺼졌습니다", "홍길동", "010-8271-9634")
    assert (row.officer, row.officer_phone, row.department.name if row.department else "") == (
        "김민수",
        "02-2999-3311",
        "도로과",
    )
    assert (row.status, row.source_status, row.is_public) == ("answered", "답변완료", False)


def test_a_changed_row_leaves_a_history(import_posts: Import, stored: Stored) -> None:
    import_posts(post("88213"), post("88214"))
    batch = import_posts(post("88213", 처리상태="답변완료"), post("88214"), name="다음 달.csv")
    assert (batch.count_changed, batch.count_same) == (1, 1)
    event = ComplaintEvent.objects.get(complaint=stored("88213"), field="status")
    assert (event.old, event.new, event.origin) == ("in_progress", "answered", f"batch:{batch.pk}")


def test_a_row_that_vanished_stays(import_posts: Import, stored: Stored) -> None:
    import_posts(post("88213"), post("88214"))
    import_posts(post("88214"), name="다음.csv")
    assert stored("88213")


def test_a_rejected_row_keeps_its_cells_and_its_reason(import_posts: Import) -> None:
    batch = import_posts(post(""), post("88214"))
    assert (batch.count_rejected, batch.count_new) == (1, 1)
    row = ImportedRow.objects.get(batch=batch, action=RowState.REJECTED)
    problem = RowProblem.objects.get(batch=batch, severity="reject")
    assert (row.row_number, row.cells[1]) == (2, "가로등이 꺼졌습니다")
    assert (problem.row_number, problem.column) == (2, "글번호")
    assert "번호를 확인해 채운 뒤" in problem.sentence


IDENTIFIER = "900101-1234568"


def test_identifiers_reach_neither_tables_nor_names(import_posts: Import, stored: Stored) -> None:
    batch = import_posts(post("88213", 내용=f"제 주민번호는 {IDENTIFIER}입니다"), name=f"민원_{IDENTIFIER}.csv")
    row = ImportedRow.objects.get(batch=batch)
    shown = " ".join([*row.cells, batch.file_name, stored("88213").body, str(stored("88213").search)])
    assert IDENTIFIER not in shown
    assert "1234568" not in shown
    assert batch.removed_identifiers == {"주민등록번호": 2}


def test_the_original_is_kept_encrypted_and_opens_again(import_posts: Import, settings: Settings) -> None:
    batch = import_posts(post("88213"))
    kept = Path(settings.DATA_DIR) / "imports" / f"{batch.sha256}.original"
    assert "가로등".encode() not in kept.read_bytes()
    with originals.opened(batch.sha256) as path:
        assert "가로등" in path.read_text(encoding="utf-8-sig")
    assert not path.exists()


def test_a_changed_original_is_noticed(reference: None, settings: Settings) -> None:
    original = originals.keep([b"x" * 1_500_000])
    kept = Path(settings.DATA_DIR) / "imports" / f"{original.sha256}.original"
    kept.write_bytes(kept.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(BrokenFile), originals.opened(original.sha256):
        pass


def test_a_file_over_the_limit_is_not_kept(reference: None, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1_000_000
    with pytest.raises(TooLarge):
        originals.keep([b"x" * 700_000] * 2)
    assert list((Path(settings.DATA_DIR) / "imports").iterdir()) == []


def test_an_unknown_status_is_a_decision_to_be_made(import_posts: Import, stored: Stored) -> None:
    import_posts(post("88213", 처리상태="현장협의중"))
    assert (stored("88213").status, stored("88213").status_is_decided) == ("received", False)
    word = StatusWord.objects.get(word="현장협의중")
    assert not word.is_decided
    word.status, word.is_decided = "in_progress", True
    word.save()
    import_posts(post("88213", 처리상태="현장협의중"), name="다시.csv")
    assert (stored("88213").status, stored("88213").status_is_decided) == ("in_progress", True)


@pytest.mark.parametrize(
    ("written", "found"),
    [("도로과  ", "도로과"), ("도 로 과", "도로과"), ("청소행정과", "자원순환과"), ("별빛과", "별빛과")],
)
def test_departments_are_found_by_name_and_by_the_name_they_had(
    import_posts: Import, stored: Stored, written: str, found: str
) -> None:
    batch = import_posts(post("88213", 담당부서=written))
    department = stored("88213").department
    assert department is not None
    assert department.name == found
    is_told = batch.problems.filter(code="department_new").exists()
    assert is_told is (found == "별빛과")


def test_a_mapping_is_remembered_once_and_versioned(import_posts: Import, import_file: Import, tmp_path: Path) -> None:
    first = import_posts(post("88213"))
    again = import_posts(post("88214"), name="다시.csv")
    wider = import_file(write_csv(tmp_path / "넓은.csv", [[*MAYOR, "새 열"], [*post("88215"), "값"]]), "mayor")
    assert first.mapping == again.mapping
    assert wider.mapping is not None
    assert (wider.mapping.version, ColumnMapping.objects.count()) == (2, 2)


def test_a_confirmed_mapping_is_used_again(import_posts: Import, stored: Stored) -> None:
    batch = import_posts(post("88213"))
    assert batch.mapping is not None
    batch.mapping.columns["제목"]["role"] = "category"
    batch.mapping.columns["내용"]["role"] = "title"
    batch.mapping.is_confirmed = True
    batch.mapping.save()
    import_posts(post("88214"), name="다시.csv")
    assert stored("88214").category == "가로등이 꺼졌습니다"


def test_a_batch_whose_rows_do_not_add_up_cannot_be_done(import_posts: Import) -> None:
    batch = import_posts(post("88213"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(count_new=7)


def test_a_run_that_was_killed_goes_on_without_a_duplicate(
    reference: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    path = write_csv(tmp_path / "a.csv", [MAYOR, *(post(str(number)) for number in range(100, 135))])
    batch = receiving.receive_path(path, "mayor", enqueue=False)
    seen: list[object] = []

    def killed_at_the_third(*args: object) -> object:
        seen.append(args)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return store_chunk(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "store_chunk", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        services.run_batch(batch.pk)
    assert Complaint.objects.count() == 19
    again = services.run_batch(batch.pk)
    assert (again.state, again.attempts, again.count_new, again.count_not_a_row) == (BatchState.DONE, 1, 35, 1)
    assert ImportedRow.objects.count() == Complaint.objects.count() == 35


def test_a_finished_batch_is_not_run_again(import_posts: Import) -> None:
    batch = import_posts(post("88213"))
    assert services.run_batch(batch.pk).attempts == 1


def test_two_files_of_one_window_come_in_their_order(reference: None, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [MAYOR, post("88213")])
    first, second = (receiving.receive_path(path, "mayor", enqueue=False) for _ in range(2))
    with pytest.raises(locks.Busy):
        services.run_batch(second.pk)
    second.refresh_from_db()
    assert second.state == BatchState.QUEUED
    services.run_batch(first.pk)
    assert services.run_batch(second.pk).count_same == 1


def test_a_foreground_run_takes_the_older_ones_first(reference: None, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [MAYOR, post("88213")])
    first, second = (receiving.receive_path(path, "mayor", enqueue=False) for _ in range(2))
    assert services.run_in_turn(second.pk).count_same == 1
    first.refresh_from_db()
    assert first.count_new == 1


def test_a_batch_in_other_hands_is_left_alone(reference: None, tmp_path: Path) -> None:
    batch = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("1")]), "mayor", enqueue=False)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [locks.BATCH, batch.pk])
        with pytest.raises(locks.Busy):
            services.run_batch(batch.pk)
    finally:
        other.close()
    batch.refresh_from_db()
    assert batch.state == BatchState.QUEUED


def test_a_silent_batch_is_handed_over_again(
    reference: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    handed: list[int] = []
    monkeypatch.setattr(services, "enqueue_batch", handed.append)
    batch = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("1")]), "mayor", enqueue=False)
    long_ago = timezone.now() - timedelta(seconds=settings.IMPORT_STALE_SECONDS + 1)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING, heartbeat_at=long_ago)
    assert (tasks.requeue_stale_batches(), tasks.requeue_stale_batches()) == (1, 0)
    batch.refresh_from_db()
    assert handed == [batch.pk]
    assert (batch.state, "이어서" in batch.message) == (BatchState.QUEUED, True)


def test_the_worker_runs_a_batch(reference: None, tmp_path: Path) -> None:
    batch = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("1")]), "mayor", enqueue=False)
    tasks.import_batch.apply(args=(batch.pk,), throw=True)
    batch.refresh_from_db()
    assert (batch.state, batch.count_new) == (BatchState.DONE, 1)


def test_the_heart_beats_before_the_first_row_comes(
    reference: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = receiving.receive_path(write_csv(tmp_path / "a.csv", [MAYOR, post("1")]), "mayor", enqueue=False)

    def slow(*_: object, while_waiting: Callable[[], None]) -> Iterator[RawRow]:
        while_waiting()
        yield from ()

    monkeypatch.setattr(opening, "_BEAT_SECONDS", 0)
    monkeypatch.setattr(opening, "read_rows", slow)
    assert list(opening.beating_rows(tmp_path / "a.csv", batch)) == []
    assert ImportBatch.objects.get().heartbeat_at is not None


def test_a_number_that_no_column_holds_rejects_nobody(import_file: Import, tmp_path: Path, stored: Stored) -> None:
    header = ["청원번호", "청원제목", "청원일", "지지수", "청원내용"]
    rows = [["청원-2024-0001", "공원", "2024.09.03", count, "늘려 주십시오"] for count in ("99999999999", "1,204")]
    rows[1][0] = "청원-2024-0002"
    batch = import_file(write_csv(tmp_path / "a.csv", [header, *rows]), "petition")
    assert (batch.state, batch.count_new) == (BatchState.DONE, 2)
    assert (stored("청원-2024-0001").support_count, stored("청원-2024-0002").support_count) == (None, 1204)
    assert stored("청원-2024-0001").source_fields["지지수"] == "99999999999"
    assert batch.problems.filter(code="number_out_of_range").count() == 1


def test_no_cell_is_too_long_for_its_column(import_posts: Import, import_file: Import, tmp_path: Path) -> None:
    long = dict.fromkeys([name for name in MAYOR if name not in {"글번호", "작성일시", "답변일시"}], "가나다 " * 300)
    assert import_posts(post("1", **long)).count_new == 1
    header = [rule.name for known in all_formats() if known.code == "saeol" for rule in known.columns.values()]
    dates = {"접수번호": "202432300150001234", "접수일자": "20240903"}
    row = [dates.get(name, "" if name in {"민원접수번호", "민원번호"} else "가나다 " * 300) for name in header]
    assert import_file(write_csv(tmp_path / "b.csv", [header, row]), "saeol").count_new == 1


@pytest.mark.parametrize(
    ("cell", "found", "kept"),
    [
        ("도로과, 교통행정과", "도로과", True),
        ("별빛과/교통행정과", "교통행정과", True),
        ("도로과 및 공원녹지과", "도로과", True),
        ("별빛과·달빛과", "별빛과", True),
        ("문화·체육과", "문화·체육과", False),
        ("도로과", "도로과", False),
    ],
)
def test_the_first_known_of_several_departments_handles_it(
    import_posts: Import, stored: Stored, cell: str, found: str, kept: bool
) -> None:
    import_posts(post("1", 담당부서=cell))
    row = stored("1")
    assert row.department is not None
    assert (row.department.name, row.source_fields.get("담당부서")) == (found, cell if kept else None)


@pytest.mark.parametrize(
    "header", ["주민등록번호", "민원인 주민번호", "여권번호", "환급 계좌번호", "운전면허번호", "카드번호"]
)
def test_a_column_of_identifiers_is_stored_without_any(import_file: Import, tmp_path: Path, header: str) -> None:
    values = ["900101 1XXXXXX", "1234", "-", "900101-1234568"]
    rows = [[*post(str(number)), value] for number, value in enumerate(values, 1)]
    batch = import_file(write_csv(tmp_path / "a.csv", [[*MAYOR, header], *rows]), "mayor")
    shown = " ".join(f"{row.cells}" for row in ImportedRow.objects.all())
    shown += " ".join(f"{row.source_fields} {row.text_normal}" for row in Complaint.objects.all())
    assert not [value for value in ("900101", "1234568", "'1234'") if value in shown]
    assert shown.count(" 삭제]") == 6
    assert sum(batch.removed.values()) == 3
    assert batch.problems.filter(code="identifier_removed").count() == 3


def test_rehearsing_writes_nothing(reference: None) -> None:
    departments = Department.objects.count()
    survey, tally = looking.rehearse(sample("discomfort"), None)
    assert survey.known.code == "discomfort"
    assert sum(tally.states.values()) == survey.rows_in_file
    assert not Complaint.objects.exists()
    assert not ImportBatch.objects.exists()
    assert Department.objects.count() == departments


def test_a_sheet_without_the_column_of_publicity_is_told_once(import_file: Import, tmp_path: Path) -> None:
    rows = [["글번호", "제목", "작성일시"], *([str(number), "가로등", "2024-09-03 14:22:10"] for number in range(3))]
    batch = import_file(write_csv(tmp_path / "a.csv", rows), "mayor")
    assert set(Complaint.objects.values_list("is_public", flat=True)) == {False}
    assert [problem.row_number for problem in batch.problems.all()] == [0]
    assert "'공개구분' 열이 없어" in batch.problems.get().sentence


def test_an_import_takes_the_window_before_it_makes_departments_and_words(import_posts: Import) -> None:
    with CaptureQueriesContext(connection) as asked:
        import_posts(post("1", 담당부서="별빛과", 처리상태="현장협의중"))
    statements = [query["sql"] for query in asked]
    made = ('INSERT INTO "complaints_department"', 'INSERT INTO "complaints_statusword"')
    window = next(i for i, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql)
    assert window < min(i for i, sql in enumerate(statements) if sql.startswith(made))
