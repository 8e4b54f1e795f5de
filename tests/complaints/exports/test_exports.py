"""Results as files: who may, what is in them, and what the log keeps."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.http import QueryDict
from django.utils import timezone

from complaints.exports.selection import Selection
from complaints.models import Complaint
from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role
from tests.complaints.exports.conftest import ASKED, content, table

if TYPE_CHECKING:
    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.exports.conftest import Login

pytestmark = pytest.mark.django_db


def test_the_file_has_what_the_list_shows(login: Login, complaint: MakeComplaint, roads: Department) -> None:
    complaint("88213", title="맨홀 뚜껑", department=roads, officer="고길동", officer_phone="02-2147-0001", body="x")
    head, row = table(login(Role.OFFICER).post("/exports/new/?q=맨홀", ASKED))
    shown = dict(zip(head, row, strict=True))
    assert shown["접수번호"] == "88213"
    assert (shown["제목"], shown["담당자 전화"]) == ("맨홀 뚜껑", "02-2147-0001")
    assert shown["접수 일시"] == "2024-09-03 09:12"
    assert "민원인" not in shown


def test_callers_are_masked_and_only_there_when_chosen(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", title="맨홀, 전화 010-8271-9634", complainant_name="홍상철")
    response = login(Role.OFFICER).post("/exports/new/?q=맨홀", {**ASKED, "with_callers": "on"})
    head, row = table(response)
    assert (row[head.index("민원인")], row[head.index("제목")]) == ("홍*철", "맨홀, 전화 010-****-9634")


def test_xlsx_holds_the_same_and_tells_who_when_and_why(login: Login, complaint: MakeComplaint) -> None:
    complaint("0088213", title="=맨홀")
    response = login(Role.OFFICER).post("/exports/new/?q=맨홀", {**ASKED, "file_format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(content(response)))
    assert [cell.value for cell in book["민원"][2]][1:3] == ["0088213", "=맨홀"]
    assert book["민원"]["C2"].data_type == "s"
    told = {row[0]: row[1] for row in book["내려받은 정보"].iter_rows(values_only=True)}
    assert (told["내려받은 사람"], told["목적"], told["찾은 것"]) == ("홍직원 (officer)", ASKED["purpose"], "맨홀")


def test_the_file_is_in_the_order_of_the_list_and_under_its_filters(login: Login, complaint: MakeComplaint) -> None:
    for day in (3, 1, 2):
        complaint(f"{day}", title="맨홀", received_at=timezone.now() - timedelta(days=day))
    complaint("4", channel="mayor", title="맨홀")
    client = login(Role.OFFICER)
    orders = [
        [row[1] for row in table(client.post(f"/exports/new/?q=맨홀&channel=saeol&sort={sort}", ASKED))[1:]]
        for sort in ("newest", "oldest")
    ]
    assert orders == [["1", "2", "3"], ["3", "2", "1"]]


@pytest.mark.parametrize(("own", "expected"), [(True, "비밀 맨홀"), (False, "[비공개 민원]")])
def test_titles_that_may_not_be_read_are_not_in_it(
    own: bool, expected: str, login: Login, complaint: MakeComplaint, roads: Department, parks: Department
) -> None:
    complaint("88213", title="비밀 맨홀", is_public=False, department=roads)
    client = login(Role.OFFICER, roads if own else parks)
    assert table(client.post("/exports/new/", ASKED))[1][2] == expected
    by_text = table(client.post("/exports/new/?q=맨홀", ASKED))[1:]
    assert len(by_text) == own


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("url", ["/exports/", "/exports/new/", "/exports/1/", "/exports/1/file/", "/exports/1/cancel/"])
def test_only_officers_and_managers_export(url: str, role: Role, login: Login) -> None:
    client = login(role)
    response = client.post(url) if "cancel" in url else client.get(url)
    assert (response.status_code != 403) is (role in {Role.OFFICER, Role.MANAGER})


@pytest.mark.parametrize(
    "given",
    [
        *({}, {"other_purpose": "보고"}, {"other_purpose": "업무상 필요"}, {"purpose": "x"}),
        *({"other_purpose": "....."}, {"other_purpose": "ㅋㅋㅋㅋㅋ"}, {"other_purpose": "12345"}),
        *({"other_purpose": "가가가가가"}, {"other_purpose": "- 현 장 -"}),
    ],
)
def test_without_a_purpose_there_is_no_file(given: dict[str, str], login: Login, complaint: MakeComplaint) -> None:
    complaint("1", title="맨홀")
    page = login(Role.OFFICER).post("/exports/new/?q=맨홀", {"file_format": "csv", **given})
    assert page.status_code == 400
    assert "목적" in page.content.decode()
    assert not AccessEvent.objects.filter(action="export").exists()


@pytest.mark.parametrize("person", ["홍상철 010-8271-9634", "hong@example.kr"])
def test_a_purpose_names_no_number_or_address_of_a_person(person: str, login: Login, complaint: MakeComplaint) -> None:
    page = login(Role.OFFICER).post("/exports/new/", {"file_format": "csv", "other_purpose": f"{person} 현장 점검"})
    assert "전화번호나 전자우편 주소를 넣을 수 없습니다" in page.content.decode()
    assert not AccessEvent.objects.filter(action="export").exists()


def test_the_page_that_asks_is_recorded_when_it_counts_a_person(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철")
    client = login(Role.OFFICER)
    client.get("/exports/new/?q=맨홀")
    ticket = client.post("/", {"q": "홍상철"})["Location"].split("?")[1]
    client.get(f"/exports/new/?{ticket}&status=answered")
    event = AccessEvent.objects.get(action="search")
    assert (event.query, len(event.person_hashes), event.detail["filters"]) == ("[개인정보]", 1, "status=answered")


def test_counts_is_no_condition_of_an_export(login: Login) -> None:
    selection = Selection.of_address(QueryDict("q=맨홀&counts=1&page=x&print=1&sort=due"), login(Role.OFFICER).session)
    assert (selection.text, selection.params) == ("맨홀", "sort=due")


def test_an_export_is_recorded_with_its_purpose(login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1", title="맨홀", mobile="010-8271-9634")
    client = login(Role.OFFICER)
    ticket = client.post("/", {"q": "9634 맨홀"})["Location"].split("?")[1]
    client.post(f"/exports/new/?{ticket}&channel=saeol", {**ASKED, "other_purpose": "현장 점검 준비"})
    event = AccessEvent.objects.get(action="export")
    assert (event.query, event.purpose, event.count) == ("[개인정보] 맨홀", "현장 점검 준비", 1)
    assert (event.complaint_ids, len(event.person_hashes)) == ([row.pk], 1)
    assert event.detail["filters"] == "channel=saeol"


def test_a_person_does_not_stay_in_the_address(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철")
    response = login(Role.OFFICER).get("/exports/new/", {"q": "홍상철", "channel": "saeol"})
    assert response["Location"].startswith("/exports/new/?channel=saeol&s=")
    assert "q=" not in response["Location"]


def test_a_search_that_the_session_has_forgotten_exports_nothing(login: Login, complaint: MakeComplaint) -> None:
    complaint("1")
    page = login(Role.OFFICER).post("/exports/new/?s=forgotten", ASKED, follow=True)
    assert "다시 검색한 뒤" in page.content.decode()
    assert not AccessEvent.objects.filter(action="export").exists()


def test_a_deleted_complaint_is_left_out(login: Login, complaint: MakeComplaint, roads: Department) -> None:
    rows = [complaint(f"{number}") for number in range(2)]
    client = login(Role.OFFICER)
    response = client.post("/exports/new/", ASKED)
    Complaint.objects.filter(pk=rows[0].pk).delete()
    assert [row[1] for row in table(response)[1:]] == ["1"]
