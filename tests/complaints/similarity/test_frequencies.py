"""Shares of words, from PostgreSQL's statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from complaints.similarity import frequencies

if TYPE_CHECKING:
    from tests.complaints.similarity.conftest import Answered

pytestmark = pytest.mark.django_db


def test_shares_are_those_of_the_statistics_and_only_of_words(answered: Answered) -> None:
    for number in range(8):
        answered(str(number), body="가로등 고장" if number < 2 else "가로등")
    assert frequencies.current().shares == {}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE similarity_likeness")
    assert frequencies.current().shares == {}
    frequencies.forget()
    known = frequencies.current()
    assert (known.shares, known.rows, known.share("없던말")) == ({"가로등": 1.0, "고장": 0.25}, 8, 0.125)


def test_statistics_are_made_anew_only_after_much_was_read(answered: Answered) -> None:
    answered("1", body="가로등")
    assert not frequencies.refresh()
