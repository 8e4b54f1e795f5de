"""Persons who are searched for: in no address, and in the log as hashes only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from complaints.privacy.models import AccessEvent
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db


def search(client: Client, typed: str) -> Any:
    return client.post("/", {"q": typed}, follow=True)


def test_a_number_is_answered_by_an_address_that_does_not_hold_it(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", mobile="010-8271-9634", complainant_name="홍상철", officer="고길동", officer_phone="02-2147-0001")
    page = search(login(Role.COUNTER), "010-8271-9634")
    address = page.redirect_chain[-1][0]
    assert "9634" not in address
    assert "8271" not in address
    text = page.content.decode()
    assert "홍*철" in text
    assert "02-2147-0001" in text


def test_a_name_in_an_address_is_taken_out_of_it(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", complainant_name="홍상철")
    page = login(Role.COUNTER).get("/complaints/", {"q": "홍상철"}, follow=True)
    assert "q=" not in page.redirect_chain[-1][0]
    assert "홍*철" in page.content.decode()


def test_words_stay_in_the_address(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", body="맨홀 덮개가 깨졌습니다")
    page = search(login(Role.COUNTER), "맨홀 덮개")
    assert "q=%EB%A7%A8%ED%99%80" in page.redirect_chain[-1][0]
    assert "<mark>맨홀</mark> <mark>덮개</mark>" in page.content.decode()


def test_a_search_is_recorded_without_the_person(login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1", mobile="010-8271-9634", body="맨홀")
    search(login(Role.COUNTER), "9634 맨홀")
    event = AccessEvent.objects.filter(action="search").get()
    assert (event.query, event.complaint_ids, len(event.person_hashes)) == ("[개인정보] 맨홀", [row.pk], 1)


def test_opening_a_complaint_is_recorded(login: Login, complaint: MakeComplaint) -> None:
    row = complaint("1")
    login(Role.COUNTER).get(f"/complaints/{row.pk}/")
    event = AccessEvent.objects.filter(action="view").get()
    assert (event.actor, event.complaint_ids) == ("counter", [row.pk])


def test_counts_of_a_person_are_recorded_each_time(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", mobile="010-8271-9634")
    client = login(Role.COUNTER)
    address = client.post("/", {"q": "홍상철"})["Location"].split("?")[1]
    for narrower in ("", "&status=answered"):
        client.get(f"/complaints/facets/?{address}{narrower}")
    events = AccessEvent.objects.filter(action="search")
    assert [(event.query, len(event.person_hashes)) for event in events] == [("[개인정보]", 1)] * 2


@pytest.mark.parametrize("typed", ["이름:수진", "민원인:영희", "이름:응우옌티흐엉", "수진 영희", "JOHN SMITH", "王伟"])
def test_no_name_of_any_kind_stands_in_an_address_or_the_log(typed: str, login: Login) -> None:
    page = search(login(Role.COUNTER), typed)
    assert page.redirect_chain[-1][0].startswith("/complaints/?s=")
    event = AccessEvent.objects.get(action="search")
    assert event.person_hashes
    assert set(event.query.split()) == {"[개인정보]"}
