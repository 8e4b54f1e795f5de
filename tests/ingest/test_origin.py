"""Where each value of a complaint came from, as one who may read it sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.history import history
from complaints.models import Complaint, StatusWord
from complaints.privacy.access import operator
from complaints.privacy.gate import present
from complaints.privacy.models import Account
from complaints.privacy.roles import Role
from complaints.services import redecide
from ingest.models import ImportedRow
from ingest.provenance import rows_of, values
from ingest.services import confirm, run_batch
from tests.ingest.conftest import post

if TYPE_CHECKING:
    from django.test import Client

    from ingest.models import ImportBatch
    from ingest.provenance import Provenance
    from tests.ingest.conftest import Import

pytestmark = pytest.mark.django_db


def brought(batch: ImportBatch) -> ImportBatch:
    """The batch after somebody has looked at it, where somebody has to."""
    if batch.state == "waiting":
        confirm(batch, "admin")
        return run_batch(batch.pk)
    return batch


def origins() -> dict[str, Provenance]:
    """The values of the one complaint by their labels."""
    complaint, reader = Complaint.objects.get(), operator()
    shown = present(complaint, reader, timezone.now())
    return {one.label: one for one in values(rows_of(complaint.pk), history(complaint, reader), shown)}


def told(one: Provenance) -> tuple[Any, ...]:
    return one.cell and (one.cell.row.batch.file_name, one.cell.row.row_number, one.cell.column, one.cell.text)  # type: ignore[return-value] # no cell fails a test


def test_each_value_tells_the_cell_that_gave_it_last(import_posts: Import) -> None:
    brought(import_posts(post("1"), name="9월.csv"))
    brought(import_posts(post("1", 처리상태="답변완료", 답변일시="2024-09-05 10:00"), name="10월.csv"))
    found = origins()
    assert told(found["내용"]) == ("9월.csv", 2, "내용", "가람로 12 앞 가로등이 사흘째 꺼져 있습니다.")
    assert told(found["상태"]) == ("10월.csv", 2, "처리상태", "답변완료")
    assert (found["상태"].before, found["내용"].before) == ("처리 중", "")
    assert found["상태"].since > found["내용"].since


def test_a_file_with_the_same_values_is_no_origin(import_posts: Import) -> None:
    brought(import_posts(post("1"), name="9월.csv"))
    brought(import_posts(post("1"), name="또.csv"))
    assert {told(one)[0] for one in origins().values()} == {"9월.csv"}


def test_persons_are_masked_as_everywhere(import_posts: Import) -> None:
    brought(import_posts(post("1", 작성자="홍상철", 연락처="010-8271-9634")))
    found = origins()
    assert (told(found["민원인"])[3], told(found["휴대전화"])[3]) == ("홍*철", "010-****-9634")
    assert "전화" not in found


def test_what_a_person_decided_says_so(import_posts: Import) -> None:
    brought(import_posts(post("1", 처리상태="듣도보도못함")))
    word = StatusWord.objects.get(word="듣도보도못함")
    redecide(word.channel_id, word.word, status="answered", outcome="none", flags=(), origin=f"word:{word.pk}")
    assert origins()["상태"].act == "상태 낱말의 뜻을 정함"


def test_a_value_stands_since_its_batch_when_the_cells_are_gone(import_posts: Import) -> None:
    brought(import_posts(post("1")))
    batch = brought(import_posts(post("1", 처리상태="답변완료"), name="둘째.csv"))
    ImportedRow.objects.filter(batch=batch).delete()
    found = origins()["상태"]
    assert (found.cell, found.batch_id) == (None, batch.pk)


@pytest.mark.parametrize("times", [1, 8])
def test_the_page_asks_once_however_often_a_complaint_has_changed(
    times: int, import_posts: Import, client: Client
) -> None:
    for time in range(times):
        brought(import_posts(post("1", 내용=f"{time}번째 글"), name=f"{time}.csv"))
    account = Account.objects.create_account("counter", "a long enough sentence", name="홍직원", role=Role.COUNTER)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/complaints/{Complaint.objects.get().pk}/").content.decode()
    assert "값마다 온 칸" in page
    sql = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert (len([one for one in sql if "importedrow" in one]), len(sql) <= 15) == (1, True)
