"""Vectors: signs as text, optional, filled in behind, of the newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.privacy.roles import Role
from complaints.services import record_of, store
from complaints.similarity import reading, vectors
from complaints.similarity.finding import similar_to_text
from complaints.similarity.models import DIMENSIONS, Vector
from tests.complaints.conftest import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.complaints.conftest import MakeComplaint
    from tests.complaints.similarity.conftest import Answered


def differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def times(number: int) -> Callable[[], bool]:
    left = iter(range(number))
    return lambda: next(left, None) is not None


@pytest.fixture
def on(settings: Any) -> None:
    settings.SENTENCE_VECTORS = True


@given(st.lists(st.text(max_size=40), min_size=1, max_size=3))
@settings(deadline=None, max_examples=30)
def test_any_text_has_bits_whatever_it_is_computed_with(texts: list[str]) -> None:
    made = vectors.bits_of(texts)
    assert all(len(bits) == DIMENSIONS and set(bits) <= {"0", "1"} for bits in made)
    assert max(map(differing, made, (vectors.bits_of([text])[0] for text in texts))) <= DIMENSIONS // 50


def test_texts_that_mean_the_same_are_nearer() -> None:
    one, same, other = vectors.bits_of(["가로등이 꺼졌어요", "가로등 불이 안 들어옵니다", "수영 강습 신청 방법"])
    assert differing(one, same) < differing(one, other) - 30


@pytest.mark.django_db
def test_missing_ones_are_made_for_the_newest_first(
    complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch, on: None
) -> None:
    monkeypatch.setattr(vectors, "_BATCH", 2)
    ids = [complaint(str(number), body=f"가로등 {number}").pk for number in range(5)]
    reading.read(ids)
    assert (vectors.missing(), vectors.embed_missing(times(1)), vectors.is_behind()) == (5, 2, True)
    assert set(Vector.objects.filter(bits__isnull=False).values_list("pk", flat=True)) == set(ids[3:])
    assert (vectors.embed_missing(lambda: True), vectors.is_behind()) == (3, False)


@pytest.mark.django_db
def test_a_complaint_that_was_read_again_meanwhile_waits_for_its_new_vector(
    complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch, on: None
) -> None:
    row = complaint("1", body="가로등")
    reading.read([row.pk])

    def meanwhile(texts: Sequence[str]) -> list[str]:
        store([replace(record_of(row), body="수영장")], origin="x")
        reading.read([row.pk])
        return ["0" * DIMENSIONS for _ in texts]

    monkeypatch.setattr(vectors, "bits_of", meanwhile)
    assert (vectors.embed_missing(times(1)), vectors.missing()) == (0, 1)


@pytest.mark.django_db
def test_a_complaint_without_a_text_waits_for_no_vector(complaint: MakeComplaint) -> None:
    row = complaint("1", body="가로등")
    reading.read([row.pk])
    store([replace(record_of(row), body="")], origin="x")
    reading.read([row.pk])
    assert vectors.missing() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["switched off", "no package"])
def test_without_vectors_words_alone_answer(
    answered: Answered, settings: Any, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    settings.SENTENCE_VECTORS = why != "switched off"
    monkeypatch.setattr(vectors, "find_spec", lambda _: None)
    answered("1", body="골목 가로등")
    answers = similar_to_text("골목 가로등", reader(Role.OFFICER))
    assert (vectors.embed_missing(lambda: True), vectors.missing()) == (0, 1)
    assert (answers.by_vector, [one.vector for one in answers.results]) == (False, [None])
