"""The page of a draft: who may, what is recorded, and that it leaves the other person behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from complaints.models import Department
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from complaints.models import Complaint
    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(complaint: MakeComplaint, roads: Department) -> Complaint:
    return complaint(
        "88213",
        channel="mayor",
        department=roads,
        complainant_name="홍상철",
        mobile="010-8271-9634",
        officer="고길동",
        answer="홍상철 님(010-8271-9634)께 안내드립니다. 문의: 도로과(02-2147-0000) </textarea><script>",
        follow_up_answer="상철님께 다시 알려 드립니다.",
        answered_at=datetime(2024, 9, 12, tzinfo=UTC),
    )


def draft(client: Client, row: Complaint, **given: Any) -> Any:
    return client.post(f"/complaints/similar/{row.pk}/draft/", given)


def test_a_draft_holds_the_answer_without_the_person(login: Login, source: Complaint) -> None:
    Department.objects.update(phone="02-2147-0000")
    text = draft(login(Role.OFFICER), source).content.decode()
    assert "[민원인 성명] 님([전화번호])께 안내드립니다. 문의: 도로과(02-2147-0000)" in text
    assert "[민원인 성명]님께 다시" in text
    assert "참고: 구청장에게 바란다 88213 답변(2024-09-12)" in text
    for secret in ("상철", "9634", "8271", "</textarea><script>"):
        assert secret not in text


def test_copying_is_recorded_with_both_complaints(login: Login, source: Complaint, complaint: MakeComplaint) -> None:
    target = complaint("1", title="새 민원")
    page = draft(login(Role.OFFICER), source, target=target.pk)
    event = AccessEvent.objects.get(action="copy")
    assert event.complaint_ids == [source.pk, target.pk]
    assert event.detail == {"source": source.pk, "target": target.pk}
    assert f'href="/complaints/{target.pk}/"' in page.content.decode()


@pytest.mark.parametrize("target", ["", "99999999", "없음", "-1", "9" * 30])
def test_a_target_that_is_not_there_is_left_out(target: str, login: Login, source: Complaint) -> None:
    assert draft(login(Role.OFFICER), source, target=target).status_code == 200
    assert AccessEvent.objects.get(action="copy").complaint_ids == [source.pk]


def test_a_restricted_target_keeps_its_title(
    login: Login, source: Complaint, complaint: MakeComplaint, parks: Department
) -> None:
    target = complaint("1", title="은밀한 민원", is_public=False, department=parks)
    text = draft(login(Role.OFFICER), source, target=target.pk).content.decode()
    assert "은밀한" not in text
    assert "[비공개 민원]" in text


@pytest.mark.parametrize("role", list(Role))
def test_only_officers_and_managers_copy(role: Role, login: Login, source: Complaint) -> None:
    may = role in {Role.OFFICER, Role.MANAGER}
    assert draft(login(role), source).status_code == (200 if may else 403)
    assert AccessEvent.objects.filter(action="copy" if may else "refused").count() == 1


def test_a_restricted_answer_of_others_is_refused_and_recorded(
    login: Login, complaint: MakeComplaint, roads: Department, parks: Department
) -> None:
    row = complaint("1", answer="은밀한 답변", is_public=False, department=roads)
    page = draft(login(Role.OFFICER, parks), row)
    assert (page.status_code, "은밀한" in page.content.decode()) == (403, False)
    assert AccessEvent.objects.get(action="refused").complaint_ids == [row.pk]
    assert not AccessEvent.objects.filter(action="copy").exists()


def test_without_an_answer_or_a_complaint_there_is_no_draft(login: Login, complaint: MakeComplaint) -> None:
    client, row = login(Role.OFFICER), complaint("1")
    assert draft(client, row).status_code == 404
    assert client.post(f"/complaints/similar/{row.pk + 1}/draft/").status_code == 404
    assert client.get(f"/complaints/similar/{row.pk}/draft/").status_code == 405


def test_a_page_works_without_javascript(login: Login, source: Complaint) -> None:
    text = draft(login(Role.OFFICER), source).content.decode()
    assert 'data-copy="draft-text" hidden' in text
    assert "<noscript>" in text
