"""Decisions about a waiting file that meet another one, a failure, or an undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ingest.models import BatchPreview, BatchState, ColumnMapping, SourceKind, WaitsFor
from ingest.review_forms import ReviewForm
from ingest.services import look_again, mark_failed
from ingest.undoing import start_undo
from tests.ingest.conftest import MAYOR, post
from tests.ingest.test_review import admin as admin  # noqa: PLC0414 - fixtures
from tests.ingest.test_review import column, send, worked
from tests.ingest.test_review import waiting as waiting  # noqa: PLC0414

if TYPE_CHECKING:
    from django.test import Client

    from tests.ingest.conftest import Import
    from tests.ingest.test_review import Waiting


def test_an_undo_gives_back_the_mapping_that_was_confirmed_before(admin: Client, waiting: Waiting) -> None:
    before = ""
    for number, role in enumerate(["body", "answer"]):
        batch = waiting(post(str(number)))
        send(admin, batch, "read", **{column(admin, batch, "내용"): role})
        worked(batch)
        before = str(list(ColumnMapping.objects.values()))
        send(admin, batch, "import")
        worked(batch)
    start_undo(batch, "a1")
    worked(batch)
    assert str(list(ColumnMapping.objects.values())) == before


def test_a_row_taken_for_the_header_shows_no_number_of_a_person(
    admin: Client, waiting: Waiting, import_posts: Import
) -> None:
    import_posts(post("1"))
    batch = waiting(post("2"), post("3"))
    send(admin, batch, "read", **{"header-0": "2"})
    worked(batch)
    names = {"글번호": "receipt_number", "제목": "title", "작성일시": "received_at"}
    roles = {column(admin, batch, post("2")[MAYOR.index(name)]): role for name, role in names.items()}
    send(admin, batch, "read", **roles)
    page = admin.get(f"/ingest/{worked(batch).pk}/").content.decode()
    assert "지난번 자료와 열이 다릅니다" in page
    assert not [value for value in ("010-8271-9634", "02-2999-3311", "김민수") if value in page]


def test_a_file_of_the_night_that_a_person_reads_again_waits_for_her(waiting: Waiting) -> None:
    batch = waiting(post("1"))
    batch.keep(source_kind=SourceKind.INBOX)
    look_again(batch)
    assert (worked(batch).state, batch.waits_for) == (BatchState.WAITING, [WaitsFor.REVIEW])


@pytest.mark.parametrize("way", ["refused", "failed"])
def test_nothing_of_a_look_stays_when_the_next_one_fails(waiting: Waiting, way: str) -> None:
    batch = waiting(post("1"))
    if way == "failed":
        mark_failed(batch.pk, "오류")
    else:
        look_again(batch, sha256="0" * 64)
        assert worked(batch).state == BatchState.REFUSED
    assert not BatchPreview.objects.exists()


def test_a_look_that_comes_in_between_is_not_imported(
    admin: Client, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, is_valid = waiting(post("1")), ReviewForm.is_valid

    def looks_first(form: ReviewForm) -> bool:
        look_again(batch)
        worked(batch)
        return is_valid(form)

    monkeypatch.setattr(ReviewForm, "is_valid", looks_first)
    send(admin, batch, "import")
    assert (batch.state, batch.is_confirmed) == (BatchState.WAITING, False)


def test_a_decision_takes_the_window_before_the_word(admin: Client, waiting: Waiting) -> None:
    batch = waiting(post("1", 처리상태="현장협의중"))
    with CaptureQueriesContext(connection) as asked:
        send(admin, batch, "import", **{"word-0-status": "answered", "word-0-outcome": "none"})
    statements = [query["sql"] for query in asked]
    window = next(i for i, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql)
    assert window < next(i for i, sql in enumerate(statements) if sql.startswith('INSERT INTO "complaints_statusword"'))
