"""Complaints that a full export no longer holds are listed, and stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role
from ingest.models import ExportFormat, ImportBatch
from ingest.receiving import receive_path
from ingest.services import run_batch
from tests.ingest.conftest import MAYOR, post, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from tests.ingest.conftest import Import

    ImportFull = Callable[..., ImportBatch]


@pytest.fixture
def import_full(reference: None, tmp_path: Path) -> ImportFull:
    """Imports rows as all that the board has of their period."""

    def run(*rows: list[str]) -> ImportBatch:
        batch = receive_path(write_csv(tmp_path / "전체.csv", [MAYOR, *rows]), "mayor", enqueue=False)
        batch.keep(is_full=True)
        return run_batch(batch.pk)

    return run


def on(number: str, day: str, **cells: str) -> list[str]:
    return post(number, 작성일시=f"2024-09-{day}", **cells)


def listed(batch: ImportBatch) -> list[str]:
    return [one.complaint.receipt_number for one in batch.vanished.select_related("complaint")]


def test_what_a_full_export_lacks_of_its_period_is_listed_and_stays(
    import_posts: Import, import_full: ImportFull
) -> None:
    import_posts(*(on(str(day), f"{day:02d} 12:00:00") for day in range(1, 11)))
    batch = import_full(on("3", "03 09:00:00"), on("7", "07 12:00:00"), on("11", "08 11:00:00"))
    assert listed(batch) == ["4", "5", "6"]
    assert (batch.count_vanished, Complaint.objects.count()) == (3, 11)


def test_a_file_that_is_not_full_tells_nothing(import_posts: Import) -> None:
    import_posts(on("1", "01"), on("2", "02"), on("3", "03"))
    batch = import_posts(on("1", "01"), on("3", "03"), name="일부.csv")
    assert (batch.count_vanished, listed(batch)) == (0, [])


def test_a_rejected_row_has_not_vanished(import_posts: Import, import_full: ImportFull) -> None:
    import_posts(on("1", "01"), on("2", "02"), on("3", "03"))
    assert listed(import_full(on("1", "01"), post("2", 작성일시="언젠가"), on("3", "03"))) == []


def test_a_row_that_comes_back_clears_nothing_in_history(import_posts: Import, import_full: ImportFull) -> None:
    import_posts(on("1", "01"), on("2", "02"), on("3", "03"))
    first = import_full(on("1", "01"), on("3", "03"))
    again = import_full(on("1", "01"), on("2", "02"), on("3", "03"))
    assert (listed(first), listed(again)) == (["2"], [])


def test_a_mistyped_year_does_not_widen_the_period(import_posts: Import, import_full: ImportFull) -> None:
    import_posts(post("0", 작성일시="2010-01-01"), on("2", "02"))
    batch = import_full(
        post("1", 작성일시="2004-09-01"), on("3", "01"), on("4", "03"), post("5", 작성일시="2042-09-03")
    )
    assert listed(batch) == ["2"]


def test_the_complaints_of_other_windows_have_not_vanished(
    import_posts: Import, import_full: ImportFull, import_file: Import, tmp_path: Path
) -> None:
    rows = [["청원번호", "청원제목", "청원일", "청원내용"], ["청원-2024-0001", "공원", "2024.09.02", "늘려 주십시오"]]
    import_file(write_csv(tmp_path / "b.csv", rows), "petition")
    assert listed(import_full(on("1", "01"), on("3", "03"))) == []


def test_a_window_whose_exports_are_always_full_needs_no_word(import_posts: Import) -> None:
    import_posts(on("1", "01"), on("2", "02"), on("3", "03"))
    ExportFormat.objects.filter(channel__code="mayor").update(is_full_export=True)
    batch = import_posts(on("1", "01"), on("3", "03"), name="전체.csv")
    assert (batch.is_full, listed(batch)) == (True, ["2"])


def test_the_number_of_queries_does_not_grow_with_the_file(import_posts: Import, import_full: ImportFull) -> None:
    import_posts(*(on(str(number), "02") for number in range(100)))
    asked = []
    for rows in (5, 95):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            import_full(on("200", "01"), *(on(str(number), "02") for number in range(rows)), on("201", "03"))
        asked.append(sum("ingest_held" in one["sql"] for one in queries))
    assert asked[0] == asked[1] < 10


def test_admins_see_numbers_days_and_states_but_no_text(
    client: Client, import_posts: Import, import_full: ImportFull
) -> None:
    account = Account.objects.create_account("A0001", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    import_posts(on("1", "01"), on("88213", "02"), on("3", "03"))
    batch = import_full(on("1", "01"), on("3", "03"))
    page = client.get(f"/ingest/{batch.pk}/vanished/").content.decode()
    assert ("88213" in page, "2024-09-02" in page, "처리" in page) == (True, True, True)
    assert not [word for word in ("가로등", "홍길동", "8271", "가람로") if word in page]
    assert AccessEvent.objects.get(action=Action.VIEW).complaint_ids == [batch.vanished.get().complaint_id]
