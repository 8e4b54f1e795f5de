"""Repeats from the stored rows: whose submissions they are, the two pages, the mark, and who may see what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints.callers.models import CallerDecision
from complaints.callers.models import Verdict as Said
from complaints.callers.persons import in_order, named_key
from complaints.groups.models import Group, Member, Pair, Tier
from complaints.groups.repeats import Verdict, repeated, review_of
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from complaints.groups.repeats import Review
    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]
    Write = Callable[..., list[Complaint]]

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2024, 9, 2, 9))  # noqa: DTZ001 - made aware
ANSWER = "현장을 확인하였고 다음 달 정비 계획에 넣어 처리하겠습니다. 문의는 도로과로 하여 주십시오."


@pytest.fixture
def write(complaint: MakeComplaint, roads: Department) -> Write:
    """Complaints of one matter in a confirmed group, ten days apart, all but the last answered five days after."""

    def made(number: int, **fields: Any) -> list[Complaint]:
        rows = [
            complaint(
                f"{place}",
                received_at=START + timedelta(days=10 * place),
                answered_at=None if place == number - 1 else START + timedelta(days=10 * place + 5),
                status="in_progress" if place == number - 1 else "answered",
                **{"answer": "" if place == number - 1 else ANSWER, **FIELDS, "department": roads, **fields},
            )
            for place in range(number)
        ]
        return _grouped(rows)

    return made


FIELDS = {
    "complaint_type": "suggestion",
    "mobile": "010-8271-9634",
    "complainant_name": "홍상철",
    "title": "늘봄로 보도블록이 꺼졌습니다",
    "body": "늘봄로 12 앞 보도블록이 꺼졌습니다",
}


def _grouped(rows: list[Complaint]) -> list[Complaint]:
    group = Group.objects.create(tier=Tier.CONFIRMED, size=len(rows), newest_at=rows[-1].received_at)
    Member.objects.bulk_create(Member(group=group, complaint=row, tier=Tier.CONFIRMED) for row in rows)
    return rows


def seen(row: Complaint) -> Review:
    found = review_of(row, reader(Role.OFFICER))
    assert found is not None
    return found


def test_the_third_of_a_group_is_the_third_of_its_person(write: Write) -> None:
    found = seen(write(3)[-1])
    assert (found.nth, found.verdict) == (3, Verdict.POSSIBLE)
    assert list(map(str, found.notices)) == ["2024-09-07", "2024-09-17"]


def test_one_that_stands_alone_is_the_first(complaint: MakeComplaint) -> None:
    row = complaint("1", **FIELDS)
    assert seen(row).nth == 1
    assert repeated(row.pk) is None


def test_a_group_that_is_to_be_checked_does_not_count(write: Write) -> None:
    rows = write(3)
    Group.objects.update(tier=Tier.TO_CHECK)
    Member.objects.update(tier=Tier.TO_CHECK)
    assert seen(rows[-1]).nth == 1


def test_another_person_of_the_group_does_not_count(write: Write) -> None:
    rows = write(3)
    Complaint.objects.filter(pk=rows[0].pk).update(caller_key="11111111-1111-1111-1111-111111111111")
    found = seen(rows[-1])
    assert (found.nth, found.of_others, found.verdict) == (2, 1, Verdict.NOT_POSSIBLE)


def test_two_keys_of_one_person_count_together(write: Write) -> None:
    rows = write(3)
    other = "11111111-1111-1111-1111-111111111111"
    Complaint.objects.filter(pk=rows[0].pk).update(caller_key=other)
    assert rows[1].caller_key
    first, second = in_order(Complaint.objects.get(pk=rows[0].pk).caller_key, rows[1].caller_key)  # type: ignore[arg-type]
    CallerDecision.objects.create(
        first_key=first,
        second_key=second,
        verdict=Said.SAME,
        first_id=rows[0].pk,
        second_id=rows[1].pk,
        actor="officer",
    )
    assert seen(rows[-1]).nth == 3


def test_another_user_of_the_same_telephone_does_not_count_once_somebody_said_so(write: Write) -> None:
    rows = write(3)
    Complaint.objects.filter(pk=rows[0].pk).update(complainant_name="마순자")
    assert seen(rows[-1]).verdict == Verdict.TO_CHECK
    key = rows[-1].caller_key
    assert key
    first, second = in_order(named_key(key, "마순자"), named_key(key, "홍상철"))  # type: ignore[arg-type]
    CallerDecision.objects.create(
        first_key=first, second_key=second, verdict=Said.DIFFERENT, first_id=1, second_id=2, actor="officer"
    )
    assert (seen(rows[-1]).nth, seen(rows[-1]).of_others) == (2, 1)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"complainant_name": "홍상철 외 4명"}, Verdict.POSSIBLE),
        ({"mobile": "", "admin_dong": "늘봄1동"}, Verdict.TO_CHECK),
        ({"complaint_type": "unknown"}, Verdict.TO_CHECK),
        ({"answered_at": None}, Verdict.NOT_POSSIBLE),
    ],
)
def test_what_the_rows_say_of_all_three(fields: dict[str, Any], verdict: Verdict, complaint: MakeComplaint) -> None:
    rows = []
    for place in range(3):
        is_last = place == 2
        day = START + timedelta(days=10 * place)
        case = {"answer": ANSWER, "answered_at": day + timedelta(days=5), "status": "answered", **FIELDS, **fields}
        case |= {"status": "received", "answered_at": None, "answer": ""} if is_last else {}
        rows.append(complaint(f"{place}", received_at=day, **case))
    found = seen(_grouped(rows)[-1])
    assert found.verdict == verdict
    assert found.needs_committee is ("외 4명" in rows[0].complainant_name)


def test_nobody_without_a_caller_has_a_review(complaint: MakeComplaint) -> None:
    assert review_of(complaint("1", channel="patrol"), reader(Role.OFFICER)) is None


def test_the_mark_needs_one_query_without_a_group_and_three_with(
    write: Write, complaint: MakeComplaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows, alone = write(3), complaint("alone", **FIELDS)
    with django_assert_num_queries(3):
        repeated(rows[-1].pk)
    with django_assert_num_queries(1):
        repeated(alone.pk)


def test_the_complaint_says_which_it_is(write: Write, login: Login) -> None:
    rows, client = write(3), login(Role.COUNTER)
    pages = [client.get(f"/complaints/{row.pk}/").content.decode() for row in rows]
    assert ["반복 2번째" in page for page in pages] == [False, True, False]
    assert f'href="/complaints/groups/repeat/{rows[2].pk}/">반복 3번째' in pages[2]
    assert "repeat-mark" not in pages[0]


def test_the_page_shows_all_of_them_and_what_the_law_says(write: Write, login: Login) -> None:
    rows = write(3)
    Pair.objects.create(
        first=rows[0], second=rows[2], score=0.934, tier=Tier.CONFIRMED, reasons=["text", "place"], version=1
    )
    page = login(Role.OFFICER).get(f"/complaints/groups/repeat/{rows[2].pk}/").content.decode()
    assert "같은 민원인이 같은 내용으로 낸 3번째 민원" in page
    assert "종결 검토 가능" in page
    assert "2건이 이 가운데 다른 민원과 적어도 93% 비슷합니다(거의 같은 글, 같은 곳)" in page
    assert "1건은 사람이 같은 사안으로 확인했습니다" in page
    assert "답변 2건이 똑같습니다." in page
    assert "홍*철" in page
    assert "홍상철" not in page


def test_texts_of_another_department_are_not_read_or_compared(write: Write, login: Login, parks: Department) -> None:
    rows = write(3, is_public=False)
    page = login(Role.OFFICER, parks).get(f"/complaints/groups/repeat/{rows[2].pk}/").content.decode()
    assert "보도블록" not in page
    assert "[비공개 민원]" in page
    assert "견주지 못했습니다" in page
    assert "3번째 민원" in page


def test_how_like_texts_are_is_for_those_who_may_read_both(write: Write, login: Login, parks: Department) -> None:
    rows = write(3)
    Complaint.objects.filter(pk=rows[1].pk).update(is_public=False)
    for one, other, score in ((rows[0], rows[1], 0.987), (rows[0], rows[2], 0.934)):
        Pair.objects.create(first=one, second=other, score=score, tier=Tier.CONFIRMED, reasons=["text"], version=1)
    page = login(Role.OFFICER, parks).get(f"/complaints/groups/repeat/{rows[2].pk}/").content.decode()
    assert ("98%" in page, page.count("93% <")) == (False, 2)
    assert "1건이 얼마나 비슷한지는 비공개 민원의 처리 부서만 볼 수 있습니다." in page
    assert "사람이 확인" not in page


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_the_page_and_the_sheet(role: Role, write: Write, login: Login) -> None:
    rows, client = write(3), login(role)
    may = role in {Role.OFFICER, Role.MANAGER}
    address = f"/complaints/groups/repeat/{rows[2].pk}/"
    page = client.get(address)
    assert page.status_code == (200 if may or role == Role.COUNTER else 403)
    assert client.get(f"{address}sheet/").status_code == (200 if may else 403)
    assert ("검토서" in page.content.decode()) is may


def test_looking_at_either_is_recorded_with_all_complaints_shown(write: Write, login: Login) -> None:
    rows, client = write(3), login(Role.OFFICER)
    for address in ("", "sheet/"):
        client.get(f"/complaints/groups/repeat/{rows[2].pk}/{address}")
    events = AccessEvent.objects.filter(action="view").order_by("id")
    assert [event.detail for event in events] == [{}, {"sheet": "repeat", "printed": True}]
    assert [sorted(event.complaint_ids) for event in events] == [sorted(row.pk for row in rows)] * 2


@pytest.mark.parametrize(("number", "left_out"), [(3, 0), (12, 0), (13, 2), (30, 19)])
def test_a_sheet_has_twelve_rows_at_most(number: int, left_out: int, write: Write, login: Login) -> None:
    rows = write(number)
    response = login(Role.OFFICER).get(f"/complaints/groups/repeat/{rows[-1].pk}/sheet/")
    shown = [line.turn.nth for line in (*response.context["first"], *response.context["last"])]
    assert len(shown) + bool(left_out) <= 12
    assert (shown[:2], shown[-1], number - len(shown)) == ([1, 2], number, left_out)
    assert ("줄임" in response.content.decode()) is bool(left_out)


def test_a_sheet_ends_with_the_complaint_that_is_reviewed(write: Write, login: Login) -> None:
    rows = write(20)
    response = login(Role.OFFICER).get(f"/complaints/groups/repeat/{rows[4].pk}/sheet/")
    assert [line.turn.nth for line in response.context["first"]] == [1, 2, 3, 4, 5]
    assert response.context["left_out"] == 0


def test_a_sheet_says_nothing_of_what_came_later(write: Write, login: Login) -> None:
    rows = write(3)
    for other, score in ((rows[1], 0.91), (rows[2], 0.99)):
        Pair.objects.create(first=rows[0], second=other, score=score, tier=Tier.CONFIRMED, reasons=["text"], version=1)
    text = login(Role.OFFICER).get(f"/complaints/groups/repeat/{rows[1].pk}/sheet/").content.decode()
    assert (text.count("91% <"), "99%" in text) == (2, False)
    assert AccessEvent.objects.get(detail__printed=True).complaint_ids == [rows[0].pk, rows[1].pk]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((ANSWER, ANSWER), "답변 2건이 똑같습니다"),
        ((ANSWER, f"{ANSWER} 감사합니다."), "거의 같습니다"),
        ((ANSWER, "담당 기관이 아닙니다."), "서로 다릅니다"),
        ((ANSWER, ""), "견주지 못했습니다"),
    ],
)
def test_answers_are_compared(answers: tuple[str, str], said: str, write: Write, login: Login) -> None:
    rows = write(3)
    for row, answer in zip(rows, answers, strict=False):
        Complaint.objects.filter(pk=row.pk).update(answer=answer)
    assert said in login(Role.OFFICER).get(f"/complaints/groups/repeat/{rows[2].pk}/").content.decode()


def test_the_sheet_holds_what_is_signed(write: Write, login: Login) -> None:
    rows = write(3, complainant_name="홍상철 외 11명")
    page = login(Role.MANAGER).get(f"/complaints/groups/repeat/{rows[2].pk}/sheet/").content.decode()
    for said in ("정당한 사유 없음", "제38조의2", "감사", "2024-09-17", "12명이 낸 것", "종결하지 않으며", "인쇄</p>"):
        assert said in page
    assert "종결 검토 가능 · 민원조정위원회 심의 필요" in page
    assert "9634" in page
    assert "8271" not in page


def test_there_is_no_sheet_of_a_first_one(write: Write, login: Login) -> None:
    rows = write(3)
    response = login(Role.OFFICER).get(f"/complaints/groups/repeat/{rows[0].pk}/sheet/", follow=True)
    assert response.redirect_chain[-1][0] == f"/complaints/groups/repeat/{rows[0].pk}/"
    assert "두 번 이상" in response.content.decode()
    assert not AccessEvent.objects.filter(detail__printed=True).exists()


def test_a_complaint_without_a_caller_or_none_at_all(login: Login, complaint: MakeComplaint) -> None:
    client, row = login(Role.OFFICER), complaint("1", channel="patrol")
    assert "셀 수 없습니다" in client.get(f"/complaints/groups/repeat/{row.pk}/").content.decode()
    assert client.get("/complaints/groups/repeat/999999999/").status_code == 404
    assert client.get("/complaints/groups/repeat/999999999/sheet/").status_code == 404
