"""Storing: new, changed, same; history; the signal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from complaints.models import Complaint, ComplaintEvent
from complaints.services import RowAction, plan, record_of, store
from complaints.signals import complaints_stored

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.complaints.conftest import MakeComplaint

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
