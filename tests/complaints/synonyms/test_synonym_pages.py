"""The pages of the synonyms: who may open them, what they refuse, what they change, and the search after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from complaints.privacy.models import AccessEvent
from complaints.privacy.reader import Reader
from complaints.privacy.roles import Role
from complaints.synonyms.models import SynonymChange, SynonymGroup
from complaints.synonyms.services import change
from complaints.synonyms.table import synonyms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.complaints.conftest import MakeComplaint

    Login = Callable[..., Client]

pytestmark = pytest.mark.django_db
WHO = Reader(actor="kim")


@pytest.fixture
def pothole() -> SynonymChange:
    return change(None, ["포트홀", "팟홀"], WHO)


def send(client: Client, path: str, **fields: str) -> Any:
    return client.post(f"/synonyms/{path}", fields, follow=True)


@pytest.mark.parametrize("path", ["", "new/", "1/", "1/delete/", "history/"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_only_managers_open_them(role: Role, path: str, login: Login) -> None:
    assert login(role).get(f"/synonyms/{path}").status_code == 403


@pytest.mark.parametrize("path", ["new/", "1/", "1/delete/", "history/1/undo/"])
def test_only_managers_change_them(path: str, login: Login) -> None:
    assert send(login(Role.OFFICER), path, words="포트홀, 팟홀", step="save").status_code == 403
    assert not SynonymGroup.objects.exists()


def test_a_group_is_previewed_then_saved(login: Login, complaint: MakeComplaint) -> None:
    complaint("1", body="포트홀을 메워 주세요")
    complaint("2", body="도로 파임 신고")
    client, typed = login(Role.MANAGER), "포트홀\n도로 파임"
    page = send(client, "new/", words=typed, step="preview")
    shown = page.context["preview"]
    assert [(line.word, line.alone.value) for line in shown.lines] == [("포트홀", 1), ("도로 파임", 1)]
    assert (shown.before, shown.after.value) == (None, 2)
    assert synonyms_of("포트홀") == ()
    send(client, "new/", words=typed, step="save")
    assert synonyms_of("포트홀") == ("도로 파임",)


def test_an_edit_shows_what_it_takes_away(login: Login, complaint: MakeComplaint, pothole: SynonymChange) -> None:
    complaint("1", body="포트홀")
    complaint("2", body="팟홀")
    page = send(
        login(Role.MANAGER), f"{pothole.group_id}/", words="포트홀, 노면파손", step="preview", seen=str(pothole.pk)
    )
    shown = page.context["preview"]
    assert (shown.before.value, shown.after.value) == (2, 1)
    assert [(line.word, line.is_new, line.is_removed) for line in shown.lines] == [
        ("포트홀", False, False),
        ("노면파손", True, False),
        ("팟홀", False, True),
    ]


@pytest.mark.parametrize("step", ["preview", "save"])
def test_what_is_refused_is_shown_with_a_reason_and_kept_in_the_box(step: str, login: Login) -> None:
    page = send(login(Role.MANAGER), "new/", words="포트홀, 010-8271-9634", step=step)
    assert page.status_code == 400
    assert "전화번호처럼 보입니다" in page.content.decode()
    assert "포트홀, 010-8271-9634</textarea>" in page.content.decode()
    assert not SynonymGroup.objects.exists()


def test_an_edit_of_what_another_has_changed_is_refused(login: Login, pothole: SynonymChange) -> None:
    change(pothole.group_id, ["포트홀", "패임"], WHO)
    page = send(login(Role.MANAGER), f"{pothole.group_id}/", words="포트홀, 구멍", step="save", seen=str(pothole.pk))
    assert "그사이 kim 님이" in page.content.decode()
    assert synonyms_of("포트홀") == ("패임",)


def test_saving_the_same_words_leaves_no_trace(login: Login, pothole: SynonymChange) -> None:
    send(login(Role.MANAGER), f"{pothole.group_id}/", words="포트홀\n팟홀", step="save", seen=str(pothole.pk))
    assert SynonymChange.objects.count() == 1


def test_a_deletion_is_shown_first_and_taken_back_afterwards(login: Login, pothole: SynonymChange) -> None:
    client = login(Role.MANAGER)
    assert client.get(f"/synonyms/{pothole.group_id}/delete/").context["preview"].after is None
    assert synonyms_of("포트홀") == ("팟홀",)
    page = send(client, f"{pothole.group_id}/delete/")
    assert synonyms_of("포트홀") == ()
    newest, can_undo = page.context["entries"][0]
    assert can_undo
    send(client, f"history/{newest.pk}/undo/")
    assert synonyms_of("포트홀") == ("팟홀",)


def test_what_cannot_be_taken_back_is_told(login: Login, pothole: SynonymChange) -> None:
    gone = change(pothole.group_id, [], WHO)
    change(None, ["팟홀", "구덩이"], WHO)
    page = send(login(Role.MANAGER), f"history/{gone.pk}/undo/")
    assert "되돌리지 못했습니다." in page.content.decode()


def test_the_history_says_who_changed_what(login: Login, pothole: SynonymChange) -> None:
    client = login(Role.MANAGER)
    send(client, f"{pothole.group_id}/", words="포트홀, 패임", step="save", seen=str(pothole.pk))
    page = client.get("/synonyms/history/")
    newest, oldest = (entry[0] for entry in page.context["entries"])
    assert (newest.kept, newest.added, newest.removed) == (["포트홀"], ["패임"], ["팟홀"])
    assert (newest.actor, newest.what, oldest.actor, oldest.what) == ("manager", "수정", "kim", "추가")
    assert all(part in page.content.decode() for part in ("manager", "홍직원", "kim", "패임", "수정"))


@pytest.mark.parametrize(("typed", "groups"), [("", 2), ("트홀", 1), ("거리 가게", 1), ("없음", 0), ("\x00!", 2)])
def test_groups_are_found_by_a_part_of_a_word(typed: str, groups: int, login: Login, pothole: SynonymChange) -> None:
    change(None, ["노점", "거리가게"], WHO)
    page = login(Role.MANAGER).get("/synonyms/", {"q": typed})
    assert len(page.context["page"].object_list) == groups


def test_counting_is_recorded_as_a_search(login: Login) -> None:
    send(login(Role.MANAGER), "new/", words="포트홀, 팟홀", step="preview")
    event = AccessEvent.objects.filter(action="search").get()
    assert (event.actor, event.query) == ("manager", "포트홀 팟홀")


def test_a_hit_says_which_synonym_matched(login: Login, complaint: MakeComplaint, pothole: SynonymChange) -> None:
    complaint("1", body="앞길에 팟 홀이 있습니다")
    page = login(Role.COUNTER).get("/complaints/", {"q": "포트홀"})
    [hit] = page.context["page"].hits
    assert hit.matched == ["동의어 팟홀"]
    assert "<mark>팟 홀</mark>" in hit.passage


def test_a_restricted_text_is_not_found_by_a_synonym(
    login: Login, complaint: MakeComplaint, pothole: SynonymChange
) -> None:
    complaint("1", body="팟홀", is_public=False)
    assert login(Role.COUNTER).get("/complaints/", {"q": "포트홀"}).context["page"].hits == []


@pytest.mark.parametrize("path", ["99/", "99/delete/"])
def test_a_group_that_is_not_there_is_told(path: str, login: Login) -> None:
    assert login(Role.MANAGER).get(f"/synonyms/{path}").status_code == 404
