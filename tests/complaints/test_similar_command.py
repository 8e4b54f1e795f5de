"""`manage.py similar`: the same as the page, masked, recorded without the text."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from complaints.privacy.models import AccessEvent
from complaints.similarity.reading import read

if TYPE_CHECKING:
    from tests.complaints.conftest import MakeComplaint

pytestmark = pytest.mark.django_db
TEXT = "골목 가로등 고장으로 어둡습니다. 홍상철 010-8271-9634"


@pytest.fixture(autouse=True)
def _words_alone(settings: Any) -> None:
    settings.SENTENCE_VECTORS = False


def run(*words: str) -> str:
    out = StringIO()
    call_command("similar", *words, stdout=out)
    return out.getvalue()


def test_it_gives_what_other_programs_rely_on(complaint: MakeComplaint) -> None:
    row = complaint("1", body="골목 가로등 고장", answer="고쳤습니다", answered_at=complaint("2").received_at)
    read([row.pk])
    [result] = json.loads(run("--text", "가로등 고장", "--json"))["results"]
    assert 0 < result.pop("score") <= 1
    assert result == {
        "id": row.pk,
        "why": ["가로등", "고장"],
        "answer": "고쳤습니다",
        "answered_at": "2024-09-03T09:12:00+09:00",
    }


def test_it_shows_no_person_and_records_none(complaint: MakeComplaint) -> None:
    row = complaint(
        "1", complainant_name="홍상철", body=TEXT, answer="홍상철 님(010-8271-9634), 고쳤습니다", is_public=False
    )
    read([row.pk])
    for shown in (run("--text", TEXT), run("--text", TEXT, "--json")):
        assert "고쳤습니다" in shown
        assert "8271" not in shown
    for event in AccessEvent.objects.all():
        assert (event.query, event.complaint_ids, event.actor.startswith("명령줄:")) == ("", [row.pk], True)
        assert event.detail == {"similar_to": "text", "characters": len(TEXT)}


def test_the_limit_is_kept(complaint: MakeComplaint) -> None:
    read([complaint(str(number), body=f"가로등 {number}", answer=f"답변 {number}").pk for number in range(5)])
    assert len(json.loads(run("--text", "가로등", "--json", "--limit", "3"))["results"]) == 3


@pytest.mark.parametrize(
    "words", [["--text", " "], ["--text", "가로등", "--limit", "0"], ["--text", "가", "--limit", "101"]]
)
def test_what_cannot_be_asked_is_told(words: list[str]) -> None:
    with pytest.raises(CommandError, match="넣으십시오"):
        run(*words)
