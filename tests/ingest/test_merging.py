"""Rows of one report become one complaint that lacks nothing any of them had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.models import Complaint
from tests.ingest.conftest import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.conftest import Import

HEADER = ["신고번호", "신고일시", "신고자", "신고자휴대폰", "신고내용", "처리부서", "처리완료일시", "처리결과"]
CALLER = ["SPP-2409-1", "2024-09-03 14:22", "홍길동", "010-8271-9634", "불법 주차", "도로과", "", ""]
ANSWER = ["SPP-2409-1", "2024-09-03 14:22", "", "", "", "", "2024-09-05 10:00", "수용"]
OTHER = ["SPP-2409-1", "2024-09-03 14:22", "김영희", "", "불법 주차", "", "", ""]


@pytest.mark.parametrize("rows", [[CALLER, ANSWER], [ANSWER, CALLER]])
def test_what_only_a_losing_row_has_is_kept(import_file: Import, tmp_path: Path, rows: list[list[str]]) -> None:
    batch = import_file(write_csv(tmp_path / "a.csv", [HEADER, *rows]), "discomfort")
    row = Complaint.objects.get()
    assert (row.complainant_name, row.mobile, row.body) == ("홍길동", "010-8271-9634", "불법 주차")
    assert (row.status, row.outcome, row.department.name if row.department else "") == (
        "answered",
        "accepted",
        "도로과",
    )
    assert (batch.count_new, batch.count_merged) == (1, 1)


@pytest.mark.parametrize(("other", "is_told"), [(OTHER, True), ([*CALLER[:4], "", "", "", ""], False)])
def test_only_rows_that_contradict_each_other_are_told(
    import_file: Import, tmp_path: Path, other: list[str], is_told: bool
) -> None:
    batch = import_file(write_csv(tmp_path / "a.csv", [HEADER, CALLER, other]), "discomfort")
    assert batch.problems.filter(code="rows_differ").exists() is is_told
