"""Storing: new, changed, same; history; the signal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import departments, services
from complaints.models import Channel, Complaint, ComplaintEvent
from complaints.reverting import revert
from complaints.services import RowAction, mark_loaded, plan, record_of, redecide, store
from complaints.signals import complaints_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.complaints.conftest import Find, MakeComplaint

pytestmark = pytest.mark.django_db


def test_the_same_record_again_changes_nothing(complaint: MakeComplaint) -> None:
    record = record_of(complaint("1", body="가로등", flags=("extended",)))
    assert [item.action for item in plan([record])] == [RowAction.SAME]
    assert store([record], origin="again")[0].action is RowAction.SAME
    assert not ComplaintEvent.objects.exists()


def test_a_change_is_written_into_the_history(complaint: MakeComplaint) -> None:
    row = complaint("1", status="received")
    [stored] = store([replace(record_of(row), status="answered", answer="고쳤습니다")], origin="batch:2")
    events = {event.field: (event.old, event.new, event.origin) for event in row.events.all()}
    assert stored.changed == ("answer", "status")
    assert events["status"] == ("received", "answered", "batch:2")
    row.refresh_from_db()
    assert row.answer == "고쳤습니다"


def test_records_keep_their_order_and_get_their_ids(complaint: MakeComplaint) -> None:
    old = record_of(complaint("1", body="가"))
    planned = store(
        [replace(old, receipt_number="2"), replace(old, body="나"), replace(old, receipt_number="3")], origin="x"
    )
    assert [item.action for item in planned] == [RowAction.NEW, RowAction.CHANGED, RowAction.NEW]
    numbers = [Complaint.objects.get(pk=item.complaint_id or 0).receipt_number for item in planned]
    assert numbers == ["2", "1", "3"]


def test_it_tells_on_commit_what_was_stored(
    complaint: MakeComplaint,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[dict[str, Any]] = []

    def listen(**kwargs: Any) -> None:
        heard.append(kwargs)

    complaints_stored.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        row = complaint("1")
    complaints_stored.disconnect(listen)
    assert [(told["complaint_ids"], {str(month) for month in told["months"]}) for told in heard] == [
        ([row.pk], {"2024-09-01"}),
    ]


def test_one_phone_is_one_caller_across_windows(complaint: MakeComplaint) -> None:
    one = complaint("1", mobile="010-8271-9634", complainant_name="홍상철")
    other = complaint("2", channel="mayor", phone="1082719634", complainant_name="홍*철")
    assert one.caller_key == other.caller_key


def test_a_patrol_has_no_caller_and_two_unknown_people_are_two(complaint: MakeComplaint) -> None:
    patrol = complaint("1", channel="patrol")
    one, other = complaint("2", complainant_name="김*수"), complaint("3", complainant_name="김*수")
    assert patrol.caller_key is None
    assert one.caller_key != other.caller_key


def test_a_window_is_loaded_until_the_newest_day_it_was_told(windows: dict[str, Channel]) -> None:
    told = [date(2024, 9, 3), date(2024, 9, 30), date(2024, 9, 1)]
    for day in told:
        mark_loaded(windows["saeol"].pk, day)
    assert Channel.objects.get(code="saeol").loaded_until == date(2024, 9, 30)
    assert Channel.objects.get(code="mayor").loaded_until is None


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_a_decided_word_reaches_all_that_wait_for_it(
    complaint: MakeComplaint, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "BATCH", batch)
    waiting = [complaint(f"{n}", source_status="협의중", status_is_decided=False) for n in range(3)]
    complaint("8", source_status="협의중", status="answered")
    complaint("9", source_status="다른 말", status_is_decided=False)
    channel = waiting[0].channel_id
    assert redecide(channel, "협의중", status="in_progress", outcome="none", flags=["extended"], origin="word:1") == 3
    assert set(Complaint.objects.filter(status="in_progress").values_list("pk", flat=True)) == {
        row.pk for row in waiting
    }
    assert set(ComplaintEvent.objects.filter(field="status").values_list("old", "new", "origin")) == {
        ("received", "in_progress", "word:1")
    }


def test_a_decided_word_is_found_told_and_the_same_at_the_next_import(
    complaint: MakeComplaint, found: Find, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = complaint("1", body="가로등", source_status="협의중", status_is_decided=False)
    with django_capture_on_commit_callbacks(execute=True) as told:
        redecide(row.channel_id, "협의중", status="answered", outcome="accepted", flags=[], origin="word:1")
    assert len(told) == 1
    assert found("상태:답변완료 가로등") == found("가로등") == {"1"}
    row.refresh_from_db()
    assert record_of(row).digest() == bytes(row.source_digest)
    assert [item.action for item in plan([record_of(row)])] == [RowAction.SAME]


@pytest.mark.parametrize(
    "write",
    [
        lambda row: store([record_of(row)], origin="x"),
        lambda row: redecide(row.channel_id, "협의중", status="answered", outcome="none", flags=[], origin="x"),
        lambda row: revert([row.pk], {}, origin="x"),
        lambda row: departments.move(row.department_id, row.department_id, origin="x", most=1),
    ],
    ids=["store", "redecide", "revert", "move"],
)
def test_who_writes_takes_the_window_before_its_rows(
    complaint: MakeComplaint, write: Callable[[Complaint], Any]
) -> None:
    row = complaint("1", status="received")
    with CaptureQueriesContext(connection) as asked:
        write(row)
    statements = [query["sql"] for query in asked]
    window = next(i for i, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql)
    assert window < next(i for i, sql in enumerate(statements) if "FOR UPDATE" in sql)
