"""Any import and its undo is the identity, whatever was there, whatever came later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Channel, Complaint, StatusWord
from complaints.services import redecide
from ingest import importing
from ingest.models import BatchState, Fate, ImportBatch, ImportedRow, UndoneRow
from ingest.opening import Rows
from ingest.readers.rows import RawRow, cell
from ingest.reversing import reverse
from ingest.sheets import clean
from tests.ingest.conftest import MAYOR, post
from tests.ingest.test_undo import dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.sheets import SheetRow

    Table = list[list[str]]

ROWS = st.builds(
    lambda number, status, department, day, text, caller: post(
        number, 처리상태=status, 담당부서=department, 작성일시=day, 내용=text, 작성자=caller[0], 연락처=caller[1]
    ),
    st.sampled_from(["1", "2", "3", "4", "5", "6", "7", ""]),
    st.sampled_from(["답변작성중", "답변완료", "현장협의중", "비공개전환", ""]),
    st.sampled_from(["도로과", "별빛과", "달빛과", ""]),
    st.sampled_from(["2024-09-03 14:22:10", "2024-10-01", "1987-07-01 00:30", "언젠가", ""]),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.sampled_from([("홍길동", "010-8271-9634"), ("", ""), ("김철수", "821082719634"), ("익명", "없음")]),
)
TABLES = st.lists(ROWS, min_size=1, max_size=12)
WAITING: dict[int, Table] = {}
RULES = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def _no_files(reference: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports take their table from here, without a reader's process."""
    monkeypatch.setattr(importing, "beating_rows", lambda _, batch, *__: Rows(rows_of(WAITING[batch.pk])))


def rows_of(table: Table) -> Iterator[SheetRow]:
    for number, texts in enumerate([MAYOR, *table], 1):
        yield clean(RawRow("목록", number, tuple(map(cell, texts))))


def imported(table: Table) -> ImportBatch:
    batch = ImportBatch.objects.create(
        channel=Channel.objects.get(code="mayor"),
        file_name="목록.csv",
        sha256="0",
        is_confirmed=True,
        state=BatchState.RUNNING,
    )
    WAITING[batch.pk] = table
    importing.import_file(batch, Path(), timezone.localtime())
    return batch


def undone(batch: ImportBatch) -> ImportBatch:
    batch.keep(state=BatchState.UNDOING)
    reverse(batch)
    return batch


@RULES
@given(first=TABLES, second=TABLES)
@pytest.mark.usefixtures("_no_files")
def test_any_imports_undone_in_turn_leave_what_was_there(first: Table, second: Table) -> None:
    with transaction.atomic():
        nothing = dump()
        one = imported(first)
        before = dump()
        two = imported(second)
        undone(two)
        assert dump() == before
        undone(one)
        assert dump() == nothing
        transaction.set_rollback(True)


@RULES
@given(first=TABLES, second=TABLES, third=TABLES, decides=st.booleans())
@pytest.mark.usefixtures("_no_files")
def test_whatever_comes_later_every_row_has_one_fate_and_later_changes_stay(
    first: Table, second: Table, third: Table, decides: bool
) -> None:
    with transaction.atomic():
        imported(first)
        before = {row.pk: row for row in Complaint.objects.all()}
        batch = imported(second)
        stored = ImportedRow.objects.filter(batch=batch, complaint__isnull=False).count()
        if decides and (word := StatusWord.objects.filter(is_decided=False).first()):
            word.is_decided = True
            word.save()
            origin = f"word:{word.pk}"
            redecide(word.channel_id, word.word, status="answered", outcome="none", flags=[], origin=origin)
        imported(third)
        after = dict(Complaint.objects.values_list("receipt_number", "source_digest"))
        undone(batch)
        fates = list(UndoneRow.objects.filter(batch=batch))
        assert len(fates) == stored
        assert all(bool(row.reason) == (row.fate != Fate.REVERSED) for row in fates)
        for row in fates:
            now = Complaint.objects.filter(receipt_number=row.receipt_number).first()
            if row.fate == Fate.REVERSED:
                was = before.get(now.pk) if now else None
                assert (now and now.source_digest) == (was and was.source_digest)
            else:
                assert now
                assert now.source_digest == after[row.receipt_number]
        transaction.set_rollback(True)
