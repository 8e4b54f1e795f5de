"""The pages of the dictionary: who may open them, what they refuse, what they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analytics.dictionary import change, newest_change
from analytics.models import DictionaryChange, DictionaryWord, StaleComplaint, WordKind, WordOrigin
from complaints.privacy.models import AccessEvent
from complaints.privacy.reader import Reader
from complaints.privacy.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.analytics.conftest import File, Login

    Budget = Callable[[int], Any]

COMPOUND, STOP = WordKind.COMPOUND.value, WordKind.STOP.value
WHO = Reader(actor="kim")


@pytest.fixture(autouse=True)
def _bare(db: None) -> None:
    DictionaryWord.objects.create(kind=COMPOUND, text="불법주정차", origin=WordOrigin.REFERENCE)
    DictionaryWord.objects.create(kind=STOP, text="민원", origin=WordOrigin.LEARNED)


def send(client: Client, **fields: str) -> Any:
    return client.post("/analytics/dictionary/change/", {"seen": str(newest_change()), **fields}, follow=True)


@pytest.mark.parametrize("path", ["", "change/", "history/"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_only_managers_open_them(role: Role, path: str, login: Login) -> None:
    assert login(role).get(f"/analytics/dictionary/{path}").status_code == 403


@pytest.mark.parametrize("path", ["change/", "history/1/undo/"])
def test_only_managers_change_it(path: str, login: Login) -> None:
    client = login(Role.OFFICER)
    sent = client.post(f"/analytics/dictionary/{path}", {"kind": STOP, "added": "킥보드", "step": "save"})
    assert sent.status_code == 403
    assert not DictionaryChange.objects.exists()


@pytest.mark.parametrize("path", ["", "change/", "history/"])
def test_an_empty_database_has_sensible_pages(path: str, login: Login) -> None:
    DictionaryWord.objects.all().delete()
    page = login(Role.MANAGER).get(f"/analytics/dictionary/{path}")
    assert (page.status_code, "<h1>핵심어 사전" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ["불법주정차"]),
        ({"kind": STOP}, ["민원"]),
        ({"q": "주정"}, ["불법주정차"]),
        ({"q": "불법 주"}, ["불법주정차"]),
        ({"q": "없음"}, []),
        ({"kind": STOP, "origin": "learned"}, ["민원"]),
        ({"kind": STOP, "origin": "person"}, []),
        ({"kind": "<b>", "origin": "x", "page": "z"}, ["불법주정차"]),
        ({"q": "가" * 100}, ["불법주정차"]),
    ],
)
def test_words_are_listed_by_kind_origin_and_a_part_of_them(
    asked: dict[str, str], words: list[str], login: Login
) -> None:
    page = login(Role.MANAGER).get("/analytics/dictionary/", asked)
    assert [word.text for word in page.context["page"].object_list] == words


def test_a_word_that_was_taken_out_is_not_listed(login: Login) -> None:
    change(STOP, [], ["민원"], WHO)
    assert not login(Role.MANAGER).get("/analytics/dictionary/", {"kind": STOP}).context["page"].object_list


def test_words_that_were_chosen_in_the_list_stand_in_the_box(login: Login) -> None:
    page = login(Role.MANAGER).get("/analytics/dictionary/change/", {"kind": STOP, "remove": ["민원", "<b>"]})
    assert "민원\n&lt;b&gt;</textarea>" in page.content.decode()


def test_a_change_is_previewed_then_saved(file: File, login: Login) -> None:
    [pk] = file("전동 킥보드", callers=[1])
    client, typed = login(Role.MANAGER), {"kind": COMPOUND, "added": "전동 킥보드\n", "removed": "불법주정차"}
    page = send(client, step="preview", **typed)
    assert page.context["preview"].in_all_months == 1
    assert not DictionaryChange.objects.exists()
    page = send(client, step="save", **typed)
    made = DictionaryChange.objects.get()
    assert (made.added, made.removed, made.actor) == (["전동킥보드"], ["불법주정차"], "manager")
    assert "넣은 낱말: 전동킥보드. 뺀 낱말: 불법주정차." in page.content.decode()
    assert list(StaleComplaint.objects.values_list("pk", flat=True)) == [pk]


@pytest.mark.parametrize("step", ["preview", "save", ""])
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"added": "길"}, "한 글자입니다"),
        ({"removed": "없는말"}, "사전에 없어"),
        ({}, "하나 이상"),
        ({"added": "가나" * 2000}, "2,000자까지"),
        ({"added": "불법주정차"}, "복합어입니다"),
        ({"added": "킥보드", "kind": "x"}, "종류"),
        ({"added": "킥보드", "seen": "x"}, "화면이 오래되었습니다"),
    ],
)
def test_what_is_refused_is_shown_with_a_reason(
    fields: dict[str, str], says: str, step: str, login: Login, file: File
) -> None:
    page = send(login(Role.MANAGER), **{"kind": STOP, "step": step, **fields})
    assert page.status_code == 400
    assert says in page.content.decode()
    assert not DictionaryChange.objects.exists()


def test_an_edit_of_what_another_has_changed_is_said_with_a_new_preview(login: Login) -> None:
    change(STOP, ["전동"], [], WHO)
    client, typed = login(Role.MANAGER), {"kind": STOP, "added": "킥보드", "step": "save"}
    page = send(client, seen="0", **typed)
    assert "그사이 kim 님이" in page.content.decode()
    assert page.context["preview"] is not None
    assert page.context["form"]["seen"].value() == str(newest_change())
    send(client, **typed)
    assert DictionaryWord.objects.filter(text="킥보드", is_used=True).exists()


def test_the_history_says_who_changed_what_and_takes_it_back(login: Login) -> None:
    client = login(Role.MANAGER)
    send(client, kind=STOP, added="킥보드", removed="민원", step="save")
    page = client.get("/analytics/dictionary/history/")
    assert all(part in page.content.decode() for part in ("manager", "홍직원", "킥보드", "민원", "되돌리기"))
    made = DictionaryChange.objects.get()
    page = client.post(f"/analytics/dictionary/history/{made.pk}/undo/", follow=True)
    assert "되돌렸습니다. 넣은 낱말: 민원. 뺀 낱말: 킥보드." in page.content.decode()
    page = client.post(f"/analytics/dictionary/history/{made.pk}/undo/", follow=True)
    assert "이미 되돌린 일입니다" in page.content.decode()


def test_a_change_that_is_not_there_is_told(login: Login) -> None:
    assert login(Role.MANAGER).post("/analytics/dictionary/history/99/undo/").status_code == 404


def test_a_preview_is_recorded_as_a_search(login: Login) -> None:
    send(login(Role.MANAGER), kind=STOP, added="킥보드", step="preview")
    event = AccessEvent.objects.filter(action="search").get()
    assert (event.actor, event.query, event.detail) == ("manager", "킥보드", {"page": "dictionary"})


@pytest.mark.parametrize(("path", "queries"), [("", 14), ("history/", 11), ("change/", 10)])
def test_a_page_asks_little_however_many_words_there_are(
    path: str, queries: int, login: Login, django_assert_max_num_queries: Budget
) -> None:
    for number in range(30):
        change(STOP, [f"낱말{chr(0xAC00 + number)}"], [], WHO)
    client = login(Role.MANAGER)
    with django_assert_max_num_queries(queries):
        client.get(f"/analytics/dictionary/{path}")
