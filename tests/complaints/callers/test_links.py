"""Why two complaints are of one person, how sure it is, and what never links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.callers import links as looking
from complaints.callers.links import linked, look
from complaints.callers.persons import said_apart
from complaints.models import Complaint
from complaints.privacy.roles import Role
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from tests.complaints.callers.conftest import Links, Say
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
HONG = {"complainant_name": "홍상철", "mobile": "010-8271-9634"}
CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"


@pytest.mark.parametrize(
    ("one", "other", "link"),
    [
        (HONG, {"mobile": "+82 10 8271 9634"}, ("phone", CERTAIN)),
        (HONG, {"phone": "02-2147-0001, 010-8271-9634"}, ("phone", CERTAIN)),
        ({**HONG, "phone": "1588-1234"}, {"phone": "15881234", "complainant_name": "홍*철"}, ("phone", CERTAIN)),
        ({"phone": "1588-1234"}, {"mobile": "010-1588-1234"}, None),
        (
            {**HONG, "email": "Hong@Example.kr"},
            {"email": "hong@example.kr", "mobile": "010-2222-3333"},
            ("email", CERTAIN),
        ),
        ({**HONG, "email": "h***@example.kr"}, {"email": "h***@example.kr", "complainant_name": "허**"}, None),
        ({"login_id": "ab12", "complainant_name": "홍*철"}, {**HONG, "login_id": "AB12"}, ("login", CERTAIN)),
        (
            {"complainant_name": "홍상철", "admin_dong": "잠실2동"},
            {"complainant_name": "홍 상철(010-****-9634)", "admin_dong": "잠실 2동"},
            ("name_and_dong", LIKELY),
        ),
        (
            {**HONG, "admin_dong": "잠실2동"},
            {"complainant_name": "홍상철", "admin_dong": "잠실2동"},
            ("name_and_dong", LIKELY),
        ),
        (
            {**HONG, "admin_dong": "잠실2동"},
            {"complainant_name": "홍상철", "admin_dong": "잠실2동", "mobile": "010-2222-3333"},
            ("name_and_dong", POSSIBLE),
        ),
        (HONG, {"complainant_name": "홍상철", "admin_dong": "잠실2동"}, ("name", POSSIBLE)),
        (HONG, {"complainant_name": "홍상철", "mobile": "010-2222-3333"}, None),
        (HONG, {"complainant_name": "홍*철", "login_id": "zz9"}, ("masked_name", POSSIBLE)),
        (HONG, {"complainant_name": "김○○", "login_id": "zz9"}, None),
        (HONG, {"complainant_name": "김*철", "login_id": "zz9"}, None),
        (HONG, {"complainant_name": "홍*철", "mobile": "010-2222-3333"}, None),
        (
            {"complainant_name": "홍*철", "login_id": "a1"},
            {"complainant_name": "홍*철", "login_id": "b2"},
            ("masked_name", POSSIBLE),
        ),
        (
            {"complainant_name": "*상철", "login_id": "a1"},
            {"complainant_name": "홍상철", "admin_dong": "잠실2동"},
            ("masked_name", POSSIBLE),
        ),
        (
            {"complainant_name": "홍**", "admin_dong": "잠실2동"},
            {"complainant_name": "홍상철", "admin_dong": "잠실2동"},
            ("masked_name", POSSIBLE),
        ),
        (
            {"complainant_name": "홍*철", "admin_dong": "잠실2동"},
            {"complainant_name": "홍상철", "admin_dong": "가락동"},
            None,
        ),
        ({"complainant_name": "익명", "admin_dong": "동1"}, {"complainant_name": "익명", "admin_dong": "동1"}, None),
        (
            {"complainant_name": "O'Neil & 'Sons", "admin_dong": "잠실2동"},
            {"complainant_name": "O'Neil & 'Sons", "admin_dong": "잠실2동"},
            ("name_and_dong", LIKELY),
        ),
    ],
)
def test_what_links_and_how_surely(
    one: dict[str, str], other: dict[str, str], link: tuple[str, str] | None, complaint: MakeComplaint, links: Links
) -> None:
    first, second = complaint("1", **one), complaint("2", channel="mayor", **other)
    assert (links(first).get("2"), links(second).get("1")) == (link, link)


def test_a_name_of_which_only_the_surname_can_be_read_is_found_from_the_full_one(
    complaint: MakeComplaint, links: Links
) -> None:
    full, masked = complaint("1", **HONG), complaint("2", complainant_name="홍○○", login_id="zz9")
    assert (links(full), links(masked)) == ({"2": ("masked_name", POSSIBLE)}, {})


@pytest.mark.parametrize("channel", ["saeol", "patrol"])
def test_a_window_without_callers_has_no_card_and_stands_in_none(
    channel: str, complaint: MakeComplaint, links: Links
) -> None:
    first, second = complaint("1", **HONG), complaint("2", channel=channel, **HONG)
    assert [len(links(first)), len(links(second))] == ([1, 1] if channel == "saeol" else [0, 0])


def test_a_second_telephone_leads_on_but_not_by_way_of_another_name(complaint: MakeComplaint, links: Links) -> None:
    start = complaint("1", **HONG)
    complaint("2", complainant_name="홍상철", mobile=HONG["mobile"], phone="02-2147-0001")
    complaint("3", complainant_name="홍상철", phone="02-2147-0001")
    complaint("4", complainant_name="박미나", mobile=HONG["mobile"], email="mina@example.kr")
    complaint("5", complainant_name="박미나", email="mina@example.kr")
    assert links(start) == dict.fromkeys("234", ("phone", CERTAIN))
    other_names = [link for link in linked(start, reader(Role.COUNTER)) if link.other_name]
    assert [Complaint.objects.get(pk=link.complaint_id).receipt_number for link in other_names] == ["4"]


def test_what_people_said_is_a_reason_and_takes_links_away(
    complaint: MakeComplaint, links: Links, same: Say, different: Say
) -> None:
    start = complaint("1", **HONG)
    panel = complaint("2", complainant_name="홍상철", admin_dong="잠실2동")
    complaint("3", complainant_name="홍상철", admin_dong="잠실2동")
    mail = complaint("4", complainant_name="홍상철", login_id="zz9")
    same(start, panel)
    different(start, mail)
    assert links(start) == dict.fromkeys("23", ("said", CERTAIN))
    assert "4" not in links(panel)
    assert look(start, reader(Role.COUNTER)).apart == 1


def test_one_telephone_of_two_people_is_told_apart_by_their_names(
    complaint: MakeComplaint, links: Links, different: Say
) -> None:
    hong, park = complaint("1", **HONG), complaint("2", **{**HONG, "complainant_name": "박미나"})
    complaint("3", **HONG)
    complaint("4", mobile=HONG["mobile"])
    different(hong, park)
    assert set(links(hong)) == {"3", "4"}
    assert set(links(park)) == {"4"}
    others = Complaint.objects.exclude(pk=hong.pk)
    assert said_apart(hong, others) == {park.pk}


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_search_gets_links(role: Role, complaint: MakeComplaint) -> None:
    first, _ = complaint("1", **HONG), complaint("2", **HONG)
    assert len(linked(first, reader(role))) == (role in {Role.COUNTER, Role.OFFICER, Role.MANAGER})


def test_more_than_anyone_reads_is_said_to_be_more(complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST", 3)
    monkeypatch.setattr(looking, "MOST_POSSIBLE", 2)
    first = complaint("0", **HONG)
    for number in range(5):
        complaint(f"a{number}", **HONG)
        complaint(f"b{number}", complainant_name="홍상철", login_id=f"x{number}")
    found = look(first, reader(Role.COUNTER))
    assert (len(found.sure), found.is_capped, len(found.possible), found.possible_is_capped) == (3, True, 2, True)


@pytest.mark.parametrize("number", [1, 30])
def test_links_need_the_same_few_queries_for_few_and_many(number: int, complaint: MakeComplaint) -> None:
    fields: dict[str, Any] = {**HONG, "email": "hong@example.kr", "admin_dong": "잠실2동"}
    first = complaint("0", **fields)
    for each in range(number):
        complaint(f"{each}-1", **{**fields, "phone": "02-2147-0001"})
        complaint(f"{each}-2", complainant_name="홍*철", login_id=f"x{each}")
    first = Complaint.objects.for_display().get(pk=first.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(linked(first, reader(Role.COUNTER))) == 2 * number
    assert len(queries) <= 8
