"""What each role sees of a complaint, and what a reveal leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError
from django.utils import timezone

from complaints.privacy.gate import PurposeMissingError, present, reveal, source_fields
from complaints.privacy.models import AccessEvent
from complaints.privacy.reader import Reader
from complaints.privacy.roles import RIGHTS, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 10, 3, tzinfo=UTC)


def reader(role: Role, department: Department | None = None) -> Reader:
    return Reader(actor=role.value, rights=RIGHTS[role], department_id=department.pk if department else None)


@pytest.mark.parametrize(
    ("role", "own", "readable"),
    [
        (Role.COUNTER, True, False),
        (Role.OFFICER, True, True),
        (Role.OFFICER, False, False),
        (Role.MANAGER, True, True),
        (Role.MANAGER, False, False),
        (Role.ADMIN, True, False),
        (Role.AUDITOR, True, False),
    ],
)
def test_a_restricted_text_is_for_its_own_department(
    role: Role,
    own: bool,
    readable: bool,
    complaint: MakeComplaint,
    roads: Department,
    parks: Department,
) -> None:
    row = complaint("1", is_public=False, department=roads, title="갑질 신고", body="본문", answer="답")
    shown = present(row, reader(role, roads if own else parks), NOW)
    assert [shown.title is not None, shown.body is not None, shown.answer is not None] == [readable] * 3
    assert shown.is_restricted is not readable


def test_persons_are_masked_for_everybody(complaint: MakeComplaint) -> None:
    row = complaint("1", complainant_name="홍상철", mobile="01082719634", address="새빛구 잠실2동 3-4")
    shown = present(row, reader(Role.OFFICER), NOW)
    assert (shown.complainant, shown.mobile, shown.address) == ("홍*철", "010-****-9634", "새빛구 잠실2동 ***")


@pytest.mark.parametrize(
    ("days", "status", "label"),
    [(3, "in_progress", "D-3"), (0, "in_progress", "오늘까지"), (-3, "in_progress", "3일 지남"), (-3, "answered", "")],
)
def test_a_due_date_is_told_in_days(days: int, status: str, label: str, complaint: MakeComplaint) -> None:
    row = complaint("1", status=status, due_at=NOW + timedelta(days=days, hours=1))
    assert present(row, reader(Role.COUNTER), NOW).deadline.label == label


def test_the_sentence_to_read_aloud_names_officer_and_day(complaint: MakeComplaint, roads: Department) -> None:
    row = complaint(
        "1",
        channel="mayor",
        status="in_progress",
        department=roads,
        officer="고길동",
        officer_phone="02-2147-0001",
        due_at=datetime(2024, 9, 12, 14, 59, tzinfo=UTC),
    )
    assert present(row, reader(Role.COUNTER), NOW).summary == (
        "9월 3일 ‘구청장에게 바란다’ 창구로 접수된 민원은 도로과 고길동 담당자가 처리하고 있으며, "
        "9월 12일까지 답변할 예정입니다. 문의 전화는 02-2147-0001입니다."
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("supplement_requested", "민원은 고길동 담당자가 보완을 요청하고 기다리고 있습니다."),
        ("withdrawn", "민원은 민원인께서 취하하신 것으로 되어 있습니다."),
        ("merged", "민원은 같은 내용의 다른 민원과 함께 처리하였습니다."),
        ("returned", "민원은 고길동 담당자가 ‘반려’ 상태로 마쳤습니다."),
    ],
)
def test_the_sentence_says_who_did_what(status: str, told: str, complaint: MakeComplaint) -> None:
    row = complaint("1", status=status, officer="고길동", due_at=datetime(2024, 9, 12, tzinfo=UTC))
    assert present(row, reader(Role.COUNTER), NOW).summary.endswith(told)


def test_a_reveal_is_recorded_with_its_purpose(complaint: MakeComplaint) -> None:
    row = complaint("1", mobile="010-8271-9634")
    value = reveal(row, "mobile", reader=reader(Role.COUNTER), purpose="본인 전화에 안내")
    event = AccessEvent.objects.get()
    assert (value, event.purpose, event.complaint_ids) == ("010-8271-9634", "본인 전화에 안내", [row.pk])


@pytest.mark.parametrize(
    ("header", "value", "shown"),
    [
        ("대리인", "박대리", "박*리"),
        ("대리인연락처", "1012345678", "010-****-5678"),
        ("비고", "홍상철", "홍*철"),
        ("주민등록번호", "9001011234567", "0000000000000"),
        ("집주소", "새빛구 잠실2동 3-4", "새빛구 잠실2동 ***"),
        ("비고", "현장 확인 010-8271-9634", "현장 확인 010-****-9634"),
        ("사진1", "IMG_001.jpg", "IMG_001.jpg"),
        ("분류", "가로등", "가로등"),
    ],
)
def test_a_column_of_the_source_shows_no_person(header: str, value: str, shown: str, complaint: MakeComplaint) -> None:
    row = complaint("1", source_fields={header: value})
    assert source_fields(row, reader(Role.COUNTER)) == [(header, shown)]


@pytest.mark.parametrize("purpose", ["", "업무", "업무 처리", "  ", "민원 업무"])
def test_a_stock_phrase_is_no_purpose(purpose: str, complaint: MakeComplaint) -> None:
    with pytest.raises(PurposeMissingError):
        reveal(complaint("1"), "mobile", reader=reader(Role.COUNTER), purpose=purpose)
    assert not AccessEvent.objects.exists()


def test_a_manager_may_not_reveal(complaint: MakeComplaint) -> None:
    with pytest.raises(PermissionError):
        reveal(complaint("1"), "mobile", reader=reader(Role.MANAGER), purpose="본인 전화에 안내")


CHANGES: dict[str, Callable[[], object]] = {
    "update": lambda: AccessEvent.objects.update(actor="y"),
    "delete": lambda: AccessEvent.objects.all().delete(),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_the_access_log_cannot_be_changed(change: str) -> None:
    AccessEvent.objects.create(actor="x", action="view", at=timezone.now())
    with pytest.raises(DatabaseError, match="접속기록"):
        CHANGES[change]()
