"""The pages by which a person undoes an import and reads what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string

from complaints.models import Complaint
from complaints.privacy.models import AccessEvent, Account, Action
from complaints.privacy.roles import Role
from ingest import services, undoing
from ingest.models import BatchState, Fate, ImportBatch, UndoneRow
from ingest.outcome_views import outcome_context
from tests.ingest.conftest import post

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.ingest.conftest import Import


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("A0001", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids handed to the workers."""
    handed: list[int] = []
    monkeypatch.setattr(undoing, "enqueue_batch", handed.append)
    return handed


def test_the_page_tells_what_will_happen_and_does_it_on_demand(
    admin: Client,
    import_posts: Import,
    queued: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    import_posts(post("1"))
    batch = import_posts(post("1", 처리상태="답변완료"), post("2"), post("3"), name="다음.csv")
    page = admin.get(f"/ingest/{batch.pk}/undo/").content.decode()
    assert ("<b>2건</b>을 지웁니다" in page, "<b>1건</b>을 예전 값으로" in page) == (True, True)
    assert Complaint.objects.count() == 3
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post(f"/ingest/{batch.pk}/undo/")
    batch.refresh_from_db()
    assert (answer["Location"], queued) == (f"/ingest/{batch.pk}/", [batch.pk])
    assert (batch.state, batch.undone_by) == (BatchState.UNDOING, "A0001")
    assert AccessEvent.objects.get(action=Action.UPLOAD).detail == {"batch": batch.pk, "step": "undo"}


def test_later_imports_of_the_window_are_told_of(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("1"))
    import_posts(post("1"), name="다시.csv")
    page = admin.get(f"/ingest/{batch.pk}/undo/").content.decode()
    assert "같은 창구의 자료 1개를 들여왔습니다" in page


def test_what_cannot_be_undone_says_why(admin: Client, import_posts: Import, queued: list[int]) -> None:
    batch = import_posts(post("1"))
    batch.keep(state=BatchState.UNDONE)
    assert "이미 되돌린 자료입니다" in admin.get(f"/ingest/{batch.pk}/undo/").content.decode()
    answer = admin.post(f"/ingest/{batch.pk}/undo/", follow=True)
    assert "이미 되돌린 자료입니다" in answer.content.decode()
    assert not AccessEvent.objects.filter(action=Action.UPLOAD).exists()


def test_every_row_stands_with_its_fate_and_its_reason(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("88213"), post("88214"))
    import_posts(post("88213", 제목="새 제목"), name="다음.csv")
    undoing.start_undo(batch, "A0001")
    services.run_batch(batch.pk)
    page = admin.get(f"/ingest/{batch.pk}/fates/").content.decode()
    assert ("88213" in page, "88214" in page, "그 뒤에 고쳤습니다" in page) == (True, True, True)
    kept = admin.get(f"/ingest/{batch.pk}/fates/?fate=kept").content.decode()
    assert ("88213" in kept, "88214" in kept) == (True, False)
    assert AccessEvent.objects.filter(action=Action.VIEW).count() == 2


def test_many_fates_are_paged(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("1"))
    row = {"batch": batch, "action": "new", "fate": Fate.REVERSED}
    UndoneRow.objects.bulk_create(
        UndoneRow(receipt_number=f"N-{number}", row_number=number, **row) for number in range(101)
    )
    assert "N-100" not in admin.get(f"/ingest/{batch.pk}/fates/").content.decode()
    assert "N-100" in admin.get(f"/ingest/{batch.pk}/fates/?fate=reversed&page=2").content.decode()


def test_the_part_of_the_page_leads_to_what_there_is(import_posts: Import) -> None:
    batch = import_posts(post("1"), post(""))
    shown = render_to_string("ingest/_batch_outcome.html", {"batch": batch, **outcome_context(batch)})
    assert f"/ingest/{batch.pk}/undo/" in shown
    assert "거절된 1행 받기" in shown
    assert "사라진" not in shown


def test_the_part_of_the_page_moves_while_an_undo_runs(import_posts: Import) -> None:
    batch = import_posts(post("1"), post("2"))
    batch.keep(state=BatchState.UNDOING)
    shown = render_to_string("ingest/_batch_outcome.html", {"batch": batch, **outcome_context(batch)})
    assert "0 / 2행" in shown


def test_a_batch_that_waits_offers_no_undo(db: None) -> None:
    batch = ImportBatch.objects.create(file_name="a.csv", sha256="0", state=BatchState.WAITING)
    shown = render_to_string("ingest/_batch_outcome.html", {"batch": batch, **outcome_context(batch)})
    assert shown.strip() == ""
