"""Rejected rows go out as a workbook and come back, put right, as just these rows."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.db import transaction
from xlsxwriter import Workbook

from complaints.models import Complaint
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role
from complaints.services import record_of
from ingest.models import ColumnMapping, ImportBatch, ImportedRow
from ingest.readers.process import read_rows
from ingest.rejects import write_rejects
from tests.ingest.conftest import MAYOR, post, sample

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.ingest.conftest import Import

# A column without which a row is rejected, and what stands in it then.
SPOILT = {
    "saeol": ("접수일자", "언젠가"),
    "mayor": ("작성일시", "언젠가"),
    "petition": ("청원일", "언젠가"),
    "panel": ("제출일", "언젠가"),
    "discomfort": ("신고번호", ""),
    "patrol": ("순찰일", "언젠가"),
}


def workbook_of(batch: ImportBatch) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_rejects(batch, out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def written(path: Path, sheets: dict[str, dict[int, list[str]]]) -> Path:
    """A workbook of texts, each row at its number."""
    with Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name or "목록")
            for number, texts in rows.items():
                for place, text in enumerate(texts):
                    page.write_string(number - 1, place, text)
    return path


def texts_of(path: Path) -> dict[str, dict[int, list[str]]]:
    sheets: dict[str, dict[int, list[str]]] = {}
    for row in read_rows(path, path.name):
        sheets.setdefault(row.sheet, {})[row.number] = [cell.text for cell in row.cells]
    return sheets


def spoil(sheets: dict[str, dict[int, list[str]]], header: str, value: str) -> dict[tuple[str, int], str]:
    """Write the value into every fifth row of each sheet that stands alone; what was there, by sheet and row."""
    were = {}
    for name, rows in sheets.items():
        top = next((number for number, texts in rows.items() if header in texts), max(rows))
        starts = Counter(text for texts in rows.values() for text in texts[:2])
        for number in [number for number in rows if number > top][::5]:
            place = rows[top].index(header)
            stands_alone = starts[rows[number][0]] == starts[rows[number][1]] == 1
            if stands_alone and rows[number][place : place + 1] > [""]:
                were[name or "목록", number] = rows[number][place]
                rows[number][place] = value
    return were


def all_records() -> dict[tuple[str, str], dict[str, Any]]:
    rows = Complaint.objects.select_related("department")
    return {
        (row.receipt_number, row.part): asdict(record_of(row))
        | {"department_id": row.department.name if row.department else None}
        for row in rows
    }


@pytest.mark.parametrize("channel", sorted(SPOILT))
def test_rows_put_right_come_in_as_if_they_had_never_been_wrong(
    import_file: Import, tmp_path: Path, channel: str
) -> None:
    sheets = texts_of(sample(channel))
    whole = written(tmp_path / f"{sample(channel).stem}.xlsx", sheets)
    with transaction.atomic():
        import_file(whole, channel)
        right = all_records()
        transaction.set_rollback(True)
    were = spoil(sheets, *SPOILT[channel])
    batch = import_file(written(whole, sheets), channel)
    rejected_before = len(right) - Complaint.objects.count()
    assert len(were) == rejected_before > 0

    book = workbook_of(batch)
    for page in book.worksheets:
        header = next(row for row in page.iter_rows(max_row=2) if any(cell.value == "원래 행" for cell in row))
        names = [cell.value for cell in header]
        for row in page.iter_rows(min_row=(header[0].row or 0) + 1):
            cell, number = row[names.index(SPOILT[channel][0])], int(str(row[names.index("원래 행")].value))
            cell.value = were.get((page.title, number), cell.value)
    book.save(tmp_path / "고친 것.xlsx")
    again = import_file(tmp_path / "고친 것.xlsx", None)
    assert (again.channel, again.corrects, again.count_new) == (batch.channel, batch, len(were))
    assert (again.count_changed, again.count_same) == (0, 0)
    assert all_records() == right
    assert ColumnMapping.objects.count() == 1


def test_every_reason_stands_beside_its_row(import_posts: Import) -> None:
    batch = import_posts(post("1"), post("", 작성일시="언젠가", 제목="=1+1"))
    page = workbook_of(batch).worksheets[0]
    header, row = [[str(cell.value or "") for cell in one] for one in list(page.iter_rows())[-2:]]
    assert header == [*MAYOR, "원래 행", f"거절 사유(들여오기 {batch.pk}번)"]
    assert (row[1], row[-2]) == ("=1+1", "3")
    assert "[글번호] 접수번호가 비어" in row[-1]
    assert "[작성일시] 접수일을 날짜로 읽을 수 없습니다" in row[-1]
    assert page.cell(page.max_row, 2).data_type == "s"


def test_what_excel_cannot_hold_is_marked_or_left_out(import_posts: Import) -> None:
    batch = import_posts(post("", 내용="가" * 40_000, 제목="앞\ufffe끝"))
    values = [str(cell.value or "") for cell in list(workbook_of(batch).worksheets[0].iter_rows())[-1]]
    assert (len(values[-3]), values[-3][-5:]) == (32_767, "서 잘림]")
    assert values[1] == "앞끝"


def test_names_of_sheets_that_excel_refuses_are_changed(import_posts: Import) -> None:
    batch = import_posts(post(""))
    names = ["'가[1월]/나'", "가 1월  나", "가" * 40, "가" * 41, "History"]
    columns = {"columns": MAYOR, "header_row": 1}
    batch.keep(sheets=[{"name": name, **columns} for name in names])
    rows = [ImportedRow(batch=batch, sheet=name, row_number=2, cells=[], action="rejected") for name in names]
    ImportedRow.objects.bulk_create(rows)
    made = [page.title for page in workbook_of(batch).worksheets]
    assert len({name.casefold() for name in made}) == 5
    assert max(map(len, made)) <= 31


def test_a_confirmed_mapping_serves_the_rows_put_right_too(
    import_posts: Import, import_file: Import, tmp_path: Path
) -> None:
    batch = import_posts(post("88213"), post("88214", 작성일시="언젠가"))
    assert batch.mapping
    batch.mapping.columns["제목"]["role"] = "category"
    batch.mapping.columns["내용"]["role"] = "title"
    batch.mapping.is_confirmed = True
    batch.mapping.save()
    book = workbook_of(batch)
    page = book.worksheets[0]
    page.cell(page.max_row, MAYOR.index("작성일시") + 1).value = "2024-09-04"
    book.save(tmp_path / "고친 것.xlsx")
    import_file(tmp_path / "고친 것.xlsx", "mayor")
    assert Complaint.objects.get(receipt_number="88214").category == "가로등이 꺼졌습니다"


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("A0001", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


def test_the_workbook_is_given_and_recorded_as_an_export(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post(""), post("1"), post("", 제목="둘"))
    answer = admin.get(f"/ingest/{batch.pk}/rejects.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    assert book.worksheets[0].max_row == 4
    event = AccessEvent.objects.get(action=Action.EXPORT)
    assert (event.count, event.purpose, event.detail["batch"]) == (2, "거절된 행 고치기", batch.pk)


@pytest.mark.parametrize("role", [Role.COUNTER, Role.OFFICER, Role.MANAGER, Role.AUDITOR])
@pytest.mark.parametrize("address", ["rejects.xlsx", "undo/", "fates/", "vanished/"])
def test_only_those_who_upload_see_what_became_of_a_file(client: Client, db: None, role: Role, address: str) -> None:
    account = Account.objects.create_account("A0002", "a long enough sentence", name="홍직원", role=role)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    assert client.get(f"/ingest/1/{address}").status_code == 403


def test_without_rejected_rows_there_is_no_workbook(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("1"))
    assert admin.get(f"/ingest/{batch.pk}/rejects.xlsx").status_code == 404
    assert not AccessEvent.objects.filter(action=Action.EXPORT).exists()
