"""Finding: what is like a text, open to who asks, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints.models import Complaint
from complaints.privacy.roles import Role
from complaints.services import record_of, store
from complaints.similarity import finding
from complaints.similarity.finding import Filters, nearest, similar_to, similar_to_text
from complaints.similarity.reading import read
from complaints.similarity.vectors import embed_missing
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from complaints.models import Department
    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.similarity.conftest import Answered

pytestmark = pytest.mark.django_db
LAMP = "골목 가로등 고장으로 밤길이 어둡습니다"


def found(text: str, who: Any = None, **filters: Any) -> list[str]:
    """The receipt numbers, the most like first."""
    answers = similar_to_text(text, who or reader(Role.OFFICER), filters=Filters(**filters))
    numbers = Complaint.objects.in_bulk([one.complaint_id for one in answers.results])
    return [numbers[one.complaint_id].receipt_number for one in answers.results]


def test_the_most_like_comes_first_and_tells_the_words_it_shares(answered: Answered) -> None:
    answered("1", body="가로등 불이 나갔습니다")
    near = answered("2", body=LAMP)
    answered("3", body="수영장 강습 신청 문의")
    answers = similar_to_text("골목 가로등 고장", reader(Role.OFFICER))
    assert (answers.results[0].complaint_id, set(answers.results[0].words)) == (near.pk, {"골목", "가로등", "고장"})
    assert found("골목 가로등 고장") == ["2", "1"]


def test_only_what_was_answered_is_found(answered: Answered) -> None:
    answered("1", body=LAMP, answer="")
    assert found(LAMP) == []
    assert len(nearest(LAMP, 5, answered=False)) == 1


def test_an_answer_that_came_after_the_reading_is_not_shown_before_it_is_read(answered: Answered) -> None:
    row = answered("1", body=LAMP, answer="고쳤습니다")
    Complaint.objects.filter(pk=row.pk).update(answer="")
    assert found(LAMP) == []


def test_a_complaint_is_not_like_itself(answered: Answered) -> None:
    row, other = answered("1", body=LAMP), answered("2", body=f"{LAMP} 고쳐 주세요")
    assert [one.complaint_id for one in similar_to(row, reader(Role.OFFICER)).results] == [other.pk]


@pytest.mark.parametrize("own", [True, False])
def test_what_may_not_be_opened_is_counted_and_not_shown(
    answered: Answered, roads: Department, parks: Department, own: bool
) -> None:
    answered("1", body=LAMP, is_public=False, department=roads)
    answered("2", body=LAMP, answer="다른 답변")
    officer = reader(Role.OFFICER, roads if own else parks)
    assert found(LAMP, officer) == (["2", "1"] if own else ["2"])
    assert similar_to_text(LAMP, officer).held_back == (0 if own else 1)


@pytest.mark.parametrize("by_vector", [False, True])
def test_who_may_read_no_texts_is_shown_none(answered: Answered, settings: Any, by_vector: bool) -> None:
    settings.SENTENCE_VECTORS = by_vector
    answered("1", body=LAMP)
    embed_missing(lambda: True)
    answers = similar_to_text(LAMP, reader(Role.ADMIN))
    assert (answers.results, answers.held_back) == ([], 1)


def test_only_those_that_would_have_been_shown_are_held_back(answered: Answered) -> None:
    answered("1", body=LAMP)
    answered("2", body="가로등 옆 나무", is_public=False)
    assert similar_to_text(LAMP, reader(Role.OFFICER), limit=1).held_back == 0


def test_many_that_may_not_be_opened_leave_room_for_those_that_may(
    answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COMPARED", 3)
    answered("open", body="골목 가로등 고장")
    for number in range(5):
        answered(str(number), body=LAMP, is_public=False)
    assert found(LAMP) == ["open"]


def test_a_text_posted_again_and_again_is_shown_once(answered: Answered) -> None:
    for number in range(4):
        answered(str(number), body=LAMP, answer="고쳤습니다")
    answered("9", body=LAMP, answer="다른 답변")
    results = similar_to_text(LAMP, reader(Role.OFFICER)).results
    assert sorted(one.more for one in results) == [0, 3]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"1", "2", "3"}),
        ({"outcome": "accepted"}, {"1"}),
        ({"since": date(2024, 9, 3)}, {"1", "2"}),
        ({"since": date(2024, 9, 3), "until": date(2024, 9, 3)}, {"1"}),
        ({"until": date(2024, 9, 2)}, {"3"}),
        ({"since": date(1990, 1, 1), "until": date(2024, 9, 3)}, {"1", "3"}),
        ({"since": date(2025, 1, 1), "until": date(2024, 1, 1)}, set()),
    ],
)
def test_filters(answered: Answered, filters: dict[str, Any], expected: set[str]) -> None:
    moments = {"1": datetime(2024, 9, 3, 23, 59), "2": datetime(2024, 9, 4), "3": datetime(2024, 9, 2)}  # noqa: DTZ001
    for number, moment in moments.items():
        outcome = "accepted" if number == "1" else "rejected"
        answered(number, body=f"{LAMP} {number}", outcome=outcome, received_at=timezone.make_aware(moment))
    assert set(found(LAMP, **filters)) == expected


def test_filters_of_window_and_department(answered: Answered, roads: Department) -> None:
    mine = answered("1", body=LAMP, channel="mayor", department=roads)
    answered("2", body=f"{LAMP} 2")
    assert found(LAMP, channel_id=mine.channel_id) == found(LAMP, department_id=roads.pk) == ["1"]


@pytest.mark.parametrize("text", ["", " ", "...", "'", "\\", "a'b\\", "ㅋㅋㅋ", "🙂", "가", "=a", "#1", "\n제목 없음"])
def test_any_text_is_compared(answered: Answered, text: str) -> None:
    answered("1", body=LAMP)
    assert similar_to_text(text, reader(Role.OFFICER)).results == []


def test_what_shares_hardly_anything_is_not_called_like(answered: Answered) -> None:
    answered("1", body=f"가로등 {' '.join(f'낱말{n}' for n in range(60))}")
    assert found("가로등 아래 벤치에서 음악 소리가 크게 납니다") == []


def test_what_means_the_same_is_found_without_a_word_in_common(answered: Answered, settings: Any) -> None:
    settings.SENTENCE_VECTORS = True
    answered("1", body="강아지 목줄을 안 하고 다녀요")
    answered("2", body="도서관 운영 시간이 궁금합니다")
    embed_missing(lambda: True)
    assert found("반려견 산책 시 줄을 매지 않는 사람이 있습니다")[:1] == ["1"]
    assert similar_to_text("반려견", reader(Role.OFFICER)).by_vector


def test_stored_vectors_are_used(complaint: MakeComplaint, answered: Answered, settings: Any) -> None:
    settings.SENTENCE_VECTORS = True
    asked, near = complaint("1", body="강아지 목줄을 안 하고 다녀요"), answered("2", body="개 줄을 안 매고 다닙니다")
    read([asked.pk])
    embed_missing(lambda: True)
    settings.SENTENCE_VECTORS = False
    [result] = similar_to(asked, reader(Role.OFFICER)).results
    assert (result.complaint_id, result.vector is not None) == (near.pk, True)


def test_a_changed_answer_is_shown_as_it_is_now(answered: Answered) -> None:
    row = answered("1", body=LAMP)
    store([replace(record_of(row), body="수영장 강습")], origin="test")
    read([row.pk])
    assert found(LAMP) == []
