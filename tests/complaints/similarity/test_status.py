"""The status page tells how far complaints are read for comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from complaints.privacy.roles import Role
from complaints.similarity import vectors
from complaints.similarity.models import Unread

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.complaints.similarity.conftest import Answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def status(login: Callable[..., Client]) -> Callable[[], str]:
    admin = login(Role.ADMIN)
    return lambda: str(admin.get("/status/").content.decode())


def test_it_tells_what_waits_and_what_failed(status: Callable[[], str]) -> None:
    for number in range(5):
        Unread.objects.create(complaint_id=number, at=timezone.now(), attempts=0 if number < 3 else 3)
    page = status()
    assert "읽기를 기다리는 민원 3건" in page
    assert "읽지 못한 민원 2건" in page


@pytest.mark.parametrize(
    ("on", "installed", "sentence"),
    [(True, True, "문장 벡터를 기다리는 민원 1건"), (True, False, "패키지가 없어"), (False, True, "꺼 두었습니다")],
)
def test_it_tells_whether_meanings_are_compared(
    answered: Answered, status: Callable[[], str], settings: Any, monkeypatch: pytest.MonkeyPatch,
    on: bool, installed: bool, sentence: str,
) -> None:  # fmt: skip
    settings.SENTENCE_VECTORS = on
    if not installed:
        monkeypatch.setattr(vectors, "find_spec", lambda _: None)
    answered("1", body="가로등")
    page = status()
    assert "모두 읽음" in page
    assert sentence in page
