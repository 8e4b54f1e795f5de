"""The page on which a person says what a status word means, and what becomes of the complaints that waited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.models import Complaint, ComplaintEvent, StatusWord
from complaints.privacy.models import AccessEvent, Account
from complaints.privacy.roles import Role
from tests.ingest.conftest import post, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client

    from tests.ingest.conftest import Import


@pytest.fixture
def admin(client: Client, reference: None) -> Client:
    account = Account.objects.create_account("admin", "a long enough sentence", name="홍직원", role=Role.ADMIN)
    client.force_login(account, backend="complaints.privacy.backends.AccountBackend")
    return client


def save(client: Client, word: StatusWord, **values: object) -> HttpResponse:
    data = {f"word-{word.pk}-{name}": value for name, value in values.items()}
    return client.post("/ingest/words/", {"word": word.pk, **data})  # type: ignore[return-value]


def test_words_to_decide_come_first_with_the_number_of_their_complaints(admin: Client, import_posts: Import) -> None:
    import_posts(post("1", 처리상태="현장협의중"), post("2", 처리상태="현장협의중"), post("3"))
    page = admin.get("/ingest/words/").content.decode()
    assert page.index("현장협의중") < page.index("뜻을 정한 낱말") < page.index("답변작성중")
    assert "민원 2건" in page


def test_a_meaning_is_applied_at_once_recorded_and_kept(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("1", 처리상태="현장협의중"), post("2"))
    word = StatusWord.objects.get(word="현장협의중")
    answer = save(admin, word, status="supplement_requested", outcome="information", flags=["reopened", "extended"])
    assert answer["Location"] == "/ingest/words/"
    row = Complaint.objects.get(receipt_number="1")
    assert (row.status, row.outcome, row.flags) == ("supplement_requested", "information", ["extended", "reopened"])
    assert ComplaintEvent.objects.get(field="status").origin == f"word:{word.pk}"
    event = AccessEvent.objects.get(detail__word=word.pk)
    assert (event.actor, event.count, event.detail["status"]) == ("admin", 1, "supplement_requested")
    again = import_posts(post("1", 처리상태="현장협의중"), post("2"), name="다시.csv")
    assert (again.count_same, batch.count_new) == (2, 2)
    assert "1건에 적용했습니다" in admin.get("/ingest/words/").content.decode()


@pytest.mark.parametrize("status", ["", "unheard of"])
def test_a_word_without_a_chosen_status_is_asked_for_again(admin: Client, import_posts: Import, status: str) -> None:
    import_posts(post("1", 처리상태="현장협의중"))
    word = StatusWord.objects.get(word="현장협의중")
    answer = save(admin, word, status=status, outcome="none")
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    word.refresh_from_db()
    assert not word.is_decided


@pytest.mark.parametrize("word", ["", "x", "0", "999999", "²"])
def test_a_word_that_is_not_there_is_not_found(admin: Client, word: str) -> None:
    assert admin.post("/ingest/words/", {"word": word}).status_code == 404


def test_two_columns_are_decided_as_one_word(admin: Client, import_file: Import, tmp_path: Path) -> None:
    header = ["성명", "동", "제출일", "의견내용", "수용여부", "완료여부"]
    path = write_csv(tmp_path / "의견.csv", [header, ["홍길동", "가람1동", "2024-09-03", "의자", "수용", "보류"]])
    import_file(path, "panel")
    word = StatusWord.objects.get(is_decided=False)
    assert word.word == "수용 / 보류"
    save(admin, word, status="in_progress", outcome="accepted")
    row = Complaint.objects.get()
    assert (row.status, row.outcome, row.status_is_decided) == ("in_progress", "accepted", True)
    assert import_file(path, "panel").count_same == 1


def test_a_long_word_is_decided_under_the_name_that_its_rows_carry(admin: Client, import_posts: Import) -> None:
    long = post("1", 처리상태="협의" * 50)
    batch = import_posts(long)
    save(admin, StatusWord.objects.get(is_decided=False), status="in_progress", outcome="none")
    row = Complaint.objects.get()
    assert (row.status, row.source_status, row.source_fields["처리상태"]) == ("in_progress", "협의" * 30, "협의" * 50)
    assert batch.problems.filter(code="value_shortened").exists()
    assert import_posts(long, name="다시.csv").count_same == 1


def test_the_page_is_reached_from_the_import_and_the_list(admin: Client, import_posts: Import) -> None:
    batch = import_posts(post("1", 처리상태="현장협의중"))
    for address in (f"/ingest/{batch.pk}/", "/ingest/"):
        assert 'href="/ingest/words/"' in admin.get(address).content.decode()
    assert "1개 정하기" in admin.get("/ingest/").content.decode()


def test_looking_at_the_words_is_recorded(admin: Client) -> None:
    admin.get("/ingest/words/")
    assert AccessEvent.objects.get(action="view").detail == {"page": "words"}
