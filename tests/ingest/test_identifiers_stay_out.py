"""Numbers of persons in every place of a file that a name or text can stand in: none of them comes through."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.db import connection

from complaints.models import Complaint, ComplaintEvent, Department, StatusWord
from ingest.models import BatchPreview, BatchState, ImportedRow, RowProblem, SourceKind
from ingest.receiving import receive_path
from ingest.services import run_batch
from tests.ingest.conftest import MAYOR, post, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from ingest.models import ImportBatch
    from tests.ingest.conftest import Import

    Row = list[str | int]


DONE, REFUSED, WAITING = BatchState.DONE, BatchState.REFUSED, BatchState.WAITING


class _Numbers:
    """Registration numbers of different people, one for each place."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, joint: str = "-") -> str:
        # Random since October 2020, so no check digit helps but where it has to.
        serial = f"3{len(self.given) * 7919 % 1_000_000:06}"
        self.given.append(f"210315{serial}")
        return f"210315{joint}{serial}"


def _rows(numbers: _Numbers, change: str) -> list[Row]:
    """Title, header and rows of the mayor's board with a number in each of their cells."""
    extra = ["주민등록번호", f"비고 {numbers()}", "환급 계좌", f"첨부 {numbers()}"]
    told = {name: f"{change} {numbers()}" for name in MAYOR if name not in {"글번호", "작성일시"}}
    told |= {"담당부서": f"{change}{numbers()}과"}
    identifier = int(numbers(""))
    return [
        [f"구청장에게 바란다 {numbers()}"],
        [*MAYOR, *extra],
        [*post("88213", **told), identifier, f"메모 {numbers()}", "301012345678", f"사진_{numbers()}.jpg"],
        [*post("", 제목=f"번호 없음 {numbers()}"), "", "", "", ""],
        [*post("88214", 연락처=f"주민번호 {numbers(' ')}", 처리상태=f"현장협의 {numbers()}"), "", "", "", ""],
        [f"합계 {numbers()}"],
    ]


def _workbook(path: Path, numbers: _Numbers, change: str) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0].title = f"목록 {numbers()}"
    for row in _rows(numbers, change):
        book.worksheets[0].append(row)
    notes = book.create_sheet(f"메모 {numbers()}")
    notes.append([f"참고 {numbers()}"])
    book.save(path)
    return path


def _stored() -> Iterator[tuple[str, str]]:
    """Every row of every table as PostgreSQL writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def _left(numbers: list[str], text: str) -> list[str]:
    """The numbers whose second halves stand in a text, however they are written."""
    digits = "".join(filter(str.isalnum, text))
    return [number for number in numbers if number[6:] in digits]


@pytest.fixture
def numbers() -> _Numbers:
    return _Numbers()


@pytest.fixture
def batches(
    import_file: Import, tmp_path: Path, numbers: _Numbers, caplog: pytest.LogCaptureFixture
) -> list[ImportBatch]:
    """A first file, a second one that changes its rows, one that is refused, and one that waits for a person."""
    caplog.set_level(logging.DEBUG)
    first = _workbook(tmp_path / f"구청장_{numbers()}_9월.xlsx", numbers, "처음")
    second = _workbook(tmp_path / f"구청장 {numbers(' - ')}.xlsx", numbers, "바뀜")
    other = write_csv(tmp_path / f"{numbers()}.csv", [[f"이름 {numbers()}", "값"], [numbers(), "1"]])
    looked_at = _workbook(tmp_path / f"미리 {numbers()}.xlsx", numbers, "미리")
    waiting = run_batch(receive_path(looked_at, "mayor", source_kind=SourceKind.UPLOAD, enqueue=False).pk)
    return [*(import_file(path, "mayor") for path in (first, second, other)), waiting]


def test_every_place_was_reached(batches: list[ImportBatch], numbers: _Numbers) -> None:
    assert [batch.state for batch in batches] == [DONE, DONE, REFUSED, WAITING]
    assert len(set(numbers.given)) == len(numbers.given) > 40
    changed = {event.field for event in ComplaintEvent.objects.all() if " 삭제]" in str(event.new)}
    assert {"title", "body", "complainant_name", "source_status"} <= changed
    assert StatusWord.objects.filter(word__contains="삭제]", is_decided=False).exists()
    assert Department.objects.filter(name__contains="삭제]").exists()
    assert RowProblem.objects.filter(value__contains="삭제]").count() > 3
    assert " 삭제]" in str(BatchPreview.objects.get().sheets)
    assert ImportedRow.objects.filter(sheet__contains="삭제]", action="rejected").exists()
    assert Complaint.objects.get(receipt_number="88213").source_fields["환급 계좌"] == "[계좌번호 삭제]"
    assert all(batch.removed_identifiers["주민등록번호"] > 20 for batch in batches[:2])


def test_none_is_left_in_tables_log_and_files(
    batches: list[ImportBatch], numbers: _Numbers, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger(__name__).info("the log is caught")
    kept = [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]
    rows = list(_stored())
    assert {"complaints_complaint", "ingest_importbatch", "ingest_importedrow"} <= {table for table, _ in rows}
    assert (len(kept), "the log is caught" in caplog.text) == (4, True)
    assert {(table, number) for table, row in rows for number in _left(numbers.given, row)} == set()
    assert _left(numbers.given, caplog.text) == []
    assert _left(numbers.given, " ".join(f"{path} {path.read_bytes().decode('latin-1')}" for path in kept)) == []
