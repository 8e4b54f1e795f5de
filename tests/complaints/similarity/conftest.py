"""Words alone decide unless a test says otherwise: the model takes a second to load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from complaints.similarity import frequencies
from complaints.similarity.models import Likeness, Unread, Vector
from complaints.similarity.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from complaints.models import Complaint
    from tests.complaints.conftest import MakeComplaint

    Answered = Callable[..., Complaint]


@pytest.fixture(autouse=True)
def _words_alone(settings: Any) -> Iterator[None]:
    settings.SENTENCE_VECTORS = False
    frequencies.forget()
    yield
    frequencies.forget()


@pytest.fixture(autouse=True)
def _nothing_is_marked(request: pytest.FixtureRequest) -> None:
    """Tests that share what they store leave marks of complaints that are gone; those that race clear up alone."""
    if "committed" in request.fixturenames:
        return
    request.getfixturevalue("db")
    for model in (Unread, Likeness, Vector):
        model.objects.all().delete()


@pytest.fixture
def answered(complaint: MakeComplaint) -> Answered:
    """Stores and reads one complaint with an answer: `answered("1", body="...")`."""

    def make(number: str, **fields: Any) -> Complaint:
        row = complaint(number, **{"answer": f"답변 {number}", **fields})
        read([row.pk])
        return row

    return make
